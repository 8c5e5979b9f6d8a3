/** A history day by day, for the table that stands in for the chart. Pure. */
import type { ReasonCode } from "@witness/protocol/judge/reasons";
import { dayOf } from "@witness/verify/moments";
import type { History, Point } from "./history.ts";

/** One day that has readings. */
export interface Day {
  readonly day: string;
  /** The last of its readings in the order of the record. */
  readonly toUnixS: number;
  readonly readings: number;
  readonly firstHm: number;
  readonly lastHm: number;
  /** What was found on this day. */
  readonly reasons: readonly ReasonCode[];
}

/** A day as the table shows it. */
export interface ShownDay extends Day {
  /** Counts days from 0 in the order of the record. */
  readonly place: number;
  /** Envelopes that never arrived before a reading of this day. */
  readonly missing: number;
}

const QUARTER_S = 900;

/** Names days of readings that follow each other: no time zone's day begins within a quarter of an hour. */
function dayNames(): (timeUnixS: number) => string {
  let known: { readonly quarter: number; readonly name: string } | undefined;
  return (timeUnixS) => {
    const quarter = Math.floor(timeUnixS / QUARTER_S);
    if (known?.quarter !== quarter) known = { quarter, name: dayOf(timeUnixS) };
    return known.name;
  };
}

/**
 * Returns the days of some readings, oldest first. The record's order counts, not the clock's: a day that comes again after
 * a step back is listed again.
 */
export function daysOf(points: readonly Point[]): readonly Day[] {
  const days: Day[] = [];
  const nameOf = dayNames();
  for (const { timeUnixS, odometerHm, reasons } of points) {
    const day = nameOf(timeUnixS);
    const known = days.at(-1);
    const found = { day, toUnixS: timeUnixS, readings: 1, firstHm: odometerHm, lastHm: odometerHm, reasons };
    if (known?.day === day) days[days.length - 1] = together(known, found);
    else days.push(found);
  }
  return days;
}

const together = (before: Day, after: Day): Day => ({
  ...before,
  toUnixS: after.toUnixS,
  readings: before.readings + after.readings,
  lastHm: after.lastHm,
  reasons: after.reasons.length > 0 ? [...new Set([...before.reasons, ...after.reasons])] : before.reasons,
});

/** Returns days that go on from others. */
export function joinDays(before: readonly Day[], after: readonly Day[]): readonly Day[] {
  const last = before.at(-1);
  const [first, ...rest] = after;
  if (!last || !first || last.day !== first.day) return [...before, ...after];
  return [...before.slice(0, -1), together(last, first), ...rest];
}

/** Days with readings, newest first, with what is missing before each. */
export function shownDays({ days, missing }: Pick<History, "days" | "missing">): readonly ShownDay[] {
  const before = new Map<string, number>();
  for (const { toUnixS, envelopes } of missing) {
    if (toUnixS === undefined) continue;
    const day = dayOf(toUnixS);
    before.set(day, (before.get(day) ?? 0) + envelopes);
  }
  const shown = days.map((day, place): ShownDay => {
    const lost = before.get(day.day) ?? 0;
    before.delete(day.day);
    return { ...day, place, missing: lost };
  });
  return shown.reverse();
}
