/** The answer about releases, as bytes (docs/protocol.md, "Release"). Anybody may ask for it. */
import { witness } from "../generated/witness.js";
import type { ReleaseBytes } from "../release/release.ts";

const { v2 } = witness;

/** The newest release, and when the next one comes. */
export interface ReleaseAnswer extends ReleaseBytes {
  /** Which input put it out. */
  readonly inputIndex: number;
  readonly windowS: number;
  /** When the window that is open ends; 0 before the first input. */
  readonly nextUnixS: number;
  /** Windows that ended without a release, since the budget was spent. */
  readonly refused: number;
  /** When the year of the budget ends; 0 before the first release. */
  readonly budgetAgainUnixS: number;
}

/**
 * Reads the answer. Without a head there is no release yet, and without cohorts there will be none. `readRelease` says whether the three
 * belong together.
 * @example
 * readReleaseAnswer({ windowS: 604_800 }).windowS; // => 604_800
 */
export function readReleaseAnswer(properties: witness.v2.ReleaseAnswer.$Properties | null | undefined): ReleaseAnswer {
  const { head, table, cohorts, inputIndex, windowS, nextUnixS, refused, budgetAgainUnixS } = new v2.ReleaseAnswer(
    properties ?? {},
  );
  return { head, table, cohorts, inputIndex, windowS, nextUnixS, refused, budgetAgainUnixS };
}
