/**
 * The numbers that the judge judges by (docs/verdict.md, "Parameters"). They are an argument: the record
 * names their version, and a change takes effect from a block on. Integers with their units.
 */
import type { ReasonCode } from "./reasons.ts";

const DAY_S = 86_400;

/**
 * A leaky bucket: distance fills it, time drains it. It is above its slack exactly when some stretch of readings is longer
 * than the slack plus what the rate allows for the time of the stretch.
 */
export interface Bucket {
  readonly reason: ReasonCode;
  /** What a car can keep up for this long, in hectometres an hour. */
  readonly rateHmPerHour: number;
  /** What it can drive beyond the rate before it counts. */
  readonly slackHm: number;
}

/** How much of a quantity a car may use without its odometer rising. */
export interface WorkLimit {
  /** Of the quantity's unit, for each hectometre. */
  readonly perHm: number;
  /** What may be used beyond that: idling, heating, a power take-off. */
  readonly slack: number;
}

/** The quantities that show that a car was in use. Speed is taken times its seconds: 360 km/h·s are one hectometre. */
export const WORK_QUANTITIES = ["fuelUsedCl", "energyUsedWh", "operatingTimeS", "speedKmh"] as const;
export type WorkQuantity = (typeof WORK_QUANTITIES)[number];

/**
 * All numbers of one version for one counter. For a counter that is no odometer, its unit takes the place of hectometres.
 */
export interface JudgeParameters {
  readonly version: number;
  readonly buckets: readonly [Bucket, Bucket, Bucket, Bucket, Bucket];
  /** How far a device's clock may be ahead of the block. */
  readonly clockAheadS: number;
  /** How far from its block's time a reading is still fresh. */
  readonly freshS: number;
  /** For how long no reading may be fresh before the clock counts as behind. */
  readonly staleS: number;
  /** How much time that was credited without a trusted clock stays to be used. */
  readonly creditS: number;
  /** How many readings, and for how long, may stray from the path. */
  readonly strayReadings: number;
  readonly strayS: number;
  /** So many episodes in so long make the sensor unsteady. */
  readonly unsteadyEpisodes: number;
  readonly unsteadyS: number;
  /** What electronics may lose at once and in a life. */
  readonly stepHm: number;
  readonly stepsHm: number;
  /** A silence above this begins a new covered period. */
  readonly voidS: number;
  /** What a covered period needs. */
  readonly coveredS: number;
  readonly coveredReadings: number;
  /** What another source of distance may count beyond the odometer, and for how many readings before it is believed. */
  readonly standingHm: number;
  readonly standingPercent: number;
  readonly standingReadings: number;
  /** What a car may drive between the last reading of one line and the first of the next, which no odometer tells. */
  readonly unseenHm: number;
  readonly work: Readonly<Record<WorkQuantity, WorkLimit>>;
  /** Two speeds this near to each other speak of the time between them. */
  readonly speedNeighbourS: number;
  /** For how long a correction waits for the readings that it announces. */
  readonly correctionS: number;
  /** A dial shows whole kilometres. */
  readonly dialHm: number;
  /** For how many days a company whose doubt about the dial was closed opens none alone. */
  readonly closedDays: number;
  /** How near a changed unit must come. */
  readonly unitPermille: number;
}

/**
 * 300 km/h without a stop; 3 000 km and 300 km more in a day; two drivers in turn manage 12 000 km a week, 30 000 a
 * month; the hardest driven taxis and couriers stay below 250 000 km a year.
 */
const BUCKETS: JudgeParameters["buckets"] = [
  { reason: "more-per-hour", rateHmPerHour: 3_000, slackHm: 50 },
  { reason: "more-per-day", rateHmPerHour: 1_250, slackHm: 3_000 },
  { reason: "more-per-week", rateHmPerHour: 714, slackHm: 18_000 },
  { reason: "more-per-month", rateHmPerHour: 417, slackHm: 60_000 },
  { reason: "more-per-year", rateHmPerHour: 286, slackHm: 100_000 },
];

const ODOMETER: JudgeParameters = {
  version: 1,
  buckets: BUCKETS,
  clockAheadS: 900,
  freshS: 7 * DAY_S,
  staleS: 60 * DAY_S,
  creditS: 60 * DAY_S,
  strayReadings: 3,
  strayS: 600,
  unsteadyEpisodes: 4,
  unsteadyS: 30 * DAY_S,
  stepHm: 100,
  stepsHm: 300,
  voidS: 60 * DAY_S,
  coveredS: 30 * DAY_S,
  coveredReadings: 30,
  standingHm: 100,
  standingPercent: 3,
  standingReadings: 4,
  unseenHm: 1_000,
  work: {
    // 30 l for 100 km, and 30 l of idling.
    fuelUsedCl: { perHm: 3, slack: 3_000 },
    // 100 kWh for 100 km, and 30 kWh of standing.
    energyUsedWh: { perHm: 100, slack: 30_000 },
    // 5 km/h on average, and 20 hours of standing.
    operatingTimeS: { perHm: 72, slack: 72_000 },
    // The distance itself and 3 %, and 20 km on rollers.
    speedKmh: { perHm: 371, slack: 72_000 },
  },
  speedNeighbourS: 60,
  correctionS: 31 * DAY_S,
  dialHm: 10,
  closedDays: 365,
  unitPermille: 5,
};

/** Five buckets of one rate: what it counts can go on all the year. */
const steady = (rateHmPerHour: number, slackHm: number): JudgeParameters["buckets"] => [
  { reason: "more-per-hour", rateHmPerHour, slackHm },
  { reason: "more-per-day", rateHmPerHour, slackHm },
  { reason: "more-per-week", rateHmPerHour, slackHm },
  { reason: "more-per-month", rateHmPerHour, slackHm },
  { reason: "more-per-year", rateHmPerHour, slackHm },
];

/** Seconds take the place of hectometres: an hour an hour and 1 %, tenths of an hour on the dial, 36 l an hour. */
const HOUR_METER: JudgeParameters = {
  ...ODOMETER,
  buckets: steady(3_636, 60),
  stepHm: 360,
  stepsHm: 1_080,
  dialHm: 360,
  work: { ...ODOMETER.work, fuelUsedCl: { perHm: 1, slack: 3_000 } },
};

/** Watt-hours take the place of hectometres: 400 kW, whole kilowatt-hours on the dial. */
const ENERGY_METER: JudgeParameters = {
  ...ODOMETER,
  buckets: steady(400_000, 10_000),
  stepHm: 100,
  stepsHm: 300,
  dialHm: 1_000,
};

/** Quantities that can be the judged counter. */
export type CounterQuantity = "odometerHm" | "operatingTimeS" | "energyUsedWh";

/** One version of the parameters, for each counter that can be judged. */
export type ParameterSet = Readonly<Record<CounterQuantity, JudgeParameters>>;

/** The parameters that an application begins with. */
export const PARAMETERS: ParameterSet = {
  odometerHm: ODOMETER,
  operatingTimeS: HOUR_METER,
  energyUsedWh: ENERGY_METER,
};

/** Versions of the parameters that the judge knows; an application takes no others. */
export const PARAMETER_VERSIONS: readonly number[] = [ODOMETER.version];
