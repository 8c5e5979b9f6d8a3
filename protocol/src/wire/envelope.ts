/** Envelopes, bodies and batches as bytes (docs/protocol.md, "Envelope" and "Batch"). */
import { MalformedError } from "../errors.ts";
import { witness } from "../generated/witness.js";
import { LINK_BYTES, LINK_PREFIX_BYTES } from "../link.ts";
import type { SignedOperation } from "../operations/signed.ts";
import type { Groups } from "../reading.ts";
import { SEAL_TAG_BYTES } from "../suite.ts";
import { decode, decodeInPlace, encode, length, positive } from "./codec.ts";

const { v2 } = witness;
const EMPTY = new Uint8Array();

/** A body as signed, and the signature over its link's preimage. */
export interface Envelope {
  readonly body: Uint8Array;
  /** 64 bytes, r ‖ s. */
  readonly signature: Uint8Array;
}

/** What opens a session: the suite, whose key it is sealed to, and the encapsulated key. */
export interface Opening {
  readonly suite: number;
  /** 8 bytes. */
  readonly keyId: Uint8Array;
  /** 65 bytes, an uncompressed P-256 point. */
  readonly encapsulatedKey: Uint8Array;
}

/** The parts of a body; its groups are sealed: ciphertext ‖ tag (16), or empty. */
export interface Body extends Groups {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  readonly sequence: number;
  readonly session: number;
  /** 4 bytes (a prefix), or 32 in an opening. */
  readonly previousLink: Uint8Array;
  readonly opening?: Opening;
  /** Only with an opening: the device lost its storage, and goes on from a head that it was told. */
  readonly lost?: true;
}

/** Bodies of one device in order, and one signature over the last. */
export interface Run {
  readonly bodies: readonly Uint8Array[];
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/** A message as signed, and its signature. */
export interface Signed {
  readonly message: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/** What one input carries. */
export interface Batch {
  readonly registrations: readonly Signed[];
  readonly runs: readonly Run[];
  /** Worked off between registrations and runs. */
  readonly operations?: readonly SignedOperation[];
}

/**
 * Reads an envelope. Its body is not read.
 * @throws {MalformedError} `malformed` when the bytes are no envelope or the signature is not 64 bytes
 * @example
 * decodeEnvelope(encodeEnvelope(envelope)); // => envelope
 */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  const { body, signature } = decode("Envelope", v2.Envelope, bytes);
  return { body, signature: length("signature", signature, 64) };
}

/**
 * Encodes an envelope.
 * @example
 * const bytes = encodeEnvelope(envelope);
 */
export function encodeEnvelope({ body, signature }: Envelope): Uint8Array {
  return encode(v2.Envelope, { body, signature });
}

/** A sealed group is absent, or at least one byte and its tag. */
function sealed(field: string, bytes: Uint8Array): Uint8Array {
  if (bytes.length > 0 && bytes.length <= SEAL_TAG_BYTES) throw new MalformedError({ field, bytes: bytes.length });
  return bytes;
}

/**
 * Reads a body's clear fields and sealed groups.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * decodeBody(envelope.body).sequence; // => 1
 */
export const decodeBody = (bytes: Uint8Array): Body => bodyOf(decode("Body", v2.Body, bytes));

/**
 * Reads what `decodeBody` does. Its byte fields are views of the bytes, which nobody may change: those of a run are a copy
 * already, and one more for each body would take longer than reading it.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * viewBody(envelope.body).sequence; // => 1
 */
export const viewBody = (bytes: Uint8Array): Body => bodyOf(decodeInPlace("Body", v2.Body, bytes));

function bodyOf(body: witness.v2.Body): Body {
  const { opening } = body;
  positive("sequence", body.sequence);
  positive("session", body.session);
  length("device_id", body.deviceId, 8);
  length("previous_link", body.previousLink, opening ? LINK_BYTES : LINK_PREFIX_BYTES);
  const parts = {
    deviceId: body.deviceId,
    sequence: body.sequence,
    session: body.session,
    previousLink: body.previousLink,
    distance: sealed("distance", body.distance),
    condition: sealed("condition", body.condition),
    bus: sealed("bus", body.bus),
  };
  if (!opening) return parts;
  return { ...parts, opening: readOpening(opening), ...(body.lost === 0 ? {} : { lost: true }) };
}

/**
 * Returns the opening of a decoded message.
 * @throws {MalformedError} `malformed` when a field has another length
 * @example
 * readOpening({ suite: SUITE, keyId: deviceId, encapsulatedKey: new Uint8Array(65) }).suite; // => 2
 */
export const readOpening = (opening: witness.v2.Opening.$Properties): Opening => ({
  suite: opening.suite ?? 0,
  keyId: length("key_id", opening.keyId ?? EMPTY, 8),
  encapsulatedKey: length("encapsulated_key", opening.encapsulatedKey ?? EMPTY, 65),
});

/**
 * Encodes a body; the result is what is signed and sent.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const bytes = encodeBody(body);
 */
export function encodeBody(body: Body): Uint8Array {
  const { lost, ...rest } = body;
  return encode(v2.Body, lost ? { ...rest, lost: 1 } : rest);
}

/**
 * Reads a signed message. Whether the signature holds is the question of `verifyMessage`.
 * @throws {MalformedError} `malformed` when the bytes are none or the signature is not 64 bytes
 * @example
 * decodeSigned(encodeSigned(registration)); // => registration
 */
export function decodeSigned(bytes: Uint8Array): Signed {
  const { message, signature } = decode("Signed", v2.Signed, bytes);
  return { message, signature: length("signature", signature, 64) };
}

/**
 * Encodes a signed message.
 * @example
 * const bytes = encodeSigned(signMessage("live", context, encodeLiveReading(liveReading), privateKey, native));
 */
export function encodeSigned({ message, signature }: Signed): Uint8Array {
  return encode(v2.Signed, { message, signature });
}

/**
 * Returns a signed operation of a decoded message: its bytes are read by nobody here.
 * @example
 * readOperation({}).message.length; // => 0
 */
export const readOperation = ({ message, signature }: witness.v2.SignedOperation.$Properties): SignedOperation => ({
  message: message ?? EMPTY,
  signature: signature ?? EMPTY,
});

/**
 * Reads a signed operation. Whether it is one, who signed it and whether it takes effect is the question of `takeOperation`.
 * @throws {MalformedError} `malformed` when the bytes are no such message
 * @example
 * decodeSignedOperation(encodeSignedOperation(registration)).message; // => registration.message
 */
export const decodeSignedOperation = (bytes: Uint8Array): SignedOperation =>
  readOperation(decode("SignedOperation", v2.SignedOperation, bytes));

/**
 * Encodes a signed operation, as a relay takes it.
 * @example
 * const bytes = encodeSignedOperation(registration);
 */
export const encodeSignedOperation = ({ message, signature }: SignedOperation): Uint8Array =>
  encode(v2.SignedOperation, { message, signature });

/**
 * Reads a batch's frame only: each registration and run is judged alone, so a bad one spoils no neighbour.
 * @throws {MalformedError} `malformed` when the bytes are no batch
 * @example
 * decodeBatch(encodeBatch({ registrations: [registration], runs: [] })).registrations; // => [registration]
 */
export function decodeBatch(bytes: Uint8Array): Batch {
  const { registrations, runs, operations } = decode("Batch", v2.Batch, bytes);
  return {
    registrations: registrations.map(({ message, signature }) => ({
      message: message ?? EMPTY,
      signature: signature ?? EMPTY,
    })),
    runs: runs.map(({ bodies, signature }) => ({ bodies: bodies ?? [], signature: signature ?? EMPTY })),
    ...(operations.length > 0 ? { operations: operations.map(readOperation) } : {}),
  };
}

/**
 * Encodes a batch. `packPayload` puts the version before it.
 * @example
 * const bytes = encodeBatch({ registrations: [registration], runs: [run] });
 */
export function encodeBatch({ registrations, runs, operations = [] }: Batch): Uint8Array {
  return encode(v2.Batch, {
    registrations: [...registrations],
    runs: runs.map(({ bodies, signature }) => ({ bodies: [...bodies], signature })),
    operations: [...operations],
  });
}
