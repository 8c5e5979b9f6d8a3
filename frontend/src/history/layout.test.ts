import type { FoundMark } from "@witness/protocol/history/judged-history";
import { describe, expect, it } from "vitest";
import { joinParts, LAYOUT_BEGIN, layOutPart } from "./layout.ts";

const DAY_S = 86_400;
type Told = Parameters<typeof layOutPart>[1][number];

/** An envelope with readings on days, at noon. */
const envelope = (
  sequence: number,
  values: readonly (readonly [number, number | undefined])[],
  gap?: Told["gap"],
): Told => {
  const readings = values.map(([day, odometerHm]) => ({
    timeUnixS: day * DAY_S + DAY_S / 2,
    ...(odometerHm !== undefined && { odometerHm }),
  }));
  const groups = { distance: new Uint8Array(), condition: new Uint8Array(), bus: new Uint8Array() };
  const opened = { groups, readings, judged: readings.length, unreadable: false };
  return { body: { sequence }, opened, ...(gap && { gap }) };
};
/** Lays envelopes out in parts of their own, as tiles do. */
function layOut(parts: readonly (readonly Told[])[], marks: readonly FoundMark[] = []) {
  let carry = LAYOUT_BEGIN;
  const laid = parts.map((part) => {
    const from = carry.readings;
    const to = from + part.reduce((sum, { opened }) => sum + opened.readings.length, 0);
    const step = layOutPart(
      carry,
      part,
      marks.filter(({ reading }) => reading >= from && reading < to),
    );
    carry = step.carry;
    return step.part;
  });
  return joinParts(laid, carry);
}
const noon = (day: number): number => day * DAY_S + DAY_S / 2;

describe("layOutPart and joinParts", () => {
  it("default: readings in order with their envelopes' numbers; a day that goes on in the next part is one day", () => {
    const { points, days, missing, sessionsUnixS } = layOut([
      [envelope(1, [[1, 10]]), envelope(2, [[2, 20]])],
      [
        envelope(3, [
          [2, 30],
          [3, 40],
        ]),
      ],
    ]);
    expect(points.map(({ odometerHm, sequence }) => [odometerHm, sequence])).toEqual([
      [10, 1],
      [20, 2],
      [30, 3],
      [40, 3],
    ]);
    expect(days.map(({ readings, firstHm, lastHm }) => [readings, firstHm, lastHm])).toEqual([
      [1, 10, 10],
      [2, 20, 30],
      [1, 40, 40],
    ]);
    expect([missing, sessionsUnixS]).toEqual([[], []]);
  });

  it("given a gap between two parts: names where it lies between readings, and the session after it", () => {
    const { missing, sessionsUnixS } = layOut([
      [envelope(1, [[1, 10]])],
      [envelope(6, [], { afterSequence: 1, beforeSequence: 6 })],
      [envelope(7, [[9, 90]])],
    ]);
    expect(missing).toEqual([
      { afterSequence: 1, beforeSequence: 6, envelopes: 4, fromUnixS: noon(1), toUnixS: noon(9) },
    ]);
    expect(sessionsUnixS).toEqual([noon(9)]);
  });

  it("given a gap after which nothing came: names it without an end", () => {
    const { missing } = layOut([[envelope(1, [[1, 10]]), envelope(6, [], { afterSequence: 1, beforeSequence: 6 })]]);
    expect(missing).toEqual([
      { afterSequence: 1, beforeSequence: 6, envelopes: 4, fromUnixS: noon(1), toUnixS: undefined },
    ]);
  });

  it("marks what was found at a reading in any part, and whether it turned the verdict", () => {
    const { points, days } = layOut(
      [
        [envelope(1, [[1, 50]])],
        [
          envelope(2, [
            [2, undefined],
            [2, 10],
          ]),
        ],
      ],
      [
        { reading: 2, reason: "odometer-decreased" },
        { reading: 0, reason: "gap" },
      ],
    );
    expect(points.map(({ reasons, turns }) => [reasons, turns])).toEqual([
      [["gap"], false],
      [["odometer-decreased"], true],
    ]);
    expect(days.map(({ reasons }) => reasons)).toEqual([["gap"], ["odometer-decreased"]]);
  });

  it("boundary: no reading at all", () => {
    expect(layOut([])).toEqual({ points: [], missing: [], sessionsUnixS: [], days: [] });
  });
});
