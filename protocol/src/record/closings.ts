/**
 * Closing values: the distance over the car's life at the end of each day for two months, of each month for five years, and
 * of each year for ever (docs/protocol.md, "Closing values"). They are packed as the field `closings` has them. A day is
 * closed by the first reading of a later day, so the field changes once a day and not with each run.
 */
import { concat, saturated, u32 } from "../bytes.ts";
import { CLOSING_DAYS_MAX, CLOSING_MONTHS_MAX, CLOSING_YEARS_MAX } from "../limits.ts";

const DAY_S = 86_400;
/** u16 of the day, month or year, and u32 of the distance. */
const CLOSING_BYTES = 6;

/** A reading that went on from the ones before, in the order in which the device made them. */
export interface ClosingReading {
  /** The time that the judge took for it. */
  readonly timeUnixS: number;
  /** The distance over the car's life. */
  readonly distanceHm: number;
}

/** The closing values so far, oldest first, and the day that is not over. */
export interface Closings {
  /** CLOSING_BYTES each. */
  readonly days: Uint8Array;
  readonly months: Uint8Array;
  readonly years: Uint8Array;
  /** Undefined before the first reading. Its day counts from 1970-01-01 UTC. */
  readonly open: { readonly day: number; readonly distanceHm: number } | undefined;
}

/** The closing values of a car that has no reading yet. */
export const NO_CLOSINGS: Closings = {
  days: new Uint8Array(),
  months: new Uint8Array(),
  years: new Uint8Array(),
  open: undefined,
};

/**
 * Returns the month of a day, `12 · (year − 1970) + month − 1`. The calendar is reckoned in years that begin in March, so
 * that the leap day is the last of its year; 719 468 days lie between 1 March of the year 0 and 1970.
 * @param day from 1970-01-01 UTC
 * @example
 * monthOfDay(59); // => 2
 */
export function monthOfDay(day: number): number {
  const days = day + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days % 146_097;
  const leapDays = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  return 12 * (era * 400 + yearOfEra - 1970) + monthFromMarch + 2;
}

/**
 * Returns the first day of a month, from 1970-01-01 UTC: the inverse of `monthOfDay`.
 * @param month as `monthOfDay` counts
 * @example
 * firstDayOfMonth(2); // => 59
 */
export function firstDayOfMonth(month: number): number {
  const fromMarch = month + 12 * 1970 - 2;
  const [year, monthFromMarch] = [Math.floor(fromMarch / 12), fromMarch % 12];
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return 365 * year + leapDays + Math.floor((153 * monthFromMarch + 2) / 5) - 719_468;
}

const yearOfMonth = (month: number): number => 1970 + Math.floor(month / 12);

/**
 * Returns whether a reading counts for the day that is open.
 * @example
 * isOfOpenDay(NO_CLOSINGS, { timeUnixS: 0, distanceHm: 10 }); // => false
 */
export const isOfOpenDay = ({ open }: Closings, { timeUnixS }: ClosingReading): boolean =>
  open !== undefined && Math.floor(timeUnixS / DAY_S) <= open.day;

/** Returns the list with one more value; the oldest of `most` goes. */
function closed(list: Uint8Array, at: number, distanceHm: number, most: number): Uint8Array {
  const kept = list.subarray(Math.max(0, list.length - (most - 1) * CLOSING_BYTES));
  return concat(kept, Uint8Array.of(at >>> 8, at & 255), u32(saturated(distanceHm)));
}

/**
 * Returns the closing values after one more reading. A reading whose time lies before the open day counts for that day: the
 * device's order decides, so a clock that goes back opens no day again.
 * @example
 * const first = withClosing(NO_CLOSINGS, { timeUnixS: 0, distanceHm: 10 });
 * withClosing(first, { timeUnixS: 86_400, distanceHm: 20 }).days; // => Uint8Array.of(0, 0, 0, 0, 0, 10)
 */
export function withClosing(closings: Closings, { timeUnixS, distanceHm }: ClosingReading): Closings {
  const { open, days, months, years } = closings;
  if (open === undefined || isOfOpenDay(closings, { timeUnixS, distanceHm })) {
    const day = open?.day ?? Math.floor(timeUnixS / DAY_S);
    return { days, months, years, open: { day, distanceHm } };
  }
  const day = Math.floor(timeUnixS / DAY_S);
  const [month, openMonth] = [monthOfDay(day), monthOfDay(open.day)];
  const [year, openYear] = [yearOfMonth(month), yearOfMonth(openMonth)];
  return {
    days: closed(days, open.day, open.distanceHm, CLOSING_DAYS_MAX),
    months: month === openMonth ? months : closed(months, openMonth, open.distanceHm, CLOSING_MONTHS_MAX),
    years: year === openYear ? years : closed(years, openYear, open.distanceHm, CLOSING_YEARS_MAX),
    open: { day, distanceHm },
  };
}

/**
 * Returns the field `closings`, as `encodeRecordField` writes it. The open day is not in it: the field `odometer` has it.
 * @example
 * closingsField(NO_CLOSINGS); // => Uint8Array.of(0, 0, 0)
 */
export function closingsField({ days, months, years }: Closings): Uint8Array {
  const counted = (list: Uint8Array) => Uint8Array.of(list.length / CLOSING_BYTES);
  return concat(counted(days), days, counted(months), months, counted(years), years);
}

/**
 * Returns the closing values that go on from a field of an old record. The open day is not in it: it is that of the newest
 * reading of the path, and later than every day that is closed.
 * @param bytes as `closingsField` writes them
 * @param newest of the path; a moment of 0 when it has no reading
 * @example
 * inheritedClosings(closingsField(NO_CLOSINGS), { timeUnixS: 86_400, distanceHm: 20 }).open; // => { day: 1, distanceHm: 20 }
 */
export function inheritedClosings(bytes: Uint8Array, newest: ClosingReading): Closings {
  let at = 0;
  const take = (): Uint8Array => {
    const end = at + 1 + (bytes[at] ?? 0) * CLOSING_BYTES;
    const list = bytes.slice(at + 1, end);
    at = end;
    return list;
  };
  const [days, months, years] = [take(), take(), take()];
  if (newest.timeUnixS === 0) return { days, months, years, open: undefined };
  const last = days.length - CLOSING_BYTES;
  const closedDay = last < 0 ? -1 : 256 * (days[last] ?? 0) + (days[last + 1] ?? 0);
  const day = Math.max(Math.floor(newest.timeUnixS / DAY_S), closedDay + 1);
  return { days, months, years, open: { day, distanceHm: newest.distanceHm } };
}
