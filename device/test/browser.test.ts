/** The store of a browser, in a real one: the cases of every store, a second tab, and a tab that crashes. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { launch } from "../../e2e/browser.ts";
import { RoadsideRelay } from "./roadside.ts";
import { application, deviceKey, devicePublicKey, drive, read } from "./setting.ts";

type Browser = Awaited<ReturnType<typeof launch>>;
type Context = Awaited<ReturnType<Browser["newContext"]>>;
type Page = Awaited<ReturnType<Context["newPage"]>>;

let server: Server;
let url: string;
let browser: Browser;
let context: Context;

beforeAll(async () => {
  const entryPoints = [join(import.meta.dirname, "browser-page.ts")];
  const built = await build({ entryPoints, bundle: true, format: "esm", platform: "browser", write: false });
  const script = built.outputFiles[0]?.text ?? "";
  server = createServer((request, response) => {
    const asked = request.url === "/page.js";
    // A sandboxed frame is of another origin.
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("content-type", asked ? "text/javascript" : "text/html");
    response.end(asked ? script : '<!doctype html><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launch();
});
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
});
afterAll(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

async function newPage(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction("globalThis.witness");
  return page;
}

it("does what every store does", async () => {
  const page = await newPage();
  expect(await page.evaluate("witness.CASES.length")).toBeGreaterThan(5);
  expect(await page.evaluate("witness.conformance()")).toEqual([]);
});

it("is held by one tab at a time; what a closed tab held is free", async () => {
  const [first, second] = [await newPage(), await newPage()];
  expect(await first.evaluate('witness.codeOfOpening("car")')).toBeUndefined();
  expect(await second.evaluate('witness.codeOfOpening("car")')).toBe("store-in-use");
  expect(await second.evaluate('witness.codeOfOpening("another car")')).toBeUndefined();
  await first.close();
  await expect.poll(() => second.evaluate('witness.codeOfOpening("car")')).toBeUndefined();
});

it("given a database of somebody else, refuses it", async () => {
  const page = await newPage();
  const foreign = `(async () => {
    const store = await witness.indexedDbStore("car");
    await store.append(["no bytes"]);
    return store.read().catch((error) => error.code);
  })()`;
  expect(await page.evaluate(foreign)).toBe("store-corrupt");
});

it("given a page that may keep nothing, says so", async () => {
  const page = await newPage();
  // An origin of its own, as in a sandbox: the browser refuses it every database.
  await page.setContent(
    `<iframe sandbox="allow-scripts" srcdoc='<script type="module" src="${url}/page.js"></script>'>`,
  );
  const frame = page.frames()[1] ?? expect.fail();
  await frame.waitForFunction("globalThis.witness");
  expect(await frame.evaluate('witness.codeOfOpening("car")')).toBe("store-unavailable");
});

it("given a tab that crashes while a device sends, loses nothing that send returned for", async () => {
  const relay = new RoadsideRelay(application);
  relay.know(devicePublicKey);
  const relayUrl = await relay.listen();
  const hex = { key: toHex(deviceKey), publicKey: toHex(application.publicKey), relay: toHex(relay.publicKey) };
  const opened = (firstStart: boolean, delivery: string) => `(async () => {
    const bytes = (digits) => Uint8Array.from(digits.match(/../g), (pair) => Number.parseInt(pair, 16));
    globalThis.device = await witness.openDevice({
      key: bytes("${hex.key}"),
      application: {
        context: { chainId: ${application.context.chainId}, application: bytes("${toHex(application.context.application)}") },
        publicKey: bytes("${hex.publicKey}"),
        keyId: bytes("${toHex(application.keyId)}"),
      },
      relay: { url: "${relayUrl}", publicKey: bytes("${hex.relay}") },
      store: await witness.indexedDbStore("car"),
      firstStart: ${firstStart},
      readingsPerEnvelope: 3,
      delivery: "${delivery}",
    });
  })()`;
  const said = drive(40);
  const acknowledged: number[] = [];
  const page = await newPage();
  await page.exposeFunction("acknowledge", (odometerHm: number) => acknowledged.push(odometerHm));
  await page.evaluate(opened(true, "automatic"));
  const crashed = new Promise((resolve) => page.once("crash", resolve));
  const sending = `(async () => {
    for (const said of ${JSON.stringify(said)}) {
      await device.send(said);
      await acknowledge(said.odometerHm);
    }
  })()`;
  page.evaluate(sending).catch(() => undefined);
  await expect.poll(() => acknowledged.length).toBeGreaterThan(10);
  page.goto("chrome://crash").catch(() => undefined);
  await crashed;
  const next = await newPage();
  await next.evaluate(opened(false, "on flush"));
  await next.evaluate("device.flush()");
  expect(await next.evaluate("device.status")).toMatchObject({ queued: 0, gathered: 0 });
  const told = read(relay.admitted);
  expect(acknowledged.filter((odometerHm) => !told.includes(odometerHm))).toEqual([]);
  for (const bodies of relay.bodies.values()) expect(bodies.size).toBe(1);
  relay.close();
});
