/** The headings of the scale, with their amounts. */
import type { Judgement } from "@witness/protocol/judge/judgement";
import { describe, expect, it } from "vitest";
import { found, logical, NOW } from "../../test/judged.ts";
import { check } from "../evidence/check.ts";
import { checkOutcome, recordOutcome } from "./scale.ts";

const illogical = (...reasons: Judgement["reasons"]): Judgement => ({ ...logical, verdict: "illogical", reasons });
const doubtful = (...reasons: Judgement["reasons"]): Judgement => ({ ...logical, verdict: "no judgement", reasons });
const fall = found("odometer-decreased", { firstAmountHm: 399_870, totalAmountHm: 399_870 });

describe("a record", () => {
  it.each<[string, Judgement, string, string]>([
    ["without a flaw", logical, "consistent", "Odometer consistent"],
    [
      "with a gap",
      { ...logical, reasons: [found("gap", { seconds: 36_300, firstAmountHm: 2_104, totalAmountHm: 2_104 })] },
      "gap",
      "Consistent, with a gap of 10 h and 210 km",
    ],
    [
      "with several gaps",
      { ...logical, reasons: [found("gap", { count: 3, open: 3, seconds: 900_000, totalAmountHm: 42_000 })] },
      "gap",
      "Consistent, with 3 gaps, 10 days and 4,200 km in all",
    ],
    [
      "with a short gap",
      { ...logical, reasons: [found("gap", { seconds: 1_170, firstAmountHm: 12, totalAmountHm: 12 })] },
      "gap",
      "Consistent, with a gap of 20 min and 1 km",
    ],
    ["with a gap of which nothing is known", { ...logical, reasons: [found("gap")] }, "gap", "Consistent, with a gap"],
    ["with a fall", illogical(fall), "turned-back", "Turned back by about 40,000 km on 30 Nov 2026"],
    [
      "with falls",
      illogical({ ...fall, count: 3, open: 2 }),
      "turned-back",
      "Turned back 3 times, first by about 40,000 km on 30 Nov 2026",
    ],
    [
      "of a blocked odometer",
      illogical(found("standing-still", { totalAmountHm: 12_340 })),
      "turned-back",
      "Stood still while the car drove about 1,230 km, found on 30 Nov 2026",
    ],
    [
      "that jumps",
      illogical(found("more-per-day", { firstAmountHm: 5_550 })),
      "turned-back",
      "About 555 km more than a car can drive, on 30 Nov 2026",
    ],
    ["of a copied key", doubtful(found("forked-key"), found("gap")), "two-devices", "Two devices claim to be this car"],
    ["that is too short", doubtful(found("period-too-short")), "not-enough", "Not enough to say"],
    [
      "with a fall that was corrected",
      { ...logical, reasons: [{ ...fall, open: 0 }] },
      "consistent",
      "Odometer consistent",
    ],
  ])("%s", (_what, judgement, kind, heading) => {
    expect(recordOutcome(judgement)).toMatchObject({ kind, heading });
  });

  it("is called good by nobody while messages are on their way, and bad all the same", () => {
    expect(recordOutcome(logical, true).kind).toBe("arriving");
    expect(recordOutcome(doubtful(found("too-few-readings")), true).kind).toBe("arriving");
    expect(recordOutcome(illogical(fall), true).kind).toBe("turned-back");
    expect(recordOutcome(doubtful(found("forked-key")), true).kind).toBe("two-devices");
    expect(recordOutcome(doubtful(found("dial-differs")), true).kind).toBe("not-enough");
  });

  it("is no better than its reasons, whatever verdict is stated", () => {
    expect(recordOutcome({ ...logical, reasons: [fall] }).tone).toBe("bad");
    expect(recordOutcome({ ...logical, reasons: [found("disputed-reading")] }).tone).toBe("open");
  });
});

describe("a check", () => {
  const link = new Uint8Array(32);
  const outcomeAt = (odometerHm: number, sequence = 1, judgement = logical) =>
    checkOutcome(
      check({ timeUnixS: NOW, odometerHm, sequence, link }, { judgement, sequence: 1, link, timeUnixS: NOW }, NOW),
      judgement,
    );

  it.each([
    ["that agrees", 120_010, 1, "consistent", "Odometer consistent"],
    ["of a car that shows less", 90_000, 1, "turned-back", "Turned back by about 3,000 km since 15 Jan 2027"],
    ["of a car that shows too much", 999_999, 1, "turned-back", "About 88,000 km more than the car can have driven"],
    ["of a car that forgot", 120_010, 0, "not-enough", "Not enough to say"],
    ["of a record whose end is missing", 120_010, 90, "not-enough", "Not enough to say"],
  ])("%s", (_what, odometerHm, sequence, kind, heading) => {
    expect(outcomeAt(odometerHm, sequence)).toMatchObject({ kind, heading });
  });

  it("of a record that contradicts itself has the record's own heading", () => {
    expect(outcomeAt(120_010, 1, illogical(fall)).heading).toBe("Turned back by about 40,000 km on 30 Nov 2026");
  });
});
