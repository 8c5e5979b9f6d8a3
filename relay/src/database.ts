/**
 * The relay's SQLite file: WAL mode with synchronous=FULL, so that a committed transaction survives the loss of power,
 * and locked for as long as one process has it open.
 */
import { closeSync, fdatasync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { RelayError } from "./errors.ts";

/** A row as SQLite gives it. */
export type SqlRow = Record<string, unknown>;

/** Of the tables below; a file with another one is not touched. */
const VERSION = 6;
const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE devices (id TEXT PRIMARY KEY, public_key BLOB NOT NULL, sequence INTEGER NOT NULL,
  link BLOB NOT NULL, session INTEGER NOT NULL, first_sequence INTEGER NOT NULL, recent BLOB NOT NULL,
  first_here INTEGER) STRICT;
CREATE TABLE items (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, device TEXT NOT NULL,
  sequence INTEGER NOT NULL, body BLOB NOT NULL, signature BLOB NOT NULL, previous_link BLOB NOT NULL,
  link BLOB NOT NULL, proven INTEGER NOT NULL, opens_gap INTEGER NOT NULL, received_ms INTEGER NOT NULL,
  received_block INTEGER NOT NULL, batch INTEGER) STRICT;
CREATE INDEX items_waiting ON items (id) WHERE batch IS NULL;
CREATE INDEX items_batch ON items (batch) WHERE batch IS NOT NULL;
CREATE INDEX items_device ON items (device, sequence);
CREATE INDEX items_evidence ON items (device) WHERE kind = 'evidence';
CREATE TABLE receipts (item INTEGER PRIMARY KEY, signed BLOB NOT NULL) STRICT;
CREATE TABLE batches (id INTEGER PRIMARY KEY AUTOINCREMENT, payload BLOB NOT NULL, messages INTEGER NOT NULL,
  since_ms INTEGER NOT NULL, since_block INTEGER NOT NULL, nonce INTEGER, hashes TEXT NOT NULL DEFAULT '[]', raw TEXT,
  block INTEGER) STRICT;
CREATE TABLE spent (device TEXT PRIMARY KEY, day INTEGER NOT NULL, gas INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE registrations (id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, device TEXT NOT NULL,
  code TEXT) STRICT;
CREATE INDEX registrations_device ON registrations (device);
CREATE TABLE own_inputs (input INTEGER PRIMARY KEY, batch INTEGER NOT NULL UNIQUE) STRICT;
CREATE INDEX batches_unfinished ON batches (id) WHERE block IS NULL;
PRAGMA user_version = ${VERSION};
`;

/** 32 MiB of pages in the log, and as much in memory. */
const WAL_PAGES = 8_192;
const CACHE_KB = 32_768;

/** SQLite's SQLITE_FULL: no room on the disk, or none that its limit allows. */
const FULL = 13;

/** One file, one process, synchronous statements. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #onRollback: (() => void)[] = [];
  /** The log of SQLite's, opened once more. */
  readonly #log: number;
  #syncing: Promise<void> | undefined;
  #syncNext: Promise<void> | undefined;
  #closed = false;

  /** Opens or makes the file. @throws {RelayError} `data-in-use`, `data-of-another-application`, `data-of-another-version` */
  constructor(directory: string, application: string) {
    const path = join(directory, "relay.sqlite");
    this.#db = open(directory, path);
    try {
      this.#prepare(path, application);
      this.#log = openSync(`${path}-wal`, "r+");
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  #prepare(path: string, application: string): void {
    const version = Number((this.sql("PRAGMA user_version").get() as SqlRow)["user_version"]);
    if (version === 0 && this.sql("SELECT name FROM sqlite_schema LIMIT 1").get() === undefined) {
      this.transaction(() => {
        this.#db.exec(SCHEMA);
        this.setMeta("application", application);
      });
    } else if (version !== VERSION) {
      const sentence = `${path} has the tables of version ${version}, not ${VERSION}; use another RELAY_DATA_DIR.`;
      throw new RelayError(sentence, { code: "data-of-another-version" });
    }
    const kept = this.meta("application");
    if (kept !== application) {
      const sentence = `${path} belongs to ${kept}, not to ${application}; use another RELAY_DATA_DIR.`;
      throw new RelayError(sentence, { code: "data-of-another-application" });
    }
    // SQLite itself makes a new log's name durable, with the first commit that it waits for.
    this.setMeta("application", application);
  }

  /** The statement of this text, prepared once. */
  sql(text: string): StatementSync {
    const known = this.#statements.get(text) ?? this.#db.prepare(text);
    this.#statements.set(text, known);
    return known;
  }

  /** The statements that were prepared, as text. */
  texts(): string[] {
    return [...this.#statements.keys()];
  }

  /** Calls back when a transaction came to nothing: memory must say what the disk says. */
  onRollback(forget: () => void): void {
    this.#onRollback.push(forget);
  }

  /**
   * Runs `work` in one transaction, or as part of the one under way; what it wrote is on disk when the outer one
   * returns, or nothing of it is. @throws {RelayError} `outbox-full` when the disk is
   */
  transaction<T>(work: () => T): T {
    if (this.#db.isTransaction) return work();
    try {
      this.#db.exec("BEGIN IMMEDIATE");
      const result = work();
      this.#db.exec("COMMIT");
      return result;
    } catch (error) {
      for (const forget of this.#onRollback) forget();
      // SQLite may have rolled back by itself; then there is nothing to roll back.
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      if ((error as { errcode?: number }).errcode === FULL) {
        throw new RelayError("The disk that holds RELAY_DATA_DIR is full.", { code: "outbox-full", cause: error });
      }
      throw error;
    }
  }

  /**
   * Runs `work` in one transaction, as `transaction` does, but waits for the disk in the thread pool: other work goes on
   * meanwhile and sees what was written. Throws at once what `work` throws, and then nothing is written. Resolves when it
   * is on disk. SQLite commits to the log without waiting (synchronous=NORMAL, https://sqlite.org/wal.html), and the log
   * is then synced as SQLite would sync it. When that fails the process ends: memory says what the disk may not.
   */
  transactionToDisk<T>(work: () => T): Promise<T> {
    const result = this.transactionUnsynced(work);
    return this.#synced().then(() => result);
  }

  /**
   * Runs `work` in one transaction, as `transaction` does, but does not wait for the disk: a loss of power before the
   * next transaction that waits takes it back whole. For what the relay finds out again from what is on disk.
   */
  transactionUnsynced<T>(work: () => T): T {
    if (this.#db.isTransaction) return work();
    this.#db.exec("PRAGMA synchronous=NORMAL");
    try {
      return this.transaction(work);
    } finally {
      this.#db.exec("PRAGMA synchronous=FULL");
    }
  }

  /** Resolves when what is committed now is on disk. Whoever comes while the disk is at work shares the next turn. */
  #synced(): Promise<void> {
    if (this.#syncing === undefined) {
      this.#syncing = this.#sync();
      return this.#syncing;
    }
    this.#syncNext ??= this.#syncing.then(() => {
      this.#syncNext = undefined;
      return this.#synced();
    });
    return this.#syncNext;
  }

  #sync(): Promise<void> {
    return new Promise((resolve) => {
      fdatasync(this.#log, (cause) => {
        if (cause) throw new Error("The relay's log cannot be written to the disk.", { cause });
        this.#syncing = undefined;
        if (this.#closed) closeSync(this.#log);
        resolve();
      });
    });
  }

  /** A value kept by name. */
  meta(name: string): string | undefined {
    const row = this.sql("SELECT value FROM meta WHERE name = ?").get(name) as SqlRow | undefined;
    return row && String(row["value"]);
  }

  /** Keeps a value by name. */
  setMeta(name: string, value: string): void {
    this.sql("INSERT OR REPLACE INTO meta VALUES (?, ?)").run(name, value);
  }

  /** How large the file is, in bytes. */
  bytes(): number {
    const pages = Number((this.sql("PRAGMA page_count").get() as SqlRow)["page_count"]);
    return pages * Number((this.sql("PRAGMA page_size").get() as SqlRow)["page_size"]);
  }

  close(): void {
    this.#db.close();
    this.#closed = true;
    if (this.#syncing === undefined) closeSync(this.#log);
  }
}

function open(directory: string, path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    db = new DatabaseSync(path);
    db.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    // A device's row changes with each of its envelopes: it is copied into the file once for many changes.
    db.exec(`PRAGMA wal_autocheckpoint=${WAL_PAGES}; PRAGMA cache_size=-${CACHE_KB};`);
    // The lock is taken by the first write.
    db.exec("BEGIN IMMEDIATE; COMMIT;");
    return db;
  } catch (cause) {
    if (db?.isOpen) db.close();
    const sentence = `${path} is open in another process, cannot be written, or is no store of a relay.`;
    throw new RelayError(sentence, { code: "data-in-use", cause });
  }
}
