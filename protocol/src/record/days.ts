/** What a record keeps of days that are over: closing values and consumption (docs/protocol.md, "Closing values"). Pure. */
import { type ClosingReading, type Closings, NO_CLOSINGS, withClosing } from "./closings.ts";
import { type Consumption, type Counters, NO_CONSUMPTION, withCounters, withDayOver } from "./consumption.ts";

/** Closing values, and the counters beside them. */
export interface Days {
  readonly closings: Closings;
  readonly consumption: Consumption;
}

/** The days of a car that has sent nothing yet. */
export const NO_DAYS: Days = { closings: NO_CLOSINGS, consumption: NO_CONSUMPTION };

/**
 * Returns the days after one more reading.
 * @param place where it stands on the path; undefined when it does not
 * @param seen the counters that it has
 * @example
 * withReading(NO_DAYS, undefined, { fuelUsedCl: 900 }).consumption.newest.fuelUsedCl; // => 900
 */
export function withReading(days: Days, place: ClosingReading | undefined, seen: Partial<Counters>): Days {
  const closings = place === undefined ? days.closings : withClosing(days.closings, place);
  const isDayOver = closings.days !== days.closings.days;
  const consumption = isDayOver ? withDayOver(days.consumption) : days.consumption;
  return { closings, consumption: withCounters(consumption, seen) };
}
