/** Operational failures of the relay: a stable code, a sentence an operator can act on, the cause kept. */
import { type EthereumCode, EthereumError } from "@witness/ethereum/errors";
import type { RelayOperatorCode } from "@witness/protocol/codes/relay";

/** Codes that only an operator sees; what devices see is in the protocol's list. */
export type RelayCode = RelayOperatorCode | EthereumCode | "internal-error" | "outbox-full";

/** Something around the relay is not as it must be. */
export class RelayError extends Error {
  readonly code: RelayCode;

  constructor(sentence: string, { code, cause }: { readonly code: RelayCode; readonly cause?: unknown }) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "RelayError";
    this.code = code;
  }
}

/** Returns the code of an error; what has none of ours is a defect of the relay. */
export const codeOf = (error: unknown): RelayCode =>
  error instanceof RelayError || error instanceof EthereumError ? error.code : "internal-error";

/** Returns what an operator may read of an error. Others' messages can hold URLs, and these hold keys. */
export function sentenceOf(error: unknown): string {
  if (error instanceof RelayError || error instanceof EthereumError) return error.message;
  const { code, message, shortMessage, cause } = error as {
    readonly [name in "code" | "message" | "shortMessage"]?: unknown;
  } & { readonly cause?: { readonly code?: unknown } };
  const sentence = String(shortMessage ?? message ?? error).replaceAll(/[a-z]+:\/\/[^\s"',)]+/gi, "(address)");
  const codes = [code, cause?.code].filter((each) => typeof each === "string");
  return [sentence.slice(0, 300), ...codes].join(", ");
}
