/** A chain's RPC server that lags, as one of several behind one name does, is no reorganisation. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { OWNER_KEY, startChain, type TestApplication, type TestChain } from "./chain.ts";
import { keyFile, until } from "./client.ts";
import { backendCommand, type NodeUnderTest, runNode } from "./running.ts";
import type { TestSettings } from "./settings.ts";

interface Question {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

let chain: TestChain;
let app: TestApplication;
let server: Server;
let url: string;
let node: NodeUnderTest | undefined;
let made = 0;
/** Returns a result instead of the chain's, or undefined to forward the call. */
let instead: (question: Question) => unknown;

beforeAll(async () => {
  chain = await startChain();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const body = Buffer.concat(chunks).toString();
      const question = JSON.parse(body) as Question;
      const result = instead(question);
      response.setHeader("content-type", "application/json");
      if (result !== undefined) {
        response.end(JSON.stringify({ jsonrpc: "2.0", id: question.id, result }));
        return;
      }
      const headers = { "content-type": "application/json" };
      response.end(await (await fetch(chain.url, { method: "POST", headers, body })).text());
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await node?.stop();
  node = undefined;
});
afterAll(async () => {
  server?.close();
  server?.closeAllConnections();
  await chain?.close();
});

const name = (): string => `lag-${made}`;
async function begin(settings: TestSettings = {}): Promise<void> {
  made++;
  instead = () => undefined;
  app = await chain.application(name());
  node = await runNode(chain, [app], {
    RPC_URL: url,
    BACKENDS: backendCommand("echo.mjs"),
    POLL_MS: "10",
    ...settings,
  });
  await chain.add(app.address, ["one", "two"]);
  await node.processed(name(), 2);
  await until(
    async () => Number((await node!.data("witness_getHealth")).head) === (await chain.provider.getBlockNumber()),
  );
}
const reorganisations = (): number => node!.told.filter(({ message }) => message === "the chain reorganised").length;

it("keeps what it read while the server knows fewer blocks, and says that it lags", async () => {
  await begin();
  const behind = (await chain.provider.getBlockNumber()) - 2;
  let polls = 0;
  instead = ({ method, params }) => {
    if (method === "eth_blockNumber") polls++;
    if (method === "eth_blockNumber") return `0x${behind.toString(16)}`;
    return method === "eth_getBlockByNumber" && Number(params[0]) > behind ? null : undefined;
  };
  await until(async () => polls > 60);
  expect(await node!.payloads(name())).toEqual(["one", "two"]);
  expect(reorganisations()).toBe(0);
  expect((await node!.data("witness_getHealth")).chain).toMatch(/lags/);
  instead = () => undefined;
  await chain.add(app.address, ["three"]);
  await node!.processed(name(), 3);
  await until(async () => (await node!.data("witness_getHealth")).chain === "followed");
  expect(reorganisations()).toBe(0);
});

it("keeps what it read while one of two servers does not know the newest block", async () => {
  await begin();
  const tip = await chain.provider.getBlockNumber();
  let hidden = 0;
  let read = 0;
  instead = ({ method, params }) => {
    if (method === "eth_getLogs") read++;
    if (method !== "eth_getBlockByNumber" || Number(params[0]) < tip) return undefined;
    hidden++;
    return null;
  };
  await until(async () => hidden > 40);
  expect(read).toBe(0);
  instead = () => undefined;
  await chain.add(app.address, ["three"]);
  await node!.processed(name(), 3);
  expect(reorganisations()).toBe(0);
  expect(node!.told.filter(({ message }) => message === "the back-end was driven again")).toEqual([]);
});

it("reads again when a server left out an input, and fails nothing", async () => {
  await begin();
  let left = 0;
  instead = ({ method }) => {
    if (method !== "eth_getLogs") return undefined;
    left++;
    return [];
  };
  await chain.add(app.address, ["three"]);
  const tip = await chain.provider.getBlockNumber();
  await until(async () => left > 0 && Number((await node!.data("witness_getHealth")).head) === tip);
  instead = () => undefined;
  await chain.add(app.address, ["four"]);
  await node!.processed(name(), 4);
  expect(await node!.payloads(name())).toEqual(["one", "two", "three", "four"]);
  expect((await node!.data("cartesi_getApplication", [name()])).state).toBe("ENABLED");
});

it("sends no claim while the server does not know the newest block that was read", async () => {
  await begin({ VALIDATOR_KEY_FILES: keyFile(OWNER_KEY) });
  let behind = Number.POSITIVE_INFINITY;
  let polls = 0;
  let claims = 0;
  const tip = (await chain.provider.getBlockNumber()) + 25;
  // As soon as the end of the epoch is read, and before the claim is computed, the server falls a block behind.
  instead = ({ method, params }) => {
    if (method === "eth_sendRawTransaction") claims++;
    if (method === "eth_getLogs" && Number((params[0] as { toBlock: string }).toBlock) === tip) behind = tip - 1;
    if (method === "eth_blockNumber" && behind < tip) {
      polls++;
      return `0x${behind.toString(16)}`;
    }
    return method === "eth_getBlockByNumber" && Number(params[0]) > behind && polls > 0 ? null : undefined;
  };
  await chain.mine(25);
  await until(async () => polls > 40);
  expect(claims).toBe(0);
  instead = () => undefined;
  await until(async () =>
    (await node!.data("cartesi_listEpochs", [name()])).every(
      ({ status }: { status: string }) => status === "CLAIM_ACCEPTED",
    ),
  );
});
