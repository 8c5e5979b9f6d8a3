/** The page's doors, as somebody without a wallet or an account meets them: a real browser, and a page's server with nothing behind it. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AxeBuilder } from "@axe-core/playwright";
import { encodePassLink } from "@witness/protocol/pass/link";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { pageApp } from "../frontend/server/app.ts";
import { ensureDist } from "../frontend/server/dist.ts";
import { launch, screenshot } from "./browser.ts";

let server: Server;
let url: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];
const fragment = encodePassLink({ form: "kept", hash: new Uint8Array(32).fill(7), secret: new Uint8Array(16) });

beforeAll(async () => {
  const nobody = "http://127.0.0.1:9";
  const upstreams = { inspect: nobody, rpc: nobody, fleet: undefined, chain: nobody, archive: undefined };
  const config = { chainId: 31_337, application: `0x${"ab".repeat(20)}`, applicationPublicKey: `02${"11".repeat(32)}` };
  server = createServer(pageApp({ dist: await ensureDist(), upstreams, config }));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launch();
  context = await browser.newContext({ viewport: { width: 375, height: 800 }, locale: "en-GB" });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
}, 30_000);

/** Photographs the page on a phone by day and on a wide screen by night; returns what axe finds, and what is off the side. */
async function looked(name: string): Promise<string[]> {
  const found: string[] = [];
  for (const [width, colorScheme] of [
    [375, "light"],
    [1_440, "dark"],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // A colour on its way from one light to the other is no colour of the page's.
    await page.evaluate("Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined)))");
    const { violations } = await new AxeBuilder({ page }).analyze();
    found.push(...violations.map(({ id, nodes }) => `${width} ${colorScheme} ${id}: ${nodes[0]?.target.join(" ")}`));
    await screenshot(page, `${name}-${width}-${colorScheme}`);
    const wide = await page.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    if (wide > 0) found.push(`${width}: ${wide} px off the side`);
  }
  await page.setViewportSize({ width: 375, height: 800 });
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  return found;
}

it("leads a buyer from the first page to that of passes, with a link", async () => {
  await page.goto(url);
  for (const door of ["Check a car", "See your cars", "Look behind it"]) {
    await page.getByRole("heading", { level: 2, name: door }).waitFor();
  }
  expect(await looked("doors")).toEqual([]);
  await page.getByRole("link", { name: "Check a pass" }).click();
  await page.getByText("This browser cannot read QR codes.").waitFor();
  const field = page.getByLabel("The pass's link, or what its QR code says");
  await field.fill("https://example.org/p");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByText("This is no pass. Copy the whole link").waitFor();
  expect(await looked("check")).toEqual([]);
  const publicVerdict = page.getByRole("link", { name: "Type a VIN or plate" });
  const asked = await page.request.get(new URL((await publicVerdict.getAttribute("href")) ?? "", url).href);
  expect(asked.status()).toBe(200);
  await field.fill(`https://elsewhere.example/p#${fragment}`);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByText("This link names another site, elsewhere.example.").waitFor();
  expect(new URL(page.url()).pathname).toBe("/check");
  await page.getByRole("button", { name: "Check it here" }).click();
  await page.waitForURL(`${url}/p#${fragment}`);
}, 60_000);

it("reads a picture of a QR code where the browser can, and says when there is none in it", async () => {
  const other = await context.newPage();
  // Chromium on Linux brings no reader of QR codes; this one sees what the test says.
  await other.addInitScript(() => {
    const seen = { texts: [] as string[] };
    class Reader {
      static getSupportedFormats = async () => ["qr_code"];
      detect = async () => seen.texts.map((rawValue) => ({ rawValue }));
    }
    Object.assign(globalThis, { BarcodeDetector: Reader, seen });
  });
  await other.goto(`${url}/check`);
  const picture = other.getByLabel("A picture of the QR code");
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  await picture.setInputFiles({ name: "none.png", mimeType: "image/png", buffer: png });
  await other.getByText("No QR code of a pass was found in this picture.").waitFor();
  await picture.setInputFiles({ name: "none.png", mimeType: "image/png", buffer: Buffer.from("nothing") });
  await other.getByText("This file could not be read as a picture.").waitFor();
  await other.evaluate(`seen.texts = ["hello", ${JSON.stringify(`${url}/p#${fragment}`)}]`);
  await picture.setInputFiles({ name: "code.png", mimeType: "image/png", buffer: png });
  await other.waitForURL(`${url}/p#${fragment}`);
  await other.close();
}, 60_000);

it("tells whoever follows a link to a car what it can, when the node is away too", async () => {
  await page.goto(`${url}/cars/0123456789abcdef`);
  await page.waitForURL(`${url}/cars/0123456789abcdef/overview`);
  await page.getByRole("heading", { level: 1, name: "You followed a link to a car" }).waitFor();
  await page.getByTestId("car-known").getByRole("alert").waitFor();
  expect(await looked("car-door")).toEqual([]);
}, 60_000);

it("speaks German and miles once they are chosen, and to whoever's browser prefers German", async () => {
  await page.goto(url);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByLabel("Unit of distance").selectOption("Miles");
  await page.getByLabel("Language").selectOption("Deutsch");
  await page.getByRole("heading", { level: 1, name: "Einstellungen" }).waitFor();
  expect(await page.getAttribute("html", "lang")).toBe("de");
  expect(await looked("settings-de")).toEqual([]);
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Einstellungen" }).waitFor();
  expect(await page.getByLabel("Einheit der Strecke").inputValue()).toBe("mi");
  await page.getByLabel("Sprache").selectOption("English");
  await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
  const theirs = await browser.newContext({ viewport: { width: 375, height: 800 }, locale: "de-DE" });
  const other = await theirs.newPage();
  await other.goto(url);
  await other.getByRole("heading", { level: 2, name: "Ein Auto prüfen" }).waitFor();
  await screenshot(other, "doors-de");
  await theirs.close();
}, 60_000);

it("says that nothing is at an address that is none, with the status", async () => {
  const response = await page.goto(`${url}/cars/zzz`);
  expect(response?.status()).toBe(404);
  await page.getByText("which has 16 hexadecimal digits").waitFor();
  await page.goto(`${url}/explorer/epochs/?skip=20&other=1`);
  await page.waitForURL(`${url}/explorer/epochs?skip=20`);
  expect(complaints).toEqual([]);
}, 60_000);
