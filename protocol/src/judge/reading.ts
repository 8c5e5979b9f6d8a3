/** What the judge takes of a reading: the counter and what it is compared with, without the profile's sentinels. */
import type { WorkQuantity } from "./parameters.ts";
import type { Rules } from "./rules.ts";

/** The values of a reading beside its counter. */
export interface OtherValues extends Partial<Readonly<Record<WorkQuantity, number | undefined>>> {
  readonly distanceSinceClearedKm?: number | undefined;
}

/** One reading. A value that is absent was not available. */
export interface JudgedReading extends OtherValues {
  readonly timeUnixS: number;
  /** The judged counter as the device sent it, in the device's unit. */
  readonly counter?: number | undefined;
}

/** A reading as the device sent it, by the names of its quantities. */
export interface SentReading extends OtherValues {
  readonly timeUnixS: number;
  readonly odometerHm?: number | undefined;
}

/** A quantity that the judge looks at. */
export type SentQuantity = Exclude<keyof SentReading, "timeUnixS">;

/** The readings of an envelope in their order, for who looks at each once: a list of them, or one row for all. */
export interface SentReadings {
  readonly length: number;
  /** Returns a reading, undefined past the last. It may be written over by the next call. */
  at(index: number): SentReading | undefined;
}

/** What is judged of a reading, to be written over with that of the next. */
export type JudgedRow = { -readonly [Name in keyof JudgedReading]: JudgedReading[Name] };

/**
 * Returns what is judged of a reading. Whatever its profile names as the counter is no work that it is compared with.
 * @param row what was judged of a reading before and is no longer needed; it is written over and returned
 * @example
 * judgedOf({ timeUnixS: 1_800_000_000, odometerHm: 123_456 }, rules); // => { timeUnixS: 1_800_000_000, counter: 123_456 }
 */
export function judgedOf(reading: SentReading, rules: Rules, row: JudgedRow = newRow()): JudgedReading {
  row.timeUnixS = reading.timeUnixS;
  row.counter = reading[rules.counter];
  row.distanceSinceClearedKm = reading.distanceSinceClearedKm;
  row.fuelUsedCl = workOf("fuelUsedCl", reading.fuelUsedCl, rules);
  row.energyUsedWh = workOf("energyUsedWh", reading.energyUsedWh, rules);
  row.operatingTimeS = workOf("operatingTimeS", reading.operatingTimeS, rules);
  row.speedKmh = workOf("speedKmh", reading.speedKmh, rules);
  return row;
}

/**
 * Returns a row for `judgedOf`. It has all names: readings of one shape are judged twice as fast.
 * @example
 * judgedOf({ timeUnixS: 1_800_000_000 }, rules, newRow()).timeUnixS; // => 1_800_000_000
 */
export const newRow = (): JudgedRow => ({
  timeUnixS: 0,
  counter: undefined,
  distanceSinceClearedKm: undefined,
  fuelUsedCl: undefined,
  energyUsedWh: undefined,
  operatingTimeS: undefined,
  speedKmh: undefined,
});

function workOf(
  quantity: WorkQuantity,
  value: number | undefined,
  { counter, workSentinels }: Rules,
): number | undefined {
  if (value === undefined || quantity === counter) return undefined;
  return workSentinels[quantity]?.includes(value) ? undefined : value;
}
