/**
 * The state tree, packed: each level is a list of hashes outside the JavaScript heap. The same tree as
 * `@witness/protocol/merkle` (RFC 6962, §2.1), for a million leaves.
 */
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { nodeHash, type TreeChange } from "@witness/protocol/merkle";
import { PackedRows } from "./rows.ts";

const HASH_BYTES = 32;

/** A tree that only grows, and whose leaves can be set. */
export class PackedTree {
  readonly #levels: PackedRows[] = [];
  readonly #provider: CryptoProvider;

  constructor(provider: CryptoProvider) {
    this.#provider = provider;
  }

  /** How many leaves there are. */
  get size(): number {
    return this.#levels[0]?.length ?? 0;
  }

  /** How many bytes the tree holds. */
  get byteLength(): number {
    return this.#levels.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** The root, 32 bytes: H() of no leaves. */
  get root(): Uint8Array {
    return this.#at(this.#levels.length - 1, 0)?.slice() ?? this.#provider.sha256();
  }

  /**
   * Computes what setting leaves (32 bytes each, by index) would change, and touches nothing.
   * @throws {RangeError} when a new leaf leaves a hole behind the last one
   */
  change(leaves: ReadonlyMap<number, Uint8Array>): TreeChange {
    let size = this.size;
    for (const index of leaves.keys()) size = Math.max(size, index + 1);
    for (let index = this.size; index < size; index += 1) {
      if (!leaves.has(index)) throw new RangeError("New leaves must follow the last one without holes.");
    }
    let nodes: ReadonlyMap<number, Uint8Array> = new Map(leaves);
    const levels = [nodes];
    for (let width = size; width > 1; width = Math.ceil(width / 2)) {
      nodes = this.#above(levels.length - 1, nodes);
      levels.push(nodes);
    }
    return { levels, root: nodes.get(0) ?? this.root };
  }

  /** Writes a change that was computed for this tree. */
  apply({ levels }: TreeChange): void {
    for (const [depth, nodes] of levels.entries()) {
      this.#levels[depth] ??= new PackedRows(HASH_BYTES);
      const level = this.#levels[depth];
      const inOrder = [...nodes].sort(([left], [right]) => left - right);
      for (const [index, hash] of inOrder) level.set(index, hash);
    }
  }

  /** Returns the siblings (32 bytes each) from a leaf to the root, RFC 6962 §2.1.1. */
  path(index: number): Uint8Array[] {
    const path: Uint8Array[] = [];
    let at = index;
    for (let depth = 0; depth < this.#levels.length; depth += 1) {
      const sibling = this.#at(depth, at % 2 === 0 ? at + 1 : at - 1);
      if (sibling) path.push(sibling.slice());
      at = Math.floor(at / 2);
    }
    return path;
  }

  #at(depth: number, index: number): Uint8Array | undefined {
    return this.#levels[depth]?.get(index);
  }

  /** A node without a sibling rises as it is. */
  #above(depth: number, changed: ReadonlyMap<number, Uint8Array>): Map<number, Uint8Array> {
    const at = (index: number) => changed.get(index) ?? this.#at(depth, index);
    const above = new Map<number, Uint8Array>();
    for (const index of changed.keys()) {
      const parent = Math.floor(index / 2);
      if (above.has(parent)) continue;
      // No level has holes, so a left child is always there.
      const left = at(2 * parent) as Uint8Array;
      const right = at(2 * parent + 1);
      above.set(parent, right ? nodeHash(this.#provider, left, right) : left);
    }
    return above;
  }
}
