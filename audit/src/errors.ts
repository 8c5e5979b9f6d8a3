/** What keeps an audit from being made, as codes (docs/audit.md lists them). None of them says that something is wrong. */

/** The stable codes. */
export type AuditErrorCode =
  | "option-invalid"
  | "policy-invalid"
  | "genesis-invalid"
  | "key-unusable"
  | "key-mismatch"
  | "rpc-unreachable"
  | "rpc-refused"
  | "application-missing"
  | "application-unsupported"
  | "inputs-missing"
  | "logs-foreign"
  | "chain-reorganised"
  | "backend-unavailable"
  | "backend-ended"
  | "backend-failed"
  | "backend-silent";

/** A reason why something could not be checked, with a sentence to act on. */
export class AuditError extends Error {
  readonly code: AuditErrorCode;

  constructor(sentence: string, options: ErrorOptions & { readonly code: AuditErrorCode }) {
    super(sentence, options);
    this.name = "AuditError";
    this.code = options.code;
  }
}
