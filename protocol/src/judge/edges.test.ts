/** Edges of the rules of docs/verdict.md that no life needs by itself. */
import { describe, expect, it } from "vitest";
import { DAY_S, Life } from "../../test/judge/life.ts";
import { PROFILES } from "../columns/profile.ts";
import { note, observe } from "./judge.ts";
import { conclude } from "./judgement.ts";
import { PARAMETERS } from "./parameters.ts";
import { rulesOf } from "./rules.ts";
import { newJudge, POSITION_MAX_HM } from "./state.ts";

const KM = 10;

/** A car whose clock begins in 2000 after each start, for so many days. */
const withoutClock = (days: number): Life => {
  const life = new Life().days(20);
  life.clockS = Date.UTC(2000, 0, 1) / 1_000 - life.timeUnixS;
  return life.days(days);
};

describe("a clock that is wrong for long", () => {
  it("given one false reading after a year, leaves it out, and is judged when it is right again", () => {
    const life = withoutClock(365).minutes(3).wait(60);
    life.read(life.counter + 150_000 * KM).minutes(3);
    expect(life.verdict).toBe("no judgement");
    expect(life.codes).toEqual(["clock-back", "clock-behind", "outlier"]);
    expect(life.reason("outlier")).toMatchObject({ count: 1, firstAmountHm: 150_000 * KM });
    life.clockS = 0;
    expect(life.days(40).verdict).toBe("logical");
  });

  it("given a value that sixty days allow, disputes it", () => {
    const life = withoutClock(365).minutes(3).wait(60);
    life.read(life.counter + 30_000 * KM).minutes(9);
    expect(life.codes).toEqual(["clock-back", "clock-behind", "disputed-reading"]);
  });

  it("given forty days without a network, credits them", () => {
    const life = withoutClock(5);
    for (let day = 0; day < 40; day += 1) {
      life.delayS = (40 - day) * DAY_S;
      life.days(1, 8_000);
    }
    life.delayS = 60;
    life.clockS = 0;
    expect(life.days(31).codes).toEqual(["clock-back"]);
  });
});

describe("credited time", () => {
  it("boundary: a trusted reading at the time that is credited already ends what was not used", () => {
    const life = new Life().days(1).read();
    life.clockS = -1;
    life.delayS = 3_600;
    life.read();
    expect(life.judge.levels[0]).toBeLessThan(0);
    life.clockS = 0;
    life.delayS = 60;
    life.wait(3_600).read();
    expect(life.judge.levels).toEqual([0, 0, 0, 0, 0]);
  });
});

describe("other counters", () => {
  const profiled = (name: string, counter: number): Life => {
    const profile = PROFILES.find((each) => each.name === name);
    return new Life({ counter, ...(profile ? { profile } : {}) });
  };

  it("given an engine that runs day and night, its hours are logical, and more than that are not", () => {
    const life = profiled("hour meter", 36_000).minutes(45 * 1_440, 60);
    expect(life.verdict).toBe("logical");
    expect(life.minutes(120, 62).verdict).toBe("illogical");
  });

  it("given an hour meter that was turned back by ten hours, names the day", () => {
    const life = profiled("hour meter", 360_000).days(40, 7_200);
    life.counter -= 36_000;
    life.days(1, 7_200);
    expect(life.verdict).toBe("illogical");
    expect(life.reason("odometer-decreased")?.firstAmountHm).toBe(36_000 - 900);
  });

  it("given an energy meter at 400 kW, and above", () => {
    const life = profiled("energy meter", 0).days(40, 8 * 100_000);
    expect(life.verdict).toBe("logical");
    expect(life.minutes(20, 10_000).verdict).toBe("illogical");
  });

  it("given a thermometer, judges nothing", () => {
    const rules = PROFILES.map((profile) => rulesOf(profile, PARAMETERS)?.parameters);
    const { odometerHm, operatingTimeS, energyUsedWh } = PARAMETERS;
    expect(rules).toEqual([odometerHm, odometerHm, operatingTimeS, energyUsedWh, undefined]);
  });
});

it.each([
  [60 * DAY_S, false],
  [60 * DAY_S + 1, true],
])("boundary: a silence of %i s is a void: %s", (silenceS, isVoid) => {
  const life = new Life().read().wait(silenceS).read();
  expect(life.codes.includes("void")).toBe(isVoid);
  expect(life.judgement.longestSilenceS).toBe(silenceS);
});

describe("an hour after a reading", () => {
  it.each([
    [3_050, 2],
    [3_051, 1],
  ])("boundary: a car can be %i hm on, and has %i readings on its path", (onHm, readings) => {
    const life = new Life().read().wait(3_600);
    expect(life.read(life.counter + onHm).judgement.readings).toBe(readings);
    // A bucket that is full to the brim has not overflowed, and so no block's time is asked.
    expect(life.codes).not.toContain("clock-slow");
  });
});

describe("what is no reading of the counter", () => {
  const count = (life: Life, counter: number): number => life.read(counter).judgement.readings;

  it("given a sentinel, a value outside the range or at the wrap: not available", () => {
    const life = new Life();
    expect([-1, 2 ** 32 - 1, 2 ** 32].map((counter) => count(life, counter))).toEqual([0, 0, 0]);
    expect([0, 2 ** 32 - 2].map((counter) => count(new Life(), counter))).toEqual([1, 1]);
    const { rules } = life;
    const narrow = { ...rules, wrapsAt: 2 ** 16, sentinels: [] };
    const read = (counter: number) => observe(newJudge(narrow), { timeUnixS: 1, counter }, 1, narrow).readings;
    expect([2 ** 16 - 1, 2 ** 16].map(read)).toEqual([1, 0]);
    const open = { ...rules, wrapsAt: undefined, sentinels: [], high: 1_000 };
    const readOpen = (counter: number) => observe(newJudge(open), { timeUnixS: 1, counter }, 1, open).readings;
    expect([1_000, 1_001].map(readOpen)).toEqual([1, 0]);
  });

  it("given no counter at all, the time counts and nothing else", () => {
    const { rules } = new Life();
    const judge = observe(newJudge(rules), { timeUnixS: 100 }, 100, rules);
    expect(judge).toEqual({ ...newJudge(rules), trustedUnixS: 100 });
  });

  it("boundary: the highest position is a reading, one hectometre more is none", () => {
    for (const [more, readings] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const life = new Life({ counter: 5 });
      const closing = { raw: 5, offsetHm: POSITION_MAX_HM - 5, timeUnixS: life.timeUnixS };
      life.event({ kind: "device-replaced", closing });
      expect(life.read(5 + more).judgement.readings).toBe(readings);
    }
  });

  it("given a position that is none, compares nothing with it", () => {
    const life = new Life({ counter: 0 });
    life.event({ kind: "device-replaced", closing: { raw: 0, offsetHm: POSITION_MAX_HM, timeUnixS: life.timeUnixS } });
    life.others = () => ({ fuelUsedCl: 5 });
    life.read(0).wait(60);
    life.others = () => ({ fuelUsedCl: 9_000 });
    life.read(1);
    expect(life.judge.reasons.map(({ code }) => code)).toEqual(["device-replaced"]);
    expect(life.judge.work.fuelUsedCl).toMatchObject({ rise: 8_995, level: 0 });
  });

  it("boundary: a wrap past the highest position is none", () => {
    const life = new Life({ counter: 2 ** 32 - 10 });
    const closing = { raw: 2 ** 32 - 10, offsetHm: POSITION_MAX_HM - 2 ** 32, timeUnixS: life.timeUnixS };
    life.event({ kind: "device-replaced", closing });
    expect(life.wait(60).read(0).judgement).toMatchObject({ readings: 1, distanceHm: POSITION_MAX_HM });
    const past = new Life({ counter: 2 ** 32 - 10 });
    past.event({ kind: "device-replaced", closing: { ...closing, offsetHm: closing.offsetHm + 1 } });
    expect(past.wait(60).read(0).judgement.readings).toBe(0);
  });
});

describe("events", () => {
  it("given a gap before the first reading, names no hours", () => {
    const life = new Life().event({ kind: "gap" }).days(3);
    expect(life.reason("gap")).toMatchObject({ count: 1, seconds: 0, totalAmountHm: 0 });
  });

  it("given a dial before the first reading, says nothing", () => {
    expect(new Life().dial(5).judge.reasons).toEqual([]);
  });

  it.each([
    [-11, "dial-differs"],
    [-10, "dial-reading"],
    [0, "dial-reading"],
    [350, "dial-reading"],
    [351, "dial-differs"],
  ])("boundary: a dial %i hm from the path ten minutes on: %s", (by, code) => {
    const life = new Life().read().wait(360);
    life.dial(life.counter + by);
    expect(life.judge.reasons.map((reason) => reason.code)).toEqual([code]);
    expect(life.reason("dial-differs")?.firstAmountHm ?? Math.abs(by)).toBe(Math.abs(by));
  });

  it("given a dial that differs, a dial that agrees closes it", () => {
    const life = new Life().days(40);
    life.dial(life.counter - 5_000);
    expect(life.verdict).toBe("no judgement");
    life.dial(life.counter);
    expect(life.verdict).toBe("logical");
  });

  /** A high reading of 1 000 hm after an hour of rest, and then the path as before. */
  const disputed = (): Life => {
    const life = new Life().days(40).read().wait(3_600);
    life.read(life.counter + 1_000);
    for (let reading = 0; reading < 4; reading += 1) life.wait(60).read();
    return life;
  };

  it.each([
    [1_000, "odometer-decreased"],
    [990, "odometer-decreased"],
    [989, "dial-differs"],
  ])("boundary: two dials that show %i hm more than the path, and a disputed reading of 1 000: %s", (by, code) => {
    const life = disputed();
    expect(life.judge.reasons.map((reason) => reason.code)).toEqual(["disputed-reading"]);
    life.dial(life.counter + by).dial(life.counter + by, 2);
    expect(life.codes).toContain(code);
    expect(life.verdict).toBe(code === "dial-differs" ? "no judgement" : "illogical");
  });

  it("given a low reading that is disputed, a dial that shows more than the path differs", () => {
    const life = new Life().days(40).read().wait(60);
    life
      .read(life.counter - 1_000)
      .wait(3_600)
      .read();
    expect(life.judge.reasons.map((reason) => reason.code)).toEqual(["disputed-reading"]);
    life.dial(life.counter + 400_000);
    expect(life.judge.reasons.map((reason) => reason.code)).toEqual(["disputed-reading", "dial-differs"]);
  });

  it("given an envelope that cannot be read, the covered period begins anew", () => {
    const life = new Life().days(40).event({ kind: "unreadable" });
    expect(life.verdict).toBe("no judgement");
    expect(life.judgement).toMatchObject({ coveredReadings: 0, readings: 320 });
    expect(life.days(31).verdict).toBe("logical");
  });

  it("given an import, it is a remark", () => {
    expect(new Life().event({ kind: "import" }).days(40).verdict).toBe("logical");
  });

  it.each([
    { raw: 2 ** 32 - 2, offsetHm: POSITION_MAX_HM - 2 ** 32 + 3, timeUnixS: 1 },
    { raw: 1, offsetHm: -POSITION_MAX_HM - 1, timeUnixS: 1 },
  ])("refuses a predecessor outside the counter's world: %o", (closing) => {
    expect(new Life().event({ kind: "device-replaced", closing }).codes).toContain("correction-refused");
  });

  it.each([
    { raw: 0, offsetHm: POSITION_MAX_HM, timeUnixS: 1 },
    { raw: 1, offsetHm: -POSITION_MAX_HM, timeUnixS: 1 },
  ])("boundary: takes a predecessor at its edge: %o", (closing) => {
    expect(new Life().event({ kind: "device-replaced", closing }).codes).toContain("device-replaced");
  });

  it("boundary: two records of which one names the other, and a third", () => {
    const life = new Life()
      .event({ kind: "other-record", isNamed: false })
      .event({ kind: "other-record", isNamed: true });
    expect(life.reason("other-record")).toMatchObject({ count: 2, open: 1 });
  });
});

describe("other parameters", () => {
  it("given smaller buckets, what does not fit them is no finding", () => {
    const life = new Life().days(40).read().minutes(1, 95);
    const { rules } = life;
    const [hour, day, week, month, year] = rules.parameters.buckets;
    const buckets = [{ ...hour, slackHm: 10 }, { ...day, slackHm: 10 }, week, month, year] as const;
    const next = { ...rules, parameters: { ...rules.parameters, version: 2, buckets } };
    const judge = note(life.judge, { kind: "session" }, life.timeUnixS, next);
    expect(judge.parameterVersion).toBe(2);
    expect(judge.levels.map((level) => Math.floor(level / 3_600))).toEqual([10, 10, 83, 88, 90]);
    expect(conclude(judge, next).verdict).toBe("logical");
    expect(life.judge.levels[1]).toBeGreaterThan(10 * 3_600);
    expect(note(life.judge, { kind: "session" }, life.timeUnixS, rules)).toEqual(life.judge);
  });
});

describe("small losses", () => {
  it("boundary: 100 hm three times are remarks, one hectometre more is a fall", () => {
    const life = new Life().days(1);
    for (let loss = 0; loss < 3; loss += 1) {
      life.minutes(1, 0);
      life.counter -= 100;
      life.minutes(4, 0);
    }
    expect(life.reason("stepped-back")).toMatchObject({ count: 3, totalAmountHm: 300 });
    expect(life.reason("odometer-decreased")).toBeUndefined();
    life.minutes(11, 0);
    life.counter -= 1;
    life.minutes(4, 0);
    expect(life.reason("odometer-decreased")).toMatchObject({ firstAmountHm: 1 });
  });
});

describe("episodes", () => {
  const glitches = (gapS: number): Life => {
    const life = new Life().days(1);
    for (let glitch = 0; glitch < 4; glitch += 1) {
      const began = life.timeUnixS;
      life.minutes(1, 0).wait(60).read(0).minutes(1, 0);
      life.timeUnixS = began + gapS;
    }
    return life;
  };

  it("boundary: four within thirty days are an unsteady sensor, over a second more they are not", () => {
    expect(glitches(10 * DAY_S).reason("unsteady-sensor")).toMatchObject({ count: 1 });
    expect(glitches(10 * DAY_S + 1).reason("unsteady-sensor")).toBeUndefined();
  });

  it("boundary: strays 600 s apart are one episode, a second more and they are the path", () => {
    const strays = (apartS: number) => new Life().days(1).read().wait(60).read(3).wait(apartS).read(3).wait(60).read();
    expect(strays(600).reason("outlier")).toMatchObject({ count: 1 });
    expect(strays(601).reason("odometer-decreased")).toMatchObject({ count: 1 });
  });

  it.each([
    [150, "disputed-reading"],
    [151, "outlier"],
  ])("boundary: a high reading that the block's time allows, %i hm in two minutes: %s", (hm, code) => {
    const life = new Life().read().wait(60);
    life
      .read(life.counter + hm)
      .wait(60)
      .read();
    expect(life.judge.reasons.map((reason) => reason.code)).toEqual([code]);
  });

  it("boundary: the fourth low reading is the path, the third is not", () => {
    const lows = (count: number): Life => {
      const life = new Life().days(1).read();
      for (let low = 0; low < count; low += 1) life.wait(60).read(3);
      return life.wait(60).read();
    };
    expect(lows(3).reason("outlier")).toMatchObject({ count: 1 });
    expect(lows(4).reason("odometer-decreased")).toMatchObject({ count: 1 });
  });
});
