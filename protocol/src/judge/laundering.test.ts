/** Recipes by which a turned-back odometer is to look honest (docs/verdict.md, "Laundering"). None ends `logical`. */
import { describe, expect, it } from "vitest";
import { DAY_S, dayOf, Life } from "../../test/judge/life.ts";
import type { JudgeEvent } from "./events.ts";

const KM = 10;
const BOTH = { byWorkshop: true, byOwner: true };
const YEAR_S = 365 * DAY_S;

/** A car at 100 000 km on 31 October, after thirty honest days. */
const honest = (): Life => new Life({ counter: 100_000 * KM - 12_000 }).days(30);

const turnedBack = (life: Life, day = "31 Oct 2026", amountHm = 40_000 * KM - 50): void => {
  expect(life.verdict).toBe("illogical");
  const reason = life.reason("odometer-decreased");
  expect(dayOf(reason?.firstTimeUnixS ?? 0)).toBe(day);
  expect(reason?.firstAmountHm).toBe(amountHm);
};

describe("laundering", () => {
  it("dressed as an outlier: three low readings, then driven unplugged past the old value", () => {
    const life = honest();
    life.counter -= 40_000 * KM;
    life.minutes(3);
    life.counter = 101_000 * KM;
    life.wait(YEAR_S).days(60);
    expect(life.verdict).toBe("no judgement");
    expect(life.codes).not.toContain("outlier");
    expect(life.reason("disputed-reading")).toMatchObject({ open: 1, firstAmountHm: 40_000 * KM - 10 });
  });

  it("dressed as an outlier: low for good, three readings at a time, ten minutes and more apart", () => {
    const life = honest();
    life.counter -= 40_000 * KM;
    life.minutes(3).wait(3_600).minutes(3);
    turnedBack(life, "31 Oct 2026", 40_000 * KM - 10);
  });

  it("dressed as a wrap: the step over the wrap is out of reach", () => {
    const life = honest();
    life.counter = 60_000 * KM;
    life.wait(30 * DAY_S).days(2);
    turnedBack(life, "30 Nov 2026");
    expect(life.codes).not.toContain("wrapped");
  });

  it("dressed as a clock reset: the fall counts, on the block's day", () => {
    const life = honest();
    life.clockS = -life.timeUnixS;
    life.counter -= 40_000 * KM;
    life.days(2);
    life.clockS = 0;
    life.days(40);
    turnedBack(life);
    expect(life.codes).toContain("clock-back");
  });

  it.each([
    { byWorkshop: true, byOwner: false },
    { byWorkshop: false, byOwner: true },
  ])("dressed as a cluster without the second signature: %o", (signatures) => {
    for (const first of ["event", "fall"]) {
      const life = honest();
      if (first === "event") life.event({ kind: "cluster-replaced", ...signatures });
      life.counter -= 40_000 * KM;
      life.days(2);
      if (first === "fall") life.event({ kind: "cluster-replaced", ...signatures });
      turnedBack(life.days(40));
      expect(life.codes).toContain("correction-refused");
    }
  });

  it("dressed as another unit: the values do not fit it", () => {
    const life = honest();
    life.event({ kind: "unit-changed", unit: { numerator: 1_609_344, denominator: 1_000_000 }, ...BOTH });
    life.counter -= 40_000 * KM;
    turnedBack(life.days(40));
    expect(life.codes).toContain("correction-refused");
    expect(life.codes).not.toContain("unit-changed");
  });

  it("in many small steps: the fourth kilometre too much is a fall, with its day", () => {
    const life = honest();
    for (let step = 0; step < 8; step += 1) {
      life.counter -= 490;
      life.days(1);
    }
    expect(life.verdict).toBe("illogical");
    expect(life.reason("stepped-back")).toBeUndefined();
    const small = honest();
    for (let step = 0; step < 8; step += 1) {
      small.minutes(10, 5);
      small.counter -= 50 + 90 + 40;
      small.minutes(10, 5);
    }
    expect(small.verdict).toBe("illogical");
    expect(small.reason("odometer-decreased")?.firstAmountHm).toBeGreaterThan(100);
    const smallest = honest();
    for (let step = 0; step < 8; step += 1) {
      smallest.counter -= 95;
      smallest.minutes(10, 1);
    }
    expect(smallest.reason("stepped-back")).toMatchObject({ count: 3, totalAmountHm: 282 });
    expect(smallest.verdict).toBe("illogical");
    expect(smallest.reason("odometer-decreased")).toMatchObject({ count: 5, firstAmountHm: 94 });
  });

  it("across a session, and across a hand-over with messages missing", () => {
    for (const events of [["session"], ["session", "gap"]] as const) {
      const life = honest();
      for (const kind of events) life.event({ kind });
      life.counter -= 40_000 * KM;
      turnedBack(life.days(40));
    }
  });

  it("replugged after a long void, with true readings slipped out: disputed, and dials decide", () => {
    const slipped = (): Life => {
      const life = new Life({ counter: 60_000 * KM - 12_000 }).days(30);
      life.counter += 40_000 * KM;
      life.wait(YEAR_S).minutes(2);
      life.counter = 60_010 * KM;
      return life.days(40);
    };
    const life = slipped();
    expect(life.verdict).toBe("no judgement");
    expect(life.reason("disputed-reading")).toMatchObject({ open: 1, firstAmountHm: 40_000 * KM + 20 - 150 });

    const high = slipped().dial(103_000 * KM);
    expect(high.verdict).toBe("no judgement");
    high.dial(103_000 * KM, 2);
    expect(high.verdict).toBe("illogical");
    expect(dayOf(high.reason("odometer-decreased")?.firstTimeUnixS ?? 0)).toBe("31 Oct 2027");

    // A dial that was turned back too agrees. The period begins with it, and the 40 000 km are told for ever.
    const low = slipped();
    low.dial(low.counter);
    expect(low.verdict).toBe("no judgement");
    low.days(31);
    expect(low.verdict).toBe("logical");
    expect(low.reason("disputed-reading")).toMatchObject({ open: 0, firstAmountHm: 40_000 * KM + 20 - 150 });
    expect(low.judgement.coveredReadings).toBe(31 * 8);

    // Against a dial that shows the old value, one friend does not help.
    const contradicted = slipped().dial(103_000 * KM);
    contradicted.dial(contradicted.counter, 2);
    expect(contradicted.days(40).verdict).toBe("no judgement");
  });

  it("replugged after a long void: four true readings are the path, and the fall is a fall", () => {
    const life = new Life({ counter: 60_000 * KM - 12_000 }).days(30);
    life.counter += 40_000 * KM;
    life.wait(YEAR_S).minutes(4);
    life.counter = 60_010 * KM;
    turnedBack(life.days(40), "31 Oct 2027", 40_000 * KM - 100 + 40 - 50);
  });

  it("sold in an open episode: the last low reading is not settled", () => {
    const life = honest().days(10);
    life.counter -= 40_000 * KM;
    life.minutes(1);
    expect(life.verdict).toBe("no judgement");
    expect(life.reason("unsettled")).toMatchObject({ firstAmountHm: 40_000 * KM - 10 });
  });

  it("sentinels for 50 000 km are a silence, and the covered period begins after it", () => {
    const life = honest();
    life.isHidden = true;
    life.days(100, 5_000);
    expect(life.judgement.coveredReadings).toBe(240);
    life.isHidden = false;
    life.days(5);
    expect(life.verdict).toBe("no judgement");
    expect(life.reason("void")).toMatchObject({ firstAmountHm: 50_000 * KM + 50 });
    expect(life.judgement.coveredReadings).toBe(40);
  });

  it("sentinels for 50 000 km, and turned back behind them: the source of distance counted them", () => {
    const life = honest();
    const { counter } = life;
    let driven = life.counter;
    life.others = () => ({ distanceSinceClearedKm: Math.floor((driven - counter) / KM) });
    life.days(1);
    life.isHidden = true;
    for (let day = 0; day < 100; day += 1) {
      driven += 5_000;
      life.days(1, 0);
    }
    life.isHidden = false;
    life.days(40);
    expect(life.verdict).toBe("illogical");
    expect(life.reason("standing-still")?.firstAmountHm).toBeGreaterThan(45_000 * KM);
  });

  it("a slow clock: what it calls out of reach may be true by the blocks, so it is no outlier", () => {
    const life = new Life({ counter: 60_000 * KM - 12_000 }).days(30);
    life.counter += 40_000 * KM;
    life.wait(YEAR_S);
    life.clockS = -YEAR_S;
    life.minutes(2);
    life.counter = 60_010 * KM;
    life.minutes(20);
    life.clockS = 0;
    life.days(60);
    expect(life.verdict).toBe("no judgement");
    expect(life.codes).not.toContain("outlier");
    expect(life.reason("disputed-reading")).toMatchObject({ open: 1 });
  });

  it("a slow clock that never catches up gives no judgement, and heals with a covered period", () => {
    const life = honest();
    life.clockS = -8 * DAY_S;
    life.days(70);
    expect(life.verdict).toBe("no judgement");
    expect(life.reason("clock-behind")).toMatchObject({ open: 1, count: 1 });
    life.clockS = 0;
    life.days(1);
    expect(life.reason("clock-behind")).toMatchObject({ open: 0 });
    expect(life.verdict).toBe("no judgement");
    expect(life.judgement.coveredReadings).toBe(8);
    expect(life.days(31).verdict).toBe("logical");
  });

  it("a clone posing as lost storage is a fork for ever, what comes late is none", () => {
    expect(honest().event({ kind: "forked-key" }).days(400).verdict).toBe("no judgement");
    expect(honest().event({ kind: "late-in-gap" }).days(10).verdict).toBe("logical");
  });

  it("a correction that sets instead of adding: it carries no value, and the distance goes on", () => {
    const setting = { kind: "cluster-replaced", ...BOTH, counter: 60_000 * KM, offsetHm: 0 } as JudgeEvent;
    const life = honest().event(setting);
    life.counter -= 40_000 * KM;
    life.days(40);
    expect(life.judgement.distanceHm).toBe(100_000 * KM + 40 * 400 - 50);
    expect(life.judgement.offsetHm).toBe(40_000 * KM - 50);
    expect(life.reason("cluster-replaced")).toMatchObject({ firstAmountHm: 40_000 * KM - 50 });
  });

  it("a correction is used up: the next fall is a fall", () => {
    const life = honest().event({ kind: "cluster-replaced", ...BOTH });
    life.counter -= 20_000 * KM;
    life.days(10);
    life.counter -= 20_000 * KM;
    turnedBack(life.days(40), "10 Nov 2026", 20_000 * KM - 50);
  });

  it("a correction waits for a month, not longer", () => {
    const life = honest()
      .event({ kind: "cluster-replaced", ...BOTH })
      .days(31);
    life.counter -= 40_000 * KM;
    turnedBack(life.days(40), "1 Dec 2026");
  });

  it("a second device on one VIN: no judgement, until a predecessor is named, and then it goes on from it", () => {
    const fresh = new Life({ counter: 60_000 * KM }).event({ kind: "other-record", isNamed: false }).days(100);
    expect(fresh.verdict).toBe("no judgement");
    const closing = { raw: 100_000 * KM, offsetHm: 0, timeUnixS: fresh.timeUnixS - 101 * DAY_S };
    const named = new Life({ counter: 60_000 * KM })
      .event({ kind: "other-record", isNamed: false })
      .event({ kind: "device-replaced", closing })
      .days(100);
    turnedBack(named, "1 Oct 2026");
    const true_ = new Life({ counter: 100_100 * KM })
      .event({ kind: "other-record", isNamed: true })
      .event({ kind: "device-replaced", closing: { ...closing, timeUnixS: fresh.timeUnixS - 101 * DAY_S } })
      .days(100);
    expect(true_.verdict).toBe("logical");
    expect(true_.codes).toEqual(["other-record", "device-replaced"]);
  });

  it("a predecessor is named before the first reading, not after", () => {
    const life = honest();
    life.event({ kind: "device-replaced", closing: { raw: 1, offsetHm: 0, timeUnixS: 1 } });
    expect(life.codes).toContain("correction-refused");
    expect(life.judgement.distanceHm).toBe(100_000 * KM);
  });

  it("a device moved to another car judges neither again", () => {
    const life = honest().event({ kind: "device-moved" });
    life.counter = 5_000;
    expect(life.days(100).verdict).toBe("no judgement");
    expect(life.codes).toEqual(["device-moved"]);
    expect(life.judgement.distanceHm).toBe(5_000 + 40_000);
  });

  it("one second back, again and again, restarts no window", () => {
    const fast = (isBack: boolean): Life => {
      const life = new Life();
      life.delayS = 1;
      for (let second = 0; second < 600; second += 1) {
        life.clockS = isBack && second % 2 === 1 ? -2 : 0;
        life.counter += 20;
        life.wait(1).read();
      }
      return life;
    };
    expect(fast(false).verdict).toBe("illogical");
    expect(fast(true).verdict).toBe("illogical");
    expect(fast(true).reason("more-per-hour")?.totalAmountHm).toBeGreaterThan(11_000);
    expect(fast(true).reason("clock-back")?.count).toBe(300);
  });

  it("nonsense for ever: a sensor that never settles is never believed", () => {
    const life = honest();
    life.counter -= 40_000 * KM;
    for (let reading = 0; reading < 400; reading += 1) {
      life.wait(3_600).read(reading % 2 === 0 ? life.counter : 3_000_000_000 + (reading % 7) * 10_000_000);
    }
    expect(life.verdict).not.toBe("logical");
  });

  it("a blocked odometer that clears its codes after each trip is found all the same", () => {
    const life = honest();
    let km = 0;
    life.others = () => ({ distanceSinceClearedKm: km });
    life.days(1);
    for (let trip = 0; trip < 20; trip += 1) {
      for (let part = 0; part < 8; part += 1) {
        km += 5;
        life.wait(300).read();
      }
      km = 0;
      life.wait(3_600).read();
    }
    expect(life.verdict).toBe("illogical");
    expect(life.codes).toContain("standing-still");
  });
});
