/** The closing values that a record proves, as a history: what there is to show while no reading can be read. Pure. */
import { decodeRecordField, recordFieldNumber } from "@witness/protocol/record/fields";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { History, Point } from "./history.ts";

const DAY_S = 86_400;

/** The last second of a month, counted from 1970, and of a year. */
const endOfMonth = (month: number): number => Date.UTC(1970, month + 1, 1) / 1_000 - 1;
const endOfYear = (year: number): number => Date.UTC(year + 1, 0, 1) / 1_000 - 1;

const pointAt = (timeUnixS: number, odometerHm: number): Point => ({
  timeUnixS,
  odometerHm,
  sequence: undefined,
  reasons: [],
  turns: false,
});

/** Returns the values at the end of years, months and days, and the newest one. */
export function closingHistory({ proof, judgement }: Pick<CarAnswer, "proof" | "judgement">): History {
  const field = proof.opening.fields.find((each) => each.field === recordFieldNumber("closings"));
  const { days, months, years } = field
    ? decodeRecordField("closings", field.value)
    : { days: [], months: [], years: [] };
  const closed = [
    ...years.map(({ year, distanceHm }) => pointAt(endOfYear(year), distanceHm)),
    ...months.map(({ month, distanceHm }) => pointAt(endOfMonth(month), distanceHm)),
    ...days.map(({ day, distanceHm }) => pointAt((day + 1) * DAY_S - 1, distanceHm)),
    ...(judgement.readings > 0 ? [pointAt(judgement.coveredToUnixS, judgement.distanceHm)] : []),
  ];
  // The end of a month is the end of a day, too.
  const byTime = new Map(closed.map((point) => [point.timeUnixS, point]));
  const points = [...byTime.values()].sort((a, b) => a.timeUnixS - b.timeUnixS);
  return { points, missing: [], sessionsUnixS: [], days: [] };
}
