import { describe, expect, it } from "vitest";
import { emptyHistory, extendHistory, forkItem, type HistoryItem, operationItem, runItem } from "./accumulator.ts";
import { concat, fromHex, toHex, utf8 } from "./bytes.ts";
import { native } from "./crypto/native.ts";

const label = utf8("history");
const publicKey = new Uint8Array(33).fill(2);
const registration = utf8("a registration");
const lastLink = new Uint8Array(32).fill(9);
const start = emptyHistory(label, publicKey, registration, native);
const run: HistoryItem = {
  kind: "run",
  input: 5,
  blockTimeUnixS: 1_800_000_000,
  place: 2,
  parameters: 1,
  item: runItem({ count: 2, firstSequence: 1, lastSequence: 2, lastLink }),
};

describe("the history accumulator", () => {
  it("is the hash that the specification writes down", () => {
    expect(start).toEqual(native.sha256(concat(label, publicKey, native.sha256(registration))));
    const moment = fromHex("01 0000000000000005 000000006b49d200 00000002 0001".replaceAll(" ", ""));
    const item = concat(fromHex("000000020000000100000002"), lastLink);
    expect(extendHistory(label, start, run, native)).toEqual(native.sha256(concat(label, start, moment, item)));
  });

  it("changes with every part of an item, and with the order", () => {
    const fork: HistoryItem = { ...run, kind: "fork", item: forkItem(7, lastLink) };
    const others: HistoryItem[] = [
      { ...run, kind: "operation" },
      { ...run, input: 6 },
      { ...run, blockTimeUnixS: 1_800_000_001 },
      { ...run, place: 3 },
      { ...run, parameters: 2 },
      fork,
      { ...run, kind: "operation", item: operationItem(utf8("a message"), native) },
    ];
    const ends = [run, ...others].map((item) => toHex(extendHistory(label, start, item, native)));
    expect(new Set(ends).size).toBe(others.length + 1);
    const both = (first: HistoryItem, second: HistoryItem) =>
      toHex(extendHistory(label, extendHistory(label, start, first, native), second, native));
    expect(both(run, fork)).not.toBe(both(fork, run));
  });

  it.each([
    ["place", { place: 2 ** 32 }],
    ["parameters", { parameters: 2 ** 16 }],
    ["negative place", { place: -1 }],
  ])("refuses a %s that does not fit its bytes", (_, wrong) => {
    expect(() => extendHistory(label, start, { ...run, ...wrong }, native)).toThrow(RangeError);
  });
});
