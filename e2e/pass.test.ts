/** A pass on the whole running system: made with the owner's key, opened in a browser at /p, and what each lie comes to there. */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { parsePassLink } from "@witness/protocol/pass/link";
import { decodePass, passIdentity } from "@witness/protocol/pass/pass";
import type { RecordField } from "@witness/protocol/record/fields";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDeployment, type System } from "../scripts/system.ts";
import { launch, screenshot } from "./browser.ts";
import { type Ran, runCommand } from "./command.ts";
import { Owner } from "./owner.ts";
import { fragmentOf, ownEvidence, passOf } from "./pass.ts";
import { eventually, historyArrived, startSystem } from "./system.ts";

const ROOT = join(import.meta.dirname, "..");
const SHOWN: readonly RecordField[] = ["vehicle", "vin", "period", "odometer"];

let system: System;
let owner: Owner;
let device: string;
let keyFile: string;
let second: Server;
let lying: Server;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let pass: Uint8Array;
const complaints: string[] = [];
/** Everything that the browser asked of anybody, bodies included. */
const asked: string[] = [];

/** Another node of the chain; one that lies says of every root that it was accepted. */
const nodeOf = (chain: string, lies: boolean): Server =>
  createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", async () => {
      const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "content-type" };
      if (request.method === "OPTIONS") {
        response.writeHead(204, headers).end();
        return;
      }
      const body = Buffer.concat(parts).toString();
      const answer = await fetch(chain, { method: "POST", headers: { "content-type": "application/json" }, body });
      const said = (await answer.json()) as { result: unknown };
      // isOutputsMerkleRootValid(address,bytes32)
      if (lies && body.includes("0xe5cc8664")) said.result = `0x${"1".padStart(64, "0")}`;
      response.writeHead(200, { ...headers, "content-type": "application/json" }).end(JSON.stringify(said));
    });
  });

beforeAll(async () => {
  // At the speed of life no envelope comes while the test looks, so the newest state stays the newest.
  system = await startSystem({ speed: 1 });
  owner = new Owner(system);
  keyFile = join(mkdtempSync(join(tmpdir(), "witness-pass-")), "wallet.key");
  writeFileSync(keyFile, `${toHex(owner.key)}\n`, { mode: 0o600 });
  const garage = await owner.garage();
  await eventually(
    async () => (await owner.cars()).length,
    (cars) => cars === garage.length,
    120_000,
  );
  device = garage.find(({ mode }) => mode === "honest")?.deviceId ?? "";
  await historyArrived(system);
  second = nodeOf(system.addresses.chain, false);
  lying = nodeOf(system.addresses.chain, true);
  for (const node of [second, lying]) {
    await new Promise<void>((resolve) => {
      node.listen(0, "127.0.0.1", resolve);
    });
  }
  browser = await launch();
  context = await browser.newContext({ viewport: { width: 375, height: 800 }, locale: "en-GB" });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("Failed to load resource"))
      complaints.push(message.text());
  });
  page.on("request", (request) => asked.push(`${request.url()} ${request.postData() ?? ""}`));
  const made = parsePassLink((await make()).link);
  if (made.form === "whole") ({ pass } = made);
}, 400_000);
afterAll(async () => {
  await browser?.close();
  second?.close();
  lying?.close();
  await system?.stop();
}, 60_000);

const urlOf = (node: Server): string => `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
const address = (fragment: string): string => `${system.addresses.page}/p#${fragment}`;
/** Opens a pass, and waits until the page has said what it comes to. */
async function opened(fragment: string, at: Page = page): Promise<void> {
  await at.goto("about:blank");
  await at.goto(address(fragment));
  await at.locator("#pass[aria-busy=false]").waitFor();
}
const outcome = (at: Page = page) => at.locator(".band").getAttribute("data-outcome");
const heading = (at: Page = page) => at.locator("h1").innerText();
const step = async (name: string, at: Page = page) => {
  const row = at.locator(`[data-step=${name}]`);
  return [await row.getAttribute("data-result"), await row.getAttribute("data-code")];
};

/** Photographs the page at both widths and in both lights; returns what axe finds. */
async function looked(name: string): Promise<string[]> {
  const found: string[] = [];
  for (const width of [375, 1_440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      found.push(
        ...violations.map(
          ({ id, nodes }) => `${width} ${colorScheme} ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
        ),
      );
      await screenshot(page, `pass-${name}-${width}-${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 375, height: 800 });
  return found;
}

/** The command on a link. */
const command = (link: string, ...change: readonly string[]): Promise<Ran<{ readonly result: string }>> => {
  const { chain, archive, rpc, inspect } = system.addresses;
  const ways = ["--rpc", chain, "--archive", archive, "--node", rpc, "--inspect", inspect];
  const args = [link, ...ways, "--app", readDeployment(system.deployment).application.address, ...change];
  return runCommand(join(ROOT, "verify/src/command/main.ts"), args);
};

/** What the command says of a pass that it made. */
interface Made {
  readonly link: string;
  readonly kept?: { readonly link: string };
}

/** The owner's command makes a pass of 30 days. */
async function make(...more: readonly string[]): Promise<Made> {
  const { chain, rpc, inspect, page: at } = system.addresses;
  const { application } = readDeployment(system.deployment);
  const options = {
    rpc: chain,
    node: rpc,
    inspect,
    page: at,
    app: application.address,
    car: device,
    wallet: keyFile,
    show: "vehicle,vin,period,odometer",
    purpose: "Sale",
    for: "Ada Lovelace",
    until: "30d",
    wait: "120",
  };
  const named = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const args = [join(ROOT, "operate/src/main.ts"), "pass", "--json", ...named, ...more];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Made;
}

const withdraw = (named: Uint8Array): void => {
  const { chain, relay, inspect } = system.addresses;
  const identity = toHex(passIdentity(decodePass(named, native).message, native));
  const { application } = readDeployment(system.deployment);
  const ways = ["--rpc", chain, "--app", application.address, "--relay", relay, "--inspect", inspect];
  const deed = ["withdraw-pass", "--pass", identity, "--car", device, "--wallet", keyFile];
  execFileSync(process.execPath, [join(ROOT, "operate/src/main.ts"), ...deed, ...ways], { encoding: "utf8" });
};

describe("/p", () => {
  it("default: proves a pass in the browser, and nothing of it reaches a server", async () => {
    await eventually(
      async () => {
        await opened(fragmentOf(pass));
        return step("newest");
      },
      ([result]) => result === "holds",
      120_000,
    );
    expect(await outcome()).toBe("consistent");
    expect(await heading()).toBe("Odometer consistent");
    for (const name of ["whole", "signed", "opened", "current", "proven", "newest", "standing"]) {
      expect([name, ...(await step(name))]).toEqual([name, "holds", null]);
    }
    expect(await step("compared")).toEqual(["unasked", "rpc-single"]);
    expect(await looked("proven")).toEqual([]);
    await page.locator("[data-step=proven] summary").click();
    expect(await page.locator("[data-step=proven] dd").first().isVisible()).toBe(true);
    await screenshot(page, "pass-opened-step");
    const { message } = decodePass(pass, native);
    const parts = [fragmentOf(pass).slice(0, 40), toHex(message), toHex(passIdentity(message, native))];
    for (const part of parts) expect(asked.filter((request) => request.includes(part))).toEqual([]);
    expect(complaints).toEqual([]);
  }, 200_000);

  it("asks the car itself", async () => {
    await opened(fragmentOf(pass));
    await page.getByRole("button", { name: "Ask the car now" }).click();
    await page.locator("[data-step=live]").waitFor();
    expect((await step("live"))[0]).toBe("holds");
    expect(await page.locator(".live").innerText()).toMatch(/^The car shows/);
    await screenshot(page, "pass-live");
  });

  it("names the step that fails when a pass was altered", async () => {
    const altered = pass.slice();
    altered[altered.length - 40] = (altered.at(-40) ?? 0) ^ 1;
    await opened(fragmentOf(altered));
    expect(await step("whole")).toEqual(["fails", "pass-altered"]);
    expect(await heading()).toBe("This pass was changed after it was issued");
    expect(await looked("altered")).toEqual([]);
  });

  it("says when a pass has ended, and that one is of another application", async () => {
    const evidence = await ownEvidence(system, owner, device);
    const nowUnixS = Math.floor(Date.now() / 1_000);
    const terms = { fields: SHOWN, device: fromHex(device) };
    const past = { issuedUnixS: nowUnixS - 900, expiresUnixS: nowUnixS - 60 };
    await opened(fragmentOf(passOf(system, owner, evidence, { ...terms, ...past })));
    expect(await step("current")).toEqual(["fails", "pass-expired"]);
    expect(await heading()).toBe("This pass has expired");
    expect(await looked("expired")).toEqual([]);
    const elsewhere = { ...system, deployment: join(mkdtempSync(join(tmpdir(), "witness-other-")), "deployment.json") };
    writeFileSync(
      elsewhere.deployment,
      JSON.stringify({ chainId: 31_337, application: { address: `0x${"ee".repeat(20)}` } }),
    );
    await opened(fragmentOf(passOf(elsewhere, owner, evidence, terms)));
    expect(await step("signed")).toEqual(["fails", "pass-unsigned"]);
    expect(await heading()).toBe("Do not rely on this pass");
  }, 120_000);

  it("believes no record that its owner invented, even when one of two nodes of the chain lies for it", async () => {
    const evidence = await ownEvidence(system, owner, device);
    const opening = {
      ...evidence.opening,
      fields: evidence.opening.fields.map((field) =>
        field.field === 6 ? { ...field, value: field.value.map((byte, at) => (at === 7 ? byte ^ 1 : byte)) } : field,
      ),
    };
    const forged = passOf(system, owner, { ...evidence, opening }, { fields: SHOWN, device: fromHex(device) });
    await opened(fragmentOf(forged));
    expect(await step("proven")).toEqual(["waiting", "root-waiting"]);
    expect(await heading()).toBe("Still arriving");
    expect(await page.getByText("Whoever signed the pass says so; it is not proven.").isVisible()).toBe(true);
    expect(await looked("pending")).toEqual([]);
    await page.getByText("Whom this page asks").click();
    await page.getByLabel("Second node, to compare").fill(urlOf(lying));
    await page.getByRole("button", { name: "Check again" }).click();
    await page.locator("[data-step=compared][data-result=fails]").waitFor();
    expect(await step("compared")).toEqual(["fails", "rpcs-differ"]);
    expect(await heading()).toBe("Not enough to say");
    await screenshot(page, "pass-lying-rpc");
    const told = await command(fragmentOf(forged), "--rpc", urlOf(lying));
    expect(told).toMatchObject({ exitCode: 1, last: { result: "FAILS" } });
    await page.evaluate("localStorage.clear()");
  }, 120_000);

  it("compares two nodes that tell the truth", async () => {
    const told = await command(address(fragmentOf(pass)), "--rpc", urlOf(second));
    expect(told).toMatchObject({
      exitCode: 0,
      last: { result: "HOLDS", outcome: { kind: "consistent", tone: "good" } },
    });
    for (const no of ["http://127.0.0.1:9", system.addresses.chain]) {
      expect(await command(address(fragmentOf(pass)), "--rpc", no)).toMatchObject({ exitCode: 3 });
    }
  });

  it("opens without a connection after the first visit, and says what could not be asked", async () => {
    await opened(fragmentOf(pass));
    await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
    await context.setOffline(true);
    try {
      await opened(fragmentOf(pass));
      expect(await step("signed")).toEqual(["holds", null]);
      expect(await step("proven")).toEqual(["unasked", "chain-unavailable"]);
      expect(await heading()).toBe("Not enough to say");
      expect(await looked("offline")).toEqual([]);
    } finally {
      await context.setOffline(false);
    }
  });

  it("asks for a link when there is none", async () => {
    await page.goto("about:blank");
    await page.goto(`${system.addresses.page}/p`);
    await page.getByLabel("Link of a pass").fill(address(fragmentOf(pass)));
    expect(await looked("none")).toEqual([]);
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await page.locator("#pass[aria-busy=false] [data-outcome=consistent]").waitFor();
  });

  it("works as one file from disk, for the application that the reader names", async () => {
    const file = join(ROOT, "verify/dist/witness-verify.html");
    const other = await context.newPage();
    await other.goto(`file://${file}#${fragmentOf(pass)}`);
    await other.getByLabel("Chain id").fill("mainnet");
    await other.getByRole("button", { name: "Check again" }).click();
    expect(await other.getByRole("alert").innerText()).toMatch(/^Chain id: a whole number/);
    await other.getByLabel("Chain id").fill("31337");
    await other.getByRole("button", { name: "Check again" }).click();
    expect(await other.getByRole("alert").innerText()).toMatch(/^Application: 0x and 40/);
    await other.getByLabel("Application", { exact: true }).fill(readDeployment(system.deployment).application.address);
    await other.getByLabel("Node of the chain (JSON-RPC)").fill(system.addresses.chain);
    await screenshot(other, "pass-from-disk-unnamed");
    await other.getByRole("button", { name: "Check again" }).click();
    await other.locator("#pass[aria-busy=false] [data-step=proven][data-result=holds]").waitFor();
    await other.close();
  });

  it("is fetched by its hash from an archive that keeps it encrypted", async () => {
    const { kept } = await make("--keep", system.addresses.archive);
    await opened(new URL(kept?.link ?? "").hash.slice(1));
    expect(await step("proven")).toEqual(["holds", null]);
  });

  it("is shown to be old once the record goes on, and withdrawn once its owner takes it back", async () => {
    const evidence = await ownEvidence(system, owner, device);
    const other = passOf(system, owner, evidence, { fields: ["vehicle"], device: fromHex(device) });
    withdraw(other);
    await opened(fragmentOf(pass));
    expect(await step("newest")).toEqual(["older", "state-older"]);
    expect(await heading()).toMatch(/^Odometer consistent on \d/);
    expect(await looked("old")).toEqual([]);
    withdraw(pass);
    await opened(fragmentOf(pass));
    expect(await step("standing")).toEqual(["fails", "pass-withdrawn"]);
    expect(await heading()).toBe("This pass was withdrawn");
    expect(await looked("withdrawn")).toEqual([]);
    expect(await command(fragmentOf(pass))).toMatchObject({ exitCode: 1 });
    expect(complaints).toEqual([]);
  }, 200_000);
});
