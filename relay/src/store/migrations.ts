/** The tables, version by version. A version that was released is never changed: the next one changes its tables. */
import type { DatabaseSync } from "node:sqlite";
import { RelayError } from "../errors.ts";

/** The oldest version that is brought to the newest. */
export const OLDEST_VERSION = 5;

/** What makes the oldest version of nothing, and of each version the next. */
const STEPS: readonly string[] = [
  `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE devices (id TEXT PRIMARY KEY, public_key BLOB NOT NULL, sequence INTEGER NOT NULL,
  link BLOB NOT NULL, session INTEGER NOT NULL, first_sequence INTEGER NOT NULL, recent BLOB NOT NULL) STRICT;
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
`,
  "ALTER TABLE devices ADD COLUMN first_here INTEGER;",
];

/** The version of the tables that this program works with. */
export const NEWEST_VERSION = OLDEST_VERSION + STEPS.length - 1;

/** Returns the version of a store's tables; 0 for an empty one. */
export function versionOf(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
}

/** Returns the application whose messages a store holds; undefined for a file without the relay's tables. */
export function applicationOf(db: DatabaseSync): string | undefined {
  if (!db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get()) return undefined;
  const row = db.prepare("SELECT value FROM meta WHERE name = 'application'").get();
  return row && String(row["value"]);
}

/** Checks that this program knows the tables of a file. @throws {RelayError} `data-of-another-version` */
export function requireKnown(db: DatabaseSync, path: string): void {
  const version = versionOf(db);
  const isEmpty = version === 0 && db.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
  if (isEmpty || (version >= OLDEST_VERSION && version <= NEWEST_VERSION)) return;
  const way = version > NEWEST_VERSION ? "use the newer program" : "use another RELAY_DATA_DIR";
  const sentence = `${path} has the tables of version ${version}, this relay knows ${OLDEST_VERSION} to ${NEWEST_VERSION}; ${way}.`;
  throw new RelayError(sentence, { code: "data-of-another-version" });
}

/**
 * Brings a store to the newest version, an empty one too. Each step and its version are one transaction.
 * @param application whose messages it holds from now on
 * @throws {RelayError} `data-of-another-version`, `data-of-another-application`; the file is then as it was
 */
export function migrate(db: DatabaseSync, path: string, application: string): void {
  requireKnown(db, path);
  const version = versionOf(db);
  const kept = version === 0 ? application : applicationOf(db);
  if (kept !== application) {
    const sentence = `${path} belongs to ${kept}, not to ${application}; use another RELAY_DATA_DIR.`;
    throw new RelayError(sentence, { code: "data-of-another-application" });
  }
  for (const [place, step] of STEPS.entries()) {
    const next = OLDEST_VERSION + place;
    if (next <= version) continue;
    db.exec("BEGIN IMMEDIATE");
    try {
      db.exec(step);
      db.prepare("INSERT OR REPLACE INTO meta VALUES ('application', ?)").run(application);
      db.exec(`PRAGMA user_version = ${next}; COMMIT`);
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }
}
