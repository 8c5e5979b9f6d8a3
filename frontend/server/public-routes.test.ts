/** Public verdicts and badges through the page's server: what whoever types a VIN or plate is told, and what nobody is. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { sealPlate } from "@witness/protocol/plate-seal";
import { type CarName, provenPublicCars } from "@witness/protocol/record/public-cars";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import { publicVerdictOf } from "@witness/verify/public-verdict";
import express from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import type { State } from "../../dapp/src/state/state.ts";
import { act } from "../../dapp/test/operating.ts";
import * as backEnd from "../../dapp/test/world.ts";
import { walletOf } from "../../protocol/scripts/cases/operated.ts";
import { badgeOf } from "./badge.ts";
import { publicRoutes } from "./public-routes.ts";

const { feed, inputOf, month, p, run } = backEnd;
const [anna, eve] = [walletOf("Anna"), walletOf("Eve")];
const VIN = "WAUZZZ8V5KA000001";
const HIDDEN = "WAUZZZ8V5KA000002";
const plate = { country: "DE", characters: "WITN2026" };
const PER_MINUTE = 80;

const servers: Server[] = [];
const listening = async (server: Server): Promise<string> => {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

let state: State;
let url = "";
let silentUrl = "";
let fewUrl = "";
let isLying = false;
const [device, second, hidden] = ["device", "second", "hidden"].map((name) => new backEnd.TestDevice(name)) as [
  backEnd.TestDevice,
  backEnd.TestDevice,
  backEnd.TestDevice,
];
const sealed = (of: backEnd.TestDevice, as = plate) => {
  const place = { device: of.id, tenure: 1 };
  return { sealed: sealPlate(backEnd.context, backEnd.applicationPublicKey, place, as, backEnd.keyOf("plate"), p) };
};

beforeAll(async () => {
  state = backEnd.world();
  const registrations = [
    device.registration(anna.account, undefined, undefined, VIN),
    second.registration(eve.account, undefined, "Vega"),
    hidden.registration(eve.account, undefined, "Vega", HIDDEN),
  ];
  feed(state, inputOf({ registrations }, 0));
  feed(state, inputOf({ runs: [device, second, hidden].map((each) => run(each.send(month(700)))) }, 1));
  act(state, device, anna, "publishPlate", sealed(device, { country: "DE", characters: "ANNA1" }));
  act(state, second, eve, "publishPlate", sealed(second));
  const node = await listening(
    createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const report = inspect(state, Uint8Array.from(Buffer.concat(parts)));
        if (isLying) report[60] = (report[60] ?? 0) ^ 1;
        response.end(JSON.stringify({ reports: [{ payload: `0x${toHex(report)}` }] }));
      });
    }),
  );
  const serve = (inspectUrl: string, perMinute: number) =>
    listening(createServer(express().use("/public/v1", publicRoutes({ inspect: inspectUrl, perMinute }))));
  url = await serve(`${node}/inspect`, PER_MINUTE);
  silentUrl = await serve("http://127.0.0.1:9/inspect", PER_MINUTE);
  fewUrl = await serve(`${node}/inspect`, 2);
});

afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const get = (path: string, at = url) => fetch(`${at}/public/v1/${path}`);
const codeOf = async (response: Response) => [
  response.status,
  response.headers.get("content-type")?.split(";")[0],
  ((await response.json()) as { code: string }).code,
];
const PROBLEM = "application/problem+json";

describe("GET /public/v1/cars", () => {
  it("tells verdict, reasons and period of the car of a VIN, and never a reading or an owner", async () => {
    const response = await get(`cars?vin=${VIN.toLowerCase()}`);
    expect(response.headers.get("cache-control")).toBe("public, max-age=60");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      statedBy: "maker",
      asOf: "2027-01-15T08:00:00Z",
      total: 1,
      outcome: { kind: "consistent", heading: expect.stringContaining("as of") },
      cars: [
        {
          deviceId: toHex(device.id),
          make: "Aster",
          model: "Corsa",
          modelYear: 2020,
          vin: "matches",
          reasons: [],
          period: { readings: 31 },
        },
      ],
    });
    expect(text).not.toContain(toHex(anna.account));
    expect(text).not.toMatch(/odometer(Hm)?"|distance|"good"/i);
    // 1 000 hectometres, the newest reading, wherever four bytes could say it.
    expect(text).not.toContain("000003e8");
  });

  it("carries the node's own answer, which proves it to whoever asks the chain", async () => {
    const said = (await (await get(`cars?vin=${VIN}`)).json()) as { answer: string; stateRoot: string };
    const answer = decodeAnswer(fromHex(said.answer));
    if (answer.kind !== "public") throw new Error("The answer is of public verdicts.");
    expect(toHex(answer.stateRoot)).toBe(said.stateRoot);
    expect(provenPublicCars({ kind: "vin", vin: VIN }, answer, native)).toHaveLength(1);
  });

  it("takes a plate as somebody types it, and says that it is the owner's word", async () => {
    const said = await (await get("cars?country=de&plate=wi-tn%202026")).json();
    expect(said).toMatchObject({ statedBy: "owner", total: 1, cars: [{ model: "Vega", vin: "not stated" }] });
    const other = await (await get("cars?country=DE&plate=ANNA1")).json();
    expect(other).toMatchObject({ cars: [{ deviceId: toHex(device.id), vin: "not asked" }] });
  });

  it("answers of a hidden car what it answers of none, header for header", async () => {
    const answers = await Promise.all([HIDDEN, "WAUZZZ8V5KA999999"].map((vin) => get(`cars?vin=${vin}`)));
    const [one, other] = await Promise.all(
      answers.map(async (response) => {
        const headers = Object.fromEntries(response.headers);
        for (const name of ["date", "ratelimit", "x-ratelimit-remaining", "x-ratelimit-reset"]) delete headers[name];
        return { status: response.status, headers, body: await response.text() };
      }),
    );
    expect(one).toEqual(other);
    expect(one).toMatchObject({ status: 404, body: expect.stringContaining("car-not-public") });
  });

  it.each([
    ["no name", "cars"],
    ["a VIN of 16 characters", `cars?vin=${VIN.slice(1)}`],
    ["a VIN with the letter O", `cars?vin=${VIN.replace("Z", "O")}`],
    ["two VINs", `cars?vin=${VIN}&vin=${VIN}`],
    ["a VIN and a plate", `cars?vin=${VIN}&country=DE&plate=WITN2026`],
    ["a plate without a country", "cars?plate=WITN2026"],
    ["a plate with markup", "cars?country=DE&plate=%3Cscript%3E"],
    ["a plate of 9 000 characters", `cars?country=DE&plate=${"1".repeat(9_000)}`],
    ["something else besides", `cars?vin=${VIN}&limit=1`],
    ["a badge of no name", "badge.svg"],
  ])("refuses %s", async (_, path) => {
    expect(await codeOf(await get(path))).toEqual([400, PROBLEM, "malformed"]);
  });

  it("says that the node does not answer, or contradicts itself, and lets nobody keep that", async () => {
    const silent = await get(`cars?vin=${VIN}`, silentUrl);
    expect(silent.headers.get("cache-control")).toBe("no-store");
    expect(await codeOf(silent)).toEqual([502, PROBLEM, "upstream-unavailable"]);
    isLying = true;
    const lied = await get(`cars?vin=${VIN}`);
    isLying = false;
    expect(await codeOf(lied)).toEqual([502, PROBLEM, "upstream-unavailable"]);
  });

  it("answers so many questions of one address in a minute, whether they find something or not", async () => {
    const statuses: number[] = [];
    for (const path of ["cars?vin=1", `badge.svg?vin=${VIN}`, `cars?vin=${VIN}`]) {
      statuses.push((await get(path, fewUrl)).status);
    }
    expect(statuses).toEqual([400, 200, 429]);
    expect(await codeOf(await get(`cars?vin=${VIN}`, fewUrl))).toEqual([429, PROBLEM, "rate-limited"]);
  });

  it("counts the address that connects, whatever its headers and its way of asking say", async () => {
    const statuses: number[] = [];
    for (const [at, method] of ["GET", "HEAD", "GET", "HEAD", "GET"].entries()) {
      const from = `198.51.100.${at}`;
      const headers = {
        "x-forwarded-for": from,
        "x-real-ip": from,
        forwarded: `for=${from}`,
        "cf-connecting-ip": from,
      };
      statuses.push((await fetch(`${fewUrl}/public/v1/cars?vin=${VIN}&at=${at}`, { method, headers })).status);
    }
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(3);
  });
});

describe("a car that its owner hides", () => {
  it("is gone for whoever kept the answer of before, and asks whether it still holds", async () => {
    const third = new backEnd.TestDevice("third");
    const vin = "WAUZZZ8V5KA000003";
    feed(state, inputOf({ registrations: [third.registration(eve.account, undefined, "Vega", vin)] }, 2));
    act(state, third, eve, "publishPlate", sealed(third, { country: "DE", characters: "EVE1" }));
    const paths = [`cars?vin=${vin}`, "cars?country=DE&plate=EVE1", `badge.svg?vin=${vin}`, `check?vin=${vin}`];
    const before = await Promise.all(paths.map((path) => get(path)));
    expect(before.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    act(state, third, eve, "publish", { isPublic: 0 });
    for (const [at, path] of paths.entries()) {
      const etag = before[at]?.headers.get("etag") ?? "none";
      const headers = { "if-none-match": etag, "if-modified-since": new Date(Date.now() + 86_400_000).toUTCString() };
      const after = await fetch(`${url}/public/v1/${path}`, { headers });
      const none = await get(path.replace(vin, "WAUZZZ8V5KA999999").replace("EVE1", "EVE2"));
      expect([after.status, none.status]).toEqual([404, 404]);
      expect(await after.text()).not.toContain("Vega");
    }
  });
});

describe("GET /public/v1/badge.svg", () => {
  it("says what was recorded, of which car and as of when, and leads to the check", async () => {
    const response = await get(`badge.svg?vin=${VIN}`);
    expect(response.headers.get("content-type")).toMatch(/^image\/svg\+xml/);
    expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const svg = await response.text();
    expect(svg).toContain(">Odometer consistent<");
    expect(svg).toContain("Aster Corsa 2020, VIN …0001");
    expect(svg).toContain("Readings up to 5 Jan 2027 (UTC). Check this car");
    expect(svg).toContain(`href="check?vin=${VIN}"`);
    // The VIN is in the link alone, and no colour that stands for proof is in the image.
    expect(svg.replaceAll(`check?vin=${VIN}`, "")).not.toContain(VIN);
    expect([...new Set(svg.match(/#[0-9a-f]{6}/g))].sort()).toEqual(["#1a202c", "#4a5568", "#cbd5e0", "#ffffff"]);
  });

  it("loads nothing and runs nothing", async () => {
    const svg = await (await get("badge.svg?country=DE&plate=WITN2026")).text();
    expect(svg).not.toMatch(/<(script|style|image|foreignObject|use)|\bon\w+=|url\(|@import/i);
    expect(svg.match(/https?:[^"<]*/g)).toEqual(["http://www.w3.org/2000/svg"]);
    expect(svg).toContain("DE WITN2026 (as its owner states)");
  });

  it("of a hidden car says that there is no public verdict", async () => {
    const response = await get(`badge.svg?vin=${HIDDEN}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("No public verdict");
    const unknown = await (await get("badge.svg?country=DE&plate=NONE1")).text();
    expect(unknown).toContain("DE NONE1");
    expect(unknown).not.toContain("owner states");
  });

  it("of two cars under one name is no car's", () => {
    const name: CarName = { kind: "plate", plate };
    act(state, device, anna, "publishPlate", sealed(device));
    const answer = decodeAnswer(inspect(state, encodeQuery({ kind: "public", name })));
    if (answer.kind !== "public") throw new Error("The answer is of public verdicts.");
    const cars = provenPublicCars(name, answer, native) ?? [];
    const svg = badgeOf(name, publicVerdictOf(name, { answer, cars }, "unasked", backEnd.NOW));
    expect(cars).toHaveLength(2);
    expect(svg).toContain("Two devices claim to be this car");
    expect(svg).not.toContain("Corsa");
  });
});

describe("GET /public/v1/check", () => {
  it("tells the same without a script, is never green, and asks for another name", async () => {
    const response = await get(`check?vin=${VIN}`);
    expect(response.status).toBe(200);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
    const html = await response.text();
    expect(html).toContain("Odometer consistent, as of 5 Jan 2027");
    expect(html).toContain("The record is of this VIN, as its maker stated it");
    expect(html).toContain("Asked for VIN …0001, as of 15 Jan 2027");
    expect(html).not.toMatch(/<script|style="|\bon\w+=|green|good/i);
    expect(html.match(/<form method="get" action="check">/g)).toHaveLength(2);
    // A pass proves more.
    expect(html).toContain('<a href="/check">Check a pass</a>');
    // A style whose hash is another one would not be used.
    const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? "";
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style)));
    expect(policy).toContain(Buffer.from(digest).toString("base64"));
  });

  it.each([
    ["check", 200, "Check a car"],
    ["check?vin=nonsense", 400, "neither a VIN"],
    [`check?vin=${HIDDEN}`, 404, "No public verdict"],
  ])("%s is %d: %s", async (path, status, words) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(words);
  });

  it("says that the record cannot be asked", async () => {
    expect((await get(`check?vin=${VIN}`, silentUrl)).status).toBe(502);
  });
});
