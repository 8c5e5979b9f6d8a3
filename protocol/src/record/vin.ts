/**
 * The tag of a VIN (docs/protocol.md, "VIN tag"): one VIN has one tag in an application, so a second record for it is
 * seen. Without the two salts nobody can try VINs against a tag; the last four characters open alone, since they are what
 * a buyer compares first.
 */
import { equal, utf8 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";

/** The length of a VIN (ISO 3779). */
export const VIN_CHARACTERS = 17;
/** The characters at the end that open alone. */
export const VIN_END_CHARACTERS = 4;
/** The length of each of a VIN's two salts. */
export const VIN_SALT_BYTES = 16;
/** The tag of a record whose maker stated no VIN. */
export const NO_VIN_TAG: Uint8Array = new Uint8Array(32);

/** What opens a tag: a salt for the beginning and one for the end. */
export interface VinSalts {
  /** VIN_SALT_BYTES each. */
  readonly start: Uint8Array;
  readonly end: Uint8Array;
}

/** The end of a VIN, shown without the rest. */
export interface VinEnd {
  /** VIN_END_CHARACTERS. */
  readonly characters: string;
  /** VIN_SALT_BYTES. */
  readonly salt: Uint8Array;
  /** 32 bytes: the hash of the beginning. */
  readonly startHash: Uint8Array;
}

/**
 * Returns the salts of a VIN: HMAC(salt key, preamble("vin") ‖ u8(1 or 2) ‖ VIN)[0..16].
 * @param saltKey 32 bytes that nobody outside the back-end has
 * @param label the preamble of VINs
 * @param vin VIN_CHARACTERS
 * @throws {RangeError} when the VIN has another length
 * @example
 * vinSalts(keyMaterial, preamble("vin", context), "WAUZZZ8V5KA000001", native).end.length; // => 16
 */
export function vinSalts(saltKey: Uint8Array, label: Uint8Array, vin: string, provider: CryptoProvider): VinSalts {
  const bytes = vinBytes(vin);
  const salt = (part: number) =>
    provider.hmacSha256(saltKey, label, Uint8Array.of(part), bytes).slice(0, VIN_SALT_BYTES);
  return { start: salt(1), end: salt(2) };
}

/**
 * Returns the tag (32 bytes) of a VIN: H(H(salt 1 ‖ first 13) ‖ H(salt 2 ‖ last 4)).
 * @throws {RangeError} when the VIN or a salt has another length
 * @example
 * const vin = "WAUZZZ8V5KA000001";
 * vinTag(vin, vinSalts(keyMaterial, preamble("vin", context), vin, native), native).length; // => 32
 */
export function vinTag(vin: string, { start, end }: VinSalts, provider: CryptoProvider): Uint8Array {
  const bytes = vinBytes(vin);
  if (start.length !== VIN_SALT_BYTES || end.length !== VIN_SALT_BYTES) throw new RangeError("A salt has 16 bytes.");
  const from = VIN_CHARACTERS - VIN_END_CHARACTERS;
  return provider.sha256(provider.sha256(start, bytes.subarray(0, from)), provider.sha256(end, bytes.subarray(from)));
}

/**
 * Returns the end of a VIN with what proves it against the tag.
 * @throws {RangeError} when the VIN has another length
 * @example
 * const vin = "WAUZZZ8V5KA000001";
 * openVinEnd(vin, vinSalts(keyMaterial, preamble("vin", context), vin, native), native).characters; // => "0001"
 */
export function openVinEnd(vin: string, { start, end }: VinSalts, provider: CryptoProvider): VinEnd {
  const from = VIN_CHARACTERS - VIN_END_CHARACTERS;
  const startHash = provider.sha256(start, vinBytes(vin).subarray(0, from));
  return { characters: vin.slice(from), salt: end, startHash };
}

/**
 * Returns whether the car of a tag (32 bytes) has a VIN that ends so.
 * @example
 * const vin = "WAUZZZ8V5KA000001";
 * const salts = vinSalts(keyMaterial, preamble("vin", context), vin, native);
 * isVinEnd(vinTag(vin, salts, native), openVinEnd(vin, salts, native), native); // => true
 */
export function isVinEnd(tag: Uint8Array, { characters, salt, startHash }: VinEnd, provider: CryptoProvider): boolean {
  // Of other lengths, bytes of one part would pass for another's.
  if (utf8(characters).length !== VIN_END_CHARACTERS || salt.length !== VIN_SALT_BYTES || startHash.length !== 32) {
    return false;
  }
  return equal(tag, provider.sha256(startHash, provider.sha256(salt, utf8(characters))));
}

function vinBytes(vin: string): Uint8Array {
  const bytes = utf8(vin);
  if (bytes.length !== VIN_CHARACTERS) throw new RangeError("A VIN has 17 characters.");
  return bytes;
}
