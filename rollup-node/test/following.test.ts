/** A chain's RPC that is unreachable for a while, silent, or refuses large requests. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { startChain, type TestApplication, type TestChain } from "./chain.ts";
import { type Answer, until } from "./client.ts";
import { backendCommand, type NodeUnderTest, runNode } from "./running.ts";

let chain: TestChain;
let app: TestApplication;
let node: NodeUnderTest | undefined;
const ends: (() => void)[] = [];
beforeAll(async () => {
  chain = await startChain();
  app = await chain.application("followed");
});
afterEach(async () => {
  await node?.stop();
  node = undefined;
  for (const end of ends.splice(0)) end();
});
afterAll(() => chain?.close());

/** A server before the chain's. `answer` may reply to a call itself, or return false. */
async function before(answer: (call: Answer, response: ServerResponse) => boolean): Promise<string> {
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = await text(request);
    if (answer(JSON.parse(body), response)) return;
    const headers = { "content-type": "application/json" };
    response.end(await (await fetch(chain.url, { method: "POST", headers, body })).text());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("asks for fewer blocks when the server refuses so many", async () => {
  await chain.add(app.address, ["one"]);
  await chain.mine(150);
  await chain.add(app.address, ["two"]);
  let refused = 0;
  const url = await before(({ id, method, params }, response) => {
    const [{ fromBlock, toBlock }] = method === "eth_getLogs" ? params : [{}];
    if (!(Number(toBlock) - Number(fromBlock) >= 8)) return false;
    refused++;
    response.end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32005, message: "query returned too much" } }));
    return true;
  });
  node = await runNode(chain, [app], { RPC_URL: url, BACKENDS: backendCommand("echo.mjs") });
  await node.processed("followed", 2);
  expect(refused).toBeGreaterThan(1);
});

it("goes on when the server comes back, and reports meanwhile that it is unreachable", async () => {
  let away = false;
  const url = await before((_, response) => {
    if (away) response.destroy();
    return away;
  });
  node = await runNode(chain, [app], { RPC_URL: url, BACKENDS: backendCommand("echo.mjs") });
  await node.processed("followed", 2);
  away = true;
  const { rpcUrl, told, data } = node;
  const ready = async () => (await fetch(new URL("/readyz", rpcUrl))).status;
  await until(async () => (await ready()) === 503);
  expect((await data("witness_getHealth")).chain).toContain("that the chain is running");
  await chain.add(app.address, ["three"]);
  away = false;
  await node.processed("followed", 3);
  await until(async () => (await ready()) === 200);
  // One line for the outage and one for its end, however long it took.
  expect(told.filter(({ message }) => message.startsWith("the chain")).map(({ level }) => level)).toEqual([
    "warn",
    "info",
  ]);
});

it("closes epochs on demand only where the chain lets it", async () => {
  const url = await before(({ id, method }, response) => {
    if (!/_mine$/.test(method)) return false;
    const error = { code: -32601, message: `the method ${method} does not exist` };
    response.end(JSON.stringify({ jsonrpc: "2.0", id, error }));
    return true;
  });
  node = await runNode(chain, [app], { RPC_URL: url });
  await expect(node.data("witness_advanceEpoch", ["followed"])).rejects.toThrow("only on a local chain");
});

it("stops at once though the server is silent", async () => {
  let silent = false;
  const url = await before(() => silent);
  node = await runNode(chain, [app], { RPC_URL: url, BACKENDS: backendCommand("echo.mjs") });
  await node.processed("followed", 3);
  silent = true;
  const startMs = performance.now();
  await node.stop();
  node = undefined;
  expect(performance.now() - startMs).toBeLessThan(5_000);
});
