/**
 * The relay's SQLite file: WAL mode with synchronous=FULL, so that a committed transaction survives the loss of power.
 * One process writes to it; another may read it meanwhile, as a backup does.
 */
import { closeSync, fdatasync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { RelayError } from "./errors.ts";
import { lockDirectory } from "./store/lock.ts";
import { migrate } from "./store/migrations.ts";

/** A row as SQLite gives it. */
export type SqlRow = Record<string, unknown>;

/** 32 MiB of pages in the log, and as much in memory. */
const WAL_PAGES = 8_192;
const CACHE_KB = 32_768;

/** SQLite's SQLITE_FULL: no room on the disk, or none that its limit allows. */
const FULL = 13;

/** The store's name in its directory. */
export const FILE = "relay.sqlite";

/** One file, one process that writes, synchronous statements. */
export class Database {
  readonly #lock: DatabaseSync;
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
    const path = join(directory, FILE);
    this.#lock = lockDirectory(directory);
    let db: DatabaseSync | undefined;
    try {
      db = open(path);
      this.#db = db;
      migrate(db, path, application);
      // SQLite itself makes a new log's name durable, with the first commit that it waits for.
      this.setMeta("application", application);
      this.#log = openSync(`${path}-wal`, "r+");
    } catch (error) {
      db?.close();
      this.#lock.close();
      throw error;
    }
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
    this.#lock.close();
    this.#closed = true;
    if (this.#syncing === undefined) closeSync(this.#log);
  }
}

function open(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path);
    // Whoever reads may hold a lock for a moment while it opens or closes the file.
    db.exec("PRAGMA busy_timeout=1000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    // A device's row changes with each of its envelopes: it is copied into the file once for many changes.
    db.exec(`PRAGMA wal_autocheckpoint=${WAL_PAGES}; PRAGMA cache_size=-${CACHE_KB};`);
    // Whether it can be written.
    db.exec("BEGIN IMMEDIATE; COMMIT;");
    return db;
  } catch (cause) {
    if (db?.isOpen) db.close();
    const sentence = `${path} cannot be written, or is no store of a relay.`;
    throw new RelayError(sentence, { code: "data-in-use", cause });
  }
}
