/** Version 2's keys of a session, seals and histories (docs/protocol.md). */
import {
  emptyHistory,
  extendHistory,
  forkItem,
  type HistoryItem,
  operationItem,
  runItem,
} from "../../src/accumulator.ts";
import { concat, fromHex, toHex, u32, utf8 } from "../../src/bytes.ts";
import { GROUP_NAMES, GROUPS, type GroupName } from "../../src/columns/quantity.ts";
import { preamble } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { openGroup, sealGroup } from "../../src/disclosure/committing-seal.ts";
import {
  coverOf,
  descend,
  encodeNodes,
  groupRoot,
  LEAF_LEVEL,
  leafFrom,
  PLACES,
} from "../../src/disclosure/key-tree.ts";
import { OpenError } from "../../src/errors.ts";
import { ownedRegistration } from "./signed.ts";
import { context, deviceId, other, publicKey, seed, session } from "./world.ts";

const rootOf = (group: GroupName, sessionKey = session.sessionKey, at = context): Uint8Array =>
  groupRoot(preamble("group", at), sessionKey, group, p);
const leafAt = (root: Uint8Array, place: number): Uint8Array =>
  descend({ level: 0, first: 0, key: root }, place, LEAF_LEVEL, p).key;

const roots = GROUP_NAMES.map((group) => ({
  group: GROUPS[group],
  root: toHex(rootOf(group)),
  leaves: [0, 1, 15, 16, 255, 256, 4_095, 4_096, 0x1234, PLACES - 1].map((place) => ({
    place,
    leaf: toHex(leafAt(rootOf(group), place)),
  })),
}));

const RANGES: readonly (readonly [string, number, number])[] = [
  ["the whole session", 0, PLACES - 1],
  ["one place", 300, 300],
  ["the last place", PLACES - 1, PLACES - 1],
  ["sixteen places that one node opens", 16, 31],
  ["sixteen places that none opens", 17, 32],
  ["all but the first", 1, PLACES - 1],
  ["a half", 0, PLACES / 2 - 1],
  ["the most nodes", 1, PLACES - 2],
];
const root = rootOf("distance");
const covers = RANGES.map(([comment, first, last]) => {
  const nodes = coverOf(root, { first, last }, p);
  const leafOf = (place: number): string | null => {
    const leaf = place < PLACES ? leafFrom(nodes, place, p) : undefined;
    return leaf ? toHex(leaf) : null;
  };
  const places = [first - 1, first, last, last + 1].filter((place) => place >= 0 && place < PLACES);
  return {
    comment,
    first,
    last,
    nodes: toHex(encodeNodes(nodes)),
    opens: places.map((place) => ({ place, leaf: leafOf(place) })),
  };
});

const node = (level: number, prefix: number): Uint8Array =>
  concat(Uint8Array.of(level, prefix >> 8, prefix & 255), seed(`node ${level} ${prefix}`));
const many = (count: number): Uint8Array => concat(...Array.from({ length: count }, (_, index) => node(4, 2 * index)));
const LISTS: readonly (readonly [string, string, Uint8Array])[] = [
  ["no node", "admitted", new Uint8Array()],
  ["the root", "malformed", node(0, 0)],
  ["a node of level 1", "admitted", node(1, 0)],
  ["two that touch", "admitted", concat(node(3, 0), node(4, 16))],
  ["two with places between", "admitted", concat(node(4, 0), node(1, 15))],
  ["the last leaf", "admitted", node(4, 65_535)],
  ["104 nodes", "admitted", many(104)],
  ["105 nodes", "malformed", many(105)],
  ["a byte less", "malformed", node(4, 0).slice(0, -1)],
  ["a byte more", "malformed", concat(node(4, 0), Uint8Array.of(0))],
  ["level 5", "malformed", node(5, 0)],
  ["level 255", "malformed", node(255, 0)],
  ["a second root", "malformed", node(0, 1)],
  ["a node of level 1 behind the session", "malformed", node(1, 16)],
  ["a node of level 2 behind the session", "malformed", node(2, 256)],
  ["a node of level 3 behind the session", "malformed", node(3, 4_096)],
  ["the same node twice", "malformed", concat(node(2, 7), node(2, 7))],
  ["in descending order", "malformed", concat(node(4, 9), node(4, 8))],
  ["a leaf below a node of the list", "malformed", concat(node(3, 1), node(4, 31))],
  ["a node above a leaf of the list", "malformed", concat(node(4, 31), node(3, 1))],
  ["a leaf below the root", "malformed", concat(node(0, 0), node(4, 65_535))],
];

// ---- seals

const leaf = leafAt(root, 300);
const associated = concat(deviceId, u32(7));
const plaintext = utf8("a group of forty bytes, and no odometer.");
const sealed = sealGroup(leaf, associated, plaintext, p);
/** The same with one bit turned. */
const turned = (bytes: Uint8Array, at: number, bit = 1): Uint8Array =>
  bytes.map((byte, index) => (index === (at + bytes.length) % bytes.length ? byte ^ bit : byte));
const SEALS: readonly (readonly [string, Uint8Array, Uint8Array, Uint8Array])[] = [
  ["a group", leaf, associated, sealed],
  ["no plaintext", leaf, associated, sealGroup(leaf, associated, new Uint8Array(), p)],
  ["no associated data", leaf, new Uint8Array(), sealGroup(leaf, new Uint8Array(), plaintext, p)],
  ["one block", leaf, associated, sealGroup(leaf, associated, plaintext.slice(0, 16), p)],
  ["one block and a byte", leaf, associated, sealGroup(leaf, associated, plaintext.slice(0, 17), p)],
  ["1 000 bytes", leaf, associated, sealGroup(leaf, associated, new Uint8Array(1_000), p)],
  ["under the leaf of the next place", leafAt(root, 301), associated, sealed],
  ["under the same place's leaf of another group", leafAt(rootOf("condition"), 300), associated, sealed],
  ["under the leaf of another session", leafAt(rootOf("distance", seed("session")), 300), associated, sealed],
  [
    "under the leaf of another application",
    leafAt(rootOf("distance", session.sessionKey, other), 300),
    associated,
    sealed,
  ],
  ["with other associated data", leaf, turned(associated, -1), sealed],
  ["without the associated data", leaf, new Uint8Array(), sealed],
  ["with the plaintext's first byte as associated data", leaf, concat(associated, plaintext.slice(0, 1)), sealed],
  ["a turned bit of the ciphertext", leaf, associated, turned(sealed, 0)],
  ["a turned bit of the tag's first byte", leaf, associated, turned(sealed, -16, 128)],
  ["a turned bit of the tag's last byte", leaf, associated, turned(sealed, -1)],
  ["a byte less", leaf, associated, sealed.slice(0, -1)],
  ["a byte less at the start", leaf, associated, sealed.slice(1)],
  ["a byte more", leaf, associated, concat(sealed, Uint8Array.of(0))],
  ["the tag alone", leaf, associated, sealed.slice(-16)],
  ["15 bytes", leaf, associated, sealed.slice(-15)],
  ["no bytes", leaf, associated, new Uint8Array()],
];
const seals = SEALS.map(([comment, key, data, bytes]) => {
  const vector = { comment, leaf: toHex(key), associated: toHex(data), sealed: toHex(bytes) };
  try {
    return { ...vector, code: "admitted", plaintext: toHex(openGroup(key, data, bytes, p)) };
  } catch (error) {
    if (error instanceof OpenError) return { ...vector, code: "unreadable" };
    throw error;
  }
});

/** Counter mode by itself: no seal can be sought whose tag is about to wrap, as the tag is a hash. */
const COUNTERS: readonly (readonly [string, string])[] = [
  ["a counter of zero", "00".repeat(16)],
  ["a counter that wraps in 32 bits", `${"11".repeat(12)}ffffffff`],
  ["a counter that wraps in 64 bits", `${"11".repeat(8)}${"ff".repeat(8)}`],
  ["a counter that wraps in 128 bits", "ff".repeat(16)],
];
const counters = COUNTERS.map(([comment, counter]) => {
  const key = seed("counter mode");
  return { comment, key: toHex(key), counter, ciphertext: toHex(p.aes256Ctr(key, fromHex(counter), plaintext)) };
});

// ---- histories

type Item =
  | {
      readonly kind: "run";
      readonly count: number;
      readonly first: number;
      readonly last: number;
      readonly link: string;
    }
  | { readonly kind: "fork"; readonly sequence: number; readonly link: string }
  | { readonly kind: "operation"; readonly message: string };
interface Moment {
  readonly input: number;
  readonly blockTimeUnixS: number;
  readonly place: number;
  readonly parameters: number;
}
interface Step {
  readonly comment: string;
  readonly moment: Moment;
  readonly item: Item;
}
const U32_MAX = 2 ** 32 - 1;
const link = toHex(seed("link"));
const at = (input: number, place = 0, parameters = 1): Moment => ({
  input,
  blockTimeUnixS: 1_800_000_000 + 600 * input,
  place,
  parameters,
});
const RUN: Item = { kind: "run", count: 3, first: 1, last: 3, link };
const FORK: Item = { kind: "fork", sequence: 2, link };
const OPERATION: Item = { kind: "operation", message: toHex(utf8("any message")) };
const STEPS: readonly Step[] = [
  { comment: "a run of three", moment: at(0), item: RUN },
  { comment: "evidence of a copied key, in the same batch", moment: at(0, 1), item: FORK },
  { comment: "an operation", moment: at(1, 2), item: OPERATION },
  { comment: "a run after other parameters came into force", moment: at(2, 0, 2), item: { ...RUN, first: 4, last: 9 } },
  {
    comment: "the greatest numbers",
    moment: {
      input: Number.MAX_SAFE_INTEGER,
      blockTimeUnixS: Number.MAX_SAFE_INTEGER,
      place: U32_MAX,
      parameters: 65_535,
    },
    item: { kind: "run", count: U32_MAX, first: U32_MAX, last: U32_MAX, link },
  },
];
const bytesOfItem = (item: Item): Uint8Array => {
  if (item.kind === "run") {
    const [count, firstSequence, lastSequence] = [item.count, item.first, item.last];
    return runItem({ count, firstSequence, lastSequence, lastLink: seed("link") });
  }
  return item.kind === "fork" ? forkItem(item.sequence, seed("link")) : operationItem(utf8("any message"), p);
};
const label = preamble("history", context);
const start = emptyHistory(label, publicKey, ownedRegistration.message, p);
const extended = (accumulator: Uint8Array, { moment, item }: Omit<Step, "comment">, under = label): Uint8Array =>
  extendHistory(under, accumulator, { kind: item.kind, ...moment, item: bytesOfItem(item) } satisfies HistoryItem, p);

let accumulator = start;
const chain = STEPS.map(({ comment, ...step }) => {
  accumulator = extended(accumulator, step);
  return { comment, ...step, accumulator: toHex(accumulator) };
});
const first = { moment: at(0), item: RUN };
const once = extended(start, first);
/** Accumulators that are not that of the first run: whoever accepts one of them leaves something out. */
const OTHERS: readonly (readonly [string, Uint8Array])[] = [
  ["without the preamble", extended(start, first, new Uint8Array())],
  ["for another application", extended(start, first, preamble("history", other))],
  ["behind another registration", extended(emptyHistory(label, publicKey, utf8("another"), p), first)],
  ["in another input", extended(start, { ...first, moment: { ...at(0), input: 1 } })],
  ["at another block time", extended(start, { ...first, moment: { ...at(0), blockTimeUnixS: 1_800_000_001 } })],
  ["at another place", extended(start, { ...first, moment: at(0, 1) })],
  ["under other parameters", extended(start, { ...first, moment: at(0, 0, 2) })],
  ["of one envelope less", extended(start, { ...first, item: { ...RUN, count: 2 } })],
  ["behind a gap", extended(start, { ...first, item: { ...RUN, first: 2 } })],
  ["as a fork", extended(start, { ...first, item: FORK })],
  ["twice", extended(once, first)],
];

export const disclosureVectors = {
  "v2-key-tree": {
    sessionKey: toHex(session.sessionKey),
    roots,
    covers,
    lists: LISTS.map(([comment, code, nodes]) => ({ comment, nodes: toHex(nodes), code })),
  },
  "v2-seals": { plaintext: toHex(plaintext), counters, seals },
  "v2-history": {
    devicePublicKey: toHex(publicKey),
    registration: toHex(ownedRegistration.message),
    start: toHex(start),
    chain,
    refused: OTHERS.map(([comment, wrong]) => ({ comment, ...first, accumulator: toHex(wrong), valid: false })),
  },
};
