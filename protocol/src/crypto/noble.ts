/** The primitives in JavaScript (noble): for browsers, and as the cross-check of the native ones. */
import { ctr, gcm } from "@noble/ciphers/aes.js";
import { p256 } from "@noble/curves/nist.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat } from "../bytes.ts";
import { type CryptoProvider, TAG_BYTES } from "./provider.ts";

const hash = (...parts: readonly Uint8Array[]): Uint8Array => {
  const state = sha256.create();
  for (const part of parts) state.update(part);
  return state.digest();
};

const point = (bytes: Uint8Array) => {
  // noble also reads other lengths and hybrid forms; the protocol knows these two.
  const form = bytes[0];
  const known = (bytes.length === 33 && (form === 2 || form === 3)) || (bytes.length === 65 && form === 4);
  if (!known) return undefined;
  try {
    return p256.Point.fromBytes(bytes);
  } catch {
    return undefined;
  }
};

/** The noble provider. */
export const noble: CryptoProvider = {
  name: "noble",
  sha256: hash,
  hmacSha256(key, ...parts) {
    const state = hmac.create(sha256, key);
    for (const part of parts) state.update(part);
    return state.digest();
  },
  p256PublicKey(privateKey, form = "compressed") {
    if (!p256.utils.isValidSecretKey(privateKey)) throw new RangeError("A P-256 private key is 32 bytes in [1, n).");
    return p256.getPublicKey(privateKey, form === "compressed");
  },
  p256Uncompress: (bytes) => point(bytes)?.toBytes(false),
  p256Compress: (bytes) => point(bytes)?.toBytes(true),
  p256Prepare: (publicKey) => publicKey.length === 33 && point(publicKey) !== undefined,
  p256SharedSecret(privateKey, bytes) {
    const other = point(bytes);
    return other && p256.getSharedSecret(privateKey, other.toBytes(true), true).slice(1);
  },
  p256Sign: (privateKey, ...parts) => p256.sign(hash(...parts), privateKey, { prehash: false, lowS: false }),
  p256Verify(publicKey, signature, ...parts) {
    if (signature.length !== 64 || publicKey.length !== 33 || !point(publicKey)) return false;
    try {
      return p256.verify(signature, hash(...parts), publicKey, { prehash: false, lowS: false });
    } catch {
      return false;
    }
  },
  aesGcmSeal: (key, nonce, associated, plaintext) => gcm(key, nonce, associated).encrypt(concat(plaintext)),
  aesGcmOpen(key, nonce, associated, sealed) {
    if (sealed.length < TAG_BYTES) return undefined;
    try {
      return gcm(key, nonce, associated).decrypt(concat(sealed));
    } catch {
      return undefined;
    }
  },
  aes256Ctr: (key, counter, bytes) => ctr(key, counter).encrypt(concat(bytes)),
};
