/** What keeps a car from being judged, as codes (docs/errors.md lists them). */
import type { ChainCode } from "@witness/protocol/codes/chain";
import type { OwnerCode } from "@witness/protocol/codes/owner";
import type { StartUpCode } from "@witness/protocol/codes/start-up";
import type { Code } from "@witness/protocol/errors";

/** A reason why nothing could be compared, with a sentence to act on. */
export class JudgeError extends Error {
  readonly code: OwnerCode | ChainCode | StartUpCode | Code | "node-unavailable";

  constructor(sentence: string, options: ErrorOptions & { readonly code: JudgeError["code"] }) {
    super(sentence, options);
    this.name = "JudgeError";
    this.code = options.code;
  }
}
