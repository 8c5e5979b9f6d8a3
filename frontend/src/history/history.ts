/**
 * A car's history laid out for a reader: readings with what was found at them, day by day, and where envelopes are missing.
 * Pure.
 */
import type { ReasonCode } from "@witness/protocol/judge/reasons";
import type { Day } from "./days.ts";

/** One reading of the odometer. */
export interface Point {
  readonly timeUnixS: number;
  readonly odometerHm: number;
  /** Of the envelope that carried it; undefined where it cannot be told. */
  readonly sequence: number | undefined;
  /** What was found at this reading; empty for nearly all. */
  readonly reasons: readonly ReasonCode[];
  /** Whether that turned the verdict to illogical. */
  readonly turns: boolean;
}

/** A stretch whose envelopes never came. */
export interface Missing {
  readonly afterSequence: number;
  readonly beforeSequence: number;
  readonly envelopes: number;
  /** The last reading before and the first one after; undefined at an end, or where it cannot be told. */
  readonly fromUnixS: number | undefined;
  readonly toUnixS: number | undefined;
}

/** What a chart and a table show. */
export interface History {
  /** So many that they have the outline of all readings. */
  readonly points: readonly Point[];
  readonly missing: readonly Missing[];
  /** When sessions began that follow a gap or open without readings. */
  readonly sessionsUnixS: readonly number[];
  /** In the order of the record. */
  readonly days: readonly Day[];
}

/** Fewer points with the same outline: the first, last, lowest and highest of each bucket, and every turn. */
export function thin(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const perBucket = Math.ceil(points.length / Math.max(1, Math.floor(most / 4)));
  const kept = new Set<number>();
  for (let start = 0; start < points.length; start += perBucket) {
    const end = Math.min(start + perBucket, points.length);
    let low = start;
    let high = start;
    for (let index = start; index < end; index += 1) {
      const value = points[index]?.odometerHm ?? 0;
      if (value < (points[low]?.odometerHm ?? 0)) low = index;
      if (value > (points[high]?.odometerHm ?? 0)) high = index;
      if (points[index]?.turns) kept.add(index);
    }
    for (const index of [start, low, high, end - 1]) kept.add(index);
  }
  return [...kept].sort((a, b) => a - b).flatMap((index) => points[index] ?? []);
}
