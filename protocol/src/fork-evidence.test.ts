/** Which evidence of a copied key is kept: the first, each once, and later only what reaches further back. */
import { describe, expect, it } from "vitest";
import { type ForkEvidence, keepForkEvidence } from "./fork-evidence.ts";
import { FORKS_KEPT } from "./limits.ts";

const seen = (sequence: number, name: number): ForkEvidence => ({ sequence, link: new Uint8Array(32).fill(name) });
const full = Array.from({ length: FORKS_KEPT }, (_, i) => seen(2 + i, i));

describe("keepForkEvidence", () => {
  it("default: keeps evidence in the order in which it came", () => {
    expect(keepForkEvidence([seen(5, 1)], seen(3, 2))).toEqual([seen(5, 1), seen(3, 2)]);
  });

  it("given known evidence, returns the same list, below the bound and at it", () => {
    const one = [seen(5, 1)];
    expect(keepForkEvidence(one, seen(5, 1))).toBe(one);
    expect(keepForkEvidence(full, seen(2, 0))).toBe(full);
  });

  it("boundary: the last place is taken by any number; past it only one below all others is news", () => {
    expect(keepForkEvidence(full.slice(1), seen(100, 99))).toHaveLength(FORKS_KEPT);
    expect(keepForkEvidence(full, seen(100, 99))).toBe(full);
    expect(keepForkEvidence(full, seen(10, 99))).toBe(full);
    expect(keepForkEvidence(full, seen(2, 99))).toBe(full);
    expect(keepForkEvidence(full, seen(1, 99))).toEqual([...full, seen(1, 99)]);
  });
});
