/** What a record's closing values say as of a time (docs/protocol.md, "As of"). */
import { toHex } from "../../src/bytes.ts";
import { distanceAt } from "../../src/record/as-of.ts";
import { type ClosingReading, closingsField, NO_CLOSINGS, withClosing } from "../../src/record/closings.ts";
import { decodeRecordField, encodeRecordField, type RecordValues } from "../../src/record/fields.ts";

const DAY_S = 86_400;
const NEW_YEAR = 1_798_761_600;

/** A car of two and a half months, whose newest reading is at noon: 63 days that are over, the oldest of them gone. */
const driven: ClosingReading[] = Array.from({ length: 76 }, (_, day) => ({
  timeUnixS: NEW_YEAR + day * DAY_S + 43_200,
  distanceHm: 1_000 + day,
}));
const kept = decodeRecordField("closings", closingsField(driven.reduce(withClosing, NO_CLOSINGS)));
/** The same, then a reading in each of seventy months, then daily ones: of its first months only the year is kept. */
const long = decodeRecordField(
  "closings",
  closingsField(
    [
      ...driven,
      ...Array.from({ length: 70 }, (_, month) => ({
        timeUnixS: NEW_YEAR + (76 + 31 * month) * DAY_S,
        distanceHm: 2_000 + month,
      })),
      ...Array.from({ length: 64 }, (_, day) => ({
        timeUnixS: NEW_YEAR + (2_246 + day) * DAY_S,
        distanceHm: 3_000 + day,
      })),
    ].reduce(withClosing, NO_CLOSINGS),
  ),
);
const noon = NEW_YEAR + 75 * DAY_S + 43_200;
const later = NEW_YEAR + 2_309 * DAY_S;
const NONE = { days: [], months: [], years: [] };
const asOfCases: readonly (readonly [string, RecordValues["closings"], number, number, number])[] = [
  ["a reading at that second", kept, noon, noon, 0],
  ["a second before the newest reading: the day before", kept, noon, noon - 1, 0],
  ["the last second of a day", kept, noon, NEW_YEAR + 40 * DAY_S - 1, 0],
  ["the second before it", kept, noon, NEW_YEAR + 40 * DAY_S - 2, 0],
  ["a day that is no longer kept, in the first month", kept, noon, NEW_YEAR + 13 * DAY_S, 0],
  ["a month of which a day is kept: the day", kept, noon, NEW_YEAR + 31 * DAY_S - 1, 0],
  ["a month that is no longer kept: the year before it", long, later, NEW_YEAR + 425 * DAY_S - 1, 0],
  ["the last second of a month whose days are gone", long, later, NEW_YEAR + 1_826 * DAY_S + 31 * DAY_S - 1, 0],
  ["the second before it", long, later, NEW_YEAR + 1_826 * DAY_S + 31 * DAY_S - 2, 0],
  ["the last second of a year whose months are gone", long, later, NEW_YEAR + 365 * DAY_S - 1, 0],
  ["the second before it: nothing", long, later, NEW_YEAR + 365 * DAY_S - 2, 0],
  ["before everything", kept, noon, NEW_YEAR - 1, 0],
  ["a car without a reading", NONE, 0, noon, 0],
  ["a day that began when the car was bought", kept, noon, NEW_YEAR + 41 * DAY_S - 1, NEW_YEAR + 40 * DAY_S],
  ["a day on which it was bought", kept, noon, NEW_YEAR + 41 * DAY_S - 1, NEW_YEAR + 40 * DAY_S + 1],
];
export const asOfVectors = asOfCases.map(([comment, closings, odometerUnixS, timeUnixS, fromUnixS]) => {
  const odometer = { timeUnixS: odometerUnixS, raw: 9_000, distanceHm: odometerUnixS === 0 ? 0 : 9_000, offsetHm: 0 };
  return {
    comment,
    closings: toHex(encodeRecordField("closings", closings)),
    odometer: toHex(encodeRecordField("odometer", odometer)),
    timeUnixS,
    fromUnixS,
    distance: distanceAt({ odometer, closings }, timeUnixS, fromUnixS) ?? null,
  };
});
