/** A history day by day, for the table that stands in for the chart. Pure. */
import type { ReasonCode } from "@witness/protocol/judge/reasons";
import { dayOf } from "../ui/format.ts";
import type { History } from "./history.ts";

/** One day that has readings. */
export interface Day {
  readonly day: string;
  /** Counts days from 0 in the order of the record. */
  readonly place: number;
  readonly readings: number;
  readonly firstHm: number;
  readonly lastHm: number;
  /** What was found on this day. What goes on from an earlier day is told there. */
  readonly reasons: readonly ReasonCode[];
  /** Envelopes that never arrived before a reading of this day. */
  readonly missing: number;
}

type Previous = History["points"][number] | undefined;

/** What happened at a reading: reasons that the one before did not have, and a value that fell once more. */
const happened = ({ reasons, odometerHm }: History["points"][number], before: Previous): readonly ReasonCode[] =>
  reasons.filter(
    (reason) =>
      !before?.reasons.includes(reason) || (reason === "odometer-decreased" && odometerHm < before.odometerHm),
  );

/** Days with readings in the order of the record, newest first. */
export function daysOf({ points, missing }: History): readonly Day[] {
  const days: Day[] = [];
  for (const [index, point] of points.entries()) {
    const { timeUnixS, odometerHm } = point;
    const reasons = happened(point, points[index - 1]);
    const day = dayOf(timeUnixS);
    const known = days.at(-1);
    // The record's order counts, not the clock's: a day that comes again after a step back is listed again.
    if (known?.day !== day) {
      days.push({ day, place: days.length, readings: 1, firstHm: odometerHm, lastHm: odometerHm, reasons, missing: 0 });
      continue;
    }
    days[days.length - 1] = {
      ...known,
      readings: known.readings + 1,
      lastHm: odometerHm,
      reasons: reasons.length > 0 ? [...new Set([...known.reasons, ...reasons])] : known.reasons,
    };
  }
  for (const { toUnixS, envelopes } of missing) {
    const index = toUnixS === undefined ? -1 : days.findIndex(({ day }) => day === dayOf(toUnixS));
    const day = days[index];
    if (day) days[index] = { ...day, missing: day.missing + envelopes };
  }
  return days.reverse();
}
