/** What the maker of a device does once, in the factory (docs/protocol.md, "Registration"). */

import { assembleRegistration, type Registered } from "@witness/protocol/assembly";
import { CAR } from "@witness/protocol/columns/profile";
import type { Belonging } from "@witness/protocol/possession";
import { encodeSigned } from "@witness/protocol/wire/envelope";
import type { SealerOptions } from "./sealer.ts";

/** The device keys of this fleet live in a process's memory. */
const SOFTWARE_KEY = 1;

/** Signs a device into the world; returns the encoded registration. @param makerKey P-256 scalar, 32 bytes */
export function registrationOf(
  device: { readonly publicKey: Uint8Array } & Pick<Registered, "possess">,
  { vehicle, firstOwner }: Pick<Registered, "vehicle" | "firstOwner">,
  makerKey: Uint8Array,
  { application, provider, random, profile = CAR }: SealerOptions,
): Uint8Array {
  const registered = {
    devicePublicKey: device.publicKey,
    keyTier: SOFTWARE_KEY,
    profile,
    vehicle,
    firstOwner,
    possess: (belonging: Belonging) => device.possess(belonging),
  } as const;
  const maker = { privateKey: makerKey, keyMaterial: random(32) };
  return encodeSigned(assembleRegistration(application, registered, maker, provider));
}
