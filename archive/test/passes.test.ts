/** What whoever makes or checks a pass asks an archive: over HTTP, as a page does. */
import { fromHex, toHex, utf8 } from "@witness/protocol/bytes";
import { preamble } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { newHistory } from "@witness/protocol/history";
import { KEPT_PASS_MAX_BYTES } from "@witness/protocol/limits";
import { keepPass, openKeptPass } from "@witness/protocol/pass/kept";
import { decodeSteps, walkSteps } from "@witness/protocol/pass/steps";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningArchive } from "./running.ts";
import { makeWorld, untilRead, type World } from "./world.ts";

const DAY_S = 86_400;
const now = () => Math.floor(Date.now() / 1_000);
let world: World;
let archive: RunningArchive;
beforeAll(async () => {
  world = await makeWorld();
  archive = await world.start({ ARCHIVE_PASSES_MAX_BYTES: String(2 * KEPT_PASS_MAX_BYTES) });
});
afterAll(() => world?.close());

const hashOf = (bytes: Uint8Array) => toHex(provider.sha256(bytes));
const put = (bytes: Uint8Array, { hash = hashOf(bytes), expires = String(now() + DAY_S), to = archive } = {}) =>
  fetch(`${to.url}/v1/passes/${hash}`, {
    method: "PUT",
    body: Uint8Array.from(bytes),
    headers: { "witness-expires": expires },
  });
const get = (hash: string) => fetch(`${archive.url}/v1/passes/${hash}`);
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

describe("a kept pass", () => {
  it("comes back to whoever has the link, and stays at hand for as long as it is kept", async () => {
    const pass = utf8("a pass");
    const { bytes, link } = keepPass(pass, new Uint8Array(16).fill(7), provider);
    const kept = await put(bytes);
    expect(kept.status).toBe(204);
    const answer = await get(toHex(link.hash));
    expect(openKeptPass(new Uint8Array(await answer.arrayBuffer()), link, provider)).toEqual(pass);
    expect(answer.headers.get("etag")).toBe(`"${toHex(link.hash)}"`);
    const [, seconds] = /^public, max-age=(\d+), immutable$/.exec(answer.headers.get("cache-control") ?? "") ?? [];
    expect(Number(seconds)).toBeGreaterThan(DAY_S - 60);
    expect(Number(seconds)).toBeLessThanOrEqual(DAY_S);
    const again = await fetch(`${archive.url}/v1/passes/${toHex(link.hash)}`, {
      headers: { "if-none-match": `"${toHex(link.hash)}"` },
    });
    expect(again.status).toBe(304);
  });

  it("may be sent and fetched by a page of any origin", async () => {
    const answer = await fetch(`${archive.url}/v1/passes/${"0".repeat(64)}`, { method: "OPTIONS" });
    expect(answer.headers.get("access-control-allow-methods")).toContain("PUT");
    expect(answer.headers.get("access-control-allow-headers")).toContain("witness-expires");
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  });

  const bytes = utf8("another pass");
  it.each<[string, Parameters<typeof put>[1] & { readonly bytes?: Uint8Array }, number, string]>([
    ["under another hash", { hash: "1".repeat(64) }, 422, "pass-hash-other"],
    ["under no hash", { hash: "x" }, 400, "malformed"],
    ["with no bytes", { bytes: new Uint8Array() }, 400, "malformed"],
    ["with too many bytes", { bytes: new Uint8Array(KEPT_PASS_MAX_BYTES + 1) }, 413, "pass-too-large"],
    ["without an end", { expires: "" }, 400, "pass-life-invalid"],
    ["with an end that is over", { expires: String(now() - 1) }, 400, "pass-life-invalid"],
    ["with an end in more than 90 days", { expires: String(now() + 91 * DAY_S) }, 400, "pass-life-invalid"],
    ["with a date for its end", { expires: "2027-01-01" }, 400, "pass-life-invalid"],
  ])("is not kept %s", async (_, { bytes: sent = bytes, ...change }, status, code) => {
    const answer = await put(sent, change);
    expect(answer.status).toBe(status);
    expect(await codeOf(answer)).toBe(code);
  });

  it("is told to be unknown when it is not there", async () => {
    for (const hash of ["2".repeat(64), "x"]) {
      const answer = await get(hash);
      expect(answer.status).toBe(404);
      expect(await codeOf(answer)).toBe("pass-unknown");
    }
  });

  it("ends with its time", async () => {
    const ending = utf8("a pass that ends");
    expect((await put(ending, { expires: String(now() + 2) })).status).toBe(204);
    expect((await get(hashOf(ending))).status).toBe(200);
    await expect.poll(async () => (await get(hashOf(ending))).status, { timeout: 10_000 }).toBe(404);
  });

  it("is not kept when there is no room, and is when it is there already", async () => {
    const large = (byte: number) => new Uint8Array(KEPT_PASS_MAX_BYTES).fill(byte);
    expect((await put(large(1))).status).toBe(204);
    const refused = await put(large(2));
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await codeOf(refused)).toBe("passes-full");
    expect((await put(large(1))).status).toBe(204);
    const figures = await (await fetch(`${archive.url}/metrics`)).text();
    expect(figures).toMatch(/^archive_passes \d+$/m);
    expect(figures).toMatch(/^archive_pass_bytes \d{5,}$/m);
  });

  it("has no room left of its address's share, while the archive has", async () => {
    const shared = await world.start({ ARCHIVE_PASSES_PER_ADDRESS: "2" });
    const send = (text: string) => put(utf8(text), { to: shared });
    expect((await send("a")).status).toBe(204);
    expect((await send("b")).status).toBe(204);
    const refused = await send("c");
    expect(refused.status).toBe(429);
    expect(await codeOf(refused)).toBe("passes-share-full");
    expect((await send("b")).status).toBe(204);
    await shared.stop();
  });

  it("is sent by one address only so often", async () => {
    const strict = await world.start({ ARCHIVE_PASSES_PER_HOUR: "2" });
    const sent = ["a", "b", "c"].map((text) => utf8(text));
    const statuses: number[] = [];
    for (const each of sent) statuses.push((await put(each, { to: strict })).status);
    expect(statuses).toEqual([204, 204, 429]);
    expect((await fetch(`${strict.url}/v1/passes/${hashOf(utf8("a"))}`)).status).toBe(200);
    await strict.stop();
  });
});

describe("what came after a pass", () => {
  it("leads from any item to the newest", async () => {
    const car = world.car();
    const registration = car.registration();
    await world.send({ registrations: [registration], runs: [car.run(2), car.run()] });
    await world.send({ runs: [car.run(), car.run(4)] });
    await untilRead(world, archive);
    const path = `/v1/devices/${car.device.id}`;
    const { editions } = (await archive.json(path)) as { editions: { edition: string; accumulator: string }[] };
    const [{ edition, accumulator } = { edition: "", accumulator: "" }] = editions;
    const stepsFrom = async (from: number) => {
      const answer = await fetch(`${archive.url}${path}/editions/${edition}/steps?from=${from}`);
      expect(answer.headers.get("content-type")).toBe("application/octet-stream");
      return decodeSteps(new Uint8Array(await answer.arrayBuffer()));
    };
    const label = preamble("history", world.application.context);
    const begun = newHistory(world.application.context, car.device.publicKey, registration.message, provider);
    const all = await stepsFrom(0);
    const middle = walkSteps(label, begun, all.slice(0, 2), provider).history;
    const end = walkSteps(label, middle, await stepsFrom(2), provider).history;
    expect(end).toEqual({ items: 4, accumulator: fromHex(accumulator) });
    expect(await stepsFrom(4)).toEqual([]);
    expect(await stepsFrom(99)).toEqual([]);
  });

  it("is told of editions that there are, and from numbers", async () => {
    const car = world.car();
    await world.send({ registrations: [car.registration()], runs: [] });
    await untilRead(world, archive);
    const path = `/v1/devices/${car.device.id}`;
    const { editions } = (await archive.json(path)) as { editions: { edition: string }[] };
    const asked = async (rest: string) => codeOf(await fetch(`${archive.url}${rest}`));
    expect(await asked(`${path}/editions/${"0".repeat(16)}/steps`)).toBe("tile-unknown");
    for (const from of ["x", "-1", "01", "1&from=2"]) {
      expect(await asked(`${path}/editions/${editions[0]?.edition}/steps?from=${from}`)).toBe("range-invalid");
    }
  });
});
