/** Codes that say why an audit could not be made. None of them says that something is wrong with the application. */
import { type CodeEntry, stop } from "./entry.ts";

/** Rows in alphabetical order. */
export const AUDIT_CODES = {
  "application-unsupported": stop("The application is not one of Cartesi's contracts 2.2.0 with an InputBox."),
  "backend-ended": stop("The back-end ended; the message gives its last words and the input."),
  "backend-failed": stop(
    "The back-end threw an exception, so nothing after it can be trusted; the message names the input.",
  ),
  "backend-silent": stop("The back-end took more than three minutes for one input."),
  "backend-unavailable": stop("The back-end's bundle could not be built; the message says why."),
  "chain-reorganised": stop("The chain was reorganised while it was read; run the audit again."),
  "claims-contradict": stop("Validators claimed two roots for one epoch; a full audit tells which is right."),
  "claims-missing": stop("The node did not give every claim that the consensus counts; ask another node."),
  "inputs-missing": stop("The node did not give every input; begin earlier with --from-block, or ask another node."),
  "logs-foreign": stop("The node gave a log that was not asked for; ask another node."),
  "nothing-claimed": stop("No claim is accepted yet; wait for the end of an epoch."),
  "policy-invalid": stop("Correct the policy file where the message says."),
  "validators-untrusted": stop("Your policy trusts none of those who made an accepted claim; ask for a full audit."),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type AuditOnlyCode = keyof typeof AUDIT_CODES;
