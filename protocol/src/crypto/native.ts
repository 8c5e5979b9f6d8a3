/**
 * The primitives in node:crypto: synchronous, some 35 times faster than JavaScript at verifying a signature.
 * The only file of the package that knows Node; composition roots choose it.
 */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createPrivateKey,
  createPublicKey,
  ECDH,
  hash,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { concat, toHex } from "../bytes.ts";
import { type CryptoProvider, TAG_BYTES } from "./provider.ts";

const CURVE = "prime256v1";

/** SubjectPublicKeyInfo of an uncompressed P-256 point, up to the point itself (RFC 5480). */
const SPKI = Uint8Array.from(Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex"));
/** ECPrivateKey in PKCS #8, up to the 32 bytes of the scalar (RFC 5915, without the optional public key). */
const PKCS8 = Uint8Array.from(
  Buffer.from("304102010030130607 2a8648ce3d020106082a8648ce3d030107042730250201010420".replaceAll(" ", ""), "hex"),
);

/** Keys as OpenSSL holds them are dear to make; a fleet that comes back is served from here. Bounded, so is memory. */
const KEYS_KEPT = 4_096;
const publicKeys = new Map<string, KeyObject | undefined>();

const convert = (point: Uint8Array, form: "compressed" | "uncompressed"): Uint8Array | undefined => {
  const first = point[0];
  const known = (point.length === 33 && (first === 2 || first === 3)) || (point.length === 65 && first === 4);
  if (!known) return undefined;
  try {
    return Uint8Array.from(ECDH.convertKey(point, CURVE, undefined, undefined, form) as unknown as Uint8Array);
  } catch {
    return undefined;
  }
};

/** A compressed public key (33 bytes) as OpenSSL holds it; undefined when it is no point. */
function importPublicKey(publicKey: Uint8Array): KeyObject | undefined {
  const point = publicKey.length === 33 ? convert(publicKey, "uncompressed") : undefined;
  return point && createPublicKey({ key: Buffer.from(concat(SPKI, point)), format: "der", type: "spki" });
}

const importPublic = (publicKey: Uint8Array): KeyObject | undefined => {
  const name = toHex(publicKey);
  if (publicKeys.has(name)) return publicKeys.get(name);
  const key = importPublicKey(publicKey);
  if (publicKeys.size >= KEYS_KEPT) publicKeys.delete(publicKeys.keys().next().value as string);
  publicKeys.set(name, key);
  return key;
};

/** By identity: a key that its owner has dropped is not kept alive here. */
const privateKeys = new WeakMap<Uint8Array, KeyObject>();

const importPrivate = (privateKey: Uint8Array): KeyObject => {
  const key = createPrivateKey({ key: Buffer.from(concat(PKCS8, privateKey)), format: "der", type: "pkcs8" });
  privateKeys.set(privateKey, key);
  return key;
};

const ecdhOf = (privateKey: Uint8Array) => {
  const ecdh = createECDH(CURVE);
  try {
    if (privateKey.length !== 32) throw new RangeError("wrong length");
    ecdh.setPrivateKey(privateKey);
  } catch (cause) {
    throw new RangeError("A P-256 private key is 32 bytes in [1, n).", { cause });
  }
  return ecdh;
};

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.length === 1 && parts[0] ? parts[0] : concat(...parts);

/** The length of a block of SHA-256. */
const BLOCK_BYTES = 64;

/**
 * HMAC (RFC 2104, §2) out of two one-shot hashes: for the short messages of this protocol that is six times faster than
 * Node's Hmac object, which is dear to make.
 */
function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const short = key.length > BLOCK_BYTES ? hash("sha256", key, "buffer") : key;
  const inner = new Uint8Array(BLOCK_BYTES + message.length).fill(0x36, 0, BLOCK_BYTES);
  const outer = new Uint8Array(BLOCK_BYTES + 32).fill(0x5c, 0, BLOCK_BYTES);
  for (let index = 0; index < short.length; index += 1) {
    inner[index] = (short[index] ?? 0) ^ 0x36;
    outer[index] = (short[index] ?? 0) ^ 0x5c;
  }
  inner.set(message, BLOCK_BYTES);
  outer.set(hash("sha256", inner, "buffer"), BLOCK_BYTES);
  return new Uint8Array(hash("sha256", outer, "buffer"));
}

/** The node:crypto provider. */
export const native: CryptoProvider = {
  name: "native",
  sha256: (...parts) => new Uint8Array(hash("sha256", joined(parts), "buffer")),
  hmacSha256: (key, ...parts) => hmac(key, joined(parts)),
  p256PublicKey: (privateKey) => Uint8Array.from(ecdhOf(privateKey).getPublicKey(null, "compressed")),
  p256Uncompress: (point) => convert(point, "uncompressed"),
  p256Compress: (point) => convert(point, "compressed"),
  p256SharedSecret(privateKey, point) {
    const other = convert(point, "uncompressed");
    return other && Uint8Array.from(ecdhOf(privateKey).computeSecret(other));
  },
  p256Sign(privateKey, ...parts) {
    const key = privateKeys.get(privateKey) ?? importPrivate(privateKey);
    return Uint8Array.from(sign("sha256", joined(parts), { key, dsaEncoding: "ieee-p1363" }));
  },
  p256Verify(publicKey, signature, ...parts) {
    if (signature.length !== 64) return false;
    const key = importPublic(publicKey);
    return key !== undefined && verify("sha256", joined(parts), { key, dsaEncoding: "ieee-p1363" }, signature);
  },
  aesGcmSeal(key, nonce, associated, plaintext) {
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    cipher.setAAD(associated);
    return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
  },
  aesGcmOpen(key, nonce, associated, sealed) {
    if (sealed.length < TAG_BYTES) return undefined;
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(associated);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const opened = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    return Uint8Array.from(opened);
  },
  aes256Ctr(key, counter, bytes) {
    const cipher = createCipheriv("aes-256-ctr", key, counter);
    return Uint8Array.from(cipher.update(bytes));
  },
};
