/**
 * Openings: fields of a fixed tree with what leads from them to its root (docs/protocol.md, "Openings"). Several fields
 * share one list of siblings, and so one root: what a pass shows of a run is one quarter, with 2 siblings in place
 * of 16, and nobody has to compare the roots of several paths.
 */
import { u8 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { leafHash, nodeHash } from "../merkle.ts";

/** The length of a salt. */
export const SALT_BYTES = 16;

/** A field as it is shown. */
export interface OpenedField {
  /** 0 to 15 in a record, 16 to 23 among the globals. */
  readonly field: number;
  /** SALT_BYTES. */
  readonly salt: Uint8Array;
  readonly value: Uint8Array;
}

/** One or more fields of one tree. */
export interface FieldOpening {
  /** In strictly ascending order of their numbers. */
  readonly fields: readonly OpenedField[];
  /** 32 bytes each: level by level from the leaves up, each level from the left. */
  readonly siblings: readonly Uint8Array[];
}

/** A tree with 2^depth leaves, the first of which is the field `first`. */
export interface FieldTree {
  readonly first: number;
  readonly depth: number;
}

/** The tree of a record. */
export const RECORD_TREE: FieldTree = { first: 0, depth: 4 };
/** The tree of the globals. */
export const GLOBALS_TREE: FieldTree = { first: 16, depth: 3 };

/**
 * Returns the leaf (32 bytes) of a field: H(0x00 ‖ salt ‖ u8(field) ‖ value).
 * @example
 * const leaf = saltedLeaf({ field: 3, salt: new Uint8Array(SALT_BYTES), value: owner }, native);
 */
export const saltedLeaf = ({ field, salt, value }: OpenedField, provider: CryptoProvider): Uint8Array =>
  leafHash(provider, salt, u8(field), value);

/**
 * Returns the siblings that whoever has some leaves of a tree needs, in the order of an FieldOpening.
 * @param leaves their places from 0, ascending
 * @param nodeAt gives the node (32 bytes) at a level, from 0 for the leaves, and a place in it
 * @example
 * jointSiblings(4, [4, 5, 6, 7], () => link).length; // => 2
 */
export function jointSiblings(
  depth: number,
  leaves: readonly number[],
  nodeAt: (level: number, index: number) => Uint8Array,
): Uint8Array[] {
  const siblings: Uint8Array[] = [];
  let known = new Set(leaves);
  for (let level = 0; level < depth; level += 1) {
    for (const index of known) if (!known.has(index ^ 1)) siblings.push(nodeAt(level, index ^ 1));
    known = new Set(Array.from(known, (index) => index >> 1));
  }
  return siblings;
}

/** Returns the leaves by their place, or undefined when a field is not of the tree, or not above the one before. */
function leavesOf(
  tree: FieldTree,
  { fields }: FieldOpening,
  provider: CryptoProvider,
): Map<number, Uint8Array> | undefined {
  const leaves = new Map<number, Uint8Array>();
  let last = tree.first - 1;
  for (const opened of fields) {
    const { field, salt } = opened;
    const isOfTree = Number.isInteger(field) && field > last && field < tree.first + 2 ** tree.depth;
    // A salt of another length would let bytes of a value pass for the salt's.
    if (!isOfTree || salt.length !== SALT_BYTES) return undefined;
    leaves.set(field - tree.first, saltedLeaf(opened, provider));
    last = field;
  }
  return leaves.size > 0 ? leaves : undefined;
}

/**
 * Returns the root (32 bytes) that an opening leads to; undefined when it has no field, a field that is not of this tree,
 * out of order or twice, a salt or sibling of another length, or a sibling too many or too few.
 * @param onNode told of every node on the way (level 0: the leaves), some of them twice
 * @example
 * rootOfOpening(RECORD_TREE, { fields: [], siblings: [] }, native); // => undefined
 */
export function rootOfOpening(
  tree: FieldTree,
  opening: FieldOpening,
  provider: CryptoProvider,
  onNode?: (level: number, index: number, hash: Uint8Array) => void,
): Uint8Array | undefined {
  const { siblings } = opening;
  let known = leavesOf(tree, opening, provider);
  if (known === undefined || siblings.some(({ length }) => length !== 32)) return undefined;
  let used = 0;
  for (let level = 0; level < tree.depth; level += 1) {
    const above = new Map<number, Uint8Array>();
    for (const [index, hash] of known) {
      onNode?.(level, index, hash);
      if (above.has(index >> 1)) continue;
      const beside = known.get(index ^ 1) ?? siblings[used++];
      if (beside === undefined) return undefined;
      onNode?.(level, index ^ 1, beside);
      above.set(index >> 1, index % 2 === 0 ? nodeHash(provider, hash, beside) : nodeHash(provider, beside, hash));
    }
    known = above;
  }
  return used === siblings.length ? known.get(0) : undefined;
}

/**
 * Returns an opening of fewer fields of the same tree: what an owner who was shown all shows of it.
 * @param fields numbers of fields that `opening` shows, in any order
 * @throws {RangeError} when `opening` does not show one of them, or leads to no root
 * @example
 * const shown = (field: number) => ({ field, salt: new Uint8Array(SALT_BYTES), value: new Uint8Array() });
 * const whole = { fields: Array.from({ length: 16 }, (_, field) => shown(field)), siblings: [] };
 * narrowOpening(RECORD_TREE, whole, [7], native).siblings.length; // => 4
 */
export function narrowOpening(
  tree: FieldTree,
  opening: FieldOpening,
  fields: readonly number[],
  provider: CryptoProvider,
): FieldOpening {
  const nodes = new Map<string, Uint8Array>();
  const root = rootOfOpening(tree, opening, provider, (level, index, hash) => nodes.set(`${level}/${index}`, hash));
  const shown = opening.fields.filter(({ field }) => fields.includes(field));
  if (root === undefined || shown.length === 0 || shown.length !== new Set(fields).size) {
    throw new RangeError("An opening shows only what it shows.");
  }
  const leaves = shown.map(({ field }) => field - tree.first);
  const siblings = jointSiblings(tree.depth, leaves, (level, index) => {
    const node = nodes.get(`${level}/${index}`);
    if (node === undefined) throw new RangeError("An opening has every node beside those that it shows.");
    return node;
  });
  return { fields: shown, siblings };
}
