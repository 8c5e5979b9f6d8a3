/** An owner makes a pass on the car's page, a stranger opens it, the owner takes it back, and the stranger sees that. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { System } from "../scripts/system.ts";
import { launch, screenshot } from "./browser.ts";
import { eventually, historyArrived, startSystem } from "./system.ts";

let system: System;
let browser: Browser;
let context: BrowserContext;
let owner: Page;
let stranger: Page;
let link = "";
const complaints: string[] = [];

const listened = (page: Page): Page => {
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("Failed to load resource"))
      complaints.push(message.text());
  });
  return page;
};

beforeAll(async () => {
  // At the speed of life no envelope comes while the test looks.
  system = await startSystem({ speed: 1 });
  browser = await launch();
  context = await browser.newContext({ viewport: { width: 1_440, height: 1_000 }, locale: "en-GB" });
  owner = listened(await context.newPage());
  await owner.goto(system.addresses.page);
  await owner.getByTestId("sign-in-demo").click();
  await owner.locator("[data-testid^='car-']").first().waitFor({ timeout: 120_000 });
  await historyArrived(system);
  await owner.locator("li", { hasText: "Simulated: Honest" }).locator("[data-testid^='car-']").click();
  await owner.getByRole("link", { name: "Show it to a buyer" }).click();
  await owner.getByTestId("make-pass").waitFor();
  // Whoever is shown the pass has another browser, without keys.
  stranger = listened(
    await (await browser.newContext({ viewport: { width: 375, height: 800 }, locale: "en-GB" })).newPage(),
  );
}, 400_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
}, 60_000);

/** What axe finds on the owner's page, at both widths and in both lights; photographs each. */
async function looked(name: string): Promise<string[]> {
  const found: string[] = [];
  for (const width of [375, 1_440]) {
    await owner.setViewportSize({ width, height: 1_000 });
    for (const colorScheme of ["light", "dark"] as const) {
      await owner.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await owner.evaluate(
        "Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined)))",
      );
      const { violations } = await new AxeBuilder({ page: owner }).analyze();
      found.push(
        ...violations.map(
          ({ id, nodes }) => `${width} ${colorScheme} ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
        ),
      );
      await screenshot(owner, `garage-pass-${name}-${width}-${colorScheme}`);
    }
  }
  await owner.emulateMedia({ colorScheme: null, reducedMotion: null });
  return found;
}

const preview = () => owner.getByTestId("pass-preview").innerText();

it("says exactly what is revealed, and signs nothing before the chain has accepted the state", async () => {
  await owner.getByTestId("make-pass").click();
  await owner.getByTestId("pass-preview").waitFor();
  expect(await preview()).toMatch(/\d to [\d,]+ km, and no closer/);
  const sign = owner.getByRole("button", { name: "Sign the pass" });
  if ((await owner.getByTestId("pass-claim").getAttribute("data-done")) !== "4") {
    expect(await sign.getAttribute("aria-disabled")).toBe("true");
    await sign.click({ force: true });
    expect(await owner.getByTestId("pass-made").count()).toBe(0);
  }
  await owner.getByLabel("To 100 m").check();
  expect(await preview()).toMatch(/[\d,]+\.\d km at/);
  await owner.getByLabel("Make, model and year").uncheck();
  expect(await preview()).not.toContain("Car\n");
  await owner.getByLabel("In steps of 10,000 km").check();
  await owner.getByLabel("Make, model and year").check();
  await owner.getByLabel("What for").fill("Sale");
  await owner.getByLabel("For whom").fill("Ada Lovelace");
  await owner.getByLabel("7 days").check();
  expect(await looked("form")).toEqual([]);
}, 120_000);

it("signs, and gives a link, a short link and a QR code", async () => {
  await owner.locator("[data-testid=pass-claim][data-done='4']").waitFor({ timeout: 120_000 });
  await owner.getByRole("button", { name: "Sign the pass" }).click();
  await owner.getByTestId("pass-qr").waitFor();
  expect(Number(await owner.getByTestId("pass-qr").getAttribute("data-size"))).toBeLessThanOrEqual(41);
  link = await owner.getByLabel("Link", { exact: true }).inputValue();
  expect(link.length).toBeLessThan(4_096);
  expect(await looked("made")).toEqual([]);
  await stranger.goto(await owner.getByLabel("Short link", { exact: true }).inputValue());
  await stranger.locator("[data-step=proven][data-result=holds]").waitFor();
  await stranger.goto("about:blank");
  await stranger.goto(link);
  await stranger.locator("[data-step=standing][data-result=holds]").waitFor({ timeout: 60_000 });
  expect(await stranger.locator(".band").getAttribute("data-outcome")).toBe("consistent");
  const shown = await stranger.locator("body").innerText();
  expect(shown).toContain("Ada Lovelace");
  expect(shown).toMatch(/[\d,]+ to [\d,]+ km/);
}, 200_000);

it("lists it without its link, and takes it back for the stranger to see", async () => {
  await owner.getByRole("button", { name: "Close", exact: true }).click();
  await owner.reload();
  const row = owner.getByTestId("pass-row");
  await row.waitFor();
  expect(await row.innerText()).toContain("Sale, for Ada Lovelace");
  expect(await owner.content()).not.toContain(link.slice(-60));
  await row.getByRole("button", { name: "Withdraw" }).click();
  await row.getByRole("button", { name: "Withdraw for good" }).click();
  await owner.locator("[data-testid=pass-row][data-standing=withdrawn]").waitFor({ timeout: 60_000 });
  expect(await looked("withdrawn")).toEqual([]);
  await eventually(
    async () => {
      await stranger.goto("about:blank");
      await stranger.goto(link);
      await stranger.locator("#pass[aria-busy=false]").waitFor();
      return stranger.locator("[data-step=standing]").getAttribute("data-code");
    },
    (code) => code === "pass-withdrawn",
    120_000,
  );
  expect(await stranger.locator("h1").innerText()).toBe("This pass was withdrawn");
  expect(complaints).toEqual([]);
}, 300_000);
