/**
 * Seeded driving: a car's days, its trips, and one reading a minute at the wheel. Pure: a seed and a first moment in,
 * readings out, for ever.
 */
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { Reading } from "@witness/protocol/reading";
import { type Random, seeded } from "./random.ts";

const DAY_S = 86_400;
const MINUTE_S = 60;

/** What a car's odometer and tank or battery say at one moment. */
export type CarReading = Reading & { readonly odometerHm: number };

/** What a device says at one moment. */
export interface Sample {
  readonly reading: Reading;
  /** SAE J2012, 16 bits. */
  readonly troubleCode?: { readonly code: number; readonly cleared: boolean };
  /** The car has no network that day; it keeps its readings and catches up. */
  readonly offline: boolean;
}

/** What a car says at one moment. */
export interface CarSample extends Sample {
  readonly reading: CarReading;
}

/** A sample as a device takes it. */
export const saidOf = ({ reading, troubleCode }: Sample): Reading => ({
  ...reading,
  ...(troubleCode ? { troubleCodes: [troubleCode] } : {}),
});

/** How a car is used. */
export interface Habits {
  readonly firstOdometerHm: number;
  /** Minutes at the wheel on a common day. */
  readonly minutesPerDay: number;
  /** Centilitres of fuel, or watt-hours, for 100 km. */
  readonly per100Km: number;
  readonly energy: "fuel" | "electric";
  /** Days in a thousand without a network. */
  readonly offlinePerMille: number;
  /** Minutes in a hundred thousand that set a trouble code. */
  readonly troublePer100k: number;
  /** The device asks another control unit how far the car drove since its codes were cleared (PID 0x31). */
  readonly tellsSinceCleared: boolean;
}

/** P0171 mixture too lean, P0300 misfire, P0420 catalyst, P0128 thermostat, C0035 wheel speed. */
const TROUBLE_CODES = [0x0171, 0x0300, 0x0420, 0x0128, 0x4035] as const;

/** PID 0x31 changes slowly: at the start of a trip, and every so many minutes. */
const SINCE_CLEARED_EVERY = 10;
/** Where PID 0x31 stays. */
const SINCE_CLEARED_MOST_KM = 65_535;

/** Kilometres an hour, low and high, and how many minutes at a stretch. */
const ROADS = {
  city: { low: 12, high: 42, minutes: [3, 9] },
  country: { low: 55, high: 95, minutes: [5, 20] },
  motorway: { low: 95, high: 135, minutes: [10, 40] },
} as const;

/** Habits that differ from car to car as people's do. */
export function habitsOf(random: Random, firstOdometerHm: number): Habits {
  const energy = random.chance(250) ? "electric" : "fuel";
  return {
    firstOdometerHm,
    minutesPerDay: random.whole(30, 110),
    per100Km: energy === "fuel" ? random.whole(480, 820) : random.whole(15_000, 21_000),
    energy,
    offlinePerMille: 60,
    troublePer100k: 12,
    tellsSinceCleared: true,
  };
}

/** Speeds (km/h) minute by minute: out of town, along, and into town again. */
function* speeds(random: Random, minutes: number): Generator<number> {
  let left = minutes;
  let road: keyof typeof ROADS = "city";
  while (left > 0) {
    const { low, high, minutes: stretch } = ROADS[road];
    let speed = random.whole(low, high);
    for (let i = Math.min(left, random.whole(stretch[0], stretch[1])); i > 0; i -= 1) {
      speed = Math.min(high, Math.max(low, speed + random.whole(-9, 9)));
      // Lights, crossings and queues: the car stands for a minute.
      yield road === "city" && random.chance(120) ? 0 : speed;
      left -= 1;
    }
    road = left <= 8 ? "city" : random.pick(["city", "country", "country", "motorway"]);
  }
}

/** Starts of the day's trips, in seconds after midnight, with their minutes; they never overlap. */
function tripsOf(random: Random, { minutesPerDay }: Habits): { readonly startS: number; readonly minutes: number }[] {
  if (random.chance(90)) return [];
  const count = random.whole(1, 4);
  const slotS = Math.floor((16 * 3_600) / count);
  return Array.from({ length: count }, (_, index) => {
    const minutes = Math.max(4, Math.floor((minutesPerDay * random.whole(60, 150)) / 100 / count));
    const spareS = Math.max(0, slotS - minutes * MINUTE_S - 600);
    return { startS: 5 * 3_600 + index * slotS + random.whole(0, spareS), minutes };
  });
}

/** All readings of a car from a day on; `fromUnixS` is cut to the start of its day (UTC). */
export function* driving(habits: Habits, random: Random, fromUnixS: number): Generator<CarSample, never> {
  let metres = habits.firstOdometerHm * 100;
  let clearedAtMetres = metres;
  // Milli-units, so that what a minute uses is a whole number.
  let usedMilli = Math.floor((metres * habits.per100Km) / 100);
  let active: number | undefined;
  for (let dayUnixS = fromUnixS - (fromUnixS % DAY_S); ; dayUnixS += DAY_S) {
    const offline = random.chance(habits.offlinePerMille);
    for (const { startS, minutes } of tripsOf(random, habits)) {
      let timeUnixS = dayUnixS + startS;
      let minute = 0;
      for (const speed of speeds(random, minutes)) {
        timeUnixS += MINUTE_S;
        const metresDriven = Math.floor((speed * 1_000) / 60);
        metres += metresDriven;
        usedMilli += Math.floor((metresDriven * habits.per100Km) / 100) + (speed === 0 ? 200 : 0);
        const used = Math.floor(usedMilli / 1_000);
        const sinceClearedKm = Math.min(SINCE_CLEARED_MOST_KM, Math.floor((metres - clearedAtMetres) / 1_000));
        const asks = habits.tellsSinceCleared && minute % SINCE_CLEARED_EVERY === 0;
        minute += 1;
        const reading: CarReading = {
          timeUnixS,
          odometerHm: Math.floor(metres / 100),
          ...(habits.energy === "fuel" ? { fuelUsedCl: used } : { energyUsedWh: used }),
          ...(asks ? { distanceSinceClearedKm: sinceClearedKm } : {}),
        };
        let troubleCode: Sample["troubleCode"];
        if (active !== undefined && random.chance(4)) {
          troubleCode = { code: active, cleared: true };
          active = undefined;
          clearedAtMetres = metres;
        } else if (active === undefined && random.whole(0, 99_999) < habits.troublePer100k) {
          active = random.pick(TROUBLE_CODES);
          troubleCode = { code: active, cleared: false };
        }
        yield { reading, offline, ...(troubleCode ? { troubleCode } : {}) };
      }
    }
  }
}

/**
 * Returns readings of a seeded fleet for measurements: `cars` lists of `readingsPerCar` samples each. They are without
 * PID 0x31, so that figures can be compared with those from before it was asked.
 */
export function fleetReadings(
  seed: number,
  cars: number,
  readingsPerCar: number,
  provider: CryptoProvider,
  fromUnixS = 1_780_000_000,
): CarSample[][] {
  return Array.from({ length: cars }, (_, index) => {
    const random = seeded(`${seed} car ${index}`, provider);
    const habits = { ...habitsOf(random, random.whole(50_000, 1_800_000)), tellsSinceCleared: false };
    const days = driving(habits, random, fromUnixS);
    return Array.from({ length: readingsPerCar }, () => days.next().value);
  });
}
