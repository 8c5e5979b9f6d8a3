/** The primitives of node:crypto with counts of their calls: what an input asks of a processor, whichever it is. */
import { native } from "@witness/protocol/crypto/native";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";

/** How often each was asked. */
export interface Counts {
  /** ECDSA verifications. */
  verifications: number;
  /** Square roots: public keys that are uncompressed, of verifications those whose key is not at hand. */
  roots: number;
  /** Diffie-Hellman. */
  agreements: number;
  /** Public keys that are computed of private ones. */
  keyPairs: number;
  /** Blocks of SHA-256 (64 bytes), those of HMAC too, those inside a verification not. */
  hashBlocks: number;
  /** Blocks of AES (16 bytes). */
  aesBlocks: number;
}

/** As many as the native provider keeps. */
const KEYS_KEPT = 4_096;
/** SHA-256 ends a message with nine bytes. */
const hashBlocks = (bytes: number): number => Math.ceil((bytes + 9) / 64);
const bytesOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);
const aesBlocks = (bytes: number): number => Math.ceil(bytes / 16);

/** Returns a provider, and the counts that it keeps. */
export function countingProvider(): { readonly provider: CryptoProvider; readonly counts: Counts } {
  const counts: Counts = { verifications: 0, roots: 0, agreements: 0, keyPairs: 0, hashBlocks: 0, aesBlocks: 0 };
  const atHand = new Set<string>();
  const known = new WeakSet<Uint8Array>();
  const pairOf = (privateKey: Uint8Array): void => {
    if (!known.has(privateKey)) counts.keyPairs += 1;
    known.add(privateKey);
  };
  const rootOf = ({ length }: Uint8Array): void => {
    if (length === 33) counts.roots += 1;
  };
  const keep = (publicKey: Uint8Array): void => {
    const name = publicKey.join();
    if (!atHand.has(name)) counts.roots += 1;
    if (atHand.size < KEYS_KEPT) atHand.add(name);
  };
  const provider: CryptoProvider = {
    name: "native",
    sha256(...parts) {
      counts.hashBlocks += hashBlocks(bytesOf(parts));
      return native.sha256(...parts);
    },
    hmacSha256(key, ...parts) {
      // The key is a block of its own, twice, and the outer hash ends with the inner one.
      counts.hashBlocks += 1 + hashBlocks(bytesOf(parts)) + hashBlocks(64 + 32);
      return native.hmacSha256(key, ...parts);
    },
    p256PublicKey(privateKey, form) {
      pairOf(privateKey);
      return native.p256PublicKey(privateKey, form);
    },
    p256Uncompress(point) {
      rootOf(point);
      return native.p256Uncompress(point);
    },
    p256Compress(point) {
      rootOf(point);
      return native.p256Compress(point);
    },
    p256Prepare(publicKey) {
      keep(publicKey);
      return native.p256Prepare(publicKey);
    },
    p256SharedSecret(privateKey, point) {
      pairOf(privateKey);
      rootOf(point);
      counts.agreements += 1;
      return native.p256SharedSecret(privateKey, point);
    },
    p256Sign: native.p256Sign,
    p256Verify(publicKey, signature, ...parts) {
      keep(publicKey);
      counts.verifications += 1;
      return native.p256Verify(publicKey, signature, ...parts);
    },
    aesGcmSeal(key, nonce, associated, plaintext) {
      counts.aesBlocks += aesBlocks(plaintext.length);
      return native.aesGcmSeal(key, nonce, associated, plaintext);
    },
    aesGcmOpen(key, nonce, associated, sealed) {
      counts.aesBlocks += aesBlocks(sealed.length);
      return native.aesGcmOpen(key, nonce, associated, sealed);
    },
    aes256Ctr(key, counter, bytes) {
      counts.aesBlocks += aesBlocks(bytes.length);
      return native.aes256Ctr(key, counter, bytes);
    },
  };
  return { provider, counts };
}
