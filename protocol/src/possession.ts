/**
 * What a device signs when it is registered (docs/protocol.md, "Registration"): whose it is. A public key is no secret once a
 * registration stands on the chain or waits for it, so that any other maker could take it for a device of its own.
 */
import { concat } from "./bytes.ts";
import { type Context, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import type { Registration } from "./wire/registration.ts";

/** Whose a device is: `makerId` (8 bytes), and `firstOwner` (20 bytes, or none). */
export type Belonging = Pick<Registration, "makerId" | "firstOwner">;

const preimage = (context: Context, { makerId, firstOwner }: Belonging): readonly Uint8Array[] => [
  preamble("possession", context),
  concat(makerId, firstOwner),
];

/**
 * Signs as a device that it belongs to a maker, and to a first owner if one is named. Returns 64 bytes, r ‖ s.
 * @param devicePrivateKey P-256 scalar, 32 bytes
 * @example
 * signPossession(context, { makerId: deviceId, firstOwner: owner }, privateKey, native).length; // => 64
 */
export function signPossession(
  context: Context,
  belonging: Belonging,
  devicePrivateKey: Uint8Array,
  provider: CryptoProvider,
): Uint8Array {
  return provider.p256Sign(devicePrivateKey, ...preimage(context, belonging));
}

/**
 * Returns whether the device that a registration names says itself that it belongs to the maker and the owner named there.
 * @example
 * verifyPossession(context, decodeRegistration(registration.message), native); // => true
 */
export function verifyPossession(
  context: Context,
  { devicePublicKey, possession, ...belonging }: Registration,
  provider: CryptoProvider,
): boolean {
  if (possession === undefined) return false;
  return provider.p256Verify(devicePublicKey, possession, ...preimage(context, belonging));
}
