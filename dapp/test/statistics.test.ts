/** Statistics name nobody: figures stand on k trusted cars or are not given. */
import { COHORT_MIN_CARS } from "@witness/protocol/limits";
import { beforeEach, describe, expect, it } from "vitest";
import { statistics } from "../src/analytics/statistics.ts";
import type { State } from "../src/state/state.ts";
import { feed, inputOf, NOW, run, TestDevice, world } from "./world.ts";

let state: State;
const everything = { make: "", model: "" };

/** Registers cars that each drive `hm` in two days and set one trouble code; `rolledBack` of them drive backwards. */
function fleet(model: string, cars: number, hm: number, rolledBack = 0): void {
  for (let i = 0; i < cars; i += 1) {
    const device = new TestDevice(`${model} ${i}`);
    feed(state, inputOf({ registrations: [device.registration(undefined, undefined, model)] }));
    const change = i < rolledBack ? -hm : hm;
    const readings = [
      { timeUnixS: NOW - 2 * 86_400, odometerHm: 50_000 },
      { timeUnixS: NOW, odometerHm: 50_000 + change },
    ];
    feed(state, inputOf({ runs: [run(device.send(readings, [{ reading: 1, code: 1, cleared: false }]))] }));
  }
}

beforeEach(() => {
  state = world();
});

describe("statistics", () => {
  it("default: distance per day and trouble codes per 10 000 km, in integers", () => {
    fleet("Corsa", 6, 2_000);
    expect(statistics(state.devices.values(), everything)).toEqual({
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
    fleet("Corsa", COHORT_MIN_CARS, 100);
    fleet("Vega", COHORT_MIN_CARS - 1, 100);
    const { cohorts, suppressedCohorts } = statistics(state.devices.values(), everything);
    expect(cohorts.map(({ model }) => model)).toEqual(["Corsa"]);
    expect(suppressedCohorts).toBe(1);
  });

  it("refuses a group whose figures would stand on fewer than k trusted cars", () => {
    fleet("Corsa", COHORT_MIN_CARS, 100, 1);
    expect(statistics(state.devices.values(), everything)).toMatchObject({ cohorts: [], suppressedCohorts: 1 });
    fleet("Vega", COHORT_MIN_CARS + 1, 100, 1);
    const [vega] = statistics(state.devices.values(), { make: "Aster", model: "Vega" }).cohorts;
    expect(vega).toMatchObject({ cars: COHORT_MIN_CARS + 1, distancePerDayHm: 50 });
  });

  it("given names, tells of those alone", () => {
    fleet("Corsa", COHORT_MIN_CARS, 100);
    expect(statistics(state.devices.values(), { make: "Aster", model: "Vega" }).cohorts).toEqual([]);
    expect(statistics(state.devices.values(), { make: "Aster", model: "" }).cohorts).toHaveLength(1);
  });
});
