/** Golden vectors that deployed 2.2.0 contracts accepted, and the incremental tree against a plain one. */
import { describe, expect, it } from "vitest";
import { encodeOutput, toHex } from "./codec.ts";
import { keccak } from "./keccak.ts";
import { append, fold, type NodeStore, rootOf, siblingsOf } from "./proofs.ts";

function memory(): NodeStore {
  const nodes = new Map<string, Buffer>();
  return {
    get: (level, index) => nodes.get(`${level}/${index}`),
    put: (level, index, hash) => void nodes.set(`${level}/${index}`, hash),
  };
}

const notice = encodeOutput({ type: "Notice", payload: "0x48656c6c6f" });
const destination = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const voucher = encodeOutput({ type: "Voucher", destination, value: 123n, payload: "0x" });

describe("rootOf", () => {
  it("default: golden vectors", () => {
    const tree = memory();
    expect(toHex(rootOf(tree, 0))).toBe("0x0a162946e56158bac0673e6dd3bdfdc1e4a0e7744a120fdb640050c8d7abe1c6");
    append(tree, 0, keccak(notice));
    append(tree, 1, keccak(voucher));
    expect(toHex(keccak(notice))).toBe("0xfa57d2b0a0459e89160790b45b789ca79393975ee7f5574c7bbc68f180dd93ba");
    expect(toHex(rootOf(tree, 2))).toBe("0x23d6d41899eb022486bd6fb75df04f2ccf6db1c9c805b051000a56d0ae019746");
  });
});

describe("siblingsOf", () => {
  it("default: every leaf proves against the root of every earlier size", () => {
    const tree = memory();
    const leaves = Array.from({ length: 33 }, (_, i) => keccak(Buffer.from([i])));
    for (const [i, leaf] of leaves.entries()) append(tree, i, leaf);
    for (let size = 1; size <= leaves.length; size++)
      for (let i = 0; i < size; i++)
        expect(fold(leaves[i]!, i, siblingsOf(tree, i, size)).equals(rootOf(tree, size))).toBe(true);
    expect(() => siblingsOf(tree, 5, 5)).toThrow(RangeError);
  });
});
