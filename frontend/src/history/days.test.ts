import { dayOf } from "@witness/verify/moments";
import { expect, it } from "vitest";
import { daysOf, shownDays } from "./days.ts";
import type { Point } from "./history.ts";
import { newestOf } from "./newest.ts";

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
      toUnixS: noon(5),
      place: 1,
      readings: 2,
      firstHm: 50,
      lastHm: 40,
      reasons: ["odometer-decreased"],
      missing: 3,
    },
    { day: dayOf(noon(1)), toUnixS: noon(1), place: 0, readings: 2, firstHm: 10, lastHm: 20, reasons: [], missing: 0 },
  ]);
});

it("leaves out of the newest part what is older, and keeps what cannot be dated", () => {
  const points = [point(1, 10), point(40, 400), point(69, 700), point(70, 710)];
  const missing = [
    { afterSequence: 1, beforeSequence: 3, envelopes: 1, fromUnixS: noon(1), toUnixS: noon(30) },
    { afterSequence: 4, beforeSequence: 6, envelopes: 1, fromUnixS: noon(30), toUnixS: noon(50) },
    { afterSequence: 7, beforeSequence: 9, envelopes: 1, fromUnixS: undefined, toUnixS: undefined },
  ];
  const history = { points, missing, sessionsUnixS: [noon(1), noon(69)], days: daysOf(points) };
  const newest = newestOf(history, "30d");
  expect(newest.points.map(({ sequence }) => sequence)).toEqual([40, 69, 70]);
  expect(newest.days.map(({ readings, firstHm }) => [readings, firstHm])).toEqual([
    [1, 400],
    [1, 700],
    [1, 710],
  ]);
  expect(newest.missing.map(({ afterSequence }) => afterSequence)).toEqual([4, 7]);
  expect(newest.sessionsUnixS).toEqual([noon(69)]);
  expect(newestOf(history, "all")).toBe(history);
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
