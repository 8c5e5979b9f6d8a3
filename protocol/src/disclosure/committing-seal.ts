/**
 * Sealing that commits to its key (docs/protocol.md, "Sealing"). The tag is a hash of key, associated data and plaintext,
 * so a ciphertext opens under one leaf key only: with AES-GCM, one was made that opened as two odometers. The tag is the
 * nonce too (a synthetic IV, as in RFC 5297), so a place that is sealed twice by mistake reveals no more than that.
 */
import { concat, equalInConstantTime, u32 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { OpenError } from "../errors.ts";
import { SEAL_TAG_BYTES } from "../suite.ts";

const ENCRYPTION = Uint8Array.of(1);
const TAG = Uint8Array.of(2);

function tagOf(leaf: Uint8Array, associated: Uint8Array, plaintext: Uint8Array, provider: CryptoProvider): Uint8Array {
  return provider.hmacSha256(leaf, TAG, u32(associated.length), associated, plaintext).slice(0, SEAL_TAG_BYTES);
}

/**
 * Seals a group of one envelope.
 * @param leaf 32 bytes, the leaf key of group and place
 * @returns as many bytes as the plaintext, and the tag (16)
 * @example
 * sealGroup(session.sessionKey, deviceId, utf8("content"), native).length; // => 23
 */
export function sealGroup(
  leaf: Uint8Array,
  associated: Uint8Array,
  plaintext: Uint8Array,
  provider: CryptoProvider,
): Uint8Array {
  const tag = tagOf(leaf, associated, plaintext, provider);
  return concat(provider.aes256Ctr(provider.hmacSha256(leaf, ENCRYPTION), tag, plaintext), tag);
}

/**
 * Opens a group of one envelope. Returns the plaintext.
 * @throws {OpenError} when leaf, associated data or bytes are not those of the seal
 * @example
 * const sealed = sealGroup(session.sessionKey, deviceId, utf8("content"), native);
 * openGroup(session.sessionKey, deviceId, sealed, native); // => utf8("content")
 */
export function openGroup(
  leaf: Uint8Array,
  associated: Uint8Array,
  sealed: Uint8Array,
  provider: CryptoProvider,
): Uint8Array {
  if (sealed.length < SEAL_TAG_BYTES) throw new OpenError();
  const tag = sealed.subarray(sealed.length - SEAL_TAG_BYTES);
  const ciphertext = sealed.subarray(0, sealed.length - SEAL_TAG_BYTES);
  const plaintext = provider.aes256Ctr(provider.hmacSha256(leaf, ENCRYPTION), tag, ciphertext);
  if (!equalInConstantTime(tagOf(leaf, associated, plaintext, provider), tag)) throw new OpenError();
  return plaintext;
}
