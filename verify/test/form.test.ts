/** What a reader types into the page while it asks again for a pass that is still arriving, in a real browser. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodePassLink } from "@witness/protocol/pass/link";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch } from "../../e2e/browser.ts";
import { buildPage } from "../src/build/page.ts";
import { application, passWith, shown, startWorld, type World } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "witness-verify-form-"));
let world: World;
type Browser = Awaited<ReturnType<typeof launch>>;
let browser: Browser;
beforeAll(async () => {
  await buildPage(folder);
  world = await startWorld();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets a file from disk ask the world. */
const allow = (page: Awaited<ReturnType<Browser["newPage"]>>): Promise<unknown> =>
  page.route(`${world.url}/**`, async (route) => {
    const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "content-type" };
    if (route.request().method() === "OPTIONS") await route.fulfill({ status: 204, headers });
    else await route.fulfill({ response: await route.fetch(), headers });
  });

it("keeps the form open, what is typed in it, and the cursor", async () => {
  world.chains.set("one", { chainId: 31_337, block: 40, accepted: [] });
  const page = await browser.newPage({ viewport: { width: 375, height: 800 } });
  await allow(page);
  const places = JSON.stringify({ chainId: "31337", application, rpc: `${world.url}/chain/one` });
  await page.addInitScript(`localStorage.setItem("witness.pass.places", ${JSON.stringify(places)})`);
  const nowUnixS = Math.floor(Date.now() / 1_000);
  const pass = passWith(shown(), { issuedUnixS: nowUnixS - 60, expiresUnixS: nowUnixS + 600 });
  await page.goto(`file://${folder}/witness-verify.html#${encodePassLink({ form: "whole", pass })}`);
  await page.locator("#pass[aria-busy=false] [data-step=proven][data-result=waiting]").waitFor();
  await page.getByText("Whom this page asks").click();
  const second = page.getByLabel("Second node, to compare");
  await second.pressSequentially("https://node.exa");
  // The steps are drawn anew when the page has asked again.
  const drawn = await page.locator("ol.steps").elementHandle();
  await page.waitForFunction((steps) => steps?.isConnected === false, drawn, { timeout: 20_000 });
  await page.keyboard.type("mple");
  expect(await second.inputValue()).toBe("https://node.example");
  expect(await second.isVisible()).toBe(true);
  await page.close();
}, 60_000);
