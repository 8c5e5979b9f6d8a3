/** The twenty named lives of docs/verdict.md, each as the car lived it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DAY_S, dayOf, Life } from "../../test/judge/life.ts";
import { PROFILES } from "../columns/profile.ts";
import type { ReasonCode } from "./reasons.ts";

const BOTH = { byWorkshop: true, byOwner: true };
const KM = 10;
/** The day of a reason's first finding. */
const dayIn = (life: Life, code: ReasonCode): string => dayOf(life.reason(code)?.firstTimeUnixS ?? 0);
const MILES = { numerator: 1_609_344, denominator: 1_000_000 };

describe("docs/verdict.md", () => {
  it("default: its twenty lives are the tests of this file, in the same order", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../docs/verdict.md"), "utf8");
    const own = readFileSync(join(import.meta.dirname, "lives.test.ts"), "utf8");
    const told = [...page.matchAll(/^\| (the [a-z -]+) \|/gm)].map(([, name]) => name);
    expect(told).toHaveLength(20);
    expect([...own.matchAll(/^ {2}it\("(the [a-z -]+):/gm)].map(([, name]) => name)).toEqual(told.slice(0, 20));
  });
});

describe("lives", () => {
  it("the commuter: two trips a day for forty days are logical", () => {
    const life = new Life().days(40);
    expect(life.verdict).toBe("logical");
    expect(life.codes).toEqual([]);
    expect(life.judgement.coveredReadings).toBe(320);
    expect(life.judgement.distanceHm).toBe(500_000 + 40 * 400);
  });

  it("the new car: ten days are too short a period", () => {
    const life = new Life().days(10);
    expect(life.verdict).toBe("no judgement");
    expect(life.codes).toEqual(["period-too-short"]);
  });

  it("the turned-back: the day and the amount stay as the car drives on", () => {
    const life = new Life({ counter: 1_000_000 }).days(30);
    life.counter -= 40_000 * KM;
    life.days(1);
    const first = life.reason("odometer-decreased");
    expect(life.verdict).toBe("illogical");
    expect(dayOf(first?.firstTimeUnixS ?? 0)).toBe("31 Oct 2026");
    expect(first?.firstAmountHm).toBe(40_000 * KM - 50);
    life.days(400, 1_200);
    expect(life.verdict).toBe("illogical");
    expect(life.reason("odometer-decreased")).toEqual(first);
  });

  it("the winter sleeper: the covered period begins in spring, and the winter is told", () => {
    const life = new Life()
      .days(40)
      .wait(120 * DAY_S)
      .days(5);
    expect(life.verdict).toBe("no judgement");
    expect(life.codes).toEqual(["void", "period-too-short"]);
    life.days(30);
    expect(life.verdict).toBe("logical");
    expect(life.judgement.coveredReadings).toBe(280);
    expect(life.reason("void")).toMatchObject({ count: 1, firstAmountHm: 50 });
    expect(dayIn(life, "void")).toBe("9 Nov 2026");
  });

  it("the glitch: one reading of zero is left out", () => {
    const life = new Life()
      .days(40)
      .wait(8 * 3_600)
      .minutes(3)
      .wait(60)
      .read(0)
      .minutes(3)
      .days(1);
    expect(life.verdict).toBe("logical");
    expect(life.reason("outlier")).toMatchObject({ count: 1, firstAmountHm: 516_030 });
    expect(dayIn(life, "outlier")).toBe("10 Nov 2026");
  });

  it("the sentinel: a value that is not available is no reading", () => {
    const life = new Life()
      .days(20)
      .read(2 ** 32 - 1)
      .days(20);
    expect(life.verdict).toBe("logical");
    expect(life.codes).toEqual([]);
  });

  it("the nervous clock: one second back is a remark", () => {
    const life = new Life().days(40).read();
    life.clockS = -1;
    life.read();
    life.clockS = 0;
    life.days(1);
    expect(life.verdict).toBe("logical");
    expect(life.reason("clock-back")).toMatchObject({ count: 1, seconds: 1 });
    expect(dayIn(life, "clock-back")).toBe("10 Nov 2026");
  });

  it("the dead battery: a clock that begins in 2000 after each loss of power is a remark", () => {
    const life = new Life().days(20);
    life.clockS = Date.UTC(2000, 0, 1) / 1_000 - life.timeUnixS;
    life.days(5);
    life.clockS = 0;
    life.days(20);
    expect(life.verdict).toBe("logical");
    expect(life.reason("clock-back")?.count).toBe(40);
    expect(dayIn(life, "clock-back")).toBe("21 Oct 2026");
  });

  it("the new cluster: signed by workshop and owner, the distance goes on over the car's life", () => {
    const life = new Life().days(40).event({ kind: "cluster-replaced", ...BOTH });
    life.counter = 0;
    life.days(2);
    expect(life.verdict).toBe("logical");
    expect(life.judgement.distanceHm).toBe(516_000 + 800 - 50);
    expect(life.reason("cluster-replaced")).toMatchObject({ count: 1, firstAmountHm: 516_000 - 50 });
    expect(dayIn(life, "cluster-replaced")).toBe("10 Nov 2026");
  });

  it("the late paper: a cluster that is signed for after the fall lifts it, and both are told", () => {
    const life = new Life().days(40);
    life.counter = 0;
    life.days(3);
    expect(life.verdict).toBe("illogical");
    life.event({ kind: "cluster-replaced", ...BOTH });
    expect(life.verdict).toBe("logical");
    expect(life.codes).toEqual(["odometer-decreased", "cluster-replaced"]);
    expect(dayIn(life, "odometer-decreased")).toBe("10 Nov 2026");
    expect(life.judgement.distanceHm).toBe(516_000 + 1_200 - 50);
  });

  it("the emigrant: kilometres become miles, and the distance goes on", () => {
    const life = new Life().days(40).event({ kind: "unit-changed", unit: MILES, ...BOTH });
    life.counter = Math.floor((life.counter * 1_000_000) / 1_609_344);
    life.days(2);
    expect(life.verdict).toBe("logical");
    expect(life.codes).toEqual(["unit-changed"]);
    expect(dayIn(life, "unit-changed")).toBe("10 Nov 2026");
    expect(Math.abs(life.judgement.distanceHm - (516_000 + 2 * 643))).toBeLessThan(20);
  });

  it("the miler: a car whose dial shows miles is judged in hectometres", () => {
    const life = new Life({ profile: PROFILES[1] ?? undefined, counter: 300_000 }).days(40);
    expect(life.verdict).toBe("logical");
    expect(life.judgement.distanceHm).toBe(Math.floor((316_000 * 1_609_344) / 1_000_000));
  });

  it("the wrapped: a counter that begins again at zero goes on", () => {
    const life = new Life({ counter: 2 ** 32 - 8_001 }).days(40);
    expect(life.verdict).toBe("logical");
    expect(life.codes).toEqual(["wrapped"]);
    expect(dayIn(life, "wrapped")).toBe("21 Oct 2026");
    expect(life.judgement).toMatchObject({ distanceHm: 2 ** 32 + 7_999, offsetHm: 2 ** 32 });
  });

  it("the forgetful electronics: a loss of eight kilometres is a remark", () => {
    const life = new Life().days(40);
    life.counter -= 80;
    life.minutes(4).days(1);
    expect(life.verdict).toBe("logical");
    expect(life.reason("stepped-back")).toMatchObject({ count: 1, firstAmountHm: 70 });
    expect(dayIn(life, "stepped-back")).toBe("10 Nov 2026");
  });

  it("the blocked odometer: the source of distance convicts it", () => {
    const life = new Life();
    life.others = ({ counter }) => ({ distanceSinceClearedKm: Math.floor(counter / 10) - 40_000 });
    life.days(20);
    const start = life.timeUnixS;
    life.others = ({ timeUnixS }) => ({ distanceSinceClearedKm: 10_800 + Math.floor((timeUnixS - start) / 2_160) });
    life.days(20, 0);
    expect(life.verdict).toBe("illogical");
    expect(life.codes).toEqual(["standing-still"]);
    expect(dayIn(life, "standing-still")).toBe("21 Oct 2026");
  });

  it("the standing engine: a tank burnt on the spot is a doubt that thirty days heal", () => {
    const life = new Life();
    life.others = () => ({ fuelUsedCl: 10_000 });
    life.days(35);
    life.others = () => ({ fuelUsedCl: 14_000 });
    life.days(1, 0);
    expect(life.verdict).toBe("no judgement");
    expect(life.codes).toEqual(["too-few-readings", "standing-suspected", "period-too-short"]);
    expect(dayIn(life, "standing-suspected")).toBe("5 Nov 2026");
    life.days(31);
    expect(life.verdict).toBe("logical");
  });

  it("the lost storage: a gap names its hours and kilometres", () => {
    const life = new Life().days(20);
    life.event({ kind: "gap" });
    life.counter += 300;
    life.wait(DAY_S).days(20);
    expect(life.verdict).toBe("logical");
    expect(life.reason("gap")).toMatchObject({ count: 1, firstAmountHm: 350, seconds: DAY_S + 13.25 * 3_600 });
    expect(dayIn(life, "gap")).toBe("21 Oct 2026");
  });

  it("the copied key: two devices claim to be this car for ever", () => {
    const life = new Life().days(20).event({ kind: "forked-key" }).days(400);
    expect(life.verdict).toBe("no judgement");
    expect(dayIn(life, "forked-key")).toBe("21 Oct 2026");
  });

  it("the rocket: 40 000 km in a night are illogical, by the amount beyond reach", () => {
    const life = new Life().days(30);
    life.counter += 40_000 * KM;
    life.days(1);
    expect(life.verdict).toBe("illogical");
    expect(life.codes).toContain("more-per-hour");
    expect(life.codes).toContain("more-per-year");
    expect(dayIn(life, "more-per-hour")).toBe("31 Oct 2026");
  });

  it("the backlog: forty days without a network, sent in one evening, are logical", () => {
    const life = new Life().days(20);
    for (let day = 0; day < 40; day += 1) {
      life.delayS = (40 - day) * DAY_S;
      life.days(1);
    }
    life.delayS = 60;
    life.days(1);
    expect(life.verdict).toBe("logical");
    expect(life.codes).toEqual([]);
  });
});
