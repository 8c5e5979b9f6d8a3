import { describe, expect, it } from "vitest";
import { type Point, thin } from "./history.ts";

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
