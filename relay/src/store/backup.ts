/** A copy of the store while the relay runs, and a store out of such a copy where there is none. */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { FILE } from "../database.ts";
import { RelayError } from "../errors.ts";
import { lockDirectory } from "./lock.ts";
import { applicationOf, requireKnown } from "./migrations.ts";

/** What a copy holds. */
export interface Copied {
  /** Chain id and address, as `31337:0x…`. */
  readonly application: string;
  readonly bytes: number;
  readonly devices: number;
  /** Messages that were in no payload yet. */
  readonly waiting: number;
}

/**
 * Copies the store of a data directory, also while a relay writes to it: the copy is the store of one moment, and holds all
 * that was acknowledged before. It is on disk, and was read again, when this returns.
 * @param to a file that does not exist yet; it gets mode 0600
 * @throws {RelayError} `backup-refused`, `data-of-another-version`
 */
export function backUp(directory: string, to: string): Copied {
  const from = join(directory, FILE);
  if (!existsSync(from)) throw refused(`${from} does not exist; name the relay's RELAY_DATA_DIR`);
  return writeWhole(to, (partial) => {
    const db = new DatabaseSync(from);
    try {
      db.exec("PRAGMA busy_timeout=10000");
      requireKnown(db, from);
      db.prepare("VACUUM INTO ?").run(partial);
    } finally {
      db.close();
    }
  });
}

/**
 * Makes the store of a data directory out of a copy. The relay brings it to its version when it starts.
 * @throws {RelayError} `backup-refused` when there is a store already, or the copy is damaged or none; `data-in-use`, `data-of-another-version`
 */
export function restore(from: string, directory: string): Copied {
  if (!existsSync(from)) throw refused(`${from} does not exist`);
  const lock = lockDirectory(directory);
  try {
    const to = join(directory, FILE);
    for (const each of [`${to}-wal`, `${to}-journal`]) {
      // It would be taken for a part of the copy.
      if (existsSync(each)) throw refused(`${each} is there already; use an empty RELAY_DATA_DIR`);
    }
    return writeWhole(to, (partial) => copyFileSync(from, partial));
  } finally {
    lock.close();
  }
}

/** Writes a file beside its place, checks it, and puts it there when it is on disk: nobody ever finds half of it. */
function writeWhole(path: string, write: (partial: string) => void): Copied {
  if (existsSync(path)) throw refused(`${path} is there already; name another place`);
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  try {
    write(partial);
    chmodSync(partial, 0o600);
    const copied = check(partial);
    sync(partial);
    renameSync(partial, path);
    sync(dirname(path));
    return copied;
  } catch (cause) {
    if (cause instanceof RelayError) throw cause;
    const why = (cause as { readonly code?: unknown }).code;
    throw refused(`${path} cannot be written, or what it is copied from is no store of a relay (${why})`, cause);
  } finally {
    rmSync(partial, { force: true });
  }
}

function check(path: string): Copied {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const found = db.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
    if (found !== "ok") throw refused(`the copy is damaged (${found})`);
    const application = applicationOf(db);
    if (application === undefined) throw refused("it is no store of a relay");
    requireKnown(db, path);
    const count = (from: string) => Number(db.prepare(`SELECT count(*) AS n FROM ${from}`).get()?.["n"]);
    const { size: bytes } = statSync(path);
    return { application, bytes, devices: count("devices"), waiting: count("items WHERE batch IS NULL") };
  } finally {
    db.close();
  }
}

function sync(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

const refused = (why: string, cause?: unknown): RelayError =>
  new RelayError(`Nothing was written: ${why}.`, { code: "backup-refused", cause });
