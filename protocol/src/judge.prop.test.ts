/** A naive second judge over whole histories: every stretch is looked at, and the buckets must agree with it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newJudge, observe } from "./judge.ts";
import { reachHm, SPEED_BUCKETS } from "./plausibility.ts";
import type { Reading } from "./reading.ts";

/** The first reading at which some stretch is longer than slack and rate allow, by looking at every stretch. */
function firstTooFast(readings: readonly Reading[], rateHmPerHour: number, slackHm: number): number | undefined {
  for (const [end, last] of readings.entries()) {
    let seconds = 0;
    for (let start = end - 1; start >= 0; start -= 1) {
      const from = readings[start];
      const to = readings[start + 1];
      if (!from || !to) continue;
      seconds += Math.max(0, to.timeUnixS - from.timeUnixS);
      if ((last.odometerHm - from.odometerHm - slackHm) * 3_600 > rateHmPerHour * seconds) return end;
    }
  }
  return undefined;
}

/** Where the judge first names a reason. */
function firstNamed(readings: readonly Reading[], reason: string): number | undefined {
  let judge = newJudge;
  for (const [index, reading] of readings.entries()) {
    const observed = observe(judge, reading, 2 ** 32);
    if (observed.reasons.some((each) => each === reason)) return index;
    judge = observed.judge;
  }
  return undefined;
}

/** Steps of every kind of life: in no time, minutes, days, months; near each rate and slack, and far from them. */
const step = fc.oneof(
  fc.record({ seconds: fc.integer({ min: 0, max: 120 }), hm: fc.integer({ min: 0, max: 60 }) }),
  fc.record({ seconds: fc.integer({ min: -600, max: 7_200 }), hm: fc.integer({ min: -50, max: 6_100 }) }),
  fc.record({ seconds: fc.integer({ min: 0, max: 90_000 }), hm: fc.integer({ min: 0, max: 35_000 }) }),
  fc.record({ seconds: fc.integer({ min: 0, max: 700_000 }), hm: fc.integer({ min: 0, max: 150_000 }) }),
  fc.record({ seconds: fc.integer({ min: 0, max: 4_000_000 }), hm: fc.integer({ min: 0, max: 500_000 }) }),
);
const histories = fc.array(step, { maxLength: 24 }).map((steps) => {
  const readings: Reading[] = [{ timeUnixS: 1_000_000, odometerHm: 10_000 }];
  for (const { seconds, hm } of steps) {
    const { timeUnixS, odometerHm } = readings.at(-1) ?? { timeUnixS: 0, odometerHm: 0 };
    readings.push({ timeUnixS: Math.max(0, timeUnixS + seconds), odometerHm: Math.max(0, odometerHm + hm) });
  }
  return readings;
});

describe("the judge's buckets", () => {
  it("agree with a judge that looks at every stretch, on 10 000 random histories", () => {
    fc.assert(
      fc.property(histories, (readings) => {
        for (const { reason, rateHmPerHour, slackHm } of SPEED_BUCKETS) {
          expect(firstNamed(readings, reason)).toBe(firstTooFast(readings, rateHmPerHour, slackHm));
        }
      }),
      { numRuns: 10_000, seed: 7 },
    );
  });

  it("give their slack once: 2 953 km in 579 s are no journey", () => {
    // A pair is allowed 51 hm a second; slack that is given for each pair allows them all.
    const readings = Array.from({ length: 580 }, (_, i) => ({ timeUnixS: 1_000 + i, odometerHm: 51 * i }));
    let judge = newJudge;
    for (const reading of readings) judge = observe(judge, reading, 2 ** 32).judge;
    expect(judge.reasons).toEqual(["more-per-hour", "more-per-day", "more-per-week"]);
  });

  it("refuse from a first reading exactly what is out of reach", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000_000 }), fc.integer({ min: 0, max: 1 }), (seconds, more) => {
        const first = observe(newJudge, { timeUnixS: 0, odometerHm: 0 }, 2 ** 32).judge;
        const reading = { timeUnixS: seconds, odometerHm: reachHm(seconds) + more };
        expect(observe(first, reading, 2 ** 32).reasons.length > 0).toBe(more === 1);
      }),
    );
  });
});
