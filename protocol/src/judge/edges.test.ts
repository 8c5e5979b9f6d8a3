/** Edges of the rules of docs/verdict.md that no life needs by itself. */
import { describe, expect, it } from "vitest";
import { DAY_S, Life } from "../../test/judge/life.ts";
import { PROFILES } from "../columns/profile.ts";
import { PARAMETERS } from "./parameters.ts";
import { rulesOf } from "./rules.ts";

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
