/** The page as an owner uses it, in a real browser on the whole running system. */
import { AxeBuilder } from "@axe-core/playwright";
import { computeAddress, JsonRpcProvider, SigningKey, Wallet } from "ethers";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { System } from "../scripts/system.ts";
import { launch, screenshot } from "./browser.ts";
import type { FleetCar } from "./owner.ts";
import { replayInputs } from "./replay.ts";
import { eventually, historyArrived, startSystem } from "./system.ts";

let system: System;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

const WIDE = { width: 1440, height: 1000 };
const NARROW = { width: 375, height: 800 };

async function carOf(mode: string): Promise<FleetCar> {
  const response = await fetch(`${system.addresses.fleet}/v1/cars`);
  const owned = new Set(await ownedIds());
  const car = ((await response.json()) as FleetCar[]).find((each) => each.mode === mode && owned.has(each.deviceId));
  if (!car) throw new Error(`No car of the garage is ${mode}.`);
  return car;
}

const cards = () => page.locator("a[data-testid^='car-'], [data-testid^='car-'] a, [data-testid^='car-']");

async function ownedIds(): Promise<string[]> {
  const found = await page
    .locator("[data-testid^='car-']")
    .evaluateAll((all) => all.map((each) => each.getAttribute("data-testid")));
  return found.map((testId) => testId?.slice("car-".length) ?? "");
}

/** Opens a car of the garage and presses Check now. Returns verdict, reason and both values. */
async function check(mode: string) {
  await page.goto(system.addresses.page);
  await cards().first().waitFor();
  const { deviceId } = await carOf(mode);
  await page.getByTestId(`car-${deviceId}`).click();
  await page.getByTestId("check-now").click();
  await page.getByTestId("verdict").waitFor();
  const text = (testId: string) => page.getByTestId(testId).innerText();
  return {
    deviceId,
    verdict: await text("verdict"),
    reason: await text("verdict-reason"),
    live: kilometres(await text("value-live")),
    record: kilometres(await text("value-record")),
  };
}

const kilometres = (text: string): number =>
  Number(/([\d,]+\.\d) km/.exec(text.replace(/\s/g, " "))?.[1]?.replaceAll(",", ""));

/** What axe finds on the open page, at both widths and in both lights. */
async function barriers(): Promise<string[]> {
  const found: string[] = [];
  for (const viewport of [WIDE, NARROW]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // A colour on its way from one light to the other is no colour of the page's.
      await page.evaluate(
        "Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined)))",
      );
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const { id, nodes } of violations) {
        found.push(`${viewport.width} ${colorScheme} ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
      }
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await page.setViewportSize(WIDE);
  return found;
}

/** Cells of the tables whose text is not wholly within the window's width. */
const hiddenCells = (region: string): Promise<string[]> =>
  page.getByRole("region", { name: region }).evaluate((section) => {
    interface Cell {
      readonly innerText: string;
      getBoundingClientRect(): { left: number; right: number; width: number };
    }
    const { innerWidth } = globalThis as unknown as { innerWidth: number };
    const all = [...(section.querySelectorAll("tbody th, tbody td") as unknown as Iterable<Cell>)];
    const cells = all.filter((cell) => cell.innerText !== "");
    if (cells.length === 0) return ["no cell at all"];
    return cells
      .filter((cell) => {
        const { left, right, width } = cell.getBoundingClientRect();
        return width === 0 || left < 0 || right > innerWidth;
      })
      .map((cell) => cell.innerText);
  });

/** Values of a table that a narrow window shows far from the name of their column, and whatever scrolls sideways. */
const scattered = (region: string): Promise<string[]> =>
  page.getByRole("region", { name: region }).evaluate((section) => {
    interface Part {
      readonly innerText: string;
      readonly tagName: string;
      readonly clientWidth: number;
      readonly scrollWidth: number;
    }
    interface Dom {
      readonly innerWidth: number;
      readonly document: {
        createRange(): { selectNodeContents(part: Part): void; getBoundingClientRect(): { left: number } };
      };
    }
    const { innerWidth, document } = globalThis as unknown as Dom;
    const parts = (selector: string) => [...(section.querySelectorAll(selector) as unknown as Iterable<Part>)];
    const far = parts("td[data-label]").filter((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return range.getBoundingClientRect().left > innerWidth / 2;
    });
    const around = section.parentElement as unknown as Part;
    const wide = [section as unknown as Part, around].filter((part) => part.scrollWidth > part.clientWidth + 1);
    return [...far.map((cell) => cell.innerText), ...wide.map((part) => `${part.tagName} scrolls`)];
  });

beforeAll(async () => {
  system = await startSystem();
  browser = await launch();
  context = await browser.newContext({ viewport: WIDE, locale: "en-GB" });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
}, 60_000);

describe("an owner", () => {
  it("signs in with a key made in the browser and sees a garage of their own", async () => {
    await page.goto(system.addresses.page);
    await screenshot(page, "landing");
    expect(await barriers()).toEqual([]);
    await page.getByTestId("sign-in-demo").click();
    await page.locator("[data-testid^='car-']").nth(7).waitFor({ timeout: 60_000 });
    await historyArrived(system);
    await screenshot(page, "garage");
    expect(new Set(await ownedIds()).size).toBe(9);
  });

  it("checks an honest car: consistent, and both values agree", async () => {
    const { verdict, live, record } = await check("honest");
    expect(verdict).toBe("Odometer consistent");
    expect(live).toBeGreaterThanOrEqual(record);
    expect(live - record).toBeLessThan(100);
    await screenshot(page, "honest");
  });

  it("goes back to the garage from a car that was checked", async () => {
    await check("honest");
    await page.getByRole("link", { name: "All your cars" }).click();
    await cards().nth(8).waitFor({ timeout: 10_000 });
    expect(complaints).toEqual([]);
  });

  it("says that the state of an answer is settled, once its epoch is claimed and the chain agrees", async () => {
    await check("honest");
    const assurance = page.getByTestId("assurance");
    await eventually(
      () => assurance.getAttribute("data-level"),
      (level) => level === "settled",
    );
  });

  it("checks a rolled-back car: turned back, with amount and day, and lower than before", async () => {
    const { verdict, reason } = await check("rolled-back");
    expect(verdict).toMatch(/^Turned back by about 40,000 km on \d+ \w+ \d{4}$/);
    expect(reason).toMatch(/turned back by about 40,000 km on \d+ \w+ \d{4}/);
    expect(reason).toMatch(/lower than before/i);
    await screenshot(page, "rolled-back");
  });

  it.each([
    ["blocked", /^Stood still while the car drove about [\d,]+ km/],
    ["replayed", /^Odometer consistent$/],
    ["forged", /^Odometer consistent$/],
    // A gap over which the car stood and no time passed has no extent.
    ["gap", /^Consistent, with a gap( of \d+ (min|h|days) and [\d,]+ km)?$/],
    ["lost-storage", /^Consistent, with a gap( of \d+ (min|h|days) and [\d,]+ km)?$/],
    ["forked", /^Two devices claim to be this car$/],
    ["cloned", /^Two devices claim to be this car$/],
  ])("checks a %s car", async (mode, expected) => {
    const { verdict } = await check(mode);
    expect(verdict).toMatch(expected);
    await screenshot(page, mode);
  });

  it("reads the same on a phone, with nothing off the side", async () => {
    await page.setViewportSize(NARROW);
    await check("rolled-back");
    // The result is in sight without scrolling by hand.
    const place = await page.getByTestId("verdict").boundingBox();
    expect(place?.y).toBeGreaterThanOrEqual(0);
    expect((place?.y ?? 0) + (place?.height ?? 0)).toBeLessThanOrEqual(NARROW.height);
    await screenshot(page, "rolled-back-phone");
    const overflow = await page.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await page.setViewportSize(WIDE);
  });

  it("after a relay replayed what it carried: the honest car is consistent, on the same record", async () => {
    const before = await check("honest");
    const moment = new Date(Date.now() - 14 * 86_400_000).toISOString().slice(0, 19);
    const earlier = async (): Promise<string> => {
      await page.locator("[data-testid='own'][data-result='EQUAL']").waitFor();
      await page.getByRole("link", { name: "History" }).click();
      await page.getByLabel("To the second").fill(moment);
      await page.getByRole("button", { name: "Show that moment" }).click();
      const answer = page.getByTestId("earlier");
      await answer.waitFor();
      return answer.innerText();
    };
    const record = await earlier();
    await replayInputs(system);
    const after = await check("honest");
    expect(after.verdict).toBe("Odometer consistent");
    expect(after.record).toBeGreaterThanOrEqual(before.record);
    expect(await earlier()).toBe(record);
  });

  it("sees the verdict of a car on a small phone without scrolling", async () => {
    // What the smallest common phone shows between its own bars.
    const height = 553;
    await page.setViewportSize({ width: 375, height });
    await page.goto(system.addresses.page);
    await cards().first().waitFor();
    const { deviceId } = await carOf("rolled-back");
    await page.goto(`${system.addresses.page}/cars/${deviceId}`);
    await page.getByTestId("check-now").waitFor();
    const verdict = await page
      .getByText(/^Turned back by about/)
      .first()
      .boundingBox();
    const button = await page.getByTestId("check-now").boundingBox();
    expect((verdict?.y ?? height) + (verdict?.height ?? 0)).toBeLessThan(height);
    expect((button?.y ?? height) + (button?.height ?? 0)).toBeLessThan(height);
    await page.setViewportSize(WIDE);
  });

  it("reads every column of its tables on a phone", async () => {
    await check("forked");
    await page.setViewportSize(NARROW);
    await page.getByRole("link", { name: "Evidence" }).click();
    await page.getByRole("region", { name: "Refusals" }).waitFor();
    expect(await hiddenCells("Refusals")).toEqual([]);
    expect(await scattered("Refusals")).toEqual([]);
    await page.getByRole("link", { name: "History" }).click();
    await page.getByRole("button", { name: "Table" }).click();
    await page.getByRole("region", { name: "History by day" }).waitFor();
    expect(await hiddenCells("History by day")).toEqual([]);
    expect(await scattered("History by day")).toEqual([]);
    await page.goto(`${system.addresses.page}/statistics`);
    await page.getByRole("region", { name: "Cohorts" }).waitFor();
    expect(await hiddenCells("Cohorts")).toEqual([]);
    expect(await scattered("Cohorts")).toEqual([]);
    await screenshot(page, "statistics-phone");
    await page.setViewportSize(WIDE);
  });

  it("sees a new input come without asking again", async () => {
    await page.goto(`${system.addresses.page}/explorer`);
    const newest = page.getByRole("heading", { level: 2, name: /^Input / }).first();
    await newest.waitFor();
    const shown = await newest.innerText();
    await replayInputs(system);
    await eventually(
      () => newest.innerText(),
      (now) => now !== shown,
    );
  });

  it("reaches Check now and hears the result by keyboard alone", async () => {
    await page.goto(system.addresses.page);
    await page.locator("[data-testid^='car-']").first().waitFor();
    const { deviceId } = await carOf("honest");
    await page.goto(`${system.addresses.page}/cars/${deviceId}`);
    const button = page.getByTestId("check-now");
    await button.waitFor();
    const focused = () => page.evaluate<string | undefined>("document.activeElement?.dataset.testid");
    for (let tabs = 0; tabs < 30 && (await focused()) !== "check-now"; tabs += 1) await page.keyboard.press("Tab");
    expect(await focused()).toBe("check-now");
    await page.keyboard.press("Enter");
    await page.getByTestId("verdict").waitFor();
    expect(
      await page
        .locator(
          "[aria-live] [data-testid=verdict], [data-testid=verdict][aria-live], [role=status] [data-testid=verdict]",
        )
        .count(),
    ).toBe(1);
  });

  it("checks an output and a claim on the chain with a click", async () => {
    await page.goto(`${system.addresses.page}/explorer`);
    await page.getByRole("link", { name: /outputs/i }).click();
    const proof = page.getByTestId("proof");
    // The oldest output's epoch is the first that is claimed.
    await eventually(
      async () => {
        await page.getByTestId("prove-output-0").click();
        await proof.first().waitFor();
        return proof.first().getAttribute("data-outcome");
      },
      (outcome) => outcome === "proven",
    );
    await screenshot(page, "explorer-proof");
    await page.getByRole("link", { name: /claims/i }).click();
    await page.locator("[data-testid^='prove-claim-']").last().click();
    await proof.first().waitFor();
    expect(await proof.first().getAttribute("data-outcome")).toBe("proven");
  });

  it.each([["/"], ["/check"], ["/statistics"], ["/explorer"], ["/explorer/outputs"], ["/explorer/epochs"]])(
    "meets no barrier that a machine can find at %s",
    async (path) => {
      await page.goto(`${system.addresses.page}${path}`);
      await page.waitForLoadState("networkidle", { timeout: 2_000 }).catch(() => undefined);
      await page.locator("h1").waitFor();
      expect(await barriers()).toEqual([]);
      await screenshot(page, `page${path.replaceAll("/", "-")}`);
    },
  );

  it("meets none at a car with a verdict", async () => {
    await check("forked");
    expect(await barriers()).toEqual([]);
    for (const tab of ["History", "Evidence", "Passes"]) {
      await page.getByRole("link", { name: tab, exact: true }).click();
      expect(await barriers()).toEqual([]);
      await screenshot(page, `car-${tab.toLowerCase()}`);
    }
  });

  it("given a wallet in the browser, is asked once and then no more", async () => {
    const wallet = new Wallet(Wallet.createRandom().privateKey, new JsonRpcProvider(system.addresses.chain));
    let asked = 0;
    const theirs = await browser.newContext({ viewport: WIDE, locale: "en-GB" });
    await theirs.exposeFunction("witnessWallet", async (method: string, parameters: string[]) => {
      if (method === "eth_requestAccounts" || method === "eth_accounts")
        return [computeAddress(new SigningKey(wallet.privateKey))];
      if (method === "eth_chainId") return "0x7a69";
      if (method !== "eth_signTypedData_v4") throw new Error(`The page asked for ${method}.`);
      asked += 1;
      const { domain, types, message } = JSON.parse(parameters[1] ?? "{}");
      const { EIP712Domain: _, ...own } = types;
      return wallet.signTypedData(domain, own, message);
    });
    await theirs.addInitScript(() => {
      const call = (globalThis as unknown as { witnessWallet: (m: string, p: unknown[]) => Promise<unknown> })
        .witnessWallet;
      Object.assign(globalThis, {
        ethereum: {
          request: ({ method, params }: { method: string; params?: unknown[] }) => call(method, params ?? []),
          on: () => undefined,
        },
      });
    });
    const own = await theirs.newPage();
    await own.goto(system.addresses.page);
    await own.getByTestId("sign-in-wallet").click();
    await own.locator("[data-testid^='car-']").nth(7).waitFor({ timeout: 60_000 });
    await own.locator("[data-testid^='car-']").first().click();
    await own.getByTestId("check-now").click();
    await own.getByTestId("verdict").waitFor();
    await own.reload();
    await own.getByTestId("check-now").waitFor();
    expect(asked).toBe(1);
    wallet.provider?.destroy();
    await theirs.close();
  });

  it("saw no error in the console all the while", () => {
    expect(complaints).toEqual([]);
  });
});
