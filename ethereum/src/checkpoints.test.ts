import { describe, expect, it } from "vitest";
import { BlockRange, compareCheckpoints } from "./checkpoints.ts";

const kept = [5, 3, 1].map((number) => ({ number, hash: `a${number}` }));
const chainOf = (hashes: Readonly<Record<number, string>>) => (number: number) => Promise.resolve(hashes[number]);

describe("compareCheckpoints", () => {
  it.each([
    ["stands", { 5: "a5", 3: "a3", 1: "a1" }, 9, { ancestor: 5, differs: false, behind: false }],
    ["has another block", { 5: "b5", 3: "a3", 1: "a1" }, 9, { ancestor: 3, differs: true, behind: false }],
    ["lags", { 3: "a3", 1: "a1" }, 9, { ancestor: 3, differs: false, behind: true }],
    ["is not confirmed that far", { 5: "a5", 3: "a3", 1: "a1" }, 4, { ancestor: 3, differs: false, behind: true }],
    ["is another", { 5: "b5", 3: "b3", 1: "b1" }, 9, { ancestor: undefined, differs: true, behind: false }],
    ["is unknown", {}, 9, { ancestor: undefined, differs: false, behind: true }],
  ] as const)("given a chain that %s, says so", async (_, hashes, tip, standing) => {
    expect(await compareCheckpoints(chainOf(hashes), kept, tip)).toEqual(standing);
  });
});

describe("BlockRange", () => {
  it("grows while answers are small, and halves when they are large or refused", () => {
    const range = new BlockRange();
    range.answered(64, 0);
    expect(range.size).toBe(128);
    range.answered(10, 0);
    expect(range.size).toBe(128);
    range.answered(128, 40_000_000);
    expect(range.size).toBe(64);
    range.refused(1);
    expect(range.size).toBe(1);
    for (let round = 0; round < 20; round += 1) range.answered(range.size, 0);
    expect(range.size).toBe(4_096);
  });
});
