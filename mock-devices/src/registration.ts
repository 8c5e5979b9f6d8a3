/** What the maker of a device does once, in the factory (docs/protocol.md, "Registration"). */
import { keyIdentity } from "@witness/protocol/identity";
import { sealVehicle } from "@witness/protocol/seal";
import { signMessage } from "@witness/protocol/sign";
import { encodeSigned } from "@witness/protocol/wire/envelope";
import { encodeRegistration, encodeVehicle, type Vehicle } from "@witness/protocol/wire/registration";
import type { SealerOptions } from "./sealer.ts";

/** The device keys of this fleet live in a process's memory. */
const SOFTWARE_KEY = 1;

/** Signs a device into the world; returns the encoded registration. @param makerKey P-256 scalar, 32 bytes */
export function registrationOf(
  device: { readonly publicKey: Uint8Array },
  vehicle: Vehicle,
  makerKey: Uint8Array,
  { application, provider, random }: SealerOptions,
): Uint8Array {
  const { context, publicKey, keyId } = application;
  const message = encodeRegistration({
    devicePublicKey: device.publicKey,
    keyTier: SOFTWARE_KEY,
    makerId: keyIdentity(provider.p256PublicKey(makerKey), provider),
    keyId,
    sealedVehicle: sealVehicle(context, device.publicKey, publicKey, encodeVehicle(vehicle), random(32), provider),
  });
  return encodeSigned(signMessage("registration", context, message, makerKey, provider));
}
