/** Which messages of a simulated car are still on their way to its record, by what the relay acknowledged. Pure. */
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { DemoCar } from "../evidence/fleet.ts";
import type { Missing } from "../history/history.ts";

/** Returns how many envelopes of a car the relay acknowledged. Its registration was acknowledged too, and is none. */
export function acknowledgedEnvelopes({ answered }: Pick<DemoCar, "answered">): number {
  const admitted = answered.find(({ code }) => code === "admitted")?.count ?? 0;
  return Math.max(0, admitted - 1);
}

/**
 * Returns how many acknowledged envelopes a record does not hold yet.
 * @param missing stretches of numbers that were never sent, as far as they are known
 */
export function envelopesOnTheirWay(
  car: Pick<DemoCar, "answered">,
  { sequence }: Pick<CarAnswer, "sequence">,
  missing: readonly Pick<Missing, "envelopes">[],
): number {
  const skipped = missing.reduce((sum, { envelopes }) => sum + envelopes, 0);
  return Math.max(0, acknowledgedEnvelopes(car) - (sequence - skipped));
}
