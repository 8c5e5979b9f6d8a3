/** Operational failures of the relay: a stable code, a sentence an operator can act on, the cause kept. */
import type { RelayOperatorCode } from "@witness/protocol/codes/relay";

/** Codes that only an operator sees; what devices see is in the protocol's list. */
export type RelayCode =
  | RelayOperatorCode
  | "chain-unavailable"
  | "config-invalid"
  | "data-in-use"
  | "key-unusable"
  | "outbox-full"
  | "port-taken";

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
