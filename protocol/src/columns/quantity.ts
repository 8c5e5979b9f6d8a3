/**
 * The quantities that a device can send, as a table (docs/protocol.md, "Quantities"). A new kind of reading is one row
 * here and its text there. All values are integers; the unit is part of the name.
 */

/** What is sealed together, under keys of its own: a share may open one group and not another. */
export const GROUPS = { distance: 1, condition: 2, bus: 3 } as const;

/** The name of a group. */
export type GroupName = keyof typeof GROUPS;

/** The groups of an envelope, in the order of their numbers. */
export const GROUP_NAMES = ["distance", "condition", "bus"] as const satisfies readonly GroupName[];

/** The bits of all groups. */
export const ALL_GROUP_BITS = 7;

/**
 * Returns the bit of a group, where a number says which groups are meant.
 * @example
 * groupBit("bus"); // => 4
 */
export const groupBit = (group: GroupName): number => 1 << (GROUPS[group] - 1);

/** How a quantity behaves, and how it is written. */
export interface Quantity {
  readonly group: "distance" | "condition";
  /** `cumulative`: a counter over the vehicle's life. `momentary`: what is so at one moment. */
  readonly kind: "cumulative" | "momentary";
  /** `whole`: a value for each reading. `sparse`: values at some readings, several at one if need be. */
  readonly column: "whole" | "sparse";
  /** The least and the greatest value, both included. */
  readonly low: number;
  readonly high: number;
  /** What it is, with its unit and source. */
  readonly describe: string;
}

const U32_MAX = 2 ** 32 - 1;

/**
 * The table. What is judged by distance lies in the group `distance`, so that whoever may see the distance can judge it.
 */
export const QUANTITIES = {
  odometerHm: {
    group: "distance",
    kind: "cumulative",
    column: "whole",
    low: 0,
    high: U32_MAX,
    describe: "The odometer, in hectometres (SAE J1979 PID 0xA6).",
  },
  distanceSinceClearedKm: {
    group: "distance",
    kind: "cumulative",
    column: "sparse",
    low: 0,
    high: 65_535,
    describe: "Distance since trouble codes were cleared, in kilometres (SAE J1979 PID 0x31).",
  },
  fuelUsedCl: {
    group: "condition",
    kind: "cumulative",
    column: "whole",
    low: 0,
    high: U32_MAX,
    describe: "Fuel used over the vehicle's life, in centilitres.",
  },
  energyUsedWh: {
    group: "condition",
    kind: "cumulative",
    column: "whole",
    low: 0,
    high: U32_MAX,
    describe: "Traction energy used over the vehicle's life, in watt-hours.",
  },
  operatingTimeS: {
    group: "condition",
    kind: "cumulative",
    column: "whole",
    low: 0,
    high: U32_MAX,
    describe: "Operating time of the engine or machine, in seconds.",
  },
  troubleCode: {
    group: "condition",
    kind: "momentary",
    column: "sparse",
    low: 0,
    high: 131_071,
    describe: "A trouble code (SAE J2012, 16 bits) that was set; 65 536 more when it was cleared.",
  },
  speedKmh: {
    group: "condition",
    kind: "momentary",
    column: "whole",
    low: 0,
    high: 255,
    describe: "Speed, in kilometres per hour (SAE J1979 PID 0x0D).",
  },
  temperatureDc: {
    group: "condition",
    kind: "momentary",
    column: "whole",
    low: -2_732,
    high: 32_767,
    describe: "Temperature, in tenths of a degree Celsius.",
  },
  humidityPm: {
    group: "condition",
    kind: "momentary",
    column: "whole",
    low: 0,
    high: 1_000,
    describe: "Relative humidity, in thousandths.",
  },
  pressureHpa: {
    group: "condition",
    kind: "momentary",
    column: "whole",
    low: 0,
    high: 65_535,
    describe: "Pressure, in hectopascals.",
  },
  stateOfChargePm: {
    group: "condition",
    kind: "momentary",
    column: "sparse",
    low: 0,
    high: 1_000,
    describe: "State of charge of the traction battery, in thousandths.",
  },
  stateOfHealthPm: {
    group: "condition",
    kind: "momentary",
    column: "sparse",
    low: 0,
    high: 1_000,
    describe: "State of health of the traction battery, in thousandths.",
  },
} as const satisfies Record<string, Quantity>;

/** The name of a quantity. */
export type QuantityName = keyof typeof QUANTITIES;

/**
 * Returns the row of a quantity.
 * @example
 * quantityOf("odometerHm").group; // => "distance"
 */
export const quantityOf = (name: QuantityName): Quantity => QUANTITIES[name];
