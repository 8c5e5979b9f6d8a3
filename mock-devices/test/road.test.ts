/** The fleet on bad roads: a relay that is away, slow, or pushes back; restarts; owners who ask twice. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DeviceStore, memoryStore } from "@witness/device";
import { FileStores } from "@witness/device/file-store";
import { native as provider } from "@witness/protocol/crypto/native";
import { newHashChain } from "@witness/protocol/hash-chain";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { LOST_SESSIONS_SKIP } from "@witness/protocol/limits";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RoadsideRelay } from "../../device/test/roadside.ts";
import type { Car } from "../src/car.ts";
import { Fleet } from "../src/fleet.ts";
import { makeApp } from "../src/live.ts";
import { GARAGE } from "../src/modes.ts";
import { RelayClient } from "../src/relay-client.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const publicKey = provider.p256PublicKey(derivePrivateKey(new Uint8Array(32).fill(1), provider));
const application = { context, publicKey, keyId: keyIdentity(publicKey, provider) };
const makerKey = derivePrivateKey(new Uint8Array(32).fill(4), provider);
const NOW = 1_790_000_000;
const DAY_S = 86_400;
const OWNER = `0x${"ab".repeat(20)}`;

let relay: RoadsideRelay;
let url: string;
let nowUnixS: number;
let slept: number[];
let errors: unknown[];
let drawn = 0;

beforeEach(async () => {
  relay = new RoadsideRelay(application);
  url = await relay.listen();
  [nowUnixS, slept, errors] = [NOW, [], []];
});
afterEach(() => relay.close());

function newFleet(cars: number, days = 5, store: (name: string) => DeviceStore = () => memoryStore()): Fleet {
  const sleep = async (ms: number) => {
    slept.push(ms);
    // Real time passes for whoever else has something to do.
    await new Promise((resolve) => setImmediate(resolve));
  };
  const client = new RelayClient(url, sleep);
  const random = (bytes: number) => {
    drawn += 1;
    return provider.sha256(Uint8Array.of(drawn >> 8, drawn & 255)).slice(0, bytes);
  };
  return new Fleet(
    { cars, seed: 1, speed: 600, readingsPerEnvelope: 20, days, makerKey, garages: 2 },
    {
      relay: client,
      pinned: { url, publicKey: relay.publicKey },
      store,
      application,
      provider,
      random,
      sleep,
      nowUnixS: () => nowUnixS,
      isClockSet: () => true,
      onError: (error) => errors.push(error),
    },
  );
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error("The condition did not come true in time.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const base64Bytes = (records: readonly Uint8Array[]) => records.reduce((sum, { length }) => sum + (4 * length) / 3, 0);

/** A car without a network that day keeps what it has. */
const delivered = (car: Car) => car.device.status.queued === 0 || car.last?.offline === true;

describe("Fleet", () => {
  it("given a relay that is away, pushes back or is cut off, delivers everything once, and waits as it is told", async () => {
    relay.roads.push(
      "cut before",
      "push back",
      "open",
      "cut after",
      "proxy page",
      "push back",
      "cut after",
      "cut after",
    );
    const fleet = newFleet(4);
    await fleet.begin();
    expect([...fleet.cars.values()].every(delivered)).toBe(true);
    expect(errors).toEqual([]);
    expect(slept).toContain(7_000);
    // Whoever was heard and did not know it was registered before, or sent again what was kept.
    expect([...relay.counts.keys()].sort()).toEqual(expect.arrayContaining(["admitted"]));
    expect([...relay.counts.keys()].filter((code) => code !== "admitted" && code !== "sequence-replayed")).toEqual([]);
    for (const { chain } of relay.devices.values()) expect(chain.sequence).toBeGreaterThan(3);
  });

  it("given one car that the relay refuses, delivers the others", async () => {
    relay.hidesHeads = true;
    const before = newFleet(1);
    await before.begin();
    const fleet = newFleet(5);
    await fleet.begin();
    expect(errors).toMatchObject([{ code: "head-unproven" }]);
    const chains = [...relay.devices.values()].map(({ chain }) => chain.sequence);
    expect(chains).toHaveLength(5);
    expect(Math.min(...chains)).toBeGreaterThan(3);
  });

  it("given a restart, goes on from the head: the same cars, a visible gap, no odometer lower than before", async () => {
    const first = newFleet(3);
    await first.begin();
    const before = new Map([...first.cars].map(([id, car]) => [id, car.last?.reading]));
    const heads = new Map([...relay.devices].map(([id, { chain }]) => [id, chain]));
    nowUnixS += DAY_S / 2;
    const second = newFleet(3);
    await second.begin();
    nowUnixS += 3 * DAY_S;
    second.drive();
    const online = [...second.cars.values()].filter(({ last }) => !last?.offline);
    await Promise.all(online.map((car) => car.deliver()));
    expect(errors).toEqual([]);
    expect([...second.cars.keys()].sort()).toEqual([...first.cars.keys()].sort());
    let goneOn = 0;
    for (const [id, car] of second.cars) {
      const [was, is] = [before.get(id), car.last?.reading];
      expect(is?.odometerHm).toBeGreaterThanOrEqual(was?.odometerHm ?? Number.POSITIVE_INFINITY);
      expect(is?.timeUnixS).toBeGreaterThan(was?.timeUnixS ?? Number.POSITIVE_INFINITY);
      const [then, now] = [heads.get(id), relay.devices.get(id)?.chain];
      if (now?.sequence === then?.sequence) continue;
      goneOn += 1;
      expect(now?.sequence).toBeGreaterThan((then?.sequence ?? 0) + 1_000);
      expect(now?.session).toBe((then?.session ?? 0) + LOST_SESSIONS_SKIP + 1);
    }
    expect(goneOn).toBeGreaterThan(0);
    expect([...relay.counts.keys()]).toEqual(["admitted"]);
  });

  it("given a restart on the same store, goes on without a gap, in the same session", async () => {
    const directory = mkdtempSync(join(tmpdir(), "witness-fleet-"));
    const path = join(directory, "devices.log");
    const before = await FileStores.open(path);
    await newFleet(3, 5, (name) => before.store(name)).begin();
    await before.close();
    const heads = new Map([...relay.devices].map(([id, { chain }]) => [id, chain]));
    nowUnixS += DAY_S / 2;
    const after = await FileStores.open(path);
    const second = newFleet(3, 5, (name) => after.store(name));
    await second.begin();
    nowUnixS += 3 * DAY_S;
    second.drive();
    await Promise.all([...second.cars.values()].map((car) => car.deliver()));
    for (const [id, then] of heads) {
      const now = relay.devices.get(id)?.chain;
      expect(now?.session).toBe(then.session);
      expect((now?.sequence ?? 0) - then.sequence).toBeLessThan(100);
      expect(now?.sequence).toBeGreaterThan(then.sequence);
    }
    expect(errors).toEqual([]);
    await after.close();
    rmSync(directory, { recursive: true });
  });

  it.each(["no receipt", "another key", "another link"] as const)(
    "given a lying relay (%s), no device deletes what it sent",
    async (lie) => {
      relay.lie = lie;
      const fleet = newFleet(3);
      await fleet.begin();
      expect(errors).toMatchObject([
        { code: "receipt-invalid" },
        { code: "receipt-invalid" },
        { code: "receipt-invalid" },
      ]);
      const sequences = [...relay.devices.values()].map(({ chain }) => chain.sequence);
      expect([...fleet.cars.values()].map(({ device }) => device.status.queued)).toEqual(sequences);
      expect(Math.min(...sequences)).toBeGreaterThan(3);
    },
  );

  it("given a relay that names another application's key, no device seals anything for it", async () => {
    relay.names = { applicationPublicKey: "02".repeat(33) };
    const fleet = newFleet(2);
    await fleet.begin();
    expect(errors).toMatchObject([{ code: "relay-foreign" }, { code: "relay-foreign" }]);
    expect([...relay.counts]).toEqual([]);
  });

  it("given a crash between registration and the first envelope, begins as if it were new", async () => {
    const made = newFleet(1);
    await made.begin();
    const [id, kept] = [...relay.devices][0] ?? [];
    if (!id || !kept) throw new Error("A car was registered.");
    const { deviceId, publicKey: key } = kept.chain;
    relay.devices.set(id, { ...kept, chain: newHashChain(context, deviceId, key, provider), envelope: undefined });
    const again = newFleet(1);
    await again.begin();
    expect(errors).toEqual([]);
    expect(relay.devices.get(id)?.chain.sequence).toBeGreaterThan(3);
  });

  it("given a slow relay, lets cars drive on: their odometers answer although nothing is delivered", async () => {
    const fleet = newFleet(2);
    await fleet.begin();
    relay.roads.push(...Array.from({ length: 40 }, () => "push back" as const));
    const [car] = [...fleet.cars.values()];
    const before = car?.last?.reading.odometerHm ?? 0;
    for (let tick = 0; tick < 5; tick += 1) {
      nowUnixS += 600;
      fleet.drive();
    }
    expect(car?.last?.reading.odometerHm).toBeGreaterThan(before);
    await until(() => {
      fleet.drive();
      return relay.roads.length === 0 && [...fleet.cars.values()].every(delivered);
    });
    expect(errors).toEqual([]);
  });

  it("given an owner who asks twice at once, makes one garage, with a car of each mode", async () => {
    const fleet = newFleet(0);
    const [first, second] = await Promise.all([
      fleet.garage(OWNER),
      fleet.garage(OWNER.toUpperCase().replace("X", "x")),
    ]);
    expect(second).toBe(first);
    expect(first.map(({ mode }) => mode)).toEqual([...GARAGE]);
    expect(relay.devices.size).toBe(GARAGE.length);
    const vins = first.filter(({ vehicle }) => vehicle.vin !== "").map(({ mode, vehicle }) => [mode, vehicle.vin]);
    expect(vins.map(([mode]) => mode)).toEqual(["honest", "rolled-back"]);
    expect(vins[0]?.[1]).toMatch(/^WTN\d{14}$/);
    expect(vins[0]?.[1]).not.toBe(vins[1]?.[1]);
    expect(errors).toEqual([]);
    expect(relay.counts.get("forked-key")).toBeGreaterThan(0);
    expect(relay.counts.get("signature-invalid")).toBe(2);
  });

  it("given 200 cars on one file, delivers two days of each in seconds, and the file stays small", async () => {
    const directory = mkdtempSync(join(tmpdir(), "witness-fleet-"));
    const path = join(directory, "devices.log");
    const stores = await FileStores.open(path);
    const fleet = newFleet(200, 2, (name) => stores.store(name));
    let mostBytes = 0;
    const watching = setInterval(() => {
      mostBytes = Math.max(mostBytes, statSync(path).size);
    }, 10);
    await fleet.begin();
    clearInterval(watching);
    expect(relay.devices.size).toBe(200);
    expect([...fleet.cars.values()].every(delivered)).toBe(true);
    expect(errors).toEqual([]);
    const cars = Array.from({ length: 200 }, (_, index) => stores.store(`car ${index}`).read());
    const carBytes = (await Promise.all(cars)).map(({ records }) => base64Bytes(records));
    // Twice what it holds, as the store promises, while so many cars as deliver at once may hold all that they read.
    const heldBytes = carBytes.reduce((sum, bytes) => sum + bytes) + 12 * Math.max(...carBytes);
    expect(Math.max(mostBytes, statSync(path).size)).toBeLessThan(2 * heldBytes);
    await fleet.close();
    await stores.close();
    rmSync(directory, { recursive: true });
  });

  it("keeps a bounded number of garages", async () => {
    const fleet = newFleet(0, 1);
    const owners = ["1", "2", "3"].map((digit) => `0x${digit.repeat(40)}`);
    const made = await Promise.allSettled(owners.map((owner) => fleet.garage(owner)));
    expect(made.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(made.at(-1)).toMatchObject({ reason: { code: "fleet-full" } });
  });
});

describe("the cars' API", () => {
  it("answers a challenge while the history is on its way, and wrong requests with a code", async () => {
    const fleet = newFleet(1);
    const server = makeApp(
      fleet,
      () => nowUnixS,
      (error) => errors.push(error),
    ).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const post = (path: string, body: string) =>
      fetch(`${base}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body });
    relay.roads.push(...Array.from({ length: 5 }, () => "push back" as const));
    const begun = fleet.begin();
    await until(() => fleet.cars.size === 1);
    const [id] = [...fleet.cars.keys()];
    const challenge = JSON.stringify({ challenge: "ab".repeat(32) });
    const live = await post(`/v1/cars/${id}/live`, challenge);
    expect(live.status).toBe(200);
    for (const [path, body, status, code] of [
      [`/v1/cars/${id}/live`, "{", 400, "malformed"],
      [`/v1/cars/${id}/live`, '{"challenge":"ab"}', 400, "malformed"],
      [`/v1/cars/${id}/live`, "null", 400, "malformed"],
      ["/v1/cars/0123456789abcdef/live", challenge, 404, "car-unknown"],
      ["/v1/cars/nonsense/live", challenge, 404, "car-unknown"],
      ["/v1/owners", '{"address":"0x12"}', 400, "malformed"],
      ["/v1/nothing", "{}", 404, "route-unknown"],
    ] as const) {
      const answer = await post(path, body);
      expect([path, answer.status, ((await answer.json()) as { code: string }).code]).toEqual([path, status, code]);
    }
    const asked = await fetch(`${base}/v1/owners`, { method: "OPTIONS" });
    expect(asked.status).toBe(204);
    await begun;
    expect(errors).toEqual([]);
    server.close();
    server.closeAllConnections();
  });
});
