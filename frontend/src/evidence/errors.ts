/** What can go wrong while evidence is gathered. */

/** Stable names; tests and the page decide by these, never by the sentence. */
export type EvidenceCode =
  | "config-unavailable"
  | "node-unavailable"
  | "not-answered"
  | "answer-unreadable"
  | "fleet-unavailable"
  | "live-unavailable"
  | "live-forged"
  | "wallet-missing"
  | "wallet-refused";

/** An error with a code and a sentence that the reader can act on. */
export class EvidenceError extends Error {
  readonly code: EvidenceCode;
  override readonly name = "EvidenceError";

  constructor(code: EvidenceCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
