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
  readonly odometerHm?: number;
}

/**
 * Returns what is judged of a reading. Whatever its profile names as the counter is no work that it is compared with.
 * @example
 * judgedOf({ timeUnixS: 1_800_000_000, odometerHm: 123_456 }, rules); // => { timeUnixS: 1_800_000_000, counter: 123_456 }
 */
export function judgedOf(reading: SentReading, rules: Rules): JudgedReading {
  // All by name: readings of one shape are judged twice as fast.
  return {
    timeUnixS: reading.timeUnixS,
    counter: reading[rules.counter],
    distanceSinceClearedKm: reading.distanceSinceClearedKm,
    fuelUsedCl: workOf("fuelUsedCl", reading.fuelUsedCl, rules),
    energyUsedWh: workOf("energyUsedWh", reading.energyUsedWh, rules),
    operatingTimeS: workOf("operatingTimeS", reading.operatingTimeS, rules),
    speedKmh: workOf("speedKmh", reading.speedKmh, rules),
  };
}

function workOf(
  quantity: WorkQuantity,
  value: number | undefined,
  { counter, workSentinels }: Rules,
): number | undefined {
  if (value === undefined || quantity === counter) return undefined;
  return workSentinels[quantity]?.includes(value) ? undefined : value;
}
