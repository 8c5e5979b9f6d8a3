/** Failures that the operator of a watch sees: a stable code and a sentence to act on. */
import { AuditError, type AuditErrorCode } from "@witness/audit/errors";
import { type EthereumCode, EthereumError } from "@witness/ethereum/errors";
import type { WatchCode as WatchOnlyCode } from "@witness/protocol/codes/watch";

/** The codes of the log and of a start that ends. */
export type WatchCode =
  | AuditErrorCode
  | EthereumCode
  | WatchOnlyCode
  | "data-of-another-application"
  | "data-of-another-version";

/** A failure of the watch or of what it depends on. The sentence holds no secret. */
export class WatchError extends Error {
  readonly code: WatchCode;

  constructor(sentence: string, { code, cause }: { readonly code: WatchCode; readonly cause?: unknown }) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "WatchError";
    this.code = code;
  }
}

const isKnown = (error: unknown): error is WatchError | AuditError | EthereumError =>
  error instanceof WatchError || error instanceof AuditError || error instanceof EthereumError;

/** Returns the code of an error; `internal-error` for one that this repository does not throw on purpose. */
export const codeOf = (error: unknown): WatchCode => (isKnown(error) ? error.code : "internal-error");

/** Returns what an operator may read of an error. */
export const sentenceOf = (error: unknown): string =>
  isKnown(error) ? error.message : "A step failed by a fault of ours; the log has its stack.";
