/**
 * What may be said of all cars without naming one: by make and model, in groups of k or more. Integers only
 * (docs/protocol.md, "Statistics").
 */
import { saturated } from "@witness/protocol/bytes";
import { reachHm } from "@witness/protocol/judge/windows";
import { COHORT_MIN_CARS, COHORT_MIN_DISTANCE_HM } from "@witness/protocol/limits";
import type { Cohort } from "@witness/protocol/wire/answer";
import { rulesFor } from "../state/judging.ts";
import type { DeviceRecord } from "../state/state.ts";

const DAY_S = 86_400;

interface Sum {
  readonly make: string;
  readonly model: string;
  cars: number;
  /** Cars with two readings or more: the figures are made of these alone. */
  driven: number;
  distanceHm: number;
  days: number;
  troubleCodes: number;
  readings: number;
}

/**
 * Adds one car's record up. No verdict enters: a car that fell out of a figure with its verdict would tell it to
 * everybody. A fall counts for nothing, and a jump for no more than a car can drive.
 */
function add(sum: Sum, { profile, judged: { driven }, judgement, troubleCodesSet }: DeviceRecord): void {
  sum.cars += 1;
  sum.readings += judgement.readings;
  if (judgement.readings < 2) return;
  const seconds = Math.max(0, judgement.coveredToUnixS - (driven.fromUnixS ?? 0));
  sum.driven += 1;
  sum.distanceHm += Math.min(driven.distanceHm, reachHm(rulesFor(profile).parameters, seconds));
  sum.days += Math.max(1, Math.floor(seconds / DAY_S));
  sum.troubleCodes += troubleCodesSet;
}

/** Code units decide the order, not a locale. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Returns codes per 10 000 km (100 000 hm), in thousandths; in big integers, since the product leaves 53 bits. */
const perTenThousandKmMilli = ({ troubleCodes, distanceHm }: Sum): number =>
  saturated(Number((BigInt(troubleCodes) * 100_000_000n) / BigInt(distanceHm)));

/**
 * Returns cohorts in the order of their names, and how many of all were suppressed for too few cars or too little
 * distance.
 */
export function statistics(
  records: Iterable<DeviceRecord>,
  wanted: { readonly make: string; readonly model: string },
): { readonly cohorts: readonly Cohort[]; readonly suppressedCohorts: number; readonly k: number } {
  const sums = new Map<string, Sum>();
  for (const record of records) {
    const { make, model } = record.vehicle;
    if ((wanted.make !== "" && wanted.make !== make) || (wanted.model !== "" && wanted.model !== model)) continue;
    const name = `${make}\0${model}`;
    const sum = sums.get(name) ?? {
      make,
      model,
      cars: 0,
      driven: 0,
      distanceHm: 0,
      days: 0,
      troubleCodes: 0,
      readings: 0,
    };
    add(sum, record);
    sums.set(name, sum);
  }
  const all = [...sums.values()].sort((a, b) => compare(a.make, b.make) || compare(a.model, b.model));
  // k counts the cars behind a figure: six cars of which one has driven would give that one away.
  const released = all.filter(
    ({ driven, distanceHm }) => driven >= COHORT_MIN_CARS && distanceHm >= COHORT_MIN_DISTANCE_HM,
  );
  const cohorts = released.map((sum) => ({
    make: sum.make,
    model: sum.model,
    cars: saturated(sum.cars),
    distancePerDayHm: Math.floor(sum.distanceHm / sum.days),
    troubleCodesPerTenThousandKmMilli: perTenThousandKmMilli(sum),
    readings: saturated(sum.readings),
  }));
  // For a name, a number would tell whether such a car exists.
  const filtered = wanted.make !== "" || wanted.model !== "";
  return { cohorts, suppressedCohorts: filtered ? 0 : all.length - released.length, k: COHORT_MIN_CARS };
}
