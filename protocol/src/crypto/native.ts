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
  createSecretKey,
  ECDH,
  hash,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { concat } from "../bytes.ts";
import { type CryptoProvider, TAG_BYTES } from "./provider.ts";

const CURVE = "prime256v1";

/** SubjectPublicKeyInfo of an uncompressed P-256 point, up to the point itself (RFC 5480). */
const SPKI = Uint8Array.from(Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex"));
/** ECPrivateKey in PKCS #8, up to the 32 bytes of the scalar (RFC 5915, without the optional public key). */
const PKCS8 = Uint8Array.from(
  Buffer.from("304102010030130607 2a8648ce3d020106082a8648ce3d030107042730250201010420".replaceAll(" ", ""), "hex"),
);

/** Returns bytes as text, a character each. */
const latin1 = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString("latin1");

/** Keys as OpenSSL holds them are dear to make; a fleet that comes back is served from here. Bounded, so is memory. */
const KEYS_KEPT = 4_096;
const publicKeys = new Map<string, KeyObject | undefined>();

/** The two forms of a point that the protocol knows. */
const isForm = (point: Uint8Array): boolean => {
  const first = point[0];
  return (point.length === 33 && (first === 2 || first === 3)) || (point.length === 65 && first === 4);
};

const convert = (point: Uint8Array, form: "compressed" | "uncompressed"): Uint8Array | undefined => {
  if (!isForm(point)) return undefined;
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
  const name = latin1(publicKey);
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

/** By identity as well. To set a private key is a multiplication of its own, for the public one. */
const keyPairs = new WeakMap<Uint8Array, ECDH>();

const ecdhOf = (privateKey: Uint8Array): ECDH => {
  const known = keyPairs.get(privateKey);
  if (known) return known;
  const ecdh = createECDH(CURVE);
  try {
    if (privateKey.length !== 32) throw new RangeError("wrong length");
    ecdh.setPrivateKey(privateKey);
  } catch (cause) {
    throw new RangeError("A P-256 private key is 32 bytes in [1, n).", { cause });
  }
  keyPairs.set(privateKey, ecdh);
  return ecdh;
};

/** The length of a block of SHA-256, and of its hash. */
const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
/** What the bytes of a key are combined with for the inner hash of an HMAC, and for the outer one. */
const INNER = 0x36;
const OUTER = 0x5c;

/**
 * Where parts are joined to be hashed or signed: an array of more than 64 bytes lies outside V8's heap, and to make one takes longer
 * than to hash it. Nothing here is read by another call than the one that wrote it.
 */
let scratch = new Uint8Array(1_024);
/** Views of the first bytes of the scratch, by their number: to make one takes as long as to copy. */
let beginnings = new Array<Uint8Array | undefined>(scratch.length + 1).fill(undefined);
/** The key and the inner hash of an HMAC. */
const outer = new Uint8Array(BLOCK_BYTES + HASH_BYTES);
/** Parts up to here are copied faster byte by byte. */
const SHORT_BYTES = 31;

/** Writes parts one after another into the scratch from `start` on, and returns what it holds as a view. */
function scratched(start: number, parts: readonly Uint8Array[]): Uint8Array {
  let end = start;
  for (const part of parts) end += part.length;
  if (end > scratch.length) {
    scratch = new Uint8Array(2 * end);
    beginnings = beginnings.map(() => undefined);
  }
  let at = start;
  for (const part of parts) {
    if (part.length > SHORT_BYTES) scratch.set(part, at);
    else for (let place = 0; place < part.length; place += 1) scratch[at + place] = part[place] as number;
    at += part.length;
  }
  const known = beginnings[end];
  if (known) return known;
  const joined = scratch.subarray(0, end);
  if (end < beginnings.length) beginnings[end] = joined;
  return joined;
}

/** Writes SHA-256 of a message. It is taken as text, a character a byte: Node then makes no Buffer for it. */
function hashInto(target: Uint8Array, at: number, message: Uint8Array): Uint8Array {
  const text = hash("sha256", message, "binary");
  for (let place = 0; place < HASH_BYTES; place += 1) target[at + place] = text.charCodeAt(place);
  return target;
}

const sha256 = (parts: readonly Uint8Array[]): Uint8Array => {
  const [only] = parts;
  return hashInto(new Uint8Array(HASH_BYTES), 0, parts.length === 1 && only ? only : scratched(0, parts));
};

/**
 * HMAC (RFC 2104, §2) out of two one-shot hashes: for the short messages of this protocol that is twelve times faster than
 * Node's Hmac object, which is dear to make.
 */
function hmac(key: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const short = key.length > BLOCK_BYTES ? sha256([key]) : key;
  const inner = scratched(BLOCK_BYTES, parts);
  for (let at = 0; at < short.length; at += 1) {
    const byte = short[at] as number;
    inner[at] = byte ^ INNER;
    outer[at] = byte ^ OUTER;
  }
  for (let at = short.length; at < BLOCK_BYTES; at += 1) {
    inner[at] = INNER;
    outer[at] = OUTER;
  }
  return hashInto(new Uint8Array(HASH_BYTES), 0, hashInto(outer, BLOCK_BYTES, inner));
}

/** The most bytes of an ECDSA signature by P-256 in DER: two integers of 33 bytes with their headers, and one more. */
const DER_MAX_BYTES = 72;
/** The signature that is verified now. */
const der = new Uint8Array(DER_MAX_BYTES);

/** The bytes of r, and of s. */
const INTEGER_BYTES = 32;

/** Writes a part of the signature as an INTEGER, without zeros before it and not negative. Returns where it ends. */
function writeInteger(at: number, signature: Uint8Array, start: number): number {
  const end = start + INTEGER_BYTES;
  let first = start;
  while (first < end - 1 && signature[first] === 0) first += 1;
  const zeros = (signature[first] ?? 0) < 128 ? 0 : 1;
  der[at] = 2;
  der[at + 1] = end - first + zeros;
  der[at + 2] = 0;
  for (let place = first; place < end; place += 1) der[at + 2 + zeros + place - first] = signature[place] ?? 0;
  return at + 2 + zeros + end - first;
}

/**
 * Returns r ‖ s as DER (RFC 3279, §2.2.3). Node would do it as well, but asks for it in an object beside the key: Node 24
 * finds out that the object is no key by errors that it throws and catches, which takes a third of the verification.
 */
function derOf(signature: Uint8Array): Uint8Array {
  const end = writeInteger(writeInteger(2, signature, 0), signature, INTEGER_BYTES);
  der[0] = 0x30;
  der[1] = end - 2;
  return der.subarray(0, end);
}

/** The encoding of a secret key that is given as text. */
const KEY_AS_TEXT = { encoding: "latin1" } as const;

/** The node:crypto provider. */
export const native: CryptoProvider = {
  name: "native",
  sha256: (...parts) => sha256(parts),
  hmacSha256: (key, ...parts) => hmac(key, parts),
  p256PublicKey: (privateKey, form = "compressed") => Uint8Array.from(ecdhOf(privateKey).getPublicKey(null, form)),
  p256Uncompress: (point) => convert(point, "uncompressed"),
  p256Compress: (point) => convert(point, "compressed"),
  p256Prepare: (publicKey) => importPublic(publicKey) !== undefined,
  p256SharedSecret(privateKey, point) {
    const ecdh = ecdhOf(privateKey);
    if (!isForm(point)) return undefined;
    try {
      return Uint8Array.from(ecdh.computeSecret(point));
    } catch {
      // It is on no curve: to ask beforehand would read it twice.
      return undefined;
    }
  },
  p256Sign(privateKey, ...parts) {
    const key = privateKeys.get(privateKey) ?? importPrivate(privateKey);
    return Uint8Array.from(sign("sha256", scratched(0, parts), { key, dsaEncoding: "ieee-p1363" }));
  },
  p256Verify(publicKey, signature, ...parts) {
    if (signature.length !== 64) return false;
    const key = importPublic(publicKey);
    return key !== undefined && verify("sha256", scratched(0, parts), key, derOf(signature));
  },
  aesGcmSeal(key, nonce, associated, plaintext) {
    // A key object: Node 24 finds out that bytes are none by errors that it throws and catches.
    const cipher = createCipheriv("aes-256-gcm", createSecretKey(key), nonce);
    cipher.setAAD(associated);
    return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
  },
  aesGcmOpen(key, nonce, associated, sealed) {
    if (sealed.length < TAG_BYTES) return undefined;
    const decipher = createDecipheriv("aes-256-gcm", createSecretKey(key), nonce, { authTagLength: TAG_BYTES });
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
    // As text, a character a byte: no key object has to be made, and no errors by which Node 24 tells bytes from one.
    const cipher = createCipheriv("aes-256-ctr", latin1(key), counter, KEY_AS_TEXT);
    const { buffer, byteOffset, length } = cipher.update(bytes);
    return new Uint8Array(buffer, byteOffset, length);
  },
};
