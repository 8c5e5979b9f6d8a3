/** A web page in the operator's browser may read from a node on the same machine, but change nothing. */
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChain, type TestChain } from "./chain.ts";
import { backendCommand, type NodeUnderTest, runNode } from "./running.ts";

let chain: TestChain;
let node: NodeUnderTest;
beforeAll(async () => {
  chain = await startChain();
  const app = await chain.application("shielded", { epochLength: 1_000 });
  node = await runNode(chain, [app], { BACKENDS: backendCommand("echo.mjs") });
});
afterAll(async () => {
  await node?.stop();
  await chain?.close();
});

interface Reply {
  readonly status: number;
  readonly body: string;
}

/** With `node:http`, since `fetch` sets Host and Origin itself. */
function post(url: string, body: string, headers: Record<string, string>): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const advance = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "witness_advanceEpoch", params: ["shielded"] });
const read = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "cartesi_getChainId" });
const json = { "content-type": "application/json" };

describe("a method that changes something", () => {
  it.each<[string, Record<string, string>]>([
    ["a form's content type", { "content-type": "text/plain" }],
    ["no content type", {}],
    ["another site's page", { ...json, origin: "https://example.org" }],
    ["a page of a sandboxed frame", { ...json, origin: "null" }],
    ["a browser that says cross-site", { ...json, "sec-fetch-site": "cross-site" }],
    ["a page of the same site", { ...json, "sec-fetch-site": "same-site" }],
  ])("is refused to %s", async (_who, headers) => {
    const before = await chain.provider.getBlockNumber();
    const { body } = await post(node.rpcUrl, advance, headers);
    expect(JSON.parse(body).error?.code).toBe(-32004);
    expect(await chain.provider.getBlockNumber()).toBe(before);
  });

  it("is open to a program on this machine", async () => {
    const before = await chain.provider.getBlockNumber();
    const { body } = await post(node.rpcUrl, advance, json);
    expect(JSON.parse(body).result.data.block_number).toBeDefined();
    expect(await chain.provider.getBlockNumber()).toBeGreaterThan(before);
  });

  it("leaves reading open to pages", async () => {
    const { body } = await post(node.rpcUrl, read, { ...json, origin: "https://example.org" });
    expect(JSON.parse(body).result.data).toBe("0x7a69");
  });
});

describe("a name that an attacker lets point to this machine", () => {
  it.each(["example.org", "example.org:10011", "127.0.0.1.example.org", "localhost.example.org"])(
    "is refused as Host %j on every port",
    async (host) => {
      const rollup = `${node.rollupHttpUrls["shielded"]}/finish`;
      for (const url of [node.rpcUrl, `${node.inspectUrl}/shielded`, rollup])
        expect((await post(url, read, { ...json, host })).status, url).toBe(403);
    },
  );

  it("is not confused with this machine's own names", async () => {
    for (const host of ["localhost:1", "127.0.0.1", "[::1]:10011", "node.localhost"])
      expect((await post(node.rpcUrl, read, { ...json, host })).status, host).toBe(200);
  });
});

it("lets no web page play the back-end", async () => {
  const rollup = `${node.rollupHttpUrls["shielded"]}/finish`;
  for (const headers of [{ origin: "https://example.org" }, { "sec-fetch-site": "cross-site" }])
    expect((await post(rollup, '{"status":"accept"}', { ...headers, "content-type": "text/plain" })).status).toBe(403);
});
