/**
 * Tries to falsify ε: many releases of two fleets that differ in one car, and the outcome that tells them apart best. In the style of
 * StatDP and DP-Auditorium: an outcome is chosen on one half of the runs, and counted on the other.
 */
import { u32, utf8 } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { type Figures, MEASURES, type Spread, scaleOf } from "@witness/protocol/release/measures";
import { NoiseStream } from "@witness/protocol/release/noise";
import { type ReleaseRow, releaseRow } from "@witness/protocol/release/table";

/** What is tried. */
export interface Trial {
  /** The sums of a cohort with the car and without it. */
  readonly fleets: readonly [withCar: Figures, withoutCar: Figures];
  /** How the noise is made. */
  readonly spread: Spread;
  /** How many releases of each fleet. */
  readonly runs: number;
  readonly seed: number;
  readonly provider: CryptoProvider;
}

/** What came of it. */
export interface Audited {
  /** ε is above this, but for one time in some ten thousand. */
  readonly epsilonAtLeast: number;
  /** The outcome that tells the fleets apart best, in words. */
  readonly outcome: string;
  /** How often it came with the car, and without it. */
  readonly counts: readonly [number, number];
}

interface Outcome {
  readonly name: string;
  readonly is: (row: ReleaseRow) => boolean;
}

/** Standard errors of the interval: 1 in 30 000 on each side. */
const Z = 4;

/** Returns the bounds of a probability that was met so often (Wilson's interval). */
function interval(met: number, runs: number): readonly [low: number, high: number] {
  const share = met / runs;
  const middle = share + (Z * Z) / (2 * runs);
  const half = Z * Math.sqrt((share * (1 - share)) / runs + (Z * Z) / (4 * runs * runs));
  const whole = 1 + (Z * Z) / runs;
  return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)];
}

/** Releases of one fleet. Each has a seed of its own, as each release has. */
function releasesOf({ spread, runs, seed, provider }: Trial, sums: Figures, name: string): ReleaseRow[] {
  return Array.from({ length: runs }, (_, at) => {
    const own = provider.sha256(utf8(name), u32(seed), u32(at));
    return releaseRow(sums, spread, new NoiseStream(own, 0, provider));
  });
}

/** Outcomes that may tell the fleets apart: whether the row is shown, each figure, and all together as the likelihood weighs them. */
function outcomesOf({ fleets: [withCar, withoutCar], spread }: Trial): Outcome[] {
  const scales = MEASURES.map((measure) => scaleOf(measure, spread));
  const size = (at: number): number => (scales[at]?.numerator ?? 1) / (scales[at]?.denominator ?? 1);
  // The logarithm of how much likelier a figure is with the car.
  const lean = (at: number, figure: number): number =>
    (Math.abs(figure - (withoutCar[at] ?? 0)) - Math.abs(figure - (withCar[at] ?? 0))) / size(at);
  const together = (row: Figures): number => row.reduce((sum, figure, at) => sum + lean(at, figure), 0);
  const cuts = [-0.9, -0.5, -0.2, 0, 0.2, 0.5, 0.8, 0.95];
  const epsilon = spread.epsilonNumerator / spread.epsilonDenominator;
  const both = (name: string, holds: (row: Figures) => boolean): Outcome[] => [
    { name, is: (row) => row !== undefined && holds(row) },
    { name: `not: ${name}`, is: (row) => row !== undefined && !holds(row) },
  ];
  return [
    { name: "suppressed", is: (row) => row === undefined },
    { name: "shown", is: (row) => row !== undefined },
    ...cuts.flatMap((cut) => both(`all figures lean by ${cut} ε`, (row) => together(row) >= cut * epsilon)),
    ...MEASURES.flatMap(({ name }, at) =>
      both(`${name} as with the car`, (row) => (row[at] ?? 0) >= (withCar[at] ?? 0)),
    ),
  ];
}

const count = (rows: readonly ReleaseRow[], { is }: Outcome): number => rows.filter(is).length;
/** How many times more often, at least, something comes on one side. */
const ratio = (met: number, other: number, runs: number): number =>
  Math.log(interval(met, runs)[0] / interval(other, runs)[1]);

/** Returns the greatest ε that the releases show. */
export function auditEpsilon(trial: Trial): Audited {
  const [withCar, withoutCar] = trial.fleets.map((sums, at) => releasesOf(trial, sums, at === 0 ? "with" : "without"));
  if (!withCar || !withoutCar) throw new RangeError("There are two fleets.");
  const half = Math.floor(trial.runs / 2);
  const [chosenOn, countedOn] = [
    [withCar.slice(0, half), withoutCar.slice(0, half)],
    [withCar.slice(half), withoutCar.slice(half)],
  ].map(([some = [], others = []]) => ({ some, others, runs: some.length }));
  if (!chosenOn || !countedOn) throw new RangeError("There are two halves.");
  const told = ({ some, others, runs }: typeof chosenOn, outcome: Outcome): number => {
    const [met, other] = [count(some, outcome), count(others, outcome)];
    return Math.max(ratio(met, other, runs), ratio(other, met, runs));
  };
  const [first, ...more] = outcomesOf(trial);
  if (!first) throw new RangeError("There is an outcome.");
  const best = more.reduce((before, each) => (told(chosenOn, each) > told(chosenOn, before) ? each : before), first);
  return {
    epsilonAtLeast: told(countedOn, best),
    outcome: best.name,
    counts: [count(countedOn.some, best), count(countedOn.others, best)],
  };
}
