/**
 * Merkle trees with SHA-256 as in RFC 6962 §2.1: leaf = H(0x00 ‖ data), node = H(0x01 ‖ left ‖ right), and an
 * unpaired node rises as it is. One-off roots and paths, and a tree that is updated in O(log n) by a change-set.
 */
import { equal } from "./bytes.ts";
import type { CryptoProvider } from "./crypto/provider.ts";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/**
 * Returns H(0x00 ‖ data): 32 bytes.
 * @example
 * const leaf = leafHash(native, utf8("data"));
 */
export function leafHash(p: CryptoProvider, ...data: readonly Uint8Array[]): Uint8Array {
  return p.sha256(LEAF, ...data);
}

/**
 * Returns H(0x01 ‖ left ‖ right): 32 bytes.
 * @example
 * const node = nodeHash(native, leafHash(native, utf8("left")), leafHash(native, utf8("right")));
 */
export function nodeHash(p: CryptoProvider, left: Uint8Array, right: Uint8Array): Uint8Array {
  return p.sha256(NODE, left, right);
}

/** A tree as its levels: leaves first, each level half as wide, the root alone at the end. It only grows. */
export interface Tree {
  readonly levels: Uint8Array[][];
}

/**
 * Returns a tree without leaves. Its root is H() (RFC 6962: the hash of an empty list).
 * @example
 * treeRoot(emptyTree(), native); // => native.sha256()
 */
export function emptyTree(): Tree {
  return { levels: [] };
}

/**
 * Returns how many leaves the tree has.
 * @example
 * treeSize(buildTree([leafHash(native, utf8("data"))], native)); // => 1
 */
export function treeSize(tree: Tree): number {
  return tree.levels[0]?.length ?? 0;
}

/**
 * Returns the root: 32 bytes.
 * @example
 * const root = treeRoot(buildTree([leafHash(native, utf8("data"))], native), native);
 */
export function treeRoot(tree: Tree, p: CryptoProvider): Uint8Array {
  return tree.levels.at(-1)?.[0] ?? p.sha256();
}

/** Nodes that differ from a tree: by level, then by index. Applied only when the change is kept. */
export interface TreeChange {
  readonly levels: readonly ReadonlyMap<number, Uint8Array>[];
  readonly root: Uint8Array;
}

/**
 * Computes what setting leaves would change, without touching the tree. New leaves must follow the last without holes.
 * @param leaves leaf hashes (32 bytes) by index
 * @throws {RangeError} when a new leaf leaves a hole behind the last one
 * @example
 * const tree = emptyTree();
 * const change = changeTree(tree, new Map([[0, leafHash(native, utf8("data"))]]), native);
 * applyTreeChange(tree, change);
 * treeRoot(tree, native); // => change.root
 */
export function changeTree(tree: Tree, leaves: ReadonlyMap<number, Uint8Array>, p: CryptoProvider): TreeChange {
  let size = treeSize(tree);
  for (const index of leaves.keys()) size = Math.max(size, index + 1);
  for (let index = treeSize(tree); index < size; index += 1) {
    if (!leaves.has(index)) throw new RangeError("New leaves must follow the last one without holes.");
  }
  let nodes = new Map(leaves);
  const levels = [nodes];
  for (let width = size; width > 1; width = (width + 1) >> 1) {
    nodes = changeLevel(tree.levels[levels.length - 1] ?? [], nodes, p);
    levels.push(nodes);
  }
  return { levels, root: nodes.get(0) ?? treeRoot(tree, p) };
}

/** Returns the nodes above changed ones of a level. A node without a sibling rises as it is. */
function changeLevel(
  level: readonly Uint8Array[],
  changed: ReadonlyMap<number, Uint8Array>,
  p: CryptoProvider,
): Map<number, Uint8Array> {
  const at = (index: number) => changed.get(index) ?? level[index];
  const above = new Map<number, Uint8Array>();
  for (const parent of new Set(Array.from(changed.keys(), (index) => index >> 1))) {
    // A parent has a left child always, since no level has holes.
    const left = at(2 * parent) as Uint8Array;
    const right = at(2 * parent + 1);
    above.set(parent, right ? nodeHash(p, left, right) : left);
  }
  return above;
}

/**
 * Writes a change into the tree that it was computed for.
 * @example
 * const tree = emptyTree();
 * applyTreeChange(tree, changeTree(tree, new Map([[0, leafHash(native, utf8("data"))]]), native));
 */
export function applyTreeChange(tree: Tree, change: TreeChange): void {
  for (const [depth, nodes] of change.levels.entries()) {
    tree.levels[depth] ??= [];
    const level = tree.levels[depth];
    for (const [index, hash] of nodes) level[index] = hash;
  }
}

/**
 * Builds a tree of leaf hashes (32 bytes each).
 * @example
 * const tree = buildTree([leafHash(native, utf8("left")), leafHash(native, utf8("right"))], native);
 */
export function buildTree(leaves: readonly Uint8Array[], p: CryptoProvider): Tree {
  const tree = emptyTree();
  applyTreeChange(tree, changeTree(tree, new Map(leaves.entries()), p));
  return tree;
}

/**
 * Returns the siblings (32 bytes each) from leaf to root, RFC 6962 §2.1.1.
 * @example
 * treePath(buildTree([leafHash(native, utf8("left")), leafHash(native, utf8("right"))], native), 0).length; // => 1
 */
export function treePath(tree: Tree, index: number): Uint8Array[] {
  const path: Uint8Array[] = [];
  let at = index;
  for (const level of tree.levels) {
    const sibling = level[at ^ 1];
    if (sibling) path.push(sibling);
    at >>= 1;
  }
  return path;
}

/**
 * Returns the root (32 bytes) that a leaf hash and its path lead to; undefined when the index is not below the size or
 * the path has another length than index and size ask for.
 * @example
 * const [left, right] = [leafHash(native, utf8("left")), leafHash(native, utf8("right"))];
 * rootOfPath(left, 0, 2, [right], native); // => nodeHash(native, left, right)
 */
export function rootOfPath(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  p: CryptoProvider,
): Uint8Array | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined;
  let hash = leaf;
  let used = 0;
  let at = index;
  // Divided, not shifted: a shift takes 32 bits with a sign, and a size may have more.
  for (let width = size; width > 1; width = Math.ceil(width / 2)) {
    const alone = at % 2 === 0 && at + 1 >= width;
    if (!alone) {
      const sibling = path[used];
      if (!sibling) return undefined;
      hash = at % 2 === 0 ? nodeHash(p, hash, sibling) : nodeHash(p, sibling, hash);
      used += 1;
    }
    at = Math.floor(at / 2);
  }
  return used === path.length ? hash : undefined;
}

/**
 * Returns whether a leaf hash stands at `index` in the tree of `size` leaves with this root (32 bytes).
 * @example
 * const leaf = leafHash(native, utf8("data"));
 * verifyPath(leaf, 0, 1, [], leaf, native); // => true
 */
export function verifyPath(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
  p: CryptoProvider,
): boolean {
  const computed = rootOfPath(leaf, index, size, path, p);
  return computed !== undefined && equal(computed, root);
}
