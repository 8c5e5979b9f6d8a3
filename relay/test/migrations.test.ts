/** A store that an older program wrote is brought to the newest tables with all that it holds. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { native as provider } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Allowance } from "../src/allowance.ts";
import { Database } from "../src/database.ts";
import { readEnvelopes, takeEnvelopes } from "../src/intake.ts";
import { Outbox } from "../src/outbox.ts";
import { OwnInputs } from "../src/own-inputs.ts";
import { Payloads } from "../src/payloads.ts";
import { receiptsFor } from "../src/receipts.ts";
import { Refusals } from "../src/refusals.ts";
import { NEWEST_VERSION, OLDEST_VERSION, versionOf } from "../src/store/migrations.ts";
import { Writer } from "./writer.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const APPLICATION = `31337:0x${"07".repeat(20)}`;
const key = new Uint8Array(32).fill(9);
const publicKey = provider.p256PublicKey(key);
const application = { context, publicKey, keyId: keyIdentity(publicKey, provider) };
const versions = Array.from({ length: NEWEST_VERSION - OLDEST_VERSION + 1 }, (_, index) => OLDEST_VERSION + index);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-migrations-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** The store as the program of that version left it: a registration, three envelopes, one proof of a copied key. */
function write(version: number): void {
  mkdirSync(directory, { recursive: true });
  const db = new DatabaseSync(join(directory, "relay.sqlite"));
  db.exec(readFileSync(join(import.meta.dirname, `stores/${version}.sql`), "utf8"));
  db.close();
}

/** Tables and indexes by name, with their columns. */
function shape(database: Database) {
  const all = (text: string) =>
    database
      .sql(text)
      .all()
      .map((row) => ({ ...row }));
  const named = all("SELECT type, name, tbl_name FROM sqlite_schema ORDER BY name");
  return named.map((each) => ({
    ...each,
    columns: all(`SELECT name, type, "notnull", pk FROM pragma_table_xinfo('${each["name"]}') ORDER BY cid`),
    of: all(`SELECT name, "desc", key FROM pragma_index_xinfo('${each["name"]}') ORDER BY seqno`),
  }));
}

describe.each(versions)("a store of version %i", (version) => {
  it("has the tables of a new one, and is migrated once", () => {
    write(version);
    const database = new Database(directory, APPLICATION);
    const fresh = new Database(join(directory, "fresh"), APPLICATION);
    expect(shape(database)).toEqual(shape(fresh));
    fresh.close();
    database.close();
    new Database(directory, APPLICATION).close();
    const db = new DatabaseSync(join(directory, "relay.sqlite"));
    expect(versionOf(db)).toBe(NEWEST_VERSION);
    db.close();
  });

  it("keeps what was promised, paid, refused and carried", () => {
    write(version);
    const database = new Database(directory, APPLICATION);
    const outbox = new Outbox(database);
    const payloads = new Payloads(database);
    const writer = new Writer(1, application);
    const chain = outbox.chain(writer.id);
    if (!chain) throw new Error("The device is there.");
    expect(chain).toMatchObject({ publicKey: writer.publicKey, sequence: 3, session: 1, firstSequence: 1 });
    expect(outbox.envelopeAt(writer.id, chain)?.body.length).toBeGreaterThan(60);
    const { receipt } = outbox.keptEnvelope(writer.id, 3, chain.link) ?? {};
    expect(receipt?.length).toBeGreaterThan(100);
    expect(outbox.evidence(writer.id)).toBe(1);
    expect(outbox.included(writer.id)).toBe(3);
    expect(outbox.waiting(10, 10_000)).toMatchObject([{ kind: "evidence", deviceId: writer.id, sequence: 3 }]);
    expect(payloads.included(12)).toEqual([{ id: 1, nonce: 4, block: 12, hashes: [`0x${"0a".repeat(32)}`] }]);
    expect(new OwnInputs(database).all()).toEqual(new Map([[7, 1]]));
    expect(new Refusals(database, provider).codeOf(new Uint8Array(40).fill(3))).toBe("vehicle-unreadable");
    const daily = { deviceGasPerDay: 40_000_000, makerGasPerDay: 1 };
    expect(new Allowance(database, daily, () => 1_800_000_000_000).left(writer.id)).toBeLessThan(40_000_000 - 24_000);
    expect(database.meta("genesis")).toBe(`0x${"0b".repeat(32)}`);
    database.close();
  });
});

it("answers what it acknowledged before with the same receipt, and goes on after it", () => {
  write(6);
  const database = new Database(directory, APPLICATION);
  const outbox = new Outbox(database);
  const writer = new Writer(1, application);
  writer.next(40);
  writer.next(40);
  const settings = { context, provider, keyId: application.keyId };
  const take = (bytes: Uint8Array) => {
    const { decisions } = takeEnvelopes(settings, outbox, readEnvelopes([bytes]));
    const now = { block: 900, timeUnixS: 900 };
    return {
      decisions,
      receipts: receiptsFor([decisions], outbox, { context, provider, key, deadlineBlocks: 1 }, now),
    };
  };
  const kept = outbox.keptEnvelope(writer.id, 3, outbox.chain(writer.id)?.link ?? new Uint8Array());
  const again = take(writer.next(50, { fill: 1 }).bytes);
  expect(again.decisions).toMatchObject([{ code: "sequence-replayed", sequence: 3 }]);
  expect(again.receipts).toEqual([[kept?.receipt]]);
  expect(take(writer.next(60).bytes).decisions).toMatchObject([{ code: "admitted", sequence: 4 }]);
  database.close();
});

it("leaves a store alone that a newer program, one too old, or another application's relay wrote", () => {
  write(NEWEST_VERSION);
  const path = join(directory, "relay.sqlite");
  const change = (text: string) => {
    const db = new DatabaseSync(path);
    db.exec(text);
    db.close();
  };
  const bytes = () => readFileSync(path);
  for (const [text, code] of [
    [`PRAGMA user_version = ${NEWEST_VERSION + 1}`, "data-of-another-version"],
    [`PRAGMA user_version = ${OLDEST_VERSION - 1}`, "data-of-another-version"],
    [
      `PRAGMA user_version = ${OLDEST_VERSION}; UPDATE meta SET value = '1:0x' WHERE name = 'application'`,
      "data-of-another-application",
    ],
  ] as const) {
    change("PRAGMA journal_mode=WAL");
    change(text);
    const before = bytes();
    expect(() => new Database(directory, APPLICATION)).toThrow(expect.objectContaining({ code }));
    expect(bytes()).toEqual(before);
  }
  expect(existsSync(`${path}-wal`)).toBe(false);
});
