/** The relay as its users meet it: a process, a chain, devices that sign. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { equal, fromHex, toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { MESSAGES_MAX_PER_BATCH, PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import { verifyReceipt } from "@witness/protocol/receipt";
import { decodeBody } from "@witness/protocol/wire/envelope";
import { decodeReceipt } from "@witness/protocol/wire/receipt";
import { Wallet } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildEnvelopes, type Sealer } from "../../mock-devices/src/sealer.ts";
import { closure } from "../../scripts/house.ts";
import { makeWorld, type RunningRelay, sequencesOnChain, startRelay, until, type World } from "./world.ts";

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

const octets = (path: string, bytes: Uint8Array, url = relay.url) =>
  fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: Buffer.from(bytes),
  });
const post = (bytes: Uint8Array) => octets("/v1/envelopes", bytes);
const postAll = async (envelopes: readonly Uint8Array[], url = relay.url) => {
  const body = JSON.stringify({ envelopes: envelopes.map((each) => Buffer.from(each).toString("base64")) });
  const response = await fetch(`${url}/v1/envelopes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  return (await response.json()) as { results: { code: string }[]; receipts: string[] };
};
const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, "base64"));

async function registered(): Promise<Sealer> {
  const device = world.device();
  const response = await octets("/v1/registrations", world.registration(device));
  expect(response.status).toBe(202);
  return device;
}

const onChain = () => sequencesOnChain(world);

describe("POST /v1/envelopes", () => {
  it("default: answers 202 with a receipt that binds the relay to a block", async () => {
    const device = await registered();
    const sent = device.seal(world.samples(0, 50));
    const response = await post(sent.bytes);
    expect(response.status).toBe(202);
    const { code, receipt, link } = (await response.json()) as Record<string, string>;
    expect(code).toBe("admitted");
    expect(link).toBe(toHex(sent.link));
    const about = (await (await fetch(`${relay.url}/v1/application`)).json()) as Record<string, string>;
    const { context } = world.application;
    const given = decodeReceipt(bytesOf(receipt ?? ""));
    const promise = verifyReceipt(context, given, fromHex(about["relayPublicKey"] ?? ""), provider);
    expect(equal(given.link, sent.link)).toBe(true);
    expect(given.sequence).toBe(1);
    expect(promise?.deadlineBlock).toBeGreaterThanOrEqual(300);
  });

  it("given the same request again, answers 200 and the same receipt", async () => {
    const device = await registered();
    const { bytes } = device.seal(world.samples(1, 10));
    const first = (await (await post(bytes)).json()) as Record<string, string>;
    const again = await post(bytes);
    expect(again.status).toBe(200);
    const second = (await again.json()) as Record<string, string>;
    expect(second["code"]).toBe("sequence-replayed");
    expect(second["receipt"]).toBe(first["receipt"]);
    // Also long after the links in memory have moved on.
    await postAll(buildEnvelopes(device, world.samples(1, 120), 2));
    expect(((await (await post(bytes)).json()) as Record<string, string>)["receipt"]).toBe(first["receipt"]);
  });

  it("given many envelopes of several devices, answers each, and one receipt for each device", async () => {
    const devices = [await registered(), await registered()];
    const envelopes = devices.flatMap((device, index) => buildEnvelopes(device, world.samples(index, 100), 10));
    const { results, receipts } = await postAll(envelopes);
    expect(results.map(({ code }) => code)).toEqual(envelopes.map(() => "admitted"));
    expect(receipts.map((each) => decodeReceipt(bytesOf(each)).sequence)).toEqual([10, 10]);
    expect((await postAll(envelopes)).receipts).toEqual(receipts);
  });

  it("given envelopes of two sessions, answers with a receipt for the last of each, and the same ones again", async () => {
    const device = await registered();
    const monthly = world.samples(0, 30).map((sample, place) => {
      const { reading } = sample;
      return place < 20 ? sample : { ...sample, reading: { ...reading, timeUnixS: reading.timeUnixS + 31 * 86_400 } };
    });
    const envelopes = buildEnvelopes(device, monthly, 10);
    const [first, ...others] = envelopes as [Uint8Array, Uint8Array, Uint8Array];
    const sequences = (receipts: readonly string[]) => receipts.map((each) => decodeReceipt(bytesOf(each)).sequence);
    const { receipts } = await postAll([first]);
    expect(sequences(receipts)).toEqual([1]);
    const after = await postAll(others);
    expect(sequences(after.receipts)).toEqual([2, 3]);
    // In one tree: the same root.
    const roots = after.receipts.map((each) => toHex(decodeReceipt(bytesOf(each)).root.message));
    expect(new Set(roots).size).toBe(1);
    expect((await postAll(envelopes)).receipts).toEqual(after.receipts);
  });

  it("given one bad envelope among good ones, spoils no other", async () => {
    const [good, other] = [await registered(), await registered()];
    const [first, second] = buildEnvelopes(good, world.samples(2, 20), 10) as [Uint8Array, Uint8Array];
    const [theirs] = buildEnvelopes(other, world.samples(3, 10), 10) as [Uint8Array];
    const broken = Uint8Array.from(theirs);
    broken.set([(broken.at(-1) ?? 0) ^ 1], broken.length - 1);
    const { results } = await postAll([first, broken, Uint8Array.of(7), second, theirs]);
    expect(results.map(({ code }) => code)).toEqual([
      "admitted",
      "signature-invalid",
      "malformed",
      "admitted",
      "admitted",
    ]);
  });

  it("given a gap, refuses with the head so that the device sends what is missing", async () => {
    const device = await registered();
    const [first, second, third] = buildEnvelopes(device, world.samples(4, 30), 10) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    await post(first);
    const response = await post(third);
    expect(response.status).toBe(409);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    const problem = (await response.json()) as { code: string; head: { sequence: number; envelope: string } };
    expect(problem.code).toBe("sequence-gap");
    expect(problem.head.sequence).toBe(1);
    expect(bytesOf(problem.head.envelope)).toEqual(first);
    expect((await postAll([second, third])).results.map(({ code }) => code)).toEqual(["admitted", "admitted"]);
  });

  it("given a second body for a number taken, refuses it and carries it as evidence, once", async () => {
    const device = await registered();
    await post(device.seal(world.samples(5, 10)).bytes);
    const twin = device.copy();
    await post(device.seal(world.samples(5, 20)).bytes);
    const forked = twin.seal(world.samples(6, 10)).bytes;
    for (let times = 0; times < 2; times += 1) {
      const response = await post(forked);
      expect(response.status).toBe(409);
      expect(((await response.json()) as { code: string }).code).toBe("forked-key");
    }
    await until(async () => (await onChain()).get(device.id)?.length === 3);
    expect((await onChain()).get(device.id)?.sort()).toEqual([1, 2, 2]);
  });

  it.each([
    ["bytes that are no envelope", () => Uint8Array.of(1, 2, 3), 400, "malformed"],
    ["nothing", () => new Uint8Array(), 400, "malformed"],
    ["a device nobody registered", () => world.device().seal(world.samples(0, 5)).bytes, 404, "device-unknown"],
    ["too many bytes", () => new Uint8Array(17_000), 413, "too-large"],
    ["far too many bytes", () => new Uint8Array(1_000_000), 413, "too-large"],
  ])("refuses %s", async (_name, bytes, status, code) => {
    const response = await post(bytes());
    expect(response.status).toBe(status);
    expect(((await response.json()) as { code: string }).code).toBe(code);
  });

  it.each([["{"], ["{}"], ['{"envelopes":[]}'], ["null"]])("refuses the JSON %s", async (body) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${relay.url}/v1/envelopes`, { method: "POST", headers, body });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { code: string }).code).toBe("malformed");
  });
});

describe("what an array holds besides", () => {
  it("given something that is no text, judges it in its place", async () => {
    const device = await registered();
    const { bytes } = device.seal(world.samples(2, 5));
    const response = await fetch(`${relay.url}/v1/envelopes`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ envelopes: [7, Buffer.from(bytes).toString("base64"), "§"] }),
    });
    const { results } = (await response.json()) as { results: { code: string }[] };
    expect(results.map(({ code }) => code)).toEqual(["malformed", "admitted", "malformed"]);
  });

  it("given a browser that asks beforehand, lets it post", async () => {
    const response = await fetch(`${relay.url}/v1/envelopes`, { method: "OPTIONS" });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-methods")).toContain("POST");
  });
});

describe("what the relay will pay for", () => {
  it("given an account without money, is not ready and promises nothing, until money comes", async () => {
    const poor = Wallet.createRandom();
    const directory = `${world.environment["RELAY_DATA_DIR"]}-poor`;
    const file = `${directory}.key`;
    writeFileSync(file, poor.privateKey.slice(2), { mode: 0o600 });
    const device = world.device();
    const environment = { ...world.environment, RELAY_DATA_DIR: directory, RELAY_ACCOUNT_KEY_FILE: file };
    const poorRelay = await startRelay(environment);
    try {
      const unready = await fetch(`${poorRelay.url}/readyz`);
      expect(unready.status).toBe(503);
      expect(((await unready.json()) as { reason: string }).reason).toMatch(/^0x\w{40} cannot pay/);
      // Its operator is told in the log, too, though nothing waits that could not be paid for.
      const metrics = async () => (await fetch(`${poorRelay.url}/metrics`)).text();
      await until(async () => /^relay_troubles_total\{code="account-empty"\} [1-9]/m.test(await metrics()));
      const registration = world.registration(device);
      expect((await octets("/v1/registrations", registration, poorRelay.url)).status).toBe(503);
      await world.chain.provider.send("hardhat_setBalance", [poor.address, "0xde0b6b3a7640000"]);
      await until(async () => (await fetch(`${poorRelay.url}/readyz`)).status === 200);
      expect((await octets("/v1/registrations", registration, poorRelay.url)).status).toBe(202);
    } finally {
      await poorRelay.kill();
    }
  });

  it("given a device that sends more than its day, pushes back, and still knows what it has", async () => {
    const directory = `${world.environment["RELAY_DATA_DIR"]}-day`;
    const environment = { ...world.environment, RELAY_DATA_DIR: directory, RELAY_DEVICE_GAS_PER_DAY: "110000" };
    const strict = await startRelay(environment);
    try {
      const device = world.device();
      await octets("/v1/registrations", world.registration(device), strict.url);
      const [first, ...others] = buildEnvelopes(device, world.samples(9, 500), 10);
      const { results } = await postAll([first ?? new Uint8Array()], strict.url);
      expect(results.map(({ code }) => code)).toEqual(["admitted"]);
      const more = await postAll(others, strict.url);
      expect(new Set(more.results.map(({ code }) => code))).toEqual(new Set(["rate-limited"]));
      const again = await octets("/v1/envelopes", first ?? new Uint8Array(), strict.url);
      expect(((await again.json()) as { code: string }).code).toBe("sequence-replayed");
    } finally {
      await strict.kill();
    }
  });
});

describe("what a maker may register in a day", () => {
  it("is bounded: more is pushed back until the next day, after a restart too", async () => {
    const directory = `${world.environment["RELAY_DATA_DIR"]}-maker`;
    const environment = { ...world.environment, RELAY_DATA_DIR: directory, RELAY_MAKER_GAS_PER_DAY: "100000" };
    const strict = await startRelay(environment);
    const registration = world.registration(world.device());
    expect((await octets("/v1/registrations", registration, strict.url)).status).toBe(202);
    await until(async () => /^relay_batches_total 1$/m.test(await (await fetch(`${strict.url}/metrics`)).text()));
    await strict.kill();
    const again = await startRelay(environment);
    try {
      const refused = await octets("/v1/registrations", world.registration(world.device()), again.url);
      expect(refused.status).toBe(429);
      expect(((await refused.json()) as { code: string }).code).toBe("rate-limited");
      const secondsOfDay = Math.floor(Date.now() / 1_000) % 86_400;
      expect(Math.abs(Number(refused.headers.get("retry-after")) - (86_400 - secondsOfDay))).toBeLessThan(60);
      expect((await octets("/v1/registrations", registration, again.url)).status).toBe(409);
    } finally {
      await again.kill();
    }
  });
});

describe("POST /v1/registrations", () => {
  it("refuses a maker that the application does not trust, and a second registration", async () => {
    const device = world.device();
    const foreign = await makeForeignRegistration(device);
    expect(((await (await octets("/v1/registrations", foreign)).json()) as { code: string }).code).toBe(
      "maker-unknown",
    );
    const bytes = world.registration(device);
    expect((await octets("/v1/registrations", bytes)).status).toBe(202);
    const again = await octets("/v1/registrations", bytes);
    expect(again.status).toBe(409);
    expect(((await again.json()) as { code: string }).code).toBe("device-registered");
  });
});

async function makeForeignRegistration(device: Sealer): Promise<Uint8Array> {
  const { registrationOf } = await import("../../mock-devices/src/registration.ts");
  const vehicle = {
    make: "Aster",
    model: "Tern",
    modelYear: 2020,
    vin: "",
  };
  const random = (bytes: number) => new Uint8Array(bytes).fill(3);
  const makerKey = new Uint8Array(32).fill(9);
  return registrationOf(device, { vehicle, firstOwner: new Uint8Array(20) }, makerKey, {
    application: world.application,
    provider,
    random,
  });
}

describe("batches", () => {
  it("carry one signature for each device's run, and never more than an input may hold", async () => {
    const devices = await Promise.all(Array.from({ length: 4 }, registered));
    const envelopes = devices.map((device, index) => buildEnvelopes(device, world.samples(index, 1_500), 5));
    await Promise.all(envelopes.map((each) => postAll(each)));
    await until(async () => {
      const found = await onChain();
      return devices.every(({ id }) => found.get(id)?.length === 300);
    });
    const batches = await world.batches();
    for (const { bytes } of batches) expect(bytes).toBeLessThanOrEqual(PAYLOAD_MAX_BYTES);
    const found = await onChain();
    for (const { id } of devices) expect(found.get(id)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    const bodiesOf = ({ runs }: (typeof batches)[number]): number =>
      runs.reduce((sum, { bodies }) => sum + bodies.length, 0);
    for (const batch of batches) expect(bodiesOf(batch)).toBeLessThanOrEqual(MESSAGES_MAX_PER_BATCH);
    const large = batches.filter((batch) => bodiesOf(batch) > MESSAGES_MAX_PER_BATCH / 2);
    expect(large.length).toBeGreaterThan(0);
    const own = new Set<string>(devices.map(({ id }) => id));
    for (const { runs } of large) {
      const ids = runs.map(({ bodies }) => toHex(decodeBody(bodies[0] ?? new Uint8Array()).deviceId));
      // On a busy machine a batch also carries what the tests above left, such as a device's run and its second body.
      const ownIds = ids.filter((id) => own.has(id));
      expect(new Set(ownIds).size).toBe(ownIds.length);
    }
  });
});

describe("operation", () => {
  it("answers health, readiness, metrics, heads, and what it does not know", async () => {
    expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${relay.url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${relay.url}/metrics`)).text()).toMatch(
      /^relay_envelopes_total\{code="admitted"\} \d+$/m,
    );
    expect((await fetch(`${relay.url}/v1/devices/0123456789abcdef/head`)).status).toBe(404);
    expect((await fetch(`${relay.url}/v1/devices/nonsense/head`)).status).toBe(400);
    expect((await fetch(`${relay.url}/nowhere`)).status).toBe(404);
  });

  it("refuses to start on keys that others can read, and on data in use", async () => {
    const open = { ...world.environment, RELAY_ACCOUNT_KEY_FILE: world.environment["RELAY_GENESIS"] ?? "" };
    const { chmodSync } = await import("node:fs");
    chmodSync(open.RELAY_ACCOUNT_KEY_FILE, 0o644);
    await expect(startRelay({ ...open, RELAY_DATA_DIR: `${world.environment["RELAY_DATA_DIR"]}2` })).rejects.toThrow(
      /RELAY_ACCOUNT_KEY_FILE is not usable: Others may read the key file/,
    );
    await expect(startRelay(world.environment)).rejects.toThrow(/data-in-use/);
  });

  it("cannot decrypt: nothing that it imports can", () => {
    const reached = closure(join(import.meta.dirname, "../.."), "relay/src/main.ts");
    for (const file of ["seal", "session", "hpke"]) expect(reached).not.toContain(`protocol/src/${file}.ts`);
    expect(reached).toContain("protocol/src/admission.ts");
  });
});

describe("kill -9", () => {
  it("at any moment loses nothing that was acknowledged and submits nothing twice", async () => {
    const environment = { ...world.environment, RELAY_DATA_DIR: `${world.environment["RELAY_DATA_DIR"]}-kill` };
    const device = world.device();
    const envelopes = [world.registration(device), ...buildEnvelopes(device, world.samples(7, 240), 4)];
    let acknowledged = 0;
    // A slow machine gets further kills, each later than the one before, until enough was acknowledged between them.
    for (let kill = 0; (kill < 8 || acknowledged <= 10) && acknowledged < envelopes.length; kill += 1) {
      const doomed = await startRelay(environment);
      const timer = setTimeout(() => doomed.process.kill("SIGKILL"), 20 + 60 * kill);
      try {
        while (acknowledged < envelopes.length) {
          const path = acknowledged === 0 ? "/v1/registrations" : "/v1/envelopes";
          const response = await octets(path, envelopes[acknowledged] ?? new Uint8Array(), doomed.url);
          const { code } = (await response.json()) as { code: string };
          expect(["admitted", "sequence-replayed", "device-registered"]).toContain(code);
          acknowledged += 1;
        }
      } catch (error) {
        // The relay died while it was asked: the device does not know whether it was heard, and asks again.
        if (!(error instanceof TypeError)) throw error;
      }
      clearTimeout(timer);
      await doomed.kill();
    }
    const last = await startRelay(environment);
    await until(async () => ((await onChain()).get(device.id)?.length ?? 0) >= acknowledged - 1);
    // Whatever it still had would be on its way: it says that nothing waits.
    await until(async () =>
      /^relay_oldest_waiting_seconds 0$/m.test(await (await fetch(`${last.url}/metrics`)).text()),
    );
    await last.kill();
    const sequences = (await onChain()).get(device.id) ?? [];
    expect(sequences).toEqual(Array.from({ length: sequences.length }, (_, index) => index + 1));
    expect(sequences.length).toBeLessThanOrEqual(envelopes.length - 1);
  }, 120_000);
});
