/** Chance from a seed: the same seed gives the same run on every machine. Xorshift, 128 bits; no cryptography. */

/** The source of a fuzzer's decisions. */
export interface Chance {
  /** Returns an integer from 0 to n − 1. */
  readonly below: (n: number) => number;
  /** Returns true once in n times, on average. */
  readonly oneIn: (n: number) => boolean;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
  /** Returns one element of a list, or undefined when the list is empty. */
  readonly some: <T>(items: readonly T[]) => T | undefined;
  readonly bytes: (length: number) => Uint8Array;
}

/** Returns the chance of a seed from 0 to 2^32 − 1. */
export function chanceOf(seed: number): Chance {
  let a = (seed ^ 0x9e3779b9) >>> 0;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let d = (seed | 1) >>> 0;
  const next = (): number => {
    const t = a ^ (a << 11);
    a = b;
    b = c;
    c = d;
    d = (d ^ (d >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return d;
  };
  for (let i = 0; i < 20; i += 1) next();
  const below = (n: number): number => next() % n;
  const some = <T>(items: readonly T[]): T | undefined => items[below(Math.max(1, items.length))];
  return {
    below,
    oneIn: (n) => below(n) === 0,
    some,
    pick: <T>(items: readonly [T, ...T[]]): T => some(items) ?? items[0],
    bytes: (length) => Uint8Array.from({ length }, () => next() & 255),
  };
}
