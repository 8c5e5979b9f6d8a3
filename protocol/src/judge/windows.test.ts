import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PARAMETERS } from "./parameters.ts";
import { fill, reachHm } from "./windows.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/verdict.md"), "utf8");
const { odometerHm, operatingTimeS, energyUsedWh } = PARAMETERS;
const DAY_S = 86_400;
const NONE = [0, 0, 0, 0, 0];
const number = (text = ""): number => Number(text.replaceAll(/\s/g, ""));

describe("PARAMETERS", () => {
  it("default: docs/verdict.md has the same buckets", () => {
    const rows = [...page.matchAll(/^\| `(more-per-\w+)` \| ([\d ]+) \| ([\d ]+) \|/gmu)];
    expect(rows.map(([, reason, rate, slack]) => [reason, number(rate), number(slack)])).toEqual(
      odometerHm.buckets.map(({ reason, rateHmPerHour, slackHm }) => [reason, rateHmPerHour, slackHm]),
    );
  });

  it("default: docs/verdict.md has the same limits of use", () => {
    for (const [name, { perHm, slack }] of Object.entries({
      "fuel, cl": odometerHm.work.fuelUsedCl,
      "energy, Wh": odometerHm.work.energyUsedWh,
      "operating time, s": odometerHm.work.operatingTimeS,
      "speed, km/h·s": odometerHm.work.speedKmh,
    })) {
      const spaced = slack.toLocaleString("en").replace(",", " ");
      expect(page).toContain(`| ${name} | ${perHm} | ${spaced} |`);
    }
  });

  it("default: docs/verdict.md has the numbers of the other counters", () => {
    const rows = [
      ...page.matchAll(
        /^\| (operating time, s|energy, Wh) \| ([\d ]+) \| ([\d ]+) \| ([\d ]+), ([\d ]+) \| ([\d ]+) \|/gmu,
      ),
    ];
    expect(rows.map((row) => row.slice(2, 7).map(number))).toEqual(
      [operatingTimeS, energyUsedWh].map(({ buckets, stepHm, stepsHm, dialHm }) => [
        buckets[0].rateHmPerHour,
        buckets[0].slackHm,
        stepHm,
        stepsHm,
        dialHm,
      ]),
    );
    for (const { buckets } of [operatingTimeS, energyUsedWh]) {
      expect(new Set(buckets.map(({ rateHmPerHour, slackHm }) => `${rateHmPerHour} ${slackHm}`)).size).toBe(1);
      expect(buckets.map(({ reason }) => reason)).toEqual(odometerHm.buckets.map(({ reason }) => reason));
    }
  });

  it("default: all counters share the rest", () => {
    for (const parameters of [operatingTimeS, energyUsedWh]) {
      const { buckets, stepHm, stepsHm, dialHm, work } = odometerHm;
      const shared = { ...parameters, buckets, stepHm, stepsHm, dialHm, work };
      expect(shared).toEqual(odometerHm);
    }
    expect(operatingTimeS.work.fuelUsedCl).toEqual({ perHm: 1, slack: 3_000 });
  });
});

describe("reachHm", () => {
  it.each([
    [-100, 50],
    [0, 50],
    [1, 50],
    [2, 51],
    [60, 100],
    [3_600, 3_050],
    [DAY_S, 33_000],
    [7 * DAY_S, 130_056],
    [30 * DAY_S, 305_920],
    [365 * DAY_S, 2_605_360],
  ])("given %i s: %i hm", (seconds, hm) => {
    expect(reachHm(odometerHm, seconds)).toBe(hm);
  });
});

describe("fill", () => {
  it("boundary: the slack does not overflow, one hectometre more does, and is lost", () => {
    const step = { distanceHm: 50, seconds: 0, isAnchored: true };
    const full = fill(odometerHm, NONE, step);
    expect(full.overflowsHm).toEqual(NONE);
    const over = fill(odometerHm, full.levels, { ...step, distanceHm: 1 });
    expect(over.overflowsHm).toEqual([1, 0, 0, 0, 0]);
    expect(over.levels).toEqual([50 * 3_600, ...[51, 51, 51, 51].map((hm) => hm * 3_600)]);
  });

  it("boundary: a part of a hectometre counts as one", () => {
    const { overflowsHm } = fill(odometerHm, NONE, { distanceHm: 52, seconds: 1, isAnchored: true });
    expect(overflowsHm[0]).toBe(2);
  });

  it("default: time drains, down to nothing when a clock says when it was", () => {
    const step = { distanceHm: 10, seconds: 3_600, isAnchored: true };
    expect(fill(odometerHm, NONE, step).levels).toEqual(NONE);
  });

  it("default: without a clock, what is not used is kept, for sixty days", () => {
    const step = { distanceHm: 10, seconds: 3_600, isAnchored: false };
    expect(fill(odometerHm, NONE, step).levels[0]).toBe((10 - 3_000) * 3_600);
    const long = fill(odometerHm, NONE, { ...step, seconds: 400 * DAY_S });
    expect(long.levels).toEqual(odometerHm.buckets.map(({ rateHmPerHour }) => -rateHmPerHour * 60 * DAY_S));
  });
});
