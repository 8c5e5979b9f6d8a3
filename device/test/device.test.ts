/** A device on good roads and bad ones, with relays that lie: what it gives away, and what it never does. */
import { equal, toHex } from "@witness/protocol/bytes";
import { profileOf } from "@witness/protocol/columns/profile";
import { native as provider } from "@witness/protocol/crypto/native";
import { PLACES } from "@witness/protocol/disclosure/key-tree";
import { GROUP_READINGS_MAX } from "@witness/protocol/limits";
import { verifyMessage } from "@witness/protocol/sign";
import { decodeBody } from "@witness/protocol/wire/envelope";
import { decodeLiveReading } from "@witness/protocol/wire/reading";
import { decodeReceipt } from "@witness/protocol/wire/receipt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DeviceEvent, type DeviceOptions, memoryStore, openDevice } from "../src/index.ts";
import { encodeEntry, readMemory } from "../src/journal.ts";
import { RoadsideRelay } from "./roadside.ts";
import { application, devicePublicKey, drive, NOW, odometers, optionsAt, read } from "./setting.ts";

let relay: RoadsideRelay;
let nowMs: number;
let slept: number[];
let events: DeviceEvent[];

beforeEach(async () => {
  relay = new RoadsideRelay(application);
  relay.know(devicePublicKey);
  await relay.listen();
  [nowMs, slept, events] = [NOW * 1_000, [], []];
});
afterEach(() => relay.close());

const open = (change: Partial<DeviceOptions> = {}) =>
  openDevice({
    ...optionsAt(relay),
    nowMs: () => nowMs,
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
    onEvent: (event) => events.push(event),
    ...change,
  });

describe("Device", () => {
  it("default: delivers all readings in order, keeps the receipt and forgets the envelopes", async () => {
    const device = await open();
    await device.send(...drive(25));
    expect(device.status).toMatchObject({ gathered: 25, queued: 0 });
    await device.flush();
    expect(read(relay.admitted)).toEqual(odometers(drive(25)));
    expect(relay.admitted).toHaveLength(3);
    expect(device.status).toMatchObject({ gathered: 0, queued: 0, sequence: 3, receipt: expect.any(Uint8Array) });
    expect(relay.posts).toBe(1);
  });

  it("given automatic delivery, sends without a flush", async () => {
    const device = await open({ delivery: "automatic" });
    await device.send(...drive(10));
    await expect.poll(() => device.status.queued + device.status.gathered, { timeout: 20_000 }).toBe(0);
    await device.close();
    await expect(device.send(...drive(1))).rejects.toMatchObject({ code: "device-closed" });
  });

  it.each(["automatic", "on flush"] as const)(
    "given a relay that never responds, closes at once and keeps everything (%s)",
    async (delivery) => {
      const store = memoryStore();
      const device = await open({ store, delivery });
      await device.flush();
      relay.silent = true;
      const before = relay.requests;
      await device.send(...drive(10));
      const flushed = delivery === "on flush" ? device.flush() : undefined;
      const refused = flushed && expect(flushed).rejects.toMatchObject({ code: "device-closed" });
      await expect.poll(() => relay.requests, { timeout: 20_000 }).toBeGreaterThan(before);
      const sinceMs = Date.now();
      await device.close();
      await refused;
      expect(Date.now() - sinceMs).toBeLessThan(5_000);
      expect(events.filter(({ type }) => type === "failed")).toEqual([]);
      relay.silent = false;
      const next = await open({ store });
      await next.flush();
      expect(read(relay.admitted)).toEqual(odometers(drive(10)));
    },
  );

  it("given push-back and broken roads, waits as it is told, sends the same bytes again, and counts nothing twice", async () => {
    relay.roads.push("open", "open", "push back", "cut before", "cut after", "proxy page", "cut after");
    const device = await open();
    await device.send(...drive(20));
    await device.flush();
    expect(slept[0]).toBe(7_000);
    const backedOff = slept.slice(1);
    expect(backedOff).toHaveLength(4);
    for (const ms of backedOff) expect(ms).toBeLessThan(15_000);
    expect(read(relay.admitted)).toEqual(odometers(drive(20)));
    for (const bodies of relay.bodies.values()) expect(bodies.size).toBe(1);
  });

  it("given envelopes that are pushed back one by one, waits as long as it is told", async () => {
    relay.roads.push("open", "open", "push each back");
    const device = await open();
    await device.send(...drive(20));
    await device.flush();
    expect(slept).toEqual([59_000]);
    expect(read(relay.admitted)).toEqual(odometers(drive(20)));
  });

  it("given a relay that stays away, says so, and keeps everything", async () => {
    relay.roads.push(...Array.from({ length: 100 }, () => "push back" as const));
    const device = await open();
    await device.send(...drive(5));
    await expect(device.flush({ withinMs: 20_000 })).rejects.toMatchObject({ code: "relay-unavailable" });
    relay.roads.length = 0;
    await device.flush();
    expect(read(relay.admitted)).toEqual(odometers(drive(5)));
  });

  it.each([
    "no receipt",
    "another key",
    "another link",
    "another device",
    "received in ten years",
    "nothing is taken, all is admitted",
  ] as const)("given a lying relay (%s), deletes nothing", async (lie) => {
    relay.lie = lie;
    const device = await open();
    await device.send(...drive(20));
    await expect(device.flush()).rejects.toMatchObject({ code: "receipt-invalid" });
    expect(device.status).toMatchObject({ queued: 2, receipt: undefined });
    relay.lie = undefined;
    await device.flush();
    expect(device.status.queued).toBe(0);
    expect(read(relay.admitted)).toEqual(odometers(drive(20)));
  });

  it("boundary: lets go for a receipt of at most a day ahead of its clock, and says what keeps the others", async () => {
    const device = await open();
    await device.send(...drive(10));
    nowMs = (NOW - 86_401) * 1_000;
    const refused = expect(device.flush({ withinMs: 0 })).rejects;
    await refused.toMatchObject({ code: "receipt-invalid", message: expect.stringContaining("the device's clock") });
    expect(device.status.queued).toBe(1);
    nowMs += 1_000;
    await device.flush();
    expect(device.status.queued).toBe(0);
  });

  it.each<[string, Partial<DeviceOptions>]>([
    ["stands before the protocol's first year", { nowMs: () => 86_400_000 }],
    ["is said to be not set", { nowMs: () => (NOW - 200 * 86_400) * 1_000, isClockSet: () => false }],
  ])("given a clock that %s, takes the relay's time as it is", async (_, clock) => {
    const device = await open(clock);
    await device.send(...drive(10));
    await device.flush();
    expect(device.status.queued).toBe(0);
  });

  it("given a receipt that was lost, is released by the next one", async () => {
    relay.lie = "no receipt";
    const device = await open();
    await device.send(...drive(10));
    await expect(device.flush()).rejects.toMatchObject({ code: "receipt-invalid" });
    expect(device.status.queued).toBe(1);
    relay.lie = undefined;
    await device.send(...drive(10, 10));
    await device.flush();
    expect(events.filter(({ type }) => type === "acknowledged")).toMatchObject([{ throughSequence: 2 }]);
    expect(device.status.queued).toBe(0);
  });

  it("given a receipt behind an opening, keeps the envelopes before the opening until one vouches for them", async () => {
    relay.lie = "a receipt for the newest session alone";
    const device = await open();
    const later = drive(20, 30 * 24 * 60);
    await device.send(...drive(20));
    await device.send(...later);
    // The relay acknowledges all four. What it says of the second session says nothing of the first.
    await device.flush();
    const acknowledged = () => events.filter(({ type }) => type === "acknowledged");
    expect(acknowledged()).toMatchObject([{ throughSequence: 4 }, { throughSequence: 2 }]);
    expect(device.status.queued).toBe(0);
    expect(relay.posts).toBe(2);
    // The newest receipt is the one that it shows, whichever came last.
    expect(decodeReceipt(device.status.receipt ?? new Uint8Array()).sequence).toBe(4);
    expect(read(relay.admitted)).toEqual(odometers([...drive(20), ...later]));
  });

  it("given a relay that never vouches for what an opening ended, keeps it, and says so", async () => {
    const device = await open();
    await device.send(...drive(20), ...drive(10, 30 * 24 * 60));
    relay.lie = "a receipt for the newest session alone";
    relay.vouchesFrom = 3;
    await expect(device.flush()).rejects.toMatchObject({ code: "receipt-invalid" });
    expect(device.status.queued).toBe(2);
    // It does not stand in the way of what comes after.
    await device.send(...drive(10, 30 * 24 * 60 + 10));
    await expect(device.flush()).rejects.toMatchObject({ code: "receipt-invalid" });
    expect(device.status).toMatchObject({ sequence: 4, queued: 2 });
    relay.vouchesFrom = 0;
    await device.flush();
    expect(device.status.queued).toBe(0);
    expect(relay.forks).toBe(0);
  });

  it.each([
    { chainId: 1 },
    { application: `0x${"08".repeat(20)}` },
    { applicationPublicKey: toHex(devicePublicKey) },
    { keyId: "0102030405060708" },
    { relayPublicKey: toHex(devicePublicKey) },
  ])("given a relay that names another application or key (%j), sends it nothing", async (names) => {
    relay.names = names;
    const device = await open();
    await device.send(...drive(20));
    await expect(device.flush()).rejects.toMatchObject({ code: "relay-foreign" });
    expect(relay.posts).toBe(0);
    expect(device.status.gathered).toBe(20);
  });

  it("given a session whose places are all used, opens the next before it seals", async () => {
    const store = memoryStore();
    const first = await open({ store });
    await first.send(...drive(10));
    await first.flush();
    await first.close();
    const memory = readMemory((await store.read()).records) ?? expect.fail();
    // As if the session had begun so many envelopes before the one that was sealed.
    const state = { ...(memory.state ?? expect.fail()), firstSequence: 2 - PLACES };
    await store.replace([encodeEntry({ type: "memory", memory: { ...memory, state } })]);
    const second = await open({ store, firstStart: false });
    await second.send(...drive(20, 10));
    await second.flush();
    const sent = relay.admitted.map(({ body }) => decodeBody(body));
    expect(sent.map(({ session }) => session)).toEqual([1, 2, 2]);
    expect(sent[1]?.opening).toBeDefined();
    expect(read(relay.admitted)).toEqual(odometers(drive(30)));
  });

  it("given a restart, goes on in its session with what waited; given a torn write, with a new session", async () => {
    const store = memoryStore();
    const first = await open({ store });
    await first.send(...drive(10));
    await first.flush();
    await first.send(...drive(15, 10));
    await first.close();
    const second = await open({ store });
    expect(second.status).toMatchObject({ gathered: 5, queued: 1 });
    await second.flush();
    const torn = await open({ store: { ...store, read: async () => ({ ...(await store.read()), torn: true }) } });
    await torn.send(...drive(10, 25));
    await torn.flush();
    expect(relay.admitted.map(({ body }) => decodeBody(body).session)).toEqual([1, 1, 1, 2]);
    expect(read(relay.admitted)).toEqual(odometers(drive(35)));
  });

  it("opens a new session each month", async () => {
    const device = await open({ readingsPerEnvelope: 1 });
    for (const day of [0, 29, 31, 60, 62]) {
      await device.send({ timeUnixS: NOW + day * 86_400, odometerHm: 1_000 + day });
    }
    await device.flush();
    expect(relay.admitted.map(({ body }) => decodeBody(body).session)).toEqual([1, 1, 2, 2, 3]);
  });

  it("keeps its log short, however much it delivers, and writes little more than what it keeps", async () => {
    const sizeOf = (records: readonly Uint8Array[]) => records.reduce((sum, { length }) => sum + length, 0);
    const kept = memoryStore();
    let written = 0;
    const count = (records: readonly Uint8Array[]) => {
      written += sizeOf(records);
      return records;
    };
    const store: typeof kept = {
      ...kept,
      append: (records) => kept.append(count(records)),
      replace: (records) => kept.replace(count(records)),
    };
    const device = await open({ store });
    let most = 0;
    for (let i = 0; i < 100; i += 1) {
      await device.send(...drive(10, 10 * i));
      await device.flush();
      most = Math.max(most, sizeOf((await store.read()).records));
    }
    expect(most).toBeLessThan(24_000);
    // Without a relay all of it must be kept, and is not written anew each time.
    relay.roads.push(...Array.from({ length: 10 }, () => "push back" as const));
    written = 0;
    for (let i = 0; i < 500; i += 1) await device.send(...drive(10, 1_000 + 10 * i));
    const waiting = sizeOf((await store.read()).records);
    expect(device.status.queued).toBe(500);
    expect(written).toBeLessThan(4 * waiting);
    relay.roads.length = 0;
    await device.flush();
    expect(sizeOf((await store.read()).records)).toBeLessThan(24_000);
    await device.close();
    const again = await open({ store: kept });
    await again.send(...drive(10, 6_000));
    await again.flush();
    expect(read(relay.admitted)).toEqual([...odometers(drive(6_000)), ...odometers(drive(10, 6_000))]);
    for (const bodies of relay.bodies.values()) expect(bodies.size).toBe(1);
  });

  it("given a store that fails, signs no other body for the number", async () => {
    const store = memoryStore();
    const device = await open({ store });
    await device.flush();
    store.append = async () => {
      throw new Error("The disk is full.");
    };
    await expect(device.send(...drive(10))).rejects.toThrow();
    await expect(device.seal()).resolves.toBeUndefined();
    await expect(device.send(...drive(10))).rejects.toThrow();
    expect(relay.posts).toBe(0);
  });

  it.each([
    { timeUnixS: 1.5, odometerHm: 1 },
    { timeUnixS: 1, odometerHm: -1 },
    { timeUnixS: 0, odometerHm: 0 },
    { timeUnixS: 1, odometerHm: 2 ** 32 },
    { timeUnixS: 1, odometerHm: 1, troubleCodes: [{ code: 65_536, cleared: false }] },
  ])("refuses a reading that cannot be said: %j", async (reading) => {
    const device = await open();
    await expect(device.send(reading)).rejects.toMatchObject({ code: "reading-malformed" });
    expect(device.status.gathered).toBe(0);
  });

  it("given readings with other columns, seals them apart; far jumps go along, and none is lost", async () => {
    const device = await open();
    const said = [
      { timeUnixS: NOW, odometerHm: 1 },
      { timeUnixS: NOW + 1, odometerHm: 2, fuelUsedCl: 5 },
      { timeUnixS: NOW + 2, odometerHm: 2 ** 32 - 1, fuelUsedCl: 5 },
      { timeUnixS: NOW + 3, odometerHm: 7, fuelUsedCl: 5 },
    ];
    await device.send(...said);
    await device.flush();
    expect(read(relay.admitted)).toEqual(odometers(said));
    expect(relay.admitted).toHaveLength(2);
  });

  it("given more trouble codes than an envelope holds, seals them apart", async () => {
    const device = await open();
    const codes = (from: number) => Array.from({ length: 60 }, (_, i) => ({ code: from + i, cleared: false }));
    await device.send(...drive(2).map((reading, i) => ({ ...reading, troubleCodes: codes(60 * i) })));
    await device.flush();
    expect(relay.admitted).toHaveLength(2);
  });

  it("boundary: holds no more readings in an envelope than one may have", async () => {
    const device = await open({ readingsPerEnvelope: 1_000 });
    await device.send(...drive(GROUP_READINGS_MAX + 1));
    await device.flush();
    expect(relay.admitted).toHaveLength(2);
    expect(read(relay.admitted)).toEqual(odometers(drive(GROUP_READINGS_MAX + 1)));
  });

  it("given another profile, says its quantities and refuses those of a car", async () => {
    const profile = profileOf(5, 1) ?? expect.fail();
    const device = await open({ profile });
    const refused = { code: "reading-malformed", message: expect.stringContaining("thermometer") };
    await expect(device.send(...drive(1))).rejects.toMatchObject(refused);
    await device.send({ timeUnixS: NOW, temperatureDc: -40, humidityPm: 410 });
    await device.flush();
    const { distance, condition } = decodeBody(relay.admitted[0]?.body ?? new Uint8Array());
    expect([distance.length, condition.length > 16]).toEqual([0, true]);
  });

  it("answers a challenge with a signature over it, its sequence and its link", async () => {
    const device = await open();
    await device.send(...drive(10));
    await device.flush();
    const challenge = new Uint8Array(32).fill(9);
    const signed = device.answer(challenge);
    expect(verifyMessage("live", application.context, signed, device.publicKey, provider)).toBe(true);
    const live = decodeLiveReading(signed.message);
    expect(live).toMatchObject({ challenge, timeUnixS: Math.floor(nowMs / 1_000), odometerHm: 1_090, sequence: 1 });
    expect(equal(live.link, relay.devices.get(device.id)?.chain.link ?? challenge)).toBe(true);
    expect(() => device.answer(new Uint8Array(31))).toThrow(expect.objectContaining({ code: "challenge-malformed" }));
  });
});
