import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8 } from "./bytes.ts";
import { native as p } from "./crypto/native.ts";
import {
  applyTreeChange,
  buildTree,
  changeTree,
  emptyTree,
  leafHash,
  nodeHash,
  rootOfPath,
  treePath,
  treeRoot,
  treeSize,
  verifyPath,
} from "./merkle.ts";

/** RFC 6962 §2.1, to the letter: split at the largest power of two below n. */
function naive(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return p.sha256();
  const [only] = leaves;
  if (leaves.length === 1 && only) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(p, naive(leaves.slice(0, split)), naive(leaves.slice(split)));
}

const leaf = (value: number) => leafHash(p, utf8(String(value)));
const leaves = (count: number) => Array.from({ length: count }, (_, index) => leaf(index));

describe("the state tree", () => {
  it("default: has RFC 6962's root at every size", () => {
    for (let size = 0; size <= 70; size += 1)
      expect(treeRoot(buildTree(leaves(size), p), p)).toEqual(naive(leaves(size)));
  });

  it("given changes in any grouping, ends at the same root; a change leaves the tree alone until it is applied", () => {
    const change = fc.record({ index: fc.nat(40), value: fc.nat() });
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        (changes, group) => {
          const tree = buildTree(leaves(41), p);
          const expected = leaves(41);
          for (let at = 0; at < changes.length; at += group) {
            const now = new Map(changes.slice(at, at + group).map(({ index, value }) => [index, leaf(value)]));
            for (const [index, hash] of now) expected[index] = hash;
            const before = treeRoot(tree, p);
            const computed = changeTree(tree, now, p);
            expect(treeRoot(tree, p)).toEqual(before);
            applyTreeChange(tree, computed);
            expect(computed.root).toEqual(treeRoot(tree, p));
          }
          expect(treeRoot(tree, p)).toEqual(naive(expected));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("given growth leaf by leaf, has the same root as when built at once", () => {
    const tree = emptyTree();
    for (let size = 0; size < 40; size += 1) applyTreeChange(tree, changeTree(tree, new Map([[size, leaf(size)]]), p));
    expect(treeRoot(tree, p)).toEqual(naive(leaves(40)));
  });

  it("boundary: a tree of no leaves has none, and the hash of nothing as its root", () => {
    for (const tree of [emptyTree(), buildTree([], p)]) {
      expect(treeSize(tree)).toBe(0);
      expect(treeRoot(tree, p)).toEqual(p.sha256());
      expect(changeTree(tree, new Map(), p).root).toEqual(p.sha256());
    }
  });

  it.each([
    ["an empty tree", 0, 1],
    ["an empty tree, two away", 0, 2],
    ["a tree of three", 3, 4],
    ["a tree of four", 4, 6],
  ])("refuses a leaf that leaves a hole behind %s", (_, size, index) => {
    expect(() => changeTree(buildTree(leaves(size), p), new Map([[index, leaf(index)]]), p)).toThrow(RangeError);
  });

  it.each([-1, -2, 0.5, 1.5, Number.NaN, 2, 3, 2 ** 60])("boundary: index %d of two leads to no root", (index) => {
    for (const path of [[], [leaf(1)], [leaf(1), leaf(2)]]) {
      expect(rootOfPath(leaf(0), index, 2, path, p)).toBeUndefined();
    }
  });

  it("proves every leaf, and none elsewhere, changed, or with a longer path", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), fc.nat(), (size, a, b) => {
        const tree = buildTree(leaves(size), p);
        const root = treeRoot(tree, p);
        const index = a % size;
        const other = b % size;
        const path = treePath(tree, index);
        expect(verifyPath(leaf(index), index, size, path, root, p)).toBe(true);
        expect(verifyPath(leaf(index), other, size, path, root, p)).toBe(index === other);
        expect(verifyPath(leaf(index + 1), index, size, path, root, p)).toBe(false);
        expect(verifyPath(leaf(index), index, size, [...path, root], root, p)).toBe(false);
        expect(verifyPath(leaf(index), index, size, path.slice(1), root, p)).toBe(size === 1 && path.length === 0);
      }),
    );
  });
});
