/** Operational failures of the relay: a stable code, a sentence an operator can act on, the cause kept. */

/** Codes that only an operator sees; what devices see is in the protocol's list. */
export type RelayCode =
  | "account-empty"
  | "chain-mismatch"
  | "chain-replaced"
  | "chain-unavailable"
  | "config-invalid"
  | "data-in-use"
  | "data-of-another-application"
  | "data-of-another-version"
  | "fee-capped"
  | "input-dropped"
  | "input-reverted"
  | "key-unusable"
  | "node-unavailable"
  | "nonce-conflict"
  | "outbox-full"
  | "port-taken"
  | "refused-by-back-end"
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

/** What an operator may read of an error. Others' messages can hold URLs, and these hold keys. */
export function sentenceOf(error: unknown): string {
  if (error instanceof RelayError) return error.message;
  const { code, message, shortMessage, cause } = error as {
    readonly [name in "code" | "message" | "shortMessage"]?: unknown;
  } & { readonly cause?: { readonly code?: unknown } };
  const sentence = String(shortMessage ?? message ?? error).replaceAll(/[a-z]+:\/\/[^\s"',)]+/gi, "(address)");
  const codes = [code, cause?.code].filter((each) => typeof each === "string");
  return [sentence.slice(0, 300), ...codes].join(", ");
}
