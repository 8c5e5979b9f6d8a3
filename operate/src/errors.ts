/** What keeps an operation from being sent or from taking effect, as codes (docs/errors.md lists them). */
import type { ArchiveOperatorCode } from "@witness/protocol/codes/archive";
import type { OperateCode } from "@witness/protocol/codes/operate";
import type { PassCode } from "@witness/protocol/codes/pass";
import type { ShareCode } from "@witness/protocol/codes/share";
import type { StartUpCode } from "@witness/protocol/codes/start-up";
import type { Code } from "@witness/protocol/errors";

/** A reason why nothing was done, with a sentence to act on. */
export class OperateError extends Error {
  readonly code:
    | OperateCode
    | StartUpCode
    | Code
    | PassCode
    | ShareCode
    | ArchiveOperatorCode
    | "record-unproven"
    | "node-unavailable"
    | "relay-unavailable"
    | "archive-unavailable"
    | "receipt-invalid";

  constructor(sentence: string, options: ErrorOptions & { readonly code: OperateError["code"] }) {
    super(sentence, options);
    this.name = "OperateError";
    this.code = options.code;
  }
}
