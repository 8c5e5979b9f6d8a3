/** The noise is what its definition says: exact on small scales by counting, and never predictable without the seed. */
import { describe, expect, it } from "vitest";
import { utf8 } from "../bytes.ts";
import { native } from "../crypto/native.ts";
import { halfWidthOf, MEASURES, scaleOf } from "./measures.ts";
import { discreteLaplace, NoiseStream } from "./noise.ts";

const streamOf = (name: string) => new NoiseStream(native.sha256(utf8(name)), 0, native);

/** χ² of what was drawn against P(x) ∝ exp(−|x| / scale), over the values up to `most` on both sides. */
function chiSquare(drawn: readonly number[], scale: number, most: number): number {
  const q = Math.exp(-1 / scale);
  const counts = new Map<number, number>();
  for (const value of drawn) counts.set(value, (counts.get(value) ?? 0) + 1);
  let sum = 0;
  for (let value = -most; value <= most; value += 1) {
    const expected = (drawn.length * (1 - q) * q ** Math.abs(value)) / (1 + q);
    sum += ((counts.get(value) ?? 0) - expected) ** 2 / expected;
  }
  return sum;
}

describe("discrete Laplace", () => {
  it.each([
    ["8 / 2", { numerator: 8, denominator: 2 }, 4],
    ["7 / 3", { numerator: 7, denominator: 3 }, 7 / 3],
    ["1 / 1", { numerator: 1, denominator: 1 }, 1],
  ])("has the probabilities of its definition at scale %s", (name, scale, real) => {
    const stream = streamOf(name);
    const drawn = Array.from({ length: 20_000 }, () => discreteLaplace(stream, scale));
    // 9 values, seeded: a χ² above 33 would come by chance once in ten thousand times.
    expect(chiSquare(drawn, real, 4)).toBeLessThan(33);
    // A sampler of another scale would be noticed.
    expect(chiSquare(drawn, real * 1.15, 4)).toBeGreaterThan(33);
  });

  it("stays within a figure's bar 19 times of 20 at least", () => {
    const spread = { windowS: 604_800, epsilonNumerator: 1, epsilonDenominator: 1 };
    for (const measure of MEASURES) {
      const stream = streamOf(measure.name);
      const half = halfWidthOf(measure, spread);
      const drawn = Array.from({ length: 4_000 }, () => discreteLaplace(stream, scaleOf(measure, spread)));
      const within = drawn.filter((value) => Math.abs(value) <= half).length / drawn.length;
      expect(within, measure.name).toBeGreaterThan(0.94);
      expect(within, measure.name).toBeLessThan(0.97);
    }
  });

  it("is drawn anew for each row, and again for the same one", () => {
    const drawn = (row: number) => {
      const stream = new NoiseStream(native.sha256(utf8("rows")), row, native);
      return Array.from({ length: 20 }, () => discreteLaplace(stream, { numerator: 1_000, denominator: 1 }));
    };
    expect(drawn(0)).toEqual(drawn(0));
    expect(drawn(0)).not.toEqual(drawn(1));
  });
});
