/** What an owner writes stays where the owner's words stand, in a real browser. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodePassLink } from "@witness/protocol/pass/link";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch } from "../../e2e/browser.ts";
import { buildPage } from "../src/build/page.ts";
import { application, passWith, shown } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "witness-verify-marks-"));
let browser: Awaited<ReturnType<typeof launch>>;
beforeAll(async () => {
  await buildPage(folder);
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** How the list of steps looks beside a pass for this reader. */
async function stepsBeside(forWhom: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 375, height: 800 } });
  const places = JSON.stringify({ chainId: "31337", application });
  await page.addInitScript(`localStorage.setItem("witness.pass.places", ${JSON.stringify(places)})`);
  const nowUnixS = Math.floor(Date.now() / 1_000);
  const pass = passWith(shown(), { issuedUnixS: nowUnixS - 60, expiresUnixS: nowUnixS + 600, forWhom });
  await page.goto(`file://${folder}/witness-verify.html#${encodePassLink({ form: "whole", pass })}`);
  await page.locator("#pass[aria-busy=false] .terms").waitFor();
  const looks = await page.locator("ol.steps").screenshot();
  await page.close();
  return looks;
}

it("draws no marks of the owner's words over the steps", async () => {
  const marked = await stepsBeside(`a${"\u0301".repeat(59)}`);
  expect(marked.equals(await stepsBeside("a"))).toBe(true);
});
