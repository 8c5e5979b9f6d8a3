/**
 * What a transaction offers for one gas: by the rules of the OP stack's transaction manager (`op-service/txmgr`), within limits
 * that hold whatever a chain's node says. All amounts are wei.
 */

/** The limits of what is offered. */
export interface FeeLimits {
  /** No transaction offers more for one gas. */
  readonly maxFeeWei: bigint;
  /** Nor more of it as a tip, whatever the chain's node suggests. */
  readonly maxTipWei: bigint;
  /** The tip that is offered at least. */
  readonly minTipWei: bigint;
  /** The base fee that is reckoned with at least. */
  readonly minBaseFeeWei: bigint;
  /** A replacement offers at most so many times what a new transaction would offer now, ... */
  readonly limitMultiplier: bigint;
  /** ... once it offers more than this. */
  readonly limitThresholdWei: bigint;
}

/** What the chain asks for now. */
export interface Market {
  readonly baseFeeWei: bigint;
  readonly tipWei: bigint;
}

/** What a transaction offers for one gas: the tip is part of the fee. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other);
const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/** Returns a tenth more, rounded up, and at least 1 more: less is no replacement for a chain's node. */
const raised = (value: bigint): bigint => larger((value * 110n + 99n) / 100n, value + 1n);

/** Returns the market with the floors, and with a tip that is not above the limit. */
function bounded({ baseFeeWei, tipWei }: Market, limits: FeeLimits): Market {
  const tip = smaller(larger(tipWei, limits.minTipWei), limits.maxTipWei);
  return { baseFeeWei: larger(baseFeeWei, limits.minBaseFeeWei), tipWei: tip };
}

/** Returns what the chain takes now, at the least. */
export function leastFeeWei(market: Market, limits: FeeLimits): bigint {
  const { tipWei } = bounded(market, limits);
  return market.baseFeeWei + tipWei;
}

/**
 * Returns what a new transaction offers: twice the base fee and the tip, which is enough for the six blocks in which a base fee
 * can double, or the most that is allowed where that is less.
 * @returns undefined when the chain asks for more than the limit
 */
export function newFees(market: Market, limits: FeeLimits): Fees | undefined {
  if (leastFeeWei(market, limits) > limits.maxFeeWei) return undefined;
  const { baseFeeWei, tipWei } = bounded(market, limits);
  return { maxFeePerGas: smaller(baseFeeWei * 2n + tipWei, limits.maxFeeWei), maxPriorityFeePerGas: tipWei };
}

/**
 * Returns what a transaction offers that takes the place of another: a tenth more of both, or what a new one would offer where that
 * is more.
 * @param before what the other offers
 * @returns undefined when a limit allows no replacement now; the other then stays
 */
export function raisedFees(before: Fees, market: Market, limits: FeeLimits): Fees | undefined {
  const { baseFeeWei, tipWei } = bounded(market, limits);
  const { maxFeeWei, maxTipWei, limitMultiplier: most, limitThresholdWei } = limits;
  const leastFee = raised(before.maxFeePerGas);
  const maxPriorityFeePerGas = larger(raised(before.maxPriorityFeePerGas), tipWei);
  const wished = larger(leastFee, baseFeeWei * 2n + maxPriorityFeePerGas);
  const maxFeePerGas = smaller(wished, maxFeeWei);
  if (maxFeePerGas < leastFee || maxPriorityFeePerGas > maxTipWei) return undefined;
  if (market.baseFeeWei + maxPriorityFeePerGas > maxFeeWei) return undefined;
  const isTooMuch = (value: bigint, limit: bigint) => value > limitThresholdWei && value > limit;
  if (isTooMuch(maxPriorityFeePerGas, tipWei * most)) return undefined;
  if (isTooMuch(maxFeePerGas, (baseFeeWei * 2n + tipWei) * most)) return undefined;
  return { maxFeePerGas, maxPriorityFeePerGas };
}
