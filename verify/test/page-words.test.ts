/** What the page of a pass says beside its signs, in a real browser. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodePassLink } from "@witness/protocol/pass/link";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch } from "../../e2e/browser.ts";
import { passOwner, passValues } from "../../protocol/scripts/example-pass.ts";
import { buildPage } from "../src/build/page.ts";
import { application, passWith, shown } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "witness-verify-words-"));
let browser: Awaited<ReturnType<typeof launch>>;
beforeAll(async () => {
  await buildPage(folder);
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a pass of a record for a reader whom nobody of the chain answers. */
async function opened(change: Parameters<typeof shown>[0] = {}) {
  const page = await browser.newPage({ viewport: { width: 375, height: 800 }, locale: "en-GB" });
  const places = JSON.stringify({ chainId: "31337", application });
  await page.addInitScript(`localStorage.setItem("witness.pass.places", ${JSON.stringify(places)})`);
  const nowUnixS = Math.floor(Date.now() / 1_000);
  const pass = passWith(shown(change), { issuedUnixS: nowUnixS - 60, expiresUnixS: nowUnixS + 600 });
  await page.goto(`file://${folder}/witness-verify.html#${encodePassLink({ form: "whole", pass })}`);
  await page.locator("#pass[aria-busy=false] .terms").waitFor();
  return page;
}

it("says how each step ended in words that are seen, also on paper", async () => {
  const page = await opened();
  const wordsOf = (step: string) => page.locator(`[data-step=${step}] .step-word`);
  for (const media of ["screen", "print"] as const) {
    await page.emulateMedia({ media });
    expect(await wordsOf("signed").innerText()).toBe("holds");
    expect(await wordsOf("newest").innerText()).toBe("not asked");
    const { width = 0, height = 0 } = (await wordsOf("newest").boundingBox()) ?? {};
    expect([width > 20, height > 10]).toEqual([true, true]);
  }
  await page.close();
});

it("calls the value of a car that was turned back no distance over its life", async () => {
  const { verdict } = passValues(passOwner);
  const reasons = [{ reason: 1, open: 1, count: 1, firstTimeUnixS: 1_760_000_000 }];
  const fallen = await opened({ verdict: { ...verdict, verdict: 2, reasons } });
  const value = fallen.locator("section.value");
  expect(await value.innerText()).toContain("as the odometer shows it since it was turned back");
  expect(await value.innerText()).not.toContain("over the car's life");
  const whole = await opened();
  expect(await whole.locator("section.value").innerText()).toContain("over the car's life");
});
