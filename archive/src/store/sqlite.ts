/** One file of SQLite: WAL and synchronous=FULL, so what was written survives a loss of power. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { ArchiveError } from "../errors.ts";
import type { Database, SqlRow, SqlValue, Write } from "./database.ts";

/** 32 MiB. */
const CACHE_KB = 32_768;

/**
 * Opens `archive.sqlite` in a directory, for this process alone.
 * @throws {ArchiveError} `data-in-use`
 */
export function openSqlite(directory: string): Database {
  const path = join(directory, "archive.sqlite");
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    db = new DatabaseSync(path);
    // A process that was just killed may hold the lock for a moment longer.
    db.exec("PRAGMA busy_timeout=1000; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL;");
    db.exec(`PRAGMA synchronous=FULL; PRAGMA cache_size=-${CACHE_KB};`);
    // The lock is taken by the first write.
    db.exec("BEGIN IMMEDIATE; COMMIT;");
    return new Sqlite(db);
  } catch (cause) {
    if (db?.isOpen) db.close();
    const sentence = `${path} is open in another process, cannot be written, or is no database.`;
    throw new ArchiveError(sentence, { code: "data-in-use", cause });
  }
}

class Sqlite implements Database {
  readonly types = { bytes: "BLOB", integer: "INTEGER" };
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  #sql(text: string): StatementSync {
    const known = this.#statements.get(text) ?? this.#db.prepare(text);
    this.#statements.set(text, known);
    return known;
  }

  async read(text: string, ...values: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return this.#sql(text).all(...values) as SqlRow[];
  }

  /** Without a wait in between, so that no reader sees half of it. */
  async write(writes: readonly Write[]): Promise<void> {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      for (const write of writes) this.#run(write);
      this.#db.exec("COMMIT");
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      if (typeof (error as { errcode?: unknown }).errcode !== "number") throw error;
      const sentence = `The store cannot be written (${(error as Error).message}); is the disk full?`;
      throw new ArchiveError(sentence, { code: "store-failed", cause: error });
    }
  }

  #run(write: Write): void {
    if ("text" in write) {
      if (write.values) this.#sql(write.text).run(...write.values);
      else this.#db.exec(write.text);
      return;
    }
    const { into, columns, rows, conflict } = write;
    const marks = columns.map(() => "?").join(",");
    const end = conflict === undefined ? "" : ` ON CONFLICT ${conflict}`;
    const statement = this.#sql(`INSERT INTO ${into} (${columns.join(",")}) VALUES (${marks})${end}`);
    for (const row of rows) statement.run(...row);
  }

  async size(): Promise<number> {
    const [pages] = await this.read("SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size");
    return Number(pages?.["bytes"] ?? 0);
  }

  async close(): Promise<void> {
    this.#db.close();
  }
}
