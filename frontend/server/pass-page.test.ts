/** The page of passes as it is served: its policy, what may be kept, and that nothing but hash and number reach an archive. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pageApp } from "./app.ts";

const config = { chainId: 31_337, application: `0x${"ab".repeat(20)}`, applicationPublicKey: `02${"11".repeat(32)}` };
const servers: Server[] = [];
const seen: string[] = [];
let folder = "";
let url = "";

const listening = async (server: Server): Promise<string> => {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  const archive = await listening(
    createServer((request, response) => {
      seen.push(request.url ?? "");
      response.writeHead(200, { "content-type": "application/octet-stream" }).end("bytes");
    }),
  );
  folder = mkdtempSync(join(tmpdir(), "witness-pass-page-"));
  const [dist, pass] = [join(folder, "page"), join(folder, "pass")];
  mkdirSync(join(dist, "assets"), { recursive: true });
  mkdirSync(pass);
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(pass, "index.html"), "<!doctype html><title>pass</title>");
  writeFileSync(join(pass, "worker.js"), "");
  writeFileSync(join(pass, "pass-0123456789.js"), "");
  const upstreams = { inspect: archive, rpc: archive, fleet: undefined, chain: archive, archive };
  const told = { folder: pass, origins: ["https://witness.example"], rpcUrls: ["https://rpc.example"] };
  url = await listening(createServer(pageApp({ dist, upstreams, config, pass: told })));
});

afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(folder, { recursive: true, force: true });
});

describe("/p", () => {
  it("default: is the page of passes, asked for again each time, under a policy of its own", async () => {
    const response = await fetch(`${url}/p`);
    expect(await response.text()).toContain("<title>pass</title>");
    expect(response.headers.get("cache-control")).toBe("no-cache");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none';script-src 'self'");
    expect(policy).toContain("connect-src 'self' https: http://127.0.0.1:* http://localhost:*");
    expect(policy).toContain("require-trusted-types-for 'script';trusted-types witness-pass");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  });

  it("may be kept for ever where a name has a hash, and its worker may speak for the page", async () => {
    const script = await fetch(`${url}/p/pass-0123456789.js`);
    expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const worker = await fetch(`${url}/p/worker.js`);
    expect(worker.headers.get("service-worker-allowed")).toBe("/p");
    expect(worker.headers.get("cache-control")).toBe("no-cache");
  });

  it("says which application passes are checked for", async () => {
    expect(await (await fetch(`${url}/p/config.json`)).json()).toEqual({
      chainId: 31_337,
      application: config.application,
      origins: ["https://witness.example"],
      rpcUrls: ["https://rpc.example"],
      hasArchive: true,
      hasFleet: false,
    });
  });

  it("has nothing else", async () => {
    const response = await fetch(`${url}/p/elsewhere`);
    expect([response.status, (await response.json()).code]).toEqual([404, "route-unknown"]);
    expect((await fetch(url)).headers.get("content-security-policy")).toContain("connect-src 'self';");
  });
});

describe("the way to an archive", () => {
  it("carries what came after a pass, and a kept pass by its hash", async () => {
    seen.length = 0;
    const steps = "/v1/devices/00112233445566aa/editions/8899aabbccddeeff/steps";
    expect((await fetch(`${url}/archive${steps}?from=12&more=1`)).status).toBe(200);
    expect((await fetch(`${url}/archive/v1/passes/${"0a".repeat(32)}`)).status).toBe(200);
    expect((await fetch(`${url}/archive/v1/passes/0a`)).status).toBe(404);
    expect(seen).toEqual([`${steps}?from=12`, `/v1/passes/${"0a".repeat(32)}`]);
  });
});
