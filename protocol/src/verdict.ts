/**
 * Verdicts and their reasons, in the words of the registers that judge odometers for a living
 * (docs/protocol.md, "Verdict"). Bytes are never given to another word.
 */

/** What is said of a car's history. */
export const VERDICTS = { logical: 1, illogical: 2, "no judgement": 3 } as const;
/** A verdict's name. */
export type Verdict = keyof typeof VERDICTS;

interface Reason {
  readonly byte: number;
  /** What it turns the verdict to: `illogical` outweighs `no judgement` outweighs a remark. */
  readonly turns: "illogical" | "no judgement" | "remark";
  /** In plain words, for people. */
  readonly sentence: string;
}

const reason = (byte: number, turns: Reason["turns"], sentence: string): Reason => ({ byte, turns, sentence });

/** Every reason that a judgement may name. */
export const REASONS = {
  "odometer-decreased": reason(1, "illogical", "The odometer shows less than it did before."),
  "more-per-hour": reason(2, "illogical", "More distance in the time than a car can drive."),
  "more-per-day": reason(3, "illogical", "More distance in a day than a car can drive."),
  "more-per-week": reason(4, "illogical", "More distance in a week than a car can drive."),
  "more-per-month": reason(5, "illogical", "More distance in a month than a car can drive."),
  "more-per-year": reason(6, "illogical", "More distance in a year than a car can drive."),
  "clock-back": reason(7, "illogical", "The device's clock ran back."),
  "taken-in-future": reason(8, "illogical", "A reading claims to be younger than the block that carries it."),
  "too-few-readings": reason(9, "no judgement", "There are too few readings to judge."),
  gap: reason(10, "remark", "Some envelopes are missing; the record names where."),
  "forked-key": reason(
    11,
    "no judgement",
    "Two different envelopes were signed for the same number; somebody may hold a copy of this car's key.",
  ),
  unreadable: reason(12, "no judgement", "An authentic envelope could not be read."),
} as const satisfies Record<string, Reason>;

/** A reason's name. */
export type ReasonCode = keyof typeof REASONS;

const VERDICT_BY_BYTE = new Map<number, Verdict>(
  Object.entries(VERDICTS).map(([name, byte]) => [byte, name as Verdict]),
);
const REASON_BY_BYTE = new Map<number, ReasonCode>(
  Object.entries(REASONS).map(([name, { byte }]) => [byte, name as ReasonCode]),
);

/**
 * Returns the verdict of a byte; undefined when no verdict has it.
 * @example
 * verdictOfByte(1); // => "logical"
 */
export const verdictOfByte = (byte: number): Verdict | undefined => VERDICT_BY_BYTE.get(byte);
/**
 * Returns the reason of a byte; undefined when no reason has it.
 * @example
 * reasonOfByte(10); // => "gap"
 */
export const reasonOfByte = (byte: number): ReasonCode | undefined => REASON_BY_BYTE.get(byte);

/**
 * Returns the verdict that a set of reasons amounts to.
 * @example
 * verdictOf(["gap"]); // => "logical"
 * verdictOf(["gap", "unreadable"]); // => "no judgement"
 */
export function verdictOf(reasons: Iterable<ReasonCode>): Verdict {
  let verdict: Verdict = "logical";
  for (const code of reasons) {
    const { turns } = REASONS[code];
    if (turns === "illogical") return "illogical";
    if (turns === "no judgement") verdict = "no judgement";
  }
  return verdict;
}

/** A car's history in short: the verdict, why, and what it covers. */
export interface Judgement {
  readonly verdict: Verdict;
  /** In the order of their bytes, each once. */
  readonly reasons: readonly ReasonCode[];
  readonly readingCount: number;
  readonly firstTimeUnixS: number;
  readonly lastTimeUnixS: number;
  readonly firstOdometerHm: number;
  readonly lastOdometerHm: number;
  readonly highestOdometerHm: number;
  /** The longest time between two readings. */
  readonly largestGapS: number;
}

/**
 * Returns the reasons of a set in the order of their bytes, each once.
 * @example
 * sortReasons(["gap", "clock-back", "gap"]); // => ["clock-back", "gap"]
 */
export function sortReasons(reasons: Iterable<ReasonCode>): ReasonCode[] {
  return [...new Set(reasons)].sort((a, b) => REASONS[a].byte - REASONS[b].byte);
}
