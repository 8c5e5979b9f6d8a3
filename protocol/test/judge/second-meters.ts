/** Counters beside the odometer, as the second judge compares them: all of them again for each reading. */

import type { JudgeParameters, WorkQuantity } from "../../src/judge/parameters.ts";
import type { JudgedReading } from "../../src/judge/reading.ts";
import type { Findings } from "./second-findings.ts";

/** A reading's time, as far as it is known. */
export interface Seen {
  readonly time: number;
  readonly block: number;
  readonly isTrusted: boolean;
  readonly moment: number;
  readonly since: number;
}

/** A reading's other values, and where the path was. */
export interface Sample {
  readonly values: JudgedReading;
  readonly seen: Seen;
  /** The path's distance so far, or undefined when the reading has no place on it. */
  readonly distance: number | undefined;
  /** A fall that is no small one, or a correction, made this reading the path. */
  readonly isBroken: boolean;
}

type Reach = (seconds: number) => number;

const WORK: readonly WorkQuantity[] = ["fuelUsedCl", "energyUsedWh", "operatingTimeS", "speedKmh"];

/** Finds what the newest sample says of the source of distance, by comparing all samples again. */
export function compareSource(
  samples: readonly Sample[],
  saturatesAtKm: number,
  reach: Reach,
  findings: Findings,
): void {
  let last: number | undefined;
  let rise = 0;
  let at = { distance: 0, since: 0 };
  let level = 0;
  let behind = 0;
  let fell = false;
  let above: { value: number; level: number; count: number } | undefined;
  for (const sample of samples) {
    const isNow = sample === samples.at(-1);
    const km = sample.values.distanceSinceClearedKm;
    if (sample.isBroken && last !== undefined) {
      // A hundred kilometres that were driven between the lines.
      rise = Math.max(0, rise - 1_000);
      fell = true;
    }
    if (km === undefined) continue;
    if (km >= saturatesAtKm) {
      last = undefined;
      rise = 0;
      continue;
    }
    const { distance, seen } = sample;
    if (last === undefined) {
      if (distance === undefined) continue;
      last = 10 * km;
      at = { distance, since: seen.since };
      fell = false;
      above = undefined;
      continue;
    }
    const lastBefore = last;
    if (10 * km < last) {
      fell = true;
      if (above && 10 * km >= above.value) {
        ({ level } = above);
        above = undefined;
        rise = 0;
      }
    } else rise = Math.min(2 ** 40, rise + 10 * km - last);
    last = 10 * km;
    if (distance === undefined) continue;
    const isTooFar = rise > reach(seen.block - at.since);
    const counted = isTooFar ? 0 : rise;
    const d = Math.min(2 ** 40, distance - at.distance);
    const levelBefore = level;
    level = Math.max(0, level + 100 * counted - 103 * d);
    if (!isTooFar && !fell) {
      behind = Math.max(0, behind + 100 * d - 103 * counted);
      if (behind > 10_000) {
        if (isNow) findings.find("sources-differ", seen.moment, Math.ceil((behind - 10_000) / 100));
        behind = 10_000;
      }
    }
    at = { distance, since: seen.since };
    rise = 0;
    fell = false;
    if (level <= 10_000) above = undefined;
    else if (above === undefined) above = { value: lastBefore, level: levelBefore, count: 1 };
    else above.count += 1;
    if (above?.count !== 4) continue;
    if (isNow) findings.find("standing-still", seen.moment, Math.ceil((level - 10_000) / 100));
    level = 10_000;
    above = undefined;
  }
}

/** Finds what the newest sample says of fuel, energy, hours and speed. Returns whether anything was found. */
export function compareWork(samples: readonly Sample[], p: JudgeParameters, findings: Findings): boolean {
  let isFound = false;
  for (const quantity of WORK) {
    const { perHm, slack } = p.work[quantity];
    const known = samples.filter(({ values }) => values[quantity] !== undefined);
    const begin = known.findIndex(({ distance }) => distance !== undefined);
    let rise = 0;
    let level = 0;
    let at = known[begin]?.distance ?? 0;
    for (const [index, sample] of known.entries()) {
      const before = known[index - 1];
      if (begin < 0 || index <= begin || before === undefined) continue;
      const [was, is] = [before.values[quantity] ?? 0, sample.values[quantity] ?? 0];
      rise += quantity === "speedKmh" ? driven(p, before, sample, was, is) : Math.max(0, is - was);
      rise = Math.min(rise, 2 ** 40);
      if (sample.distance === undefined) continue;
      level = Math.max(0, level + rise - perHm * Math.min(2 ** 40, sample.distance - at));
      at = sample.distance;
      rise = 0;
      if (level <= slack) continue;
      level = slack;
      if (sample !== samples.at(-1)) continue;
      findings.find("standing-suspected", sample.seen.moment);
      isFound = true;
    }
  }
  return isFound;
}

function driven(p: JudgeParameters, before: Sample, now: Sample, was: number, is: number): number {
  const seconds = now.seen.moment - before.seen.moment;
  const isNear = before.seen.isTrusted && now.seen.isTrusted && seconds <= p.speedNeighbourS;
  return isNear ? Math.min(was, is) * seconds : 0;
}
