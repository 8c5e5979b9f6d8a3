/**
 * How far a car can drive: leaky buckets over an hour, a day, a week, a month and a year (docs/verdict.md, "Speed").
 * Integers only; a level is in hectometres times 3 600, so that a rate an hour drains it by the second.
 */
import type { JudgeParameters } from "./parameters.ts";

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

/**
 * Returns the levels after a step. What overflows is lost, so that a jump counts once. While nothing says when in the
 * credited time the distance was driven, unused credit is kept, at most that of `creditS`.
 */
export function fill(parameters: JudgeParameters, levels: readonly number[], step: Step): Filled {
  const after: number[] = [];
  const overflowsHm: number[] = [];
  let isOver = false;
  let index = 0;
  for (const { rateHmPerHour, slackHm } of parameters.buckets) {
    const least = step.isAnchored ? 0 : -rateHmPerHour * parameters.creditS;
    const drained = rateHmPerHour * step.seconds;
    const level = Math.max(least, (levels[index] ?? 0) + step.distanceHm * HOUR_S - drained);
    const full = slackHm * HOUR_S;
    isOver ||= level > full;
    overflowsHm.push(Math.ceil(Math.max(0, level - full) / HOUR_S));
    after.push(Math.min(level, full));
    index += 1;
  }
  return { levels: after, overflowsHm, isOver };
}
