/** Plates sealed to the application (docs/protocol.md, "Plate"): the chain shows that a car is public, and not under which plate. */
import { concat, u32 } from "./bytes.ts";
import { type Context, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { openFrom, sealTo } from "./hpke.ts";
import { decodePlate, encodePlate, type Plate } from "./record/plate.ts";

/** For which car and tenure a plate is sealed; it opens for no other. */
export interface PlatePlace {
  /** 8 bytes. */
  readonly device: Uint8Array;
  readonly tenure: number;
}

const associatedOf = ({ device, tenure }: PlatePlace): Uint8Array => concat(device, u32(tenure));

/**
 * Seals a plate to the application's key (33 bytes).
 * @param keyMaterial 32 secret random bytes, never used before
 * @returns PLATE_SEALED_BYTES: the field `sealed` of an operation
 * @throws {MalformedError} `malformed` when it is no plate
 * @throws {RangeError} when the application's key is not a point of the curve
 * @example
 * const plate = { country: "DE", characters: "WITN2026" };
 * sealPlate(context, application.publicKey, { device: deviceId, tenure: 1 }, plate, keyMaterial, native).length; // => 121
 */
export const sealPlate = (
  context: Context,
  applicationPublicKey: Uint8Array,
  place: PlatePlace,
  plate: Plate,
  keyMaterial: Uint8Array,
  provider: CryptoProvider,
): Uint8Array =>
  sealTo(
    applicationPublicKey,
    preamble("plate", context),
    associatedOf(place),
    encodePlate(plate),
    keyMaterial,
    provider,
  );

/**
 * Opens what sealPlate sealed.
 * @throws {OpenError} when the key, context, place or bytes are not those of the seal
 * @throws {MalformedError} `malformed` when what opens is no plate
 * @example
 * const plate = { country: "DE", characters: "WITN2026" };
 * const place = { device: deviceId, tenure: 1 };
 * const sealed = sealPlate(context, application.publicKey, place, plate, keyMaterial, native);
 * openPlate(context, applicationPrivateKey, place, sealed, native); // => plate
 */
export const openPlate = (
  context: Context,
  applicationPrivateKey: Uint8Array,
  place: PlatePlace,
  sealed: Uint8Array,
  provider: CryptoProvider,
): Plate =>
  decodePlate(openFrom(sealed, applicationPrivateKey, preamble("plate", context), associatedOf(place), provider));
