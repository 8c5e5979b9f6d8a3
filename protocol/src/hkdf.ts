/** HKDF with SHA-256 (RFC 5869), the two halves that HPKE labels. */
import type { CryptoProvider } from "./crypto/provider.ts";

/** §2.3: the counter is one byte. */
const OUTPUT_MAX_BYTES = 255 * 32;

/**
 * §2.2: Returns the pseudorandom key (32 bytes) of input key material, given in parts.
 * @example
 * const key = hkdfExtract(native, new Uint8Array(), keyMaterial);
 */
export function hkdfExtract(p: CryptoProvider, salt: Uint8Array, ...keyMaterial: readonly Uint8Array[]): Uint8Array {
  // An absent salt is a string of zeros; HMAC pads a shorter key, and so an empty one, to the same.
  return p.hmacSha256(salt, ...keyMaterial);
}

/**
 * §2.3: Returns `length` bytes bound to `info`.
 * @param key 32 bytes, of hkdfExtract
 * @throws {RangeError} above 255 · 32 bytes
 * @example
 * hkdfExpand(native, hkdfExtract(native, new Uint8Array(), keyMaterial), utf8("purpose"), 40).length; // => 40
 */
export function hkdfExpand(p: CryptoProvider, key: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  if (length > OUTPUT_MAX_BYTES) throw new RangeError(`HKDF gives at most ${OUTPUT_MAX_BYTES} bytes, not ${length}.`);
  const out = new Uint8Array(length);
  let block: Uint8Array = new Uint8Array();
  for (let counter = 1, at = 0; at < length; counter += 1, at += block.length) {
    block = p.hmacSha256(key, block, info, Uint8Array.of(counter));
    out.set(block.subarray(0, length - at), at);
  }
  return out;
}
