/**
 * Which envelopes a share opens (docs/protocol.md, "Share"). An envelope holds readings of more than one moment, and is opened as
 * a whole or not at all: it is given when all its readings lie within the days, so no reading of another day is.
 */
import type { SequenceRange } from "../tenure.ts";

/** The days that are shared, in seconds since 1970: the first that counts, and the first that counts no more. */
export interface SharedTime {
  readonly fromUnixS: number;
  readonly untilUnixS: number;
}

/** An envelope as its owner read it. */
export interface TimedEnvelope {
  readonly session: number;
  readonly sequence: number;
  /** The times of its earliest and latest reading; undefined when none can be read. */
  readonly times?: { readonly firstUnixS: number; readonly lastUnixS: number } | undefined;
}

/** Envelopes of one session in a row. */
export interface ChosenStretch extends SequenceRange {
  readonly session: number;
}

/** What is shared, and what is held back although a part of it lies within the days. */
export interface Choice {
  /** In the order of the envelopes. */
  readonly stretches: readonly ChosenStretch[];
  /** Envelopes with readings within the days and beyond: they are not given. */
  readonly across: readonly TimedEnvelope[];
}

const isWithin = ({ times }: TimedEnvelope, { fromUnixS, untilUnixS }: SharedTime): boolean =>
  times !== undefined && times.firstUnixS >= fromUnixS && times.lastUnixS < untilUnixS;

const touches = ({ times }: TimedEnvelope, { fromUnixS, untilUnixS }: SharedTime): boolean =>
  times !== undefined && times.lastUnixS >= fromUnixS && times.firstUnixS < untilUnixS;

/**
 * Returns the envelopes that are given for some days. One without a reading that tells its time is given when its neighbours in its
 * session are, on both sides.
 * @param envelopes all that the owner can open, in the order of the history
 * @example
 * const times = { firstUnixS: 1_800_000_000, lastUnixS: 1_800_000_060 };
 * const days = { fromUnixS: 1_800_000_000, untilUnixS: 1_800_086_400 };
 * chooseEnvelopes([{ session: 1, sequence: 7, times }], days).stretches; // => [{ session: 1, first: 7, last: 7 }]
 */
export function chooseEnvelopes(envelopes: readonly TimedEnvelope[], time: SharedTime): Choice {
  const stretches: ChosenStretch[] = [];
  let open: ChosenStretch | undefined;
  for (const each of envelopes) {
    const { session, sequence, times } = each;
    if (open?.session === session && times === undefined) continue;
    if (!isWithin(each, time)) {
      if (open) stretches.push(open);
      open = undefined;
      continue;
    }
    if (open?.session === session) open = { ...open, last: sequence };
    else {
      if (open) stretches.push(open);
      open = { session, first: sequence, last: sequence };
    }
  }
  if (open) stretches.push(open);
  return { stretches, across: envelopes.filter((each) => touches(each, time) && !isWithin(each, time)) };
}
