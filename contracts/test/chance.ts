/** Chance that comes again: the same seed gives the same choices. */
import { createHash } from "node:crypto";

/** A stream of choices. */
export interface Chance {
  /** Returns an integer from 0 that is below a bound. */
  readonly below: (bound: number) => number;
  readonly bytes: (length: number) => Uint8Array;
  readonly pick: <T>(list: readonly T[]) => T;
}

const BLOCK_BYTES = 1 << 16;

/** Returns the stream of a seed. */
export function chanceOf(seed: string): Chance {
  let block = Buffer.alloc(0);
  let blocks = 0;
  const bytes = (length: number): Uint8Array => {
    while (block.length < length) {
      const more = createHash("shake256", { outputLength: BLOCK_BYTES }).update(`${seed} ${blocks++}`).digest();
      block = Buffer.concat([block, more]);
    }
    const taken = Uint8Array.from(block.subarray(0, length));
    block = block.subarray(length);
    return taken;
  };
  const below = (bound: number): number => Number(Buffer.from(bytes(6)).readUIntBE(0, 6) % bound);
  return { below, bytes, pick: (list) => list[below(list.length)] as (typeof list)[number] };
}
