/**
 * What a record says of a moment in the past (docs/protocol.md, "As of"): the newest distance that it keeps from then, and what
 * had been found and had happened by then. Nothing is judged again, so it costs the same however long the history is.
 */
import type { CryptoProvider } from "../crypto/provider.ts";
import { MalformedError } from "../errors.ts";
import { REASONS, type ReasonCode, reasonOfByte } from "../judge/reasons.ts";
import { firstDayOfMonth } from "./closings.ts";
import type { RecordValues } from "./fields.ts";
import type { FieldOpening } from "./opening.ts";
import { type ExpectedRecord, provenRecord, type StatePlace } from "./tree.ts";

const DAY_S = 86_400;

/** How coarse a distance is: that of a reading itself, or at the end of a day, a month or a year. With the byte that names it. */
export const GRAINS = { reading: 1, day: 2, month: 3, year: 4 } as const;
/** A grain's name. */
export type Grain = keyof typeof GRAINS;

/** A distance, and when it was the last one. */
export interface DistanceThen {
  readonly grain: Grain;
  /** The reading's time, or the last second of the day, month or year. */
  readonly timeUnixS: number;
  /** Over the car's life. */
  readonly distanceHm: number;
}

/** What had been found. */
export interface FoundThen {
  readonly reason: ReasonCode;
  readonly firstTimeUnixS: number;
}

/** What a record says of a moment. */
export interface AsOf {
  /** Undefined when the record keeps nothing from then, or the closing values were not opened. */
  readonly distance: DistanceThen | undefined;
  /** Whether closing values were opened: a later owner is shown none. */
  readonly isOpened: boolean;
  /** In the order of their bytes. Those that only the present state gives are not among them. */
  readonly reasons: readonly FoundThen[];
  /** Of those that the record names, oldest first. */
  readonly events: RecordValues["events"]["newest"];
  /** How many events are older than all that the record names. */
  readonly olderEvents: number;
}

const secondsBefore = (day: number): number => day * DAY_S - 1;

/** A kept distance with the first second and the last that it speaks of. */
interface Period extends DistanceThen {
  readonly fromUnixS: number;
}

const ofMonths = (grain: Grain, first: number, next: number, distanceHm: number): Period => ({
  grain,
  fromUnixS: firstDayOfMonth(first) * DAY_S,
  timeUnixS: secondsBefore(firstDayOfMonth(next)),
  distanceHm,
});

/** Returns the closing values of each grain, finest first: of a day that is kept, month and year say nothing newer. */
const periodsOf = ({ days, months, years }: RecordValues["closings"]): readonly (readonly Period[])[] => [
  days.map(({ day, distanceHm }) => ({
    grain: "day",
    fromUnixS: day * DAY_S,
    timeUnixS: secondsBefore(day + 1),
    distanceHm,
  })),
  months.map(({ month, distanceHm }) => ofMonths("month", month, month + 1, distanceHm)),
  years.map(({ year, distanceHm }) => {
    const january = 12 * (year - 1970);
    return ofMonths("year", january, january + 12, distanceHm);
  }),
];

/**
 * Returns the newest closing value at or before a moment; of one time the finest. Undefined when none is kept from then.
 * @param fromUnixS closing values of periods that began before this time are passed over: they are an earlier owner's
 * @example
 * const closings = { days: [{ day: 1, distanceHm: 700 }], months: [], years: [] };
 * closingAt(closings, 2 * 86_400 - 1); // => { grain: "day", timeUnixS: 172_799, distanceHm: 700 }
 */
export function closingAt(
  closings: RecordValues["closings"],
  timeUnixS: number,
  fromUnixS = 0,
): DistanceThen | undefined {
  for (const periods of periodsOf(closings)) {
    const found = periods.findLast((each) => each.timeUnixS <= timeUnixS);
    if (found === undefined) continue;
    if (found.fromUnixS < fromUnixS) return undefined;
    return { grain: found.grain, timeUnixS: found.timeUnixS, distanceHm: found.distanceHm };
  }
  return undefined;
}

/**
 * Returns the distance as of a moment: that of the newest reading when it is not later, else the newest closing value.
 * @param fromUnixS as of `closingAt`
 * @example
 * const odometer = { timeUnixS: 9, raw: 700, distanceHm: 700, offsetHm: 0 };
 * distanceAt({ odometer }, 10); // => { grain: "reading", timeUnixS: 9, distanceHm: 700 }
 */
export function distanceAt(
  { odometer, closings }: Pick<RecordValues, "odometer"> & Partial<Pick<RecordValues, "closings">>,
  timeUnixS: number,
  fromUnixS = 0,
): DistanceThen | undefined {
  if (odometer.timeUnixS > 0 && odometer.timeUnixS <= timeUnixS) {
    return { grain: "reading", timeUnixS: odometer.timeUnixS, distanceHm: odometer.distanceHm };
  }
  return closings && closingAt(closings, timeUnixS, fromUnixS);
}

/** Whether a reason is of something that was found once, and not of the present state alone. */
const isFound = (reason: ReasonCode): boolean => REASONS[reason].effect !== "period" && reason !== "unsettled";

function foundBy({ reasons }: RecordValues["verdict"], timeUnixS: number): FoundThen[] {
  return reasons.flatMap(({ reason: byte, firstTimeUnixS }) => {
    const reason = reasonOfByte(byte);
    if (reason === undefined) throw new MalformedError({ field: "reason", value: byte });
    return isFound(reason) && firstTimeUnixS <= timeUnixS ? [{ reason, firstTimeUnixS }] : [];
  });
}

/** Where a record stands in the state, as an answer shows it. */
export interface ShownRecord {
  readonly opening: FieldOpening;
  readonly place: StatePlace;
}

/**
 * Returns what the record of a device, as a state root proves it, says of a moment. Undefined when the opening proves no such
 * record, or leaves out the odometer, the verdict or the events.
 * @param expected whose record it must be, and the state root that an accepted claim must prove
 * @throws {MalformedError} `malformed` when a proven value is none of this version
 * @example
 * const nothing = { opening: { fields: [], siblings: [] }, place: { index: 1, size: 2, path: [link] } };
 * provenAsOf(nothing, { deviceId, stateRoot: link }, 1_800_000_000, native); // => undefined
 */
export function provenAsOf(
  { opening, place }: ShownRecord,
  expected: ExpectedRecord,
  timeUnixS: number,
  provider: CryptoProvider,
): AsOf | undefined {
  const proven = provenRecord(opening, place, expected, provider);
  const { odometer, verdict, events, closings } = proven ?? {};
  if (!odometer || !verdict || !events) return undefined;
  return {
    distance: distanceAt({ odometer, ...(closings ? { closings } : {}) }, timeUnixS),
    isOpened: closings !== undefined,
    reasons: foundBy(verdict, timeUnixS),
    events: events.newest.filter((event) => event.timeUnixS <= timeUnixS),
    olderEvents: events.count - events.newest.length,
  };
}
