/** Entries of the journal sealed to the application (docs/protocol.md, "Journal"): whoever owns the car is told them by it. */
import { concat, u32 } from "./bytes.ts";
import { type Context, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { openFrom, sealTo } from "./hpke.ts";

/** For which car, tenure and kind an entry is sealed; it opens for no other. */
export interface EntryPlace {
  /** 8 bytes. */
  readonly device: Uint8Array;
  readonly tenure: number;
  /** The number of the entry's kind. */
  readonly entry: number;
}

const associatedOf = ({ device, tenure, entry }: EntryPlace): Uint8Array =>
  concat(device, u32(tenure), Uint8Array.of(entry));

/**
 * Seals an entry's content to the application's key (33 bytes).
 * @param content as `encodeEntryContent` writes it
 * @param keyMaterial 32 secret random bytes, never used before
 * @returns encapsulated key (65 bytes) ‖ ciphertext ‖ tag (16 bytes): the field `sealed` of an operation
 * @throws {RangeError} when the application's key is not a point of the curve
 * @example
 * const place = { device: deviceId, tenure: 1, entry: 4 };
 * sealEntry(context, application.publicKey, place, utf8("content"), keyMaterial, native).length; // => 88
 */
export const sealEntry = (
  context: Context,
  applicationPublicKey: Uint8Array,
  place: EntryPlace,
  content: Uint8Array,
  keyMaterial: Uint8Array,
  provider: CryptoProvider,
): Uint8Array =>
  sealTo(applicationPublicKey, preamble("journal", context), associatedOf(place), content, keyMaterial, provider);

/**
 * Opens what sealEntry sealed.
 * @throws {OpenError} when the key, context, place or bytes are not those of the seal
 * @example
 * const place = { device: deviceId, tenure: 1, entry: 4 };
 * const sealed = sealEntry(context, application.publicKey, place, utf8("content"), keyMaterial, native);
 * openEntry(context, applicationPrivateKey, place, sealed, native); // => utf8("content")
 */
export const openEntry = (
  context: Context,
  applicationPrivateKey: Uint8Array,
  place: EntryPlace,
  sealed: Uint8Array,
  provider: CryptoProvider,
): Uint8Array => openFrom(sealed, applicationPrivateKey, preamble("journal", context), associatedOf(place), provider);
