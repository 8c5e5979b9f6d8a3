/** The ways by which an owner's page has a pass kept and taken back, and what travels on them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KEPT_PASS_MAX_BYTES } from "@witness/protocol/limits";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { pageApp } from "./app.ts";

const config = { chainId: 31_337, application: `0x${"ab".repeat(20)}`, applicationPublicKey: `02${"11".repeat(32)}` };
const PASS = `/v1/passes/${"ab".repeat(32)}`;
const servers: Server[] = [];
let seen: {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}[] = [];
let dist = "";
let url = "";
let without = "";

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
      const { method = "", url: path = "", headers } = request;
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        seen.push({ method, url: path, headers, body: Buffer.concat(parts).toString() });
        response.writeHead(429, { "content-type": "application/problem+json", "retry-after": "7" });
        response.end('{"code":"rate-limited"}');
      });
    }),
  );
  dist = mkdtempSync(join(tmpdir(), "witness-dist-"));
  mkdirSync(join(dist, "assets"));
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>page</title>");
  const upstreams = { inspect: upstream, rpc: upstream, fleet: undefined, chain: upstream, archive: undefined };
  const whole = { ...upstreams, archive: `${upstream}/archive/`, relay: `${upstream}/relay/` };
  url = await listening(createServer(pageApp({ dist, upstreams: whole, config })));
  without = await listening(createServer(pageApp({ dist, upstreams, config })));
});
beforeEach(() => {
  seen = [];
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(dist, { recursive: true, force: true });
});

const put = (body: string | Uint8Array<ArrayBuffer>, expires = "1800000000"): Promise<Response> =>
  fetch(`${url}/archive${PASS}`, {
    method: "PUT",
    headers: { "content-type": "application/octet-stream", "witness-expires": expires, cookie: "s=1", "x-other": "1" },
    body,
  });

it("carries a pass with its end to the archive, without a cookie, and its answer back", async () => {
  const response = await put("sealed");
  expect([response.status, response.headers.get("retry-after"), await response.json()]).toEqual([
    429,
    "7",
    { code: "rate-limited" },
  ]);
  expect(seen).toMatchObject([{ method: "PUT", url: `/archive${PASS}`, body: "sealed" }]);
  expect(seen[0]?.headers["witness-expires"]).toBe("1800000000");
  expect(seen[0]?.headers.cookie).toBeUndefined();
  expect(seen[0]?.headers["x-other"]).toBeUndefined();
});

it("carries no end that is no time", async () => {
  await put("sealed", "tomorrow");
  expect(seen[0]?.headers["witness-expires"]).toBeUndefined();
});

it("carries nothing that is larger than a pass can be", async () => {
  expect((await put(new Uint8Array(KEPT_PASS_MAX_BYTES + 1))).status).toBe(413);
  expect(seen).toEqual([]);
});

it("carries an operation to the relay, and nothing else", async () => {
  const post = (path: string) => fetch(`${url}${path}`, { method: "POST", body: "operation" });
  expect((await post("/api/relay/v1/operations")).status).toBe(429);
  expect(seen).toMatchObject([{ method: "POST", url: "/relay/v1/operations", body: "operation" }]);
  for (const path of ["/api/relay/v1/registrations", "/api/relay/metrics", "/api/relay/v1/operations/x"]) {
    expect((await post(path)).status).toBe(404);
  }
  expect((await fetch(`${url}/api/relay/v1/operations`)).status).toBe(404);
  expect(seen.length).toBe(1);
});

it("tells the page what it has, and has nothing there without it", async () => {
  const told = async (server: string) => (await fetch(`${server}/config.json`)).json();
  expect(await told(url)).toMatchObject({ hasArchive: true, hasRelay: true });
  expect(await told(without)).toMatchObject({ hasArchive: false, hasRelay: false });
  expect((await fetch(`${without}/api/relay/v1/operations`, { method: "POST" })).status).toBe(404);
  expect((await fetch(`${without}/archive${PASS}`, { method: "PUT" })).status).toBe(404);
});
