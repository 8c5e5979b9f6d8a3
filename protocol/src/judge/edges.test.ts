/** Edges of the rules of docs/verdict.md that no life needs by itself. */
import { describe, expect, it } from "vitest";
import { DAY_S, Life } from "../../test/judge/life.ts";

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
