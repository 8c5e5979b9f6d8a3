/**
 * Evidence that two hold a device's key: bounded, and never so that a past becomes clean (docs/protocol.md, "Admission").
 * Back-end and audit count by this one rule.
 */
import { equal } from "./bytes.ts";
import { FORKS_KEPT } from "./limits.ts";

/** A body that was refused because its number was taken: somebody else signs with the same key. */
export interface ForkEvidence {
  readonly sequence: number;
  /** 32 bytes. */
  readonly link: Uint8Array;
}

/**
 * Returns the evidence with one more piece, or the same list when it says nothing new. The first pieces are kept: their
 * times and numbers say from when on the key was copied. Past the bound only a number below all others is news. Such
 * numbers fall each time within the recent links, so that these are fewer than the recent links.
 * @param kept what this function returned before, in the order in which it came
 * @example
 * const seen = { sequence: 7, link };
 * const once = keepForkEvidence([], seen);
 * keepForkEvidence(once, seen) === once; // => true
 */
export function keepForkEvidence<Evidence extends ForkEvidence>(
  kept: readonly Evidence[],
  seen: Evidence,
): readonly Evidence[] {
  // Anyone may post the same evidence again; it counts once.
  if (kept.some(({ link }) => equal(link, seen.link))) return kept;
  if (kept.length >= FORKS_KEPT && kept.some(({ sequence }) => sequence <= seen.sequence)) return kept;
  return [...kept, seen];
}
