/**
 * A record as a tree of sixteen salted fields (docs/protocol.md, "Record tree"). Four quarter roots are kept, so a change
 * costs the quarters that it touches; values and salts are computed from what the record keeps anyway.
 */
import { equal, u8, u32 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { keyIdentity } from "../identity.ts";
import { buildTree, leafHash, nodeHash, rootOfPath, type Tree } from "../merkle.ts";
import {
  decodeRecordField,
  RECORD_FIELD_NAMES,
  type RecordField,
  type RecordValues,
  recordFieldNumber,
} from "./fields.ts";
import {
  type FieldOpening,
  jointSiblings,
  type OpenedField,
  RECORD_TREE,
  rootOfOpening,
  SALT_BYTES,
  saltedLeaf,
} from "./opening.ts";

/** Fields of a quarter. */
const QUARTER = 4;
const CHANGE_MAX = 2 ** 32 - 1;

/** What is kept of a record's tree. */
export interface RecordTree {
  /** The number of the record's last change; 0 for a new record. */
  readonly change: number;
  /** For each field, the number of the change that set its value. */
  readonly changes: readonly number[];
  /** Four roots of 32 bytes. */
  readonly quarters: readonly Uint8Array[];
}

/** Where values and salts come from. */
export interface RecordSource {
  /** Returns a field's value now, as `encodeRecordField` writes it. */
  readonly bytesOf: (field: RecordField) => Uint8Array;
  /** Returns the salt of a value that was set by a change: `recordSalts`. */
  readonly saltOf: RecordSalts;
}

/** Gives the salt (SALT_BYTES) of a field's value. */
export type RecordSalts = (field: number, value: Uint8Array, change: number) => Uint8Array;

/**
 * Returns the salts of a record's fields: HMAC(salt key, preamble("salt") ‖ device ‖ u8(field) ‖ value ‖ u32(change))[0..16].
 * The change's number makes a value that comes back look new. The value itself is covered because a chain that was
 * reorganised can give one change two values, and two values under one salt can be told apart by guessing.
 * @param saltKey 32 bytes that nobody outside the back-end has
 * @param label the preamble of salts
 * @param deviceId 8 bytes
 * @example
 * const saltOf = recordSalts(keyMaterial, preamble("salt", context), deviceId, native);
 * saltOf(3, owner, 1).length; // => 16
 */
export const recordSalts =
  (saltKey: Uint8Array, label: Uint8Array, deviceId: Uint8Array, provider: CryptoProvider): RecordSalts =>
  (field, value, change) =>
    provider.hmacSha256(saltKey, label, deviceId, u8(field), value, u32(change)).subarray(0, SALT_BYTES);

const QUARTERS = [0, 1, 2, 3].map((quarter) => RECORD_FIELD_NAMES.slice(quarter * QUARTER, (quarter + 1) * QUARTER));

const fieldsOfQuarter = (quarter: number): readonly RecordField[] => QUARTERS[quarter] ?? [];

const quarterOf = (field: number): number => Math.floor(field / QUARTER);

function opened(field: RecordField, changes: readonly number[], { bytesOf, saltOf }: RecordSource): OpenedField {
  const number = recordFieldNumber(field);
  const value = bytesOf(field);
  return { field: number, salt: saltOf(number, value, changes[number] ?? 0), value };
}

function quarterLeaves(
  quarter: number,
  changes: readonly number[],
  source: RecordSource,
  provider: CryptoProvider,
): Uint8Array[] {
  return fieldsOfQuarter(quarter).map((field) => saltedLeaf(opened(field, changes, source), provider));
}

/** Returns the root of four nodes, of leaves as of quarters. */
function rootOfFour(nodes: readonly Uint8Array[], provider: CryptoProvider): Uint8Array {
  const [a, b, c, d] = nodes as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  return nodeHash(provider, nodeHash(provider, a, b), nodeHash(provider, c, d));
}

/**
 * Returns the tree of a record whose fields were set by these changes.
 * @param change the number of the last one
 * @param changes for each field, the number of the change that set it
 * @example
 * const source = { bytesOf: () => new Uint8Array(), saltOf: () => new Uint8Array(SALT_BYTES) };
 * recordTreeAt(7, RECORD_FIELD_NAMES.map(() => 7), source, native).quarters.length; // => 4
 */
export function recordTreeAt(
  change: number,
  changes: readonly number[],
  source: RecordSource,
  provider: CryptoProvider,
): RecordTree {
  const quarters = [0, 1, 2, 3].map((quarter) =>
    rootOfFour(quarterLeaves(quarter, changes, source, provider), provider),
  );
  return { change, changes, quarters };
}

/**
 * Returns the tree of a new record, whose fields were all set by change 0.
 * @example
 * const source = { bytesOf: () => new Uint8Array(), saltOf: () => new Uint8Array(SALT_BYTES) };
 * newRecordTree(source, native).quarters.length; // => 4
 */
export const newRecordTree = (source: RecordSource, provider: CryptoProvider): RecordTree =>
  recordTreeAt(
    0,
    RECORD_FIELD_NAMES.map(() => 0),
    source,
    provider,
  );

/**
 * Returns the tree after one change of a record. Only quarters with a changed field are computed again.
 * @param changed fields whose value is another now
 * @param source gives the values after the change
 * @throws {RangeError} past 2^32 − 1 changes of one record
 * @example
 * const source = { bytesOf: () => new Uint8Array(), saltOf: () => new Uint8Array(SALT_BYTES) };
 * changeRecordTree(newRecordTree(source, native), ["chain", "period"], source, native).change; // => 1
 */
export function changeRecordTree(
  tree: RecordTree,
  changed: readonly RecordField[],
  source: RecordSource,
  provider: CryptoProvider,
): RecordTree {
  if (changed.length === 0) return tree;
  const change = tree.change + 1;
  if (change > CHANGE_MAX) throw new RangeError("A record changes at most 2^32 − 1 times.");
  const [changes, quarters] = [tree.changes.slice(), tree.quarters.slice()];
  for (const field of changed) changes[recordFieldNumber(field)] = change;
  for (const quarter of new Set(changed.map((field) => quarterOf(recordFieldNumber(field))))) {
    quarters[quarter] = rootOfFour(quarterLeaves(quarter, changes, source, provider), provider);
  }
  return { change, changes, quarters };
}

/**
 * Returns a record's root (32 bytes).
 * @example
 * const source = { bytesOf: () => new Uint8Array(), saltOf: () => new Uint8Array(SALT_BYTES) };
 * recordRoot(newRecordTree(source, native), native).length; // => 32
 */
export const recordRoot = ({ quarters }: RecordTree, provider: CryptoProvider): Uint8Array =>
  rootOfFour(quarters, provider);

/**
 * Returns the leaf (32 bytes) of a record or of the globals in the state tree: H(0x00 ‖ root).
 * @example
 * stateLeaf(link, native); // => leafHash(native, link)
 */
export const stateLeaf = (root: Uint8Array, provider: CryptoProvider): Uint8Array => leafHash(provider, root);

/**
 * Opens fields of a record, always with the key: an opening that does not say of which device it is can be shown as another's.
 * @example
 * const bytesOf = (field: string) => (field === "key" ? concat(publicKey, Uint8Array.of(3)) : new Uint8Array());
 * const source = { bytesOf, saltOf: () => new Uint8Array(SALT_BYTES) };
 * openRecord(newRecordTree(source, native), ["grants"], source, native).fields.map(({ field }) => field); // => [0, 11]
 */
export function openRecord(
  tree: RecordTree,
  fields: readonly RecordField[],
  source: RecordSource,
  provider: CryptoProvider,
): FieldOpening {
  const numbers = [...new Set(["key" as const, ...fields].map(recordFieldNumber))].sort((a, b) => a - b);
  const lower = new Map<number, Tree>();
  for (const quarter of new Set(numbers.map(quarterOf))) {
    lower.set(quarter, buildTree(quarterLeaves(quarter, tree.changes, source, provider), provider));
  }
  const upper = buildTree(tree.quarters, provider);
  const nodeAt = (level: number, index: number): Uint8Array => {
    const node =
      level < 2
        ? lower.get(index >> (2 - level))?.levels[level]?.[index & (2 ** (2 - level) - 1)]
        : upper.levels[level - 2]?.[index];
    if (node === undefined) throw new RangeError("A record's tree has four quarters.");
    return node;
  };
  const siblings = jointSiblings(RECORD_TREE.depth, numbers, nodeAt);
  const names = numbers.map((number) => RECORD_FIELD_NAMES[number] as RecordField);
  return { fields: names.map((field) => opened(field, tree.changes, source)), siblings };
}

/** Where a leaf stands in the state tree; `size` is one more than the notice's devices, for the globals. */
export interface StatePlace {
  readonly index: number;
  readonly size: number;
  /** 32 bytes each, RFC 6962. */
  readonly path: readonly Uint8Array[];
}

/** Whose record it must be, and under which state. */
export interface ExpectedRecord {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** 32 bytes. */
  readonly stateRoot: Uint8Array;
}

/**
 * Returns what an opening proves of a device's record: values by field. Undefined when it does not lead to the state root,
 * stands in the globals' place, or opens no key of this device.
 * @throws {MalformedError} `malformed` when a proven value is none of this version
 * @example
 * const nothing = { fields: [], siblings: [] };
 * const place = { index: 1, size: 2, path: [link] };
 * provenRecord(nothing, place, { deviceId, stateRoot: link }, native); // => undefined
 */
export function provenRecord(
  opening: FieldOpening,
  { index, size, path }: StatePlace,
  { deviceId, stateRoot }: ExpectedRecord,
  provider: CryptoProvider,
): (Partial<RecordValues> & Pick<RecordValues, "key">) | undefined {
  const root = rootOfOpening(RECORD_TREE, opening, provider);
  if (root === undefined || index < 1) return undefined;
  const state = rootOfPath(stateLeaf(root, provider), index, size, path, provider);
  if (state === undefined || !equal(state, stateRoot)) return undefined;
  const values: Partial<RecordValues> = Object.fromEntries(
    opening.fields.map(({ field, value }) => {
      const name = RECORD_FIELD_NAMES[field] as RecordField;
      return [name, decodeRecordField(name, value)];
    }),
  );
  const { key, ...others } = values;
  if (key === undefined || !equal(keyIdentity(key.publicKey, provider), deviceId)) return undefined;
  return { ...others, key };
}
