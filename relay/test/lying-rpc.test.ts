/** Submission through nodes of a chain that are down, of another chain, or lie about receipts: a proxy before a real chain. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { toHex } from "@witness/protocol/bytes";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { keccak } from "../src/transaction.ts";
import { type Line, startTrack, type Track } from "./line.ts";

type Answer = Record<string, unknown>;
/** Alters what the chain says, or says something instead; undefined to let it through. */
type Lie = (method: string, params: readonly unknown[], truth: () => Promise<unknown>) => Promise<unknown> | undefined;

let track: Track;
let proxy: Server;
let url: string;
let line: Line;
/** What the proxy says that is not so. */
let lie: Lie;

beforeAll(async () => {
  track = await startTrack();
  proxy = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const { method, params, id } = JSON.parse(Buffer.concat(chunks).toString());
      const result = await (lie(method, params, () => track.send(method, ...params)) ?? track.send(method, ...params))
        .then((value) => ({ result: value }))
        .catch((error: Error) => ({ error: { code: -32_000, message: error.message } }));
      response.end(JSON.stringify({ jsonrpc: "2.0", id, ...result }));
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  proxy?.closeAllConnections();
  proxy?.close();
  await track?.close();
});
beforeEach(() => {
  lie = () => undefined;
});
afterEach(() => line.close());

async function startLine(...urls: readonly string[]): Promise<Line> {
  line = track.line({ urls });
  await line.fund();
  line.add(1);
  return line;
}

/** Keeps transactions to itself, and says that they are in the newest block; to what it says of blocks too, if `wholly`. */
function swallowing(wholly: boolean): Lie {
  const swallowed: string[] = [];
  return (method, params, truth) => {
    if (method === "eth_sendRawTransaction") {
      const bytes = Buffer.from(String(params[0]).slice(2), "hex");
      swallowed.push(keccak(bytes));
      return Promise.resolve(swallowed.at(-1));
    }
    if (method === "eth_getTransactionCount") return Promise.resolve(`0x${swallowed.length.toString(16)}`);
    if (method === "eth_getTransactionReceipt" && swallowed.includes(String(params[0]))) {
      return track.send("eth_getBlockByNumber", "latest", false).then((block) => {
        const { number, hash } = block as Answer;
        const sums = { status: "0x1", gasUsed: "0x1", effectiveGasPrice: "0x1" };
        return { blockNumber: number, blockHash: hash, ...sums, logs: [] };
      });
    }
    if (wholly && method === "eth_getBlockByNumber") {
      return truth().then((block) => block && { ...(block as Answer), transactions: swallowed });
    }
    return undefined;
  };
}

it("given a node that is down, goes on with the other", async () => {
  await startLine("http://127.0.0.1:9/gone", track.chain.url);
  await line.run();
  expect(await line.onChain()).toEqual([1]);
});

it("given a node with another block at the height, stops and names both", async () => {
  await startLine(track.chain.url, url);
  const head = await line.account.head(undefined);
  lie = (method, _params, truth) =>
    method === "eth_getBlockByNumber"
      ? truth().then((block) => ({ ...(block as Answer), hash: `0x${toHex(new Uint8Array(32))}` }))
      : undefined;
  const failed = line.account.head(undefined);
  await expect(failed).rejects.toMatchObject({ code: "chain-disagreement" });
  await expect(failed).rejects.toThrow(new URL(url).host);
  await expect(failed).rejects.toThrow(head.hash);
  lie = () => undefined;
  expect((await line.account.head(undefined)).hash).toBe(head.hash);
});

it("given a node that is behind, follows the other", async () => {
  await track.chain.mine(2);
  await startLine(track.chain.url, url);
  const seen = await line.account.head(undefined);
  const before = `0x${(seen.number - 1).toString(16)}`;
  lie = (method, params) => {
    if (method !== "eth_getBlockByNumber") return undefined;
    if (params[0] === "latest") return track.send(method, before, false);
    return Number(params[0]) >= seen.number ? Promise.resolve(null) : undefined;
  };
  for (let turns = 0; turns < 4; turns += 1) expect((await line.account.head(seen)).number).toBe(seen.number);
});

it("given the only node, that makes receipts up, does not believe it", async () => {
  await startLine(url);
  lie = swallowing(false);
  await expect(line.run()).rejects.toMatchObject({ code: "chain-disagreement" });
  expect(line.included).toEqual([]);
  lie = () => undefined;
  line.nowMs += 60_000;
  await line.run();
  expect(await line.onChain()).toEqual([1]);
});

it("given a node that makes receipts up and blocks to go with them, is told by the other, and loses nothing", async () => {
  await startLine(url, track.chain.url);
  await track.send("evm_setAutomine", false);
  lie = swallowing(true);
  await expect(line.run()).rejects.toMatchObject({ code: "chain-disagreement" });
  expect(line.included).toEqual([]);
  lie = () => undefined;
  await track.send("evm_setAutomine", true);
  await track.chain.mine(1);
  await line.run();
  expect(await line.onChain()).toEqual([1]);
});

it("given a node that denies a receipt, does not pay again", async () => {
  await startLine(url, track.chain.url);
  lie = (method) => (method === "eth_getTransactionReceipt" ? Promise.resolve(null) : undefined);
  for (let times = 0; times < 3; times += 1) {
    await expect(line.run()).rejects.toMatchObject({ code: "chain-disagreement" });
    line.nowMs += 10_000;
  }
  lie = () => undefined;
  await line.run();
  expect(await line.onChain()).toEqual([1]);
  expect(await line.account.includedCount()).toBe(1);
});
