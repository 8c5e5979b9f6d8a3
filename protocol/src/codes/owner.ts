/** Codes of an owner's own judging (docs/judge.md): who said something that the chain does not bear out, or could not be asked. */
import { act, type CodeEntry, stop } from "./entry.ts";

/** Rows in alphabetical order. */
export const OWNER_CODES = {
  "archive-unavailable": stop("The archive does not answer, or not as an archive does; check its URL, or ask another."),
  "keys-foreign": act("The node gave keys of other envelopes than it was asked for; ask another node."),
  "keys-withheld": act(
    "The node did not give the owner all that is the owner's by the car's record and history; ask another node.",
  ),
  "predecessor-differs": act(
    "The record was taken over from a state that is not the last one of the application before; do not rely on it.",
  ),
  "predecessor-other": stop(
    "The record was taken over from another application than the one that was named; name that one.",
  ),
  "predecessor-unsaid": stop(
    "The record was taken over from another application, and nobody says which that is or which key it has; name it, or ask another node.",
  ),
  "record-differs": act("What the history comes to is not what the record says; the field is named."),
  "record-impossible": act(
    "The node's record counts more than its envelopes and events can be; do not rely on it, and ask another node.",
  ),
  "record-superseded": act(
    "The node answered from an older state than the chain has accepted; ask another node, or wait until it has caught up.",
  ),
  "record-unproven": act(
    "The node's answer does not open a record of this car; do not rely on it, and ask another node.",
  ),
  "take-over-unproven": act(
    "No accepted claim proves what was taken over, and what is said of it differs; nobody can be blamed for it yet.",
  ),
  "tickets-unusable": stop(
    "The file of tickets beside the key cannot be read or written; repair it, or take it away if it holds nothing of yours.",
  ),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type OwnerCode = keyof typeof OWNER_CODES;
