/** What a record keeps of days that are over: closing values and consumption (docs/protocol.md, "Closing values"). Pure. */
import { type ClosingReading, type Closings, isOfOpenDay, NO_CLOSINGS, withClosing } from "./closings.ts";
import { type Consumption, type Counters, countersAfter, NO_CONSUMPTION, type SeenCounters } from "./consumption.ts";

/** Closing values, and the counters beside them. */
export interface Days {
  readonly closings: Closings;
  readonly consumption: Consumption;
}

/** The days of a car that has sent nothing yet. */
export const NO_DAYS: Days = { closings: NO_CLOSINGS, consumption: NO_CONSUMPTION };

/**
 * The days of a record while the readings of an envelope are added one by one: a value for each would be thrown away with the
 * next.
 * @example
 * const days = new DaysDraft(NO_DAYS);
 * days.add(undefined, { fuelUsedCl: 900 });
 * days.finish().consumption.newest.fuelUsedCl; // => 900
 */
export class DaysDraft {
  #closings: Closings;
  #newest: Counters;
  #closed: Counters;
  /** The open day's, which is not in `#closings` until the day is over. */
  #distanceHm: number;

  constructor({ closings, consumption }: Days) {
    this.#closings = closings;
    this.#newest = consumption.newest;
    this.#closed = consumption.closed;
    this.#distanceHm = closings.open?.distanceHm ?? 0;
  }

  /**
   * Adds a reading.
   * @param place where it stands on the path; undefined when it does not
   * @param seen the counters that it has
   */
  add(place: ClosingReading | undefined, seen: SeenCounters): void {
    if (place !== undefined) this.#goOn(place);
    this.#newest = countersAfter(this.#newest, seen);
  }

  /** Returns the days after all readings. */
  finish(): Days {
    return { closings: this.#upToNow(), consumption: { newest: this.#newest, closed: this.#closed } };
  }

  #goOn(place: ClosingReading): void {
    if (isOfOpenDay(this.#closings, place)) {
      this.#distanceHm = place.distanceHm;
      return;
    }
    const before = this.#closings.days;
    this.#closings = withClosing(this.#upToNow(), place);
    this.#distanceHm = place.distanceHm;
    if (this.#closings.days !== before) this.#closed = this.#newest;
  }

  #upToNow(): Closings {
    const { open } = this.#closings;
    if (open === undefined || open.distanceHm === this.#distanceHm) return this.#closings;
    return { ...this.#closings, open: { day: open.day, distanceHm: this.#distanceHm } };
  }
}
