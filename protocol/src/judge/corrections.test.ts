import { describe, expect, it } from "vitest";
import { DAY_S, Life } from "../../test/judge/life.ts";
import { isUnit, UNIT_PART_MAX } from "./rules.ts";
import { POSITION_MAX_HM } from "./state.ts";

describe("corrections", () => {
  const BOTH = { byWorkshop: true, byOwner: true };

  it("refuses a unit that cannot be reckoned with", () => {
    const life = new Life().days(1);
    for (const unit of [
      { numerator: 0, denominator: 1 },
      { numerator: 1, denominator: 0 },
      { numerator: 1.5, denominator: 1 },
      { numerator: UNIT_PART_MAX + 1, denominator: 1 },
    ]) {
      expect(isUnit(unit)).toBe(false);
      life.event({ kind: "unit-changed", unit, ...BOTH });
    }
    expect(isUnit({ numerator: UNIT_PART_MAX, denominator: 1 })).toBe(true);
    expect(life.reason("correction-refused")?.count).toBe(4);
  });

  it("refuses to lift a fall past the highest position, and a later one is tried on its own", () => {
    const life = new Life({ counter: 1_000_000 });
    const closing = { raw: 1_000_000, offsetHm: POSITION_MAX_HM - 1_001_000, timeUnixS: life.timeUnixS };
    life.event({ kind: "device-replaced", closing }).minutes(4);
    life.counter = 0;
    life.minutes(4).wait(86_400).minutes(200, 40);
    life.event({ kind: "cluster-replaced", ...BOTH });
    expect(life.verdict).toBe("illogical");
    expect(life.codes).toContain("correction-refused");
  });

  it("boundary: lifts a fall to the highest position and the highest offset", () => {
    const life = new Life({ counter: 1_000_000 });
    const closing = { raw: 1_000_000, offsetHm: POSITION_MAX_HM - 1_000_000, timeUnixS: life.timeUnixS };
    life.event({ kind: "device-replaced", closing }).minutes(4, 0);
    life.counter = 0;
    life.minutes(4, 0).event({ kind: "cluster-replaced", ...BOTH });
    expect(life.reason("odometer-decreased")?.open).toBe(0);
    expect(life.judgement).toMatchObject({ distanceHm: POSITION_MAX_HM, offsetHm: POSITION_MAX_HM });
  });

  it("given a cluster of another car that shows more, a signature after the jump lifts it", () => {
    const life = new Life().days(40);
    life.counter += 1_000_000;
    life.days(2);
    expect(life.verdict).toBe("illogical");
    expect(life.codes).toEqual(["more-per-hour", "more-per-day", "more-per-week", "more-per-month", "more-per-year"]);
    life.event({ kind: "cluster-replaced", ...BOTH });
    expect(life.verdict).toBe("logical");
    expect(life.judgement).toMatchObject({ distanceHm: 516_000 + 800 - 50, offsetHm: -1_000_050 });
  });

  it("given miles that are signed for after the fall, the distance goes on", () => {
    const life = new Life().days(40);
    life.counter = Math.floor((life.counter * 1_000_000) / 1_609_344);
    life.days(2);
    expect(life.verdict).toBe("illogical");
    life.event({ kind: "unit-changed", unit: { numerator: 1_609_344, denominator: 1_000_000 }, ...BOTH });
    expect(life.verdict).toBe("logical");
    expect(life.codes).toEqual(["odometer-decreased", "unit-changed"]);
    expect(Math.abs(life.judgement.distanceHm - (516_000 + 2 * 643))).toBeLessThan(100);
  });

  it.each([
    [19_850, "unit-changed"],
    [19_849, "correction-refused"],
  ])("boundary: a unit fits within half a percent and reach: 20 000 becomes %i", (counter, code) => {
    const life = new Life({ counter: 20_000 }).read();
    // As good as the unit in force, and not it.
    life.event({ kind: "unit-changed", unit: { numerator: 1_000_001, denominator: 1_000_000 }, ...BOTH });
    life.counter = counter;
    for (let reading = 0; reading < 4; reading += 1) life.read();
    expect(life.codes).toContain(code);
  });

  it.each([
    ["cluster-replaced", 0, "cluster-replaced"],
    ["cluster-replaced", 1, "odometer-decreased"],
    ["unit-changed", 0, "unit-changed"],
    ["unit-changed", 1, "odometer-decreased"],
  ] as const)("boundary: a %s waits 31 days and %i s: %s", (kind, late, code) => {
    const life = new Life({ counter: 50_000 }).days(10).read();
    const unit = { numerator: 1_009, denominator: 1_000 };
    life.event(kind === "unit-changed" ? { kind, unit, ...BOTH } : { kind, ...BOTH });
    life.counter -= 400;
    life.wait(31 * DAY_S + late - life.delayS);
    for (let reading = 0; reading < 4; reading += 1) life.read();
    expect(life.judge.reasons.map((reason) => reason.code)).toEqual([code]);
  });

  it("given a fall soon after a new cluster, the readings before it are no excuse", () => {
    const life = new Life({ counter: 50_000 }).days(10).minutes(5);
    life.event({ kind: "cluster-replaced", ...BOTH });
    life.counter = 0;
    life.wait(60).read().wait(601);
    life.counter = 200;
    life.read();
    life.counter = 50;
    for (let reading = 0; reading < 4; reading += 1) life.wait(10).read();
    expect(life.judge.reasons.map(({ code }) => code)).toEqual(["odometer-decreased", "cluster-replaced"]);
  });

  it("given two falls, lifts the last only", () => {
    const life = new Life().days(40);
    for (let fall = 0; fall < 2; fall += 1) {
      life.counter -= 100_000;
      life.days(2);
    }
    for (let paper = 0; paper < 2; paper += 1) life.event({ kind: "cluster-replaced", ...BOTH });
    expect(life.verdict).toBe("illogical");
    expect(life.reason("odometer-decreased")).toMatchObject({ count: 2, open: 1 });
    expect(life.reason("cluster-replaced")?.count).toBe(1);
  });

  it.each(["cluster-replaced", "unit-changed"] as const)(
    "given a clock that is slow by three months, a %s waits 31 days of blocks",
    (kind) => {
      const life = new Life({ counter: 50_000 }).days(1);
      life.clockS = -90 * DAY_S;
      life.wait(90 * DAY_S).read();
      const unit = { numerator: 1_009, denominator: 1_000 };
      life.event(kind === "unit-changed" ? { kind, unit, ...BOTH } : { kind, ...BOTH });
      life.counter -= 400;
      life.wait(40 * DAY_S);
      for (let reading = 0; reading < 4; reading += 1) life.read();
      expect(life.codes).toContain("odometer-decreased");
      expect(life.codes).not.toContain(kind);
    },
  );

  it("refuses a change to the unit in force, before and after a fall", () => {
    const life = new Life({ counter: 200_000 }).days(2);
    const unit = { numerator: 2, denominator: 2 };
    life.event({ kind: "unit-changed", unit, ...BOTH });
    life.counter -= 500;
    life.days(1).event({ kind: "unit-changed", unit, ...BOTH });
    expect(life.verdict).toBe("illogical");
    expect(life.reason("correction-refused")?.count).toBe(2);
    expect(life.codes).not.toContain("unit-changed");
  });

  it("given clusters that show more and more, the offset stays within its bound", () => {
    const life = new Life({ counter: 0 });
    life.read();
    for (let cluster = 0; cluster < 300; cluster += 1) {
      life.counter = 2 ** 32 - 2 ** 20;
      life.minutes(4).event({ kind: "cluster-replaced", ...BOTH });
      life.counter = 0;
      life.minutes(4);
    }
    expect(Math.abs(life.judge.offsetHm)).toBeLessThanOrEqual(POSITION_MAX_HM);
    expect(life.codes).toContain("correction-refused");
  });

  it("refuses a unit by which the reading at hand is nowhere", () => {
    const life = new Life({ counter: 0 });
    const tiny = { numerator: 1, denominator: UNIT_PART_MAX };
    life.counter = 10;
    life.read();
    life.event({ kind: "unit-changed", unit: tiny, ...BOTH });
    life.counter = 0;
    life.minutes(4, 0);
    expect(life.codes).toContain("unit-changed");
    life
      .wait(DAY_S)
      .read(2 ** 30)
      .event({ kind: "unit-changed", unit: { numerator: UNIT_PART_MAX, denominator: 1 }, ...BOTH });
    // The stray at 0 fits the new unit; the reading that confirms it would be at 2^50.
    life
      .wait(600)
      .read(0)
      .wait(601)
      .read(2 ** 29);
    expect(life.judgement.distanceHm).toBeLessThanOrEqual(POSITION_MAX_HM);
    expect(life.codes).toContain("correction-refused");
  });

  it.each([
    { byWorkshop: true, byOwner: false },
    { byWorkshop: false, byOwner: true },
  ])("refuses another unit that one signed alone, before and after a fall: %o", (signatures) => {
    const life = new Life({ counter: 50_000 }).days(2);
    const unit = { numerator: 1_009, denominator: 1_000 };
    life.event({ kind: "unit-changed", unit, ...signatures });
    life.counter -= 400;
    life.days(1).event({ kind: "unit-changed", unit, ...signatures });
    expect(life.codes.filter((code) => code.startsWith("unit") || code.startsWith("odo"))).toEqual([
      "odometer-decreased",
    ]);
    expect(life.reason("correction-refused")?.count).toBe(2);
  });

  /** A fall from 300 to 0, which any unit explains. */
  const fallen = (): Life => {
    const life = new Life({ counter: 300 }).days(2, 0);
    life.counter = 0;
    return life.minutes(4, 0).wait(60);
  };

  it("refuses a unit by which an open stray would be nowhere", () => {
    const life = fallen().read(2 ** 30);
    life.event({ kind: "unit-changed", unit: { numerator: UNIT_PART_MAX, denominator: 1 }, ...BOTH });
    expect(life.reason("odometer-decreased")?.open).toBe(1);
    expect(life.reason("correction-refused")?.count).toBe(1);
    expect(life.judgement).toMatchObject({ distanceHm: 0, unit: { numerator: 1, denominator: 1 } });
  });

  it("given an open stray, lifts the fall, and the stray is as far from the path as before", () => {
    const life = fallen().read(5_000);
    expect(life.reason("unsettled")?.firstAmountHm).toBe(5_000);
    life.event({ kind: "cluster-replaced", ...BOTH });
    expect(life.reason("odometer-decreased")?.open).toBe(0);
    expect(life.reason("unsettled")?.firstAmountHm).toBe(5_000);
    // The stray is at 5 300 now, where the car is half an hour later.
    life.wait(1_800).read(0);
    expect(life.reason("outlier")?.firstAmountHm).toBe(5_000);
  });

  it("given a fall and then a jump, lifts the jump only", () => {
    const life = new Life().days(40);
    life.counter -= 100_000;
    life.days(2);
    life.counter += 1_000_000;
    life.days(2).event({ kind: "cluster-replaced", ...BOTH });
    expect(life.reason("more-per-year")?.open).toBe(0);
    expect(life.reason("odometer-decreased")?.open).toBe(1);
  });

  it("given a jump by a year's distance and then one by an hour's, lifts the hour's only", () => {
    const life = new Life().days(40);
    life.counter += 1_000_000;
    life.days(40).read();
    life.counter += 1_000;
    life.minutes(4).event({ kind: "cluster-replaced", ...BOTH });
    expect(life.reason("more-per-hour")).toMatchObject({ count: 2, open: 1 });
    expect(life.reason("more-per-year")).toMatchObject({ count: 1, open: 1 });
  });

  it("refuses an announced cluster after which the reading at hand would be past the highest position", () => {
    const life = new Life({ counter: 1_000_000 });
    const closing = { raw: 1_000_000, offsetHm: POSITION_MAX_HM - 1_001_000, timeUnixS: life.timeUnixS };
    life
      .event({ kind: "device-replaced", closing })
      .minutes(4, 0)
      .event({ kind: "cluster-replaced", ...BOTH });
    life.counter = 0;
    life.minutes(3, 0).wait(3_600).read(2_000);
    expect(life.codes).toContain("correction-refused");
    expect(life.codes).not.toContain("cluster-replaced");
    expect(life.reason("odometer-decreased")?.open).toBe(1);
    expect(life.judgement.distanceHm).toBeLessThanOrEqual(POSITION_MAX_HM);
  });
});
