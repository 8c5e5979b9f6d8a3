/** Operational failures of the relay: a stable code, a sentence an operator can act on, the cause kept. */

/** Codes that only an operator sees; what devices see is in the protocol's list. */
export type RelayCode =
  | "account-empty"
  | "chain-mismatch"
  | "chain-unavailable"
  | "config-invalid"
  | "data-in-use"
  | "data-of-another-application"
  | "input-reverted"
  | "key-unusable"
  | "nonce-conflict"
  | "outbox-full"
  | "port-taken";

/** Something around the relay is not as it must be. */
export class RelayError extends Error {
  readonly code: RelayCode;

  constructor(code: RelayCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RelayError";
    this.code = code;
  }
}
