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
  readonly #sums = new Map<string, CohortSum>();
  /** What cars in quarantine come to, by the time from which they count again. */
  readonly #later = new Map<number, Map<string, CohortSum>>();
  /** The times of `#later`, ascending. */
  readonly #ends: number[] = [];
  #timeUnixS = 0;

  /** Counts a record in another way; `before` is undefined for a new one. */
  change(before: CountedRecord | undefined, after: CountedRecord): void {
    if (before) this.#add(before, -1);
    this.#add(after, 1);
  }

  /** Goes on to the time of a block: whose quarantine has ended counts again. */
  passTo(timeUnixS: number): void {
    this.#timeUnixS = timeUnixS;
    for (const end of this.#ends.splice(0, placeIn(this.#ends, timeUnixS + 1))) {
      for (const sum of this.#later.get(end)?.values() ?? []) plus(this.#sums, sum, 1);
      this.#later.delete(end);
    }
  }

  /** Returns the sums of the cars that are not kept out now. */
  sums(): CohortSum[] {
    return [...this.#sums.values()];
  }

  #add(record: CountedRecord, sign: 1 | -1): void {
    const { revocation, quarantine } = record.holding;
    if (revocation.length > 0) return;
    const end = quarantine[0]?.untilUnixS ?? 0;
    plus(end > this.#timeUnixS ? this.#endingAt(end) : this.#sums, sumOf(record), sign);
  }

  #endingAt(end: number): Map<string, CohortSum> {
    const known = this.#later.get(end);
    if (known) return known;
    const sums = new Map<string, CohortSum>();
    this.#later.set(end, sums);
    this.#ends.splice(placeIn(this.#ends, end), 0, end);
    return sums;
  }
}
