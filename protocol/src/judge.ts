/**
 * Judging a car's readings one by one: integers in, reasons out, the same on every machine
 * (docs/protocol.md, "Verdict"). A judge is a plain value of fixed size; `observe` returns the next one.
 */
import { emptyLevels, fillBuckets, isAheadOfBlock, type SpeedLevels } from "./plausibility.ts";
import type { Reading } from "./reading.ts";
import { type Judgement, type ReasonCode, sortReasons, verdictOf } from "./verdict.ts";

/** What has been seen so far. */
export interface Judge {
  readonly reasons: readonly ReasonCode[];
  readonly readingCount: number;
  readonly first: Reading | undefined;
  readonly last: Reading | undefined;
  readonly highestOdometerHm: number;
  readonly largestGapS: number;
  /** How full the speed buckets are. */
  readonly levels: SpeedLevels;
}

/** A judge that has seen nothing. */
export const newJudge: Judge = {
  reasons: [],
  readingCount: 0,
  first: undefined,
  last: undefined,
  highestOdometerHm: 0,
  largestGapS: 0,
  levels: emptyLevels,
};

/**
 * Returns the next judge, and what is wrong with this reading.
 * @param blockTimeUnixS time of the block that carries the reading
 * @example
 * const first = observe(newJudge, { timeUnixS: 1_800_000_000, odometerHm: 123_456 }, 1_800_000_060);
 * const second = observe(first.judge, { timeUnixS: 1_800_000_600, odometerHm: 123_000 }, 1_800_000_660);
 * second.reasons; // => ["odometer-decreased"]
 */
export function observe(
  judge: Judge,
  reading: Reading,
  blockTimeUnixS: number,
): { readonly judge: Judge; readonly reasons: readonly ReasonCode[] } {
  const last = judge.last ?? reading;
  const seconds = reading.timeUnixS - last.timeUnixS;
  const found: ReasonCode[] = [];
  if (reading.odometerHm < judge.highestOdometerHm) found.push("odometer-decreased");
  if (seconds < 0) found.push("clock-back");
  if (isAheadOfBlock(reading.timeUnixS, blockTimeUnixS)) found.push("taken-in-future");
  const { levels, reasons } = fillBuckets(judge.levels, seconds, reading.odometerHm - last.odometerHm);
  found.push(...reasons);
  const next: Judge = {
    reasons: found.length === 0 ? judge.reasons : sortReasons([...judge.reasons, ...found]),
    readingCount: judge.readingCount + 1,
    first: judge.first ?? reading,
    last: reading,
    highestOdometerHm: Math.max(judge.highestOdometerHm, reading.odometerHm),
    largestGapS: Math.max(judge.largestGapS, seconds),
    levels,
  };
  return { judge: next, reasons: found };
}

/** What the record as a whole adds to the readings. */
export interface Circumstances {
  readonly gaps: number;
  readonly forks: number;
  readonly unreadable: number;
}

/**
 * Returns the judgement of everything seen.
 * @example
 * const { judge } = observe(newJudge, { timeUnixS: 1_800_000_000, odometerHm: 123_456 }, 1_800_000_060);
 * conclude(judge, { gaps: 0, forks: 0, unreadable: 0 }).reasons; // => ["too-few-readings"]
 */
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
