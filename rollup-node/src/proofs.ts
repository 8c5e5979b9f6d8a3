/**
 * The outputs Merkle tree of contracts 2.2.0: height 63, leaf = keccak256(output), empty leaf = 32 zero bytes.
 * Only complete subtrees are stored, each once. To append costs two hashes on average. A root or a proof for any
 * earlier size takes O(log n) hashes: subtrees beyond that size are empty, and those across its edge are computed anew.
 */
import { keccak } from "./keccak.ts";

export { keccak };

/** Levels of the tree above its leaves. */
export const TREE_HEIGHT = 63;

/** Where complete subtrees are kept: `level` 0 are the leaves, `index` counts nodes of that level from the left. */
export interface NodeStore {
  get(level: number, index: number): Buffer | undefined;
  put(level: number, index: number, hash: Buffer): void;
}

function join(left: Buffer, right: Buffer): Buffer {
  return keccak(Buffer.concat([left, right]));
}

const PRISTINE: readonly Buffer[] = (() => {
  const levels: Buffer[] = [Buffer.alloc(32)];
  for (let level = 0; level < TREE_HEIGHT; level++) levels.push(join(levels[level]!, levels[level]!));
  return levels;
})();

function stored(store: NodeStore, level: number, index: number): Buffer {
  const hash = store.get(level, index);
  if (hash === undefined) throw new Error(`outputs tree lacks node ${index} of level ${level}`);
  return hash;
}

/** Appends leaf number `index`. Leaves must come in order. Indices stay exact below 2^53. */
export function append(store: NodeStore, index: number, leaf: Buffer): void {
  store.put(0, index, leaf);
  let hash = leaf;
  let position = index;
  for (let level = 0; position % 2 === 1; level++) {
    hash = join(stored(store, level, position - 1), hash);
    position = (position - 1) / 2;
    store.put(level + 1, position, hash);
  }
}

/** Returns the hash of one subtree of the tree that holds the first `size` leaves. */
function subtree(store: NodeStore, level: number, index: number, size: number): Buffer {
  const width = 2 ** level;
  if (index * width >= size) return PRISTINE[level]!;
  if ((index + 1) * width <= size) return stored(store, level, index);
  return join(subtree(store, level - 1, index * 2, size), subtree(store, level - 1, index * 2 + 1, size));
}

/** Returns the root of the tree that holds the first `size` leaves, 32 bytes. */
export function rootOf(store: NodeStore, size: number): Buffer {
  return subtree(store, TREE_HEIGHT, 0, size);
}

/** Returns the 63 siblings of leaf `index`, bottom-up, in the tree of the first `size` leaves (`index` < `size`). */
export function siblingsOf(store: NodeStore, index: number, size: number): Buffer[] {
  if (index < 0 || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const siblings: Buffer[] = [];
  let position = index;
  for (let level = 0; level < TREE_HEIGHT; level++) {
    siblings.push(subtree(store, level, position % 2 === 0 ? position + 1 : position - 1, size));
    position = Math.floor(position / 2);
  }
  return siblings;
}

/** Returns the root that a leaf and its siblings give, 32 bytes, as `LibMerkle32` computes it on chain. */
export function fold(leaf: Buffer, index: number, siblings: readonly Buffer[]): Buffer {
  let hash = leaf;
  let position = index;
  for (const sibling of siblings) {
    hash = position % 2 === 0 ? join(hash, sibling) : join(sibling, hash);
    position = Math.floor(position / 2);
  }
  return hash;
}
