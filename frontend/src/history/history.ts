/**
 * A record's history laid out for a reader: every reading with what was wrong with it, and where envelopes are
 * missing. Pure. The answer carries readings without their envelopes' numbers; they are counted back from the head.
 */
import type { ReasonCode } from "@witness/protocol/judge/reasons";
import { decodeReadings } from "@witness/protocol/reading";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { isIllogical } from "../reason-words.ts";

/** One reading of the record. */
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
  readonly points: readonly Point[];
  readonly missing: readonly Missing[];
  /** When sessions began that the record shows: each follows a gap or opens without readings. */
  readonly sessionsUnixS: readonly number[];
}

type Answer = Pick<CarAnswer, "history" | "profile" | "marks" | "gaps" | "sequence" | "unreadableEnvelopes">;

const NONE: readonly ReasonCode[] = [];

/** The envelopes' numbers, oldest first, counted back from the head over the gaps. */
function sequences({ history, gaps, sequence, unreadableEnvelopes }: Answer): (number | undefined)[] {
  // An unreadable envelope took a number but is not in the history, and the answer does not say which.
  if (unreadableEnvelopes > 0) return history.map(() => undefined);
  const before = new Map(gaps.map((gap) => [gap.beforeSequence, gap.afterSequence]));
  const numbers: number[] = [];
  let next = sequence;
  for (let index = history.length - 1; index >= 0; index -= 1) {
    numbers[index] = next;
    next = before.get(next) ?? next - 1;
  }
  return numbers;
}

/** Lays an answer's history out. */
export function layOut(answer: Answer): History {
  const numbers = sequences(answer);
  const marks = new Map<number, ReasonCode[]>();
  for (const { reading, reason } of answer.marks) marks.set(reading, [...(marks.get(reading) ?? []), reason]);
  const points: Point[] = [];
  const bySequence = new Map<number, { first: number; last: number }>();
  const opened: number[] = [];
  let count = 0;
  answer.history.forEach((groups, index) => {
    const { readings } = decodeReadings(answer.profile, groups);
    const sequence = numbers[index];
    const first = readings[0];
    const last = readings.at(-1);
    if (sequence !== undefined && first && last) {
      bySequence.set(sequence, { first: first.timeUnixS, last: last.timeUnixS });
    }
    if (!first) opened.push(points.length);
    for (const [place, { timeUnixS, odometerHm }] of readings.entries()) {
      if (odometerHm === undefined) continue;
      const reasons = marks.get(count + place) ?? NONE;
      points.push({ timeUnixS, odometerHm, sequence, reasons, turns: reasons.some(isIllogical) });
    }
    count += readings.length;
  });
  const after = (sequence: number): number | undefined =>
    points.find((point) => point.sequence !== undefined && point.sequence >= sequence)?.timeUnixS;
  const missing = answer.gaps.map(({ afterSequence, beforeSequence }) => ({
    afterSequence,
    beforeSequence,
    envelopes: beforeSequence - afterSequence - 1,
    fromUnixS: points.findLast((point) => point.sequence !== undefined && point.sequence <= afterSequence)?.timeUnixS,
    toUnixS: bySequence.get(beforeSequence)?.first ?? after(beforeSequence),
  }));
  const begun = [
    ...opened.flatMap((index) => points[index]?.timeUnixS ?? []),
    ...missing.flatMap(({ toUnixS }) => toUnixS ?? []),
  ];
  return { points, missing, sessionsUnixS: [...new Set(begun)].sort((a, b) => a - b) };
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
