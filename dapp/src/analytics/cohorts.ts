/**
 * What the cars of each make and model come to, kept as records change: a question about all cars looks at none of them. Cars
 * that are in quarantine are set aside, since time alone brings them back.
 */

import { rulesFor } from "@witness/protocol/history/judging";
import { reachHm } from "@witness/protocol/judge/windows";
import { isKeptOut } from "@witness/protocol/operations/holding";
import type { DeviceRecord } from "../state/state.ts";

const DAY_S = 86_400;

/** What the cars of one make and model come to. */
export interface CohortSum {
  readonly make: string;
  readonly model: string;
  readonly cars: number;
  /** Cars with two readings or more: the figures are made of these alone. */
  readonly driven: number;
  readonly distanceHm: number;
  readonly days: number;
  readonly troubleCodes: number;
  readonly readings: number;
}

/** What of a record is counted. */
export type CountedRecord = Pick<DeviceRecord, "vehicle" | "profile" | "judged" | "troubleCodesSet" | "holding">;

/**
 * Returns what one car's record adds. No verdict enters: a car that fell out of a figure with its verdict would tell it to
 * everybody. A fall counts for nothing, and a jump for no more than a car can drive.
 */
function sumOf({ vehicle, profile, judged: { judge, driven }, troubleCodesSet }: CountedRecord): CohortSum {
  const { make, model } = vehicle;
  const { readings, path } = judge;
  if (readings < 2) return { make, model, cars: 1, readings, driven: 0, distanceHm: 0, days: 0, troubleCodes: 0 };
  const seconds = Math.max(0, (path?.momentUnixS ?? 0) - (driven.fromUnixS ?? 0));
  return {
    make,
    model,
    cars: 1,
    readings,
    driven: 1,
    distanceHm: Math.min(driven.distanceHm, reachHm(rulesFor(profile).parameters, seconds)),
    days: Math.max(1, Math.floor(seconds / DAY_S)),
    troubleCodes: troubleCodesSet,
  };
}

function plus(sums: Map<string, CohortSum>, added: CohortSum, sign: 1 | -1): void {
  const { make, model } = added;
  const name = `${make}\0${model}`;
  const sum = sums.get(name);
  const cars = (sum?.cars ?? 0) + sign * added.cars;
  if (cars === 0) sums.delete(name);
  else {
    sums.set(name, {
      make,
      model,
      cars,
      driven: (sum?.driven ?? 0) + sign * added.driven,
      distanceHm: (sum?.distanceHm ?? 0) + sign * added.distanceHm,
      days: (sum?.days ?? 0) + sign * added.days,
      troubleCodes: (sum?.troubleCodes ?? 0) + sign * added.troubleCodes,
      readings: (sum?.readings ?? 0) + sign * added.readings,
    });
  }
}

const isSetAside = ({ holding }: CountedRecord): boolean =>
  holding.quarantine.length > 0 || holding.revocation.length > 0;

/** The sums of all cohorts. */
export class Cohorts {
  readonly #sums = new Map<string, CohortSum>();
  /** Numbers of devices that are, or once were, kept out. */
  readonly #aside = new Set<number>();

  /** Counts a record in another way; `before` is undefined for a new one. */
  change(number: number, before: CountedRecord | undefined, after: CountedRecord): void {
    if (before && !isSetAside(before)) plus(this.#sums, sumOf(before), -1);
    if (isSetAside(after)) this.#aside.add(number);
    else {
      this.#aside.delete(number);
      plus(this.#sums, sumOf(after), 1);
    }
  }

  /** Returns the sums of the cars that are not kept out in a block of this time. */
  sums(timeUnixS: number, recordAt: (number: number) => CountedRecord): CohortSum[] {
    const sums = new Map(this.#sums);
    for (const number of this.#aside) {
      const record = recordAt(number);
      if (!isKeptOut(record.holding, timeUnixS)) plus(sums, sumOf(record), 1);
    }
    return [...sums.values()];
  }
}
