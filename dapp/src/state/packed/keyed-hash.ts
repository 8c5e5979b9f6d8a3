/**
 * HalfSipHash-2-4 with 32 bits (Aumasson and Bernstein, github.com/veorq/SipHash): a fast hash under a key, made for tables
 * whose keys are of a stranger's choice. Who does not know the key cannot choose where a name lies. It signs nothing.
 */

const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** The length of its key. */
export const HASH_KEY_BYTES = 8;

/** A hash of names, as a whole number below 2^32. */
export class KeyedHash {
  readonly #k0: number;
  readonly #k1: number;

  /** @param key HASH_KEY_BYTES secret bytes */
  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, HASH_KEY_BYTES);
    this.#k0 = view.getInt32(0, true);
    this.#k1 = view.getInt32(4, true);
  }

  /** Returns the hash of the bytes from `offset` on; `length` is a multiple of 4. */
  of(bytes: Uint8Array, offset: number, length: number): number {
    let v0 = this.#k0;
    let v1 = this.#k1;
    let v2 = 0x6c796765 ^ this.#k0;
    let v3 = 0x74656462 ^ this.#k1;
    const round = (): void => {
      v0 = (v0 + v1) | 0;
      v1 = rotated(v1, 5) ^ v0;
      v0 = rotated(v0, 16);
      v2 = (v2 + v3) | 0;
      v3 = rotated(v3, 8) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = rotated(v3, 7) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = rotated(v1, 13) ^ v2;
      v2 = rotated(v2, 16);
    };
    for (let at = offset; at <= offset + length; at += 4) {
      const isLast = at === offset + length;
      const word = isLast
        ? length << 24
        : (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }
    v2 ^= 0xff;
    for (let last = 0; last < 4; last += 1) round();
    return (v1 ^ v3) >>> 0;
  }
}
