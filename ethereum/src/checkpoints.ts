/**
 * Finds out where a chain that was read before has parted from the one that is served now. Whoever follows a chain keeps
 * checkpoints, and goes back to the newest one that is still there.
 */

/** A block whose logs, and those of all before it, are stored. */
export interface SeenBlock {
  readonly number: number;
  /** 0x and 64 digits. */
  readonly hash: string;
}

/** How the kept checkpoints stand to the chain. */
export interface CheckpointStanding {
  /** The newest checkpoint that is on the chain; undefined when none is, as far as the server knows. */
  readonly ancestor: number | undefined;
  /** Whether the chain has another block at the height of a checkpoint: a reorganisation. */
  readonly differs: boolean;
  /** Whether the server does not know the height of a newer checkpoint. It may only lag. */
  readonly behind: boolean;
}

/**
 * Compares checkpoints with the chain, the newest first, until one is found that stands.
 * Only another block at a height that was read is a reorganisation. A server that does not know the height lags: several
 * servers behind one name may have different newest blocks.
 * @param kept newest first
 * @param tip the newest block that counts; checkpoints above it are not asked for
 */
export async function compareCheckpoints(
  hashOf: (number: number) => Promise<string | undefined>,
  kept: Iterable<SeenBlock>,
  tip: number,
): Promise<CheckpointStanding> {
  let differs = false;
  let behind = false;
  for (const { number, hash } of kept) {
    const found = number > tip ? undefined : await hashOf(number);
    if (found === hash) return { ancestor: number, differs, behind };
    if (found === undefined) behind = true;
    else differs = true;
  }
  return { ancestor: undefined, differs, behind };
}

const RANGE = { first: 64, most: 4_096 };
/** Digits of data in one answer: below, more blocks are asked for; above, fewer. */
const ENOUGH = 4_000_000;
const TOO_MUCH = 32_000_000;

/** How many blocks are asked for at once. The number falls when they hold much or the server refuses, and rises again. */
export class BlockRange {
  size = RANGE.first;

  /** Notes that `asked` blocks gave so many digits of data. */
  answered(asked: number, digits: number): void {
    if (digits > TOO_MUCH) this.size = Math.max(1, asked >> 1);
    else if (digits < ENOUGH && asked >= this.size) this.size = Math.min(2 * this.size, RANGE.most);
  }

  /** Notes that the server refused: public ones refuse ranges with too many logs, each with another message. */
  refused(asked: number): void {
    this.size = Math.max(1, asked >> 1);
  }
}
