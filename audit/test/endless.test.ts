/** A node and an archive that lie together without an end: an owner's judging ends early, and keeps nothing of it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { fromHex } from "@witness/protocol/bytes";
import { decodeTile, encodeItem, encodeTile, type TileItem } from "@witness/protocol/wire/tile";
import { computeAddress, SigningKey } from "ethers";
import { beforeEach, describe, expect, it } from "vitest";
import { leafOf, treeAfter } from "../../dapp/src/state/leaf.ts";
import { recordOf } from "../../dapp/test/operating.ts";
import { context, NOW, TestDevice, world } from "../../dapp/test/world.ts";
import type { ArchiveReader } from "../src/judge/archive.ts";
import { type JudgeOptions, judgeCar } from "../src/judge/judge.ts";
import { openNode } from "../src/judge/node.ts";
import { ownerOf } from "../src/judge/owner.ts";
import { drive, TestArchive, TestNode } from "./judged-car.ts";

const wallet = new Uint8Array(32).fill(7);
const account = fromHex(computeAddress(new SigningKey(wallet)).slice(2));

let node: TestNode;
let archive: TestArchive;
let device: TestDevice;

beforeEach(() => {
  node = new TestNode(world());
  device = new TestDevice("judged car");
  const registration = device.registration(account);
  archive = new TestArchive(device, registration, node.add({ registrations: [registration] }, NOW - 86_400));
  drive(node, archive, device, 70);
});

const judge = (change: Pick<JudgeOptions, "node" | "archive">) =>
  judgeCar({
    context,
    deviceId: device.id,
    owner: ownerOf(context, change.node, wallet),
    claims: async () => node.claims,
    waitS: 0,
    nowMs: () => 0,
    progress: () => {},
    ...change,
  });

/** The node with a state that it invents, with counts of its own: no claim will ever have it. */
function inventing(items: number, events: number): TestNode {
  const { state } = node;
  const record = recordOf(state, device);
  const forged = { ...record, past: { ...record.past, items }, events: { ...record.events, count: events } };
  const tree = treeAfter(state.genesis, context, forged, undefined);
  state.devices.set(forged, tree);
  state.tree.apply(state.tree.change(new Map([[1, leafOf(state.genesis, tree)]])));
  return node;
}

const ENDLESS = 1_000;

it("leaves a node whose answer to a query has no end", async () => {
  const chunk = new Uint8Array(1 << 20);
  let sent = 0;
  const server = createServer((_, response) => {
    const pour = (): void => {
      if (response.destroyed || sent >= 256) response.end();
      else response.write(chunk, pour);
      sent += 1;
    };
    pour();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const asked = openNode("0x", { rpc: url, inspect: url }).ask(new Uint8Array());
  await expect(asked).rejects.toMatchObject({ code: "node-unavailable" });
  expect(sent).toBeLessThan(64);
  server.closeAllConnections();
  server.close();
});

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");
/** Bytes of buffers that somebody still holds. */
function heldBytes(): number {
  // Buffers that a collection found free are given back by another thread; the next collection waits for it.
  collect();
  collect();
  return process.memoryUsage().arrayBuffers;
}

/** An archive that never ends, and counts what it is asked for. */
function endless(tile: (number: number) => Uint8Array) {
  const asked = { tiles: 0, bytes: 0 };
  const reader: ArchiveReader = {
    editions: archive.editions,
    tile: async (_device, _edition, number) => {
      // A test has an end: whoever goes on until here would have gone on for ever.
      if (asked.tiles >= ENDLESS) return undefined;
      const bytes = tile(number);
      asked.tiles += 1;
      asked.bytes += bytes.length;
      return bytes;
    },
  };
  return { reader, asked };
}

/** The same tile under another number. */
function numbered(bytes: Uint8Array, number: number): Uint8Array {
  const { items, ...tile } = decodeTile(bytes);
  return encodeTile({ ...tile, number, items: items.map(encodeItem) });
}

describe("a node and an archive that lie together", () => {
  it("invents a count of items that its own record cannot have, and is refused before a tile is asked for", async () => {
    const { reader, asked } = endless((number) => archive.tiles()[number % 2] ?? new Uint8Array());
    const { result, difference } = await judge({ node: inventing(2 ** 32 - 1, 4), archive: reader });
    expect([result, asked.tiles]).toEqual(["DIFFERENCE", 0]);
    expect(difference).toMatchObject({ by: "node", code: "record-impossible" });
  });

  it("invents all counts, with an archive that repeats itself for ever: it is left at the first tile that does not fit", async () => {
    const { reader, asked } = endless(() => archive.tiles()[0] ?? new Uint8Array());
    const node = inventing(2 ** 32 - 1, 2 ** 32 - 1);
    const { difference } = await judge({ node, archive: reader });
    expect(difference).toMatchObject({ by: "archive", code: "tile-missing", item: 64 });
    expect(asked.tiles).toBe(2);
  });

  it("invents all counts, with an archive that invents operations for ever: nothing of them is kept", async () => {
    const invent = (item: number): TileItem => ({
      ...(archive.items[0] as TileItem),
      kind: "operation",
      input: 1_000 + item,
      operation: { message: new Uint8Array(2_560).fill(item), signature: new Uint8Array(64) },
    });
    const { reader, asked } = endless((number) => {
      const first = number === 0 ? archive.items.slice(0, 1) : [];
      const made = Array.from({ length: 64 - first.length }, (_, index) => invent(64 * number + index));
      return archive.tiles([...first, ...made]).map((bytes) => numbered(bytes, number))[0] ?? new Uint8Array();
    });
    let least = Number.POSITIVE_INFINITY;
    const watched: ArchiveReader = {
      ...reader,
      tile: async (...asking) => {
        // A collector may take its time with one sample; what is held is in all of them.
        if (asked.tiles > ENDLESS / 2 && asked.tiles % 50 === 0) least = Math.min(least, heldBytes());
        return reader.tile(...asking);
      },
    };
    const before = heldBytes();
    const node = inventing(2 ** 32 - 1, 2 ** 32 - 1);
    const { difference } = await judge({ node, archive: watched });
    expect(difference).toMatchObject({ by: "archive", code: "history-short" });
    expect(asked.bytes).toBeGreaterThan(150_000_000);
    expect(least - before).toBeLessThan(asked.bytes / 20);
  }, 60_000);
});
