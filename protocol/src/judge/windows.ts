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
  readonly levels: number[];
  readonly overflowsHm: readonly number[];
}

const NO_OVERFLOWS: readonly number[] = [0, 0, 0, 0, 0];

/** Returns the level of a bucket after a step, as if it were never full. */
function levelAfter(
  { rateHmPerHour }: Bucket,
  creditS: number,
  level: number,
  { distanceHm, seconds, isAnchored }: Step,
): number {
  const least = isAnchored ? 0 : -rateHmPerHour * creditS;
  return Math.max(least, level + distanceHm * HOUR_S - rateHmPerHour * seconds);
}

/**
 * Takes a step into levels, in place, when no bucket overflows; else it changes none. Returns whether it did. Nearly every
 * reading fits: arrays for each would take half of the judge's time.
 */
export function fits({ buckets, creditS }: JudgeParameters, levels: number[], step: Step): boolean {
  for (let index = 0; index < levels.length; index += 1) {
    const bucket = buckets[index] as Bucket;
    if (levelAfter(bucket, creditS, levels[index] as number, step) > bucket.slackHm * HOUR_S) return false;
  }
  for (let index = 0; index < levels.length; index += 1) {
    levels[index] = levelAfter(buckets[index] as Bucket, creditS, levels[index] as number, step);
  }
  return true;
}

/**
 * Returns the levels after a step. What overflows is lost, so that a jump counts once. While nothing says when in the
 * credited time the distance was driven, unused credit is kept, at most that of `creditS`.
 */
export function fill(parameters: JudgeParameters, levels: readonly number[], step: Step): Filled {
  const { buckets, creditS } = parameters;
  let overflowsHm = NO_OVERFLOWS;
  const after = levels.map((before, index) => {
    const bucket = buckets[index] as Bucket;
    const level = levelAfter(bucket, creditS, before, step);
    const full = bucket.slackHm * HOUR_S;
    if (level > full) overflowsHm = overflowsHm.with(index, Math.ceil((level - full) / HOUR_S));
    return Math.min(level, full);
  });
  return { levels: after, overflowsHm };
}
