/** A car's history judged in a real browser: from an archive that is slow, lies, or is off, and from what the browser keeps. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { System } from "../scripts/system.ts";
import { launch, screenshot } from "./browser.ts";
import { eventually, historyArrived, startSystem } from "./system.ts";

const complaints: string[] = [];
let system: System;
let archive: Server;
let archiveUrl = "";
let pageUrl = "";
let browser: Browser;
let context: BrowserContext;
let page: Page;

/** What stands between the page's server and the archive, and does as a test says. */
const between = { mode: "honest" as "honest" | "slow" | "lying" | "off" };

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Changes a byte of the last envelope of a tile. */
const altered = (bytes: Buffer): Buffer => {
  const at = bytes.length - 40;
  return Buffer.from(bytes.with(at, (bytes[at] ?? 0) ^ 1));
};

beforeAll(async () => {
  system = await startSystem({ without: ["page"] });
  archive = createServer(async (request, response) => {
    const { url = "" } = request;
    const isTile = url.includes("/tiles/");
    if (between.mode === "off") {
      response.destroy();
      return;
    }
    if (between.mode === "slow") await new Promise((resolve) => setTimeout(resolve, 1_500));
    const answer = await fetch(`${system.addresses.archive}${url}`, { headers: { "accept-encoding": "identity" } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "",
      "access-control-allow-origin": "*",
    });
    response.end(isTile && between.mode === "lying" ? altered(bytes) : bytes);
  });
  archiveUrl = await listen(archive);
  const { chain, rpc, inspect, fleet } = system.addresses;
  const ready = await system.supervisor.start({
    name: "page",
    args: [join(import.meta.dirname, "../frontend/server.ts")],
    env: {
      PAGE_INSPECT_URL: inspect,
      PAGE_NODE_RPC_URL: rpc,
      PAGE_FLEET_URL: fleet,
      PAGE_ARCHIVE_URL: archiveUrl,
      PAGE_RPC_URL: chain,
      PAGE_DEPLOYMENT: system.deployment,
      PAGE_GENESIS: system.genesis,
      PAGE_PORT: "0",
    },
  });
  pageUrl = String(ready["url"]);
  browser = await launch();
  context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, locale: "en-GB" });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(pageUrl);
  await page.getByTestId("sign-in-demo").click();
  await page.locator("[data-testid^='car-']").nth(7).waitFor({ timeout: 60_000 });
  await historyArrived(system);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  archive?.closeAllConnections();
  archive?.close();
  await system?.stop();
}, 60_000);

/** Opens the page of a car; simulated cars say how they misbehave. */
async function openCar(mode: string): Promise<void> {
  await page.goto(pageUrl);
  await page.locator("li", { hasText: mode }).locator("[data-testid^='car-']").first().click();
  await page.getByTestId("own").waitFor();
}
const own = () => page.getByTestId("own");
/** Waits until this browser has come to something; returns what, and what it says. */
async function judged(): Promise<{ readonly result: string; readonly kept: number; readonly text: string }> {
  const result = await eventually(
    async () => (await own().getAttribute("data-result")) ?? "",
    (each) => each !== "",
  );
  return { result, kept: Number(await own().getAttribute("data-kept")), text: await own().innerText() };
}
/** Rows of the database in which this browser keeps histories. */
const keptRows = (): Promise<number> =>
  page.evaluate(`new Promise((resolve, reject) => {
    const opening = indexedDB.open("witness-histories");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const counting = opening.result.transaction("tiles").objectStore("tiles").count();
      counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
    };
  })`);

describe("a car's page", () => {
  it("says how far it is while it reads a slow archive, can be stopped, and then judges the whole history itself", async () => {
    between.mode = "slow";
    await openCar("Honest");
    const progress = page.getByTestId("own-progress");
    await progress.waitFor();
    expect(await progress.innerText()).toMatch(/Part \d+ of \d+ of the history|Beginning/);
    await screenshot(page, "own-progress");
    await progress.getByRole("button", { name: "Stop" }).click();
    expect(await own().innerText()).toContain("Stopped. What follows is what the node said.");
    await page.getByText("These are the record's closing values").waitFor();
    between.mode = "honest";
    await own().getByRole("button", { name: "Judge here after all" }).click();
    const { result, text } = await judged();
    expect(result).toBe("EQUAL");
    expect(text).toMatch(/This browser read \d+ envelopes with [\d,]+ readings/);
    expect(text).toContain("came from this page's archive");
    await eventually(
      () => page.getByTestId("own-assurance").getAttribute("data-level"),
      (level) => level === "settled",
    );
    await screenshot(page, "own-equal");
  });

  it("says with a settled answer that this browser judged the readings itself", async () => {
    await page.getByTestId("check-now").click();
    const assurance = page.getByTestId("assurance");
    await eventually(
      () => assurance.getAttribute("data-level"),
      (level) => level === "settled",
    );
    expect(await assurance.innerText()).toContain("This browser read and judged the readings one by one itself");
  });

  it("judges the record as it stood at any moment itself, and shows beside it what the record keeps of then", async () => {
    const asked: string[] = [];
    const listen = (request: { url(): string }) => asked.push(request.url());
    await page.getByRole("link", { name: "History" }).click();
    page.on("request", listen);
    await page.getByRole("button", { name: "Show that moment" }).click();
    const earlier = page.getByTestId("earlier");
    await earlier.waitFor();
    page.off("request", listen);
    expect(await earlier.innerText()).toMatch(/at the end of the day in UTC, \d+ \w+ \d{4}/);
    expect(await earlier.innerText()).toMatch(/at the reading of \d+ \w+ \d{4}, \d\d:\d\d:\d\d/);
    expect(asked.filter((url) => url.includes("/archive/"))).toEqual([]);
    // Who is sent the address sees the same moment.
    expect(page.url()).toMatch(/\/history\?at=[\d-]{10}T[\d:]{8}Z$/);
  });

  it("lets a moment be typed key by key, and asks none that the history has not", async () => {
    const exact = page.getByLabel("To the second");
    const [first = "", earlier] = [(await exact.getAttribute("min")) ?? "", page.getByTestId("earlier")];
    const before = await earlier.innerText();
    // Whoever types the year 2026 has typed the year 2 first.
    await exact.fill("0002-10-15T09:30:07");
    expect(await exact.inputValue()).toBe("0002-10-15T09:30:07");
    await page.getByRole("button", { name: "Show that moment" }).click();
    expect(await page.locator("input[type=datetime-local]:out-of-range").count()).toBe(1);
    expect(await earlier.innerText()).toBe(before);
    await exact.fill(first);
    await page.getByRole("button", { name: "Show that moment" }).click();
    await earlier.getByText("in envelope no. 1;").waitFor();
  });

  it("has the same again from what this browser kept, with the archive off", async () => {
    // The car drives on: what it sent since it was judged is read before the archive is off, or the record says more than is kept.
    const { result, kept, text } = await eventually(
      async () => {
        between.mode = "honest";
        await openCar("Honest");
        await judged();
        between.mode = "off";
        await openCar("Honest");
        return judged();
      },
      (again) => again.result === "EQUAL",
    );
    expect(result).toBe("EQUAL");
    expect(kept).toBeGreaterThan(0);
    expect(text).toContain("kept in this browser");
    await page.getByText("Readings", { exact: true }).first().waitFor();
  });

  it("says what cannot be checked when no archive answers, and shows what the record proves instead", async () => {
    await openCar("Odometer turned back");
    const { result, text } = await judged();
    expect(result).toBe("UNCHECKED");
    expect(text).toContain("Nothing came from this page's archive");
    await page.getByText("These are the record's closing values").waitFor();
    await screenshot(page, "own-unchecked");
  });

  it("names an archive that lies, believes none of it, and takes the true one that the reader names", async () => {
    between.mode = "lying";
    await openCar("Odometer turned back");
    const lied = await judged();
    expect(lied.result).toBe("DIFFERENCE");
    expect(lied.text).toContain("What this page's archive served is not the history that the record proves");
    expect(lied.text).toMatch(/item-refused|history-differs|tile-malformed/);
    await screenshot(page, "own-lying");
    await own().getByText("Archives that are asked").click();
    await own().getByLabel("Another archive's address").fill(system.addresses.archive);
    await own().getByRole("button", { name: "Add" }).click();
    await eventually(
      () => own().getAttribute("data-result"),
      (result) => result === "EQUAL",
    );
    expect(await own().innerText()).toContain("this page's archive served something else");
    await screenshot(page, "own-named");
    between.mode = "honest";
  });

  it.each(["Envelopes withheld", "Two histories", "Key copied", "Storage lost", "Old envelopes", "wrong signature"])(
    "comes to the same as the record of a car with: %s",
    async (mode) => {
      await openCar(mode);
      expect((await judged()).result).toBe("EQUAL");
    },
  );

  it("keeps what it read until the reader signs out", async () => {
    expect(await keptRows()).toBeGreaterThan(6);
    await page.getByRole("button", { name: /sign out/i }).click();
    await eventually(keptRows, (rows) => rows === 0);
  });

  it("has nothing to complain of but what the tests broke", () => {
    expect(complaints.filter((each) => !/502|ERR_EMPTY_RESPONSE/.test(each))).toEqual([]);
  });
});
