/**
 * Seeded readings of devices that are no cars: a machine by its operating hours, a charger by its energy, a cold store by
 * its temperature. Pure, as driving is: a seed and a first moment in, readings out, for ever.
 */
import type { Random } from "./random.ts";
import type { Sample } from "./trip.ts";

const DAY_S = 86_400;
const HOUR_S = 3_600;
const WORK_STEP_S = 600;
/** Days in a thousand without a network. */
const OFFLINE_PER_MILLE = 30;
/** The first of January 1970 was a Thursday. */
const isWorkday = (dayUnixS: number): boolean => (dayUnixS / DAY_S + 4) % 7 < 5;
const firstDayOf = (fromUnixS: number): number => fromUnixS - (fromUnixS % DAY_S);

/** An excavator: six to ten hours on a workday, fifteen litres an hour; a reading every ten minutes while the engine runs. */
export function* excavating(random: Random, fromUnixS: number): Generator<Sample, never> {
  let operatingTimeS = random.whole(500, 9_000) * HOUR_S;
  let fuelUsedCl = Math.floor((operatingTimeS * 1_500) / HOUR_S);
  for (let dayUnixS = firstDayOf(fromUnixS); ; dayUnixS += DAY_S) {
    const offline = random.chance(OFFLINE_PER_MILLE);
    if (!isWorkday(dayUnixS) || random.chance(80)) continue;
    const steps = random.whole(36, 60);
    const startUnixS = dayUnixS + 6 * HOUR_S + random.whole(0, HOUR_S);
    for (let step = 1; step <= steps; step += 1) {
      operatingTimeS += WORK_STEP_S;
      fuelUsedCl += random.whole(180, 320);
      yield { reading: { timeUnixS: startUnixS + step * WORK_STEP_S, operatingTimeS, fuelUsedCl }, offline };
    }
  }
}

/** A charger: it idles at a few watts, and charges at eleven kilowatts on most evenings; a reading every hour. */
export function* charging(random: Random, fromUnixS: number): Generator<Sample, never> {
  let energyUsedWh = random.whole(100_000, 9_000_000);
  for (let dayUnixS = firstDayOf(fromUnixS); ; dayUnixS += DAY_S) {
    const offline = random.chance(OFFLINE_PER_MILLE);
    const fromHour = random.whole(17, 20);
    const hours = random.chance(250) ? 0 : random.whole(1, 4);
    for (let hour = 0; hour < 24; hour += 1) {
      energyUsedWh += hour >= fromHour && hour < fromHour + hours ? random.whole(9_500, 11_000) : random.whole(2, 6);
      yield { reading: { timeUnixS: dayUnixS + (hour + 1) * HOUR_S - 1, energyUsedWh }, offline };
    }
  }
}

/** A cold store: eighteen degrees below zero, warmer while its door is open; a reading every hour. */
export function* cooling(random: Random, fromUnixS: number): Generator<Sample, never> {
  let pressureHpa = 1_013;
  for (let dayUnixS = firstDayOf(fromUnixS); ; dayUnixS += DAY_S) {
    const offline = random.chance(OFFLINE_PER_MILLE);
    for (let hour = 0; hour < 24; hour += 1) {
      pressureHpa = Math.min(1_045, Math.max(975, pressureHpa + random.whole(-1, 1)));
      const isOpen = hour >= 6 && hour < 18 && random.chance(200);
      const temperatureDc = (isOpen ? -120 : -180) + random.whole(-8, 8);
      const humidityPm = (isOpen ? 780 : 620) + random.whole(-20, 20);
      yield {
        reading: { timeUnixS: dayUnixS + (hour + 1) * HOUR_S - 1, temperatureDc, humidityPm, pressureHpa },
        offline,
      };
    }
  }
}

/** Leaves out what comes sooner than so many minutes after the last: every minute of ten years is much to carry. */
export function* thinned(samples: Iterator<Sample, never>, minutes: number): Generator<Sample, never> {
  for (let lastUnixS = 0; ; ) {
    const sample = samples.next().value;
    const { timeUnixS, distanceSinceClearedKm } = sample.reading;
    // Codes and PID 0x31 are sparse already.
    const isSparse = sample.troubleCode !== undefined || distanceSinceClearedKm !== undefined;
    if (!isSparse && timeUnixS - lastUnixS < minutes * 60) continue;
    lastUnixS = timeUnixS;
    yield sample;
  }
}
