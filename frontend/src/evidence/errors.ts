/** What can go wrong while evidence is gathered (docs/errors.md). */
import type { ArchiveOperatorCode } from "@witness/protocol/codes/archive";
import type { PageOnlyCode } from "@witness/protocol/codes/page";
import type { PassCode } from "@witness/protocol/codes/pass";
import type { Code } from "@witness/protocol/errors";

/** Stable names from the registry: tests and the page decide by these, never by the sentence. */
export type EvidenceCode =
  | ArchiveOperatorCode
  | PageOnlyCode
  | PassCode
  | "archive-unavailable"
  | "chain-unavailable"
  | "node-unavailable"
  | "predecessor-unsaid"
  | "rate-limited"
  | "relay-unavailable"
  | "state-unclaimed";

/** An error with a code and a sentence that the reader can act on. */
export class EvidenceError extends Error {
  readonly code: EvidenceCode;
  /** The protocol's code, when it was the back-end that declined. */
  readonly declined: Code | undefined;
  override readonly name = "EvidenceError";

  constructor(code: EvidenceCode, message: string, options?: ErrorOptions & { readonly declined?: Code }) {
    super(message, options);
    this.code = code;
    this.declined = options?.declined;
  }
}

/** Whether an error says that it is not known which application a record was taken over from: nobody is accused of that. */
export const isOfPredecessor = (error: unknown): error is EvidenceError =>
  error instanceof EvidenceError && (error.code === "predecessor-unsaid" || error.code === "config-unavailable");
