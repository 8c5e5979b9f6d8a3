/** What the watch keeps: receipts, what came of them, and alerts that are not delivered yet. SQLite, on disk at each commit. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { WatchError } from "./errors.ts";

const VERSION = 1;
const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE receipts (id TEXT PRIMARY KEY, receipt BLOB NOT NULL, relay TEXT NOT NULL, deadline INTEGER NOT NULL,
  result TEXT NOT NULL, found_block INTEGER, told TEXT) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_open ON receipts (deadline) WHERE result = 'open';
CREATE INDEX receipts_breaches ON receipts (relay, deadline) WHERE result IN ('late', 'broken');
CREATE TABLE totals (relay TEXT NOT NULL, result TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (relay, result)) STRICT;
CREATE TABLE alerts (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
  next_ms INTEGER NOT NULL) STRICT;
PRAGMA user_version = ${VERSION};
`;

/** What came of a receipt. `void`: it promises nothing, or nobody can tell. */
export type Outcome = "open" | "kept" | "late" | "broken" | "void";

/** A receipt on disk. */
export interface KeptReceipt {
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly id: string;
  readonly receipt: Uint8Array;
  /** The relay's key in hexadecimal. */
  readonly relay: string;
  readonly deadlineBlock: number;
}

/** A receipt that was not kept in time. */
export interface Breach {
  readonly id: string;
  readonly outcome: Outcome;
  readonly deadlineBlock: number;
  /** The block that has it at last. */
  readonly foundBlock: number | undefined;
}

/** An alert that waits. */
export interface Alert {
  readonly id: number;
  readonly body: string;
  readonly attempts: number;
}

type Row = Readonly<Record<string, unknown>>;

/** One file, one process. */
export class Store {
  readonly #db: DatabaseSync;

  /** Opens or makes the file. @throws {WatchError} `data-in-use`, `data-of-another-application`, `data-of-another-version` */
  constructor(directory: string, application: string) {
    const path = join(directory, "watch.sqlite");
    this.#db = open(directory, path);
    try {
      this.#prepare(path, application);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  #prepare(path: string, application: string): void {
    const { user_version: version } = this.#db.prepare("PRAGMA user_version").get() as { user_version: number };
    if (version === 0) {
      this.#transaction(() => {
        this.#db.exec(SCHEMA);
        this.#db.prepare("INSERT INTO meta VALUES ('application', ?)").run(application);
      });
    } else if (version !== VERSION) {
      const sentence = `${path} has the tables of version ${version}, not ${VERSION}; use another WATCH_DATA_DIR.`;
      throw new WatchError(sentence, { code: "data-of-another-version" });
    }
    const { value } = this.#db.prepare("SELECT value FROM meta WHERE name = 'application'").get() as { value: string };
    if (value !== application) {
      const sentence = `${path} belongs to ${value}, not to ${application}; use another WATCH_DATA_DIR.`;
      throw new WatchError(sentence, { code: "data-of-another-application" });
    }
  }

  #transaction(work: () => void): void {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#db.exec("COMMIT");
    } catch (error) {
      this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  /** Keeps a receipt that is not there yet. Returns what came of it so far. */
  add({ id, receipt, relay, deadlineBlock }: KeptReceipt): Outcome {
    const known = this.#db.prepare("SELECT result FROM receipts WHERE id = ?").get(id) as Row | undefined;
    if (known) return known["result"] as Outcome;
    this.#transaction(() => {
      const insert = "INSERT INTO receipts (id, receipt, relay, deadline, result) VALUES (?, ?, ?, ?, 'open')";
      this.#db.prepare(insert).run(id, receipt, relay, deadlineBlock);
      this.#count(relay, "open", 1);
    });
    return "open";
  }

  #count(relay: string, result: Outcome, change: 1 | -1): void {
    const upsert = `INSERT INTO totals VALUES (?, ?, ?)
      ON CONFLICT (relay, result) DO UPDATE SET number = number + excluded.number`;
    this.#db.prepare(upsert).run(relay, result, change);
  }

  /** Returns how many receipts are kept. */
  count(): number {
    return Number((this.#db.prepare("SELECT coalesce(sum(number), 0) AS n FROM totals").get() as Row)["n"]);
  }

  /** Returns open receipts whose deadline is at or before a block, or after another one, which none may promise. */
  due(throughBlock: number, afterBlock: number, most: number): KeptReceipt[] {
    const select = `SELECT id, receipt, relay, deadline FROM receipts
      WHERE result = 'open' AND (deadline <= ? OR deadline > ?) ORDER BY deadline LIMIT ?`;
    return (this.#db.prepare(select).all(throughBlock, afterBlock, most) as Row[]).map((row) => ({
      id: String(row["id"]),
      receipt: row["receipt"] as Uint8Array,
      relay: String(row["relay"]),
      deadlineBlock: Number(row["deadline"]),
    }));
  }

  /**
   * Notes what came of an open receipt, and the alert that tells it, in one commit.
   * @param told the case, which convicts the relay
   */
  judge(
    { id, relay }: Pick<KeptReceipt, "id" | "relay">,
    {
      outcome,
      foundBlock,
      told,
      alert,
    }: {
      readonly outcome: Outcome;
      readonly foundBlock: number | undefined;
      readonly told: string;
      readonly alert: string | undefined;
    },
  ): void {
    this.#transaction(() => {
      const update = "UPDATE receipts SET result = ?, found_block = ?, told = ? WHERE id = ? AND result = 'open'";
      if (this.#db.prepare(update).run(outcome, foundBlock ?? null, told, id).changes === 0) return;
      this.#count(relay, "open", -1);
      this.#count(relay, outcome, 1);
      if (alert !== undefined) this.#db.prepare("INSERT INTO alerts (body, next_ms) VALUES (?, 0)").run(alert);
    });
  }

  /** Returns how many receipts of a relay came to what. */
  totals(relay: string): Readonly<Record<Outcome, number>> {
    const found = { open: 0, kept: 0, late: 0, broken: 0, void: 0 };
    for (const row of this.#db.prepare("SELECT result, number FROM totals WHERE relay = ?").all(relay) as Row[]) {
      found[row["result"] as Outcome] = Number(row["number"]);
    }
    return found;
  }

  /** Returns the newest breaches of a relay. */
  breaches(relay: string, most: number): Breach[] {
    const select = `SELECT id, result, deadline, found_block FROM receipts
      WHERE relay = ? AND result IN ('late', 'broken') ORDER BY deadline DESC LIMIT ?`;
    return (this.#db.prepare(select).all(relay, most) as Row[]).map((row) => ({
      id: String(row["id"]),
      outcome: row["result"] as Outcome,
      deadlineBlock: Number(row["deadline"]),
      foundBlock: row["found_block"] === null ? undefined : Number(row["found_block"]),
    }));
  }

  /** Returns what convicts a relay, as `npm run convict -- --check` takes it. */
  caseOf(id: string): string | undefined {
    const row = this.#db.prepare("SELECT told FROM receipts WHERE id = ?").get(id) as Row | undefined;
    return row && row["told"] !== null ? String(row["told"]) : undefined;
  }

  /** Returns alerts whose time has come, oldest first. */
  alerts(nowMs: number, most: number): Alert[] {
    const select = "SELECT id, body, attempts FROM alerts WHERE next_ms <= ? ORDER BY id LIMIT ?";
    return (this.#db.prepare(select).all(nowMs, most) as Row[]).map((row) => ({
      id: Number(row["id"]),
      body: String(row["body"]),
      attempts: Number(row["attempts"]),
    }));
  }

  /** Notes that an alert could not be delivered, and when it is sent again. */
  putOff(id: number, nextMs: number): void {
    this.#db.prepare("UPDATE alerts SET attempts = attempts + 1, next_ms = ? WHERE id = ?").run(nextMs, id);
  }

  /** Forgets an alert: it is delivered, or given up. */
  removeAlert(id: number): void {
    this.#db.prepare("DELETE FROM alerts WHERE id = ?").run(id);
  }

  close(): void {
    this.#db.close();
  }
}

function open(directory: string, path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    db = new DatabaseSync(path);
    db.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    // The lock is taken by the first write.
    db.exec("BEGIN IMMEDIATE; COMMIT;");
    return db;
  } catch (cause) {
    if (db?.isOpen) db.close();
    const sentence = `${path} is open in another process, cannot be written, or is no store of a watch.`;
    throw new WatchError(sentence, { code: "data-in-use", cause });
  }
}
