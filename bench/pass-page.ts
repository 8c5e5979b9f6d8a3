/** The page of passes on a slow phone: a browser whose line carries 1.6 Mbit/s and whose processor is four times slower, cold. */

import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { encodePassLink } from "@witness/protocol/pass/link";
import { launch } from "../e2e/browser.ts";
import { passTerms } from "../protocol/scripts/example-pass.ts";
import { application, context, passWith, rootOf, shown, startWorld, type World } from "../verify/test/world.ts";
import { quantile } from "./quantile.ts";

/** 1.6 Mbit/s each way, and 150 ms there and back: what Lighthouse calls a slow 4G. */
const LINE = { offline: false, downloadThroughput: 200_000, uploadThroughput: 200_000, latency: 150 };
const SLOWER = 4;
const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html" };

/** Serves the built page in brotli, and passes on what it asks of a chain. */
async function serve(folder: string, world: World): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    if (path === "/api/chain") {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        fetch(`${world.url}/chain/one`, { method: "POST", body: Buffer.concat(parts) })
          .then(async (answer) => response.end(Buffer.from(await answer.arrayBuffer())))
          .catch(() => response.writeHead(502).end());
      });
      return;
    }
    if (path === "/p/config.json") {
      response.end(JSON.stringify({ chainId: context.chainId, application, origins: [], rpcUrls: [] }));
      return;
    }
    const file = join(folder, `${path === "/p" ? "index.html" : path.replace("/p/", "")}.br`);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(file.slice(0, -".br".length))] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "content-encoding": "br" }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return server;
}

/** What a visit took. */
interface Visit {
  readonly lcpMs: number;
  readonly verifyMs: number;
}

/** Visits the page in a browser of its own, so that nothing is kept. @param line undefined: as fast as this machine's */
async function visit(url: string, line: typeof LINE | undefined): Promise<Visit> {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 375, height: 812 } });
    // The pass is dated. Only the date is set: a mocked clock measures nothing.
    await page.addInitScript(`Date.now = () => ${(passTerms.issuedUnixS + 60) * 1_000}`);
    await page.addInitScript(() => {
      const kept = globalThis as unknown as { lcpMs: number };
      kept.lcpMs = 0;
      new PerformanceObserver((list) => {
        for (const { startTime } of list.getEntries()) kept.lcpMs = startTime;
      }).observe({ type: "largest-contentful-paint" as "mark", buffered: true });
    });
    const session = await page.context().newCDPSession(page);
    if (line) {
      await session.send("Network.enable");
      await session.send("Network.emulateNetworkConditions", line);
    }
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await page.goto(url);
    await page.locator("#pass[aria-busy=false]").waitFor({ timeout: 60_000 });
    return await page.evaluate(() => ({
      lcpMs: (globalThis as unknown as { lcpMs: number }).lcpMs,
      verifyMs: performance.getEntriesByName("pass")[0]?.duration ?? Number.NaN,
    }));
  } finally {
    await browser.close();
  }
}

/** Returns lcpPassMs and passVerifyThrottledMs, the medians of some visits. */
export async function pageFigures(folder: string, times: number): Promise<Readonly<Record<string, number>>> {
  const world = await startWorld();
  const server = await serve(folder, world);
  try {
    const evidence = shown();
    world.chains.set("one", { chainId: context.chainId, block: 100, accepted: [rootOf(evidence)] });
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/p#${encodePassLink({ form: "whole", pass: passWith(evidence) })}`;
    const lcpMs: number[] = [];
    const verifyMs: number[] = [];
    for (let count = 0; count < times; count += 1) {
      lcpMs.push((await visit(url, LINE)).lcpMs);
      verifyMs.push((await visit(url, undefined)).verifyMs);
    }
    return { lcpPassMs: quantile(lcpMs, 0.5), passVerifyThrottledMs: quantile(verifyMs, 0.5) };
  } finally {
    server.closeAllConnections();
    server.close();
    await world.close();
  }
}
