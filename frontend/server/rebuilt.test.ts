/** A build that is made while the server runs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { pageApp } from "./app.ts";
import { compressFolder } from "./compress.ts";

it("is served at once, also without smaller forms of its files", async () => {
  const dist = mkdtempSync(join(tmpdir(), "witness-dist-"));
  mkdirSync(join(dist, "assets"));
  const text = `export const text = "${"a".repeat(5_000)}";`;
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>before</title>");
  writeFileSync(join(dist, "assets", "kept-1.js"), text);
  compressFolder(dist);
  const nobody = "http://127.0.0.1:9";
  const upstreams = { inspect: nobody, rpc: nobody, fleet: undefined, chain: nobody, archive: undefined };
  const config = { chainId: 31_337, application: `0x${"ab".repeat(20)}`, applicationPublicKey: `02${"11".repeat(32)}` };
  const server = createServer(pageApp({ dist, upstreams, config }));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const encodingOf = async () => {
    const script = await fetch(`${url}/assets/kept-1.js`);
    return [script.status, script.headers.get("content-encoding"), (await script.text()) === text];
  };
  expect(await encodingOf()).toEqual([200, "gzip", true]);
  for (const ending of [".br", ".gz"]) rmSync(join(dist, "assets", `kept-1.js${ending}`));
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>after</title>");
  expect(await (await fetch(`${url}/`)).text()).toContain("after");
  expect(await encodingOf()).toEqual([200, null, true]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dist, { recursive: true, force: true });
});
