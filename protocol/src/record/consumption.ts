/**
 * Fuel, energy and operating hours as the record says them (docs/protocol.md, "Closing values"): at the end of the last
 * day that is over, so that they do not change the record with each run.
 */

/** Counters over the car's life, as the device sends them. */
export interface Counters {
  readonly fuelUsedCl: number;
  readonly energyUsedWh: number;
  readonly operatingTimeS: number;
}

/** The counters that a reading has. */
export type SeenCounters = { readonly [Name in keyof Counters]?: number | undefined };

/** What stands for a counter that the car does not send. */
export const NOT_SENT = 2 ** 32 - 1;

const NOTHING_SENT: Counters = { fuelUsedCl: NOT_SENT, energyUsedWh: NOT_SENT, operatingTimeS: NOT_SENT };

/** The counters now, and at the end of the last day that is over. */
export interface Consumption {
  readonly newest: Counters;
  readonly closed: Counters;
}

/** The consumption of a car that has sent no counter yet. */
export const NO_CONSUMPTION: Consumption = { newest: NOTHING_SENT, closed: NOTHING_SENT };

const taken = (value: number | undefined, before: number): number =>
  value === undefined || value === NOT_SENT ? before : value;

/**
 * Returns the counters after one more reading. One that is absent, or says "not available", leaves the last one.
 * @example
 * countersAfter(NO_CONSUMPTION.newest, { fuelUsedCl: 900 }).fuelUsedCl; // => 900
 */
export function countersAfter(newest: Counters, seen: SeenCounters): Counters {
  const fuelUsedCl = taken(seen.fuelUsedCl, newest.fuelUsedCl);
  const energyUsedWh = taken(seen.energyUsedWh, newest.energyUsedWh);
  const operatingTimeS = taken(seen.operatingTimeS, newest.operatingTimeS);
  const isSame =
    fuelUsedCl === newest.fuelUsedCl &&
    energyUsedWh === newest.energyUsedWh &&
    operatingTimeS === newest.operatingTimeS;
  return isSame ? newest : { fuelUsedCl, energyUsedWh, operatingTimeS };
}
