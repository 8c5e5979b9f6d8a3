/** The page of a pass that opens a history, in a real browser: the chart and its table, in both languages, and on paper. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodePassLink } from "@witness/protocol/pass/link";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ReadingScene } from "../../audit/test/reading-scene.ts";
import { NOW } from "../../dapp/test/world.ts";
import { launch } from "../../e2e/browser.ts";
import { buildPage } from "../src/build/page.ts";
import { type ArchiveServer, passOf, readerOf, send, serveArchive } from "./history-scene.ts";
import { application, startWorld, type World } from "./world.ts";

const DAY_S = 86_400;
const folder = mkdtempSync(join(tmpdir(), "witness-verify-history-"));
let browser: Awaited<ReturnType<typeof launch>>;
let world: World;
let archive: ArchiveServer;
let address: string;
let nowUnixS: number;

/** A car that was turned back by 1 290 km after two months, whose owner says "Archive" as the purpose. */
beforeAll(async () => {
  await buildPage(folder);
  browser = await launch();
  world = await startWorld();
  const scene = new ReadingScene("Anna");
  scene.drive(60);
  for (let day = 60; day < 70; day += 1) {
    const readings = [0, 1, 2].map((hour) => ({
      timeUnixS: NOW + day * DAY_S - 7_200 + hour * 3_600,
      odometerHm: 15_000 + 300 * (day - 60) + 100 * hour,
    }));
    send(scene, readings);
  }
  archive = await serveArchive(scene);
  const { pass, evidence } = await passOf(scene, { fields: ["odometer", "vehicle"], purpose: "Archive" });
  nowUnixS = readerOf(world, scene, evidence, archive.url).nowUnixS;
  address = `file://${folder}/witness-verify.html#${encodePassLink({ form: "whole", pass })}`;
}, 60_000);
afterAll(async () => {
  await browser?.close();
  archive?.close();
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(locale: "en-GB" | "de-DE") {
  const page = await browser.newPage({ viewport: { width: 375, height: 800 }, locale });
  await page.clock.setFixedTime(new Date(nowUnixS * 1_000));
  for (const url of [world.url, archive.url]) {
    await page.route(`${url}/**`, async (route) => {
      const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "content-type" };
      if (route.request().method() === "OPTIONS") await route.fulfill({ status: 204, headers });
      else await route.fulfill({ response: await route.fetch(), headers });
    });
  }
  const places = JSON.stringify({
    chainId: "31337",
    application,
    rpc: `${world.url}/chain/history`,
    archive: archive.url,
  });
  await page.addInitScript(`localStorage.setItem("witness.pass.places", ${JSON.stringify(places)})`);
  await page.goto(address);
  await page.locator("#pass[aria-busy=false] .terms").waitFor();
  return page;
}

describe("the page of a pass that opens a history", () => {
  it("names the amount, draws the fall, and says the same in a table", async () => {
    const page = await opened("en-GB");
    expect(await page.locator("h1").innerText()).toBe("Turned back by about 1,290 km on 16 Mar 2027");
    const chart = page.locator("svg.chart");
    expect(await chart.getAttribute("aria-label")).toMatch(/^From 1,000.0 km on 15 Jan 2027 to .* falls: 1\.$/);
    expect(await chart.locator("path.fall").count()).toBe(1);
    expect(await chart.locator("text").allTextContents()).toEqual(["−1,290 km"]);
    const { width = 0, height = 0 } = (await chart.boundingBox()) ?? {};
    expect([width <= 375, height]).toEqual([true, 160]);
    await page.locator(".history summary").click();
    const rows = await page.locator(".history tbody tr").allInnerTexts();
    expect(rows.map((row) => row.split("\t")[2])).toEqual([
      "The first reading that the pass opens",
      "The odometer shows about 1,290 km less than before",
      "The last reading that the pass opens",
    ]);
    await page.close();
  }, 30_000);

  it("is in German for whoever reads that, with the owner's words as they are, and in miles when asked", async () => {
    const page = await opened("de-DE");
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
    const heading = page.locator("h1");
    expect((await heading.innerText()).replaceAll("\u00a0", " ")).toBe(
      "Zurückgedreht um etwa 1.290 km am 16. März 2027",
    );
    expect(await page.locator(".terms dd").allInnerTexts()).toContain("Archive");
    const body = await page.locator("body").innerText();
    for (const english of ["Signed by", "This does not prove", "The odometer", "Whom this page"]) {
      expect(body).not.toContain(english);
    }
    await page.getByRole("combobox", { name: "Strecken", exact: true }).selectOption("mi");
    await expect.poll(() => heading.innerText()).toContain(" mi am ");
    expect(await heading.innerText()).toContain("etwa 802 mi");
    // The choice is this browser's: it is there at the next visit.
    await page.reload();
    await page.locator("#pass[aria-busy=false] .terms").waitFor();
    expect(await heading.innerText()).toContain("etwa 802 mi");
    await page.close();
  }, 30_000);

  it("takes language and distances from the owner's page of the same server, until something is chosen here", async () => {
    const page = await opened("en-GB");
    await page.evaluate(`localStorage.setItem("witness.settings", '{"language":"de","unit":"mi"}')`);
    await page.reload();
    await page.locator("#pass[aria-busy=false] .terms").waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
    expect(await page.locator("h1").innerText()).toContain("etwa 802 mi");
    await page.getByRole("combobox", { name: "Sprache", exact: true }).selectOption("en-GB");
    await page.reload();
    await page.locator("#pass[aria-busy=false] .terms").waitFor();
    expect(await page.locator("h1").innerText()).toContain("about 802 mi");
    await page.close();
  }, 30_000);

  it("prints on one sheet of A4", async () => {
    const page = await opened("en-GB");
    const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
    await page.close();
  }, 30_000);
});
