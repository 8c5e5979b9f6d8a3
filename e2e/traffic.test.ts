/** What the page costs while its reader does nothing: bytes of every address, counted by the browser. */
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { System } from "../scripts/system.ts";
import { launch } from "./browser.ts";
import { historyArrived, startSystem } from "./system.ts";

/** A minute's traffic of an idle page, received bytes with their headers. */
const IDLE_MAX_BYTES = 50_000;
const SETTLE_MS = 8_000;
const MEASURED_MS = 20_000;

let system: System;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let devtools: CDPSession;
let received = 0;
let requests = 0;

/** Resolves when the page shows what was asked for: the first visit of a list is no part of idling. */
async function arrived(): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator("main [role=status] .breathing").first().waitFor({ state: "detached" });
}

/** Counts what the page receives and asks in a while, scaled to a minute. */
async function perMinute(): Promise<{ readonly bytes: number; readonly requests: number }> {
  await page.waitForTimeout(SETTLE_MS);
  received = 0;
  requests = 0;
  await page.waitForTimeout(MEASURED_MS);
  return { bytes: (received * 60_000) / MEASURED_MS, requests: (requests * 60_000) / MEASURED_MS };
}

beforeAll(async () => {
  system = await startSystem();
  browser = await launch();
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(system.addresses.page);
  await page.getByTestId("sign-in-demo").click();
  const cars = page.locator("[data-testid^='car-']");
  await cars.nth(8).waitFor({ timeout: 60_000 });
  // The past of the demo's cars comes once, in large inputs; what counts is what comes after it.
  await historyArrived(system);
  await cars.filter({ hasText: "Still arriving" }).first().waitFor({ state: "detached", timeout: 100_000 });
  devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  devtools.on("Network.requestWillBeSent", () => {
    requests += 1;
  });
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => {
    received += encodedDataLength;
  });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
}, 60_000);

describe("an idle page", () => {
  it.each([["/explorer"], ["/explorer/outputs"], ["/explorer/epochs"], ["/statistics"]])(
    "receives less than 50 kB a minute at %s, while inputs go on coming",
    async (path) => {
      await page.goto(`${system.addresses.page}${path}`);
      await arrived();
      expect((await perMinute()).bytes).toBeLessThan(IDLE_MAX_BYTES);
    },
  );

  it("asks nothing in a hidden tab", async () => {
    await page.goto(`${system.addresses.page}/explorer/outputs`);
    await page
      .getByRole("heading", { level: 2, name: /^Output / })
      .first()
      .waitFor();
    // A headless browser shows every tab, so the page is told what a hidden one is told.
    await page.evaluate(
      "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true }); document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))",
    );
    expect((await perMinute()).requests).toBe(0);
  });
});
