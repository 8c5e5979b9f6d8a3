/**
 * A body whose place in the hash chain is taken or passed (docs/verdict.md, "Gap and fork"): a message that was missing and
 * comes late, or the work of a copied key.
 */
import type { JudgeParameters } from "./parameters.ts";

/** The newest gap of a record. */
export interface NewestGap {
  /** The numbers that are missing, first and last. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** The block of the opening that states it. */
  readonly openedUnixS: number;
  /** The time of the opening's first reading. */
  readonly firstTimeUnixS: number;
}

/** An authentic body behind a kept link whose admitted successor is another. */
export interface SecondBody {
  readonly sequence: number;
  readonly blockTimeUnixS: number;
  /** The time of its newest reading; undefined when it has none that can be read. */
  readonly newestTimeUnixS: number | undefined;
}

/**
 * Returns what a second body is. It is a fork whatever its number, unless it lies in the newest gap, came within
 * `lateS` of the gap's opening, and says nothing of a time after the opening.
 * @example
 * lateOrForked({ sequence: 5, blockTimeUnixS: 10, newestTimeUnixS: 9 }, undefined, PARAMETERS.odometerHm); // => "forked-key"
 */
export function lateOrForked(
  { sequence, blockTimeUnixS, newestTimeUnixS }: SecondBody,
  gap: NewestGap | undefined,
  { lateS }: JudgeParameters,
): "late-in-gap" | "forked-key" {
  const isLate =
    gap !== undefined &&
    sequence >= gap.firstSequence &&
    sequence <= gap.lastSequence &&
    blockTimeUnixS - gap.openedUnixS <= lateS &&
    // What cannot be read may be of any time.
    (newestTimeUnixS ?? Number.POSITIVE_INFINITY) <= gap.firstTimeUnixS;
  return isLate ? "late-in-gap" : "forked-key";
}
