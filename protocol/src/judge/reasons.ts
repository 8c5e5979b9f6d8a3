/**
 * Why a verdict is what it is (docs/verdict.md, "Reasons"). A reason is kept for ever: with its first and last time, how
 * often it was found, and by how much. Byte 8 was `taken-in-future` while the protocol was made, and stays unused.
 */
import { saturated } from "../bytes.ts";

/**
 * What a reason does to a verdict. `illogical` and `doubt` do it while the reason is open, `period` says that the covered
 * period is too small, `break` begins a new covered period, and `remark` is said beside the verdict.
 */
export type Effect = "illogical" | "doubt" | "period" | "break" | "remark";

interface Row {
  readonly byte: number;
  readonly effect: Effect;
  /** In plain words, for people. */
  readonly sentence: string;
}

const row = (byte: number, effect: Effect, sentence: string): Row => ({ byte, effect, sentence });

/** Every reason, in the order of the bytes. */
export const REASONS = {
  "odometer-decreased": row(1, "illogical", "The odometer shows less than it did before."),
  "more-per-hour": row(2, "illogical", "More distance in the time than a car can drive."),
  "more-per-day": row(3, "illogical", "More distance in a day than a car can drive."),
  "more-per-week": row(4, "illogical", "More distance in a week than a car can drive."),
  "more-per-month": row(5, "illogical", "More distance in a month than a car can drive."),
  "more-per-year": row(6, "illogical", "More distance in a year than a car can drive."),
  "clock-back": row(7, "remark", "The device's clock ran back; the blocks' times were taken instead."),
  "too-few-readings": row(9, "period", "There are too few readings to judge."),
  gap: row(10, "remark", "Some envelopes are missing; hours and distance over them are named."),
  "forked-key": row(11, "doubt", "Two different envelopes go on from one; somebody may hold a copy of this car's key."),
  unreadable: row(12, "break", "An authentic envelope could not be read."),
  "standing-still": row(13, "illogical", "The car drove on while its odometer stood still."),
  "clock-ahead": row(14, "remark", "The device's clock ran ahead; the blocks' times were taken instead."),
  "clock-slow": row(
    15,
    "remark",
    "The device's clock allows less distance than was driven; the blocks' times do, and were taken instead.",
  ),
  "clock-behind": row(16, "doubt", "The device's clock is far behind the blocks that carry its readings."),
  outlier: row(17, "remark", "Single readings that cannot be true were left out."),
  "disputed-reading": row(
    18,
    "doubt",
    "Two readings contradict each other and either can be true; a dial reading decides.",
  ),
  unsettled: row(19, "doubt", "The last readings contradict the history; the next ones decide."),
  "unsteady-sensor": row(20, "break", "The sensor sends too many readings that cannot be true."),
  "stepped-back": row(21, "remark", "The odometer lost a few kilometres, as some electronics do."),
  wrapped: row(22, "remark", "The counter began again at zero after its highest value."),
  "standing-suspected": row(
    23,
    "break",
    "Fuel, energy, hours or speed say that the car was in use while its odometer stood.",
  ),
  "sources-differ": row(24, "remark", "The odometer counts more than the car's other source of distance."),
  void: row(25, "break", "There was a long silence; the covered period begins after it."),
  "late-in-gap": row(26, "remark", "Envelopes that were missing came late; they are kept and not judged."),
  "period-too-short": row(27, "period", "The covered period is too short to judge."),
  "cluster-replaced": row(28, "remark", "The instrument cluster was replaced; the distance is over the car's life."),
  "unit-changed": row(29, "remark", "The unit of the odometer was changed."),
  "correction-refused": row(
    30,
    "remark",
    "A correction lacked a signature or did not fit the readings; it had no effect.",
  ),
  "dial-differs": row(31, "doubt", "A workshop read something else off the dial."),
  "dial-reading": row(32, "remark", "A workshop read the dial, and it agrees."),
  import: row(33, "remark", "The car has a history elsewhere that no reading here covers."),
  "other-record": row(
    34,
    "doubt",
    "Another record exists for this car, and neither names the other as its predecessor.",
  ),
  "device-moved": row(35, "doubt", "The device was moved to another car."),
  "device-replaced": row(36, "remark", "The device took over from another one, whose last value it must go on from."),
  "dial-unconfirmed": row(
    37,
    "remark",
    "A workshop whose doubt about the dial was closed read something else again; nobody else did.",
  ),
} as const satisfies Record<string, Row>;

/** A reason's name. */
export type ReasonCode = keyof typeof REASONS;

const BY_BYTE = new Map<number, ReasonCode>(
  Object.entries(REASONS).map(([code, { byte }]) => [byte, code as ReasonCode]),
);

/**
 * Returns the reason of a byte, or undefined.
 * @example
 * reasonOfByte(25); // => "void"
 */
export const reasonOfByte = (byte: number): ReasonCode | undefined => BY_BYTE.get(byte);

/** How many findings of one reason can be open. From here on none is ever closed. */
export const OPEN_MAX = 255;

/** A reason with everything that is kept of it. Counts and sums stop at the highest value of their bytes. */
export interface Reason {
  readonly code: ReasonCode;
  readonly firstTimeUnixS: number;
  readonly lastTimeUnixS: number;
  /** How often it was found, at most 65 535. */
  readonly count: number;
  /** How many of the findings are not corrected or settled, at most OPEN_MAX. */
  readonly open: number;
  /** The first finding's amount; it never changes. */
  readonly firstAmountHm: number;
  /** The sum over all findings. */
  readonly totalAmountHm: number;
  /** The time that all findings cover together. */
  readonly seconds: number;
}

/** One finding of a reason. */
export interface Finding {
  readonly timeUnixS: number;
  readonly amountHm?: number;
  readonly seconds?: number;
}

/** The reasons of a car, in the order of their bytes, each once. */
export type Reasons = readonly Reason[];

/** Returns the reasons with one more finding. */
export function withFinding(reasons: Reasons, code: ReasonCode, finding: Finding): Reasons {
  const { timeUnixS, amountHm = 0, seconds = 0 } = finding;
  const place = reasons.findIndex((reason) => reason.code === code);
  const known = reasons[place];
  const next: Reason = {
    code,
    firstTimeUnixS: known?.firstTimeUnixS ?? timeUnixS,
    lastTimeUnixS: timeUnixS,
    count: Math.min((known?.count ?? 0) + 1, 65_535),
    open: Math.min((known?.open ?? 0) + 1, OPEN_MAX),
    firstAmountHm: known?.firstAmountHm ?? saturated(amountHm),
    totalAmountHm: saturated((known?.totalAmountHm ?? 0) + amountHm),
    seconds: saturated((known?.seconds ?? 0) + seconds),
  };
  const after = reasons.slice();
  // Most findings are of a reason that is there, and a record with all reasons finds several with each reading.
  if (known !== undefined) after[place] = next;
  else {
    const { byte } = REASONS[code];
    const later = reasons.findIndex((reason) => REASONS[reason.code].byte > byte);
    after.splice(later < 0 ? after.length : later, 0, next);
  }
  return after;
}

/** Returns the reasons with distance and time added to a finding that was noted before they were known. */
export function withExtent(reasons: Reasons, code: ReasonCode, extent: { amountHm: number; seconds: number }): Reasons {
  return reasons.map((reason) =>
    reason.code === code
      ? {
          ...reason,
          firstAmountHm: reason.count === 1 ? saturated(reason.firstAmountHm + extent.amountHm) : reason.firstAmountHm,
          totalAmountHm: saturated(reason.totalAmountHm + extent.amountHm),
          seconds: saturated(reason.seconds + extent.seconds),
        }
      : reason,
  );
}

/** Returns the reasons with one finding of a reason closed, or all of them. What was found is said for ever. */
export function withClosed(reasons: Reasons, code: ReasonCode, which: "one" | "all"): Reasons {
  return reasons.map((reason) => {
    if (reason.code !== code || reason.open === 0) return reason;
    if (which === "all") return { ...reason, open: 0 };
    return { ...reason, open: reason.open === OPEN_MAX ? OPEN_MAX : reason.open - 1 };
  });
}

/** Returns whether a finding of the reason is open. */
export const isOpen = (reasons: Reasons, code: ReasonCode): boolean =>
  reasons.some((reason) => reason.code === code && reason.open > 0);
