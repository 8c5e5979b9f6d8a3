/** What the proven record says of a day in the past, in prose and as a part of the last line. */
import { native as provider } from "@witness/protocol/crypto/native";
import { REASONS } from "@witness/protocol/judge/reasons";
import { type AsOf, type Grain, provenAsOf } from "@witness/protocol/record/as-of";
import { type Day, dayOf, kilometres } from "./conclusion.ts";
import type { Judged } from "./judge.ts";

/** The words behind a distance that say how coarse it is. */
const WHEN: Readonly<Record<Grain, string>> = {
  reading: "the newest reading, of",
  day: "at the end of the day",
  month: "at the end of the month, on",
  year: "at the end of the year, on",
};

/**
 * Returns what the record that an answer proves says of the end of a day; undefined when it is not told to this key.
 * @param deviceId 8 bytes
 */
export function asOfDay({ car }: Judged, deviceId: Uint8Array, day: Day): AsOf | undefined {
  return car && provenAsOf(car.proof, { deviceId, stateRoot: car.stateRoot }, day.lastUnixS, provider);
}

function distanceLine({ distance, isOpened }: AsOf): string {
  if (distance) return `${kilometres(distance.distanceHm)}, ${WHEN[distance.grain]} ${dayOf(distance.timeUnixS)}`;
  return isOpened
    ? "the record keeps no distance from then"
    : "distances of days before the newest reading are not shown to a later owner";
}

/** Returns the lines of the prose. */
export function asOfProse(day: Day, asOf: AsOf): string {
  const older = asOf.olderEvents > 0 ? `, and ${asOf.olderEvents} older ones that the record no longer names` : "";
  return [
    `As of ${day.name}${" ".repeat(Math.max(1, 10 - day.name.length))}${distanceLine(asOf)}`,
    ...asOf.reasons.map(
      ({ reason, firstTimeUnixS }) =>
        `                ${reason}, first on ${dayOf(firstTimeUnixS)}: ${REASONS[reason].sentence}`,
    ),
    `                events until then: ${asOf.events.length}${older}`,
  ].join("\n");
}
