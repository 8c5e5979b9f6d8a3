import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLAIM_ACCEPTED } from "@witness/verify/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openGarage } from "../src/evidence/fleet.ts";
import { askHealth } from "../src/evidence/health.ts";
import { getEpoch, getOutput, listEpochs, listInputs, listOutputs, reportOn } from "../src/evidence/rollup.ts";
import { pageApp } from "./app.ts";
import { compressFolder } from "./compress.ts";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly cookie: string | undefined;
}

const config = { chainId: 31_337, application: `0x${"ab".repeat(20)}`, applicationPublicKey: `02${"11".repeat(32)}` };
const servers: Server[] = [];
const seen: Seen[] = [];
/** The index of an epoch that the node of these tests never answers for. */
const STUCK = "0xdead";
let dist = "";
let url = "";
let silentUrl = "";

const listening = async (server: Server): Promise<string> => {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** What a node, a fleet and a chain of these tests answer. The device asked of the fleet chooses how. */
const DEVICES = {
  well: "00112233445566aa",
  busy: "00112233445566bb",
  html: "00112233445566cc",
  large: "00112233445566dd",
} as const;
/** One object that passes for an application, an epoch, an output and a health. */
const DATA = {
  name: "witness",
  index: "0x1",
  input_index: "0x0",
  epoch_index: "0x1",
  epoch_length: "0xa",
  first_block: "0x0",
  last_block: "0x9",
  input_index_lower_bound: "0x0",
  input_index_upper_bound: "0x1",
  processed_inputs: "0x0",
  raw_data: "0x",
  applications: [],
};

function answerTo(body: string): unknown {
  const { method = "" } = JSON.parse(body.startsWith("{") ? body : "{}") as { method?: string };
  if (method.startsWith("cartesi_list")) return { data: [], pagination: { total_count: 0 } };
  return /^(cartesi|witness)_/.test(method) ? { data: DATA } : "0x";
}

beforeAll(async () => {
  const upstream = await listening(
    createServer((request, response) => {
      let body = "";
      request.on("data", (bytes: Buffer) => {
        body += bytes.toString();
      });
      request.on("end", () => {
        const { method = "", url: path = "", headers } = request;
        seen.push({ method, url: path, body, cookie: headers.cookie });
        // A node that is stuck: it takes the question and says nothing.
        if (body.includes(STUCK)) return;
        const busy = path.includes(DEVICES.busy);
        response.writeHead(busy ? 503 : 200, {
          "content-type": path.includes(DEVICES.html) ? "text/html" : `application/${busy ? "problem+json" : "json"}`,
          ...(busy ? { "retry-after": "7" } : {}),
        });
        if (path.includes(DEVICES.large)) response.end("x".repeat(12_000_001));
        else response.end(busy ? '{"code":"outbox-full"}' : JSON.stringify({ id: 1, result: answerTo(body) }));
      });
    }),
  );
  dist = mkdtempSync(join(tmpdir(), "witness-dist-"));
  mkdirSync(join(dist, "assets"));
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(dist, "assets", "index-1.js"), "export {};");
  writeFileSync(join(dist, "assets", "large-1.js"), `export const text = "${"a".repeat(5_000)}";`);
  compressFolder(dist);
  const upstreams = {
    inspect: `${upstream}/inspect/witness`,
    rpc: `${upstream}/rpc`,
    fleet: `${upstream}/`,
    chain: upstream,
    archive: `${upstream}/`,
  };
  const nobody = "http://127.0.0.1:9";
  const silent = { inspect: nobody, rpc: nobody, fleet: nobody, chain: nobody, archive: nobody };
  url = await listening(createServer(pageApp({ dist, upstreams, config, timeoutMs: 2_000 })));
  silentUrl = await listening(createServer(pageApp({ dist, upstreams: silent, config, timeoutMs: 2_000 })));
});

afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(dist, { recursive: true, force: true });
});

const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}${path}`, {
    method: "POST",
    body: typeof body === "string" ? body : Uint8Array.from(body),
    headers: { "content-type": "application/json", ...headers },
  });
const rpc = (method: string, params: unknown = []): string => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
const codeOf = async (response: Response): Promise<unknown[]> => [response.status, (await response.json()).code];

describe("what is served", () => {
  it.each([
    ["br, gzip", "br"],
    ["gzip", "gzip"],
    ["identity", null],
  ])("sends a script as small as the browser takes it: %s", async (accepted, encoding) => {
    const response = await fetch(`${url}/assets/large-1.js`, { headers: { "accept-encoding": accepted } });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-encoding")).toBe(encoding);
    expect(response.headers.get("content-type")).toContain("javascript");
    expect(response.headers.get("vary")).toContain("accept-encoding");
    expect(response.headers.get("cache-control")).toContain("immutable");
    expect(await response.text()).toHaveLength(5_023);
    const length = Number(response.headers.get("content-length"));
    if (encoding === null) expect(length).toBe(5_023);
    else expect(length).toBeLessThan(200);
  });

  it("tells the page its application and nothing else", async () => {
    const response = await fetch(`${url}/config.json`);
    expect(await response.json()).toEqual({ ...config, hasArchive: true, hasRelay: false });
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("answers the page at every address of the page's own, under a policy that allows no stranger", async () => {
    for (const path of ["/", "/check", "/cars/0011223344556677/history", "/explorer/outputs"]) {
      const response = await fetch(`${url}${path}`);
      expect(await response.text()).toContain("<title>page</title>");
      const policy = response.headers.get("content-security-policy") ?? "";
      for (const rule of ["default-src 'none'", "connect-src 'self'", "script-src 'self'", "frame-ancestors 'none'"]) {
        expect(policy).toContain(rule);
      }
      expect(policy).not.toContain("unsafe");
      expect(response.headers.get("x-powered-by")).toBeNull();
    }
  });

  it.each(["/nothing-here", "/robots.txt", "/.env", "/cars/zzz", "/explorer/nothing"])(
    "says 404 at %s",
    async (path) => {
      expect((await fetch(`${url}${path}`)).status).toBe(404);
    },
  );

  it("keeps built files for ever, and does not answer the page for a missing one", async () => {
    const kept = await fetch(`${url}/assets/index-1.js`);
    expect(kept.headers.get("cache-control")).toContain("immutable");
    const missing = await fetch(`${url}/assets/index-0.js`);
    expect([missing.status, (await missing.json()).code]).toEqual([404, "route-unknown"]);
  });
});

describe("what is carried", () => {
  it("hands a query's bytes to the node's inspect, and no cookie", async () => {
    seen.length = 0;
    const response = await post("/api/inspect", "query", { cookie: "secret=1" });
    expect(response.status).toBe(200);
    expect(seen).toEqual([{ method: "POST", url: "/inspect/witness", body: "query", cookie: undefined }]);
  });

  it("carries what the page asks the fleet, and its answer's status and patience", async () => {
    seen.length = 0;
    expect((await post(`/api/fleet/v1/cars/${DEVICES.well}/live?x=1`, "{}")).status).toBe(200);
    expect((await post("/api/fleet/v1/owners", "{}")).status).toBe(200);
    expect(seen.map((each) => each.url)).toEqual([`/v1/cars/${DEVICES.well}/live`, "/v1/owners"]);
    const busy = await post(`/api/fleet/v1/cars/${DEVICES.busy}/live`, "{}");
    expect([busy.status, busy.headers.get("retry-after"), (await busy.json()).code]).toEqual([503, "7", "outbox-full"]);
  });

  it.each([
    ["GET", "/api/fleet/v1/cars"],
    ["GET", `/api/fleet/v1/cars/${DEVICES.well}/live`],
    ["DELETE", "/api/fleet/v1/owners"],
    ["POST", "/api/fleet/v1/cars/..%2fowners/live"],
    ["POST", "/api/fleet/metrics"],
    ["POST", "/api/relay/v1/envelopes"],
    ["GET", "/api/relay/metrics"],
  ])("carries nothing that the page never asks: %s %s", async (method, path) => {
    seen.length = 0;
    const response = await fetch(`${url}${path}`, { method });
    expect(await codeOf(response)).toEqual([404, "route-unknown"]);
    expect(seen).toEqual([]);
  });

  it("carries no page and no script of another's", async () => {
    const response = await post(`/api/fleet/v1/cars/${DEVICES.html}/live`, "{}");
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("carries no answer that is larger than the page reads", async () => {
    const response = await post(`/api/fleet/v1/cars/${DEVICES.large}/live`, "{}");
    expect(await codeOf(response)).toEqual([502, "answer-too-large"]);
  });
});

describe("calls", () => {
  const { application } = config;
  const list = { application, limit: 20, offset: 0, descending: true };

  it("of the page to the node and the fleet go through, each of them", async () => {
    const through = globalThis.fetch;
    // The page asks its own server by path; the server, in this process too, asks the others by URL.
    globalThis.fetch = (where, init) => through(new URL(String(where), url), init);
    seen.length = 0;
    try {
      const part = { limit: 20, offset: 40, descending: false };
      await listInputs({ chainId: config.chainId, application }, part);
      await listEpochs(application, part);
      // The page searches that many outputs at once.
      await listOutputs(application, { limit: 100, offset: 0, descending: true });
      await reportOn(application, 7);
      await getOutput(application, 1);
      await getEpoch(application, 1);
      await askHealth(application);
      await openGarage(new Uint8Array(20));
    } finally {
      globalThis.fetch = through;
    }
    expect(seen.map(({ body }) => (JSON.parse(body) as { method?: string }).method ?? "owners")).toEqual([
      "cartesi_listInputs",
      "cartesi_listEpochs",
      "cartesi_listOutputs",
      "cartesi_listReports",
      "cartesi_getOutput",
      "cartesi_getEpoch",
      "cartesi_getApplication",
      "witness_getHealth",
      "owners",
    ]);
  });

  it.each([
    ["/api/chain", "eth_sendRawTransaction"],
    ["/api/chain", "hardhat_mine"],
    ["/api/chain", "toString"],
    ["/api/rpc", "witness_advanceEpoch"],
    ["/api/rpc", "cartesi_listApplications"],
    ["/api/rpc", "cartesi_getLastAcceptedEpochIndex"],
    ["/api/rpc", "rpc.discover"],
    ["/api/rpc", "toString"],
  ])("%s refuses %s", async (path, method) => {
    seen.length = 0;
    expect(await codeOf(await post(path, rpc(method, path === "/api/rpc" ? list : [])))).toEqual([
      403,
      "method-forbidden",
    ]);
    expect(seen).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["cartesi_listInputs", { ...list, limit: 21 }],
    ["cartesi_listOutputs", { ...list, limit: 101 }],
    ["cartesi_listOutputs", { ...list, limit: 1_000_000 }],
    ["cartesi_listOutputs", { ...list, limit: 0 }],
    ["cartesi_listOutputs", { ...list, limit: "20" }],
    ["cartesi_listOutputs", { ...list, offset: 1_000_000_001 }],
    ["cartesi_listOutputs", { ...list, offset: -1 }],
    ["cartesi_listOutputs", { ...list, offset: 0.5 }],
    ["cartesi_listOutputs", { application, limit: 20, offset: 0 }],
    ["cartesi_listOutputs", { ...list, descending: "yes" }],
    ["cartesi_listOutputs", { ...list, application: `0x${"cd".repeat(20)}` }],
    ["cartesi_listOutputs", { ...list, application: "another" }],
    // A filter makes the node count rows.
    ["cartesi_listOutputs", { ...list, voucher_address: application }],
    ["cartesi_listReports", { ...list, input_index: "0x1" }],
    ["cartesi_listReports", { ...list, limit: 1 }],
    ["cartesi_getOutput", { application, output_index: 1 }],
    ["cartesi_getOutput", { application, output_index: `0x${"1".repeat(14)}` }],
    ["cartesi_getOutput", [application, "0x1"]],
    ["cartesi_getEpoch", { application }],
    ["witness_getHealth", { application }],
    ["witness_getHealth", null],
  ])("to the node are refused with other parameters: %s %j", async (method, params) => {
    seen.length = 0;
    expect(await codeOf(await post("/api/rpc", rpc(method, params)))).toEqual([403, "call-forbidden"]);
    expect(seen).toEqual([]);
  });

  it.each(["/api/rpc", "/api/chain"])("%s takes one call of JSON-RPC, and no batch", async (path) => {
    seen.length = 0;
    const good = path === "/api/rpc" ? rpc("witness_getHealth", {}) : rpc("eth_blockNumber");
    for (const body of [`[${good}]`, `[${good},${good}]`, "[]", "null", "1", good.replace('"id":1,', "")]) {
      expect(await codeOf(await post(path, body))).toEqual([403, "call-forbidden"]);
    }
    expect(await codeOf(await post(path, "{"))).toEqual([400, "malformed"]);
    const large = await post(path, good.replace("{", `{${" ".repeat(path === "/api/rpc" ? 1_024 : 131_072)}`));
    expect(await codeOf(large)).toEqual([413, "too-large"]);
    expect(seen).toEqual([]);
  });

  it("to a node that is stuck end in time", async () => {
    const stuck = rpc("cartesi_getEpoch", { application, epoch_index: STUCK });
    expect(await codeOf(await post("/api/rpc", stuck))).toEqual([502, "upstream-unavailable"]);
  });

  it("lets only the page's own calls to the chain through, and bounds their gas", async () => {
    const call = (...params: unknown[]) =>
      post("/api/chain", JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_call", params }));
    seen.length = 0;
    expect((await call({ to: application, data: "0xa94dfc5a" }, "latest")).status).toBe(200);
    expect(JSON.parse(seen[0]?.body ?? "{}").params[0].gas).toBe("0x989680");
    seen.length = 0;
    const hostile: unknown[][] = [
      // Another function, another contract's function, a contract made on the spot, and a precompile.
      [{ to: application, data: "0x12345678" }, "latest"],
      [{ to: `0x${"11".repeat(20)}`, data: "0xa94dfc5a" }, "latest"],
      [{ data: "0x5b600056" }, "latest"],
      [{ to: `0x${"00".repeat(19)}05`, data: `0x${"ff".repeat(96)}` }, "latest"],
      // A gas limit, a sender, overrides of code, and a block of the visitor's own.
      [{ to: application, data: "0xa94dfc5a", gas: "0xffffffffff" }, "latest"],
      [{ to: application, data: "0xa94dfc5a", from: application }, "latest"],
      [{ to: application, data: "0xa94dfc5a" }, "latest", { [application]: { code: "0x5b600056" } }],
      [{ to: application, data: "0xa94dfc5a" }, { blockHash: `0x${"00".repeat(32)}` }],
      [{ to: application, data: "0xa94dfc5a" }],
      [{ to: application, data: "0xa94dfc5a" }, ["latest"]],
      [
        { to: application, data: "0xa94dfc5a" },
        { toString: 1, valueOf: 1 },
      ],
      [],
    ];
    for (const params of hostile) {
      const response = await call(...params);
      expect(await codeOf(response)).toEqual([403, "call-forbidden"]);
    }
    expect(seen).toEqual([]);
  });

  it("lets only the page's own search for accepted claims through, over a bounded range", async () => {
    const search = (filter: unknown) =>
      post("/api/chain", JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_getLogs", params: [filter] }));
    const topics = [CLAIM_ACCEPTED, `0x${application.slice(2).padStart(64, "0")}`];
    const own = { address: `0x${"22".repeat(20)}`, topics, fromBlock: "0x1", toBlock: "0x2710" };
    expect((await search(own)).status).toBe(200);
    seen.length = 0;
    const hostile: unknown[] = [
      { ...own, toBlock: "0x2711" },
      { ...own, toBlock: "0x0" },
      { ...own, fromBlock: "earliest" },
      { ...own, toBlock: "latest" },
      { ...own, topics: [] },
      { ...own, topics: [CLAIM_ACCEPTED] },
      { ...own, topics: [null, topics[1]] },
      { ...own, topics: [CLAIM_ACCEPTED, `0x${"cd".repeat(20).padStart(64, "0")}`] },
      { ...own, address: [own.address] },
      { topics, fromBlock: "0x1", toBlock: "0x2" },
      { ...own, blockHash: `0x${"00".repeat(32)}` },
      undefined,
    ];
    for (const filter of hostile) expect(await codeOf(await search(filter))).toEqual([403, "call-forbidden"]);
    expect(seen).toEqual([]);
  });

  it("without a fleet, has nothing at the fleet's addresses", async () => {
    const upstreams = { inspect: url, rpc: url, fleet: undefined, chain: url, archive: undefined };
    const alone = await listening(createServer(pageApp({ dist, upstreams, config })));
    const response = await fetch(`${alone}/api/fleet/v1/owners`, { method: "POST", body: "{}" });
    expect(await codeOf(response)).toEqual([404, "route-unknown"]);
  });

  it("says which part does not answer, and refuses what is too large", async () => {
    const silent = await fetch(`${silentUrl}/api/fleet/v1/owners`, { method: "POST", body: "{}" });
    expect(await codeOf(silent)).toEqual([502, "upstream-unavailable"]);
    const large = await post("/api/inspect", new Uint8Array(16_385));
    expect([large.status, (await large.json()).code]).toEqual([413, "too-large"]);
    expect((await (await fetch(`${url}/api/nothing`)).json()).code).toBe("route-unknown");
    const posted = await post("/", "{}");
    expect(posted.headers.get("content-type")).toContain("application/problem+json");
    expect([posted.status, (await posted.json()).code]).toEqual([404, "route-unknown"]);
  });
});
