/** What the store keeps of a payload on its way, and in which order payloads go. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Database } from "../src/database.ts";
import { Payloads, type StoredBatch } from "../src/payloads.ts";

let directory: string;
let database: Database;
let payloads: Payloads;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-payloads-"));
  open();
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true, force: true });
});

function open(): void {
  database = new Database(directory, "test");
  payloads = new Payloads(database);
}

const add = (byte: number) => payloads.add(Uint8Array.of(byte), byte);
const at = (id: number): StoredBatch => {
  const found = payloads.unfinished(8).find((each) => each.id === id);
  if (!found) throw new Error(`Payload ${id} is in a block.`);
  return found;
};
const sign = (id: number, nonce: number, hash: string) =>
  payloads.setTransaction(at(id), { nonce, hash, raw: `raw ${hash}` });

it("default: keeps payloads in their order, and each transaction before it is sent, also over a restart", () => {
  const [first, second] = [add(7), add(8)];
  sign(first, 4, "0xa");
  sign(first, 4, "0xb");
  database.close();
  open();
  const none = { nonce: undefined, hashes: [], raw: undefined };
  expect(payloads.unfinished(8)).toEqual([
    { id: first, payload: Uint8Array.of(7), messages: 7, nonce: 4, hashes: ["0xa", "0xb"], raw: "raw 0xb" },
    { id: second, payload: Uint8Array.of(8), messages: 8, ...none },
  ]);
  expect(payloads.unfinished(1).map(({ id }) => id)).toEqual([first]);
  expect(payloads.countUnfinished()).toBe(2);
});

it("given a new nonce for an older payload, signs the younger ones anew, and a dearer transaction changes nothing", () => {
  const [first, second, third] = [add(1), add(2), add(3)];
  for (const [place, id] of [first, second, third].entries()) sign(id, place, `0x${id}`);
  payloads.setBlock(third, 9);
  sign(second, 1, "0xdearer");
  expect(payloads.included(9).map(({ id }) => id)).toEqual([third]);
  sign(second, 5, "0xanew");
  expect(at(first)).toMatchObject({ nonce: 0, hashes: [`0x${first}`] });
  expect(at(second)).toMatchObject({ nonce: 5, hashes: [`0x${second}`, "0xdearer", "0xanew"] });
  expect(at(third)).toMatchObject({ nonce: undefined, hashes: [], raw: undefined });
});

it("tells what is in a block from what is not, until it is final", () => {
  const [first, second] = [add(1), add(2)];
  expect(payloads.highestNonce()).toBe(-1);
  sign(first, 0, "0xa");
  sign(second, 1, "0xb");
  payloads.setBlock(first, 5);
  payloads.setBlock(second, 6);
  expect(payloads.highestNonce()).toBe(1);
  expect(payloads.countUnfinished()).toBe(0);
  expect(payloads.included(5)).toEqual([{ id: first, nonce: 0, block: 5, hashes: ["0xa"] }]);
  expect(payloads.included(6).map(({ id }) => id)).toEqual([first, second]);
  payloads.setBlock(second, undefined);
  expect(payloads.unfinished(8).map(({ id }) => id)).toEqual([second]);
  payloads.remove(first);
  expect(payloads.highestNonce()).toBe(-1);
});

it("knows since when its oldest message waits, by clock and by chain", () => {
  expect(payloads.oldest()).toBeUndefined();
  const [first, second] = [add(1), add(2)];
  payloads.setSince(first, { ms: 500, block: 9 });
  payloads.setSince(second, { ms: 600, block: 8 });
  expect(payloads.oldest()).toEqual({ ms: 500, block: 8 });
  payloads.setBlock(first, 10);
  expect(payloads.oldest()).toEqual({ ms: 600, block: 8 });
  payloads.setBlock(second, 10);
  expect(payloads.oldest()).toBeUndefined();
});
