import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
let dist = "";
let url = "";

const listening = async (server: Server): Promise<string> => {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

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
        const busy = path.endsWith("/busy");
        response.writeHead(busy ? 503 : 200, {
          "content-type": path.endsWith("/page") ? "text/html" : `application/${busy ? "problem+json" : "json"}`,
          ...(busy ? { "retry-after": "7" } : {}),
        });
        response.end(busy ? '{"code":"outbox-full"}' : '{"jsonrpc":"2.0","id":1,"result":"0x"}');
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
    relay: `${upstream}/`,
    // Nobody listens there.
    fleet: "http://127.0.0.1:9",
    chain: upstream,
  };
  url = await listening(createServer(pageApp({ dist, upstreams, config, timeoutMs: 2_000 })));
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
const rpc = (method: string): string => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] });

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
    expect(await response.json()).toEqual(config);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("answers the page at every address of the page's own, under a policy that allows no stranger", async () => {
    for (const path of ["/", "/cars/0011223344556677", "/explorer/outputs"]) {
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

  it.each(["/nothing-here", "/.env", "/cars/zzz", "/explorer/nothing"])("says 404 at %s", async (path) => {
    expect((await fetch(`${url}${path}`)).status).toBe(404);
  });

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

  it("carries path and question of the relay's, and its answer's status and patience", async () => {
    seen.length = 0;
    expect((await fetch(`${url}/api/relay/v1/devices/00/head?x=1`)).status).toBe(200);
    expect(seen[0]).toMatchObject({ method: "GET", url: "/v1/devices/00/head?x=1" });
    const busy = await fetch(`${url}/api/relay/v1/busy`);
    expect([busy.status, busy.headers.get("retry-after"), (await busy.json()).code]).toEqual([503, "7", "outbox-full"]);
  });

  it("carries no page and no script of another's", async () => {
    const response = await fetch(`${url}/api/relay/page`);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it.each([
    ["/api/chain", "eth_blockNumber", 200],
    ["/api/chain", "eth_sendRawTransaction", 403],
    ["/api/chain", "hardhat_mine", 403],
    ["/api/rpc", "cartesi_listInputs", 200],
    ["/api/rpc", "witness_advanceEpoch", 403],
  ])("%s %s is answered %i", async (path, method, status) => {
    seen.length = 0;
    expect((await post(path, rpc(method))).status).toBe(status);
    expect(seen).toHaveLength(status === 200 ? 1 : 0);
  });

  it("looks into a batch, and refuses what is not JSON-RPC", async () => {
    const batch = `[${rpc("eth_blockNumber")},${rpc("eth_sendTransaction")}]`;
    expect((await (await post("/api/chain", batch)).json()).code).toBe("method-forbidden");
    expect((await post("/api/chain", "[]")).status).toBe(403);
    expect((await post("/api/chain", "null")).status).toBe(403);
    expect((await (await post("/api/chain", "{")).json()).code).toBe("malformed");
  });

  it("lets only the page's own calls to the chain through, and bounds their gas", async () => {
    const { application } = config;
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
      [],
    ];
    for (const params of hostile) {
      const response = await call(...params);
      expect([response.status, (await response.json()).code]).toEqual([403, "method-forbidden"]);
    }
    const batch = await post("/api/chain", `[${rpc("eth_blockNumber")}]`);
    expect((await batch.json()).code).toBe("method-forbidden");
    expect(seen).toEqual([]);
  });

  it("says which part does not answer, and refuses what is too large", async () => {
    const silent = await post("/api/fleet/v1/owners", "{}");
    expect([silent.status, (await silent.json()).code]).toEqual([502, "upstream-unavailable"]);
    const large = await post("/api/inspect", new Uint8Array(16_385));
    expect([large.status, (await large.json()).code]).toEqual([413, "too-large"]);
    expect((await (await fetch(`${url}/api/nothing`)).json()).code).toBe("route-unknown");
    const posted = await post("/", "{}");
    expect(posted.headers.get("content-type")).toContain("application/problem+json");
    expect([posted.status, (await posted.json()).code]).toEqual([404, "route-unknown"]);
  });
});
