import type { Judgement } from "@witness/protocol/verdict";
import { describe, expect, it } from "vitest";
import { check, kilometres } from "./check.ts";

const NOW = 1_800_000_000;
const record: Judgement = {
  verdict: "logical",
  reasons: [],
  readingCount: 500,
  firstTimeUnixS: NOW - 5_000_000,
  lastTimeUnixS: NOW - 3600,
  firstOdometerHm: 100_000,
  lastOdometerHm: 120_000,
  highestOdometerHm: 120_000,
  largestGapS: 90_000,
};

describe("check", () => {
  it.each([
    ["equal", 120_000, "true", "agrees"],
    ["one unit lower", 119_999, "false", "lower-than-before"],
    ["as far as an hour allows", 120_000 + 2500 + 10, "true", "agrees"],
    ["one unit farther", 120_000 + 2500 + 11, "false", "too-far-above"],
  ])("%s", (_name, odometerHm, outcome, code) => {
    expect(check({ timeUnixS: NOW, odometerHm }, record)).toMatchObject({ outcome, code });
  });

  it("says lower than before in plain words, with both values", () => {
    const result = check({ timeUnixS: NOW, odometerHm: 90_000 }, record);
    expect(result.reasons[0]).toContain("lower than before");
    expect(result).toMatchObject({ liveOdometerHm: 90_000, recordOdometerHm: 120_000 });
  });

  it("believes the record's verdict over a plausible value", () => {
    const bad: Judgement = { ...record, verdict: "illogical", reasons: ["odometer-decreased", "gap"] };
    const result = check({ timeUnixS: NOW, odometerHm: 120_001 }, bad);
    expect(result).toMatchObject({ outcome: "false", code: "record-illogical" });
    expect(result.reasons).toHaveLength(1);
    expect(result.reasons[0]).toContain("lower than before");
  });

  it("says true with what is missing beside it", () => {
    const result = check({ timeUnixS: NOW, odometerHm: 120_001 }, { ...record, reasons: ["gap"] });
    expect(result).toMatchObject({ outcome: "true", code: "agrees" });
    expect(result.reasons[1]).toContain("missing");
  });

  it("does not say twice that the value fell", () => {
    const bad: Judgement = { ...record, verdict: "illogical", reasons: ["odometer-decreased", "more-per-day"] };
    const { reasons } = check({ timeUnixS: NOW, odometerHm: 90_000 }, bad);
    expect(reasons).toHaveLength(2);
    expect(reasons[1]).toContain("in a day");
  });

  it("cannot say without a judgement, and says why", () => {
    const few: Judgement = { ...record, verdict: "no judgement", reasons: ["forked-key"] };
    const result = check({ timeUnixS: NOW, odometerHm: 120_001 }, few);
    expect(result).toMatchObject({ outcome: "cannot-say", code: "no-judgement" });
    expect(result.reasons[0]).toContain("copy of this car's key");
  });

  it("does not hold an empty record against a car", () => {
    const empty: Judgement = {
      ...record,
      verdict: "no judgement",
      reasons: ["too-few-readings"],
      readingCount: 0,
      highestOdometerHm: 0,
    };
    expect(check({ timeUnixS: NOW, odometerHm: 900_000 }, empty).outcome).toBe("cannot-say");
  });
});

it("writes kilometres", () => expect(kilometres(123_456)).toBe("12,345.6 km"));
