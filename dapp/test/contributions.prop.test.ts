/** What cars add up to, kept step by step, is what adding all of them up at the end gives: whatever comes, in any order. */

import { NOT_SENT } from "@witness/protocol/record/consumption";
import { cohortRow } from "@witness/protocol/release/cohorts";
import { type Figures, MEASURES, mostOf } from "@witness/protocol/release/measures";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Contributions, type CountedRecord } from "../src/analytics/contributions.ts";
import { feed, inputOf, TestDevice, world } from "./world.ts";

const SETTINGS = {
  windowS: 86_400,
  epsilonNumerator: 1,
  epsilonDenominator: 1,
  epsilonPerYear: 365,
  cohorts: [
    cohortRow({ make: "Aster", model: "Vega" }),
    cohortRow({ make: "Aster", model: "Corsa", untilBand: 1 }),
    cohortRow({ make: "Aster", model: "Corsa", untilBand: 3 }),
  ],
};
const CARS = 4;
const MODELS = ["Vega", "Corsa", "Corsa", "Nova"];

const begun = (model: string): CountedRecord => {
  const state = world();
  feed(state, inputOf({ registrations: [new TestDevice(model).registration(undefined, undefined, model)] }));
  const [record] = [...state.devices.values()];
  if (!record) throw new Error("The car is registered.");
  return record;
};
const NEW = MODELS.map(begun);

const counter = fc.oneof({ weight: 5, arbitrary: fc.nat(40_000) }, { weight: 1, arbitrary: fc.constant(NOT_SENT) });
const lived = fc.record({
  car: fc.nat(CARS - 1),
  readings: fc.nat(3),
  distanceHm: fc.oneof(fc.nat(3_000), fc.nat(900_000)),
  positionHm: fc.nat(500_000),
  codes: fc.nat(6),
  fuelUsedCl: counter,
  energyUsedWh: counter,
  quarantinedUntilUnixS: fc.constantFrom(0, 0, 50, 10_000),
  timeUnixS: fc.nat(100),
});
type Lived = typeof lived extends fc.Arbitrary<infer Value> ? Value : never;

/** Returns the record after something happened to the car: counters of distance and codes only rise. */
function after(record: CountedRecord, step: Lived): CountedRecord {
  const { judge, driven } = record.judged;
  const path = { momentUnixS: 1, positionHm: step.positionHm, changeHm: 0 } as never;
  const newest = { fuelUsedCl: step.fuelUsedCl, energyUsedWh: step.energyUsedWh, operatingTimeS: NOT_SENT };
  const until = step.quarantinedUntilUnixS;
  const ordered = { identity: new Uint8Array(32), reason: 1, sinceUnixS: 1, untilUnixS: until, appealedUnixS: 0 };
  return {
    ...record,
    judged: {
      judge: { ...judge, path, readings: judge.readings + step.readings },
      driven: { ...driven, distanceHm: driven.distanceHm + step.distanceHm },
    },
    troubleCodesSet: record.troubleCodesSet + step.codes,
    days: { ...record.days, consumption: { newest, closed: newest } },
    holding: { ...record.holding, quarantine: until > 0 ? [ordered] : [] },
  };
}

const totals = ({ judged, troubleCodesSet, days }: CountedRecord) => {
  const { fuelUsedCl, energyUsedWh } = days.consumption.newest;
  return [judged.driven.distanceHm, troubleCodesSet, fuelUsedCl, energyUsedWh];
};

/** What a car adds over the records that it had in a window, the first of them before it: from the page's words alone. */
function naive(had: readonly CountedRecord[], lastTimeUnixS: number): { row: number; figures: number[] } | undefined {
  const [first, last] = [had[0], had.at(-1)];
  if (!first || !last || had.length < 2) return undefined;
  const band = Math.floor(Math.max(0, first.judged.judge.path?.positionHm ?? 0) / 100_000);
  const { make, model, modelYear } = first.vehicle;
  const row = SETTINGS.cohorts.findIndex(
    (each) => each.make === make && each.model === model && modelYear >= each.fromYear && band <= each.untilBand,
  );
  const isActive = last.judged.judge.readings > first.judged.judge.readings;
  const isOut = (last.holding.quarantine[0]?.untilUnixS ?? 0) > lastTimeUnixS;
  if (row < 0 || !isActive || isOut) return undefined;
  const grown = totals(last).map((now, at) => {
    const from = had.map((record) => totals(record)[at] ?? 0).find((value) => value !== NOT_SENT);
    if (now === NOT_SENT || from === undefined) return 0;
    const measure = MEASURES[at + 1] ?? MEASURES[0];
    return Math.min(Math.max(0, now - from), mostOf(measure, SETTINGS));
  });
  return { row, figures: [1, ...grown] };
}

it("is the sum of what each car adds, from its records alone", () => {
  fc.assert(
    fc.property(fc.array(fc.array(lived, { maxLength: 12 }), { minLength: 1, maxLength: 3 }), (windows) => {
      const contributions = new Contributions(SETTINGS);
      const records = [...NEW];
      for (const [number, record] of records.entries()) {
        contributions.change(number, undefined, record, { window: 0, timeUnixS: 0 });
      }
      for (const [at, steps] of windows.entries()) {
        contributions.endWindow();
        const had = records.map((record) => [record]);
        const times = records.map(() => 0);
        for (const step of steps) {
          const before = records[step.car] ?? begun("Corsa");
          const now = after(before, step);
          contributions.change(step.car, before, now, { window: at + 1, timeUnixS: step.timeUnixS });
          records[step.car] = now;
          had[step.car]?.push(now);
          times[step.car] = step.timeUnixS;
        }
        const expected = SETTINGS.cohorts.map(() => MEASURES.map(() => 0));
        for (const [car, own] of had.entries()) {
          const added = naive(own, times[car] ?? 0);
          for (const [measure, figure] of added?.figures.entries() ?? []) {
            const row = expected[added?.row ?? 0];
            if (row) row[measure] = (row[measure] ?? 0) + figure;
          }
        }
        const sums = SETTINGS.cohorts.map((_, row): Figures => contributions.sumsOf("open", row));
        expect(sums).toEqual(expected);
      }
    }),
    { numRuns: 400 },
  );
});
