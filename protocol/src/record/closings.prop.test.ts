import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLOSING_DAYS_MAX, CLOSING_MONTHS_MAX } from "../limits.ts";
import { closingAt, type DistanceThen, type Grain } from "./as-of.ts";
import {
  type ClosingReading,
  type Closings,
  closingsField,
  firstDayOfMonth,
  monthOfDay,
  NO_CLOSINGS,
  withClosing,
} from "./closings.ts";
import { decodeRecordField, encodeRecordField, type RecordValues } from "./fields.ts";

const DAY_S = 86_400;
const after = (readings: readonly ClosingReading[]): Closings => readings.reduce(withClosing, NO_CLOSINGS);
const told = (readings: readonly ClosingReading[]): RecordValues["closings"] =>
  decodeRecordField("closings", closingsField(after(readings)));

/** Whole histories at once, with the calendar of the platform. */
function naive(readings: readonly ClosingReading[]): RecordValues["closings"] {
  let latest = 0;
  const dated = readings.map(({ timeUnixS, distanceHm }) => {
    latest = Math.max(latest, Math.floor(timeUnixS / DAY_S));
    const date = new Date(latest * DAY_S * 1_000);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    return { day: latest, month: 12 * (year - 1970) + month, year, distanceHm: Math.min(distanceHm, 2 ** 32 - 1) };
  });
  const last = dated.at(-1);
  const ends = <K extends "day" | "month" | "year">(key: K) => {
    const byKey = new Map(dated.map((reading) => [reading[key], reading.distanceHm]));
    byKey.delete(last?.[key] ?? -1);
    return [...byKey].map(([at, distanceHm]) => ({ [key]: at, distanceHm }) as Record<K | "distanceHm", number>);
  };
  return {
    days: ends("day").slice(-CLOSING_DAYS_MAX),
    months: ends("month").slice(-CLOSING_MONTHS_MAX),
    years: ends("year"),
  };
}

/** Everything that a list without a limit would keep, each with the last second of its period by the platform's calendar. */
function naiveEnds(readings: readonly ClosingReading[]): Record<Exclude<Grain, "reading">, DistanceThen[]> {
  let latest = 0;
  const dated = readings.map(({ timeUnixS, distanceHm }) => {
    latest = Math.max(latest, Math.floor(timeUnixS / DAY_S));
    return { date: new Date(latest * DAY_S * 1_000), distanceHm: Math.min(distanceHm, 2 ** 32 - 1) };
  });
  const after = (date: Date, grain: Grain): number => {
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
    if (grain === "day") return Date.UTC(year, month, day + 1);
    return grain === "month" ? Date.UTC(year, month + 1, 1) : Date.UTC(year + 1, 0, 1);
  };
  const ends = (grain: Grain): DistanceThen[] => {
    const last = dated.at(-1);
    const byEnd = new Map(dated.map(({ date, distanceHm }) => [after(date, grain) / 1_000 - 1, distanceHm]));
    if (last) byEnd.delete(after(last.date, grain) / 1_000 - 1);
    return [...byEnd].map(([timeUnixS, distanceHm]) => ({ grain, timeUnixS, distanceHm }));
  };
  return { day: ends("day"), month: ends("month"), year: ends("year") };
}

const distances = fc.integer({ min: 0, max: 2 ** 40 });
/** Readings whose clock mostly goes on: by minutes, days or years, and sometimes back. */
const histories = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 0, max: DAY_S }) },
        { weight: 2, arbitrary: fc.integer({ min: 0, max: 40 * DAY_S }) },
        { weight: 1, arbitrary: fc.integer({ min: -400 * DAY_S, max: 400 * DAY_S }) },
      ),
      distances,
    ),
    { maxLength: 300 },
  )
  .map((steps) => {
    let timeUnixS = 1_600_000_000;
    return steps.map(([step, distanceHm]) => {
      timeUnixS = Math.min(2 ** 32 - 1, Math.max(0, timeUnixS + step));
      return { timeUnixS, distanceHm };
    });
  });

describe("closing values", () => {
  it("are the last of each day, month and year that is over, in the device's order", () => {
    fc.assert(
      fc.property(histories, (readings) => {
        expect(told(readings)).toEqual(naive(readings));
      }),
      { numRuns: 300 },
    );
  });

  it("say of any moment what the last reading before it said, or nothing, or what it said earlier", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (readings, timeUnixS) => {
        const { day, month, year } = naiveEnds(readings);
        const kept = [day.slice(-CLOSING_DAYS_MAX), month.slice(-CLOSING_MONTHS_MAX), year];
        const over = kept.map((ends) => ends.findLast((each) => each.timeUnixS <= timeUnixS));
        const found = closingAt(told(readings), timeUnixS);
        expect(found).toEqual(over.find((each) => each !== undefined));
        // A coarser value at a later second is the same distance: nothing was read in between.
        for (const coarser of over.slice(1)) {
          if (found?.grain === "day" && coarser && coarser.timeUnixS > found.timeUnixS) {
            expect(coarser.distanceHm).toBe(found.distanceHm);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("are what the field's one encoding says", () => {
    fc.assert(
      fc.property(histories, (readings) => {
        const bytes = closingsField(after(readings));
        expect(encodeRecordField("closings", decodeRecordField("closings", bytes))).toEqual(bytes);
      }),
      { numRuns: 50 },
    );
  });

  it("change once a day: a reading of the same day leaves the field as it is", () => {
    const noon = 1_700_000_000 - (1_700_000_000 % DAY_S) + DAY_S / 2;
    const first = after([
      { timeUnixS: noon - DAY_S, distanceHm: 1 },
      { timeUnixS: noon, distanceHm: 2 },
    ]);
    const next = withClosing(first, { timeUnixS: noon + 60, distanceHm: 3 });
    expect(closingsField(next)).toEqual(closingsField(first));
    expect([next.days, next.months, next.years]).toEqual([first.days, first.months, first.years]);
  });

  it("are not opened again by a clock that goes back", () => {
    const days = (...times: number[]) => told(times.map((day, distanceHm) => ({ timeUnixS: day * DAY_S, distanceHm })));
    // The third reading was made last on day 20, whatever its clock says.
    expect(days(10, 20, 5, 21).days).toEqual([
      { day: 10, distanceHm: 0 },
      { day: 20, distanceHm: 2 },
    ]);
  });

  it("stop at what four bytes say, and keep a fall as it was", () => {
    const [first, second] = told([
      { timeUnixS: 0, distanceHm: 2 ** 40 },
      { timeUnixS: DAY_S, distanceHm: 7 },
      { timeUnixS: 2 * DAY_S, distanceHm: 8 },
    ]).days;
    expect([first?.distanceHm, second?.distanceHm]).toEqual([2 ** 32 - 1, 7]);
  });

  it("know every day's month that 32 bits of seconds can say", () => {
    for (let day = 0; day <= Math.floor((2 ** 32 - 1) / DAY_S); day += 1) {
      const date = new Date(day * DAY_S * 1_000);
      expect(monthOfDay(day)).toBe(12 * (date.getUTCFullYear() - 1970) + date.getUTCMonth());
      if (date.getUTCDate() === 1) expect(firstDayOfMonth(monthOfDay(day))).toBe(day);
    }
  });
});
