/** Codes of the issuer and of the demo verifier: what owners and readers get, and what only an operator sees. */
import { act, type CodeEntry, pushBack, refuse, stop } from "./entry.ts";

/** Rows in alphabetical order. */
export const ISSUER_CODES = {
  "certificate-unusable": stop(
    "The root certificate cannot be read or is not of the root key; put back the file that was made with the key.",
  ),
  "claim-unknown": refuse(400, "No credential has a claim of this name; ask for some of those that `known` lists."),
  "country-changed": stop(
    "The root certificate names another country or name than the settings; correct them, or use a new data directory.",
  ),
  "offers-full": pushBack(503, "The issuer has as many open offers as it keeps; ask again in a few minutes."),
  "pass-for-another": refuse(
    403,
    "The pass is for another reader; make one that names this issuer, since a credential is for whoever the owner chose.",
  ),
  "pass-refused": refuse(422, "The pass does not hold; `step` and `reason` say where it fails. Make a new one."),
  "pass-used": refuse(409, "A wallet has a credential of this pass already; make a new pass for another."),
  "presentation-invalid": refuse(400, "What was presented does not hold; `reason` says why. Present it again."),
  "presentation-unknown": refuse(404, "There is no such request, or it has ended; begin a new one."),
  "presentations-full": pushBack(
    503,
    "The verifier has as many open requests as it keeps; ask again in a few minutes.",
  ),
  "proof-unavailable": pushBack(
    503,
    "The chain, node or archive that proves the pass does not answer; ask again later.",
  ),
  "status-list-full": act("All places of the status list are taken; they come free as credentials end."),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type IssuerOperatorCode = keyof typeof ISSUER_CODES;
