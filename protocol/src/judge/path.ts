/**
 * The path: the readings of a car that go on from each other (docs/verdict.md, "The path"). Whatever becomes of a reading,
 * only here does it count.
 */
import type { Moment } from "./clock.ts";
import { withExtent, withFinding } from "./reasons.ts";
import type { Rules } from "./rules.ts";
import { beginAnew, type Draft, hectometres, type Place, type Point } from "./state.ts";
import { fill } from "./windows.ts";

/** How a reading goes on from the path. */
export interface Extension {
  /** The counter as the device sent it. */
  readonly raw: number;
  readonly distanceHm: number;
  readonly moment: Moment;
  /** What came before is another line of readings. */
  readonly isNewLine?: boolean;
}

const pointOf = ({ positionHm, momentUnixS }: Point): Point => ({ positionHm, momentUnixS });

/** Returns where a value of the counter is over the car's life. */
export const positionOf = ({ unit, offsetHm }: Pick<Draft, "unit" | "offsetHm">, raw: number): number =>
  hectometres(unit, raw) + offsetHm;

/**
 * Adds a reading to the path, with what is wrong about its speed or the silence before it.
 * @returns bit n: the bucket n overflowed
 */
export function extend(draft: Draft, extension: Extension, { parameters }: Rules): number {
  const { raw, distanceHm, moment, isNewLine = false } = extension;
  const { path } = draft;
  const timeUnixS = moment.momentUnixS;
  if (path !== undefined) passSilence(draft, path, timeUnixS, distanceHm, parameters);
  const { overflowsHm, ...credited } = credit(draft, extension, parameters);
  Object.assign(draft, credited);
  let overflowed = 0;
  for (const [index, { reason }] of parameters.buckets.entries()) {
    const amountHm = overflowsHm[index] ?? 0;
    if (amountHm === 0) continue;
    draft.reasons = withFinding(draft.reasons, reason, { timeUnixS, amountHm });
    overflowed |= 1 << index;
  }
  draft.before = isNewLine || path === undefined ? [] : [pointOf(path), ...draft.before].slice(0, 3);
  draft.isFirstLine = path === undefined || (draft.isFirstLine && !isNewLine);
  draft.path = { raw, positionHm: positionOf(draft, raw), momentUnixS: timeUnixS, sinceUnixS: moment.sinceUnixS };
  if (draft.coveredReadings === 0) draft.coveredFromUnixS = timeUnixS;
  draft.coveredReadings += 1;
  draft.readings += 1;
  return overflowed;
}

/** Credits the windows by the device's clock, or by the block's time when only the device's clock says that it was too fast. */
function credit(
  draft: Draft,
  { distanceHm, moment }: Extension,
  parameters: Rules["parameters"],
): Pick<Draft, "creditedUnixS" | "levels"> & { readonly overflowsHm: readonly number[] } {
  const { creditedUnixS: before, levels } = draft;
  const { momentUnixS, blockUnixS } = moment;
  const own = Math.max(before, momentUnixS);
  const isAnchored = moment.isTrusted && momentUnixS >= before;
  const byOwn = fill(parameters, levels, { distanceHm, seconds: own - before, isAnchored });
  const isPossible = byOwn.overflowsHm.every((hm) => hm === 0);
  if (isPossible) return { ...byOwn, creditedUnixS: own };
  const byBlock = fill(parameters, levels, { distanceHm, seconds: blockUnixS - before, isAnchored: false });
  if (byBlock.overflowsHm.some((hm) => hm > 0)) return { ...byOwn, creditedUnixS: own };
  const seconds = blockUnixS - momentUnixS;
  draft.reasons = withFinding(draft.reasons, "clock-slow", { timeUnixS: momentUnixS, seconds });
  return { ...byBlock, creditedUnixS: blockUnixS };
}

function passSilence(
  draft: Draft,
  path: Place,
  timeUnixS: number,
  distanceHm: number,
  { voidS }: Rules["parameters"],
): void {
  const seconds = Math.max(0, timeUnixS - path.momentUnixS);
  draft.longestSilenceS = Math.max(draft.longestSilenceS, seconds);
  if (seconds > voidS) {
    draft.reasons = withFinding(draft.reasons, "void", {
      timeUnixS: path.momentUnixS,
      seconds,
      amountHm: distanceHm,
    });
    beginAnew(draft);
  }
  if (!draft.isGapOpen) return;
  draft.reasons = withExtent(draft.reasons, "gap", { seconds, amountHm: distanceHm });
  draft.isGapOpen = false;
}
