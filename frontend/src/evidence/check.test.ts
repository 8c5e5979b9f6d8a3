import type { Judgement } from "@witness/protocol/judge/judgement";
import { kilometres } from "@witness/verify/kilometres";
import { describe, expect, it } from "vitest";
import { found, NOW, logical as record } from "../../test/judged.ts";
import { checkReasonText } from "../language/check-reasons.ts";
import { check as compare, type LiveValue, type RecordValue } from "./check.ts";

const LINK = new Uint8Array(32).fill(7);
const PLACE = { sequence: 90, link: LINK, timeUnixS: NOW - 60 };

/** A car at the record's own envelope, asked this minute. */
const check = (live: Partial<LiveValue>, judgement: Judgement, place: Partial<RecordValue> = {}, nowUnixS = NOW) => {
  const result = compare(
    { timeUnixS: NOW, odometerHm: 120_001, sequence: 90, link: LINK, ...live },
    { ...PLACE, ...place, judgement },
    nowUnixS,
  );
  return { ...result, reasons: result.reasons.map(checkReasonText) };
};

describe("check", () => {
  it.each([
    ["equal", 120_000, "true", "agrees"],
    ["one unit lower", 119_999, "false", "lower-than-before"],
    ["as far as an hour and the slack allow", 120_000 + 3_000 + 50, "true", "agrees"],
    ["one unit farther", 120_000 + 3_000 + 50 + 2, "false", "too-far-above"],
  ])("%s", (_name, odometerHm, outcome, code) => {
    expect(check({ timeUnixS: NOW, odometerHm }, record)).toMatchObject({ outcome, code });
  });

  it("says lower than before in plain words, with both values", () => {
    const result = check({ timeUnixS: NOW, odometerHm: 90_000 }, record);
    expect(result.reasons[0]).toContain("lower than before");
    expect(result).toMatchObject({ liveOdometerHm: 90_000, recordOdometerHm: 120_000 });
  });

  it("believes the record's verdict over a plausible value", () => {
    const bad: Judgement = {
      ...record,
      verdict: "illogical",
      reasons: [found("odometer-decreased", { firstAmountHm: 400_130 }), found("gap")],
    };
    const result = check({ timeUnixS: NOW, odometerHm: 120_001 }, bad);
    expect(result).toMatchObject({ outcome: "false", code: "record-illogical" });
    expect(result.reasons).toHaveLength(1);
    expect(result.reasons[0]).toMatch(/turned back by about 40,000 km on \d+ \w+ \d{4}\. It is lower than before/);
  });

  it("believes no verdict that is better than its reasons", () => {
    const flattering: Judgement = { ...record, verdict: "logical", reasons: [found("odometer-decreased")] };
    expect(check({ odometerHm: 120_001 }, flattering)).toMatchObject({ outcome: "false", code: "record-illogical" });
    const doubtful: Judgement = { ...record, verdict: "logical", reasons: [found("forked-key")] };
    expect(check({ odometerHm: 120_001 }, doubtful)).toMatchObject({ outcome: "cannot-say", code: "no-judgement" });
  });

  it("says true with what is missing beside it", () => {
    const result = check({ timeUnixS: NOW, odometerHm: 120_001 }, { ...record, reasons: [found("gap")] });
    expect(result).toMatchObject({ outcome: "true", code: "agrees" });
    expect(result.reasons[1]).toContain("missing");
  });

  it("does not say twice that the value fell", () => {
    const bad: Judgement = { ...record, verdict: "illogical", reasons: [found("more-per-day")] };
    const { reasons } = check({ timeUnixS: NOW, odometerHm: 90_000 }, bad);
    expect(reasons).toHaveLength(2);
    expect(reasons[1]).toContain("in a day");
  });

  it("cannot say without a judgement, and says why", () => {
    const few: Judgement = { ...record, verdict: "no judgement", reasons: [found("forked-key")] };
    const result = check({ timeUnixS: NOW, odometerHm: 120_001 }, few);
    expect(result).toMatchObject({ outcome: "cannot-say", code: "no-judgement" });
    expect(result.reasons[0]).toContain("copy of this car's key");
  });

  it("does not hold an empty record against a car", () => {
    const empty: Judgement = {
      ...record,
      verdict: "no judgement",
      reasons: [found("too-few-readings")],
      readings: 0,
      distanceHm: 0,
    };
    expect(check({ timeUnixS: NOW, odometerHm: 900_000 }, empty).outcome).toBe("cannot-say");
  });
});

describe("a car that was corrected", () => {
  it("is compared over its life: the new cluster began at zero, and its fall is told beside", () => {
    const lifted: Judgement = {
      ...record,
      offsetHm: 119_000,
      reasons: [found("odometer-decreased", { open: 0, firstAmountHm: 119_000 }), found("cluster-replaced")],
    };
    const result = check({ odometerHm: 1_001 }, lifted);
    expect(result).toMatchObject({ outcome: "true", code: "agrees", liveOdometerHm: 120_001 });
    expect(result.reasons[1]).toContain("A correction by a workshop and the owner explains it.");
    expect(check({ odometerHm: 999 }, lifted).code).toBe("lower-than-before");
  });

  it("counts in its own unit: miles on the dial, kilometres in the record", () => {
    const miles = { ...record, unit: { numerator: 1_609_344, denominator: 1_000_000 } };
    expect(check({ odometerHm: 74_566 }, miles)).toMatchObject({ outcome: "true", liveOdometerHm: 120_002 });
    expect(check({ odometerHm: 74_000 }, miles).code).toBe("lower-than-before");
  });
});

describe("the car's own chain", () => {
  const OTHER = new Uint8Array(32).fill(8);

  it("says true at the record's own envelope, with nothing beside it", () => {
    expect(check({}, record)).toMatchObject({ outcome: "true", reasons: { length: 1 } });
  });

  it.each([
    [91, "1 envelope that the car signed is not in the record yet: it ends at no. 90, the car is at no. 91."],
    [110, "20 envelopes that the car signed are not in the record yet: it ends at no. 90, the car is at no. 110."],
  ])("says what is on its way when the car is at no. %i", (sequence, remark) => {
    const result = check({ sequence, link: OTHER }, record);
    expect(result).toMatchObject({ outcome: "true", code: "agrees" });
    expect(result.reasons[1]).toBe(remark);
  });

  it.each<[string, Partial<LiveValue>, Partial<RecordValue>, string]>([
    ["is farther ahead than is ordinary", { sequence: 111, link: OTHER }, {}, "tail-missing"],
    ["is ahead of a record of yesterday", { sequence: 91, link: OTHER }, { timeUnixS: NOW - 86_401 }, "tail-missing"],
    ["signed another envelope under the record's number", { link: OTHER }, {}, "link-differs"],
    ["is behind its record", { sequence: 89, link: OTHER }, {}, "car-behind"],
    ["has a clock behind", { timeUnixS: NOW - 901 }, {}, "clock-off"],
    ["has a clock ahead", { timeUnixS: NOW + 901 }, {}, "clock-off"],
  ])("cannot say when the car %s", (_name, live, place, code) => {
    expect(check(live, record, place)).toMatchObject({ outcome: "cannot-say", code });
  });

  it("alarms nobody over an old record that the car has not gone on from, or a clock within its tolerance", () => {
    expect(check({}, record, { timeUnixS: NOW - 1_000_000 }).outcome).toBe("true");
    for (const off of [-900, 900]) expect(check({ timeUnixS: NOW + off }, record).outcome).toBe("true");
  });

  it("does not let a clock that is wrong make a value too high, nor hide one that fell", () => {
    expect(check({ timeUnixS: NOW - 3_600, odometerHm: 121_000 }, record).code).toBe("clock-off");
    expect(check({ timeUnixS: NOW - 3_600, odometerHm: 119_999 }, record).code).toBe("lower-than-before");
  });
});

it("writes kilometres", () => expect(kilometres(123_456)).toBe("12,345.6 km"));
