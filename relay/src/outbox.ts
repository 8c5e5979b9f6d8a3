/**
 * What the relay has promised, on disk: SQLite in WAL mode with synchronous=FULL, so that a committed transaction
 * survives the loss of power. Nothing is answered before its transaction is committed.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fromHex, toHex } from "@witness/protocol/bytes";
import type { Chain } from "@witness/protocol/chain";
import type { DeviceId } from "@witness/protocol/identity";

/** An envelope that was admitted. */
export interface StoredEnvelope {
  readonly id: number;
  readonly device: DeviceId;
  readonly sequence: number;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
  /** 32 bytes each. */
  readonly previousLink: Uint8Array;
  readonly link: Uint8Array;
}

/** A registration that was admitted. */
export interface StoredRegistration {
  readonly id: number;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** A payload on its way, or one that arrived. */
export interface StoredBatch {
  readonly id: number;
  readonly payload: Uint8Array;
  /** Every signed transaction that may carry it; they share one nonce. */
  readonly transactions: readonly string[];
  readonly nonce: number | undefined;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS devices (id TEXT PRIMARY KEY, public_key BLOB NOT NULL, sequence INTEGER NOT NULL,
  link BLOB NOT NULL, session INTEGER NOT NULL, recent BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS registrations (id INTEGER PRIMARY KEY, device TEXT NOT NULL, message BLOB NOT NULL,
  signature BLOB NOT NULL, batch INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS envelopes (id INTEGER PRIMARY KEY, device TEXT NOT NULL, sequence INTEGER NOT NULL,
  body BLOB NOT NULL, signature BLOB NOT NULL, previous_link BLOB NOT NULL, link BLOB NOT NULL, batch INTEGER) STRICT;
CREATE INDEX IF NOT EXISTS envelopes_waiting ON envelopes (id) WHERE batch IS NULL;
CREATE INDEX IF NOT EXISTS registrations_waiting ON registrations (id) WHERE batch IS NULL;
CREATE INDEX IF NOT EXISTS envelopes_device ON envelopes (device, sequence);
CREATE TABLE IF NOT EXISTS receipts (link BLOB PRIMARY KEY, signed BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (id INTEGER PRIMARY KEY, payload BLOB NOT NULL, nonce INTEGER,
  transactions TEXT NOT NULL DEFAULT '[]', block INTEGER) STRICT;
`;

type Row = Record<string, unknown>;
const bytes = (row: Row, name: string): Uint8Array => row[name] as Uint8Array;

const envelopeOf = (row: Row): StoredEnvelope => ({
  id: Number(row["id"]),
  device: row["device"] as DeviceId,
  sequence: Number(row["sequence"]),
  body: bytes(row, "body"),
  signature: bytes(row, "signature"),
  previousLink: bytes(row, "previous_link"),
  link: bytes(row, "link"),
});

/** The store. One process uses it; every method is synchronous. */
export class Outbox {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#db = new DatabaseSync(join(directory, "relay.sqlite"));
    this.#db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;");
    this.#db.exec(SCHEMA);
  }

  #sql(text: string) {
    const known = this.#statements.get(text) ?? this.#db.prepare(text);
    this.#statements.set(text, known);
    return known;
  }

  /** Runs `work` in one transaction; what it wrote is on disk when this returns, or nothing of it is. */
  transaction<T>(work: () => T): T {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#db.exec("COMMIT");
      return result;
    } catch (error) {
      this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  chain(device: DeviceId): Chain | undefined {
    const row = this.#sql("SELECT * FROM devices WHERE id = ?").get(device) as Row | undefined;
    if (!row) return undefined;
    return {
      deviceId: fromHex(device),
      publicKey: bytes(row, "public_key"),
      sequence: Number(row["sequence"]),
      link: bytes(row, "link"),
      session: Number(row["session"]),
      recent: bytes(row, "recent"),
    };
  }

  putChain(chain: Chain): void {
    const { deviceId, publicKey, sequence, link, session, recent } = chain;
    this.#sql("INSERT OR REPLACE INTO devices VALUES (?, ?, ?, ?, ?, ?)").run(
      toHex(deviceId),
      publicKey,
      sequence,
      link,
      session,
      recent,
    );
  }

  addRegistration(device: DeviceId, message: Uint8Array, signature: Uint8Array): void {
    this.#sql("INSERT INTO registrations (device, message, signature) VALUES (?, ?, ?)").run(
      device,
      message,
      signature,
    );
  }

  addEnvelope(envelope: Omit<StoredEnvelope, "id">): void {
    const { device, sequence, body, signature, previousLink, link } = envelope;
    this.#sql(
      "INSERT INTO envelopes (device, sequence, body, signature, previous_link, link) VALUES (?, ?, ?, ?, ?, ?)",
    ).run(device, sequence, body, signature, previousLink, link);
  }

  lastEnvelope(device: DeviceId): StoredEnvelope | undefined {
    const row = this.#sql("SELECT * FROM envelopes WHERE device = ? ORDER BY sequence DESC LIMIT 1").get(device);
    return row && envelopeOf(row as Row);
  }

  receipt(link: Uint8Array): Uint8Array | undefined {
    const row = this.#sql("SELECT signed FROM receipts WHERE link = ?").get(link) as Row | undefined;
    return row && bytes(row, "signed");
  }

  putReceipt(link: Uint8Array, signed: Uint8Array): void {
    this.#sql("INSERT OR IGNORE INTO receipts VALUES (?, ?)").run(link, signed);
  }

  waitingEnvelopes(limit: number): StoredEnvelope[] {
    return this.#sql("SELECT * FROM envelopes WHERE batch IS NULL ORDER BY id LIMIT ?")
      .all(limit)
      .map((row) => envelopeOf(row as Row));
  }

  waitingRegistrations(limit: number): StoredRegistration[] {
    const rows = this.#sql("SELECT * FROM registrations WHERE batch IS NULL ORDER BY id LIMIT ?").all(limit) as Row[];
    return rows.map((row) => ({
      id: Number(row["id"]),
      message: bytes(row, "message"),
      signature: bytes(row, "signature"),
    }));
  }

  waiting(): number {
    const row = this.#sql("SELECT count(*) AS n FROM envelopes WHERE batch IS NULL").get() as Row;
    return Number(row["n"]);
  }

  /** Keeps a payload and what it carries: from here on it is sent until it is in. */
  addBatch(payload: Uint8Array, registrations: readonly number[], envelopes: readonly number[]): number {
    return this.transaction(() => {
      const id = Number(this.#sql("INSERT INTO batches (payload) VALUES (?)").run(payload).lastInsertRowid);
      for (const each of registrations) this.#sql("UPDATE registrations SET batch = ? WHERE id = ?").run(id, each);
      for (const each of envelopes) this.#sql("UPDATE envelopes SET batch = ? WHERE id = ?").run(id, each);
      return id;
    });
  }

  /** The oldest payload that is not in a block yet. */
  unfinishedBatch(): StoredBatch | undefined {
    const row = this.#sql("SELECT * FROM batches WHERE block IS NULL ORDER BY id LIMIT 1").get() as Row | undefined;
    if (!row) return undefined;
    const nonce = row["nonce"];
    return {
      id: Number(row["id"]),
      payload: bytes(row, "payload"),
      transactions: JSON.parse(row["transactions"] as string),
      nonce: nonce === null ? undefined : Number(nonce),
    };
  }

  setTransactions(id: number, nonce: number, transactions: readonly string[]): void {
    this.#sql("UPDATE batches SET nonce = ?, transactions = ? WHERE id = ?").run(
      nonce,
      JSON.stringify(transactions),
      id,
    );
  }

  setIncluded(id: number, block: number): void {
    this.#sql("UPDATE batches SET block = ? WHERE id = ?").run(block, id);
  }

  close(): void {
    this.#db.close();
  }
}
