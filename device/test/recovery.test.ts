/** What a device does that lost its storage, whatever a relay tells it, and what one does that remembers. */
import { fromHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { encodeOperation, type Operation } from "@witness/protocol/operations/operation";
import { verifyPairing } from "@witness/protocol/pairing";
import { decodeBody } from "@witness/protocol/wire/envelope";
import { decodeLiveReading } from "@witness/protocol/wire/reading";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DeviceEvent, type DeviceOptions, memoryStore, openDevice } from "../src/index.ts";
import { RoadsideRelay } from "./roadside.ts";
import { application, devicePublicKey, drive, NOW, odometers, optionsAt, read } from "./setting.ts";

let relay: RoadsideRelay;
let events: DeviceEvent[];

beforeEach(async () => {
  relay = new RoadsideRelay(application);
  relay.know(devicePublicKey);
  await relay.listen();
  events = [];
});
afterEach(() => relay.close());

const open = (change: Partial<DeviceOptions> = {}) =>
  openDevice({ ...optionsAt(relay), onEvent: (event) => events.push(event), ...change });

const claimOf = (id: string): Operation => ({
  kind: "claim",
  actor: { form: "wallet", address: new Uint8Array(20).fill(5) },
  device: fromHex(id),
  tenure: 0,
  counter: 1,
  expiresUnixS: NOW + 86_400,
  answers: new Uint8Array(32),
  fields: { pairing: new Uint8Array() },
});

describe("Device", () => {
  it("given lost storage, goes on from a head that it signed, 1 024 numbers and 65 536 sessions further", async () => {
    const before = await open();
    await before.send(...drive(10));
    await before.flush();
    const after = await open({ firstStart: false });
    await after.send(...drive(10, 10));
    expect(() => after.answer(new Uint8Array(32))).toThrow(expect.objectContaining({ code: "head-unproven" }));
    await after.flush();
    const bodies = relay.admitted.map(({ body }) => decodeBody(body));
    expect(bodies.map(({ sequence, session }) => [sequence, session])).toEqual([
      [1, 1],
      [1_026, 65_538],
    ]);
    expect(bodies.map(({ lost }) => lost)).toEqual([undefined, true]);
  });

  it("given lost storage, answers a challenge with the head that it was told until it seals the next envelope", async () => {
    const before = await open();
    await before.send(...drive(20));
    await before.flush();
    const head = relay.devices.get(before.id)?.chain;
    const store = memoryStore();
    let after = await open({ firstStart: false, store });
    const answered = () => decodeLiveReading(after.answer(new Uint8Array(32), { odometerHm: 1_200 }).message);
    await after.flush();
    expect(answered()).toMatchObject({ sequence: 2, link: head?.link });
    await after.close();
    after = await open({ firstStart: false, store: memoryStore((await store.read()).records) });
    expect(answered()).toMatchObject({ sequence: 2, link: head?.link });
    await after.send(...drive(10, 20));
    await after.flush();
    const link = relay.devices.get(after.id)?.chain.link;
    expect(answered()).toMatchObject({ sequence: 1_027, link });
    expect(relay.admitted.map(({ body }) => decodeBody(body).lost)).toEqual([undefined, undefined, true]);
  });

  it.each([0, 3])(
    "given lost storage and a head %i envelopes old, answers an operation so that it fits the record before and after the next envelope",
    async (age) => {
      const before = await open();
      await before.send(...drive(50));
      await before.flush();
      relay.tells = relay.admitted.length - age - 1;
      const after = await open({ firstStart: false });
      await after.flush();
      relay.tells = undefined;
      const operation = claimOf(after.id);
      const pairing = await after.answerPairing(operation);
      const message = encodeOperation({ ...operation, fields: { pairing } });
      const fits = () => {
        const chain = relay.devices.get(after.id)?.chain;
        const record = { tenureFirstSequence: 1, tenureFirstSession: 1, pairingCounter: 0 };
        return chain && verifyPairing(application.context, message, { ...record, chain }, provider);
      };
      expect(fits()).toMatchObject({ sequence: 1_029 - age });
      await after.send(...drive(10, 50));
      await after.flush();
      expect(fits()).toMatchObject({ sequence: 1_029 - age });
      expect(relay.forks).toBe(0);
    },
  );

  it.each([1_024, 1_023, 1_025, 10, 1])(
    "given lost storage and a relay that tells it a head %i envelopes old, is no fork",
    async (age) => {
      const before = await open({ readingsPerEnvelope: 1 });
      await before.send(...drive(1_030));
      await before.flush();
      expect(relay.admitted).toHaveLength(1_030);
      relay.tells = relay.admitted.length - age - 1;
      const after = await open({ firstStart: false });
      await after.send(...drive(10, 1_030));
      await after.flush().catch(() => undefined);
      relay.tells = undefined;
      await after.flush();
      expect(relay.counts.get("forked-key")).toBeUndefined();
      expect(relay.forks).toBe(0);
      expect(read(relay.admitted).slice(-10)).toEqual(odometers(drive(10, 1_030)));
    },
  );

  it("given a copy of its key that poses as a device without its past, goes on beside it, so that two are seen", async () => {
    const original = await open();
    await original.send(...drive(10));
    await original.flush();
    const copy = await open({ firstStart: false });
    await copy.send(...drive(20, 500));
    await copy.flush();
    expect(relay.forks).toBe(0);
    await original.send(...drive(10, 10));
    await original.flush();
    expect(relay.forks).toBe(1);
    expect(events.filter(({ type }) => type === "recovered")).toMatchObject([{ lost: true }, { lost: false }]);
    expect(read(relay.admitted).slice(-10)).toEqual(odometers(drive(10, 10)));
  });

  it("given lost storage and no head that it signed, stays silent and keeps its readings", async () => {
    const before = await open();
    await before.send(...drive(10));
    await before.flush();
    relay.hidesHeads = true;
    for (const firstStart of [true, false]) {
      const after = await open({ firstStart });
      await after.send(...drive(10, 10));
      await expect(after.flush()).rejects.toMatchObject({ code: "head-unproven" });
      expect(after.status.gathered).toBe(10);
    }
    expect(relay.admitted).toHaveLength(1);
  });

  it("given a store that is older than what it sent, goes on above its own head", async () => {
    const store = memoryStore();
    const device = await open({ store });
    await device.send(...drive(10));
    await device.flush();
    const old = memoryStore((await store.read()).records);
    await device.send(...drive(20, 10));
    await device.flush();
    const restored = await open({ store: old, firstStart: false });
    await restored.send(...drive(10, 30));
    await restored.flush();
    expect(decodeBody(relay.admitted.at(-1)?.body ?? new Uint8Array()).sequence).toBe(4);
  });

  it("given a relay that lost what it gave receipts for, and shows an old head, goes on over a gap and does not fork", async () => {
    const device = await open();
    await device.send(...drive(10));
    await device.flush();
    const old = { ...relay.devices.get(device.id) } as NonNullable<ReturnType<typeof relay.devices.get>>;
    await device.send(...drive(10, 10));
    await device.flush();
    relay.devices.set(device.id, old);
    await device.send(...drive(10, 20));
    await device.flush();
    expect(relay.counts.get("forked-key")).toBeUndefined();
    expect(events.filter(({ type }) => type === "recovered")).toMatchObject([{ lost: false }]);
    const last = relay.admitted.at(-1)?.body ?? new Uint8Array();
    expect(decodeBody(last)).toMatchObject({ sequence: 4, session: 2 });
    expect(read(relay.admitted).slice(-10)).toEqual(odometers(drive(10, 20)));
  });
});
