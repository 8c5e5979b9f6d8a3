/** Sealing: an envelope's groups under the keys of a session; vehicles and answers to a public key (docs/protocol.md, "Sealing"). */
import { writeU32 } from "./bytes.ts";
import type { Profile } from "./columns/profile.ts";
import { GROUPS, type GroupName } from "./columns/quantity.ts";
import { type Context, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { openGroup, sealGroup } from "./disclosure/committing-seal.ts";
import { openFrom, sealTo } from "./hpke.ts";
import type { Groups } from "./reading.ts";
import { leafKey, type SessionKeys } from "./session.ts";
import { SUITE } from "./suite.ts";
import type { Body } from "./wire/envelope.ts";

/** The clear part of a body, which the seals cover too. */
export type ClearFields = Pick<Body, "deviceId" | "sequence" | "session" | "previousLink">;

/** What the seals cover besides a body's clear part. */
export interface SealedFor {
  /** The identity (8 bytes) of the application's key. */
  readonly keyId: Uint8Array;
  /** The device's, as its registration names it. */
  readonly profile: Pick<Profile, "number" | "version">;
}

/** Longer than what follows; each call writes over the one before. */
const associated = new Uint8Array(256);

/**
 * Returns, as a view that the next call overwrites: device id (8) ‖ sequence (4) ‖ session (4) ‖ previous link as in the body
 * (8 or 32) ‖ suite (1) ‖ key id (8) ‖ group (1) ‖ profile (2) ‖ its version (2).
 */
const associatedOf = (
  context: Context,
  fields: ClearFields,
  { keyId, profile }: SealedFor,
  group: GroupName,
): Uint8Array => {
  const { deviceId, sequence, session, previousLink } = fields;
  const start = preamble("readings", context);
  const numbersAt = start.length + deviceId.length;
  const suiteAt = numbersAt + 8 + previousLink.length;
  const groupAt = suiteAt + 1 + keyId.length;
  // Written in place: this is done for each group of each envelope, and an array for each number would take as long as the rest.
  const bytes = associated.subarray(0, groupAt + 5);
  bytes.set(start);
  bytes.set(deviceId, start.length);
  writeU32(bytes, numbersAt, sequence);
  writeU32(bytes, numbersAt + 4, session);
  bytes.set(previousLink, numbersAt + 8);
  bytes[suiteAt] = SUITE;
  bytes.set(keyId, suiteAt + 1);
  bytes[groupAt] = GROUPS[group];
  writeU32(bytes, groupAt + 1, profile.number * 2 ** 16 + profile.version);
  return bytes;
};

/**
 * Seals the groups of one body: each is its ciphertext and a tag (16 bytes), or empty when it says nothing.
 * @param keys of the session that the body is in; one that opens a session is at its first place
 * @throws {RangeError} when the session has no such place
 * @example
 * const groups = encodeReadings(CAR, [{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]);
 * const { distance } = sealGroups(context, fields, session, { keyId, profile: CAR }, groups, native);
 * distance.length; // => 25
 */
export function sealGroups(
  context: Context,
  fields: ClearFields,
  keys: SessionKeys,
  sealedFor: SealedFor,
  groups: Groups,
  provider: CryptoProvider,
): Groups {
  const place = fields.sequence - keys.firstSequence;
  const seal = (group: GroupName): Uint8Array => {
    if (groups[group].length === 0) return groups[group];
    const { leaf } = leafKey(context, keys, group, place, provider);
    return sealGroup(leaf, associatedOf(context, fields, sealedFor, group), groups[group], provider);
  };
  return { distance: seal("distance"), condition: seal("condition"), bus: seal("bus") };
}

/**
 * Opens one group of a body. Returns its bytes.
 * @param leaf 32 bytes, of the group and the body's place
 * @throws {OpenError} when any clear field, the key or the ciphertext is not that of the seal
 * @example
 * const groups = encodeReadings(CAR, [{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]);
 * const sealed = sealGroups(context, fields, session, { keyId, profile: CAR }, groups, native);
 * const { leaf } = leafKey(context, session, "distance", 1, native);
 * openSealed(context, { ...fields, ...sealed }, "distance", leaf, { keyId, profile: CAR }, native); // => groups.distance
 */
export function openSealed(
  context: Context,
  body: Body,
  group: GroupName,
  leaf: Uint8Array,
  sealedFor: SealedFor,
  provider: CryptoProvider,
): Uint8Array {
  return openGroup(leaf, associatedOf(context, body, sealedFor, group), body[group], provider);
}

/**
 * Seals a vehicle's description to the application; the device's key is bound, so that it cannot be moved.
 * @param devicePublicKey 33 bytes, compressed
 * @param applicationPublicKey 33 bytes, compressed
 * @param vehicle an encoded Vehicle
 * @param keyMaterial 32 secret random bytes, never used before
 * @returns encapsulated key (65 bytes) ‖ ciphertext ‖ tag (16 bytes)
 * @throws {RangeError} when the application's key is not a point of the curve
 * @example
 * const bytes = encodeVehicle(vehicle);
 * const sealed = sealVehicle(context, publicKey, application.publicKey, bytes, keyMaterial, native);
 */
export function sealVehicle(
  context: Context,
  devicePublicKey: Uint8Array,
  applicationPublicKey: Uint8Array,
  vehicle: Uint8Array,
  keyMaterial: Uint8Array,
  provider: CryptoProvider,
): Uint8Array {
  return sealTo(applicationPublicKey, preamble("vehicle", context), devicePublicKey, vehicle, keyMaterial, provider);
}

/**
 * Opens what sealVehicle sealed. Returns an encoded Vehicle.
 * @throws {OpenError} when the keys, context or bytes are not those of the seal
 * @example
 * const bytes = encodeVehicle(vehicle);
 * const sealed = sealVehicle(context, publicKey, application.publicKey, bytes, keyMaterial, native);
 * openVehicle(context, publicKey, applicationPrivateKey, sealed, native); // => bytes
 */
export function openVehicle(
  context: Context,
  devicePublicKey: Uint8Array,
  applicationPrivateKey: Uint8Array,
  sealed: Uint8Array,
  provider: CryptoProvider,
): Uint8Array {
  return openFrom(sealed, applicationPrivateKey, preamble("vehicle", context), devicePublicKey, provider);
}

/**
 * Seals an answer to the key named in the query.
 * @param query the encoded query that is answered; it is bound as associated data
 * @param replyKey a public key in either form
 * @param keyMaterial 32 bytes that only the application's key, this query and this answer give
 * @returns encapsulated key (65 bytes) ‖ ciphertext ‖ tag (16 bytes)
 * @throws {RangeError} when the reply key is not a point of the curve
 * @example
 * const query = encodeCarQuery({ deviceId, replyKey: publicKey });
 * const sealed = sealAnswer(context, query, publicKey, encodeCarsAnswer([]), keyMaterial, native);
 */
export function sealAnswer(
  context: Context,
  query: Uint8Array,
  replyKey: Uint8Array,
  answer: Uint8Array,
  keyMaterial: Uint8Array,
  provider: CryptoProvider,
): Uint8Array {
  return sealTo(replyKey, preamble("answer", context), query, answer, keyMaterial, provider);
}

/**
 * Opens what sealAnswer sealed. Returns the encoded answer.
 * @throws {OpenError} when the query, key, context or bytes are not those of the seal
 * @example
 * const query = encodeCarQuery({ deviceId, replyKey: publicKey });
 * const sealed = sealAnswer(context, query, publicKey, encodeCarsAnswer([]), keyMaterial, native);
 * openAnswer(context, query, privateKey, sealed, native); // => encodeCarsAnswer([])
 */
export function openAnswer(
  context: Context,
  query: Uint8Array,
  replyPrivateKey: Uint8Array,
  sealed: Uint8Array,
  provider: CryptoProvider,
): Uint8Array {
  return openFrom(sealed, replyPrivateKey, preamble("answer", context), query, provider);
}
