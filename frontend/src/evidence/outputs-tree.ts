/** The tree over all outputs of an application, as Cartesi's contracts build it (`LibMerkle32`, height 63). */
import { concat, fromHex, toHex } from "@witness/protocol/bytes";
import { keccak256 } from "@witness/protocol/crypto/keccak";
import type { OutputRow } from "./rollup.ts";

/** Returns the root that an output's proof leads to, 0x and 64 digits; undefined for an output without a proof. */
export function outputsRootOf({
  raw,
  index,
  siblings,
}: Pick<OutputRow, "raw" | "index" | "siblings">): string | undefined {
  if (siblings === null) return undefined;
  let hash = keccak256(fromHex(raw.slice(2)));
  let place = index;
  for (const sibling of siblings) {
    const other = fromHex(sibling.slice(2));
    hash = keccak256(place % 2 === 0 ? concat(hash, other) : concat(other, hash));
    place = Math.floor(place / 2);
  }
  return `0x${toHex(hash)}`;
}
