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
 * Returns what stands beside a node of a level when nothing was put out there (32 bytes): the root of a subtree without outputs.
 * @param level from 0, the leaves, to OUTPUTS_TREE_HEIGHT − 1
 * @throws {RangeError} above that
 * @example
 * emptySubtree(0); // => new Uint8Array(32)
 */
export function emptySubtree(level: number): Uint8Array {
  const empty = EMPTY[level];
  if (empty === undefined) throw new RangeError(`The tree of outputs has ${OUTPUTS_TREE_HEIGHT} levels.`);
  return empty;
}

/**
 * Returns the root (32 bytes) that an output's proof leads to; undefined when the index is none, or a sibling is missing, left
 * over, or of another length.
 * @param output as for `outputStanding`
 * @example
 * rootOfOutput(utf8("an output"), { index: 0, siblings: [] }); // => undefined
 */
export function rootOfOutput(output: Uint8Array, { index, siblings }: OutputProof): Uint8Array | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || siblings.length !== OUTPUTS_TREE_HEIGHT) return undefined;
  // Siblings of other lengths would let bytes of one child pass for the other's.
  if (siblings.some(({ length }) => length !== 32)) return undefined;
  let hash = keccak256(output);
  let at = index;
  for (const sibling of siblings) {
    hash = keccak256(at % 2 === 0 ? concat(hash, sibling) : concat(sibling, hash));
    // Divided, not shifted: a shift takes 32 bits with a sign.
    at = Math.floor(at / 2);
  }
  return hash;
}

/**
 * Returns where an output stands under a claim. Only the *newest* accepted claim tells about newer states: an older one
 * does not know of them.
 * @param output the output as the node gives it raw: an ABI call of `Notice(bytes)` or of a voucher
 * @param root the claim (32 bytes): the root of all outputs so far
 * @example
 * const nothing = { index: 0, siblings: [] };
 * outputStanding(utf8("an output"), nothing, link); // => "unproven"
 */
export function outputStanding(output: Uint8Array, proof: OutputProof, root: Uint8Array): OutputStanding {
  const reached = rootOfOutput(output, proof);
  if (reached === undefined || !equal(reached, root)) return "unproven";
  const isLast = proof.siblings.every((sibling, level) => {
    const isLeft = Math.floor(proof.index / 2 ** level) % 2 === 0;
    return !isLeft || equal(sibling, emptySubtree(level));
  });
  return isLast ? "last" : "followed";
}
