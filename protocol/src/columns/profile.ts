/**
 * Profiles: what a kind of device sends and how it is read (docs/protocol.md, "Profiles"). A registration names one, so
 * nothing of it has to be said again in an envelope.
 */
import { type QuantityName, quantityOf } from "./quantity.ts";

/**
 * How the judge takes a quantity. `counter`: the one whose history is judged. `source`: a second counter of distance to
 * compare it with. `activity`: shows that the vehicle was in use. `none`: it is kept and shown.
 */
export type Judged = "counter" | "source" | "activity" | "none";

/** A quantity as one profile sends it. */
export interface ProfileQuantity {
  readonly quantity: QuantityName;
  readonly judged: Judged;
  /** A counter begins again at 0 after 2^bits − 1; absent: it saturates at the quantity's highest value. */
  readonly wrapsAtBits?: number;
  /** Values that stand for "not available". */
  readonly sentinels: readonly number[];
  /** One step of the device is `numerator / denominator` of the quantity's unit. */
  readonly unit: { readonly numerator: number; readonly denominator: number };
}

/** What a kind of device sends. A changed profile is a new version; a version never changes. */
export interface Profile {
  readonly number: number;
  readonly version: number;
  readonly name: string;
  /** In the order of their columns. At most one is judged as the counter. */
  readonly quantities: readonly ProfileQuantity[];
}

const ONE = { numerator: 1, denominator: 1 };
/** A tenth of an international mile is 1 609.344 dm: 1.609 344 hm. */
const TENTH_OF_A_MILE = { numerator: 1_609_344, denominator: 1_000_000 };

const counter = (quantity: QuantityName, unit = ONE): ProfileQuantity => ({
  quantity,
  judged: "counter",
  wrapsAtBits: 32,
  sentinels: [quantityOf(quantity).high],
  unit,
});

const activity = (quantity: QuantityName): ProfileQuantity => ({
  quantity,
  judged: "activity",
  wrapsAtBits: 32,
  sentinels: [quantityOf(quantity).high],
  unit: ONE,
});

const shown = (quantity: QuantityName): ProfileQuantity => ({ quantity, judged: "none", sentinels: [], unit: ONE });

/** PID 0x31 stays at 65 535 once it is there. */
const SINCE_CLEARED: ProfileQuantity = {
  quantity: "distanceSinceClearedKm",
  judged: "source",
  sentinels: [65_535],
  unit: ONE,
};

const carQuantities = (odometer: ProfileQuantity): readonly ProfileQuantity[] => [
  odometer,
  SINCE_CLEARED,
  activity("fuelUsedCl"),
  activity("energyUsedWh"),
  activity("operatingTimeS"),
  shown("troubleCode"),
  shown("speedKmh"),
  shown("stateOfChargePm"),
  shown("stateOfHealthPm"),
];

/** A car whose dial shows kilometres. */
export const CAR: Profile = { number: 1, version: 1, name: "car", quantities: carQuantities(counter("odometerHm")) };

/** Every profile. Numbers are never given to another kind of device. */
export const PROFILES: readonly Profile[] = [
  CAR,
  {
    number: 2,
    version: 1,
    name: "car, dial in miles",
    quantities: carQuantities(counter("odometerHm", TENTH_OF_A_MILE)),
  },
  { number: 3, version: 1, name: "hour meter", quantities: [counter("operatingTimeS"), activity("fuelUsedCl")] },
  { number: 4, version: 1, name: "energy meter", quantities: [counter("energyUsedWh")] },
  {
    number: 5,
    version: 1,
    name: "thermometer",
    quantities: [shown("temperatureDc"), shown("humidityPm"), shown("pressureHpa")],
  },
];

const BY_NUMBER = new Map(PROFILES.map((profile) => [profile.number * 65_536 + profile.version, profile]));

/**
 * Returns a profile, or undefined when there is none of that number and version.
 * @example
 * profileOf(1, 1)?.name; // => "car"
 */
export const profileOf = (number: number, version: number): Profile | undefined =>
  BY_NUMBER.get(number * 65_536 + version);
