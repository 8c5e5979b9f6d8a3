/** Lays a history out part by part, as its tiles are read. Pure. */
import type { FoundMark } from "@witness/protocol/history/judged-history";
import type { OpenedEnvelope } from "@witness/protocol/history/opened-history";
import type { ReasonCode } from "@witness/protocol/judge/reasons";
import { isIllogical } from "@witness/verify/reason-words";
import { daysOf, joinDays } from "./days.ts";
import { type History, type Missing, type Point, thin } from "./history.ts";

/** Points of one tile that are kept: some 3 000 readings, of which a screen shows less. */
const MOST_POINTS_OF_PART = 400;

/** What is carried from one part to the next. */
export interface LayoutCarry {
  readonly readings: number;
  readonly lastUnixS: number | undefined;
  /** Gaps after which no reading has come yet. */
  readonly open: readonly Missing[];
  /** A session has begun, and no reading of it has come yet. */
  readonly begun: boolean;
}

export const LAYOUT_BEGIN: LayoutCarry = { readings: 0, lastUnixS: undefined, open: [], begun: false };

/** What is laid out of an envelope. */
type Told = Pick<OpenedEnvelope, "gap" | "opened"> & { readonly body: Pick<OpenedEnvelope["body"], "sequence"> };

const NONE: readonly ReasonCode[] = [];

/** Returns the history of some more envelopes, with what is carried on. */
export function layOutPart(
  before: LayoutCarry,
  envelopes: readonly Told[],
  marks: readonly FoundMark[],
): { readonly part: History; readonly carry: LayoutCarry } {
  const found = new Map<number, ReasonCode[]>();
  for (const { reading, reason } of marks) found.set(reading, [...(found.get(reading) ?? []), reason]);
  const points: Point[] = [];
  const missing: Missing[] = [];
  const sessionsUnixS: number[] = [];
  let { readings: number, lastUnixS, open, begun } = before;
  for (const { gap, opened, body } of envelopes) {
    const { readings } = opened;
    if (gap) {
      const { afterSequence, beforeSequence } = gap;
      const lost = { afterSequence, beforeSequence, envelopes: beforeSequence - afterSequence - 1 };
      open = [...open, { ...lost, fromUnixS: lastUnixS, toUnixS: undefined }];
    }
    if (gap || readings.length === 0) begun = true;
    const [first] = readings;
    if (first) {
      const { timeUnixS: toUnixS } = first;
      missing.push(...open.map((each) => ({ ...each, toUnixS })));
      if (begun) sessionsUnixS.push(toUnixS);
      open = [];
      begun = false;
    }
    for (const { timeUnixS, odometerHm } of readings) {
      const reasons = found.get(number) ?? NONE;
      number += 1;
      lastUnixS = timeUnixS;
      if (odometerHm === undefined) continue;
      points.push({ timeUnixS, odometerHm, sequence: body.sequence, reasons, turns: reasons.some(isIllogical) });
    }
  }
  const part = { points: thin(points, MOST_POINTS_OF_PART), missing, sessionsUnixS, days: daysOf(points) };
  return { part, carry: { readings: number, lastUnixS, open, begun } };
}

/** Returns parts as one history. */
export function joinParts(parts: readonly History[], { open }: LayoutCarry): History {
  return {
    points: parts.flatMap(({ points }) => points),
    missing: [...parts.flatMap(({ missing }) => missing), ...open],
    sessionsUnixS: [...new Set(parts.flatMap(({ sessionsUnixS }) => sessionsUnixS))].sort((a, b) => a - b),
    days: parts.reduce<History["days"]>((days, part) => joinDays(days, part.days), []),
  };
}
