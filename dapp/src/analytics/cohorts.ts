/**
 * What the cars of each make and model come to, kept as records change: a question about all cars looks at none of them. What
 * cars in quarantine come to is kept apart by the quarantine's end, since time alone brings them back.
 */

import { rulesFor } from "@witness/protocol/history/judging";
import { reachHm } from "@witness/protocol/judge/windows";
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

/** A sum that is changed in place. */
type Sum = { -readonly [Name in keyof CohortSum]: CohortSum[Name] };

/** Sums by make and model. */
type Sums = Map<string, Sum>;

type Cohort = Pick<CohortSum, "make" | "model">;

const nameOf = ({ make, model }: Cohort): string => `${make}\0${model}`;

/** Returns the sum of a cohort; one of no cars when there is none. */
function sumAt(sums: Sums, cohort: Cohort): Sum {
  const name = nameOf(cohort);
  const known = sums.get(name);
  if (known) return known;
  const { make, model } = cohort;
  const sum = { make, model, cars: 0, driven: 0, distanceHm: 0, days: 0, troubleCodes: 0, readings: 0 };
  sums.set(name, sum);
  return sum;
}

function add(sum: Sum, added: CohortSum, sign: 1 | -1): void {
  sum.cars += sign * added.cars;
  sum.driven += sign * added.driven;
  sum.distanceHm += sign * added.distanceHm;
  sum.days += sign * added.days;
  sum.troubleCodes += sign * added.troubleCodes;
  sum.readings += sign * added.readings;
}

/** Returns where a time stands in ascending ones, or would stand. */
function placeIn(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? time) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The sums of all cohorts. */
export class Cohorts {
  readonly #sums: Sums = new Map();
  /** What cars in quarantine come to, by the time from which they count again. */
  readonly #later = new Map<number, Sums>();
  /** The times of `#later`, ascending. */
  readonly #ends: number[] = [];
  #timeUnixS = 0;

  /** Counts a record in another way; `before` is undefined for a new one. */
  change(before: CountedRecord | undefined, after: CountedRecord): void {
    // Mostly a car counts where it did: then its cohort is looked up once.
    if (before && before.vehicle === after.vehicle && before.holding === after.holding) {
      const sums = this.#sumsOf(after);
      if (!sums) return;
      const sum = sumAt(sums, after.vehicle);
      add(sum, sumOf(before), -1);
      add(sum, sumOf(after), 1);
      return;
    }
    if (before) this.#add(before, -1);
    this.#add(after, 1);
  }

  /** Goes on to the time of a block: whose quarantine has ended counts again. */
  passTo(timeUnixS: number): void {
    this.#timeUnixS = timeUnixS;
    for (const end of this.#ends.splice(0, placeIn(this.#ends, timeUnixS + 1))) {
      for (const sum of this.#later.get(end)?.values() ?? []) add(sumAt(this.#sums, sum), sum, 1);
      this.#later.delete(end);
    }
  }

  /** Returns the sums of the cars that are not kept out now. */
  sums(): CohortSum[] {
    return Array.from(this.#sums.values(), (sum) => ({ ...sum }));
  }

  #add(record: CountedRecord, sign: 1 | -1): void {
    const sums = this.#sumsOf(record);
    if (!sums) return;
    const sum = sumAt(sums, record.vehicle);
    add(sum, sumOf(record), sign);
    if (sum.cars === 0) sums.delete(nameOf(sum));
  }

  /** Returns where a record counts; undefined when it never does. */
  #sumsOf({ holding: { revocation, quarantine } }: CountedRecord): Sums | undefined {
    if (revocation.length > 0) return undefined;
    const end = quarantine[0]?.untilUnixS ?? 0;
    return end > this.#timeUnixS ? this.#endingAt(end) : this.#sums;
  }

  #endingAt(end: number): Sums {
    const known = this.#later.get(end);
    if (known) return known;
    const sums: Sums = new Map();
    this.#later.set(end, sums);
    this.#ends.splice(placeIn(this.#ends, end), 0, end);
    return sums;
  }
}
