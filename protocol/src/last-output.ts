/**
 * The last-output rule (docs/protocol.md, "Last output"): whether an output is under a claim, and whether the claim has a
 * later one. The `StateRoot` notice is the last output of its input, so the last output of the newest claim is the newest
 * claimed state, and a reader sees that without trusting a node.
 */
import { concat, equal } from "./bytes.ts";
import { keccak256 } from "./crypto/keccak.ts";

/** Levels of the tree of all outputs of an application: CanonicalMachine.LOG2_MAX_OUTPUTS of rollups-contracts 2.2.0. */
export const OUTPUTS_TREE_HEIGHT = 63;

/** The siblings of a place that has nothing beside it, from the leaves up: the root of a subtree without outputs. */
const EMPTY: readonly Uint8Array[] = emptySubtrees();

function emptySubtrees(): Uint8Array[] {
  const subtrees: Uint8Array[] = [new Uint8Array(32)];
  for (let level = 1; level < OUTPUTS_TREE_HEIGHT; level += 1) {
    const below = subtrees[level - 1] as Uint8Array;
    subtrees.push(keccak256(concat(below, below)));
  }
  return subtrees;
}

/** Where an output stands, as `cartesi_getOutput` gives it. */
export interface OutputProof {
  /** Counts all outputs of the application, from 0. */
  readonly index: number;
  /** 63 of 32 bytes each, the leaf's first. */
  readonly siblings: readonly Uint8Array[];
}

/** `unproven`: not under this claim. `followed`: under it, and a later output is too. `last`: under it, and none is later. */
export type OutputStanding = "unproven" | "followed" | "last";

/**
 * Returns where an output stands under a claim. Only the *newest* accepted claim tells about newer states: an older one
 * does not know of them.
 * @param output the output as the node gives it raw: an ABI call of `Notice(bytes)` or of a voucher
 * @param root the claim (32 bytes): the root of all outputs so far
 * @example
 * const nothing = { index: 0, siblings: [] };
 * outputStanding(utf8("an output"), nothing, link); // => "unproven"
 */
export function outputStanding(output: Uint8Array, { index, siblings }: OutputProof, root: Uint8Array): OutputStanding {
  if (!Number.isSafeInteger(index) || index < 0 || siblings.length !== OUTPUTS_TREE_HEIGHT) return "unproven";
  let hash = keccak256(output);
  let at = index;
  let isLast = true;
  for (const [level, sibling] of siblings.entries()) {
    // Siblings of other lengths would let bytes of one child pass for the other's.
    if (sibling.length !== 32) return "unproven";
    const isLeft = at % 2 === 0;
    if (isLeft && !equal(sibling, EMPTY[level] as Uint8Array)) isLast = false;
    hash = keccak256(isLeft ? concat(hash, sibling) : concat(sibling, hash));
    // Divided, not shifted: a shift takes 32 bits with a sign.
    at = Math.floor(at / 2);
  }
  if (!equal(hash, root)) return "unproven";
  return isLast ? "last" : "followed";
}
