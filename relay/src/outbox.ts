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
import type { Envelope, Signed } from "@witness/protocol/wire/envelope";
import type { Waiting } from "./batcher.ts";
import { RelayError } from "./errors.ts";
import type { Item, Known } from "./intake.ts";

/** A payload on its way. */
export interface StoredBatch {
  readonly id: number;
  readonly payload: Uint8Array;
  /** Every signed transaction that may carry it, oldest first; those after the last new nonce share it. */
  readonly transactions: readonly string[];
  readonly nonce: number | undefined;
}

/** One that is in a block, but not so deep that a reorganisation could not drop it. */
export interface IncludedBatch {
  readonly id: number;
  readonly block: number;
  readonly transactions: readonly string[];
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS devices (id TEXT PRIMARY KEY, public_key BLOB NOT NULL, sequence INTEGER NOT NULL,
  link BLOB NOT NULL, session INTEGER NOT NULL, recent BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, device TEXT NOT NULL,
  sequence INTEGER NOT NULL, body BLOB NOT NULL, signature BLOB NOT NULL, previous_link BLOB NOT NULL,
  link BLOB NOT NULL, proven INTEGER NOT NULL, opens_gap INTEGER NOT NULL, received_ms INTEGER NOT NULL,
  batch INTEGER) STRICT;
CREATE INDEX IF NOT EXISTS items_waiting ON items (id) WHERE batch IS NULL;
CREATE INDEX IF NOT EXISTS items_device ON items (device, sequence);
CREATE TABLE IF NOT EXISTS receipts (link BLOB PRIMARY KEY, signed BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (id INTEGER PRIMARY KEY, payload BLOB NOT NULL, nonce INTEGER,
  transactions TEXT NOT NULL DEFAULT '[]', block INTEGER, final INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX IF NOT EXISTS batches_open ON batches (id) WHERE final = 0;
`;

/** Chains kept in memory, about 2 kB each. */
const CHAINS_CACHED = 20_000;
const NOTHING = new Uint8Array();

type Row = Record<string, unknown>;
const bytes = (row: Row, name: string): Uint8Array => row[name] as Uint8Array;

function waitingOf(row: Row): Waiting {
  const id = Number(row["id"]);
  const [body, signature] = [bytes(row, "body"), bytes(row, "signature")];
  const kind = row["kind"] as Waiting["kind"];
  if (kind === "registration") return { kind, id, signed: { message: body, signature } };
  return {
    ...{ kind, id, body, signature, deviceId: row["device"] as DeviceId, sequence: Number(row["sequence"]) },
    ...{ link: bytes(row, "link"), previousLink: bytes(row, "previous_link") },
    ...{ proven: row["proven"] === 1, opensGap: row["opens_gap"] === 1 },
  };
}

/** The store. One process uses it; every method is synchronous. */
export class Outbox implements Known {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  readonly #chains = new Map<DeviceId, Chain>();
  #waitingBytes = 0;

  /** Opens or makes the store. @throws {RelayError} `data-in-use`, `data-of-another-application` */
  constructor(directory: string, application: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, "relay.sqlite");
    this.#db = new DatabaseSync(path);
    try {
      this.#db.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
      this.#db.exec(SCHEMA);
      this.#sql("INSERT OR IGNORE INTO meta VALUES ('application', ?)").run(application);
    } catch (cause) {
      this.#db.close();
      throw new RelayError(`${path} is open in another process, or is no store of a relay.`, {
        code: "data-in-use",
        cause,
      });
    }
    const kept = this.#sql("SELECT value FROM meta WHERE name = 'application'").get() as Row;
    if (kept["value"] !== application) {
      this.#db.close();
      const sentence = `${path} belongs to ${String(kept["value"])}, not to ${application}; use another RELAY_DATA_DIR.`;
      throw new RelayError(sentence, { code: "data-of-another-application" });
    }
    const sum = this.#sql("SELECT coalesce(sum(length(body)), 0) AS n FROM items WHERE batch IS NULL").get() as Row;
    this.#waitingBytes = Number(sum["n"]);
  }

  #sql(text: string) {
    const known = this.#statements.get(text) ?? this.#db.prepare(text);
    this.#statements.set(text, known);
    return known;
  }

  /** Runs `work` in one transaction; what it wrote is on disk when this returns, or nothing of it is. */
  transaction<T>(work: () => T): T {
    const waitingBytes = this.#waitingBytes;
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#db.exec("COMMIT");
      return result;
    } catch (error) {
      // Memory is made to say what the disk says.
      this.#chains.clear();
      this.#waitingBytes = waitingBytes;
      this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  chain(device: DeviceId): Chain | undefined {
    const cached = this.#chains.get(device);
    if (cached) return cached;
    const row = this.#sql("SELECT * FROM devices WHERE id = ?").get(device) as Row | undefined;
    if (!row) return undefined;
    const chain: Chain = {
      deviceId: fromHex(device),
      publicKey: bytes(row, "public_key"),
      sequence: Number(row["sequence"]),
      link: bytes(row, "link"),
      session: Number(row["session"]),
      recent: bytes(row, "recent"),
    };
    this.#remember(device, chain);
    return chain;
  }

  #remember(device: DeviceId, chain: Chain): void {
    this.#chains.delete(device);
    this.#chains.set(device, chain);
    const [oldest] = this.#chains.size > CHAINS_CACHED ? this.#chains.keys() : [];
    if (oldest !== undefined) this.#chains.delete(oldest);
  }

  putChain(chain: Chain): void {
    const { deviceId, publicKey, sequence, link, session, recent } = chain;
    const device = toHex(deviceId) as DeviceId;
    const insert = "INSERT OR REPLACE INTO devices VALUES (?, ?, ?, ?, ?, ?)";
    this.#sql(insert).run(device, publicKey, sequence, link, session, recent);
    this.#remember(device, chain);
  }

  kept(device: DeviceId, sequence: number): { body: Uint8Array; link: Uint8Array }[] {
    const select = "SELECT body, link FROM items WHERE device = ? AND sequence = ? AND kind <> 'registration'";
    const rows = this.#sql(select).all(device, sequence) as Row[];
    return rows.map((row) => ({ body: bytes(row, "body"), link: bytes(row, "link") }));
  }

  evidence(device: DeviceId): number {
    const select = "SELECT count(*) AS n FROM items WHERE device = ? AND kind = 'evidence'";
    return Number((this.#sql(select).get(device) as Row)["n"]);
  }

  addItem(item: Item, receivedMs: number): void {
    const { kind, deviceId, sequence, body, signature, previousLink, link, proven, opensGap } = item;
    this.#insert([kind, deviceId, sequence], [body, signature, previousLink, link], [proven, opensGap], receivedMs);
  }

  addRegistration(device: DeviceId, { message, signature }: Signed, receivedMs: number): void {
    this.#insert(["registration", device, 0], [message, signature, NOTHING, NOTHING], [true, false], receivedMs);
  }

  #insert(
    [kind, device, sequence]: readonly [string, string, number],
    blobs: readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array],
    flags: readonly [boolean, boolean],
    receivedMs: number,
  ): void {
    this.#sql(
      `INSERT INTO items (kind, device, sequence, body, signature, previous_link, link, proven, opens_gap, received_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(kind, device, sequence, ...blobs, ...flags.map(Number), receivedMs);
    this.#waitingBytes += blobs[0].length;
  }

  /** The envelope at the head, which shows a device that lost its storage where it stands. */
  envelopeAt(device: DeviceId, { sequence, link }: Chain): (Envelope & { previousLink: Uint8Array }) | undefined {
    const select = "SELECT * FROM items WHERE device = ? AND sequence = ? AND link = ? AND kind = 'envelope'";
    const row = this.#sql(select).get(device, sequence, link) as Row | undefined;
    if (!row) return undefined;
    return {
      body: bytes(row, "body"),
      signature: bytes(row, "signature"),
      previousLink: bytes(row, "previous_link"),
    };
  }

  receipt(link: Uint8Array): Uint8Array | undefined {
    const row = this.#sql("SELECT signed FROM receipts WHERE link = ?").get(link) as Row | undefined;
    return row && bytes(row, "signed");
  }

  putReceipt(link: Uint8Array, signed: Uint8Array): void {
    this.#sql("INSERT OR IGNORE INTO receipts VALUES (?, ?)").run(link, signed);
  }

  /** What waits to be packed, oldest first. */
  waiting(limit: number): Waiting[] {
    const rows = this.#sql("SELECT * FROM items WHERE batch IS NULL ORDER BY id LIMIT ?").all(limit) as Row[];
    return rows.map(waitingOf);
  }

  /** How much waits to be packed, and since when. */
  backlog(): { readonly bytes: number; readonly oldestMs: number | undefined } {
    const select = "SELECT received_ms AS at FROM items WHERE batch IS NULL ORDER BY id LIMIT 1";
    const row = this.#sql(select).get() as Row | undefined;
    return { bytes: this.#waitingBytes, oldestMs: row && Number(row["at"]) };
  }

  /** Keeps a payload and what it carries: from here on it is sent until it is in. */
  addBatch(payload: Uint8Array, ids: readonly number[]): void {
    this.transaction(() => {
      const batch = this.#sql("INSERT INTO batches (payload) VALUES (?)").run(payload).lastInsertRowid;
      for (const id of ids) {
        const row = this.#sql("UPDATE items SET batch = ? WHERE id = ? RETURNING length(body) AS n").get(batch, id);
        this.#waitingBytes -= Number((row as Row)["n"]);
      }
    });
  }

  /** The oldest payload that is in no block. */
  unfinishedBatch(): StoredBatch | undefined {
    const select = "SELECT * FROM batches WHERE final = 0 AND block IS NULL ORDER BY id LIMIT 1";
    const row = this.#sql(select).get() as Row | undefined;
    if (!row) return undefined;
    const nonce = row["nonce"] === null ? undefined : Number(row["nonce"]);
    const transactions = JSON.parse(String(row["transactions"]));
    return { id: Number(row["id"]), payload: bytes(row, "payload"), transactions, nonce };
  }

  setTransactions(id: number, nonce: number, transactions: readonly string[]): void {
    const text = JSON.stringify(transactions);
    this.#sql("UPDATE batches SET nonce = ?, transactions = ? WHERE id = ?").run(nonce, text, id);
  }

  /** Notes the block that has it; undefined when a reorganisation dropped it. */
  setBlock(id: number, block: number | undefined): void {
    this.#sql("UPDATE batches SET block = ? WHERE id = ?").run(block ?? null, id);
  }

  /** Payloads in a block at or before `block` that are not final. */
  included(block: number): IncludedBatch[] {
    const select = "SELECT id, block, transactions FROM batches WHERE final = 0 AND block <= ? ORDER BY id";
    const rows = this.#sql(select).all(block) as Row[];
    return rows.map((row) => ({
      id: Number(row["id"]),
      block: Number(row["block"]),
      transactions: JSON.parse(String(row["transactions"])),
    }));
  }

  /** No reorganisation reaches it any more: its bytes are the chain's to keep. */
  setFinal(id: number): void {
    this.#sql("UPDATE batches SET final = 1, payload = x'', transactions = '[]' WHERE id = ?").run(id);
  }

  close(): void {
    this.#db.close();
  }
}
