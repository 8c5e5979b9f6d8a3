/**
 * How far a car can drive: leaky buckets over an hour, a day, a week, a month and a year (docs/verdict.md, "Speed").
 * Integers only; a level is in hectometres times 3 600, so that a rate an hour drains it by the second.
 */
import type { Bucket, JudgeParameters } from "./parameters.ts";

const HOUR_S = 3_600;

/**
 * Returns the most hectometres that a car can drive in a time, slack included.
 * @param seconds below 0 count as none
 * @example
 * reachHm(PARAMETERS.odometerHm, 3_600); // => 3_050
 */
export function reachHm({ buckets }: JudgeParameters, seconds: number): number {
  let reach = Number.POSITIVE_INFINITY;
  const drivenS = Math.max(0, seconds);
  for (const { rateHmPerHour, slackHm } of buckets) {
    reach = Math.min(reach, slackHm + Math.floor((rateHmPerHour * drivenS) / HOUR_S));
  }
  return reach;
}

/** A step of the path. */
export interface Step {
  readonly distanceHm: number;
  /** By how much the credited time goes on. */
  readonly seconds: number;
  /** A trusted clock says when the step was: what was not used of the time before it is gone. */
  readonly isAnchored: boolean;
}

/** Levels after a step, and by how much each bucket overflowed, in the order of the buckets. */
export interface Filled {
  readonly levels: readonly number[];
  readonly overflowsHm: readonly number[];
  /** Some bucket overflowed. */
  readonly isOver: boolean;
}

const NO_OVERFLOWS: readonly number[] = [0, 0, 0, 0, 0];

/**
 * Returns the levels after a step. What overflows is lost, so that a jump counts once. While nothing says when in the
 * credited time the distance was driven, unused credit is kept, at most that of `creditS`.
 */
export function fill(parameters: JudgeParameters, levels: readonly number[], step: Step): Filled {
  // Written once for each reading: arrays that grow would take half of the judge's time.
  const after = [0, 0, 0, 0, 0];
  let overflowsHm: readonly number[] = NO_OVERFLOWS;
  for (let index = 0; index < after.length; index += 1) {
    const { rateHmPerHour, slackHm } = parameters.buckets[index] as Bucket;
    const least = step.isAnchored ? 0 : -rateHmPerHour * parameters.creditS;
    const drained = rateHmPerHour * step.seconds;
    const level = Math.max(least, (levels[index] ?? 0) + step.distanceHm * HOUR_S - drained);
    const full = slackHm * HOUR_S;
    after[index] = Math.min(level, full);
    if (level > full) overflowsHm = overflowsHm.with(index, Math.ceil((level - full) / HOUR_S));
  }
  return { levels: after, overflowsHm, isOver: overflowsHm !== NO_OVERFLOWS };
}
