/** What keeps an audit from being made, as codes (docs/audit.md lists them). None of them says that something is wrong. */

import type { AuditOnlyCode } from "@witness/protocol/codes/audit";
import type { ChainCode } from "@witness/protocol/codes/chain";
import type { StartUpCode } from "@witness/protocol/codes/start-up";

/** The stable codes; `docs/errors.md` lists them. */
export type AuditErrorCode =
  | AuditOnlyCode
  | ChainCode
  | StartUpCode
  | "chain-unavailable"
  | "receipt-invalid"
  | "internal-error";

/** A reason why something could not be checked, with a sentence to act on. */
export class AuditError extends Error {
  readonly code: AuditErrorCode;

  constructor(sentence: string, options: ErrorOptions & { readonly code: AuditErrorCode }) {
    super(sentence, options);
    this.name = "AuditError";
    this.code = options.code;
  }
}
