/**
 * The few primitives that the protocol needs, behind one interface with two implementations: `native` (node:crypto)
 * and `noble` (browsers, and the cross-check). Both return the same for every input; property tests hold them to it.
 */

/** Primitives of suite 2. All byte strings are plain; nothing here keeps state that changes a result. */
export interface CryptoProvider {
  readonly name: "native" | "noble";

  /** SHA-256 (FIPS 180-4) over the parts joined; 32 bytes. */
  sha256(...parts: readonly Uint8Array[]): Uint8Array;

  /** HMAC-SHA-256 (RFC 2104); 32 bytes. */
  hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array;

  /**
   * The public key of a private scalar (32 bytes, which nobody changes): 33 bytes, or 65 in the uncompressed form.
   * @throws {RangeError} when it is 0 or ≥ n
   */
  p256PublicKey(privateKey: Uint8Array, form?: "compressed" | "uncompressed"): Uint8Array;

  /** The uncompressed form (65 bytes) of a point in either form, or undefined when it is no point of the curve. */
  p256Uncompress(point: Uint8Array): Uint8Array | undefined;

  /** The compressed form (33 bytes) of a point in either form, or undefined when it is no point of the curve. */
  p256Compress(point: Uint8Array): Uint8Array | undefined;

  /**
   * Whether a compressed key (33 bytes) is a point of the curve. A provider may keep what it computed for the verification that
   * follows.
   */
  p256Prepare(publicKey: Uint8Array): boolean;

  /** ECDH: the x coordinate (32 bytes) of the shared point, or undefined when `point` is not on the curve. */
  p256SharedSecret(privateKey: Uint8Array, point: Uint8Array): Uint8Array | undefined;

  /** ECDSA with SHA-256 over the joined parts; 64 bytes, r ‖ s. */
  p256Sign(privateKey: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array;

  /** Verifies r ‖ s (64 bytes; high s admitted, as FIPS 186-5 does) by a compressed key. Never throws. */
  p256Verify(publicKey: Uint8Array, signature: Uint8Array, ...parts: readonly Uint8Array[]): boolean;

  /** AES-256-GCM (NIST SP 800-38D): ciphertext ‖ 16-byte tag. Key 32 bytes, nonce 12. */
  aesGcmSeal(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, plaintext: Uint8Array): Uint8Array;

  /** Opens ciphertext ‖ tag. Returns the plaintext, or undefined when it does not authenticate. Never throws. */
  aesGcmOpen(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;

  /** AES-256 in counter mode (NIST SP 800-38A, §6.5): both ways. Key 32 bytes, first counter block 16. */
  aes256Ctr(key: Uint8Array, counter: Uint8Array, bytes: Uint8Array): Uint8Array;
}

/** The length of an AES-GCM tag. */
export const TAG_BYTES = 16;
