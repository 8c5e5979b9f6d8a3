import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, u32 } from "./bytes.ts";
import { keccak256 } from "./crypto/keccak.ts";
import { OUTPUTS_TREE_HEIGHT, outputStanding } from "./last-output.ts";

const node = (left: Uint8Array, right: Uint8Array) => keccak256(concat(left, right));
const output = (index: number) => u32(index + 1_000);

/** The tree of the contracts, to the letter: every level padded with the subtree of zero leaves. */
function treeOf(count: number) {
  let level = Array.from({ length: count }, (_, index) => keccak256(output(index)));
  let empty: Uint8Array = new Uint8Array(32);
  const levels: { nodes: Uint8Array[]; empty: Uint8Array }[] = [];
  for (let height = 0; height < OUTPUTS_TREE_HEIGHT; height += 1) {
    const nodes = level;
    const beside = empty;
    levels.push({ nodes, empty: beside });
    level = Array.from({ length: Math.ceil(nodes.length / 2) }, (_, index) =>
      node(nodes[2 * index] ?? beside, nodes[2 * index + 1] ?? beside),
    );
    empty = node(beside, beside);
  }
  const siblings = (index: number) =>
    levels.map(({ nodes, empty: beside }, height) => nodes[Math.floor(index / 2 ** height) ^ 1] ?? beside);
  return { root: level[0] ?? empty, siblings };
}

const counts = fc.integer({ min: 1, max: 70 });

describe("an output under a claim", () => {
  it("has the root that the contracts compute", () => {
    const hello = fromHex(`c258d6e5${"20".padStart(64, "0")}${"5".padStart(64, "0")}48656c6c6f${"0".repeat(54)}`);
    const voucher = fromHex("62b3b9bcd4e657ef0a1d1889987530bd1f2093f95307f4b4b20716f0a44c76b6");
    const empties = treeOf(0).siblings(0);
    const root = fromHex("23d6d41899eb022486bd6fb75df04f2ccf6db1c9c805b051000a56d0ae019746");
    const beside = { index: 0, siblings: [voucher, ...empties.slice(1)] };
    expect(outputStanding(hello, beside, root)).toBe("followed");
    expect(treeOf(0).root).toEqual(fromHex("0a162946e56158bac0673e6dd3bdfdc1e4a0e7744a120fdb640050c8d7abe1c6"));
  });

  it("is the last exactly when no later one exists", () => {
    fc.assert(
      fc.property(counts, fc.nat(), (count, any) => {
        const { root, siblings } = treeOf(count);
        const index = any % count;
        const expected = index === count - 1 ? "last" : "followed";
        expect(outputStanding(output(index), { index, siblings: siblings(index) }, root)).toBe(expected);
        const last = count - 1;
        expect(outputStanding(output(last), { index: last, siblings: siblings(last) }, root)).toBe("last");
      }),
      { numRuns: 40 },
    );
  });

  it("is not the last of a claim that came after more outputs", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 9 }), (count, more) => {
        const index = count - 1;
        const [before, after] = [treeOf(count), treeOf(count + more)];
        const kept = { index, siblings: before.siblings(index) };
        expect(outputStanding(output(index), kept, before.root)).toBe("last");
        // The old proof does not lead to the new claim, and the new proof shows what follows.
        expect(outputStanding(output(index), kept, after.root)).toBe("unproven");
        expect(outputStanding(output(index), { index, siblings: after.siblings(index) }, after.root)).toBe("followed");
      }),
      { numRuns: 40 },
    );
  });

  it("cannot pass for the last by any change of its proof", () => {
    fc.assert(
      fc.property(counts, fc.nat(), fc.nat(62), fc.nat(31), (count, any, level, byte) => {
        const { root, siblings } = treeOf(count + 1);
        const index = any % count;
        const own = siblings(index);
        const changed = own.map((sibling, at) =>
          at === level ? sibling.map((value, place) => (place === byte ? value ^ 1 : value)) : sibling,
        );
        expect(outputStanding(output(index), { index, siblings: changed }, root)).toBe("unproven");
        const hidden = treeOf(0).siblings(0);
        expect(outputStanding(output(index), { index, siblings: hidden }, root)).toBe("unproven");
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ["at another index", { index: 1 }],
    ["at an index below zero", { index: -1 }],
    ["at a fraction", { index: 2.5 }],
    ["past the exact numbers", { index: 2 ** 53 }],
    ["at an index that is the same in its last 32 bits", { index: 2 + 2 ** 32 }],
    ["with a sibling too few", { siblings: treeOf(3).siblings(2).slice(1) }],
    ["with a sibling too many", { siblings: [...treeOf(3).siblings(2), new Uint8Array(32)] }],
    ["with a sibling that is short", { siblings: treeOf(3).siblings(2).with(5, new Uint8Array(31)) }],
    ["with no sibling", { siblings: [] }],
  ])("is not proven %s", (_, wrong) => {
    const { root, siblings } = treeOf(3);
    const right = { index: 2, siblings: siblings(2) };
    expect(outputStanding(output(2), right, root)).toBe("last");
    expect(outputStanding(output(2), { ...right, ...wrong }, root)).toBe("unproven");
    expect(outputStanding(output(1), right, root)).toBe("unproven");
  });
});
