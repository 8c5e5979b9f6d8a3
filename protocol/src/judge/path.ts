/**
 * The path: the readings of a car that go on from each other (docs/verdict.md, "The path"). Whatever becomes of a reading,
 * only here does it count.
 */
import type { Moment } from "./clock.ts";
import { withExtent, withFinding } from "./reasons.ts";
import type { Rules } from "./rules.ts";
import { beginAnew, type Draft, hectometres, type Place, type Point } from "./state.ts";
import { type Filled, fill } from "./windows.ts";

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
  const credited = credit(draft, extension, parameters);
  draft.levels = credited.levels;
  const overflowed = credited.isOver ? findOverflows(draft, credited, timeUnixS, parameters) : 0;
  draft.before = isNewLine || path === undefined ? [] : pointsWith(pointOf(path), draft.before);
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
  { overflowsHm }: Filled,
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

/** Returns the last points of the path with one more, newest first. */
function pointsWith(newest: Point, before: readonly Point[]): readonly Point[] {
  const last = before[0];
  const lastButOne = before[1];
  if (last === undefined) return [newest];
  return lastButOne === undefined ? [newest, last] : [newest, last, lastButOne];
}

/** Credits the windows by the device's clock, or by the block's time when only the device's clock says that it was too fast. */
function credit(draft: Draft, { distanceHm, moment }: Extension, parameters: Rules["parameters"]): Filled {
  const { creditedUnixS: before, levels } = draft;
  const { momentUnixS, blockUnixS } = moment;
  const own = Math.max(before, momentUnixS);
  const isAnchored = moment.isTrusted && momentUnixS >= before;
  const byOwn = fill(parameters, levels, { distanceHm, seconds: own - before, isAnchored });
  draft.creditedUnixS = own;
  if (!byOwn.isOver) return byOwn;
  const byBlock = fill(parameters, levels, { distanceHm, seconds: blockUnixS - before, isAnchored: false });
  if (byBlock.isOver) return byOwn;
  const seconds = blockUnixS - momentUnixS;
  draft.reasons = withFinding(draft.reasons, "clock-slow", { timeUnixS: momentUnixS, seconds });
  draft.creditedUnixS = blockUnixS;
  return byBlock;
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
