/** Statistics name nobody: figures stand on k cars that have driven or are not given. */
import { COHORT_MIN_CARS, COHORT_MIN_DISTANCE_HM } from "@witness/protocol/limits";
import { decodeAnswer, encodeAnswer } from "@witness/protocol/wire/answer";
import { beforeEach, describe, expect, it } from "vitest";
import { statistics } from "../src/analytics/statistics.ts";
import type { State } from "../src/state/state.ts";
import { feed, inputOf, NOW, run, TestDevice, withCode, world } from "./world.ts";

let state: State;
const everything = { make: "", model: "" };

/** Registers cars that each drive `hm` in two days and set one trouble code. */
function fleet(model: string, cars: number, hm: number): void {
  for (let i = 0; i < cars; i += 1) {
    const device = new TestDevice(`${model} ${i}`);
    feed(state, inputOf({ registrations: [device.registration(undefined, undefined, model)] }));
    const readings = [
      { timeUnixS: NOW - 2 * 86_400, odometerHm: 50_000 },
      { timeUnixS: NOW, odometerHm: 50_000 + hm },
    ];
    feed(state, inputOf({ runs: [run(device.send(withCode(readings, 1, 1)))] }));
  }
}

const sums = () => state.devices.cohortSums();

beforeEach(() => {
  state = world();
});

describe("statistics", () => {
  it("default: distance per day and trouble codes per 10 000 km, in integers", () => {
    fleet("Corsa", 6, 2_000);
    expect(statistics(sums(), everything)).toEqual({
      // 200 km in two days; one code in 200 km is 50 in 10 000 km.
      cohorts: [
        {
          make: "Aster",
          model: "Corsa",
          cars: 6,
          distancePerDayHm: 1_000,
          troubleCodesPerTenThousandKmMilli: 50_000,
          readings: 12,
        },
      ],
      suppressedCohorts: 0,
      k: COHORT_MIN_CARS,
    });
  });

  it("boundary: k cars are told of, one less is not", () => {
    fleet("Corsa", COHORT_MIN_CARS, 2_500);
    fleet("Vega", COHORT_MIN_CARS - 1, 2_500);
    const { cohorts, suppressedCohorts } = statistics(sums(), everything);
    expect(cohorts.map(({ model }) => model)).toEqual(["Corsa"]);
    expect(suppressedCohorts).toBe(1);
  });

  it("come in the order of make, then model, whoever was registered first; a name leaves out the others", () => {
    fleet("Vega", COHORT_MIN_CARS, 2_500);
    fleet("Corsa", COHORT_MIN_CARS, 2_500);
    fleet("Matiz", COHORT_MIN_CARS, 2_500);
    const cars = sums();
    const others = cars.filter(({ model }) => model === "Vega").map((sum) => ({ ...sum, make: "Abarth" }));
    const names = (wanted: { make: string; model: string }) =>
      statistics([...cars, ...others], wanted).cohorts.map(({ make, model }) => `${make} ${model}`);
    expect(names(everything)).toEqual(["Abarth Vega", "Aster Corsa", "Aster Matiz", "Aster Vega"]);
    expect(names({ make: "Aster", model: "" })).toEqual(["Aster Corsa", "Aster Matiz", "Aster Vega"]);
    expect(names({ make: "", model: "Vega" })).toEqual(["Abarth Vega", "Aster Vega"]);
    expect(names({ make: "Abarth", model: "Corsa" })).toEqual([]);
  });

  it("refuses a group of which fewer than k cars have driven", () => {
    fleet("Corsa", COHORT_MIN_CARS - 1, 2_500);
    const silent = new TestDevice("silent");
    feed(state, inputOf({ registrations: [silent.registration()] }));
    feed(state, inputOf({ runs: [run(silent.send([{ timeUnixS: NOW, odometerHm: 5 }]))] }));
    expect(statistics(sums(), everything)).toMatchObject({ cohorts: [], suppressedCohorts: 1 });
    fleet("Corsa last", COHORT_MIN_CARS, 2_500);
    const [last] = statistics(sums(), { make: "Aster", model: "Corsa last" }).cohorts;
    expect(last).toMatchObject({ cars: COHORT_MIN_CARS, distancePerDayHm: 1_250 });
  });

  it("boundary: a group that drove 1 000 km together is told of, 100 m less is not", () => {
    const each = COHORT_MIN_DISTANCE_HM / COHORT_MIN_CARS;
    fleet("Corsa", COHORT_MIN_CARS - 1, each);
    fleet("Corsa near", COHORT_MIN_CARS - 1, each);
    const grow = (model: string, hm: number) => {
      const device = new TestDevice(`${model} last`);
      feed(state, inputOf({ registrations: [device.registration(undefined, undefined, model)] }));
      const readings = [
        { timeUnixS: NOW - 86_400, odometerHm: 1 },
        { timeUnixS: NOW, odometerHm: 1 + hm },
      ];
      feed(state, inputOf({ runs: [run(device.send(readings))] }));
    };
    grow("Corsa", each);
    grow("Corsa near", each - 1);
    const { cohorts, suppressedCohorts } = statistics(sums(), everything);
    expect(cohorts.map(({ model }) => model)).toEqual(["Corsa"]);
    expect(suppressedCohorts).toBe(1);
  });

  it.each([
    ["one below the most that can be said", 429_496_729_499, 2 ** 32 - 2],
    ["the most", 429_496_729_599, 2 ** 32 - 1],
    ["one more, which stays at the most", 429_496_729_600, 2 ** 32 - 1],
    ["far more", 10 ** 15, 2 ** 32 - 1],
  ])("boundary: a rate of %s", (_, codes, expected) => {
    fleet("Corsa", COHORT_MIN_CARS, 2_500);
    // Numbers that no test can drive: 10^10 hm together, so that a hundred codes are one more in the rate.
    const counted = sums().map((sum) => ({ ...sum, distanceHm: 10 ** 10, troubleCodes: codes }));
    const answer = decodeAnswer(encodeAnswer({ kind: "statistics", ...statistics(counted, everything) }));
    expect(answer).toMatchObject({ cohorts: [{ troubleCodesPerTenThousandKmMilli: expected }] });
  });

  it("given names, tells of those alone", () => {
    fleet("Corsa", COHORT_MIN_CARS, 2_500);
    expect(statistics(sums(), { make: "Aster", model: "Vega" }).cohorts).toEqual([]);
    expect(statistics(sums(), { make: "Aster", model: "" }).cohorts).toHaveLength(1);
  });

  it.each([
    ["a make", { make: "Aster", model: "" }],
    ["a model", { make: "", model: "Vega" }],
    ["both", { make: "Aster", model: "Vega" }],
  ])("given %s, does not say whether anything was suppressed", (_, wanted) => {
    fleet("Vega", COHORT_MIN_CARS - 1, 2_500);
    expect(statistics(sums(), everything).suppressedCohorts).toBe(1);
    expect(statistics(sums(), wanted)).toMatchObject({ cohorts: [], suppressedCohorts: 0 });
  });
});
