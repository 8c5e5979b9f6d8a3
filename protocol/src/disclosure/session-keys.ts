/**
 * Keys of a session as they are disclosed (docs/protocol.md, "Keys of a history"): of each group the fewest nodes that open a range of
 * envelopes and no other. Neither a session's key nor a group's root leaves the back-end.
 */
import type { GroupName } from "../columns/quantity.ts";
import { type Context, preamble } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import type { SequenceRange } from "../tenure.ts";
import { coverOf, groupRoot, type KeyNode, PLACES } from "./key-tree.ts";

/** A session's key, and where its places count from. */
export interface SessionOrigin {
  /** The sequence number of its opening. */
  readonly firstSequence: number;
  /** 32 bytes. */
  readonly sessionKey: Uint8Array;
}

/**
 * Returns the envelopes that a session has places for.
 * @param firstSequence of its opening
 * @example
 * placesFrom(10); // => { first: 10, last: 65_545 }
 */
export const placesFrom = (firstSequence: number): SequenceRange => ({
  first: firstSequence,
  last: Math.min(firstSequence + PLACES - 1, 2 ** 32 - 1),
});

/**
 * Returns the nodes of each group that open the envelopes of a range.
 * @throws {RangeError} when the range leaves the session's places
 * @example
 * const origin = { firstSequence: 1, sessionKey: session.sessionKey };
 * discloseKeys(context, origin, { first: 1, last: 16 }, ["distance"], native).distance?.length; // => 1
 */
export function discloseKeys(
  context: Context,
  { firstSequence, sessionKey }: SessionOrigin,
  { first, last }: SequenceRange,
  groups: readonly GroupName[],
  provider: CryptoProvider,
): Partial<Record<GroupName, readonly KeyNode[]>> {
  const label = preamble("group", context);
  const places = { first: first - firstSequence, last: last - firstSequence };
  return Object.fromEntries(
    groups.map((group) => [group, coverOf(groupRoot(label, sessionKey, group, provider), places, provider)]),
  );
}
