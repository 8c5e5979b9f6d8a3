/**
 * The path: the readings of a car that go on from each other (docs/verdict.md, "The path"). Whatever becomes of a reading,
 * only here does it count.
 */
import type { Moment } from "./clock.ts";
import { withExtent, withFinding } from "./reasons.ts";
import type { Rules } from "./rules.ts";
import { beginAnew, type Draft, hectometres, type Place, type Point } from "./state.ts";
import { fill, fits } from "./windows.ts";

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
  const overflowed = credit(draft, extension, parameters);
  if (isNewLine || path === undefined) draft.before = [];
  else passPoint(draft.before, path);
  draft.isFirstLine = path === undefined || (draft.isFirstLine && !isNewLine);
  draft.path = { raw, positionHm: positionOf(draft, raw), momentUnixS: timeUnixS, sinceUnixS: moment.sinceUnixS };
  if (draft.coveredReadings === 0) draft.coveredFromUnixS = timeUnixS;
  draft.coveredReadings += 1;
  draft.readings += 1;
  return overflowed;
}

/** Finds the reason of each bucket that overflowed. Returns bit n: the bucket n did. */
function findOverflows(
  draft: Draft,
  overflowsHm: readonly number[],
  timeUnixS: number,
  { buckets }: Rules["parameters"],
): number {
  let overflowed = 0;
  for (const [index, { reason }] of buckets.entries()) {
    const amountHm = overflowsHm[index] ?? 0;
    if (amountHm === 0) continue;
    draft.reasons = withFinding(draft.reasons, reason, { timeUnixS, amountHm });
    overflowed |= 1 << index;
  }
  return overflowed;
}

/** Puts a point before the last points of the path, newest first, of which three stay. */
function passPoint(before: Point[], newest: Point): void {
  const point = pointOf(newest);
  if (before.length < 3) before.push(point);
  for (let place = before.length - 1; place > 0; place -= 1) before[place] = before[place - 1] as Point;
  before[0] = point;
}

/**
 * Credits the windows by the device's clock, or by the block's time when only the device's clock says that it was too fast.
 * Returns bit n: the bucket n overflowed.
 */
function credit(draft: Draft, { distanceHm, moment }: Extension, parameters: Rules["parameters"]): number {
  const { creditedUnixS: before, levels } = draft;
  const { momentUnixS, blockUnixS } = moment;
  const own = Math.max(before, momentUnixS);
  const byOwn = { distanceHm, seconds: own - before, isAnchored: moment.isTrusted && momentUnixS >= before };
  draft.creditedUnixS = own;
  if (fits(parameters, levels, byOwn)) return 0;
  if (fits(parameters, levels, { distanceHm, seconds: blockUnixS - before, isAnchored: false })) {
    const seconds = blockUnixS - momentUnixS;
    draft.reasons = withFinding(draft.reasons, "clock-slow", { timeUnixS: momentUnixS, seconds });
    draft.creditedUnixS = blockUnixS;
    return 0;
  }
  const filled = fill(parameters, levels, byOwn);
  draft.levels = filled.levels;
  return findOverflows(draft, filled.overflowsHm, momentUnixS, parameters);
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
