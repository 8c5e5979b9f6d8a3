import { expect, it } from "vitest";
import { dayOf } from "../ui/format.ts";
import { daysOf } from "./days.ts";
import type { Point } from "./history.ts";

const DAY_S = 86_400;
/** Noon, so that the reader's time zone does not move the day. */
const point = (day: number, odometerHm: number, reasons: Point["reasons"] = []): Point => ({
  timeUnixS: day * DAY_S + DAY_S / 2,
  odometerHm,
  sequence: day,
  reasons,
  turns: reasons.length > 0,
});

it("tells each day once, newest first, with what was wrong and what is missing", () => {
  const days = daysOf({
    points: [point(1, 10), point(1, 20), point(5, 50), point(5, 40, ["odometer-decreased"])],
    missing: [{ afterSequence: 1, beforeSequence: 5, envelopes: 3, fromUnixS: 0, toUnixS: 5 * DAY_S + DAY_S / 2 }],
    sessionsUnixS: [],
  });
  expect(days).toEqual([
    {
      day: dayOf(5.5 * DAY_S),
      place: 1,
      readings: 2,
      firstHm: 50,
      lastHm: 40,
      reasons: ["odometer-decreased"],
      missing: 3,
    },
    { day: dayOf(1.5 * DAY_S), place: 0, readings: 2, firstHm: 10, lastHm: 20, reasons: [], missing: 0 },
  ]);
});

it("tells what is wrong on the day on which it happened, and not on each day after", () => {
  const days = daysOf({
    points: [
      point(1, 90),
      point(2, 40, ["odometer-decreased"]),
      point(3, 50, ["odometer-decreased"]),
      point(4, 60, ["odometer-decreased", "more-per-hour"]),
      // It fell once more.
      point(5, 45, ["odometer-decreased"]),
      point(6, 95),
    ],
    missing: [],
    sessionsUnixS: [],
  });
  expect(days.map(({ reasons }) => reasons).reverse()).toEqual([
    [],
    ["odometer-decreased"],
    [],
    ["more-per-hour"],
    ["odometer-decreased"],
    [],
  ]);
});

it("tells a day again when the clock came back to it", () => {
  const days = daysOf({ points: [point(2, 10), point(3, 20), point(2, 30)], missing: [], sessionsUnixS: [] });
  expect(days.map(({ place, firstHm }) => [place, firstHm])).toEqual([
    [2, 30],
    [1, 20],
    [0, 10],
  ]);
});
