/** Somebody sold a car, and reads the own time with it in a real browser: whole, and nothing of what came after. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { accountOf } from "@witness/protocol/operations/account";
import { decodeOperation } from "@witness/protocol/operations/operation";
import { computeAddress, SigningKey } from "ethers";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Device, memoryStore, openDevice } from "../device/src/index.ts";
import { registrationOf } from "../mock-devices/src/registration.ts";
import { RelayClient } from "../mock-devices/src/relay-client.ts";
import { readDeployment, type System } from "../scripts/system.ts";
import { launch, screenshot } from "./browser.ts";
import { applicationOf, DAY_S, relayOf } from "./succession-fleet.ts";
import { eventually, startSystem } from "./system.ts";

const OPERATE = join(import.meta.dirname, "../operate/src/main.ts");
const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
const folder = mkdtempSync(join(tmpdir(), "witness-earlier-"));

let system: System;
let browser: Browser;
let page: Page;
let device: Device;
/** The seller's wallet, which this browser made. */
let seller: string;
let buyer: string;
let odometerHm = 100_000;

function keyFile(name: string, key: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, `${toHex(key)}\n`, { mode: 0o600 });
  return path;
}

/** The private key of the demo wallet, as the page's own code opens it. */
const demoKey = (): Promise<string> =>
  page.evaluate(`new Promise((resolve, reject) => {
    const opening = indexedDB.open("witness");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const reading = opening.result.transaction("keys").objectStore("keys").get("demo-wallet");
      reading.onsuccess = async () => {
        opening.result.close();
        const { key, nonce, sealed } = reading.result;
        const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, key, sealed);
        resolve(Array.from(new Uint8Array(opened), (byte) => byte.toString(16).padStart(2, "0")).join(""));
      };
    };
  })`);

/** Runs the command as its owner does. */
function operate(deed: string, ...options: readonly string[]): { readonly identity: string } {
  const { chain, relay, inspect } = system.addresses;
  const { application } = readDeployment(system.deployment);
  const ways = ["--rpc", chain, "--app", application.address, "--relay", relay, "--inspect", inspect];
  return JSON.parse(
    execFileSync(process.execPath, [OPERATE, deed, ...ways, ...options], { encoding: "utf8" })
      .trim()
      .split("\n")
      .at(-1) ?? "",
  );
}

/** A reading a day, the last one of `untilUnixS`, in one envelope. Resolves when it is in a block. */
async function drive(days: number, untilUnixS: number): Promise<void> {
  const readings = Array.from({ length: days }, (_, day) => ({
    timeUnixS: untilUnixS - (days - 1 - day) * DAY_S,
    odometerHm: odometerHm + 500 * (day + 1),
  }));
  odometerHm += 500 * days;
  await device.send(...readings);
  await device.flush({ withinMs: 60_000 });
  const { sequence } = device.status;
  await eventually(
    async () =>
      (await (await fetch(`${system.addresses.relay}/v1/devices/${device.id}/head`)).json()) as { included: number },
    ({ included }) => included === sequence,
  );
}

beforeAll(async () => {
  system = await startSystem();
  browser = await launch();
  page = await (await browser.newContext({ viewport: { width: 1_440, height: 900 }, locale: "en-GB" })).newPage();
  await page.goto(system.addresses.page);
  await page.getByTestId("sign-in-demo").click();
  await page.locator("[data-testid^='car-']").first().waitFor({ timeout: 60_000 });
  const wallet = fromHex(await demoKey());
  seller = keyFile("seller.key", wallet);

  const application = applicationOf(system);
  const key = derivePrivateKey(random(32), provider);
  device = await openDevice({
    key,
    application,
    relay: relayOf(system),
    store: memoryStore(),
    firstStart: true,
    delivery: "on flush",
    provider,
  });
  const firstOwner = fromHex(computeAddress(new SigningKey(wallet)).slice(2));
  const vehicle = { make: "Aster", model: "Corvina", modelYear: 2021, vin: "" };
  const makerKey = fromHex(readFileSync(system.keys().file("maker"), "utf8").trim());
  const registration = registrationOf(device, { vehicle, firstOwner }, makerKey, { application, provider, random });
  const relay = new RelayClient(system.addresses.relay, (ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  expect((await relay.register(registration)).code).toBe("admitted");
  const nowUnixS = Math.floor(Date.now() / 1_000);
  await drive(40, nowUnixS - 5 * DAY_S);

  const buyerKey = derivePrivateKey(random(32), provider);
  buyer = keyFile("buyer.key", buyerKey);
  const actor = { form: "key", publicKey: provider.p256PublicKey(buyerKey) } as const;
  const account = toHex(accountOf(actor, new Uint8Array(), provider) ?? new Uint8Array());
  const car = ["--car", device.id];
  await eventually(
    async () => operate("offer", ...car, "--wallet", seller, "--buyer", account),
    () => true,
  );
  const file = ["--file", join(folder, "accept.json")];
  operate("accept-offer", ...car, "--key", buyer, ...file);
  const { message } = JSON.parse(readFileSync(file[1] ?? "", "utf8")) as { message: string };
  const pairing = await device.answerPairing(decodeOperation(fromHex(message)));
  operate("answer", ...file, "--pairing", toHex(pairing));
  operate("send", ...file, "--key", buyer);
  await drive(3, nowUnixS - DAY_S);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await device?.close();
  await system?.stop();
}, 60_000);

it("reads the seller's own time by a click, judges it alone, and shows no more", async () => {
  const own = page.getByTestId("own");
  const text = await eventually(
    async () => {
      await page.goto(`${system.addresses.page}/cars/${device.id}`);
      await page.getByTestId("read-earlier").click();
      await own.waitFor({ timeout: 60_000 });
      await eventually(
        () => own.getAttribute("data-result"),
        (result) => result === "PARTIAL",
      );
      return own.innerText();
    },
    // The node has the buyer's envelope a moment after the chain.
    (read) => read.includes("All 2 envelopes up to no. 2 are the proven ones"),
  );
  expect(text).toContain("your time with the car, which ended with envelope no. 1.");
  expect(text).toContain("Envelopes no. 1 to 1 alone, with 40 readings, are judged: logical, 12,000.0 km.");
  expect(text).toContain("your keys do not open the others");
  await screenshot(page, "own-earlier");
  const whole = await page.locator("main").innerText();
  expect(whole).not.toContain((odometerHm / 10).toLocaleString("en-GB"));
}, 120_000);

it("tells somebody who never had the car that there is nothing of theirs", async () => {
  const stranger = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await stranger.goto(system.addresses.page);
  await stranger.getByTestId("sign-in-demo").click();
  await stranger.locator("[data-testid^='car-']").first().waitFor({ timeout: 60_000 });
  await stranger.goto(`${system.addresses.page}/cars/${device.id}`);
  await stranger.getByTestId("read-earlier").click();
  const result = await eventually(
    async () => stranger.locator("main").innerText(),
    (text) => !text.includes("Asking…") && !text.includes("Read my own time with it"),
  );
  expect(result).not.toContain("your time with the car, which ended");
}, 120_000);
