/**
 * A device's record as a tree of eight salted fields, and so a leaf of the state tree (docs/protocol.md, "State tree").
 * The first four never change, so their half of the tree is computed once.
 */
import { concat, u32, utf8 } from "./bytes.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { leafHash, nodeHash } from "./merkle.ts";
import { type Judgement, REASONS, VERDICTS } from "./verdict.ts";
import type { KeyTier, Vehicle } from "./wire/registration.ts";

/** The fields in the order of their leaves. */
export const RECORD_FIELDS = ["key", "vehicle", "owner", "vin", "chain", "period", "odometer", "verdict"] as const;

/** What never changes after registration. */
export interface RecordIdentity {
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  readonly keyTier: KeyTier;
  readonly vehicle: Vehicle;
}

/** What every admitted envelope may change. */
export interface RecordProgress {
  readonly sequence: number;
  /** 32 bytes. */
  readonly link: Uint8Array;
  readonly session: number;
  readonly judgement: Judgement;
  readonly gaps: number;
  readonly forks: number;
  readonly unreadable: number;
}

/** The values of half a record, in the order of their leaves. */
type Half = [Uint8Array, Uint8Array, Uint8Array, Uint8Array];

/** Gives the salt (16 bytes) of a field's current value. */
export type Salt = (field: number) => Uint8Array;

const text = (value: string): Uint8Array => {
  const bytes = utf8(value);
  return concat(u32(bytes.length), bytes);
};

/**
 * Returns the values of the first four fields as bytes.
 * @example
 * identityValues({ publicKey, keyTier: 3, vehicle }).length; // => 4
 */
export function identityValues({ publicKey, keyTier, vehicle }: RecordIdentity): Half {
  return [
    concat(publicKey, Uint8Array.of(keyTier)),
    concat(text(vehicle.make), text(vehicle.model), u32(vehicle.modelYear)),
    vehicle.owner,
    vehicle.vinCommitment,
  ];
}

/**
 * Returns the values of the last four fields as bytes.
 * @example
 * const progress = { sequence: 1, link, session: 1, judgement, gaps: 0, forks: 0, unreadable: 0 };
 * progressValues(progress).map((value) => value.length); // => [40, 16, 12, 14]
 */
export function progressValues(progress: RecordProgress): Half {
  const { judgement: j } = progress;
  return [
    concat(u32(progress.sequence), progress.link, u32(progress.session)),
    concat(u32(j.readingCount), u32(j.firstTimeUnixS), u32(j.lastTimeUnixS), u32(j.largestGapS)),
    concat(u32(j.firstOdometerHm), u32(j.lastOdometerHm), u32(j.highestOdometerHm)),
    concat(
      Uint8Array.of(VERDICTS[j.verdict], j.reasons.length, ...j.reasons.map((code) => REASONS[code].byte)),
      u32(progress.gaps),
      u32(progress.forks),
      u32(progress.unreadable),
    ),
  ];
}

/**
 * Returns the leaf hash (32 bytes) of one field: H(0x00 ‖ salt ‖ field index ‖ value).
 * @param salt 16 bytes
 * @param field an index of RECORD_FIELDS
 * @example
 * const leaf = fieldLeaf(native, new Uint8Array(16), RECORD_FIELDS.indexOf("owner"), vehicle.owner);
 */
export function fieldLeaf(p: CryptoProvider, salt: Uint8Array, field: number, value: Uint8Array): Uint8Array {
  return leafHash(p, salt, Uint8Array.of(field), value);
}

/** Returns the root over four fields, the first of which has the index `first`. */
function half(p: CryptoProvider, first: number, [a, b, c, d]: Half, salt: Salt): Uint8Array {
  const leaf = (field: number, value: Uint8Array) => fieldLeaf(p, salt(field), field, value);
  const left = nodeHash(p, leaf(first, a), leaf(first + 1, b));
  const right = nodeHash(p, leaf(first + 2, c), leaf(first + 3, d));
  return nodeHash(p, left, right);
}

/**
 * Returns the root (32 bytes) over the first four fields.
 * @example
 * const root = identityRoot(native, { publicKey, keyTier: 3, vehicle }, () => new Uint8Array(16));
 */
export const identityRoot = (p: CryptoProvider, identity: RecordIdentity, salt: Salt): Uint8Array =>
  half(p, 0, identityValues(identity), salt);

/**
 * Returns the root (32 bytes) over the last four fields.
 * @example
 * const progress = { sequence: 1, link, session: 1, judgement, gaps: 0, forks: 0, unreadable: 0 };
 * const root = progressRoot(native, progress, () => new Uint8Array(16));
 */
export const progressRoot = (p: CryptoProvider, progress: RecordProgress, salt: Salt): Uint8Array =>
  half(p, 4, progressValues(progress), salt);

/**
 * Returns the record's leaf hash (32 bytes) in the state tree: H(0x00 ‖ root of the record).
 * @param identity the root over the first four fields, 32 bytes
 * @param progress the root over the last four fields, 32 bytes
 * @example
 * recordLeaf(native, link, link); // => leafHash(native, nodeHash(native, link, link))
 */
export const recordLeaf = (p: CryptoProvider, identity: Uint8Array, progress: Uint8Array): Uint8Array =>
  leafHash(p, nodeHash(p, identity, progress));
