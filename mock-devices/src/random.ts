/** Chance from a seed: the same seed drives the same cars (sfc32, by Chris Doty-Humphrey). Never for keys. */
import { concat, readU32, u32, utf8 } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";

/** A stream of chance. */
export interface Random {
  /** An integer from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** True `perMille` times out of a thousand. */
  chance(perMille: number): boolean;
  /** One of the items. */
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** A stream that depends on nothing but its name. */
export function seeded(name: string, provider: CryptoProvider): Random {
  const hash = provider.sha256(utf8(name));
  let [a, b, c, counter] = [readU32(hash, 0), readU32(hash, 4), readU32(hash, 8), 1];
  const next = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum;
  };
  const whole = (low: number, high: number): number => low + (next() % (high - low + 1));
  return {
    whole,
    chance: (perMille) => whole(0, 999) < perMille,
    pick: ([first, ...rest]) => {
      const at = whole(0, rest.length);
      return at === 0 ? first : (rest[at - 1] ?? first);
    },
  };
}

/**
 * Secret bytes by name, from a secret of 32 bytes: the same secret gives the same bytes in the same order, none twice. For
 * simulations that must repeat; a device draws its own.
 */
export function repeatableSecrets(
  secret: Uint8Array,
  provider: CryptoProvider,
): (name: string) => (bytes: number) => Uint8Array {
  const drawn = new Map<string, number>();
  return (name) => (bytes) => {
    if (bytes > 32) throw new RangeError("At most 32 bytes are drawn at once.");
    const count = drawn.get(name) ?? 0;
    drawn.set(name, count + 1);
    return provider.hmacSha256(secret, concat(u32(count), utf8(name))).slice(0, bytes);
  };
}
