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

/** Gives the salt (16 bytes) of a field's current value. */
export type Salt = (field: number) => Uint8Array;

const text = (value: string): Uint8Array => {
  const bytes = utf8(value);
  return concat(u32(bytes.length), bytes);
};

/** The values of the first four fields. */
export function identityValues({ publicKey, keyTier, vehicle }: RecordIdentity): Uint8Array[] {
  return [
    concat(publicKey, Uint8Array.of(keyTier)),
    concat(text(vehicle.make), text(vehicle.model), u32(vehicle.modelYear)),
    vehicle.owner,
    vehicle.vinCommitment,
  ];
}

/** The values of the last four fields. */
export function progressValues(progress: RecordProgress): Uint8Array[] {
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

/** The leaf of one field: H(0x00 ‖ salt ‖ field index ‖ value). */
export function fieldLeaf(p: CryptoProvider, salt: Uint8Array, field: number, value: Uint8Array): Uint8Array {
  return leafHash(p, salt, Uint8Array.of(field), value);
}

function half(p: CryptoProvider, first: number, values: readonly Uint8Array[], salt: Salt): Uint8Array {
  const [a, b, c, d] = values.map((value, index) => fieldLeaf(p, salt(first + index), first + index, value));
  if (!a || !b || !c || !d) throw new RangeError("Half a record has four fields.");
  return nodeHash(p, nodeHash(p, a, b), nodeHash(p, c, d));
}

/** The root (32 bytes) over the first four fields. */
export const identityRoot = (p: CryptoProvider, identity: RecordIdentity, salt: Salt): Uint8Array =>
  half(p, 0, identityValues(identity), salt);

/** The root (32 bytes) over the last four fields. */
export const progressRoot = (p: CryptoProvider, progress: RecordProgress, salt: Salt): Uint8Array =>
  half(p, 4, progressValues(progress), salt);

/** The record's root, and the leaf of the state tree made of it. */
export const recordLeaf = (p: CryptoProvider, identity: Uint8Array, progress: Uint8Array): Uint8Array =>
  leafHash(p, nodeHash(p, identity, progress));
