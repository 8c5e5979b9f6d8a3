/** Codes of passes (docs/protocol.md, "Pass"): what is wrong with one, by the step of the check that finds it. */
import { act, type CodeEntry } from "./entry.ts";

/** Rows in alphabetical order. */
export const PASS_CODES = {
  "pass-altered": act("What the pass shows is not what its owner signed; ask for the link again."),
  "pass-device-other": act(
    "The record that the pass shows is another car's than the one that it names; do not rely on it.",
  ),
  "pass-early": act("The pass is dated later than now; check this device's clock."),
  "pass-expired": act("The pass has ended; ask its owner for a new one."),
  "pass-history-closed": act("The keys of the pass do not open an envelope of the car's history; do not rely on it."),
  "pass-history-differs": act(
    "Judged by the published rules, the history says something else than the record; do not rely on it.",
  ),
  "pass-history-parts": act(
    "The pass leaves out envelopes between the first and the last that it opens; ask its owner for another.",
  ),
  "pass-history-taken-over": act(
    "The record was taken over from another application: a pass cannot open its history. The rest of the pass stands.",
  ),
  "pass-incomplete": act("The pass leaves out a field that every pass shows; ask its owner for another."),
  "pass-kept-other": act(
    "The archive gave other bytes than the link names, or the link's key does not open them; ask for the link again.",
  ),
  "pass-link-malformed": act("The text is no link of a pass; copy or scan the whole of it."),
  "pass-malformed": act("The bytes are no pass of this version; copy or scan the whole link."),
  "pass-owner-other": act(
    "Whoever signed the pass is not the owner of the car whose record it shows; do not rely on it.",
  ),
  "pass-term-invalid": act("The pass ends before it begins or more than 366 days later; ask its owner for another."),
  "pass-unsigned": act("The signature is not that of whoever the pass names, for this application; do not rely on it."),
  "pass-vin-other": act("The last four characters of the VIN are not those of the record; do not rely on them."),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type PassCode = keyof typeof PASS_CODES;
