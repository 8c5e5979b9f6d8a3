/** What the judge must know of a kind of device, taken from its profile, with the parameters in force. */
import type { Profile } from "../columns/profile.ts";
import { type QuantityName, quantityOf } from "../columns/quantity.ts";
import {
  type CounterQuantity,
  type JudgeParameters,
  type ParameterSet,
  WORK_QUANTITIES,
  type WorkQuantity,
} from "./parameters.ts";

/** A step of the counter is `numerator / denominator` hectometres. */
export interface Unit {
  readonly numerator: number;
  readonly denominator: number;
}

/** Parameters and what the profile adds to them. */
export interface Rules {
  readonly parameters: JudgeParameters;
  /** The quantity whose history is judged. */
  readonly counter: CounterQuantity;
  /** Values of other counters that stand for "not available". */
  readonly workSentinels: Partial<Readonly<Record<WorkQuantity, readonly number[]>>>;
  /** The unit in which the counter begins. */
  readonly unit: Unit;
  /** The counter begins again at 0 after this minus one; undefined: it does not. At most 2^32. */
  readonly wrapsAt: number | undefined;
  /** Values of the counter that stand for "not available". */
  readonly sentinels: readonly number[];
  /** The highest value of the counter. */
  readonly high: number;
  /** From here on the other source of distance says nothing. */
  readonly sourceSaturatesAtKm: number;
}

/** Numerators stay below 2^21, so that a counter of 32 bits times one is a safe integer. */
export const UNIT_PART_MAX = 2 ** 21 - 1;

const isPart = (part: number): boolean => Number.isInteger(part) && part >= 1 && part <= UNIT_PART_MAX;

/**
 * Returns whether a unit can be reckoned with.
 * @example
 * isUnit({ numerator: 1_609_344, denominator: 1_000_000 }); // => true
 */
export const isUnit = ({ numerator, denominator }: Unit): boolean => isPart(numerator) && isPart(denominator);

const isJudged = (quantity: QuantityName, set: ParameterSet): quantity is CounterQuantity => quantity in set;

/**
 * Returns the rules for a kind of device, or undefined when nothing of it is judged.
 * @example
 * rulesOf(CAR, PARAMETERS)?.wrapsAt; // => 4_294_967_296
 */
export function rulesOf(profile: Profile, set: ParameterSet): Rules | undefined {
  const counter = profile.quantities.find(({ judged }) => judged === "counter");
  if (counter === undefined) return undefined;
  const { quantity, unit, sentinels, wrapsAtBits } = counter;
  if (!isJudged(quantity, set)) return undefined;
  const parameters = set[quantity];
  return {
    parameters,
    counter: quantity,
    workSentinels: Object.fromEntries(
      WORK_QUANTITIES.map((work) => [work, profile.quantities.find((each) => each.quantity === work)?.sentinels ?? []]),
    ),
    unit,
    sentinels,
    wrapsAt: wrapsAtBits === undefined ? undefined : 2 ** wrapsAtBits,
    high: quantityOf(quantity).high,
    sourceSaturatesAtKm: quantityOf("distanceSinceClearedKm").high,
  };
}
