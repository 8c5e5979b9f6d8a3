/** What stands beside the last output of an application: on the left other outputs, on the right nothing. */
import { concat, toHex } from "@witness/protocol/bytes";
import { keccak256 } from "@witness/protocol/crypto/keccak";
import { OUTPUTS_TREE_HEIGHT } from "@witness/protocol/last-output";

/** Returns the siblings, 0x and 64 digits each, of an output at an index that is the last. */
export function lastSiblings(index: number): string[] {
  const siblings: string[] = [];
  let empty: Uint8Array = new Uint8Array(32);
  for (let level = 0; level < OUTPUTS_TREE_HEIGHT; level += 1) {
    const isRight = Math.floor(index / 2 ** level) % 2 === 1;
    siblings.push(isRight ? `0x${"44".repeat(32)}` : `0x${toHex(empty)}`);
    empty = keccak256(concat(empty, empty));
  }
  return siblings;
}
