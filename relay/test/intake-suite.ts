/** What an intake finds in every store of the relay, whichever database is behind it. */
import { native as provider } from "@witness/protocol/crypto/native";
import type { HashChain } from "@witness/protocol/hash-chain";
import { type DeviceId, keyIdentity } from "@witness/protocol/identity";
import { decodeSigned } from "@witness/protocol/wire/envelope";
import { expect, it } from "vitest";
import { INPUT_BASE_GAS, makerPayer } from "../src/allowance.ts";
import type { Item } from "../src/intake.ts";
import { takeRegistration } from "../src/registration.ts";
import { Loaded } from "../src/store/loaded.ts";
import { makers, registrationBytes, settings, trusted } from "./maker.ts";
import {
  carry,
  clock,
  codesOf,
  DAY_MS,
  GAS,
  intakeOf,
  known,
  openings,
  type Place,
  take,
  unknown,
  wanted,
} from "./store-place.ts";

/** An envelope that no device has signed. */
const itemOf = (deviceId: DeviceId): Item => ({
  kind: "envelope",
  deviceId,
  sequence: 1,
  link: new Uint8Array(32).fill(5),
  previousLink: new Uint8Array(32),
  body: new Uint8Array(20),
  signature: new Uint8Array(64),
  proven: true,
  opensGap: false,
});

/** Tries what an intake does with a store. @param place returns a new place for each test */
export function intakeSuite(place: () => Place): void {
  const { open, reopened } = openings();

  it("keeps envelopes, evidence and receipts, and answers the same request with the same receipt when it is opened anew", async () => {
    const at = place();
    let store = await open(at);
    const writer = await known(store);
    const [first, second, fork] = [writer.next(40).bytes, writer.next(50).bytes, writer.fork(60).bytes];
    const third = writer.next(70).bytes;
    const taken = await take(store, first, second);
    expect(codesOf(taken)).toEqual(["admitted", "admitted"]);
    expect(taken.receipts).toHaveLength(1);
    expect(codesOf(await take(store, fork))).toEqual(["admitted"]);
    expect(codesOf(await take(store, third))).toEqual(["forked-key"]);
    store = await reopened(at, store);
    // The last envelope of a request has its receipt; one before it gets one of its own, once.
    const again = await take(store, second);
    expect([codesOf(again), again.receipts]).toEqual([["sequence-replayed"], taken.receipts]);
    const own = await take(store, first);
    expect(codesOf(own)).toEqual(["sequence-replayed"]);
    store = await reopened(at, store);
    expect((await take(store, first)).receipts).toEqual(own.receipts);
    expect(codesOf(await take(store, third, Uint8Array.of(1)))).toEqual(["forked-key", "malformed"]);
    const kept = (await store.load({ devices: new Map([[writer.id, [3]]]), isAll: true })).devices.get(writer.id);
    expect(kept).toMatchObject({ chain: { sequence: 3, publicKey: writer.publicKey }, evidence: 1 });
    expect(kept?.items.get(3)?.map(({ isEnvelope }) => isEnvelope)).toEqual([true, false]);
    expect(await store.backlog()).toMatchObject({ oldestMs: clock.nowMs, oldestBlock: 7 });
    const waits = await store.waiting(10, 1_000_000);
    expect(waits.map((each) => [each.kind, "sequence" in each && each.sequence])).toEqual([
      ["envelope", 1],
      ["envelope", 2],
      ["envelope", 3],
      ["evidence", 3],
    ]);
    const bytes = waits.reduce((sum, each) => sum + ("body" in each ? each.body.length : 0), 0);
    expect((await store.backlog()).bytes).toBe(bytes);
    const head = await store.head(writer.id);
    expect(head).toMatchObject({ chain: kept?.chain, included: undefined });
    expect(head?.envelope?.body).toEqual(waits.flatMap((each) => ("body" in each ? [each.body] : []))[2]);
    expect(await store.head("0123456789abcdef" as DeviceId)).toBeUndefined();
  });

  it("writes nothing of a decision over what somebody has changed since", async () => {
    const store = await open(place());
    const [writer, other] = [await known(store), await known(store)];
    const both = wanted(writer.id, other.id);
    const [late, chain, chainOfOther] = [
      new Loaded(await store.load(both)),
      await store.chain(writer.id),
      await store.chain(other.id),
    ];
    if (!chain || !chainOfOther) throw new Error("Both are known.");
    expect(codesOf(await take(store, writer.next(40).bytes))).toEqual(["admitted"]);
    const left = (await store.load(both)).left;
    const changed = (of: HashChain) => ({ ...of, sequence: 1, link: new Uint8Array(32).fill(5) });
    late.keep({
      decisions: [],
      items: [itemOf(other.id), itemOf(writer.id)],
      chains: new Map([
        [other.id, changed(chainOfOther)],
        [writer.id, changed(chain)],
      ]),
      before: new Map(),
    });
    const { applied, durable } = store.commit(late.changes({ ms: 1, block: 1 }));
    expect(await applied).toBe(false);
    await durable;
    expect(await store.chain(other.id)).toEqual(chainOfOther);
    expect((await store.chain(writer.id))?.link).not.toEqual(new Uint8Array(32).fill(5));
    expect((await store.load(both)).left).toEqual(left);
    expect(await store.waiting(10, 1_000)).toHaveLength(1);
    // The same holds where evidence was added, which moves no hash chain.
    const [own, fork] = [writer.fork(40).bytes, writer.fork(41).bytes];
    await take(store, writer.next(42).bytes);
    const over = new Loaded(await store.load({ devices: new Map([[writer.id, [2]]]), isAll: false }));
    expect(codesOf(await take(store, own))).toEqual(["forked-key"]);
    over.keep({
      decisions: [],
      items: [{ ...itemOf(writer.id), kind: "evidence" }],
      chains: new Map(),
      before: new Map(),
    });
    expect(await store.commit(over.changes({ ms: 1, block: 1 })).applied).toBe(false);
    expect(codesOf(await take(store, fork))).toEqual(["forked-key"]);
  });

  it("given two intakes at once, keeps each device's envelopes in their order and once", async () => {
    const store = await open(place());
    const writers = [await known(store), await known(store)];
    const intakes = [intakeOf(store), intakeOf(store)];
    const sent = writers.map((writer) => Array.from({ length: 40 }, () => writer.next(40).bytes));
    /** Sends what is not acknowledged, as a device does, to the one and to the other intake. */
    const drive = async (messages: readonly Uint8Array[], turn: number): Promise<void> => {
      for (let [at, round] = [0, turn]; at < messages.length; round += 1) {
        const response = await intakes[round % 2]?.take(messages.slice(at, at + 3), "car");
        const codes = response ? codesOf(response) : [];
        expect(codes.filter((code) => code !== "admitted" && code !== "sequence-replayed")).toEqual([]);
        expect(response?.receipts).toHaveLength(1);
        at += codes.length;
      }
    };
    await Promise.all([0, 1].flatMap((turn) => sent.map((messages) => drive(messages, turn))));
    for (const writer of writers) {
      const own = (await store.waiting(1_000, 1_000_000)).filter(
        (each) => each.kind === "envelope" && each.deviceId === writer.id,
      );
      expect(own.map((each) => "sequence" in each && each.sequence)).toEqual(
        Array.from({ length: 40 }, (_, index) => index + 1),
      );
      expect((await store.chain(writer.id))?.sequence).toBe(40);
    }
  });

  it("charges who pays, until the day is over", async () => {
    const store = await open(place());
    const writer = await known(store);
    const maker = makerPayer(new Uint8Array(8).fill(3));
    const left = async () => {
      const { left: found, retryAfterS } = await store.load({ ...wanted(writer.id), payers: [maker] });
      return [found.get(writer.id), found.get(maker), retryAfterS];
    };
    expect(await left()).toEqual([GAS, GAS, 86_400]);
    await take(store, writer.next(40).bytes);
    const [after] = await left();
    expect(after).toBeLessThan(GAS - 40 * 40);
    clock.nowMs += 1_000;
    await carry(store);
    expect(await left()).toEqual([Number(after) - INPUT_BASE_GAS, GAS, 86_399]);
    clock.nowMs += DAY_MS;
    expect((await left())[0]).toBe(GAS);
    await take(store, writer.next(40).bytes);
    // It costs less than the opening before, and nothing of that day counts.
    expect((await left())[0]).toBeGreaterThan(Number(after));
    expect((await left())[0]).toBeLessThan(GAS - 40 * 40);
  });

  it("keeps a registration once, charges its maker, and knows what the back-end refused", async () => {
    const at = place();
    let store = await open(at);
    const writer = unknown();
    const bytes = registrationBytes(writer);
    const { message } = decodeSigned(bytes);
    const register = async () => {
      const maker = makerPayer(keyIdentity(makers[0] ?? new Uint8Array(), provider));
      const kept = await store.load({ ...wanted(writer.id), payers: [maker], registrations: [message] });
      const loaded = new Loaded(kept);
      const known = { chain: (id: DeviceId) => loaded.chain(id), makerAllowance: () => loaded.allowance(maker) };
      const taken = takeRegistration(settings, trusted, known, bytes);
      if ("signed" in taken) loaded.register(taken);
      return { code: loaded.refusal(0) ?? taken.code, changes: loaded.changes({ ms: clock.nowMs, block: 1 }), maker };
    };
    const [first, second] = [await register(), await register()];
    expect([first.code, second.code]).toEqual(["admitted", "admitted"]);
    expect(await store.commit(first.changes).applied).toBe(true);
    expect(await store.commit(second.changes).applied).toBe(false);
    expect((await register()).code).toBe("device-registered");
    expect(await store.waiting(10, 1_000)).toHaveLength(1);
    expect(await store.urgentMs()).toBe(clock.nowMs);
    const batch = await carry(store);
    const { left } = await store.load({ ...wanted(), payers: [first.maker] });
    expect(left.get(first.maker)).toBeLessThan(GAS - INPUT_BASE_GAS - 40 * 100);
    expect(await store.registrations(batch)).toEqual([{ deviceId: writer.id, message }]);
    expect(await store.devices(batch)).toEqual([]);
    await store.payloads.setBlock(batch, 5);
    const chain = await store.chain(writer.id);
    if (!chain) throw new Error("It is registered.");
    expect(await store.follow(writer.id, { ...chain, sequence: 9 }, undefined)).toBe(false);
    expect(await store.follow(writer.id, chain, undefined)).toBe(true);
    store = await reopened(at, store);
    expect(await store.chain(writer.id)).toBeUndefined();
    expect((await register()).code).toBe("vehicle-unreadable");
  });

  it("keeps an operation once, one of a device at a time, and its receipt as long as it is kept", async () => {
    const store = await open(place());
    const writer = await known(store);
    const operation = (name: number) => ({
      deviceId: writer.id,
      identity: new Uint8Array(32).fill(name),
      signed: { message: new Uint8Array(90).fill(name), signature: new Uint8Array(64) },
      receipt: new Uint8Array(100).fill(name),
      received: { ms: clock.nowMs, block: 3 },
    });
    const refuses = (known: { receipt: Uint8Array | undefined; isOperated: boolean }) =>
      known.receipt ? "kept" : known.isOperated ? "operated" : undefined;
    const results = await Promise.all([1, 1, 2].map(async (name) => store.keepOperation(operation(name), refuses)));
    expect(results).toEqual([undefined, "kept", "operated"]);
    const { receipt, isOperated, gas, retryAfterS } = await store.operation(writer.id, new Uint8Array(32).fill(1));
    expect([receipt, isOperated, retryAfterS]).toEqual([operation(1).receipt, true, 86_400]);
    expect(gas).toBeLessThan(GAS - 40 * 90);
    const ids = (await store.waiting(10, 1_000)).map(({ id }) => id);
    expect(ids).toHaveLength(1);
    const batch = await store.keepPayload({ payload: new Uint8Array(9), ids });
    expect((await store.operation(writer.id, operation(2).identity)).isOperated).toBe(true);
    await store.payloads.setBlock(batch, 5);
    expect(await store.operation(writer.id, operation(2).identity)).toMatchObject({
      receipt: undefined,
      isOperated: false,
    });
  });
}
