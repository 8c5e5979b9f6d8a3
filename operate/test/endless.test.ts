/** Archives, relays and nodes that a user names: what is read of their answers is bounded. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { TILE_MAX_BYTES } from "@witness/protocol/limits";
import { afterEach, expect, it } from "vitest";
import { openArchive } from "../src/archive.ts";
import { openNode } from "../src/node.ts";
import { relayKey } from "../src/relay.ts";

const CHUNK = new Uint8Array(1 << 20);
const EDITIONS = JSON.stringify({ editions: [{ edition: "00112233445566aa", accumulator: "" }] });
let close = (): void => {};
afterEach(() => close());

/** Starts an archive whose answers at one path end by themselves after 256 MiB only. Returns its URL and what it sent. */
async function endless(isEndless: (path: string) => boolean) {
  let sentBytes = 0;
  const pour = (response: ServerResponse): void => {
    if (response.destroyed || sentBytes >= 256 * CHUNK.length) response.end();
    else response.write(CHUNK, () => pour(response));
    sentBytes += CHUNK.length;
  };
  const server = createServer(({ url = "" }, response) => {
    if (isEndless(url)) pour(response);
    else response.end(EDITIONS);
  });
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, sentBytes: () => sentBytes };
}

it.each([
  ["what it says of a car", (path: string) => !path.includes("tiles")],
  ["a tile", (path: string) => path.includes("tiles")],
])("leaves an archive when %s has no end", async (_, isEndless) => {
  const archive = await endless(isEndless);
  const tiles = openArchive(archive.url)(new Uint8Array(8))[Symbol.asyncIterator]();
  await expect(tiles.next()).rejects.toMatchObject({ code: "archive-unavailable" });
  expect(archive.sentBytes()).toBeLessThan(8 * TILE_MAX_BYTES);
});

it("leaves a relay and a node whose answers have no end", async () => {
  const part = await endless(() => true);
  const context = { chainId: 31_337, application: new Uint8Array(20) };
  await expect(relayKey(part.url, context)).rejects.toMatchObject({ code: "relay-unavailable" });
  await expect(openNode(part.url).globals()).rejects.toMatchObject({ code: "node-unavailable" });
  expect(part.sentBytes()).toBeLessThan(8 * TILE_MAX_BYTES);
});
