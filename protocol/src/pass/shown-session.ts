/**
 * A stretch of a history that a pass opens (docs/protocol.md, "Pass"): envelopes of one session in a row, and for each group
 * that is shown the fewest nodes of its tree of keys that open them and no other. Where the nodes stand follows from the
 * range, so only their keys are written.
 */
import type { ByteReader } from "../byte-reader.ts";
import { concat, isU32, u32 } from "../bytes.ts";
import { ALL_GROUP_BITS, GROUP_NAMES, type GroupName, groupBit } from "../columns/quantity.ts";
import { coverPlaces, type KeyNode, PLACES } from "../disclosure/key-tree.ts";
import { MalformedError } from "../errors.ts";

/** Envelopes of one session, with what opens them. */
export interface ShownSession {
  readonly session: number;
  /** The sequence number of the session's opening. */
  readonly firstSequence: number;
  /** The envelopes that are opened, both included. */
  readonly fromSequence: number;
  readonly toSequence: number;
  /** Of each group that is shown, as `coverOf` gives them. */
  readonly groups: Readonly<Partial<Record<GroupName, readonly KeyNode[]>>>;
}

const KEY_BYTES = 32;

type Stretch = Omit<ShownSession, "groups">;

/** Returns where the nodes of each group stand. */
function placesOf({ session, firstSequence, fromSequence, toSequence }: Stretch): Pick<KeyNode, "level" | "first">[] {
  const isNumbered = [session, firstSequence, fromSequence, toSequence].every((number) => isU32(number) && number > 0);
  const range = { first: fromSequence - firstSequence, last: toSequence - firstSequence };
  if (!isNumbered || range.first < 0 || range.last < range.first || range.last >= PLACES) {
    throw new MalformedError({ field: "sessions", session });
  }
  return coverPlaces(range);
}

/**
 * Returns a stretch of a history as bytes: `u32` of session, its first number, and the first and last that are opened; `u8` of
 * the groups' bits; and the keys (32 each) of each group.
 * @throws {MalformedError} `malformed` when the range is empty or leaves the session, no group is shown, or the nodes are not
 * those of the range
 * @example
 * const range = { session: 1, firstSequence: 1, fromSequence: 1, toSequence: 4_096 };
 * const groups = { distance: coverOf(session.sessionKey, { first: 0, last: 4_095 }, native) };
 * encodeSession({ ...range, groups }).length; // => 49
 */
export function encodeSession({ groups, ...stretch }: ShownSession): Uint8Array {
  const places = placesOf(stretch);
  const { session, firstSequence, fromSequence, toSequence } = stretch;
  let bits = 0;
  const keys = GROUP_NAMES.flatMap((group) => {
    const nodes = groups[group];
    if (nodes === undefined) return [];
    bits |= groupBit(group);
    const isCover =
      nodes.length === places.length &&
      nodes.every(({ level, first, key }, at) => {
        const place = places[at];
        return level === place?.level && first === place.first && key.length === KEY_BYTES;
      });
    if (!isCover) throw new MalformedError({ field: "sessions", session });
    return nodes.map(({ key }) => key);
  });
  if (bits === 0) throw new MalformedError({ field: "groups", session });
  const numbers = [session, firstSequence, fromSequence, toSequence].map(u32);
  return concat(...numbers, Uint8Array.of(bits), ...keys);
}

/**
 * Takes a stretch of a history off some bytes.
 * @throws {MalformedError} `malformed` when they are not as `encodeSession` writes them
 * @example
 * const range = { session: 1, firstSequence: 1, fromSequence: 1, toSequence: 4_096 };
 * const groups = { distance: coverOf(session.sessionKey, { first: 0, last: 4_095 }, native) };
 * readSession(new ByteReader(encodeSession({ ...range, groups }))); // => { ...range, groups }
 */
export function readSession(reader: ByteReader): ShownSession {
  const [session, firstSequence, fromSequence, toSequence] = [
    reader.number(4),
    reader.number(4),
    reader.number(4),
    reader.number(4),
  ];
  const stretch = { session, firstSequence, fromSequence, toSequence };
  const places = placesOf(stretch);
  const bits = reader.number(1);
  if (bits === 0 || bits > ALL_GROUP_BITS) throw new MalformedError({ field: "groups", session });
  const shown = GROUP_NAMES.filter((group) => (bits & groupBit(group)) !== 0);
  const groups = Object.fromEntries(
    shown.map((group) => [group, places.map((place): KeyNode => ({ ...place, key: reader.bytes(KEY_BYTES) }))]),
  );
  return { ...stretch, groups };
}

/** Sizes of a node's range: a range that ends with one needs few of them. */
const NODE_PLACES = [1, 16, 256, 4_096] as const;

/**
 * Returns up to which sequence number keys are asked for, so that envelopes of a session that has ended are opened by the fewest
 * nodes. The session's places behind its last envelope were never used and never will be, so nothing more is opened.
 * @param range of the session's envelopes, the last of the session included
 * @param head the newest envelope of the record: nobody is given keys beyond
 * @example
 * widestRange({ firstSequence: 1, first: 1, last: 720 }, 90_000); // => 4_096
 */
export function widestRange(
  { firstSequence, first, last }: { readonly firstSequence: number; readonly first: number; readonly last: number },
  head: number,
): number {
  const ends = NODE_PLACES.map((places) => firstSequence + Math.ceil((last - firstSequence + 1) / places) * places - 1);
  const nodesTo = (to: number): number =>
    coverPlaces({ first: first - firstSequence, last: to - firstSequence }).length;
  const most = Math.min(head, firstSequence + PLACES - 1);
  return ends.filter((to) => to <= most).reduce((best, to) => (nodesTo(to) < nodesTo(best) ? to : best), last);
}
