/** What carrier and reconciler find in every store of the relay, whichever database is behind it. */
import type { DeviceId } from "@witness/protocol/identity";
import { expect, it } from "vitest";
import { carry, clock, codesOf, DAY_MS, known, openings, type Place, take } from "./store-place.ts";

/** Tries what is carried. @param place returns a new place for each test */
export function carryingSuite(place: () => Place): void {
  const { open, reopened } = openings();

  it("carries payloads in their order, follows their transactions, and lets go of what is final", async () => {
    const at = place();
    let store = await open(at);
    const writer = await known(store);
    const first = writer.next(400).bytes;
    const answered = await take(store, first, writer.next(400).bytes);
    const one = await carry(store);
    await take(store, writer.next(400).bytes);
    clock.nowMs += 5;
    const two = await carry(store);
    expect(two).toBeGreaterThan(one);
    expect(await store.backlog()).toEqual({ bytes: 0, oldestMs: undefined, oldestBlock: undefined });
    expect(await store.payloads.countUnfinished()).toBe(2);
    expect(await store.payloads.oldest()).toEqual({ ms: 100 * DAY_MS, block: 7 });
    expect(await store.unsettled(writer.id)).toBe(3);
    const sign = async (id: number, nonce: number, hash: string) => {
      const batch = (await store.payloads.unfinished(8)).find((each) => each.id === id);
      if (!batch) throw new Error("It is in a block.");
      await store.payloads.setTransaction(batch, { nonce, hash, raw: `raw ${hash}` });
    };
    await sign(one, 4, "0xa");
    await sign(two, 5, "0xb");
    await sign(one, 4, "0xc");
    await store.place(11, one);
    await store.place(12, two);
    // A reorganisation moved it.
    await store.place(12, one);
    store = await reopened(at, store);
    expect(await store.ownInputs()).toEqual(new Map([[12, one]]));
    expect(await store.payloads.unfinished(8)).toMatchObject([
      { id: one, messages: 2, nonce: 4, hashes: ["0xa", "0xc"], raw: "raw 0xc" },
      { id: two, messages: 1, nonce: 5, hashes: ["0xb"] },
    ]);
    await sign(one, 6, "0xd");
    expect(await store.payloads.unfinished(8)).toMatchObject([
      { nonce: 6 },
      { nonce: undefined, hashes: [], raw: undefined },
    ]);
    await store.payloads.setBlock(one, 20);
    expect((await store.head(writer.id))?.included).toBe(2);
    expect(await store.payloads.highestNonce()).toBe(6);
    expect(await store.payloads.included(19)).toEqual([]);
    expect(await store.payloads.included(20)).toEqual([
      { id: one, nonce: 6, block: 20, hashes: ["0xa", "0xc", "0xd"] },
    ]);
    expect(await store.unsettled(writer.id)).toBe(1);
    await store.letGo(one);
    await store.payloads.setBlock(two, 21);
    await store.letGo(two);
    expect([await store.payloads.highestNonce(), await store.payloads.countUnfinished()]).toEqual([-1, 0]);
    // The bodies are the chain's to keep, and the receipts stay.
    const again = await take(store, first);
    expect(codesOf(again)).toEqual(["sequence-replayed"]);
    expect(again.receipts).toHaveLength(answered.receipts.length);
    expect((await store.head(writer.id))?.envelope?.body.length).toBeGreaterThan(400);
    expect(await store.devices(one)).toEqual([writer.id]);
  });

  it("forgets what is old and final, but neither heads nor evidence nor what is on its way", async () => {
    const at = place();
    let store = await open(at);
    const writer = await known(store);
    const old = Array.from({ length: 20 }, () => writer.next(60).bytes);
    const fork = writer.fork(70).bytes;
    await take(store, ...old, writer.next(60).bytes);
    expect(codesOf(await take(store, fork))).toEqual(["forked-key"]);
    await store.letGo(await carry(store));
    expect(await store.forget(clock.nowMs, 10)).toBe(0);
    clock.nowMs += 50;
    await take(store, writer.next(60).bytes);
    const waiting = await carry(store);
    expect(await store.forget(clock.nowMs, 10)).toBe(10);
    store = await reopened(at, store);
    while ((await store.forget(clock.nowMs + 1, 10)) > 0);
    const keptAt = async (number: number) =>
      (await store.load({ devices: new Map([[writer.id, [number]]]), isAll: true })).devices.get(writer.id);
    expect((await keptAt(1))?.items.get(1)).toEqual([]);
    expect((await keptAt(22))?.items.get(22)).toHaveLength(1);
    expect((await keptAt(21))?.evidence).toBe(1);
    await store.letGo(waiting);
    expect(await store.forget(clock.nowMs + 1, 10)).toBe(1);
    expect((await keptAt(22))?.items.get(22)).toHaveLength(1);
    expect(codesOf(await take(store, old[0] ?? new Uint8Array()))).toEqual(["sequence-regressed"]);
  });

  it("goes on from the back-end's hash chain where that is further, or where a refusal leaves ours behind", async () => {
    const store = await open(place());
    const writer = await known(store);
    const chain = await store.chain(writer.id);
    if (!chain) throw new Error("It is known.");
    const further = { ...chain, sequence: 4, link: new Uint8Array(32).fill(6), firstHere: 2 };
    expect(await store.adopt([chain])).toBe(false);
    expect(await store.adopt([further, chain])).toBe(true);
    expect(await store.chain(writer.id)).toEqual(further);
    expect(await store.publicKeys([writer.id, "0123456789abcdef" as DeviceId])).toEqual(
      new Map([[writer.id, writer.publicKey]]),
    );
    expect(await store.follow(writer.id, further, chain)).toBe(true);
    expect(await store.chain(writer.id)).toEqual(chain);
    await take(store, writer.next(40).bytes);
    const own = await store.chain(writer.id);
    // Something of it is on its way.
    expect(own && (await store.follow(writer.id, own, chain))).toBe(false);
    const batch = await carry(store);
    await store.payloads.setBlock(batch, 3);
    await store.place(4, batch);
    await store.noteJudged({ refused: [], admitted: [writer.id], inputs: [4] });
    expect(await store.ownInputs()).toEqual(new Map());
    expect(own && (await store.follow(writer.id, own, chain))).toBe(true);
    expect(await store.chain(writer.id)).toEqual(chain);
  });

  it("keeps values by name, and says how large it is", async () => {
    const at = place();
    let store = await open(at);
    expect(store.meta("closes")).toBeUndefined();
    for (const value of ["1", "2", "3"]) store.setMeta("closes", value);
    expect(store.meta("closes")).toBe("3");
    expect(await store.bytes()).toBeGreaterThan(10_000);
    store = await reopened(at, store);
    expect(store.meta("closes")).toBe("3");
  });

  it("belongs to one application, and to programs that know its tables", async () => {
    const at = place();
    await (await at.open()).close();
    await expect(at.open("31337:0x08")).rejects.toMatchObject({ code: "data-of-another-application" });
    await (await at.open()).close();
    await at.spoil();
    await expect(at.open()).rejects.toMatchObject({ code: "data-of-another-version" });
  });
}
