/**
 * Judging a car's readings one by one: integers in, reasons out, the same on every machine
 * (docs/protocol.md, "Verdict"). A judge is a plain value; `observe` answers the next one.
 */
import { CLOCK_AHEAD_MAX_S, FASTEST_HM_PER_HOUR } from "./limits.ts";
import type { Reading } from "./reading.ts";
import { type Judgement, type ReasonCode, sortReasons, verdictOf } from "./verdict.ts";

const DAY_S = 86_400;

/** A stretch of time and the most that a car can drive in it; each is measured from the stretch's first reading. */
interface Window {
  readonly reason: ReasonCode;
  readonly lengthS: number;
  readonly mostHm: number;
}

/**
 * 3 000 km a day is 125 km/h without a stop; two drivers in turn manage 12 000 km a week, 30 000 a month; the hardest
 * driven taxis and couriers stay below 250 000 km a year.
 */
const WINDOWS: readonly Window[] = [
  { reason: "more-per-day", lengthS: DAY_S, mostHm: 30_000 },
  { reason: "more-per-week", lengthS: 7 * DAY_S, mostHm: 120_000 },
  { reason: "more-per-month", lengthS: 30 * DAY_S, mostHm: 300_000 },
  { reason: "more-per-year", lengthS: 365 * DAY_S, mostHm: 2_500_000 },
];

/** A minute and 100 m of slack for the clock and the odometer's unit. */
const CLOCK_SLACK_S = 60;
const UNIT_SLACK_HM = 1;

/** What has been seen so far. */
export interface Judge {
  readonly reasons: readonly ReasonCode[];
  readonly readingCount: number;
  readonly first: Reading | undefined;
  readonly last: Reading | undefined;
  readonly highestOdometerHm: number;
  readonly largestGapS: number;
  /** The first reading of each window that is running. */
  readonly anchors: readonly (Reading | undefined)[];
}

/** A judge that has seen nothing. */
export const newJudge: Judge = {
  reasons: [],
  readingCount: 0,
  first: undefined,
  last: undefined,
  highestOdometerHm: 0,
  largestGapS: 0,
  anchors: WINDOWS.map(() => undefined),
};

function betweenNeighbours(judge: Judge, reading: Reading): ReasonCode[] {
  const { last } = judge;
  if (!last) return [];
  const found: ReasonCode[] = [];
  const seconds = reading.timeUnixS - last.timeUnixS;
  const distanceHm = reading.odometerHm - last.odometerHm;
  if (reading.odometerHm < judge.highestOdometerHm) found.push("odometer-decreased");
  if (seconds < 0) found.push("clock-back");
  const possible = (Math.max(0, seconds) + CLOCK_SLACK_S) * FASTEST_HM_PER_HOUR;
  if ((distanceHm - UNIT_SLACK_HM) * 3_600 > possible) found.push("more-per-hour");
  return found;
}

/** Whether a reading belongs to the window that its anchor began. */
const within = (anchor: Reading, reading: Reading, { lengthS }: Window): boolean => {
  const seconds = reading.timeUnixS - anchor.timeUnixS;
  return seconds >= 0 && seconds <= lengthS;
};

/** The next judge, and what is wrong with this reading. `blockTimeUnixS` is the time of the block that carries it. */
export function observe(
  judge: Judge,
  reading: Reading,
  blockTimeUnixS: number,
): { readonly judge: Judge; readonly reasons: readonly ReasonCode[] } {
  const found = betweenNeighbours(judge, reading);
  if (reading.timeUnixS > blockTimeUnixS + CLOCK_AHEAD_MAX_S) found.push("taken-in-future");
  const anchors = WINDOWS.map((window, index) => {
    const anchor = judge.anchors[index];
    if (!anchor || !within(anchor, reading, window)) return reading;
    if (reading.odometerHm - anchor.odometerHm > window.mostHm) found.push(window.reason);
    return anchor;
  });
  const gap = judge.last ? reading.timeUnixS - judge.last.timeUnixS : 0;
  const next: Judge = {
    reasons: found.length === 0 ? judge.reasons : sortReasons([...judge.reasons, ...found]),
    readingCount: judge.readingCount + 1,
    first: judge.first ?? reading,
    last: reading,
    highestOdometerHm: Math.max(judge.highestOdometerHm, reading.odometerHm),
    largestGapS: Math.max(judge.largestGapS, gap),
    anchors,
  };
  return { judge: next, reasons: found };
}

/** What the record as a whole adds to the readings. */
export interface Circumstances {
  readonly gaps: number;
  readonly forks: number;
  readonly unreadable: number;
}

/** The judgement of everything seen. */
export function conclude(judge: Judge, { gaps, forks, unreadable }: Circumstances): Judgement {
  const reasons: ReasonCode[] = [...judge.reasons];
  if (judge.readingCount < 2) reasons.push("too-few-readings");
  if (gaps > 0) reasons.push("gap");
  if (forks > 0) reasons.push("forked-key");
  if (unreadable > 0) reasons.push("unreadable");
  return {
    verdict: verdictOf(reasons),
    reasons: sortReasons(reasons),
    readingCount: judge.readingCount,
    firstTimeUnixS: judge.first?.timeUnixS ?? 0,
    lastTimeUnixS: judge.last?.timeUnixS ?? 0,
    firstOdometerHm: judge.first?.odometerHm ?? 0,
    lastOdometerHm: judge.last?.odometerHm ?? 0,
    highestOdometerHm: judge.highestOdometerHm,
    largestGapS: judge.largestGapS,
  };
}
