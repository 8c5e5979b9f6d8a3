/** The time of a block, from a node that has it and from one that has not. */
import { expect, it } from "vitest";
import { readBlockTime } from "./block.ts";

it("is read of a block by its number", async () => {
  const asked: unknown[] = [];
  const call = async (...said: readonly unknown[]) => {
    asked.push(said);
    return { number: "0x1f", timestamp: "0x65" };
  };
  expect(await readBlockTime(call, 31)).toEqual({ number: 31, timeUnixS: 101 });
  expect(asked).toEqual([["eth_getBlockByNumber", ["0x1f", false]]]);
});

it.each([
  ["no block", null],
  ["a block without a time", { number: "0x1f" }],
])("is none when the node answers %s", async (_, answer) => {
  await expect(readBlockTime(async () => answer, "latest")).rejects.toMatchObject({ code: "chain-answer-malformed" });
});
