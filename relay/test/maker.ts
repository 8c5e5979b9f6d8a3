/** A maker, an application, and the registrations that the maker signs for it. */

import { assembleRegistration } from "@witness/protocol/assembly";
import { CAR } from "@witness/protocol/columns/profile";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { makerKeys, newGlobals } from "@witness/protocol/operations/globals";
import { decodeSigned, type Signed } from "@witness/protocol/wire/envelope";
import { registrationOf } from "../../mock-devices/src/registration.ts";
import type { Writer } from "./writer.ts";

export const applicationKey = derivePrivateKey(new Uint8Array(32).fill(201), provider);
const makerKey = derivePrivateKey(new Uint8Array(32).fill(202), provider);
export const makers = [provider.p256PublicKey(makerKey)];
export const trusted = makerKeys(newGlobals({ makers }, provider));
const publicKey = provider.p256PublicKey(applicationKey);
export const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
export const application = { context, publicKey, keyId: keyIdentity(publicKey, provider) };
export const settings = { context, provider, keyId: application.keyId };

/** A registration that relay and back-end admit, as it is posted. */
export function registrationBytes(writer: Writer): Uint8Array {
  const random = (bytes: number) => new Uint8Array(bytes).fill(3);
  const vehicle = { make: "Aster", model: "Tern", modelYear: 2020, vin: "WAS0000000000TEST" };
  return registrationOf(writer, { vehicle, firstOwner: random(20) }, makerKey, { application, provider, random });
}

/** The same, as the relay keeps it. */
export const sound = (writer: Writer): Signed => decodeSigned(registrationBytes(writer));

/** A registration whose vehicle only the back-end finds to be rubbish. */
export function unreadable(writer: Writer): Signed {
  const { publicKey: devicePublicKey } = writer;
  const vehicle = {
    make: "Aster",
    model: "Tern",
    modelYear: 2020,
    vin: "",
  };
  const maker = { privateKey: makerKey, keyMaterial: new Uint8Array(32).fill(4) };
  const change = { sealedVehicle: new Uint8Array(120).fill(4) };
  return assembleRegistration(
    application,
    {
      devicePublicKey,
      keyTier: 1,
      profile: CAR,
      vehicle,
      firstOwner: new Uint8Array(20),
      possess: (belonging) => writer.possess(belonging),
    },
    maker,
    provider,
    change,
  );
}
