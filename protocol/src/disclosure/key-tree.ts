/**
 * The keys of a session as trees (docs/protocol.md, "Keys of a session"). Each group has a root of its own; below it are
 * four levels of sixteen children, and each leaf seals one group of one envelope. Whoever is given a node has all leaves
 * below it and no other, so any range of envelopes can be disclosed by few nodes.
 */
import { concat, u8, utf8 } from "../bytes.ts";
import { GROUPS, type GroupName } from "../columns/quantity.ts";
import type { CryptoProvider } from "../crypto/provider.ts";

/** Children of a node. */
const FAN_OUT = 16;
/** Levels below a root; a leaf is at this level. */
export const LEAF_LEVEL = 4;
/** Envelopes of one session: FAN_OUT ^ LEAF_LEVEL. */
export const PLACES = FAN_OUT ** LEAF_LEVEL;
/** The most nodes that a range needs: 14 below the root, 30 on each level below that. */
export const COVER_NODES_MAX = 104;

const NODE = utf8("node");

/** A node of a tree, and the places that it opens. */
export interface KeyNode {
  /** From 0 (the root) to LEAF_LEVEL. */
  readonly level: number;
  /** The first place below it. */
  readonly first: number;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

const placesBelow = (level: number): number => FAN_OUT ** (LEAF_LEVEL - level);

const childOf = (key: Uint8Array, level: number, digit: number, provider: CryptoProvider): Uint8Array =>
  provider.hmacSha256(key, NODE, u8(level), u8(digit));

/**
 * Returns the root (32 bytes) of a group's keys.
 * @param label the preamble that all groups of a session share
 * @param sessionKey 32 bytes
 * @example
 * groupRoot(preamble("group", context), session.sessionKey, "distance", native).length; // => 32
 */
export function groupRoot(
  label: Uint8Array,
  sessionKey: Uint8Array,
  group: GroupName,
  provider: CryptoProvider,
): Uint8Array {
  return provider.hmacSha256(sessionKey, label, u8(GROUPS[group]));
}

/**
 * Returns the node of a level that has a place below it.
 * @throws {RangeError} when the place is not below the node, or the level is above it
 * @example
 * descend({ level: 0, first: 0, key: session.sessionKey }, 300, 2, native).first; // => 256
 */
export function descend(node: KeyNode, place: number, level: number, provider: CryptoProvider): KeyNode {
  if (!Number.isInteger(place) || place < node.first || place >= node.first + placesBelow(node.level)) {
    throw new RangeError(`The place ${place} is not below this node.`);
  }
  if (level < node.level || level > LEAF_LEVEL) throw new RangeError(`The level ${level} is not below this node.`);
  let { key, first } = node;
  for (let at = node.level + 1; at <= level; at += 1) {
    const digit = Math.floor((place - first) / placesBelow(at));
    key = childOf(key, at, digit, provider);
    first += digit * placesBelow(at);
  }
  return { level, first, key };
}

/** A range of places of a session, both included. */
export interface PlaceRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Returns where the fewest nodes below the root stand that open the places from `first` to `last` and no other, in order.
 * @throws {RangeError} when the range is empty or leaves the session's PLACES
 * @example
 * coverPlaces({ first: 0, last: 4_095 }); // => [{ level: 1, first: 0 }]
 */
export function coverPlaces({ first, last }: PlaceRange): Pick<KeyNode, "level" | "first">[] {
  if (!Number.isInteger(first) || !Number.isInteger(last) || first < 0 || last < first || last >= PLACES) {
    throw new RangeError(`There is no range of places from ${first} to ${last}.`);
  }
  const places: Pick<KeyNode, "level" | "first">[] = [];
  for (let at = first; at <= last; ) {
    // The root is what splits the groups apart, and leaves the back-end in no case.
    let level = 1;
    while (at % placesBelow(level) !== 0 || at + placesBelow(level) > last + 1) level += 1;
    places.push({ level, first: at });
    at += placesBelow(level);
  }
  return places;
}

/**
 * Returns the fewest nodes below the root that open the places from `first` to `last` and no other, in order.
 * @param root 32 bytes
 * @throws {RangeError} when the range is empty or leaves the session's PLACES
 * @example
 * coverOf(session.sessionKey, { first: 0, last: 4_095 }, native).length; // => 1
 */
export function coverOf(root: Uint8Array, range: PlaceRange, provider: CryptoProvider): KeyNode[] {
  // The nodes above the last one, from the root down: the next one mostly lies below some of them.
  const trail: KeyNode[] = [];
  return coverPlaces(range).map(({ level, first }) => {
    let above: KeyNode = { level: 0, first: 0, key: root };
    while (trail.length > 0) {
      const last = trail.at(-1) as KeyNode;
      if (last.level < level && first < last.first + placesBelow(last.level)) {
        above = last;
        break;
      }
      trail.pop();
    }
    while (above.level < level - 1) {
      above = descend(above, first, above.level + 1, provider);
      trail.push(above);
    }
    return descend(above, first, level, provider);
  });
}

/**
 * Returns the leaf key (32 bytes) of a place out of nodes that were disclosed, or undefined when none of them opens it.
 * @example
 * const nodes = coverOf(session.sessionKey, { first: 10, last: 20 }, native);
 * leafFrom(nodes, 9, native); // => undefined
 */
export function leafFrom(nodes: readonly KeyNode[], place: number, provider: CryptoProvider): Uint8Array | undefined {
  const node = nodes.find(({ level, first }) => place >= first && place < first + placesBelow(level));
  return node && descend(node, place, LEAF_LEVEL, provider).key;
}

/** A node's length: u8(level) ‖ the number of its first place in units of its size (2) ‖ key (32). */
const NODE_BYTES = 35;

/**
 * Returns nodes as bytes, 35 each, for an answer or a grant.
 * @example
 * encodeNodes(coverOf(session.sessionKey, { first: 0, last: 4_095 }, native)).length; // => 35
 */
export function encodeNodes(nodes: readonly KeyNode[]): Uint8Array {
  return concat(
    ...nodes.map(({ level, first, key }) => {
      const index = first / placesBelow(level);
      return concat(Uint8Array.of(level, index >>> 8, index & 255), key);
    }),
  );
}

/**
 * Returns the nodes that `encodeNodes` wrote, or undefined when the bytes are no list of at most COVER_NODES_MAX nodes below
 * the root in ascending order without overlap.
 * @example
 * decodeNodes(new Uint8Array()); // => []
 */
export function decodeNodes(bytes: Uint8Array): KeyNode[] | undefined {
  if (bytes.length % NODE_BYTES !== 0 || bytes.length > COVER_NODES_MAX * NODE_BYTES) return undefined;
  const nodes: KeyNode[] = [];
  let next = 0;
  for (let at = 0; at < bytes.length; at += NODE_BYTES) {
    const level = bytes[at] ?? 0;
    if (level < 1 || level > LEAF_LEVEL) return undefined;
    const first = ((bytes[at + 1] ?? 0) * 256 + (bytes[at + 2] ?? 0)) * placesBelow(level);
    if (first < next || first >= PLACES) return undefined;
    nodes.push({ level, first, key: bytes.slice(at + 3, at + NODE_BYTES) });
    next = first + placesBelow(level);
  }
  return nodes;
}
