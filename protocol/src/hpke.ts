/**
 * HPKE (RFC 9180), mode base, DHKEM(P-256, HKDF-SHA256) with HKDF-SHA256 and AES-256-GCM: single-shot sealing and the
 * exporter. The ephemeral key comes from key material that the caller gives (§7.1.3), so nothing here needs chance.
 */
import { concat, utf8 } from "./bytes.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { OpenError } from "./errors.ts";
import { hkdfExpand, hkdfExtract } from "./hkdf.ts";

/** §7.1: the length of an encapsulated key. */
export const ENCAPSULATED_KEY_BYTES = 65;
/** §7.1.3: key material has at least Nsk bytes. */
export const KEY_MATERIAL_BYTES = 32;

const VERSION = utf8("HPKE-v1");
const KEM_SUITE = concat(utf8("KEM"), Uint8Array.of(0x00, 0x10));
const HPKE_SUITE = concat(utf8("HPKE"), Uint8Array.of(0x00, 0x10, 0x00, 0x01, 0x00, 0x02));
const EMPTY = new Uint8Array();

const i2osp2 = (value: number) => Uint8Array.of(value >> 8, value & 255);

/** §4: LabeledExtract. */
function extract(p: CryptoProvider, suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array {
  return hkdfExtract(p, salt, VERSION, suite, utf8(label), ikm);
}

/** §4: LabeledExpand. */
function expand(
  p: CryptoProvider,
  suite: Uint8Array,
  prk: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
): Uint8Array {
  return hkdfExpand(p, prk, concat(i2osp2(length), VERSION, suite, utf8(label), info), length);
}

/**
 * §7.1.3: DeriveKeyPair for P-256. `keyMaterial` has 32 bytes or more. Returns the private scalar (32 bytes).
 * @throws {RangeError} when none of 256 candidates is a key, which nobody will see
 * @example
 * const privateKey = derivePrivateKey(keyMaterial, native);
 */
export function derivePrivateKey(keyMaterial: Uint8Array, p: CryptoProvider): Uint8Array {
  const prk = extract(p, KEM_SUITE, EMPTY, "dkp_prk", keyMaterial);
  for (let counter = 0; counter < 256; counter += 1) {
    // The bitmask of P-256 is 0xff, so a candidate is taken as it is.
    const candidate = expand(p, KEM_SUITE, prk, "candidate", Uint8Array.of(counter), 32);
    try {
      p.p256PublicKey(candidate);
      return candidate;
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
    }
  }
  throw new RangeError("No P-256 key can be derived from this key material.");
}

const sharedSecret = (p: CryptoProvider, dh: Uint8Array, encapsulated: Uint8Array, recipient: Uint8Array) => {
  const eae = extract(p, KEM_SUITE, EMPTY, "eae_prk", dh);
  return expand(p, KEM_SUITE, eae, "shared_secret", concat(encapsulated, recipient), 32);
};

/** What both sides hold after §5.1's key schedule. */
export interface HpkeContext {
  readonly key: Uint8Array;
  readonly baseNonce: Uint8Array;
  readonly exporterSecret: Uint8Array;
}

/** §5.1 KeySchedule, mode base. */
function keySchedule(p: CryptoProvider, secret: Uint8Array, info: Uint8Array): HpkeContext {
  const pskIdHash = extract(p, HPKE_SUITE, EMPTY, "psk_id_hash", EMPTY);
  const infoHash = extract(p, HPKE_SUITE, EMPTY, "info_hash", info);
  const schedule = concat(Uint8Array.of(0), pskIdHash, infoHash);
  const prk = extract(p, HPKE_SUITE, secret, "secret", EMPTY);
  return {
    key: expand(p, HPKE_SUITE, prk, "key", schedule, 32),
    baseNonce: expand(p, HPKE_SUITE, prk, "base_nonce", schedule, 12),
    exporterSecret: expand(p, HPKE_SUITE, prk, "exp", schedule, 32),
  };
}

/**
 * §5.1.1 SetupBaseS. `recipient` is a public key in either form; `keyMaterial` must be secret and fresh for each call.
 * Returns the encapsulated key (65 bytes) and the key schedule's result.
 * @throws {RangeError} when the recipient is not a point of the curve
 * @example
 * const { encapsulatedKey, context } = setupSender(publicKey, utf8("info"), keyMaterial, native);
 */
export function setupSender(
  recipient: Uint8Array,
  info: Uint8Array,
  keyMaterial: Uint8Array,
  p: CryptoProvider,
): { readonly encapsulatedKey: Uint8Array; readonly context: HpkeContext } {
  const ephemeral = derivePrivateKey(keyMaterial, p);
  // §7.1.1: SerializePublicKey is the uncompressed form. It is taken first, since to uncompress is a root each time.
  const point = p.p256Uncompress(recipient);
  const dh = point && p.p256SharedSecret(ephemeral, point);
  if (!dh) throw new RangeError("The recipient's key is not a P-256 point.");
  const encapsulatedKey = p.p256PublicKey(ephemeral, "uncompressed");
  const secret = sharedSecret(p, dh, encapsulatedKey, point);
  return { encapsulatedKey, context: keySchedule(p, secret, info) };
}

/**
 * §5.1.1 SetupBaseR. `encapsulatedKey` is 65 bytes, `privateKey` 32.
 * @throws {OpenError} when the encapsulated key is not an uncompressed point of the curve
 * @example
 * const sender = setupSender(publicKey, utf8("info"), keyMaterial, native);
 * const context = setupReceiver(sender.encapsulatedKey, privateKey, utf8("info"), native);
 */
export function setupReceiver(
  encapsulatedKey: Uint8Array,
  privateKey: Uint8Array,
  info: Uint8Array,
  p: CryptoProvider,
): HpkeContext {
  const dh =
    encapsulatedKey.length === ENCAPSULATED_KEY_BYTES ? p.p256SharedSecret(privateKey, encapsulatedKey) : undefined;
  if (!dh) throw new OpenError();
  const own = p.p256PublicKey(privateKey, "uncompressed");
  return keySchedule(p, sharedSecret(p, dh, encapsulatedKey, own), info);
}

/**
 * §5.3 Export: Returns `length` bytes bound to `exporterContext`.
 * @example
 * const { context: hpke } = setupSender(publicKey, utf8("info"), keyMaterial, native);
 * exportSecret(hpke, utf8("purpose"), 32, native).length; // => 32
 */
export function exportSecret(
  context: HpkeContext,
  exporterContext: Uint8Array,
  length: number,
  p: CryptoProvider,
): Uint8Array {
  return expand(p, HPKE_SUITE, context.exporterSecret, "sec", exporterContext, length);
}

/**
 * §6.1 single-shot encryption: Returns encapsulated key (65 bytes) ‖ ciphertext ‖ tag (16 bytes).
 * @param keyMaterial 32 secret bytes or more, never used before
 * @throws {RangeError} when the recipient is not a point of the curve
 * @example
 * const sealed = sealTo(publicKey, utf8("info"), utf8("associated"), utf8("secret"), keyMaterial, native);
 * sealed.length; // => 65 + 6 + 16
 */
export function sealTo(
  recipient: Uint8Array,
  info: Uint8Array,
  associated: Uint8Array,
  plaintext: Uint8Array,
  keyMaterial: Uint8Array,
  p: CryptoProvider,
): Uint8Array {
  const { encapsulatedKey, context } = setupSender(recipient, info, keyMaterial, p);
  // The sequence number of a single shot is 0, so the nonce is the base nonce (§5.2).
  return concat(encapsulatedKey, p.aesGcmSeal(context.key, context.baseNonce, associated, plaintext));
}

/**
 * §6.1 single-shot decryption: Returns the plaintext.
 * @throws {OpenError} when the bytes, the key, `info` or `associated` are not those of the seal
 * @example
 * const sealed = sealTo(publicKey, utf8("info"), utf8("associated"), utf8("secret"), keyMaterial, native);
 * openFrom(sealed, privateKey, utf8("info"), utf8("associated"), native); // => utf8("secret")
 */
export function openFrom(
  sealed: Uint8Array,
  privateKey: Uint8Array,
  info: Uint8Array,
  associated: Uint8Array,
  p: CryptoProvider,
): Uint8Array {
  const context = setupReceiver(sealed.slice(0, ENCAPSULATED_KEY_BYTES), privateKey, info, p);
  const opened = p.aesGcmOpen(context.key, context.baseNonce, associated, sealed.subarray(ENCAPSULATED_KEY_BYTES));
  if (!opened) throw new OpenError();
  return opened;
}
