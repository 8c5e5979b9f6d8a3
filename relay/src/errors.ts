/** Failures that an operator sees: a stable code, a sentence to act on, and the cause. */
import { type EthereumCode, EthereumError } from "@witness/ethereum/errors";
import type { ArchiveOperatorCode } from "@witness/protocol/codes/archive";
import type { RelayOperatorCode } from "@witness/protocol/codes/relay";

/** The codes of the log and of a start that ends; what devices see is in the protocol's list. */
export type RelayCode =
  | RelayOperatorCode
  | EthereumCode
  | "option-invalid"
  | "internal-error"
  | "outbox-full"
  | "application-closed"
  | Extract<ArchiveOperatorCode, "database-unavailable">;

/** A failure of the relay or of what it depends on. The sentence holds no secret. */
export class RelayError extends Error {
  readonly code: RelayCode;

  constructor(sentence: string, { code, cause }: { readonly code: RelayCode; readonly cause?: unknown }) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "RelayError";
    this.code = code;
  }
}

/** Returns the code of an error; `internal-error` for one that this repository does not throw on purpose. */
export const codeOf = (error: unknown): RelayCode =>
  error instanceof RelayError || error instanceof EthereumError ? error.code : "internal-error";

/** Returns what an operator may read of an error. Messages of libraries can hold URLs, and URLs often hold keys. */
export function sentenceOf(error: unknown): string {
  if (error instanceof RelayError || error instanceof EthereumError) return error.message;
  const { code, message, shortMessage, cause } = error as {
    readonly [name in "code" | "message" | "shortMessage"]?: unknown;
  } & { readonly cause?: { readonly code?: unknown } };
  const sentence = String(shortMessage ?? message ?? error).replaceAll(/[a-z]+:\/\/[^\s"',)]+/gi, "(address)");
  const codes = [code, cause?.code].filter((each) => typeof each === "string");
  return [sentence.slice(0, 300), ...codes].join(", ");
}
