/** The node's one SQLite file: WAL and synchronous=FULL, so what a transaction committed survives a power cut. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { NodeError, nodeError } from "../errors.ts";

const SQLITE_BUSY = 5;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS apps(
  id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, address TEXT UNIQUE NOT NULL, consensus TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'ENABLED', reason TEXT, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS inputs(
  app INTEGER NOT NULL, idx INTEGER NOT NULL, epoch INTEGER NOT NULL, block INTEGER NOT NULL, raw BLOB NOT NULL,
  sender TEXT NOT NULL, tx TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'NONE', exception BLOB, cycles INTEGER,
  machine_hash BLOB, outputs_hash BLOB, outputs_end INTEGER, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
  PRIMARY KEY(app, idx));
CREATE INDEX IF NOT EXISTS inputs_epoch ON inputs(app, epoch, idx);
CREATE INDEX IF NOT EXISTS inputs_sender ON inputs(app, sender, idx);
CREATE INDEX IF NOT EXISTS inputs_status ON inputs(app, status, idx);
CREATE TABLE IF NOT EXISTS outputs(
  app INTEGER NOT NULL, idx INTEGER NOT NULL, epoch INTEGER NOT NULL, input INTEGER NOT NULL, raw BLOB NOT NULL,
  selector TEXT NOT NULL, destination TEXT,
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, PRIMARY KEY(app, idx));
CREATE INDEX IF NOT EXISTS outputs_input ON outputs(app, input, idx);
CREATE INDEX IF NOT EXISTS outputs_epoch ON outputs(app, epoch, idx);
CREATE INDEX IF NOT EXISTS outputs_destination ON outputs(app, destination, idx);
CREATE INDEX IF NOT EXISTS outputs_selector ON outputs(app, selector, idx);
CREATE TABLE IF NOT EXISTS reports(
  app INTEGER NOT NULL, idx INTEGER NOT NULL, epoch INTEGER NOT NULL, input INTEGER NOT NULL, raw BLOB NOT NULL,
  created_ms INTEGER NOT NULL, PRIMARY KEY(app, idx));
CREATE INDEX IF NOT EXISTS reports_input ON reports(app, input, idx);
CREATE INDEX IF NOT EXISTS reports_epoch ON reports(app, epoch, idx);
CREATE TABLE IF NOT EXISTS nodes(
  app INTEGER NOT NULL, level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY(app, level, idx)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS epochs(
  app INTEGER NOT NULL, idx INTEGER NOT NULL, virtual INTEGER NOT NULL, status TEXT NOT NULL, root BLOB,
  outputs_end INTEGER, claim_tx TEXT, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, PRIMARY KEY(app, idx));
CREATE INDEX IF NOT EXISTS epochs_status ON epochs(app, status, idx);
CREATE TABLE IF NOT EXISTS claims(
  app INTEGER NOT NULL, kind TEXT NOT NULL, last_block INTEGER NOT NULL, root TEXT NOT NULL, submitter TEXT NOT NULL,
  block INTEGER NOT NULL, tx TEXT NOT NULL, PRIMARY KEY(app, kind, last_block, root, submitter));
CREATE TABLE IF NOT EXISTS executions(
  app INTEGER NOT NULL, idx INTEGER NOT NULL, tx TEXT NOT NULL, block INTEGER NOT NULL, PRIMARY KEY(app, idx));
CREATE TABLE IF NOT EXISTS causes(app INTEGER PRIMARY KEY, input INTEGER, block INTEGER);
CREATE TABLE IF NOT EXISTS snapshots(
  app INTEGER NOT NULL, inputs INTEGER NOT NULL, directory TEXT NOT NULL, machine_hash BLOB NOT NULL,
  digest BLOB NOT NULL, template BLOB NOT NULL, PRIMARY KEY(app, inputs));
CREATE TABLE IF NOT EXISTS findings(app INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS blocks(number INTEGER PRIMARY KEY, hash TEXT NOT NULL);
`;

/** The version of the tables above. The node does not change a store of another version. */
const VERSION = 2;

/**
 * Returns the database `node.sqlite` in a directory, for this process alone. ":memory:" keeps nothing.
 * Throws `data-in-use`, `data-version` and `data-unreadable`.
 */
export function openDatabase(directory: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (directory !== ":memory:") mkdirSync(directory, { recursive: true, mode: 0o700 });
    database = new DatabaseSync(directory === ":memory:" ? directory : join(directory, "node.sqlite"));
    // Two nodes on one store would take each other's inputs for their own, so a node locks it. The lock ends with its
    // process. The node waits a moment for it, in case the process before was just killed.
    database.exec(
      "PRAGMA busy_timeout=1000; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    );
    const { user_version: version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
    if (version !== 0 && version !== VERSION)
      throw nodeError("data-version", `The store in ${directory} is of version ${version}, this node's is ${VERSION}.`);
    database.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version=${VERSION}; COMMIT;`);
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof NodeError) throw cause;
    if ((cause as { errcode?: number }).errcode === SQLITE_BUSY)
      throw nodeError("data-in-use", `Another node uses ${directory}; stop it or give another ROLLUP_NODE_DATA_DIR.`, {
        cause,
      });
    throw nodeError("data-unreadable", `Cannot keep a store in ${directory}: ${(cause as Error).message}.`, { cause });
  }
}

/** Runs `work` in one transaction: all of it is stored, or nothing. Returns what it returns. */
export function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}
