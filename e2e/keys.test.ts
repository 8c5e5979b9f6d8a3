/** Where the page keeps its keys, in a real browser: what a script on the page, a reload and another tab can do with them. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { System } from "../scripts/system.ts";
import { launch } from "./browser.ts";
import { startSystem } from "./system.ts";

let system: System;
let browser: Browser;
let context: BrowserContext;
let page: Page;

/** What a script on the page gets when it tries to export every kept key, in every format. */
const EXPORTED = `new Promise((resolve, reject) => {
  const opening = indexedDB.open("witness");
  opening.onerror = reject;
  opening.onsuccess = () => {
    const all = opening.result.transaction("keys").objectStore("keys").getAll();
    all.onerror = reject;
    all.onsuccess = async () => {
      const keys = all.result.flatMap((value) => [value.key, ...Object.values(value.keys ?? {})])
        .filter((value) => value instanceof CryptoKey);
      const tries = keys.flatMap((key) => ["raw", "pkcs8", "jwk"].map((format) =>
        crypto.subtle.exportKey(format, key).then(() => format, () => "refused")));
      opening.result.close();
      resolve({ keys: keys.length, tries: await Promise.all(tries) });
    };
  };
})`;
const stored = (from: Page): Promise<[string, string][]> => from.evaluate("Object.entries(localStorage)");
const isSignedIn = (from: Page) => from.getByRole("button", { name: "Sign out" });

beforeAll(async () => {
  system = await startSystem({ cars: 1 });
  browser = await launch();
  context = await browser.newContext({ locale: "en-GB" });
  page = await context.newPage();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
}, 60_000);

it("deletes the keys that an earlier build left as text, and keeps the demo wallet's address", async () => {
  await page.goto(`${system.addresses.page}/healthz`);
  // The address of the key 1 is known to everybody.
  await page.evaluate(`
    localStorage.setItem("witness.demo-wallet", "1".padStart(64, "0"));
    localStorage.setItem("witness.session.31337.${"07".repeat(20)}", JSON.stringify({ key: "11".repeat(32) }));
    localStorage.setItem("witness.theme", "dark");`);
  await page.goto(system.addresses.page);
  await page.getByTestId("sign-in-demo").click();
  await isSignedIn(page).waitFor();
  expect((await stored(page)).map(([name]) => name)).toEqual(["witness.theme"]);
  expect(await page.getByText("0x7e5f45").first().textContent()).toMatch(/^0x7e5f45…5bdf$/i);
});

it("keeps keys that no script can export, and none in localStorage", async () => {
  const { keys, tries } = await page.evaluate<{ keys: number; tries: string[] }>(EXPORTED);
  // One signs, one opens, one encrypts the demo wallet.
  expect(keys).toBe(3);
  expect(new Set(tries)).toEqual(new Set(["refused"]));
  for (const [, value] of await stored(page)) expect(value).not.toMatch(/[0-9a-f]{32}/i);
});

it("opens sealed answers with them", async () => {
  await page.locator("[data-testid^='car-']").first().waitFor({ timeout: 60_000 });
});

it("stays signed in over a reload", async () => {
  await page.reload();
  await isSignedIn(page).waitFor();
  await page.locator("[data-testid^='car-']").first().waitFor({ timeout: 60_000 });
});

it("signs every tab out, and deletes the keys", async () => {
  const other = await context.newPage();
  await other.goto(system.addresses.page);
  await isSignedIn(other).click();
  await page.getByText("You signed out in another tab.").waitFor();
  expect(await isSignedIn(page).count()).toBe(0);
  // Only what encrypts the demo wallet is left.
  expect((await page.evaluate<{ keys: number }>(EXPORTED)).keys).toBe(1);
  await page.reload();
  await page.getByTestId("sign-in-demo").waitFor();
  await other.close();
});

it("is signed out when the site's data is cleared and the tab is seen again", async () => {
  await page.getByTestId("sign-in-demo").click();
  await isSignedIn(page).waitFor();
  await page.evaluate(`new Promise((resolve) => {
    const opening = indexedDB.open("witness");
    opening.onsuccess = () => {
      const cleared = opening.result.transaction("keys", "readwrite").objectStore("keys").clear();
      cleared.onsuccess = resolve;
    };
  })`);
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
  await page.getByTestId("sign-in-demo").waitFor();
});
