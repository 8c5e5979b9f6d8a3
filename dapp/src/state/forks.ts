/** Evidence that two hold a device's key: bounded, and never so that a past becomes clean (docs/protocol.md, "Admission"). */
import { equal } from "@witness/protocol/bytes";
import { FORKS_KEPT } from "@witness/protocol/limits";
import type { ForkEvidence } from "./state.ts";

/**
 * Returns the evidence with one more piece, or the same list when it says nothing new. The first pieces are kept: their
 * times and numbers say from when on the key was copied. Past the bound only a number below all others is news. Such
 * numbers fall each time within the recent links, so that these are fewer than the recent links.
 */
export function keepForkEvidence(kept: readonly ForkEvidence[], seen: ForkEvidence): readonly ForkEvidence[] {
  // Anyone may post the same evidence again; it counts once.
  if (kept.some(({ link }) => equal(link, seen.link))) return kept;
  if (kept.length >= FORKS_KEPT && kept.some(({ sequence }) => sequence <= seen.sequence)) return kept;
  return [...kept, seen];
}
