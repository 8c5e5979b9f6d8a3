/** Registrations of one gene. */
import { assembleRegistration } from "@witness/protocol/assembly";
import { utf8 } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import type { Belonging } from "@witness/protocol/possession";
import { sealVehicle } from "@witness/protocol/seal";
import type { Signed } from "@witness/protocol/wire/envelope";
import { encodeVehicle, type Registration } from "@witness/protocol/wire/registration";
import { application, applicationPublicKey, context, keyOf, makerKey, p, TestDevice } from "../../test/world.ts";
import type { RegistrationKind } from "./gene.ts";
import { vinOf } from "./prepared.ts";

const NAME = "W".repeat(40);
const OWNER = new Uint8Array(20).fill(3);

/** Returns the registration of a device that no payload named before. @param nonce of the payload @param at of the message */
export function registrationOf(kind: RegistrationKind, nonce: number, at: number): Signed {
  const name = kind === "device-registered" ? `dear ${at}` : `new ${nonce} ${at}`;
  const device = new TestDevice(name);
  const vin = kind === "same VIN" ? vinOf(at) : "";
  const vehicle = { make: kind === "registered" ? NAME : "Aster", model: "Corsa", modelYear: 2020, vin };
  const keyMaterial = p.sha256(utf8(name));
  const seal = (bytes: Uint8Array): Uint8Array =>
    sealVehicle(context, device.publicKey, applicationPublicKey, bytes, keyMaterial, p);
  const sealed = seal(encodeVehicle(vehicle));
  const changes: Partial<Record<RegistrationKind, Partial<Registration>>> = {
    "key-unknown": { keyId: new Uint8Array(8) },
    "profile-unknown": { profileVersion: 9 },
    "vehicle-unreadable": { sealedVehicle: sealed.map((byte, i) => (i === sealed.length - 1 ? byte ^ 1 : byte)) },
    "vehicle malformed": { sealedVehicle: seal(utf8("no vehicle")) },
    // As short as one can be: nobody has to sign it.
    "maker-unknown": { sealedVehicle: sealed.slice(0, 81) },
  };
  const registered = {
    devicePublicKey: device.publicKey,
    keyTier: 1,
    profile: CAR,
    vehicle,
    firstOwner: OWNER,
    possess: (belonging: Belonging) =>
      kind === "possession-invalid" ? new Uint8Array(64).fill(7) : device.possess(belonging),
  } as const;
  const privateKey = kind === "maker-unknown" ? keyOf("no maker") : makerKey;
  const signed = assembleRegistration(application, registered, { privateKey, keyMaterial }, p, {
    sealedVehicle: sealed,
    ...changes[kind],
  });
  return kind === "signature-invalid" ? { ...signed, signature: new Uint8Array(64).fill(7) } : signed;
}
