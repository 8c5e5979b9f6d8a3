/** Attacks on releases that must find nothing (docs/privacy.md): with what the attacker is given, and how far it came. */
import { u32, utf8 } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { type Figures, MEASURES, mostOf } from "@witness/protocol/release/measures";
import { NoiseStream } from "@witness/protocol/release/noise";
import { type ReleaseRow, releaseRow } from "@witness/protocol/release/table";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import { describe, expect, it } from "vitest";
import { DEFAULTS, neighbours } from "../fuzz/epsilon/fleets.ts";
import { auditEpsilon } from "../fuzz/epsilon/tester.ts";
import { inspect } from "../src/inspect/inspect.ts";
import { world } from "./world.ts";

const RUNS = 4_000;
const trial = { spread: DEFAULTS, runs: RUNS, seed: 7, provider: native };

/** A release of some sums, under a seed of its own. */
const releaseOf = (sums: Figures, name: string, at: number): ReleaseRow =>
  releaseRow(sums, DEFAULTS, new NoiseStream(native.sha256(utf8(name), u32(at)), 0, native));

/** How often an attacker is right who guesses from what it sees whether the car is there; half of the time it is. */
function rightGuesses(see: (isThere: boolean, at: number) => boolean): number {
  const guesses = Array.from({ length: RUNS }, (_, at) => see(at % 2 === 0, at) === (at % 2 === 0));
  return guesses.filter(Boolean).length / RUNS;
}
/** Nobody is right more often under ε (Wasserman and Zhou, 2010), but for five standard errors of the count. */
const atMost = (epsilon: number): number => Math.exp(epsilon) / (1 + Math.exp(epsilon)) + 5 * Math.sqrt(0.25 / RUNS);

describe("a planted car", () => {
  it("adds no more than its bounds, whatever its counters say", () => {
    const [withCar, withoutCar] = neighbours(20);
    const added = withCar.map((sum, at) => sum - (withoutCar[at] ?? 0));
    expect(added).toEqual(MEASURES.map((measure) => mostOf(measure, DEFAULTS)));
  });

  it.each([0, 9, 500])("among %i others is told apart by no outcome more than ε allows", (others) => {
    const { epsilonAtLeast } = auditEpsilon({ ...trial, fleets: neighbours(others) });
    expect(epsilonAtLeast).toBeLessThan(1);
  });

  it("is told apart where the noise is a third of what it should be: the tester is not blind", () => {
    const spread = { ...DEFAULTS, epsilonNumerator: 3 };
    expect(auditEpsilon({ ...trial, spread, fleets: neighbours(500) }).epsilonAtLeast).toBeGreaterThan(1);
  });

  it("is not found by whoever knows all other cars exactly", () => {
    const [withCar, withoutCar] = neighbours(500);
    const right = rightGuesses((isThere, at) => {
      const row = releaseOf(isThere ? withCar : withoutCar, "insider", at);
      // The best guess of all: each figure weighed by its noise.
      const leans = MEASURES.map(({ weight }, measure) => {
        const [near = 0, far = 0] = [withCar[measure], withoutCar[measure]];
        const figure = row?.[measure] ?? 0;
        return (weight * (Math.abs(figure - far) - Math.abs(figure - near))) / (near - far);
      });
      return leans.reduce((sum, lean) => sum + lean, 0) > 0;
    });
    expect(right).toBeLessThan(atMost(1));
    expect(right).toBeGreaterThan(0.5);
  });
});

describe("differencing", () => {
  it("over two releases, before a car came and after, is no better than one release: the first says nothing of it", () => {
    const [withCar, withoutCar] = neighbours(500);
    const right = rightGuesses((isThere, at) => {
      const before = releaseOf(withoutCar, "week one", at)?.[0] ?? 0;
      const after = releaseOf(isThere ? withCar : withoutCar, "week two", at)?.[0] ?? 0;
      return after > before;
    });
    expect(right).toBeLessThan(atMost(1 / 4));
  });

  it("of all cohorts against one is impossible: there is no total, and each row has noise of its own", () => {
    const [sums] = neighbours(500);
    const seed = native.sha256(utf8("one release"));
    const rows = [0, 1].map((row) => releaseRow(sums, DEFAULTS, new NoiseStream(seed, row, native)));
    expect(rows[0]?.[1]).not.toBe(rows[1]?.[1]);
  });
});

describe("a small cohort", () => {
  it("of one car comes out hardly more often than one of none, and then says nothing that an empty one does not", () => {
    const [one] = neighbours(0);
    const none: Figures = [0, 0, 0, 0, 0];
    const shown = (sums: Figures, name: string): number =>
      Array.from({ length: RUNS }, (_, at) => releaseOf(sums, name, at)).filter((row) => row !== undefined).length;
    const [ones, nones] = [shown(one, "one car"), shown(none, "no car")];
    expect(ones / RUNS).toBeLessThan(0.09);
    expect(nones).toBeGreaterThan(0);
    // Within e^(1/4) of each other, but for chance.
    expect(ones).toBeLessThan(Math.exp(1 / 4) * nones + 5 * Math.sqrt(nones));
  });
});

it("exact figures are refused where there are releases: they would take the noise away", () => {
  const asked = encodeQuery({ kind: "statistics", make: "", model: "" });
  expect(decodeAnswer(inspect(world({ releases: DEFAULTS }), asked))).toEqual({
    kind: "none",
    code: "statistics-released",
  });
  expect(decodeAnswer(inspect(world(), asked))).toMatchObject({ kind: "statistics" });
});
