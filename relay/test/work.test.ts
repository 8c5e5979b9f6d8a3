/** What senders may make the relay work, through HTTP. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildEnvelopes } from "../../mock-devices/src/sealer.ts";
import { makeWorld, type RunningRelay, startRelay, type World } from "./world.ts";

let world: World;
let relay: RunningRelay;

beforeAll(async () => {
  world = await makeWorld();
  relay = await startRelay(world.environment);
}, 60_000);
afterAll(async () => {
  await relay?.kill();
  await world?.close();
});

const octets = (path: string, bytes: Uint8Array) =>
  fetch(`${relay.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: Buffer.from(bytes),
  });
const array = (envelopes: readonly Uint8Array[]) =>
  fetch(`${relay.url}/v1/envelopes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ envelopes: envelopes.map((bytes) => Buffer.from(bytes).toString("base64")) }),
  });

describe("replays of an old opening, each good and each worth a signature check", () => {
  it("are pushed back with Retry-After when a minute has had enough, and the car itself goes on", async () => {
    const device = world.device();
    expect((await octets("/v1/registrations", world.registration(device))).status).toBe(202);
    const envelopes = buildEnvelopes(device, world.samples(1, 61), 1);
    const next = envelopes.pop() ?? new Uint8Array();
    await array(envelopes);
    const [opening = new Uint8Array()] = envelopes;
    const response = await array(Array.from({ length: 700 }, () => opening));
    const { results } = (await response.json()) as { results: { code: string }[] };
    const codes = results.map(({ code }) => code);
    expect(codes.filter((code) => code === "sequence-replayed")).toHaveLength(600);
    expect(codes.filter((code) => code === "rate-limited")).toHaveLength(100);
    const waitS = Number(response.headers.get("retry-after"));
    expect(waitS).toBeGreaterThan(30);
    expect(waitS).toBeLessThanOrEqual(60);
    const alone = await octets("/v1/envelopes", opening);
    expect(alone.status).toBe(429);
    expect(Number(alone.headers.get("retry-after"))).toBeGreaterThan(30);
    expect((await octets("/v1/envelopes", next)).status).toBe(202);
  });
});
