/** What the store keeps, for how long, and that no question to it reads more than it must. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { native as provider } from "@witness/protocol/crypto/native";
import { newHashChain } from "@witness/protocol/hash-chain";
import { keyIdentity } from "@witness/protocol/identity";
import { decodeReceipt } from "@witness/protocol/wire/receipt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pack } from "../src/batcher.ts";
import { Database } from "../src/database.ts";
import { readEnvelopes, takeEnvelopes } from "../src/intake.ts";
import { Outbox } from "../src/outbox.ts";
import { Payloads } from "../src/payloads.ts";
import { receiptsFor } from "../src/receipts.ts";
import { Urgency } from "../src/urgency.ts";
import { Writer } from "./writer.ts";

const key = new Uint8Array(32).fill(9);
const publicKey = provider.p256PublicKey(key);
const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const application = { context, publicKey, keyId: keyIdentity(publicKey, provider) };
const settings = { context, provider, keyId: application.keyId };

let directory: string;
let database: Database;
let outbox: Outbox;
let payloads: Payloads;
let writer: Writer;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-store-"));
  database = new Database(directory, "test");
  outbox = new Outbox(database);
  payloads = new Payloads(database);
  writer = new Writer(1, application);
  outbox.putChain(newHashChain(context, writer.identity, writer.publicKey, provider));
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true, force: true });
});

const take = (messages: readonly Uint8Array[], ms: number) =>
  database.transaction(() => {
    const taken = takeEnvelopes(settings, outbox, readEnvelopes(messages));
    for (const item of taken.items) outbox.addItem(item, { ms, block: ms });
    for (const chain of taken.chains.values()) outbox.putChain(chain);
    const options = { context, provider, key, deadlineBlocks: 300 };
    return { ...taken, receipts: receiptsFor([taken.decisions], outbox, options, { block: ms, timeUnixS: ms })[0] };
  });

/** Packs all that waits; answers the payload's id. */
function carry(): number {
  const packed = pack(outbox.waiting(4_096, 10_000_000), () => true);
  if (!packed) throw new Error("Nothing waits.");
  return database.transaction(() => {
    const id = payloads.add(packed.payload, packed.ids.length);
    payloads.setSince(id, outbox.setPacked(packed.ids, id));
    return id;
  });
}

const settle = (id: number) => {
  outbox.strip(id);
  payloads.remove(id);
};

describe("Database", () => {
  it("refuses another application's data, tables that it does not know, and what is no store", () => {
    database.close();
    expect(() => new Database(directory, "other")).toThrow(
      expect.objectContaining({ code: "data-of-another-application" }),
    );
    const path = join(directory, "relay.sqlite");
    const raw = new DatabaseSync(path);
    raw.exec("PRAGMA user_version = 1");
    raw.close();
    expect(() => new Database(directory, "test")).toThrow(expect.objectContaining({ code: "data-of-another-version" }));
    const file = join(directory, "file");
    new DatabaseSync(file).close();
    expect(() => new Database(file, "test")).toThrow(expect.objectContaining({ code: "data-in-use" }));
    database = new Database(join(directory, "fresh"), "test");
  });

  it("says that the disk is full, and goes on when it is not", () => {
    database.sql("PRAGMA max_page_count = 24").get();
    const full = () => {
      for (let ms = 0; ms < 1_000; ms += 1) take([writer.next(4_000).bytes], ms);
    };
    expect(full).toThrow(expect.objectContaining({ code: "outbox-full" }));
    const { sequence } = outbox.chain(writer.id) ?? { sequence: -1 };
    expect(outbox.waiting(4_096, 10_000_000).length).toBe(sequence);
    database.sql("PRAGMA max_page_count = 100000").get();
    const waits = outbox.backlog().bytes;
    const sum = outbox
      .waiting(4_096, 10_000_000)
      .reduce((bytes, each) => bytes + ("body" in each ? each.body.length : 0), 0);
    expect(waits).toBe(sum);
  });
});

describe("Urgency", () => {
  it("knows registrations, and what a device sends within a minute of its own", () => {
    const urgency = new Urgency(database);
    const signed = { message: new Uint8Array(9), signature: new Uint8Array(64) };
    const first = 100_000;
    const came = (bytes: Uint8Array, ms: number) => {
      take([bytes], ms);
      return urgency.oldestMs();
    };
    expect(came(writer.next(40).bytes, 1)).toBeUndefined();
    carry();
    outbox.addRegistration(writer.id, signed, { ms: first, block: 1 });
    expect(urgency.oldestMs()).toBe(first);
    carry();
    expect(came(writer.next(40).bytes, first + 60_000)).toBeUndefined();
    expect(came(writer.next(40).bytes, first + 59_999)).toBe(first + 59_999);
    const other = new Writer(2, application);
    outbox.putChain(newHashChain(context, other.identity, other.publicKey, provider));
    carry();
    expect(came(other.next(40).bytes, first)).toBeUndefined();
  });
});

describe("receipts", () => {
  it("are for what is kept only: what was refused gets none, and does not stand in the way of what was not", () => {
    const [first, stray] = [writer.next(40), new Writer(1, application)];
    const forked = stray.fork(50);
    const taken = take([first.bytes, writer.next(40, { rubbish: true }).bytes, forked.bytes], 1);
    expect(taken.decisions.map(({ code }) => code)).toEqual(["admitted", "signature-invalid", "forked-key"]);
    expect(taken.receipts?.map((bytes) => decodeReceipt(bytes))).toMatchObject([{ sequence: 1, link: first.link }]);
    const refused = take([forked.bytes], 2);
    expect(refused.decisions).toMatchObject([{ code: "forked-key", sequence: 1 }]);
    expect(refused.receipts).toEqual([]);
  });
});

describe("Outbox", () => {
  it("lets go of bodies that are final, and still answers the same request with the same receipt", () => {
    const envelopes = Array.from({ length: 60 }, () => writer.next(1_000).bytes);
    const first = take(envelopes.slice(0, 1), 1);
    take(envelopes.slice(1), 1);
    const id = carry();
    const before = database.bytes();
    settle(id);
    expect(database.bytes()).toBeLessThanOrEqual(before);
    const again = take(envelopes.slice(0, 1), 2);
    expect(again.decisions).toMatchObject([{ code: "sequence-replayed" }]);
    expect(again.receipts).toEqual(first.receipts);
    // The head is still shown whole.
    const chain = outbox.chain(writer.id);
    expect(chain && outbox.envelopeAt(writer.id, chain)?.body.length).toBeGreaterThan(1_000);
    const other = Uint8Array.from(envelopes[5] ?? []);
    other.set([1], 900);
    expect(take([other], 3).decisions).toMatchObject([{ code: "sequence-regressed" }]);
  });

  it("forgets what is old and final, but neither heads nor evidence nor what is on its way", () => {
    const old = Array.from({ length: 60 }, () => writer.next(100));
    const forked = writer.fork(100);
    take([...old.map(({ bytes }) => bytes), writer.next(100).bytes], 1);
    take([forked.bytes], 1);
    settle(carry());
    const young = writer.next(100);
    take([young.bytes], 50);
    const waiting = carry();
    expect(outbox.included(writer.id)).toBe(young.sequence - 1);
    expect(outbox.forget(40, 10)).toBe(10);
    while (outbox.forget(40, 10) > 0);
    expect(outbox.kept(writer.id, 1)).toEqual([]);
    expect(outbox.evidence(writer.id)).toBe(1);
    // It is younger, and in no block yet.
    expect(outbox.forget(1_000, 10)).toBe(0);
    expect(outbox.kept(writer.id, young.sequence)).toHaveLength(1);
    settle(waiting);
    expect(outbox.forget(1_000, 10)).toBe(1);
    expect(outbox.kept(writer.id, young.sequence)).toHaveLength(1);
    const [first] = old;
    expect(take([first?.bytes ?? new Uint8Array()], 60).decisions).toMatchObject([{ code: "sequence-regressed" }]);
    expect(take([young.bytes], 60).decisions).toMatchObject([{ code: "sequence-replayed" }]);
  });

  it("reads by an index whatever it is asked while it runs", () => {
    take([writer.next(100).bytes, writer.fork(100).bytes, writer.next(100).bytes], 1);
    outbox.waiting(10, 1_000);
    outbox.backlog();
    outbox.kept(writer.id, 1);
    outbox.evidence(writer.id);
    outbox.unsettled(writer.id);
    outbox.included(writer.id);
    new Urgency(database).oldestMs();
    const id = carry();
    payloads.unfinished(8);
    payloads.countUnfinished();
    payloads.oldest();
    payloads.highestNonce();
    settle(id);
    outbox.forget(100, 10);
    const plans = database.texts().flatMap((text) => {
      if (!/^\s*(SELECT|UPDATE|DELETE)/.test(text)) return [];
      const rows = database.sql(`EXPLAIN QUERY PLAN ${text}`).all() as { detail: string }[];
      return rows.map(({ detail }) => `${detail} | ${text.replaceAll(/\s+/g, " ")}`);
    });
    expect(plans.length).toBeGreaterThan(15);
    // Payloads that are not final are few: one for each block of the last 32.
    expect(
      plans.filter((plan) => /^SCAN (?!batches|sqlite_schema)/.test(plan) && !/USING (COVERING )?INDEX/.test(plan)),
    ).toEqual([]);
  });
});
