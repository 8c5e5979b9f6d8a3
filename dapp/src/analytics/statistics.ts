/**
 * What may be said of all cars without naming one: by make and model, in groups of k or more. Integers only
 * (docs/protocol.md, "Statistics").
 */
import { saturated } from "@witness/protocol/bytes";
import { COHORT_MIN_CARS, COHORT_MIN_DISTANCE_HM } from "@witness/protocol/limits";
import type { Cohort } from "@witness/protocol/wire/answer";
import type { CohortSum } from "./cohorts.ts";

/** Code units decide the order, not a locale. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Returns codes per 10 000 km (100 000 hm), in thousandths; in big integers, since the product leaves 53 bits. */
const perTenThousandKmMilli = ({ troubleCodes, distanceHm }: CohortSum): number =>
  saturated(Number((BigInt(troubleCodes) * 100_000_000n) / BigInt(distanceHm)));

/**
 * Returns cohorts in the order of their names, and how many of all were suppressed for too few cars or too little
 * distance.
 */
export function statistics(
  sums: readonly CohortSum[],
  wanted: { readonly make: string; readonly model: string },
): { readonly cohorts: readonly Cohort[]; readonly suppressedCohorts: number; readonly k: number } {
  const isWanted = ({ make, model }: CohortSum): boolean =>
    (wanted.make === "" || wanted.make === make) && (wanted.model === "" || wanted.model === model);
  const all = sums.filter(isWanted).sort((a, b) => compare(a.make, b.make) || compare(a.model, b.model));
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
