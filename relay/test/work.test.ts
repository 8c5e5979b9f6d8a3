/** What senders may make the relay work, through HTTP. */
import { decodeBody, decodeEnvelope, encodeBody, encodeEnvelope } from "@witness/protocol/wire/envelope";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildEnvelopes } from "../../mock-devices/src/sealer.ts";
import { base64, codesOf, octets, postTexts } from "./requests.ts";
import { makeWorld, until, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await makeWorld();
}, 60_000);
afterAll(async () => {
  await world?.close();
});

const array = (url: string, envelopes: readonly Uint8Array[]) =>
  fetch(`${url}/v1/envelopes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ envelopes: envelopes.map(base64) }),
  });
const codesIn = async (response: Response) =>
  ((await response.json()) as { results: { code: string }[] }).results.map(({ code }) => code);

/** A car with envelopes behind it; its own next one is the last of the list. */
async function carWithPast(url: string) {
  const car = world.device();
  expect((await octets(url, "/v1/registrations", world.registration(car))).status).toBe(202);
  const envelopes = buildEnvelopes(car, world.samples(1, 61), 1);
  const next = envelopes.pop() ?? new Uint8Array();
  await array(url, envelopes);
  return { car, opening: envelopes[0] ?? new Uint8Array(), next };
}

describe("good signatures that bring nothing", () => {
  it("are pushed back with Retry-After when a minute has had enough, and the car itself goes on", async () => {
    const { url } = await world.another();
    const { car, next } = await carWithPast(url);
    expect((await octets(url, "/v1/envelopes", next)).status).toBe(202);
    // Whoever copied the key signs the next number nine times more: eight are evidence, one is not needed.
    const copies = Array.from({ length: 9 }, (_, extra) => car.copy().seal(world.samples(2, 3 + extra)).bytes);
    const own = car.seal(world.samples(1, 70).slice(61)).bytes;
    expect((await octets(url, "/v1/envelopes", own)).status).toBe(202);
    const sinceMs = Date.now();
    expect(await codesIn(await array(url, copies))).toEqual(copies.map(() => "forked-key"));
    const ninth = copies.at(-1) ?? new Uint8Array();
    // The minute begins with the first check that brings nothing.
    const leftS = () => 60 - (Date.now() - sinceMs) / 1_000;
    const codes: string[] = [];
    let waitS = 0;
    for (let times = 0; times < 4; times += 1) {
      const response = await array(url, new Array(1_600).fill(ninth));
      codes.push(...(await codesIn(response)));
      waitS = Number(response.headers.get("retry-after"));
    }
    // The first of the nine requests checked the ninth once already.
    expect(codes.filter((code) => code === "forked-key")).toHaveLength(5_999);
    expect(codes.filter((code) => code === "rate-limited")).toHaveLength(401);
    expect(waitS).toBeGreaterThan(leftS());
    expect(waitS).toBeLessThanOrEqual(60);
    const alone = await octets(url, "/v1/envelopes", ninth);
    expect(alone.status).toBe(429);
    expect(Number(alone.headers.get("retry-after"))).toBeGreaterThan(leftS());
    expect((await octets(url, "/v1/envelopes", car.seal(world.samples(1, 80).slice(70)).bytes)).status).toBe(202);
  });

  it("are not checked for what is on disk, which is answered as before however often it comes", async () => {
    const { url } = await world.another();
    const { opening } = await carWithPast(url);
    for (let times = 0; times < 4; times += 1) {
      const codes = await codesIn(await array(url, new Array(1_600).fill(opening)));
      expect(new Set(codes)).toEqual(new Set(["sequence-replayed"]));
    }
  });
});

describe("false signatures in a car's name", () => {
  it("do not keep the proof of its copied key away from the chain", async () => {
    const { url } = await world.another();
    const car = world.device();
    expect((await octets(url, "/v1/registrations", world.registration(car))).status).toBe(202);
    const samples = world.samples(1, 50);
    await postTexts(url, [base64(car.seal(samples.slice(0, 10)).bytes)]);
    const thief = car.copy();
    expect(await codesOf(postTexts(url, [base64(thief.seal(samples.slice(10, 20)).bytes)]))).toEqual(["admitted"]);
    // Anybody, without a key: openings in the car's name under rubbish, as many as once pushed a car back.
    const opening = decodeBody(decodeEnvelope(world.device().seal(samples.slice(0, 1)).bytes).body);
    const rubbish = Array.from({ length: 8 }, (_, place) => {
      const body = encodeBody({ ...opening, deviceId: car.identity, sequence: 5_000 + 7 * place });
      return base64(encodeEnvelope({ body, signature: new Uint8Array(64).fill(9) }));
    });
    for (let times = 0; times < 80; times += 1) await postTexts(url, rubbish);
    const honest = car.seal(samples.slice(20, 30)).bytes;
    expect(await codesOf(postTexts(url, [base64(honest)]))).toEqual(["forked-key"]);
    const { body } = decodeEnvelope(honest);
    const carried = async () => (await world.batches()).flatMap(({ runs }) => runs.flatMap(({ bodies }) => bodies));
    await until(async () => (await carried()).some((each) => Buffer.from(each).equals(body)));
  });
});
