/**
 * What the judge remembers of a car (docs/verdict.md, "State"): a plain value of bounded size, whatever the
 * car lived through. All numbers are integers; positions are hectometres over the car's life.
 *
 * Bounds: a position is at most 2^40, a time 2^32. A step is at most 2^41 and counts 3 600 times in a bucket, whose level
 * stays between 2^29 and −2^34: all sums are far below 2^53.
 */
import type { WorkQuantity } from "./parameters.ts";
import type { Reasons } from "./reasons.ts";
import type { Rules, Unit } from "./rules.ts";

/**
 * A reading whose position would be above this is no reading: 110 million kilometres. The offset is as near to 0, and so no
 * position is below minus this.
 */
export const POSITION_MAX_HM = 2 ** 40;

/** A place on the path. */
export interface Point {
  readonly positionHm: number;
  readonly momentUnixS: number;
}

/** A reading of the counter, on the path or off it. */
export interface Place extends Point {
  /** The counter as the device sent it. */
  readonly raw: number;
  /** The earliest time at which the car may have been there. */
  readonly sinceUnixS: number;
}

/** A reading off the path. */
export interface Stray extends Place {
  /** Not above what the blocks' times allow. */
  readonly mayBeTrue: boolean;
}

/** A counter that is compared with the odometer. All but its levels is 0 while it has no last value. */
export interface Meter {
  /** Its last value; undefined: none, or none that the next can be compared with. */
  readonly last: number | undefined;
  /** How much it rose since the odometer was last compared with it. */
  readonly rise: number;
  /** Where the odometer was then, moved with the path, and at most POSITION_MAX_HM behind it. */
  readonly positionHm: number;
  /** How much it is beyond the odometer. */
  readonly level: number;
}

/** The other source of distance, in hectometres; levels are hundredths of them. */
export interface Source extends Meter {
  /** How much the odometer is beyond it. */
  readonly behind: number;
  /** Something of the rise is not known. */
  readonly isPartial: boolean;
  /** The earliest time at which the odometer may have been compared with it last. */
  readonly sinceUnixS: number;
  /** For how many comparisons the level has been above its slack; and value and level before, 0 when for none. */
  readonly above: number;
  readonly valueBefore: number;
  readonly levelBefore: number;
}

/** A fall or a jump that a correction may still lift. */
export interface Break {
  readonly momentUnixS: number;
  /** Negative for a fall. */
  readonly changeHm: number;
  /** Bit n: the bucket n overflowed. */
  readonly buckets: number;
  /** The counter before and after, and how far the car can have driven between. */
  readonly rawBefore: number;
  readonly rawAfter: number;
  readonly reachHm: number;
}

/** A contradiction that a dial reading settles. */
export interface Dispute {
  readonly momentUnixS: number;
  readonly amountHm: number;
  /** The higher of the two. */
  readonly positionHm: number;
}

/** How many companies' words about the dial are kept. */
export const WORDS_MAX = 4;

/**
 * What a company says of the dial: it differs from the path, shows what was disputed, or agrees; or a doubt of this company was
 * closed. Encodings name each by its place.
 */
export const DIAL_SAYS = ["differs", "shows", "agrees", "closed"] as const;

/** The word of one company about the dial. */
export interface DialWord {
  /** The company's place among all of the application, from 0. */
  readonly company: number;
  /** The first four bytes of the identity of the entry that says it. */
  readonly entry: number;
  /** The day of the block in which it said so, or in which its doubt was closed; days count from 1970. */
  readonly day: number;
  readonly says: (typeof DIAL_SAYS)[number];
}

/** What the judge remembers. */
export interface Judge {
  /** Of the parameters that judged last. */
  readonly parameterVersion: number;
  /** Readings of the counter on the path, from the first on. */
  readonly readings: number;
  readonly reasons: Reasons;
  /** The last time that was trusted; 0 before the first. */
  readonly trustedUnixS: number;
  /** The block since which no reading was fresh; 0: the last one was. */
  readonly staleSinceUnixS: number;
  readonly unit: Unit;
  /** What the counter's value is short of the distance over the car's life. */
  readonly offsetHm: number;
  readonly path: Place | undefined;
  /** The readings of the path before the last, newest first, three at most. */
  readonly before: readonly Point[];
  /** Nothing else was ever on the path: no fall, no correction, no predecessor. */
  readonly isFirstLine: boolean;
  /** The time up to which the windows are credited. */
  readonly creditedUnixS: number;
  /** How full the buckets are, in hectometres times 3 600; below 0 while credited time is not used up. */
  readonly levels: readonly number[];
  /** The open episode: readings off the path, oldest first, three at most. */
  readonly strays: readonly Stray[];
  /** When the last episodes began, oldest first, three at most. */
  readonly episodes: readonly number[];
  /** What electronics have lost so far. */
  readonly steppedHm: number;
  readonly coveredFromUnixS: number;
  readonly coveredReadings: number;
  /** The longest time between two readings of the path. */
  readonly longestSilenceS: number;
  readonly source: Source;
  readonly work: Readonly<Record<WorkQuantity, Meter>>;
  /** When the last speed was seen; 0: never. */
  readonly speedUnixS: number;
  /** Messages are missing, and the next reading says over how much. */
  readonly isGapOpen: boolean;
  /** Corrections that wait for their readings until a block's time; 0: none. */
  readonly clusterUntilUnixS: number;
  readonly unitUntilUnixS: number;
  /** The unit that waits; undefined: none does. */
  readonly unitNext: Unit | undefined;
  readonly lastBreak: Break | undefined;
  readonly dispute: Dispute | undefined;
  /** Since a dial differed: each company's, in the order in which they came, WORDS_MAX at most. */
  readonly words: readonly DialWord[];
}

/**
 * A judge at work on readings or an event: a copy of its own that nobody else holds, and so are its meters of work, its levels
 * and the points before the last.
 */
export type Draft = { -readonly [Key in keyof Judge]: Judge[Key] } & {
  work: Record<WorkQuantity, Meter>;
  levels: number[];
  before: Point[];
};

/** The covered period begins anew with the next reading of the path. */
export function beginAnew(draft: Draft): void {
  draft.coveredReadings = 0;
  draft.coveredFromUnixS = 0;
}

/** A meter that was never compared. */
export const NO_METER: Meter = { last: undefined, rise: 0, positionHm: 0, level: 0 };

/** What is known of the path before its first reading. */
export const NOTHING_OF_A_PATH = {
  offsetHm: 0,
  path: undefined,
  before: [],
  isFirstLine: false,
  levels: [0, 0, 0, 0, 0],
  strays: [],
  episodes: [],
  steppedHm: 0,
  coveredFromUnixS: 0,
  coveredReadings: 0,
  source: {
    ...NO_METER,
    behind: 0,
    isPartial: false,
    sinceUnixS: 0,
    above: 0,
    valueBefore: 0,
    levelBefore: 0,
  },
  work: { fuelUsedCl: NO_METER, energyUsedWh: NO_METER, operatingTimeS: NO_METER, speedKmh: NO_METER },
  speedUnixS: 0,
  isGapOpen: false,
  lastBreak: undefined,
  dispute: undefined,
  words: [],
} as const satisfies Partial<Judge>;

/**
 * Returns a judge that has seen nothing.
 * @example
 * newJudge(rules).readings; // => 0
 */
export const newJudge = ({ unit, parameters }: Rules): Judge => ({
  parameterVersion: parameters.version,
  readings: 0,
  reasons: [],
  trustedUnixS: 0,
  staleSinceUnixS: 0,
  unit,
  creditedUnixS: 0,
  longestSilenceS: 0,
  clusterUntilUnixS: 0,
  unitUntilUnixS: 0,
  unitNext: undefined,
  ...NOTHING_OF_A_PATH,
  work: { ...NOTHING_OF_A_PATH.work },
});

/** Returns a counter's value in hectometres, rounded down. `raw` is below 2^32, so the product is a safe integer. */
export const hectometres = ({ numerator, denominator }: Unit, raw: number): number =>
  Math.floor((raw * numerator) / denominator);
