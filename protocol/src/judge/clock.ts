/**
 * When a reading was taken, as far as its clock can be trusted (docs/verdict.md, "Time"). A clock that is wrong is a
 * remark; what it would win is taken from the blocks' times instead.
 */

import { isOpen, withClosed, withFinding } from "./reasons.ts";
import type { Rules } from "./rules.ts";
import { beginAnew, type Draft } from "./state.ts";

/** What is known of the time of a reading. */
export interface Moment {
  readonly isTrusted: boolean;
  /** The reading's own time if it is trusted and not after its block, else its block's. */
  readonly momentUnixS: number;
  /** The earliest time at which the car may have been where the reading says. */
  readonly sinceUnixS: number;
  /** The latest. */
  readonly blockUnixS: number;
}

/** Reads the clock of a reading into the draft. */
export function readClock(draft: Draft, timeUnixS: number, blockUnixS: number, { parameters }: Rules): Moment {
  const ahead = timeUnixS - blockUnixS;
  const back = draft.trustedUnixS - timeUnixS;
  const isTrusted = ahead <= parameters.clockAheadS && back <= 0;
  // What a clock is ahead of its block would be missed when it is right again.
  const momentUnixS = isTrusted ? Math.min(timeUnixS, blockUnixS) : blockUnixS;
  // Without a clock, nothing but the delay on the way says how long ago it was; sixty days are taken for the longest.
  const earliest = Math.max(draft.trustedUnixS, blockUnixS - parameters.creditS);
  const sinceUnixS = isTrusted ? momentUnixS : Math.min(earliest, blockUnixS);
  if (isTrusted) draft.trustedUnixS = timeUnixS;
  else if (ahead > parameters.clockAheadS) {
    draft.reasons = withFinding(draft.reasons, "clock-ahead", { timeUnixS: momentUnixS, seconds: ahead });
  } else draft.reasons = withFinding(draft.reasons, "clock-back", { timeUnixS: momentUnixS, seconds: back });
  readAge(draft, Math.abs(ahead), blockUnixS, parameters);
  return { isTrusted, momentUnixS, sinceUnixS, blockUnixS };
}

function readAge(draft: Draft, ageS: number, blockTimeUnixS: number, { freshS, staleS }: Rules["parameters"]): void {
  const isBehind = isOpen(draft.reasons, "clock-behind");
  if (ageS <= freshS) {
    draft.staleSinceUnixS = 0;
    if (!isBehind) return;
    draft.reasons = withClosed(draft.reasons, "clock-behind", "all");
    beginAnew(draft);
  } else if (draft.staleSinceUnixS === 0) draft.staleSinceUnixS = blockTimeUnixS;
  else if (!isBehind && blockTimeUnixS - draft.staleSinceUnixS >= staleS) {
    draft.reasons = withFinding(draft.reasons, "clock-behind", { timeUnixS: blockTimeUnixS, seconds: ageS });
  }
}
