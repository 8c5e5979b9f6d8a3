/** Operational failures of the relay: a stable code, a sentence an operator can act on, the cause kept. */

/** Codes that only an operator sees; what devices see is in the protocol's list. */
export type RelayCode =
  | "account-empty"
  | "chain-mismatch"
  | "chain-unavailable"
  | "config-invalid"
  | "data-in-use"
  | "data-of-another-application"
  | "input-dropped"
  | "input-reverted"
  | "key-unusable"
  | "node-unavailable"
  | "nonce-conflict"
  | "outbox-full"
  | "port-taken"
  | "transaction-refused";

/** Something around the relay is not as it must be. */
export class RelayError extends Error {
  readonly code: RelayCode;

  constructor(sentence: string, { code, cause }: { readonly code: RelayCode; readonly cause?: unknown }) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "RelayError";
    this.code = code;
  }
}
