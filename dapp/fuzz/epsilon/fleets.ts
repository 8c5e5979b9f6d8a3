/** Two fleets that differ in one car, added up by the back-end's own rules: the car sends as much as its bounds let count, and more. */
import { cohortRow } from "@witness/protocol/release/cohorts";
import type { Figures } from "@witness/protocol/release/measures";
import type { ReleaseSettings } from "@witness/protocol/release/schedule";
import { Contributions, type CountedRecord } from "../../src/analytics/contributions.ts";
import { drive, feed, inputOf, NOW, run, TestDevice, world } from "../../test/world.ts";

const MOMENT = { window: 1, timeUnixS: NOW };

/** The settings that a genesis has unless it says others. */
export const DEFAULTS: ReleaseSettings = {
  windowS: 604_800,
  epsilonNumerator: 1,
  epsilonDenominator: 1,
  epsilonPerYear: 52,
  cohorts: [cohortRow({ make: "Aster", model: "Corsa" })],
};

/** A car's record before the window and after it, in which its counters grew by so much. */
function lived(grown: number): readonly [before: CountedRecord, after: CountedRecord] {
  const state = world();
  const device = new TestDevice("car");
  feed(state, inputOf({ registrations: [device.registration()] }));
  feed(state, inputOf({ runs: [run(device.send(drive(2)))] }, 1));
  const [record] = [...state.devices.values()];
  if (!record) throw new Error("The car is registered.");
  const counters = (value: number) => ({ fuelUsedCl: value, energyUsedWh: value, operatingTimeS: 0 });
  const daysWith = (value: number) => ({
    ...record.days,
    consumption: { newest: counters(value), closed: counters(0) },
  });
  const before = { ...record, days: daysWith(0) };
  const { judge, driven } = record.judged;
  const judged = {
    judge: { ...judge, readings: judge.readings + 9 },
    driven: { ...driven, distanceHm: driven.distanceHm + grown },
  };
  return [before, { ...before, judged, troubleCodesSet: record.troubleCodesSet + grown, days: daysWith(grown) }];
}

/** Returns the sums of a cohort with the car and without it, of so many other cars that each add little. */
export function neighbours(others: number, settings: ReleaseSettings = DEFAULTS): readonly [Figures, Figures] {
  const [ordinary, planted] = [lived(2), lived(900_000_000)];
  const sums = (cars: readonly (readonly [CountedRecord, CountedRecord])[]): Figures => {
    const contributions = new Contributions(settings);
    for (const [number, [before, after]] of cars.entries()) {
      contributions.change(number, undefined, before, { ...MOMENT, window: 0 });
      contributions.change(number, before, after, MOMENT);
    }
    return contributions.sumsOf("open", 0);
  };
  const fleet = Array.from({ length: others }, () => ordinary);
  return [sums([...fleet, planted]), sums(fleet)];
}
