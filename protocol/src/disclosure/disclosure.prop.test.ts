import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toHex, utf8 } from "../bytes.ts";
import { native } from "../crypto/native.ts";
import { noble } from "../crypto/noble.ts";
import { OpenError } from "../errors.ts";
import { SEAL_TAG_BYTES } from "../suite.ts";
import { openGroup, sealGroup } from "./committing-seal.ts";
import {
  COVER_NODES_MAX,
  coverOf,
  decodeNodes,
  descend,
  encodeNodes,
  groupRoot,
  LEAF_LEVEL,
  leafFrom,
  PLACES,
} from "./key-tree.ts";

const label = utf8("a preamble of any length");
const sessionKey = new Uint8Array(32).fill(7);
const root = groupRoot(label, sessionKey, "distance", native);
const leafAt = (place: number) => descend({ level: 0, first: 0, key: root }, place, LEAF_LEVEL, native).key;
const place = fc.nat(PLACES - 1);
const range = fc.tuple(place, place).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));

describe("the tree of keys", () => {
  it("opens every place of a disclosed range and none beside it", () => {
    fc.assert(
      fc.property(range, place, ({ first, last }, other) => {
        const nodes = coverOf(root, { first, last }, native);
        expect(nodes.length).toBeLessThanOrEqual(COVER_NODES_MAX);
        for (const inside of [first, last, Math.floor((first + last) / 2)]) {
          expect(leafFrom(nodes, inside, native)).toEqual(leafAt(inside));
        }
        const expected = other >= first && other <= last ? leafAt(other) : undefined;
        expect(leafFrom(nodes, other, native)).toEqual(expected);
        if (first > 0) expect(leafFrom(nodes, first - 1, native)).toBeUndefined();
        expect(leafFrom(nodes, last + 1, native)).toBeUndefined();
      }),
    );
  });

  it("needs at most 104 nodes, and sixteen for everything: never the root", () => {
    expect(coverOf(root, { first: 1, last: PLACES - 2 }, native)).toHaveLength(COVER_NODES_MAX);
    const all = coverOf(root, { first: 0, last: PLACES - 1 }, native);
    expect(all.map(({ level, first }) => [level, first])).toEqual(
      Array.from({ length: 16 }, (_, digit) => [1, 4_096 * digit]),
    );
  });

  it.each([
    [-1, 3],
    [4, 3],
    [0, PLACES],
    [0.5, 3],
  ])("refuses the range from %d to %d", (first, last) => {
    expect(() => coverOf(root, { first, last }, native)).toThrow(RangeError);
  });

  it("refuses to leave a node", () => {
    const node = descend({ level: 0, first: 0, key: root }, 20, 3, native);
    expect(node).toMatchObject({ level: 3, first: 16 });
    expect(descend(node, 31, LEAF_LEVEL, native).key).toEqual(leafAt(31));
    expect(() => descend(node, 32, LEAF_LEVEL, native)).toThrow(RangeError);
    expect(() => descend(node, 15, LEAF_LEVEL, native)).toThrow(RangeError);
    expect(() => descend(node, 20, 2, native)).toThrow(RangeError);
  });

  it("splits the groups at the root", () => {
    const roots = (["distance", "condition", "bus"] as const).map((group) =>
      toHex(groupRoot(label, sessionKey, group, noble)),
    );
    expect(new Set(roots).size).toBe(3);
    expect(roots[0]).toBe(toHex(root));
  });

  it("writes nodes and reads them again, and nothing else", () => {
    fc.assert(
      fc.property(range, (asked) => {
        const nodes = coverOf(root, asked, native);
        expect(decodeNodes(encodeNodes(nodes))).toEqual(nodes);
        expect(decodeNodes(encodeNodes([...nodes, ...nodes]))).toBeUndefined();
        expect(decodeNodes(encodeNodes(nodes).subarray(1))).toBeUndefined();
      }),
    );
    expect(decodeNodes(new Uint8Array(35).fill(255))).toBeUndefined();
  });
});

describe("the committing seal", () => {
  const leaf = leafAt(3);
  const bytes = fc.uint8Array({ maxLength: 200 });

  it("opens what it sealed, in both providers", () => {
    fc.assert(
      fc.property(bytes, bytes, (associated, plaintext) => {
        const sealed = sealGroup(leaf, associated, plaintext, native);
        expect(sealed).toHaveLength(plaintext.length + SEAL_TAG_BYTES);
        expect(sealGroup(leaf, associated, plaintext, noble)).toEqual(sealed);
        expect(openGroup(leaf, associated, sealed, noble)).toEqual(plaintext);
      }),
    );
  });

  it("opens under no other leaf, associated data or bytes", () => {
    fc.assert(
      fc.property(bytes, bytes, fc.nat(), (associated, plaintext, at) => {
        const sealed = sealGroup(leaf, associated, plaintext, native);
        const changed = sealed.slice();
        changed[at % sealed.length] = (changed[at % sealed.length] ?? 0) ^ 1;
        expect(() => openGroup(leaf, associated, changed, native)).toThrow(OpenError);
        expect(() => openGroup(leafAt(4), associated, sealed, native)).toThrow(OpenError);
        expect(() => openGroup(leaf, Uint8Array.of(...associated, 0), sealed, native)).toThrow(OpenError);
      }),
    );
    expect(() => openGroup(leaf, new Uint8Array(), new Uint8Array(15), native)).toThrow(OpenError);
  });

  it("tells where associated data ends and plaintext begins", () => {
    const tags = [
      [utf8("ab"), utf8("c")],
      [utf8("a"), utf8("bc")],
    ].map(([associated = new Uint8Array(), plaintext = new Uint8Array()]) =>
      toHex(sealGroup(leaf, associated, plaintext, native).slice(-SEAL_TAG_BYTES)),
    );
    expect(tags[0]).not.toBe(tags[1]);
  });

  it.each([native, noble])("$name: counts as NIST SP 800-38A, F.5.5, does", (provider) => {
    const key = fromHex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
    const counter = fromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    const plaintext = fromHex(
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
    );
    expect(toHex(provider.aes256Ctr(key, counter, plaintext))).toBe(
      "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c52b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6",
    );
  });

  it.each([native, noble])("$name: carries the counter over its last byte", (provider) => {
    const counter = new Uint8Array(16).fill(255);
    const blocks = provider.aes256Ctr(leaf, counter, new Uint8Array(32));
    expect(blocks.slice(16)).toEqual(provider.aes256Ctr(leaf, new Uint8Array(16), new Uint8Array(16)));
  });
});
