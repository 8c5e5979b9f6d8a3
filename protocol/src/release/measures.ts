/**
 * What a release says of each cohort (docs/protocol.md, "Measures"): how much one car may add to each figure, and how much of
 * the release's ε the figure has. A measure is one row.
 */
const DAY_S = 86_400;

/** One figure of a cohort. */
export interface Measure {
  readonly name: string;
  /** Its share of a release's ε, of all weights together. */
  readonly weight: number;
  /** The most that one car adds. */
  readonly most: number;
  /** Whether `most` is of a window, or of each of its days. */
  readonly per: "window" | "day";
}

/** The measures in the order of their columns. */
export const MEASURES = [
  { name: "cars", weight: 2, most: 1, per: "window" },
  { name: "distanceHm", weight: 3, most: 1_500, per: "day" },
  { name: "troubleCodes", weight: 1, most: 3, per: "window" },
  { name: "fuelUsedCl", weight: 1, most: 1_500, per: "day" },
  { name: "energyUsedWh", weight: 1, most: 30_000, per: "day" },
] as const satisfies readonly Measure[];

/** The name of a measure. */
export type MeasureName = (typeof MEASURES)[number]["name"];

/** One number for each measure, in the order of the columns. */
export type Figures = readonly [number, number, number, number, number];

const WEIGHTS = MEASURES.reduce((sum, { weight }) => sum + weight, 0);

/** What of the settings a figure hangs on. */
export interface Spread {
  /** How long a window is, in seconds. */
  readonly windowS: number;
  /** ε of one release is `epsilonNumerator / epsilonDenominator`. */
  readonly epsilonNumerator: number;
  readonly epsilonDenominator: number;
}

/**
 * Returns the most that one car adds to a figure in one release, in the measure's unit.
 * @example
 * mostOf(MEASURES[1], { windowS: 604_800 }); // => 10_500
 */
export const mostOf = ({ most, per }: Measure, { windowS }: Pick<Spread, "windowS">): number =>
  per === "window" ? most : Math.max(1, Math.floor((most * windowS) / DAY_S));

/** The scale of a figure's noise as a fraction: P(x) is proportional to exp(−|x| · denominator / numerator). */
export interface Scale {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * Returns the scale of a figure's noise: what one car may add, by the figure's share of ε.
 * @example
 * const spread = { windowS: 604_800, epsilonNumerator: 1, epsilonDenominator: 1 };
 * scaleOf(MEASURES[0], spread); // => { numerator: 8, denominator: 2 }
 */
export const scaleOf = (measure: Measure, spread: Spread): Scale => ({
  numerator: mostOf(measure, spread) * spread.epsilonDenominator * WEIGHTS,
  denominator: spread.epsilonNumerator * measure.weight,
});

/**
 * Returns how far the noise takes a figure at most, 19 times of 20: three scales, since exp(−3) is below 0.05.
 * @example
 * const spread = { windowS: 604_800, epsilonNumerator: 1, epsilonDenominator: 1 };
 * halfWidthOf(MEASURES[0], spread); // => 12
 */
export function halfWidthOf(measure: Measure, spread: Spread): number {
  const { numerator, denominator } = scaleOf(measure, spread);
  return Math.ceil((3 * numerator) / denominator);
}
