import { CAR } from "@witness/protocol/columns/profile";
import { encodeReadings } from "@witness/protocol/reading";
import type { Mark, RecordedGap } from "@witness/protocol/wire/answer";
import type { ToldGroups } from "@witness/protocol/wire/told-groups";
import { describe, expect, it } from "vitest";
import { layOut, type Point, thin } from "./history.ts";

const DAY_S = 86_400;
const envelope = (...values: readonly (readonly [number, number])[]): ToldGroups => ({
  ...encodeReadings(
    CAR,
    values.map(([day, odometerHm]) => ({ timeUnixS: day * DAY_S, odometerHm })),
  ),
  blockTimeUnixS: 100 * DAY_S,
});
const answer = (
  history: readonly ToldGroups[],
  sequence: number,
  { gaps = [], marks = [], unreadableEnvelopes = 0 }: Partial<Parameters<typeof layOut>[0]> = {},
) => ({ history, profile: CAR, sequence, gaps, marks, unreadableEnvelopes });
const gap = (afterSequence: number, beforeSequence: number): RecordedGap => ({
  afterSequence,
  beforeSequence,
  timeUnixS: 100 * DAY_S,
});

describe("layOut", () => {
  it("default: readings in order, with their envelopes' numbers counted back from the head", () => {
    const { points, missing, sessionsUnixS } = layOut(answer([envelope([1, 10], [2, 20]), envelope([3, 30])], 2));
    expect(points.map(({ odometerHm, sequence }) => [odometerHm, sequence])).toEqual([
      [10, 1],
      [20, 1],
      [30, 2],
    ]);
    expect([missing, sessionsUnixS]).toEqual([[], []]);
  });

  it("given a gap: names where it lies between readings, and the session after it", () => {
    const { points, missing, sessionsUnixS } = layOut(
      answer([envelope([1, 10]), envelope([9, 90]), envelope([10, 99])], 7, { gaps: [gap(1, 6)] }),
    );
    expect(points.map(({ sequence }) => sequence)).toEqual([1, 6, 7]);
    expect(missing).toEqual([
      { afterSequence: 1, beforeSequence: 6, envelopes: 4, fromUnixS: DAY_S, toUnixS: 9 * DAY_S },
    ]);
    expect(sessionsUnixS).toEqual([9 * DAY_S]);
  });

  it("given an opening without readings: begins a session at the next reading", () => {
    const { sessionsUnixS, missing } = layOut(
      answer([envelope([1, 10]), envelope(), envelope([4, 40])], 5, { gaps: [gap(1, 4)] }),
    );
    expect(sessionsUnixS).toEqual([4 * DAY_S]);
    expect(missing[0]).toMatchObject({ fromUnixS: DAY_S, toUnixS: 4 * DAY_S });
  });

  it("given an unreadable envelope: does not guess numbers", () => {
    const { points, missing } = layOut(
      answer([envelope([1, 10]), envelope([9, 90])], 7, { gaps: [gap(2, 6)], unreadableEnvelopes: 1 }),
    );
    expect(points.map(({ sequence }) => sequence)).toEqual([undefined, undefined]);
    expect(missing[0]).toMatchObject({ envelopes: 3, fromUnixS: undefined, toUnixS: undefined });
  });

  it("marks what turned the verdict, and where it turned", () => {
    const marks: Mark[] = [
      { reading: 1, reason: "odometer-decreased" },
      { reading: 2, reason: "odometer-decreased" },
      { reading: 2, reason: "clock-back" },
    ];
    const { points } = layOut(answer([envelope([1, 50], [2, 10], [1, 9], [3, 60])], 1, { marks }));
    expect(points.map(({ reasons }) => reasons.length)).toEqual([0, 1, 2, 0]);
    expect(points.map(({ turns }) => turns)).toEqual([false, true, true, false]);
  });

  it("boundary: no reading at all", () => {
    expect(layOut(answer([], 0))).toEqual({ points: [], missing: [], sessionsUnixS: [] });
  });
});

describe("thin", () => {
  const points = Array.from({ length: 10_000 }, (_, index): Point => {
    const odometerHm = index === 5_000 ? 1 : index + 100;
    return { timeUnixS: index, odometerHm, sequence: 1, reasons: [], turns: index === 7_777 };
  });

  it("keeps ends, extremes and turns", () => {
    const kept = thin(points, 400);
    expect(kept.length).toBeLessThanOrEqual(401);
    for (const index of [0, 5_000, 7_777, 9_999]) expect(kept).toContain(points[index]);
    expect(kept.map(({ timeUnixS }) => timeUnixS)).toEqual(
      kept.map(({ timeUnixS }) => timeUnixS).toSorted((a, b) => a - b),
    );
  });

  it("boundary: leaves what is few enough alone", () => expect(thin(points, 10_000)).toBe(points));
});
