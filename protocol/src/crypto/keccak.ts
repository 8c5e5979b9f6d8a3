/** Ethereum's hash: Keccak-256 with its original padding, which SHA3-256 is not. */
import { keccak_256 } from "@noble/hashes/sha3.js";

/**
 * Returns Keccak-256 of the bytes, 32 bytes.
 * @example
 * keccak256(utf8("")).length; // => 32
 */
export const keccak256 = (bytes: Uint8Array): Uint8Array => keccak_256(bytes);
