/** The tree against values that were proved against the deployed contracts 2.2.0. */
import { keccak256 } from "ethers";
import { describe, expect, it } from "vitest";
import { ABI } from "../src/contracts.ts";
import { addOutput, EMPTY_ROOT, NO_OUTPUTS, rootOf } from "../src/outputs-tree.ts";

const notice = ABI.encodeFunctionData("Notice", ["0x48656c6c6f"]);
const voucher = ABI.encodeFunctionData("Voucher", ["0x70997970C51812dc3A010C7d01b50e0d17dc79C8", 123, "0x"]);

describe("rootOf", () => {
  it("default: golden values", () => {
    expect(EMPTY_ROOT).toBe("0x0a162946e56158bac0673e6dd3bdfdc1e4a0e7744a120fdb640050c8d7abe1c6");
    expect(rootOf(NO_OUTPUTS)).toBe(EMPTY_ROOT);
    expect(keccak256(notice)).toBe("0xfa57d2b0a0459e89160790b45b789ca79393975ee7f5574c7bbc68f180dd93ba");
    expect(keccak256(voucher)).toBe("0x62b3b9bcd4e657ef0a1d1889987530bd1f2093f95307f4b4b20716f0a44c76b6");
    const both = addOutput(addOutput(NO_OUTPUTS, notice), voucher);
    expect(rootOf(both)).toBe("0x23d6d41899eb022486bd6fb75df04f2ccf6db1c9c805b051000a56d0ae019746");
  });

  it("given a tree, adding leaves the old one as it was", () => {
    let tree = NO_OUTPUTS;
    const roots = new Set<string>();
    for (let size = 0; size < 9; size += 1) {
      const before = rootOf(tree);
      const next = addOutput(tree, notice);
      expect(rootOf(tree)).toBe(before);
      roots.add(before);
      tree = next;
    }
    expect(roots.size).toBe(9);
  });
});
