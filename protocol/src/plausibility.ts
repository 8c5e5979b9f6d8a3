/**
 * What a car can do between two readings: how far it can drive, and how far a clock may run ahead
 * (docs/protocol.md, "Verdict"). The judge and the page ask here, so that they agree. Integers only.
 */
import { CLOCK_AHEAD_MAX_S } from "./limits.ts";
import type { ReasonCode } from "./verdict.ts";

/**
 * A leaky bucket: distance fills it, time drains it. It overflows exactly when some stretch of readings is longer than
 * `slackHm` plus what the rate allows for the time of the stretch. So the slack is given once, not for each reading.
 */
export interface SpeedBucket {
  readonly reason: ReasonCode;
  /** What a car can keep up for this long, in hectometres an hour. */
  readonly rateHmPerHour: number;
  /** What it can drive beyond the rate before it counts. */
  readonly slackHm: number;
}

/**
 * 300 km/h without a stop; 3 000 km and 300 km more in a day; two drivers in turn manage 12 000 km a week, 30 000 a
 * month; the hardest driven taxis and couriers stay below 250 000 km a year.
 */
export const SPEED_BUCKETS: readonly SpeedBucket[] = [
  { reason: "more-per-hour", rateHmPerHour: 3_000, slackHm: 50 },
  { reason: "more-per-day", rateHmPerHour: 1_250, slackHm: 3_000 },
  { reason: "more-per-week", rateHmPerHour: 714, slackHm: 18_000 },
  { reason: "more-per-month", rateHmPerHour: 417, slackHm: 60_000 },
  { reason: "more-per-year", rateHmPerHour: 286, slackHm: 100_000 },
];

const HOUR_S = 3_600;

/** Levels of the buckets in hectometres times 3 600, in their order. All are 0 before the first reading. */
export type SpeedLevels = readonly number[];

/** The levels before the first reading. */
export const emptyLevels: SpeedLevels = SPEED_BUCKETS.map(() => 0);

/**
 * Returns the levels after a step, and the reasons of the buckets that overflowed. An overflow is lost: a jump counts
 * once, and not again for each reading after it.
 * @param seconds from one reading to the next; time that runs back drains nothing
 * @param distanceHm negative after a fall
 * @example
 * fillBuckets(emptyLevels, 3_600, 4_000).reasons; // => ["more-per-hour"]
 */
export function fillBuckets(
  levels: SpeedLevels,
  seconds: number,
  distanceHm: number,
): { readonly levels: SpeedLevels; readonly reasons: readonly ReasonCode[] } {
  const reasons: ReasonCode[] = [];
  const after = SPEED_BUCKETS.map(({ reason, rateHmPerHour, slackHm }, index) => {
    const drained = rateHmPerHour * Math.max(0, seconds);
    // At most 2^32 hm or s times 3 600, added to a level that the slack bounds: far below 2^53.
    const level = (levels[index] ?? 0) + distanceHm * HOUR_S - drained;
    if (level > slackHm * HOUR_S) reasons.push(reason);
    return Math.min(Math.max(0, level), slackHm * HOUR_S);
  });
  return { levels: after, reasons };
}

/**
 * Returns the most hectometres that a car can drive in a time, slack included. Time that runs back gives the slack.
 * @example
 * reachHm(3_600); // => 3_050
 */
export const reachHm = (seconds: number): number =>
  Math.min(
    ...SPEED_BUCKETS.map(
      ({ rateHmPerHour, slackHm }) => slackHm + Math.floor((rateHmPerHour * Math.max(0, seconds)) / HOUR_S),
    ),
  );

/**
 * Returns whether a reading's time is further ahead of its block's than a clock may run.
 * @example
 * isAheadOfBlock(1_800_000_000, 1_800_000_000); // => false
 */
export const isAheadOfBlock = (timeUnixS: number, blockTimeUnixS: number): boolean =>
  timeUnixS > blockTimeUnixS + CLOCK_AHEAD_MAX_S;
