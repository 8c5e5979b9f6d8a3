import { keccak256 } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "./codec.ts";
import { keccak } from "./keccak.ts";

describe("keccak", () => {
  it("default: what ethers says, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(toHex(keccak(bytes))).toBe(keccak256(bytes));
      }),
    );
  });

  it("boundary: around a block, and around what the buffer holds", () => {
    for (const length of [0, 1, 135, 136, 137, 271, 272, 273, 65_279, 65_280, 65_281, 200_000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff);
      expect(toHex(keccak(bytes)), `${length} bytes`).toBe(keccak256(bytes));
    }
  });

  it("given its own answer: each is a copy", () => {
    const first = keccak(Buffer.from("a"));
    const hex = toHex(first);
    keccak(Buffer.from("b"));
    expect(toHex(first)).toBe(hex);
  });
});
