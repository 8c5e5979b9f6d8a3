/** Sealing: readings under a session key; vehicles and answers to a public key (docs/protocol.md, "Sealing"). */
import { concat, u32 } from "./bytes.ts";
import { type Context, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { OpenError } from "./errors.ts";
import { openFrom, sealTo } from "./hpke.ts";
import type { Body } from "./wire/envelope.ts";

/** The clear part of a body, which the seal covers too. */
export type ClearFields = Pick<Body, "deviceId" | "sequence" | "session" | "previousLink">;

/** The nonce: eight zero bytes, then the sequence number. A sequence number is used once under a key. */
const nonceOf = (sequence: number): Uint8Array => concat(new Uint8Array(8), u32(sequence));

/** device id (8) ‖ sequence (4) ‖ session (4) ‖ previous link as in the body (8 or 32) ‖ suite (1) ‖ key id (8). */
const associatedOf = (context: Context, fields: ClearFields, suite: number, keyId: Uint8Array): Uint8Array =>
  concat(
    preamble("readings", context),
    fields.deviceId,
    u32(fields.sequence),
    u32(fields.session),
    fields.previousLink,
    Uint8Array.of(suite),
    keyId,
  );

/** The session that seals: its key (32 bytes), suite, and the identity (8 bytes) of the application's key. */
export interface SealingSession {
  readonly sessionKey: Uint8Array;
  readonly suite: number;
  readonly keyId: Uint8Array;
}

/**
 * Seals encoded Readings for one body. Returns ciphertext ‖ tag (16 bytes). A sequence number must be used once under a
 * session key, since it makes the nonce.
 * @example
 * const ciphertext = sealReadings(context, fields, session, contentOf([]), native);
 */
export function sealReadings(
  context: Context,
  fields: ClearFields,
  session: SealingSession,
  plaintext: Uint8Array,
  provider: CryptoProvider,
): Uint8Array {
  const associated = associatedOf(context, fields, session.suite, session.keyId);
  return provider.aesGcmSeal(session.sessionKey, nonceOf(fields.sequence), associated, plaintext);
}

/**
 * Opens a body's ciphertext. Returns encoded Readings.
 * @throws {OpenError} when any clear field, the key or the ciphertext is not that of the seal
 * @example
 * const ciphertext = sealReadings(context, fields, session, utf8("content"), native);
 * openReadings(context, { ...fields, ciphertext }, session, native); // => utf8("content")
 */
export function openReadings(
  context: Context,
  body: Body,
  session: SealingSession,
  provider: CryptoProvider,
): Uint8Array {
  const associated = associatedOf(context, body, session.suite, session.keyId);
  const opened = provider.aesGcmOpen(session.sessionKey, nonceOf(body.sequence), associated, body.ciphertext);
  if (!opened) throw new OpenError();
  return opened;
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
 * @param replyKey 33 bytes, compressed
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
