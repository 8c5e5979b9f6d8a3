/** Failures of the issuer and the demo verifier: a stable code, a sentence to act on, and the cause. */
import { type EthereumCode, EthereumError } from "@witness/ethereum/errors";
import type { IssuerOperatorCode } from "@witness/protocol/codes/issuer";
import type { RelayOperatorCode } from "@witness/protocol/codes/relay";

/** The codes of answers and of the log. */
export type IssuerCode =
  | IssuerOperatorCode
  | EthereumCode
  | Extract<RelayOperatorCode, "data-of-another-application" | "data-of-another-version">
  | "internal-error";

/** What may be told of a failure beside its code. No secret, no key, nothing of a pass that was not asked for. */
export type IssuerFacts = Readonly<Record<string, string | number>>;

/** A failure of the issuer, or of what it was sent or depends on. The sentence holds no secret. */
export class IssuerError extends Error {
  readonly code: IssuerCode;
  readonly facts: IssuerFacts;

  constructor(
    sentence: string,
    { code, facts = {}, cause }: { readonly code: IssuerCode; readonly facts?: IssuerFacts; readonly cause?: unknown },
  ) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "IssuerError";
    this.code = code;
    this.facts = facts;
  }
}

/** Returns the code of an error; `internal-error` for one that this repository does not throw on purpose. */
export const codeOf = (error: unknown): IssuerCode =>
  error instanceof IssuerError || error instanceof EthereumError ? error.code : "internal-error";

/** Returns what an operator may read of an error. Messages of libraries can hold addresses, and those often hold keys. */
export function sentenceOf(error: unknown): string {
  if (error instanceof IssuerError || error instanceof EthereumError) return error.message;
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const sentence = String(message ?? error).replaceAll(/[a-z]+:\/\/[^\s"',)]+/gi, "(address)");
  return typeof code === "string" ? `${sentence.slice(0, 300)}, ${code}` : sentence.slice(0, 300);
}
