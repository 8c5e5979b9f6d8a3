/** The way to an archive through the page's server, and what the worker that uses it may ask. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TILE_MAX_BYTES } from "@witness/protocol/limits";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PageOptions, pageApp } from "./app.ts";

const config = { chainId: 31_337, application: `0x${"ab".repeat(20)}`, applicationPublicKey: `02${"11".repeat(32)}` };
const DEVICE = "00112233445566aa";
const LARGE = "00112233445566dd";
const EDITION = "8899aabbccddeeff";
const servers: Server[] = [];
const seen: { readonly method: string; readonly url: string; readonly cookie: string | undefined }[] = [];
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

let upstreams: PageOptions["upstreams"];
beforeAll(async () => {
  const archive = await listening(
    createServer((request, response) => {
      const { method = "", url: path = "", headers } = request;
      seen.push({ method, url: path, cookie: headers.cookie });
      response.writeHead(200, { "content-type": "application/x-protobuf" });
      response.end(path.includes(LARGE) ? Buffer.alloc(TILE_MAX_BYTES + 1) : "tile");
    }),
  );
  dist = mkdtempSync(join(tmpdir(), "witness-dist-"));
  mkdirSync(join(dist, "assets"));
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(dist, "assets", "own-judgement-Ab_1-c.js"), "export {};");
  writeFileSync(join(dist, "assets", "index-1.js"), "export {};");
  upstreams = { inspect: archive, rpc: archive, fleet: undefined, chain: archive, archive };
  const at = (address: string | undefined) =>
    pageApp({ dist, upstreams: { ...upstreams, archive: address }, config, timeoutMs: 2_000 });
  url = await listening(createServer(at(`${archive}/`)));
  without = await listening(createServer(at(undefined)));
});

afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(dist, { recursive: true, force: true });
});

const codeOf = async (response: Response): Promise<unknown[]> => [response.status, (await response.json()).code];

describe("the way to the application before", () => {
  const named = { chainId: 1, application: `0x${"cd".repeat(20)}`, keyId: "00112233445566aa" };

  it("is told to the page, and carries queries, editions and tiles", async () => {
    const { archive } = upstreams;
    const others = {
      ...upstreams,
      predecessorInspect: `${archive}/inspect/old`,
      predecessorArchive: `${archive}/old/`,
    };
    const options = { dist, upstreams: others, config: { ...config, predecessor: named } };
    const address = await listening(createServer(pageApp(options)));
    const told = await (await fetch(`${address}/config.json`)).json();
    expect(told).toMatchObject({ predecessor: { ...named, hasNode: true, hasArchive: true } });
    await fetch(`${address}/api/predecessor/inspect`, { method: "POST", body: "query" });
    expect(seen.at(-1)).toMatchObject({ method: "POST", url: "/inspect/old" });
    for (const path of [`/v1/devices/${DEVICE}`, `/v1/devices/${DEVICE}/editions/${EDITION}/tiles/3`]) {
      expect((await fetch(`${address}/archive/predecessor${path}`)).status).toBe(200);
      expect(seen.at(-1)).toMatchObject({ url: `/old${path}` });
    }
  });

  it("is not there when nobody named one", async () => {
    const config = await (await fetch(`${url}/config.json`)).json();
    expect(config).not.toHaveProperty("predecessor");
    const asked = [
      fetch(`${url}/api/predecessor/inspect`, { method: "POST", body: "query" }),
      fetch(`${url}/archive/predecessor/v1/devices/${DEVICE}`),
    ];
    for (const response of await Promise.all(asked)) expect(await codeOf(response)).toEqual([404, "route-unknown"]);
  });
});

describe("the way to the archive", () => {
  it("carries editions and tiles, as data, without a cookie or a query string", async () => {
    for (const path of [`/v1/devices/${DEVICE}`, `/v1/devices/${DEVICE}/editions/${EDITION}/tiles/12`]) {
      const response = await fetch(`${url}/archive${path}?x=1`, { headers: { cookie: "s=1" } });
      expect([response.status, await response.text()]).toEqual([200, "tile"]);
      expect(response.headers.get("content-type")).toContain("application/octet-stream");
      expect(seen.at(-1)).toEqual({ method: "GET", url: path, cookie: undefined });
    }
  });

  it.each([
    ["GET", "/archive/v1/status"],
    ["GET", "/archive/metrics"],
    ["GET", `/archive/v1/devices/${DEVICE}/editions/${EDITION}/tiles/01`],
    ["GET", `/archive/v1/devices/${DEVICE}/editions/${EDITION}/tiles/1/../../..`],
    ["GET", "/archive/v1/devices/..%2fstatus"],
    ["POST", `/archive/v1/devices/${DEVICE}`],
  ])("has nothing else there: %s %s", async (method, path) => {
    const before = seen.length;
    expect(await codeOf(await fetch(`${url}${path}`, { method }))).toEqual([404, "route-unknown"]);
    expect(seen.length).toBe(before);
  });

  it("carries no tile that is larger than a tile can be", async () => {
    const response = await fetch(`${url}/archive/v1/devices/${LARGE}/editions/${EDITION}/tiles/0`);
    expect(await codeOf(response)).toEqual([502, "answer-too-large"]);
  });

  it("tells the page whether there is one, and without one has nothing at its addresses", async () => {
    const told = async (server: string) => (await (await fetch(`${server}/config.json`)).json()).hasArchive;
    expect([await told(url), await told(without)]).toEqual([true, false]);
    expect(await codeOf(await fetch(`${without}/archive/v1/devices/${DEVICE}`))).toEqual([404, "route-unknown"]);
  });
});

describe("what the browser may ask", () => {
  const connect = async (path: string): Promise<string | undefined> =>
    (await fetch(`${url}${path}`)).headers
      .get("content-security-policy")
      ?.split(";")
      .find((each) => each.startsWith("connect-src"));

  it("is this server for the page and its scripts, and an archive over TLS or on this machine for the worker alone", async () => {
    for (const path of ["/", "/assets/index-1.js", "/assets/own-judgement-x.js/..", "/own-judgement-x.js"]) {
      expect(await connect(path)).toBe("connect-src 'self'");
    }
    expect(await connect("/assets/own-judgement-Ab_1-c.js")).toBe(
      "connect-src 'self' https: http://127.0.0.1:* http://localhost:*",
    );
  });
});
