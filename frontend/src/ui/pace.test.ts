import { expect, it } from "vitest";
import { isSame, keepSame, pace } from "./pace.ts";

it("asks seldom while nothing changes, and soon again after a change", () => {
  const wait = pace(1_000, 10_000);
  const query = { state: { data: [1] as unknown, dataUpdatedAt: 0 } };
  expect(wait(query)).toBe(1_000);
  const waits = [4_000, 12_000, 60_000].map((dataUpdatedAt) => {
    query.state = { ...query.state, dataUpdatedAt };
    return wait(query);
  });
  expect(waits).toEqual([2_000, 6_000, 10_000]);
  query.state = { data: [2], dataUpdatedAt: 70_000 };
  expect(wait(query)).toBe(1_000);
});

it("keeps the answer before when the new one says the same, bytes included", () => {
  const answer = (byte: number) => ({ rows: [{ root: Uint8Array.of(byte), at: 5 }], total: 1 });
  const before = answer(1);
  expect(keepSame(before, answer(1))).toBe(before);
  expect(keepSame(before, answer(2))).toEqual(answer(2));
  expect([isSame(new Set([1]), new Set([1])), isSame(new Set([1]), new Set([2]))]).toEqual([true, false]);
  expect(isSame([1], { 0: 1 })).toBe(false);
  expect(isSame({ a: undefined }, { b: undefined })).toBe(false);
  expect(isSame(null, {})).toBe(false);
});
