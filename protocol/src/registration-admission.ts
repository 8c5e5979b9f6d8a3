/**
 * Admission of a registration: whether it is its maker's, and whether there is a place for its device (docs/protocol.md,
 * "Registration"). Back-end, relay, archive and audit decide here, so that they agree. Nothing here decrypts.
 */
import type { AdmissionSettings } from "./admission.ts";
import { equal } from "./bytes.ts";
import { type Profile, profileOf } from "./columns/profile.ts";
import { type Code, codeOfError } from "./errors.ts";
import { type HashChain, newHashChain } from "./hash-chain.ts";
import { keyIdentity } from "./identity.ts";
import { REGISTRATION_MAX_BYTES, TAKE_OVER_MAX_BYTES } from "./limits.ts";
import type { MakerKey } from "./operations/globals.ts";
import { type Places, placeRefusal } from "./places.ts";
import { verifyPossession } from "./possession.ts";
import { verifyMessage } from "./sign.ts";
import { isTakeOverProven, readTakeOver, type TakeOver, takenOverChain } from "./take-over.ts";
import type { Signed } from "./wire/envelope.ts";
import { decodeRegistration, type Registration } from "./wire/registration.ts";

/** The decision on a registration. The vehicle inside is still sealed: only the back-end can open it, and may refuse it. */
export type RegistrationDecision =
  | {
      readonly code: "admitted";
      /** 8 bytes. */
      readonly deviceId: Uint8Array;
      readonly maker: MakerKey;
      readonly registration: Registration;
      /** What the device sends. */
      readonly profile: Profile;
      /** The hash chain of the new device: without any envelope, or where the predecessor left it. */
      readonly chain: HashChain;
      /** What is taken over of the predecessor's record. */
      readonly takeOver: TakeOver | undefined;
    }
  | {
      readonly code: Exclude<Code, "admitted">;
      /** 8 bytes, when the registration could be read. */
      readonly deviceId?: Uint8Array;
    };

/** What a registration is judged by, beside its bytes. */
export interface RegisteredBefore {
  /** Who may register now. */
  readonly makers: readonly MakerKey[];
  /** Returns the public key (33 bytes) that is registered under a device id (8 bytes). */
  readonly publicKeyOf: (deviceId: Uint8Array) => Uint8Array | undefined;
  readonly places: Places;
}

/**
 * Judges a registration in the order of docs/protocol.md, "Registration", up to the sealed vehicle. Never throws on any bytes.
 * @example
 * const makers = makerKeys(newGlobals({ makers: [makerPublicKey] }, native));
 * const before = { makers, publicKeyOf: () => undefined, places: PLACES_FOR_ALL };
 * admitRegistration(settings, before, registration).code; // => "admitted"
 */
export function admitRegistration(
  { context, provider, keyId, predecessor }: AdmissionSettings,
  { makers, publicKeyOf, places }: RegisteredBefore,
  signed: Signed,
): RegistrationDecision {
  const { length } = signed.message;
  if (length > (predecessor ? TAKE_OVER_MAX_BYTES : REGISTRATION_MAX_BYTES)) return { code: "too-large" };
  try {
    const registration = decodeRegistration(signed.message);
    const { devicePublicKey } = registration;
    const takeOver = readTakeOver(registration, provider);
    if (!takeOver && length > REGISTRATION_MAX_BYTES) return { code: "too-large" };
    const deviceId = keyIdentity(devicePublicKey, provider);
    const refuse = (code: Exclude<Code, "admitted">): RegistrationDecision => ({ code, deviceId });
    const maker = makers.find(({ id }) => equal(id, registration.makerId));
    if (!maker) return refuse("maker-unknown");
    if (!verifyMessage("registration", context, signed, maker.publicKey, provider)) return refuse("signature-invalid");
    if (!equal(registration.keyId, keyId)) return refuse("key-unknown");
    const profile = profileOf(registration.profile, registration.profileVersion);
    if (!profile) return refuse("profile-unknown");
    if (takeOver) {
      if (!predecessor?.root) return refuse("predecessor-unknown");
      const isProven = isTakeOverProven(takeOver, registration, { maker: maker.id, root: predecessor.root }, provider);
      if (!isProven) return refuse("predecessor-unproven");
    }
    const known = publicKeyOf(deviceId);
    if (known) return refuse(equal(known, devicePublicKey) ? "device-registered" : "device-id-taken");
    if (!provider.p256Prepare(devicePublicKey)) return refuse("malformed");
    if (!takeOver && !verifyPossession(context, registration, provider)) return refuse("possession-invalid");
    const placeless = placeRefusal(places, deviceId, maker.id);
    if (placeless) return refuse(placeless);
    const chain = takeOver
      ? takenOverChain(takeOver.values, provider)
      : newHashChain(context, deviceId, devicePublicKey, provider);
    return { code: "admitted", deviceId, maker, registration, profile, chain, takeOver };
  } catch (error) {
    return { code: codeOfError(error) as Exclude<Code, "admitted"> };
  }
}
