import { describe, expect, it } from "vitest";
import { DAY_S, Life } from "../../test/judge/life.ts";

/** A car that stands for so many minutes while something else counts. */
function stand(life: Life, minutes: number, others: (minute: number) => ReturnType<Life["others"]>): Life {
  for (let minute = 0; minute < minutes; minute += 1) {
    life.others = () => others(minute);
    life.wait(60).read();
  }
  return life;
}

describe("speed", () => {
  it("boundary: ten minutes at 120 km/h on rollers are no doubt, eleven are", () => {
    const rolled = (minutes: number) => stand(new Life().days(1), minutes + 1, () => ({ speedKmh: 120 }));
    expect(rolled(10).reason("standing-suspected")).toBeUndefined();
    expect(rolled(11).reason("standing-suspected")).toMatchObject({ count: 1 });
  });

  it("default: the lower of two neighbouring speeds counts", () => {
    const life = stand(new Life().days(1), 60, (minute) => ({ speedKmh: minute % 2 === 0 ? 0 : 255 }));
    expect(life.reason("standing-suspected")).toBeUndefined();
  });

  it("given speeds that are too far apart, or without a clock, says nothing", () => {
    const far = new Life().days(1);
    far.others = () => ({ speedKmh: 255 });
    for (let reading = 0; reading < 60; reading += 1) far.wait(61).read();
    expect(far.reason("standing-suspected")).toBeUndefined();
    const wrong = new Life().days(1);
    wrong.others = () => ({ speedKmh: 255 });
    for (let reading = 0; reading < 60; reading += 1) {
      wrong.clockS = reading % 2 === 0 ? 0 : -600;
      wrong.wait(30).read();
    }
    expect(wrong.reason("standing-suspected")).toBeUndefined();
  });

  it("given a speed that the odometer goes along with, says nothing", () => {
    const life = new Life().days(1);
    life.others = () => ({ speedKmh: 60 });
    expect(life.minutes(600, 10).reason("standing-suspected")).toBeUndefined();
  });
});

describe("fuel, energy, hours", () => {
  it.each([
    ["fuelUsedCl", 3_000],
    ["energyUsedWh", 30_000],
    ["operatingTimeS", 72_000],
  ] as const)("boundary: %s may rise by %i on the spot", (quantity, slack) => {
    const used = (more: number) =>
      stand(new Life().days(1), 2, (minute) => ({ [quantity]: 1_000 + minute * (slack + more) }));
    expect(used(0).reason("standing-suspected")).toBeUndefined();
    expect(used(1).reason("standing-suspected")).toMatchObject({ count: 1 });
  });

  it("given a counter that begins again, its fall says nothing, and what it counts then does", () => {
    const life = stand(new Life().days(1), 3, (minute) => ({ fuelUsedCl: [50_000, 0, 3_000][minute] ?? 0 }));
    expect(life.reason("standing-suspected")).toBeUndefined();
    stand(life, 1, () => ({ fuelUsedCl: 3_001 }));
    expect(life.reason("standing-suspected")).toMatchObject({ count: 1 });
  });

  it("given an odometer without a value, compares what was used over it", () => {
    const life = stand(new Life().days(1), 1, () => ({ fuelUsedCl: 1_000 }));
    life.isHidden = true;
    stand(life, 5, (minute) => ({ fuelUsedCl: 1_500 + 1_000 * minute }));
    expect(life.reason("standing-suspected")).toBeUndefined();
    life.isHidden = false;
    stand(life, 1, () => ({ fuelUsedCl: 5_500 }));
    expect(life.reason("standing-suspected")).toMatchObject({ count: 1 });
  });
});

describe("the source of distance", () => {
  const km = (distanceSinceClearedKm: number) => ({ distanceSinceClearedKm });

  it("boundary: 10 km beyond the odometer are none, 11 at four readings are", () => {
    const beyond = (more: number, readings: number) =>
      stand(new Life().days(1), readings + 1, (minute) => km(minute === 0 ? 100 : 100 + more)).reason("standing-still");
    const slowly = (more: number) =>
      stand(new Life().days(1), 12, (minute) => km(100 + Math.min(minute, more))).reason("standing-still");
    expect(slowly(10)).toBeUndefined();
    expect(beyond(10, 8)).toBeUndefined();
    expect(beyond(11, 3)).toBeUndefined();
    expect(beyond(11, 4)).toMatchObject({ count: 1, firstAmountHm: 10 });
    // What no car can drive in the time is no distance: 15 km in the two minutes until the block.
    expect(beyond(15, 4)).toMatchObject({ firstAmountHm: 50 });
    expect(beyond(16, 8)).toBeUndefined();
    expect(slowly(11)).toBeUndefined();
    const held = stand(new Life().days(1), 15, (minute) => km(100 + Math.min(minute, 11)));
    expect(held.reason("standing-still")).toMatchObject({ count: 1, firstAmountHm: 10 });
  });

  it.each([1, 2, 3])("given a glitch of %i readings that comes back, says nothing, however often", (length) => {
    const life = new Life().days(1);
    for (let glitch = 0; glitch < 5; glitch += 1) {
      life.others = () => km(100);
      life.wait(DAY_S).read().wait(DAY_S).read();
      life.others = () => km(160);
      life.wait(DAY_S);
      for (let reading = 0; reading < length; reading += 1) life.wait(60).read();
    }
    life.others = () => km(100);
    life.wait(60).read();
    expect(life.reason("standing-still")).toBeUndefined();
    expect(life.judge.source).toMatchObject({ level: 0, above: 0, rise: 0 });
  });

  it("given a fourth reading, it is no glitch", () => {
    const life = new Life().days(1);
    life.others = () => km(100);
    life.wait(60).read();
    life.others = () => km(160);
    life.wait(DAY_S).read().wait(60).read().wait(60).read();
    expect(life.reason("standing-still")).toBeUndefined();
    life.wait(60).read();
    expect(life.reason("standing-still")).toMatchObject({ count: 1, firstAmountHm: 500 });
  });

  it("given codes that are cleared while it is above, the excess stays", () => {
    const life = new Life().days(1);
    life.others = () => km(100);
    life.wait(60).read();
    life.others = () => km(160);
    life.wait(DAY_S).read();
    life.others = () => km(0);
    life.wait(60).read().wait(60).read().wait(60).read();
    expect(life.reason("standing-still")).toMatchObject({ count: 1 });
  });

  it("given a value that stays where it is once it is full, says nothing more", () => {
    const life = new Life().days(1);
    life.others = () => km(65_534);
    life.minutes(5);
    life.others = () => km(65_535);
    life.days(40);
    life.others = () => km(0);
    life.minutes(5, 0);
    expect(life.codes).toEqual([]);
  });

  it("given an odometer that counts more, it is a remark", () => {
    const life = new Life().days(1);
    life.others = () => km(100);
    life.minutes(11);
    expect(life.codes).not.toContain("sources-differ");
    life.minutes(1);
    expect(life.reason("sources-differ")).toMatchObject({ count: 1, firstAmountHm: 10 });
  });
});

describe("a car that falls again and again", () => {
  it("given a meter that is known and never compared again, its position stays within a bound", () => {
    const life = new Life({ counter: 2 ** 31 });
    life.others = () => ({ fuelUsedCl: 1_000, distanceSinceClearedKm: 100 });
    life.read();
    life.others = () => ({});
    const bound = 2 ** 41;
    // Each fall is 2 147 million hectometres: a record of 70 000 of them is not needed when the state begins far down.
    const far = -bound + 2 ** 30;
    const { source, work } = life.judge;
    life.judge = {
      ...life.judge,
      source: { ...source, positionHm: far },
      work: { ...work, fuelUsedCl: { ...work.fuelUsedCl, positionHm: far } },
    };
    life.minutes(5);
    life.counter = 0;
    life.minutes(5);
    expect(life.codes).toContain("odometer-decreased");
    expect(life.judge.work.fuelUsedCl.positionHm).toBeGreaterThanOrEqual(-bound);
    expect(life.judge.source.positionHm).toBeGreaterThanOrEqual(-bound);
  });
});

describe("a new line", () => {
  const BOTH = { byWorkshop: true, byOwner: true };

  /** A car whose source of distance counts on while nobody sees the odometer, and whose next cluster begins at zero. */
  function unseen(km: number, how: "before" | "after" | "never"): Life {
    const life = new Life();
    let drivenHm = 0;
    life.others = (now) => ({ distanceSinceClearedKm: Math.floor((now.counter + drivenHm - 500_000) / 10) });
    life.days(40);
    if (how === "before") life.event({ kind: "cluster-replaced", ...BOTH });
    drivenHm = life.counter + km * 10;
    life.counter = 0;
    life.days(3);
    if (how === "after") life.event({ kind: "cluster-replaced", ...BOTH });
    return life;
  }

  it.each(["before", "after"] as const)(
    "given a cluster that is signed %s, asks for no distance of the workshop",
    (how) => {
      for (const km of [0, 11, 60, 100]) {
        const { verdict, codes } = unseen(km, how);
        expect({ km, verdict, still: codes.includes("standing-still") }).toEqual({
          km,
          verdict: "logical",
          still: false,
        });
      }
    },
  );

  it("given more than a hundred kilometres and the slack, says that the odometer stood", () => {
    const life = unseen(200, "before");
    expect(life.verdict).toBe("illogical");
    // 200 km and 5 km of the last step, less 100 km and 10 km of slack.
    expect(life.reason("standing-still")?.firstAmountHm).toBeGreaterThan(850);
    expect(life.reason("standing-still")?.firstAmountHm).toBeLessThan(1_000);
  });

  it("given a fall that nobody explains, finds the fall alone", () => {
    expect(unseen(60, "never").codes).toEqual(["odometer-decreased"]);
  });

  it("given an odometer that stands and falls again and again in dispute, forgives nothing", () => {
    const life = new Life();
    let drivenHm = 0;
    life.others = (now) => ({ distanceSinceClearedKm: Math.floor((now.counter + drivenHm - 500_000) / 10) });
    life.days(40);
    for (let day = 0; day < 20; day += 1) {
      drivenHm += 900;
      // One high reading, and the odometer where it stood: nobody can say which of them is true.
      life.wait(DAY_S).read(life.counter + 500);
      for (let minute = 0; minute < 15; minute += 1) life.wait(60).read();
    }
    expect(life.verdict).toBe("illogical");
    expect(life.reason("standing-still")).toBeDefined();
  });
});
