import { dayOf } from "@witness/verify/moments";
import { expect, it } from "vitest";
import { daysOf, shownDays } from "./days.ts";
import type { Point } from "./history.ts";

const DAY_S = 86_400;
/** Noon, so that the reader's time zone does not move the day. */
const noon = (day: number): number => day * DAY_S + DAY_S / 2;
const point = (day: number, odometerHm: number, reasons: Point["reasons"] = []): Point => ({
  timeUnixS: noon(day),
  odometerHm,
  sequence: day,
  reasons,
  turns: reasons.length > 0,
});

it("tells each day once, newest first, with what was wrong and what is missing", () => {
  const days = daysOf([point(1, 10), point(1, 20), point(5, 50), point(5, 40, ["odometer-decreased"])]);
  const missing = [{ afterSequence: 1, beforeSequence: 5, envelopes: 3, fromUnixS: 0, toUnixS: noon(5) }];
  expect(shownDays({ days, missing })).toEqual([
    {
      day: dayOf(noon(5)),
      place: 1,
      readings: 2,
      firstHm: 50,
      lastHm: 40,
      reasons: ["odometer-decreased"],
      missing: 3,
    },
    { day: dayOf(noon(1)), place: 0, readings: 2, firstHm: 10, lastHm: 20, reasons: [], missing: 0 },
  ]);
});

it("tells a day again when the clock came back to it, and what is missing there once", () => {
  const missing = [{ afterSequence: 1, beforeSequence: 5, envelopes: 3, fromUnixS: 0, toUnixS: noon(2) }];
  const days = shownDays({ days: daysOf([point(2, 10), point(3, 20), point(2, 30)]), missing });
  expect(days.map(({ place, firstHm, missing: lost }) => [place, firstHm, lost])).toEqual([
    [2, 30, 0],
    [1, 20, 0],
    [0, 10, 3],
  ]);
});
