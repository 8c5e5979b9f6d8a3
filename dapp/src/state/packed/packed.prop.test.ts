import { toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { applyTreeChange, changeTree, emptyTree, treePath, treeRoot } from "@witness/protocol/merkle";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PackedLists } from "./lists.ts";
import { PackedMap } from "./map.ts";
import { PackedPieces, PIECE_MAX_BYTES } from "./pieces.ts";
import { PackedTree } from "./tree.ts";

/** Few different keys whose homes collide, so that searches are long and removals move others. */
const key = fc.tuple(fc.nat(3), fc.nat(5)).map(([a, b]) => Uint8Array.of(a, 0, 0, 0, b < 3 ? 15 : 14, 0, 0, 0));

describe("a packed map", () => {
  it("keeps and forgets as a Map does", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.option(fc.nat(1_000))), { maxLength: 200 }), (steps) => {
        const packed = new PackedMap(8);
        const plain = new Map<string, number>();
        for (const [name, value] of steps) {
          if (value === null) {
            packed.delete(name);
            plain.delete(toHex(name));
          } else {
            packed.set(name, value);
            plain.set(toHex(name), value);
          }
          expect(packed.size).toBe(plain.size);
        }
        for (const [name] of steps) expect(packed.get(name)).toBe(plain.get(toHex(name)));
      }),
    );
  });

  it("grows past its first slots and finds everything again", () => {
    const packed = new PackedMap(8);
    const keys = Array.from({ length: 5_000 }, (_, index) =>
      native.sha256(Uint8Array.of(index & 255, index >> 8)).slice(0, 8),
    );
    for (const [index, name] of keys.entries()) packed.set(name, index);
    expect(keys.map((name) => packed.get(name))).toEqual(keys.map((_, index) => index));
  });

  it("refuses a key of another length and a value that stands for nothing", () => {
    expect(() => new PackedMap(8).set(new Uint8Array(7), 1)).toThrow(RangeError);
    expect(() => new PackedMap(8).set(new Uint8Array(8), 0xffff_ffff)).toThrow(RangeError);
  });
});

describe("packed pieces", () => {
  it("give back what was set, however the lengths change", () => {
    const bytes = fc.tuple(fc.nat(700), fc.nat(255)).map(([length, fill]) => new Uint8Array(length).fill(fill));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), bytes), { maxLength: 150 }), (steps) => {
        const packed = new PackedPieces();
        const plain: Uint8Array[] = [];
        for (const [at, value] of steps) {
          const index = Math.min(at, plain.length);
          packed.set(index, value);
          plain[index] = value;
        }
        expect(packed.length).toBe(plain.length);
        for (const [index, value] of plain.entries()) expect(packed.get(index)).toEqual(value);
        expect(packed.get(plain.length)).toBeUndefined();
      }),
    );
  });

  it("use a left slot again", () => {
    const packed = new PackedPieces();
    packed.set(0, new Uint8Array(100));
    packed.set(1, new Uint8Array(1_000));
    const before = packed.byteLength;
    for (let turn = 0; turn < 40_000; turn += 1) packed.set(0, new Uint8Array(turn % 2 === 0 ? 1_000 : 100).fill(turn));
    expect(packed.byteLength).toBe(before);
    expect(packed.get(1)).toEqual(new Uint8Array(1_000));
  });

  it("that all grow leave no memory behind", () => {
    const packed = new PackedPieces();
    const count = 2_000;
    for (let length = 100; length <= 1_400; length += 20) {
      for (let index = 0; index < count; index += 1) packed.set(index, new Uint8Array(length).fill(index));
    }
    // Two pages more than these take, for the size that was left last and the one that is filled.
    expect(packed.byteLength).toBeLessThan(count * 1_400 * 1.02 + 2 * 2 ** 17);
    for (let index = 0; index < count; index += 97)
      expect(packed.get(index)).toEqual(new Uint8Array(1_400).fill(index));
  });

  it("refuse holes and what is too long", () => {
    const packed = new PackedPieces();
    expect(() => packed.set(1, new Uint8Array())).toThrow(RangeError);
    expect(() => packed.set(0, new Uint8Array(PIECE_MAX_BYTES + 1))).toThrow(RangeError);
    packed.set(0, new Uint8Array(PIECE_MAX_BYTES).fill(7));
    expect(packed.get(0)).toEqual(new Uint8Array(PIECE_MAX_BYTES).fill(7));
  });
});

describe("a packed tree", () => {
  it("has the roots and paths of the plain one", () => {
    const hash = fc.nat().map((seed) => native.sha256(Uint8Array.of(seed & 255, seed >> 8)));
    fc.assert(
      fc.property(fc.array(fc.array(fc.tuple(fc.nat(80), hash), { maxLength: 6 }), { maxLength: 20 }), (inputs) => {
        const packed = new PackedTree(native);
        const plain = emptyTree();
        let size = 0;
        for (const input of inputs) {
          const leaves = new Map<number, Uint8Array>();
          for (const [at, leaf] of input) {
            const index = Math.min(at, size);
            leaves.set(index, leaf);
            size = Math.max(size, index + 1);
          }
          const change = packed.change(leaves);
          expect(packed.root).toEqual(treeRoot(plain, native));
          packed.apply(change);
          applyTreeChange(plain, changeTree(plain, leaves, native));
          expect(packed.root).toEqual(change.root);
          expect(packed.root).toEqual(treeRoot(plain, native));
        }
        for (let index = 0; index < size; index += 1) expect(packed.path(index)).toEqual(treePath(plain, index));
      }),
    );
  });

  it("refuses a leaf that leaves a hole", () => {
    expect(() => new PackedTree(native).change(new Map([[1, new Uint8Array(32)]]))).toThrow(RangeError);
  });
});

describe("packed lists", () => {
  it("hold what was added and not removed, whatever the order", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.nat(60)), { maxLength: 120 }), (steps) => {
        const packed = new PackedLists(8);
        const owners = new Map<number, Uint8Array>();
        for (const [owner, device] of steps) {
          const before = owners.get(device);
          if (before) packed.remove(before, device);
          if (before && toHex(before) === toHex(owner)) {
            owners.delete(device);
          } else {
            packed.add(owner, device);
            owners.set(device, owner);
          }
        }
        for (const [owner] of steps) {
          const expected = [...owners].filter(([, each]) => toHex(each) === toHex(owner)).map(([device]) => device);
          expect(packed.of(owner, 1_000)).toEqual(expected.sort((a, b) => a - b));
          expect(packed.of(owner, 1)).toHaveLength(Math.min(1, expected.length));
        }
      }),
    );
  });
});
