/** The page when something is late, broken or away: what the reader is told, in a real browser on the running system. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { System } from "../scripts/system.ts";
import { launch, screenshot } from "./browser.ts";
import type { FleetCar } from "./owner.ts";
import { eventually, startSystem } from "./system.ts";

const NARROW = { width: 375, height: 800 };

let system: System;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** An honest car of whoever is signed in on `page`. */
let deviceId: string;

beforeAll(async () => {
  system = await startSystem();
  browser = await launch();
  context = await browser.newContext({ viewport: NARROW, locale: "en-GB" });
  page = await context.newPage();
  await page.goto(system.addresses.page);
  const garage = page.waitForResponse("**/api/fleet/v1/owners");
  await page.getByTestId("sign-in-demo").click();
  const cars = (await (await garage).json()) as FleetCar[];
  deviceId = cars.find(({ mode }) => mode === "honest")?.deviceId ?? "";
  await page.getByTestId(`car-${deviceId}`).waitFor({ timeout: 60_000 });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
}, 60_000);

describe("a reader", () => {
  it("shows no car as consistent while messages of it are on their way, in the garage and on its own page", async () => {
    await page.goto(system.addresses.page);
    const chip = page
      .getByTestId(`car-${deviceId}`)
      .locator("xpath=ancestor::li")
      .getByText(/^(Odometer consistent|Still arriving)$/);
    const owners = "**/api/fleet/v1/owners";
    // The relay has taken three envelopes more than the record holds.
    await page.route(owners, async (route) => {
      const response = await route.fetch();
      const cars = (await response.json()) as FleetCar[];
      const ahead = cars.map((car) => ({
        ...car,
        answered: car.answered.map(({ code, count }) => ({ code, count: code === "admitted" ? count + 3 : count })),
      }));
      await route.fulfill({ response, json: ahead });
    });
    await page.reload();
    await eventually(
      () => chip.innerText(),
      (text) => text === "Still arriving",
    );
    await page.goto(`${system.addresses.page}/cars/${deviceId}`);
    const panel = page.getByRole("main");
    await panel.getByText(/^[3-9] envelopes that the relay took are not in the record yet\.$/).waitFor();
    expect(await panel.getByText("Still arriving").count()).toBe(1);
    expect(await panel.getByText("Odometer consistent").count()).toBe(0);
    await page.unroute(owners);
    await panel.getByText("Odometer consistent").waitFor();
    expect(await panel.getByText("Still arriving").count()).toBe(0);
  });

  it("given an answer that no page can show, says so with a way back", async () => {
    const theirs = await browser.newContext({ viewport: NARROW, locale: "en-GB" });
    const own = await theirs.newPage();
    // The list of wrong claims holds none of the fields that the page shows.
    await own.route("**/api/rpc", async (route) => {
      const asked = route.request().postDataJSON() as { method: string };
      if (asked.method !== "witness_getHealth") return route.continue();
      const applications = [{ name: "witness", wrong_claims: [{}] }];
      return route.fulfill({ json: { jsonrpc: "2.0", id: 1, result: { data: { applications } } } });
    });
    await own.goto(`${system.addresses.page}/explorer`);
    const alert = own.getByRole("alert");
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/Something went wrong on this page; reload it/);
    expect(await alert.innerText()).toContain("page-failed");
    expect(await own.getByRole("heading", { level: 1 }).innerText()).toBe("This page could not be shown");
    expect((await new AxeBuilder({ page: own }).analyze()).violations).toEqual([]);
    await own.getByRole("link", { name: "Statistics" }).click();
    await own.getByRole("heading", { level: 1, name: "Statistics" }).waitFor();
    expect(await alert.count()).toBe(0);
    await theirs.close();
  });

  it("given a part of the page that cannot be fetched, says so with a way back", async () => {
    const theirs = await browser.newContext({ viewport: NARROW, locale: "en-GB" });
    const own = await theirs.newPage();
    await own.goto(system.addresses.page);
    await own.getByTestId("sign-in-demo").waitFor();
    await own.route("**/assets/**", (route) => route.abort());
    await own.getByRole("link", { name: "Explorer" }).click();
    await own.getByRole("alert").waitFor();
    await own.unroute("**/assets/**");
    await own.getByRole("link", { name: "Go to your cars" }).click();
    await own.getByTestId("sign-in-demo").waitFor();
    await theirs.close();
  });

  it("checks a car without a connection: a sentence, and the check again when there is one", async () => {
    await page.goto(`${system.addresses.page}/cars/${deviceId}`);
    const button = page.getByTestId("check-now");
    await button.waitFor();
    await context.setOffline(true);
    await button.click();
    const alert = page.getByRole("main").getByRole("alert").first();
    await alert.waitFor();
    expect(await alert.innerText()).toContain("This device has no connection; try again when it has one.");
    expect(await alert.innerText()).not.toContain("does not answer");
    expect(await button.innerText()).toBe("Check now");
    await context.setOffline(false);
    await button.click();
    await page.getByTestId("verdict").waitFor();
  });

  it("without a connection, is told one sentence and asks nothing until there is one", async () => {
    const own = await context.newPage();
    await own.clock.install();
    await own.goto(system.addresses.page);
    await own.getByTestId(`car-${deviceId}`).waitFor();
    await context.setOffline(true);
    // The page's own minutes: what is asked again after a while is asked again now.
    await own.clock.runFor(60_000);
    const alert = own.getByRole("main").getByRole("alert");
    await alert.first().waitFor();
    await own.clock.runFor(60_000);
    const asked: string[] = [];
    own.on("request", (request) => asked.push(request.url()));
    await own.clock.runFor(120_000);
    expect(asked).toEqual([]);
    expect(await alert.count()).toBe(1);
    expect(await alert.innerText()).toContain("This device has no connection; try again when it has one.");
    expect(await alert.innerText()).not.toContain("does not answer");
    await screenshot(own, "offline-phone");
    await context.setOffline(false);
    await eventually(
      () => alert.count(),
      (shown) => shown === 0,
    );
    expect(asked.length).toBeGreaterThan(0);
    await own.close();
  });

  it("given the number of no car of theirs, is told so at once, with a way to their cars", async () => {
    const own = await context.newPage();
    let asked = 0;
    own.on("request", (request) => {
      if (request.url().endsWith("/api/inspect")) asked += 1;
    });
    await own.goto(`${system.addresses.page}/cars/0123456789abcdef`);
    await own.getByText("None of your cars has this number.").waitFor({ timeout: 5_000 });
    expect(asked).toBe(1);
    expect((await new AxeBuilder({ page: own }).analyze()).violations).toEqual([]);
    await screenshot(own, "car-unknown-phone");
    await own.getByRole("main").getByRole("link", { name: "Go to your cars" }).click();
    await own.getByTestId(`car-${deviceId}`).waitFor();
    await own.close();
  });

  it("opening a car's link signed out, is told of the car and how to go on, and sees it after signing in", async () => {
    const theirs = await browser.newContext({ viewport: NARROW, locale: "en-GB" });
    const own = await theirs.newPage();
    await own.goto(system.addresses.page);
    await own.getByTestId("sign-in-demo").click();
    const car = own.locator("[data-testid^='car-']").first();
    await car.waitFor({ timeout: 60_000 });
    const link = new URL((await car.getAttribute("href")) ?? "", system.addresses.page).href;
    await own.getByRole("button", { name: "Sign out" }).click();
    await own.getByTestId("sign-in-demo").waitFor();
    await own.goto(link);
    await own.getByRole("heading", { level: 1, name: "You followed a link to a car" }).waitFor();
    await own.getByText(/^The car is in the record\. .* is no\. \d+\.$/).waitFor();
    expect(await own.getByRole("link", { name: "Check a pass" }).getAttribute("href")).toBe("/check");
    expect((await new AxeBuilder({ page: own }).analyze()).violations).toEqual([]);
    await screenshot(own, "car-signed-out-phone");
    await own.getByTestId("sign-in-demo").click();
    await own.getByTestId("check-now").waitFor();
    expect(own.url()).toBe(link);
    await theirs.close();
  });

  it("who saw that an output was pending, does not see it beside its claim", async () => {
    const own = await context.newPage();
    let held = true;
    // The node as it was before it claimed.
    await own.route("**/api/rpc", async (route) => {
      const response = await route.fetch();
      const told = (await response.text()).replaceAll(
        /"(output_hashes_siblings|outputs_merkle_root|claim_hash)":("[^"]*"|\[[^\]]*\])/g,
        (whole, name) => (held ? `"${name}":null` : whole),
      );
      await route.fulfill({ response, body: told });
    });
    await own.goto(`${system.addresses.page}/explorer/outputs`);
    // The newest: an older one leaves the list when there are more than it shows.
    const newest = await own.locator("[data-testid^=prove-output-]").first().getAttribute("data-testid");
    const output = own.getByRole("listitem").filter({ has: own.getByTestId(newest ?? "") });
    await output.getByRole("button").click();
    await output.getByText(/^Pending/).waitFor();
    held = false;
    await output.getByText("The node has a proof").waitFor({ timeout: 60_000 });
    expect(await output.getByTestId("proof").count()).toBe(0);
    await own.close();
  });
});
