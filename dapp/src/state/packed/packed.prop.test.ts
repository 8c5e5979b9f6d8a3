import { toHex, u32 } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { applyTreeChange, changeTree, emptyTree, treePath, treeRoot } from "@witness/protocol/merkle";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyedHash } from "./keyed-hash.ts";
import { PackedLists } from "./lists.ts";
import { PackedMap } from "./map.ts";
import { PackedPieces, PIECE_MAX_BYTES } from "./pieces.ts";
import { PackedTree } from "./tree.ts";

const secret = Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]);
const hash = new KeyedHash(secret);
/** Few different keys whose homes collide, so that searches are long and removals move others. */
const colliding = Array.from({ length: 2_000 }, (_, at) => Uint8Array.of(at & 255, at >> 8, 0, 0, 0, 0, 0, 0))
  .filter((each) => hash.of(each, 0, 8) >= (14 * 2 ** 32) / 16)
  .slice(0, 24);
const key = fc.constantFrom(...colliding);

/** How long it takes to set some keys and to find each of them, in milliseconds. */
function spent(keys: readonly Uint8Array[]): number {
  const packed = new PackedMap(8, secret);
  const startMs = performance.now();
  for (const [value, each] of keys.entries()) packed.set(each, value);
  for (const each of keys) packed.get(each);
  return performance.now() - startMs;
}

describe("a keyed hash", () => {
  it("is HalfSipHash-2-4, by its authors' vectors", () => {
    const input = Uint8Array.from({ length: 12 }, (_, at) => at);
    const hashes = [0, 4, 8, 12].map((length) => hash.of(input, 0, length).toString(16));
    expect(hashes).toEqual(["5b9f35a9", "89466e2a", "8f84b8d0", "2f87f057"]);
    expect(hash.of(input, 4, 8)).toBe(hash.of(input.slice(4), 0, 8));
  });
});

describe("a packed map", () => {
  it("finds devices as fast as any others whose keys a maker chose for one ending of their ids", () => {
    const even = Array.from({ length: 10_000 }, (_, at) => native.sha256(u32(at)).slice(0, 8));
    const chosen = even.map((each) => Uint8Array.of(...each.subarray(0, 4), 7, 7, 7, 7));
    spent(even);
    expect(spent(chosen)).toBeLessThan(20 * spent(even));
  });

  it("keeps and forgets as a Map does", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.option(fc.nat(1_000))), { maxLength: 200 }), (steps) => {
        const packed = new PackedMap(8, secret);
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
    const packed = new PackedMap(8, secret);
    const keys = Array.from({ length: 5_000 }, (_, index) =>
      native.sha256(Uint8Array.of(index & 255, index >> 8)).slice(0, 8),
    );
    for (const [index, name] of keys.entries()) packed.set(name, index);
    expect(keys.map((name) => packed.get(name))).toEqual(keys.map((_, index) => index));
  });

  it("is never less than five eighths full, once it has grown", () => {
    const packed = new PackedMap(8, secret);
    for (let index = 0; index < 20_000; index += 1) {
      packed.set(native.sha256(u32(index)).subarray(0, 8), index);
      if (index > 100) expect(packed.byteLength).toBeLessThanOrEqual(((index + 1) * 12 * 8) / 5);
    }
  });

  it("refuses a key of another length and a value that stands for nothing", () => {
    expect(() => new PackedMap(8, secret).set(new Uint8Array(7), 1)).toThrow(RangeError);
    expect(() => new PackedMap(8, secret).set(new Uint8Array(8), 0xffff_ffff)).toThrow(RangeError);
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

  it("take no slot for an empty string, also of one that was longer", () => {
    const packed = new PackedPieces();
    for (let index = 0; index < 16; index += 1) packed.set(index, new Uint8Array());
    expect([packed.length, packed.byteLength]).toEqual([16, 16 * 6]);
    packed.set(3, Uint8Array.of(1));
    packed.set(4, Uint8Array.of(2));
    packed.set(3, new Uint8Array());
    expect([3, 4, 5].map((index) => packed.get(index))).toEqual([new Uint8Array(), Uint8Array.of(2), new Uint8Array()]);
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
        const packed = new PackedLists(8, secret);
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
