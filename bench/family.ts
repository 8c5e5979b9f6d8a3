/** What a family of figures is, and what it may use. */
import type { BenchChain } from "./chain.ts";
import type { Parts } from "./part.ts";

/** What a family is given. */
export interface Bench {
  /** A few seconds in all, to see that everything still runs; the numbers mean nothing. */
  readonly short: boolean;
  readonly parts: Parts;
  /** An empty directory of this run. */
  readonly scratch: string;
  /** The local chain with Cartesi's contracts; started at the first call, one for the whole run. */
  readonly chain: () => Promise<BenchChain>;
  /** Returns what an earlier family measured in this run, or undefined when that family did not run. */
  readonly measured: (name: string) => number | undefined;
}

/** Figures that are measured together. */
export interface Family {
  readonly name: string;
  /** Names of the figures, each with its unit. */
  readonly figures: readonly string[];
  /** True when it takes too long for a short run. */
  readonly onlyFull?: readonly string[];
  readonly run: (bench: Bench) => Promise<Readonly<Record<string, number>>>;
}
