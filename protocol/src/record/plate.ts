/**
 * Registration plates (docs/protocol.md, "Plate"): the name by which an owner lets a public verdict be found, beside the VIN.
 * The record keeps a tag of it. Without the salt, which only the back-end can make, nobody can try plates against a tag.
 */
import { concat, utf8 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { MalformedError } from "../errors.ts";
import { PLATE_BYTES, PLATE_MAX_CHARACTERS } from "../limits.ts";

/** The length of a plate's salt. */
export const PLATE_SALT_BYTES = 16;

/** A plate as it is compared: nothing of how it is set on the metal. */
export interface Plate {
  /** Where it was given out: two letters of ISO 3166-1. One plate may exist in several countries. */
  readonly country: string;
  /** Digits and capital letters, 1 to PLATE_MAX_CHARACTERS. */
  readonly characters: string;
}

const COUNTRY = /^[A-Z]{2}$/;
/** Digits; Latin, Greek and Cyrillic capital letters; kana, Han and Hangul: ranges, since categories grow with each edition. */
const CHARACTER =
  "[0-9A-Z\u00c0-\u00d6\u00d8-\u00de\u0391-\u03a1\u03a3-\u03a9\u0400-\u042f\u0490\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fef\uac00-\ud7a3]";
const CHARACTERS = new RegExp(`^${CHARACTER}{1,${PLATE_MAX_CHARACTERS}}$`);
/** What separates parts of a plate to the eye. */
const BETWEEN = /[\s\-.\u00b7\u2010-\u2015\u2022]/g;

const isPlate = ({ country, characters }: Plate): boolean => COUNTRY.test(country) && CHARACTERS.test(characters);

/**
 * Returns the plate that somebody typed: without spaces, dots and hyphens, in capital letters. Undefined when it is none.
 * @param country two letters of ISO 3166-1
 * @example
 * plateOf("de", "wi-tn 2026"); // => { country: "DE", characters: "WITN2026" }
 */
export function plateOf(country: string, text: string): Plate | undefined {
  const characters = text.normalize("NFC").toUpperCase().replace(BETWEEN, "");
  const plate = { country: country.trim().toUpperCase(), characters };
  return isPlate(plate) ? plate : undefined;
}

/**
 * Returns a plate as bytes: country (2) ‖ characters (UTF-8) ‖ zeros up to PLATE_BYTES. All plates have one length, so that a
 * sealed one says nothing.
 * @throws {MalformedError} `malformed` when it is no plate
 * @example
 * encodePlate({ country: "DE", characters: "WITN2026" }).length; // => 40
 */
export function encodePlate(plate: Plate): Uint8Array {
  if (!isPlate(plate)) throw new MalformedError({ field: "plate" });
  const bytes = new Uint8Array(PLATE_BYTES);
  bytes.set(utf8(plate.country + plate.characters));
  return bytes;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a plate.
 * @throws {MalformedError} `malformed` when the bytes are none
 * @example
 * decodePlate(encodePlate({ country: "DE", characters: "WITN2026" })).characters; // => "WITN2026"
 */
export function decodePlate(bytes: Uint8Array): Plate {
  if (bytes.length !== PLATE_BYTES) throw new MalformedError({ field: "plate" });
  const end = bytes.indexOf(0);
  const used = end < 0 ? bytes : bytes.subarray(0, end);
  let text: string;
  try {
    text = decoder.decode(used);
  } catch (cause) {
    throw new MalformedError({ field: "plate" }, { cause });
  }
  const plate = { country: text.slice(0, 2), characters: text.slice(2) };
  if (bytes.subarray(used.length).some((byte) => byte !== 0)) throw new MalformedError({ field: "plate" });
  if (!isPlate(plate)) throw new MalformedError({ field: "plate" });
  return plate;
}

/**
 * Returns the salt of a plate: HMAC(salt key, preamble("plate") ‖ plate)[0..16].
 * @param saltKey 32 bytes that nobody outside the back-end has
 * @param label the preamble of plates
 * @throws {MalformedError} `malformed` when it is no plate
 * @example
 * const plate = { country: "DE", characters: "WITN2026" };
 * plateSalt(keyMaterial, preamble("plate", context), plate, native).length; // => 16
 */
export const plateSalt = (saltKey: Uint8Array, label: Uint8Array, plate: Plate, provider: CryptoProvider): Uint8Array =>
  provider.hmacSha256(saltKey, label, encodePlate(plate)).slice(0, PLATE_SALT_BYTES);

/**
 * Returns the tag (32 bytes) of a plate: H(salt ‖ plate). One plate has one tag in an application.
 * @throws {MalformedError} `malformed` when it is no plate, or the salt has another length
 * @example
 * const plate = { country: "DE", characters: "WITN2026" };
 * plateTag(plate, new Uint8Array(PLATE_SALT_BYTES), native).length; // => 32
 */
export function plateTag(plate: Plate, salt: Uint8Array, provider: CryptoProvider): Uint8Array {
  if (salt.length !== PLATE_SALT_BYTES) throw new MalformedError({ field: "salt" });
  return provider.sha256(concat(salt, encodePlate(plate)));
}
