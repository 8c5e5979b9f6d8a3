/** Snapshots as a node orders them: in the directory that it named, by the loop that serves. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runLoop } from "../src/rollup/loop.ts";
import { loadSnapshot, storeSnapshot } from "../src/rollup/snapshots.ts";
import { newState, type State } from "../src/state/state.ts";
import { aState } from "./snapshot-scene.ts";
import { context, drive, inputOf, keyOf, NOW, run, TestDevice, world } from "./world.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-snapshots-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;
const order = (type: string, name: unknown, nextInput = 9) =>
  JSON.stringify({ request_type: type, data: { name, next_input: nextInput } });

/** A further input: another car and what it sends. */
function input(): string {
  const device = new TestDevice("third");
  const batch = { registrations: [device.registration()], runs: [run(device.send(drive(3)))] };
  const metadata = {
    chain_id: context.chainId,
    app_contract: hex(context.application),
    block_timestamp: NOW,
    input_index: 9,
  };
  return JSON.stringify({
    request_type: "advance_state",
    data: { metadata, payload: hex(inputOf(batch).payload) },
  });
}

/** Hands requests to a loop, and returns the statuses, what was emitted and what was logged. */
async function serve(state: State, requests: readonly string[], named = true) {
  const left = [...requests];
  const statuses: string[] = [];
  const emitted: unknown[] = [];
  const logged: string[] = [];
  let isLast = false;
  await runLoop(state, {
    post: async (path, body) => {
      if (path !== "/finish") {
        emitted.push([path, body]);
        return { status: 200, body: "" };
      }
      statuses.push((body as { status: string }).status);
      isLast = left.length === 0;
      return isLast ? { status: 202, body: "" } : { status: 200, body: left.shift() ?? "" };
    },
    pause: async () => {},
    log: (message) => logged.push(message),
    stopped: () => isLast,
    snapshots: named
      ? {
          store: (each, name) => storeSnapshot(each, directory, name),
          load: (name) => loadSnapshot(state.genesis, directory, name),
        }
      : undefined,
  });
  return { statuses: statuses.slice(1), emitted, logged };
}

describe("a node", () => {
  it("has the state stored by one process and loaded by the next, which goes on alike", async () => {
    const stored = await serve(aState(), [order("store_state", "9-a"), input()]);
    expect([stored.statuses, stored.logged]).toEqual([["accept", "accept"], []]);
    const loaded = await serve(world(), [order("load_state", "9-a"), input()]);
    expect(loaded).toEqual(stored);
    expect(stored.emitted).toHaveLength(2);
    expect(readdirSync(directory)).toEqual(["9-a"]);
  });

  it("is told why a file is not loaded, and the back-end goes on as it was", async () => {
    await serve(aState(), [order("store_state", "good")]);
    const bytes = readFileSync(join(directory, "good"));
    bytes[1_000] = (bytes[1_000] ?? 0) ^ 1;
    writeFileSync(join(directory, "bad"), bytes);
    const requests = ["bad", "none", "../good", "", 7].map((name) => order("load_state", name));
    const { statuses, logged, emitted } = await serve(world(), [...requests, input()]);
    expect(statuses).toEqual(["reject", "reject", "reject", "reject", "reject", "accept"]);
    expect(logged.map((line) => line.split(":")[0])).toEqual([
      ...new Array<string>(4).fill("snapshot-invalid"),
      "Expected a name.",
    ]);
    expect(emitted).toEqual((await serve(world(), [input()])).emitted);
    const another = newState({ ...world().genesis, applicationPrivateKey: keyOf("another") });
    expect((await serve(another, [order("load_state", "good")])).logged[0]).toMatch(/^snapshot-mismatch: /);
  });

  it("boundary: gets no state that had an input which it means to hand over, or misses one before it", async () => {
    await serve(aState(), [order("store_state", "edge")]);
    const { statuses, logged } = await serve(
      world(),
      [8, 10, 9].map((from) => order("load_state", "edge", from)),
    );
    expect(statuses).toEqual(["reject", "reject", "accept"]);
    expect(logged).toEqual([8, 10].map((from) => `The state goes on from input 9, and the server from ${from}.`));
  });

  it("writes nothing where it may not, and the file before stays", async () => {
    const before = readdirSync(directory);
    expect((await serve(aState(), [order("store_state", "x")], false)).statuses).toEqual(["reject"]);
    expect((await serve(aState(), [order("store_state", "../x"), order("store_state", "a/b")])).statuses).toEqual([
      "reject",
      "reject",
    ]);
    expect(readdirSync(directory)).toEqual(before);
  });
});
