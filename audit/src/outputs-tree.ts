/**
 * The outputs Merkle tree of the Cartesi contracts: height 63, leaf = keccak256(output), node = keccak256(left ‖ right),
 * empty leaf = 32 zero bytes. Only the left siblings on the way to the next leaf are kept.
 */
import { concat, keccak256, ZeroHash } from "ethers";

const HEIGHT = 63;
const join = (left: string, right: string): string => keccak256(concat([left, right]));

/** Roots of empty subtrees by their height. */
const EMPTY: string[] = [ZeroHash];
for (let level = 0; level < HEIGHT; level += 1) EMPTY.push(join(EMPTY[level]!, EMPTY[level]!));

/** The root when there is no output at all. */
export const EMPTY_ROOT = EMPTY[HEIGHT]!;

/** The tree after some outputs; adding one makes another tree. */
export interface OutputsTree {
  readonly size: number;
  /** By level: the newest complete left subtree, where the size has that bit. */
  readonly left: readonly string[];
}

/** The tree of no outputs. */
export const NO_OUTPUTS: OutputsTree = { size: 0, left: [] };

const bit = (value: number, level: number): boolean => Math.floor(value / 2 ** level) % 2 === 1;

/** Returns the tree with one more output (the whole blob: selector and arguments). */
export function addOutput({ size, left }: OutputsTree, output: string): OutputsTree {
  const kept = [...left];
  let node = keccak256(output);
  let level = 0;
  for (; bit(size, level); level += 1) node = join(kept[level]!, node);
  kept[level] = node;
  return { size: size + 1, left: kept };
}

/** Returns the root that a validator claims. */
export function rootOf({ size, left }: OutputsTree): string {
  let node = ZeroHash;
  for (let level = 0; level < HEIGHT; level += 1) {
    node = bit(size, level) ? join(left[level]!, node) : join(node, EMPTY[level]!);
  }
  return node;
}
