/** Failures that an operator sees: a stable code, a sentence to act on, and the cause. */
import { type EthereumCode, EthereumError } from "@witness/ethereum/errors";
import type { ArchiveOperatorCode } from "@witness/protocol/codes/archive";
import type { NodeOperatorCode } from "@witness/protocol/codes/node";
import type { RelayOperatorCode } from "@witness/protocol/codes/relay";

/** The codes of the log and of a start that ends; what readers see is in `http/problem.ts`. */
export type ArchiveCode =
  | ArchiveOperatorCode
  | EthereumCode
  | Extract<NodeOperatorCode, "chain-lags" | "reorg-too-deep" | "wrong-chain">
  | Extract<RelayOperatorCode, "data-of-another-application" | "data-of-another-version">
  | "internal-error";

/** A failure of the archive or of what it depends on. The sentence holds no secret. */
export class ArchiveError extends Error {
  readonly code: ArchiveCode;

  constructor(sentence: string, { code, cause }: { readonly code: ArchiveCode; readonly cause?: unknown }) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "ArchiveError";
    this.code = code;
  }
}

/** Returns the code of an error; `internal-error` for one that this repository does not throw on purpose. */
export const codeOf = (error: unknown): ArchiveCode =>
  error instanceof ArchiveError || error instanceof EthereumError ? error.code : "internal-error";

/** Returns what an operator may read of an error. Messages of libraries can hold URLs, and URLs often hold keys. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ArchiveError || error instanceof EthereumError) return error.message;
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const sentence = String(message ?? error).replaceAll(/[a-z]+:\/\/[^\s"',)]+/gi, "(address)");
  return typeof code === "string" ? `${sentence.slice(0, 300)}, ${code}` : sentence.slice(0, 300);
}
