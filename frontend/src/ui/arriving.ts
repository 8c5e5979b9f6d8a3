/** Which messages of a simulated car are still on their way to its record, by what the relay acknowledged. Pure. */
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { DemoCar } from "../evidence/fleet.ts";

/** Returns how many envelopes of a car the relay acknowledged. Its registration was acknowledged too, and is none. */
export function acknowledgedEnvelopes({ answered }: Pick<DemoCar, "answered">): number {
  const admitted = answered.find(({ code }) => code === "admitted")?.count ?? 0;
  return Math.max(0, admitted - 1);
}

/** Returns how many acknowledged envelopes a record does not hold yet. Numbers in a gap were never sent. */
export function envelopesOnTheirWay(
  car: Pick<DemoCar, "answered">,
  record: Pick<CarAnswer, "sequence" | "gaps">,
): number {
  const skipped = record.gaps.reduce(
    (sum, { afterSequence, beforeSequence }) => sum + beforeSequence - afterSequence - 1,
    0,
  );
  return Math.max(0, acknowledgedEnvelopes(car) - (record.sequence - skipped));
}
