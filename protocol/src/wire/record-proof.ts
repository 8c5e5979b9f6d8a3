/** Proofs of a record's fields as bytes (docs/protocol.md, "Answers"). Whether one holds is the question of `provenRecord`. */
import { witness } from "../generated/witness.js";
import { type FieldOpening, SALT_BYTES } from "../record/opening.ts";
import type { StatePlace } from "../record/tree.ts";
import { decode, encode, length } from "./codec.ts";

const { v2 } = witness;
const EMPTY = new Uint8Array();

/** Fields of a record with what leads from them to a state root. */
export interface RecordProof {
  readonly opening: FieldOpening;
  readonly place: StatePlace;
}

/**
 * Returns a proof as the properties of its message.
 * @example
 * writeRecordProof({ opening: { fields: [], siblings: [] }, place: { index: 1, size: 2, path: [link] } }).index; // => 1
 */
export function writeRecordProof({ opening, place }: RecordProof): witness.v2.RecordProof.$Properties {
  const { index, size, path } = place;
  return { fields: [...opening.fields], siblings: [...opening.siblings], index, size, path: [...path] };
}

/**
 * Reads a proof.
 * @throws {MalformedError} `malformed` when a salt or a hash has another length
 * @example
 * const place = { index: 1, size: 2, path: [link] };
 * readRecordProof(writeRecordProof({ opening: { fields: [], siblings: [] }, place })).place; // => place
 */
export function readRecordProof(properties: witness.v2.RecordProof.$Properties | null | undefined): RecordProof {
  const message = new v2.RecordProof(properties ?? {});
  const fields = message.fields.map((shown) => {
    const { field, salt, value } = new v2.OpenedField(shown);
    return { field, salt: length("salt", salt, SALT_BYTES), value: value ?? EMPTY };
  });
  const siblings = message.siblings.map((hash) => length("siblings", hash, 32));
  const path = message.path.map((hash) => length("path", hash, 32));
  return { opening: { fields, siblings }, place: { index: message.index, size: message.size, path } };
}

/**
 * Encodes a proof by itself.
 * @example
 * const place = { index: 1, size: 2, path: [link] };
 * const bytes = encodeRecordProof({ opening: { fields: [], siblings: [] }, place });
 */
export const encodeRecordProof = (proof: RecordProof): Uint8Array => encode(v2.RecordProof, writeRecordProof(proof));

/**
 * Reads a proof by itself.
 * @throws {MalformedError} `malformed` when the bytes are none, or a salt or a hash has another length
 * @example
 * const proof = { opening: { fields: [], siblings: [] }, place: { index: 1, size: 2, path: [link] } };
 * decodeRecordProof(encodeRecordProof(proof)); // => proof
 */
export const decodeRecordProof = (bytes: Uint8Array): RecordProof =>
  readRecordProof(decode("RecordProof", v2.RecordProof, bytes));
