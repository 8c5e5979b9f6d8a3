/** A device follows its application to another: for two signatures, once and for good, and without losing a reading. */
import type { Application } from "@witness/protocol/assembly";
import { concat, toHex, u32 } from "@witness/protocol/bytes";
import { preamble } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { decodeAdministratorSignatures } from "@witness/protocol/operations/signed";
import { administratorsSigner, draftForApplication, signOperation } from "@witness/protocol/operations/signing";
import {
  announcementOf,
  encodeSignedSuccession,
  encodeSuccession,
  type SuccessionStatement,
  successionLink,
} from "@witness/protocol/succession";
import { decodeBody } from "@witness/protocol/wire/envelope";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Device, type DeviceOptions, memoryStore, openDevice } from "../src/index.ts";
import { RoadsideRelay } from "./roadside.ts";
import { application, deviceKey, devicePublicKey, drive, NOW, relayPublicKey } from "./setting.ts";

const keyOf = (fill: number) => derivePrivateKey(new Uint8Array(32).fill(fill), provider);
const nextPublicKey = provider.p256PublicKey(keyOf(51));
const next: Application = {
  context: { chainId: 31_337, application: new Uint8Array(20).fill(8) },
  publicKey: nextPublicKey,
  keyId: keyIdentity(nextPublicKey, provider),
};
const administrators = [61, 62, 63].map((fill, index) => ({ index, privateKey: keyOf(fill) }));
const makerKey = keyOf(71);
const set = {
  number: 1,
  threshold: 2,
  publicKeys: administrators.map(({ privateKey }) => provider.p256PublicKey(privateKey)),
};
const succession = { administrators: set, makerPublicKey: provider.p256PublicKey(makerKey) };
const statement: SuccessionStatement = {
  old: application.context,
  lastInput: 41,
  root: new Uint8Array(32).fill(5),
  next: next.context,
  publicKey: next.publicKey,
  templateHash: new Uint8Array(32).fill(6),
  number: 1,
  closesUnixS: NOW,
};

/** A statement with its signatures, in the form that is carried to devices. */
function signed(change: Partial<SuccessionStatement> = {}, by = administrators.slice(0, 2), maker = makerKey) {
  const said = { ...statement, ...change };
  const bytes = encodeSuccession(said);
  const signer = administratorsSigner(said.old, 1, by, provider);
  const fields = { statement: provider.sha256(bytes), announcement: new Uint8Array() };
  const operation = draftForApplication("succeed", { actor: signer.actor, expiresUnixS: NOW, fields }, 9);
  const { message, signature } = signOperation(operation, signer);
  return encodeSignedSuccession({
    statement: bytes,
    operation: message,
    administrators: decodeAdministratorSignatures(signature),
    maker: provider.p256Sign(maker, preamble("succession", said.old), bytes),
  });
}

let before: RoadsideRelay;
let after: RoadsideRelay;
let device: Device;
const opened: Device[] = [];
let records: Uint8Array[];

async function open(options: Partial<DeviceOptions> = {}): Promise<Device> {
  const relay = { url: before.url, publicKey: relayPublicKey };
  const store = memoryStore(records);
  const kept = {
    ...store,
    append: async (more: readonly Uint8Array[]) => {
      records.push(...more);
      await store.append(more);
    },
    replace: async (others: readonly Uint8Array[]) => {
      records = [...others];
      await store.replace(others);
    },
  };
  const given = { key: deviceKey, application, relay, store: kept, succession, firstStart: true, provider };
  const pace = { delivery: "on flush", readingsPerEnvelope: 5, nowMs: () => (NOW + 60) * 1_000 } as const;
  const made = await openDevice({ ...given, ...pace, sleep: async () => undefined, ...options });
  opened.push(made);
  return made;
}

const relayOf = (relay: RoadsideRelay) => ({ url: relay.url, publicKey: relayPublicKey });
const chainAt = (relay: RoadsideRelay) => relay.devices.get(device.id)?.chain;
/** The new application takes the record over as the old one has it. */
function takeOver(): void {
  const chain = chainAt(before);
  if (!chain) throw new Error("The old application does not know the device.");
  after.takeOver({ ...chain, recent: concat(u32(chain.sequence), chain.link), firstHere: 0 });
}

beforeEach(async () => {
  records = [];
  before = new RoadsideRelay(application);
  after = new RoadsideRelay(next);
  after.predecessor = { context: application.context, keyId: application.keyId };
  await Promise.all([before.listen(), after.listen()]);
  before.know(devicePublicKey);
  device = await open();
  await device.send(...drive(10));
  await device.flush();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
  before.close();
  after.close();
});

describe("A device that follows its application", () => {
  it("goes on from its last link with the next number, in a session for the new key", async () => {
    const head = chainAt(before);
    takeOver();
    await device.follow(signed(), relayOf(after));
    await device.send(...drive(5, 10));
    await device.flush();
    expect(chainAt(after)).toMatchObject({ sequence: 3, firstHere: 3, session: 2 });
    expect(head?.sequence).toBe(2);
    expect(device.status).toMatchObject({ queued: 0, gathered: 0, sequence: 3 });
    expect([...after.counts]).toEqual([["admitted", 1]]);
    expect(after.forks).toBe(0);
  });

  it("takes along what the old application did not take, and says it once more", async () => {
    takeOver();
    await device.send(...drive(10, 10));
    const kept = device.status;
    expect(kept).toMatchObject({ queued: 2, sequence: 4 });
    await device.follow(signed(), relayOf(after));
    await device.send(...drive(5, 20));
    await device.flush();
    const bodies = after.admitted.map(({ body }) => decodeBody(body));
    // Two for the old key as they were, then their ten readings again with the five new ones.
    expect(bodies.map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6, 7]);
    expect(bodies.map(({ opening }) => opening && toHex(opening.keyId))).toEqual([
      undefined,
      undefined,
      toHex(next.keyId),
      undefined,
      undefined,
    ]);
    expect(chainAt(after)).toMatchObject({ sequence: 7, firstHere: 5 });
    expect([...after.counts]).toEqual([["admitted", 5]]);
  });

  it("says nothing twice that the old application has, though its receipt was lost", async () => {
    await device.send(...drive(5, 10));
    before.roads.push("cut after");
    await device.flush({ withinMs: 0 }).catch(() => undefined);
    expect(chainAt(before)?.sequence).toBe(3);
    expect(device.status.queued).toBe(1);
    takeOver();
    await device.follow(signed(), relayOf(after));
    await device.send(...drive(5, 15));
    await device.flush();
    expect(after.admitted.map(({ body }) => decodeBody(body).sequence)).toEqual([4]);
    expect(device.status).toMatchObject({ queued: 0, sequence: 4 });
  });

  it("waits until the new application has taken its record over, seals nothing, and loses nothing", async () => {
    await device.follow(signed(), relayOf(after));
    await device.send(...drive(7, 10));
    await expect(device.flush({ withinMs: 0 })).rejects.toMatchObject({ code: "relay-unavailable" });
    expect(device.status).toMatchObject({ gathered: 7, queued: 0 });
    expect(() => device.answer(new Uint8Array(32))).toThrow(expect.objectContaining({ code: "head-unproven" }));
    takeOver();
    await device.flush();
    expect(device.status).toMatchObject({ gathered: 0, queued: 0, sequence: 4 });
  });

  it("remembers it over a loss of power, whatever it was provisioned with, and never signs for the old one again", async () => {
    takeOver();
    await device.follow(signed(), relayOf(after));
    await device.close();
    device = await open();
    await device.send(...drive(5, 10));
    await device.flush();
    expect(chainAt(after)?.sequence).toBe(3);
    expect(chainAt(before)?.sequence).toBe(2);
    await device.follow(signed(), relayOf(after));
    await device.send(...drive(5, 15));
    await device.flush();
    expect(chainAt(after)?.sequence).toBe(4);
  });

  it.each(["the record's head", "an old head"])(
    "given lost storage and %s, says its loss in the new application when it sealed nothing between",
    async (told) => {
      if (told === "an old head") before.tells = 0;
      await device.close();
      records = [];
      device = await open({ firstStart: false });
      await device.flush();
      takeOver();
      await device.follow(signed(), relayOf(after));
      await device.send(...drive(5, 10));
      await device.flush();
      const head = chainAt(before);
      const sequence = (told === "an old head" ? 1 : 2) + 1_025;
      const [body] = after.admitted.map((each) => decodeBody(each.body));
      expect(body).toMatchObject({ sequence, lost: true });
      expect([...after.counts]).toEqual([["admitted", 1]]);
      expect(after.forks).toBe(0);
      if (!head || told === "an old head") return;
      // The whole past is covered: nothing was left out but numbers.
      expect(body?.previousLink).toEqual(successionLink(application.context, next.context, head, provider));
    },
  );

  it("has sent nothing yet: it goes on from the link before its first envelope", async () => {
    records = [];
    const fresh = new RoadsideRelay(application);
    await fresh.listen();
    fresh.know(devicePublicKey);
    device = await open({ relay: relayOf(fresh) });
    const chain = fresh.devices.get(device.id)?.chain;
    if (!chain) throw new Error("The device is registered.");
    after.takeOver({ ...chain, firstHere: 0 });
    await device.follow(signed(), relayOf(after));
    await device.send(...drive(5));
    await device.flush();
    fresh.close();
    expect(chainAt(after)).toMatchObject({ sequence: 1, firstHere: 1 });
  });
});

describe("A device does not follow", () => {
  it.each([
    ["one administrator", () => signed({}, administrators.slice(0, 1)), "succession-refused"],
    ["administrators without the maker", () => signed({}, undefined, keyOf(99)), "succession-refused"],
    [
      "other administrators",
      () =>
        signed(
          {},
          [0, 1].map((index) => ({ index, privateKey: keyOf(90 + index) })),
        ),
      "succession-refused",
    ],
    ["a statement of another application", () => signed({ old: next.context }), "succession-refused"],
    ["an announcement", () => signed(announcementOf(statement)), "succession-refused"],
    ["a key that is none", () => signed({ publicKey: new Uint8Array(33) }), "succession-refused"],
    ["a statement before its time", () => signed({ closesUnixS: NOW + 61 }), "succession-early"],
    ["half of a statement", () => signed().slice(0, 200), "succession-refused"],
    ["a statement that was changed", () => signed().fill(9, 40, 41), "succession-refused"],
  ])("%s", async (_, made, code) => {
    await expect(device.follow(made(), relayOf(after))).rejects.toMatchObject({ code });
    await device.send(...drive(5, 10));
    await device.flush();
    expect(chainAt(before)?.sequence).toBe(3);
    expect(after.requests).toBe(0);
  });

  it("a lower number, or the same one elsewhere, once it has followed", async () => {
    takeOver();
    await device.follow(signed({ number: 2 }), relayOf(after));
    await device.send(...drive(5, 10));
    await device.flush();
    const back = { old: next.context, next: application.context, publicKey: application.publicKey };
    for (const number of [1, 2]) {
      const hijack = signed({ ...back, number });
      await expect(device.follow(hijack, relayOf(before))).rejects.toMatchObject({ code: "succession-refused" });
    }
    const elsewhere = { chainId: 31_337, application: new Uint8Array(20).fill(9) };
    const again = signed({ next: elsewhere, number: 3 });
    await expect(device.follow(again, relayOf(before))).rejects.toMatchObject({ code: "succession-refused" });
    expect(chainAt(before)?.sequence).toBe(2);
  });

  it("anybody, when its maker pinned nobody", async () => {
    await device.close();
    device = await open({ succession: undefined });
    await expect(device.follow(signed(), relayOf(after))).rejects.toMatchObject({ code: "succession-refused" });
  });
});
