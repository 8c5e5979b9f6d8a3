/** What the judge takes of a reading: the counter and what it is compared with, without the profile's sentinels. */
import { WORK_QUANTITIES, type WorkQuantity } from "./parameters.ts";
import type { Rules } from "./rules.ts";

/** The values of a reading beside its counter. */
export interface OtherValues extends Partial<Readonly<Record<WorkQuantity, number>>> {
  readonly distanceSinceClearedKm?: number;
}

/** One reading. A value that is absent was not available. */
export interface JudgedReading extends OtherValues {
  readonly timeUnixS: number;
  /** The judged counter as the device sent it, in the device's unit. */
  readonly counter?: number;
}

/** A reading as the device sent it, by the names of its quantities. */
export interface SentReading extends OtherValues {
  readonly timeUnixS: number;
  readonly odometerHm?: number;
}

/**
 * Returns what is judged of a reading. Whatever its profile names as the counter is no work that it is compared with.
 * @example
 * judgedOf({ timeUnixS: 1_800_000_000, odometerHm: 123_456 }, rules); // => { timeUnixS: 1_800_000_000, counter: 123_456 }
 */
export function judgedOf(reading: SentReading, { counter, workSentinels }: Rules): JudgedReading {
  const judged: { -readonly [Name in keyof JudgedReading]: JudgedReading[Name] } = { timeUnixS: reading.timeUnixS };
  const value = reading[counter];
  if (value !== undefined) judged.counter = value;
  if (reading.distanceSinceClearedKm !== undefined) judged.distanceSinceClearedKm = reading.distanceSinceClearedKm;
  for (const quantity of WORK_QUANTITIES) {
    const work = reading[quantity];
    if (work === undefined || quantity === counter || workSentinels[quantity]?.includes(work)) continue;
    judged[quantity] = work;
  }
  return judged;
}
