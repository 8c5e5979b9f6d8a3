/** The owner of a car whose record was taken over, who judges it alone: by the command, and in a real browser. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { computeAddress, SigningKey, Wallet } from "ethers";
import type { Page } from "playwright-core";
import { readDeployment, type System } from "../scripts/system.ts";
import { launch, screenshot } from "./browser.ts";
import type { MovingCar } from "./succession-fleet.ts";
import { eventually } from "./system.ts";

/** The two applications. */
export interface Moved {
  readonly before: System;
  readonly after: System;
}

/** The options of `npm run judge` for a car, and those that name the application before. */
export function judgeOptions({ before, after }: Moved, car: MovingCar, keyFile: string) {
  writeFileSync(keyFile, `${toHex(car.wallet)}\n`, { mode: 0o600 });
  const { chain, archive, rpc, inspect } = after.addresses;
  const { address } = readDeployment(after.deployment).application;
  const asked = ["--rpc", chain, "--app", address, "--car", car.id, "--wallet", keyFile, "--archive", archive];
  const old = before.addresses;
  const there = ["--predecessor-node", old.rpc, "--predecessor-inspect", old.inspect];
  const genesis = ["--genesis", after.genesis];
  return {
    asked: [...asked, "--node", rpc, "--inspect", inspect, "--wait", "60"],
    genesis,
    whole: [...genesis, ...there, "--predecessor-archive", old.archive],
  };
}

/** A wallet as a browser brings one, with this private key. */
async function bringWallet(page: Page, privateKey: Uint8Array): Promise<void> {
  const wallet = new Wallet(new SigningKey(privateKey));
  await page.exposeFunction("witnessSign", (payload: string) => {
    const { domain, types, message } = JSON.parse(payload);
    const { EIP712Domain: _, ...own } = types;
    return wallet.signTypedData(domain, own, message);
  });
  const account = JSON.stringify(computeAddress(new SigningKey(privateKey)));
  await page.addInitScript(`window.ethereum = { request: async ({ method, params }) => {
    if (method === "eth_requestAccounts") return [${account}];
    if (method === "eth_signTypedData_v4") return window.witnessSign(params[1]);
    throw new Error("This wallet does nothing else.");
  } };`);
}

/**
 * Opens a car's page as its owner. Returns what it says before the owner has signed in to the application before, and then.
 * @param nowUnixS the chain's time, which the browser shares
 */
export async function judgedInBrowser(
  { before, after }: Moved,
  car: MovingCar,
  nowUnixS: number,
): Promise<readonly [string, string]> {
  const { chain, rpc, inspect, archive } = after.addresses;
  const ready = await after.supervisor.start({
    name: "page",
    args: [join(import.meta.dirname, "../frontend/server.ts")],
    env: {
      PAGE_INSPECT_URL: inspect,
      PAGE_NODE_RPC_URL: rpc,
      PAGE_ARCHIVE_URL: archive,
      PAGE_PREDECESSOR_INSPECT_URL: before.addresses.inspect,
      PAGE_PREDECESSOR_ARCHIVE_URL: before.addresses.archive,
      PAGE_RPC_URL: chain,
      PAGE_DEPLOYMENT: after.deployment,
      PAGE_GENESIS: after.genesis,
      PAGE_PORT: "0",
    },
  });
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, locale: "en-GB" });
    await context.clock.setFixedTime(new Date(nowUnixS * 1_000));
    const page = await context.newPage();
    await bringWallet(page, car.wallet);
    await page.goto(String(ready["url"]));
    await page.getByTestId("sign-in-wallet").click();
    await page.locator("[data-testid^='car-']").first().waitFor({ timeout: 60_000 });
    await page.goto(`${ready["url"]}/cars/${car.id}`);
    const own = page.getByTestId("own");
    const told = async (wanted: string): Promise<string> => {
      await own.waitFor({ timeout: 60_000 });
      await eventually(
        () => own.getAttribute("data-result"),
        (result) => result === wanted,
      );
      return own.innerText();
    };
    const since = await told("PARTIAL");
    await page.getByTestId("own-before").click();
    const whole = await told("EQUAL");
    await screenshot(page, "own-before");
    return [since, whole];
  } finally {
    await browser.close();
  }
}
