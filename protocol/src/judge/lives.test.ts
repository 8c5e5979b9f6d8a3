/** The twenty named lives of docs/verdict.md, each as the car lived it. */
import { describe, expect, it } from "vitest";
import { DAY_S, dayOf, Life } from "../../test/judge/life.ts";
import { PROFILES } from "../columns/profile.ts";

const BOTH = { byWorkshop: true, byOwner: true };
const KM = 10;
const MILES = { numerator: 1_609_344, denominator: 1_000_000 };

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
    expect(dayOf(life.reason("void")?.firstTimeUnixS ?? 0)).toBe("9 Nov 2026");
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
  });

  it("the dead battery: a clock that begins in 2000 after each loss of power is a remark", () => {
    const life = new Life().days(20);
    life.clockS = Date.UTC(2000, 0, 1) / 1_000 - life.timeUnixS;
    life.days(5);
    life.clockS = 0;
    life.days(20);
    expect(life.verdict).toBe("logical");
    expect(life.reason("clock-back")?.count).toBe(40);
  });

  it("the new cluster: signed by workshop and owner, the distance goes on over the car's life", () => {
    const life = new Life().days(40).event({ kind: "cluster-replaced", ...BOTH });
    life.counter = 0;
    life.days(2);
    expect(life.verdict).toBe("logical");
    expect(life.judgement.distanceHm).toBe(516_000 + 800 - 50);
    expect(life.reason("cluster-replaced")).toMatchObject({ count: 1, firstAmountHm: 516_000 - 50 });
  });

  it("the late paper: a cluster that is signed for after the fall lifts it, and both are told", () => {
    const life = new Life().days(40);
    life.counter = 0;
    life.days(3);
    expect(life.verdict).toBe("illogical");
    life.event({ kind: "cluster-replaced", ...BOTH });
    expect(life.verdict).toBe("logical");
    expect(life.codes).toEqual(["odometer-decreased", "cluster-replaced"]);
    expect(life.judgement.distanceHm).toBe(516_000 + 1_200 - 50);
  });

  it("the emigrant: kilometres become miles, and the distance goes on", () => {
    const life = new Life().days(40).event({ kind: "unit-changed", unit: MILES, ...BOTH });
    life.counter = Math.floor((life.counter * 1_000_000) / 1_609_344);
    life.days(2);
    expect(life.verdict).toBe("logical");
    expect(life.codes).toEqual(["unit-changed"]);
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
    expect(life.judgement).toMatchObject({ distanceHm: 2 ** 32 + 7_999, offsetHm: 2 ** 32 });
  });

  it("the forgetful electronics: a loss of eight kilometres is a remark", () => {
    const life = new Life().days(40);
    life.counter -= 80;
    life.minutes(4).days(1);
    expect(life.verdict).toBe("logical");
    expect(life.reason("stepped-back")).toMatchObject({ count: 1, firstAmountHm: 70 });
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
    expect(dayOf(life.reason("standing-still")?.firstTimeUnixS ?? 0)).toBe("21 Oct 2026");
  });

  it("the standing engine: a tank burnt on the spot is a doubt that thirty days heal", () => {
    const life = new Life();
    life.others = () => ({ fuelUsedCl: 10_000 });
    life.days(35);
    life.others = () => ({ fuelUsedCl: 14_000 });
    life.days(1, 0);
    expect(life.verdict).toBe("no judgement");
    expect(life.codes).toEqual(["too-few-readings", "standing-suspected", "period-too-short"]);
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
  });

  it("the copied key: two devices claim to be this car for ever", () => {
    const life = new Life().days(20).event({ kind: "forked-key" }).days(400);
    expect(life.verdict).toBe("no judgement");
    expect(dayOf(life.reason("forked-key")?.firstTimeUnixS ?? 0)).toBe("21 Oct 2026");
  });

  it("the rocket: 40 000 km in a night are illogical, by the amount beyond reach", () => {
    const life = new Life().days(30);
    life.counter += 40_000 * KM;
    life.days(1);
    expect(life.verdict).toBe("illogical");
    expect(life.codes).toContain("more-per-hour");
    expect(life.codes).toContain("more-per-year");
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
