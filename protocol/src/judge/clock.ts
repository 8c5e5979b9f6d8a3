/**
 * When a reading was taken, as far as its clock can be trusted (docs/verdict.md, "Time"). A clock that is wrong is a
 * remark; what it would win is taken from the blocks' times instead.
 */

import { isOpen, withClosed, withFinding } from "./reasons.ts";
import type { Rules } from "./rules.ts";
import type { Draft } from "./state.ts";

/** What is known of the time of a reading. */
export interface Moment {
  readonly isTrusted: boolean;
  /** The earliest time at which the car may have been where the reading says. */
  readonly sinceUnixS: number;
  /** The reading's own time if it is trusted, else its block's, and never before the last trusted one. */
  readonly momentUnixS: number;
  /** No reading of this input was taken later. */
  readonly latestUnixS: number;
}

/** Reads the clock of a reading into the draft. */
export function readClock(draft: Draft, timeUnixS: number, blockTimeUnixS: number, { parameters }: Rules): Moment {
  const ahead = timeUnixS - blockTimeUnixS;
  const back = draft.trustedUnixS - timeUnixS;
  const isTrusted = ahead <= parameters.clockAheadS && back <= 0;
  const momentUnixS = isTrusted ? timeUnixS : Math.max(blockTimeUnixS, draft.trustedUnixS);
  // Without a clock, nothing but the delay on the way says how long ago it was; sixty days are taken for the longest.
  const sinceUnixS = isTrusted ? timeUnixS : Math.max(draft.trustedUnixS, blockTimeUnixS - parameters.creditS);
  if (isTrusted) draft.trustedUnixS = timeUnixS;
  else if (ahead > parameters.clockAheadS) {
    draft.reasons = withFinding(draft.reasons, "clock-ahead", { timeUnixS: momentUnixS, seconds: ahead });
  } else draft.reasons = withFinding(draft.reasons, "clock-back", { timeUnixS: momentUnixS, seconds: back });
  readAge(draft, Math.abs(ahead), blockTimeUnixS, parameters);
  return { isTrusted, sinceUnixS, momentUnixS, latestUnixS: Math.max(blockTimeUnixS, momentUnixS) };
}

function readAge(draft: Draft, ageS: number, blockTimeUnixS: number, { freshS, staleS }: Rules["parameters"]): void {
  const isBehind = isOpen(draft.reasons, "clock-behind");
  if (ageS <= freshS) {
    draft.staleSinceUnixS = 0;
    if (!isBehind) return;
    draft.reasons = withClosed(draft.reasons, "clock-behind", "all");
    draft.coveredReadings = 0;
  } else if (draft.staleSinceUnixS === 0) draft.staleSinceUnixS = blockTimeUnixS;
  else if (!isBehind && blockTimeUnixS - draft.staleSinceUnixS >= staleS) {
    draft.reasons = withFinding(draft.reasons, "clock-behind", { timeUnixS: blockTimeUnixS, seconds: ageS });
  }
}
