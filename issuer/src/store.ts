/** What outlives the process: the places of the status list and the passes behind them. SQLite, on disk at each commit. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { IssuerError } from "./errors.ts";

const VERSION = 2;
const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE passes (identity BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE credentials (place INTEGER PRIMARY KEY, identity BLOB NOT NULL, expires_unix_s INTEGER NOT NULL,
  invalid INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE used (identity BLOB PRIMARY KEY, pass_expires_unix_s INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX credentials_identity ON credentials (identity);
PRAGMA user_version = ${VERSION};
`;

/** A credential that was issued. */
export interface Issued {
  readonly place: number;
  /** The pass's identity, 32 bytes. */
  readonly identity: Uint8Array;
  readonly pass: Uint8Array;
  readonly passExpiresUnixS: number;
  readonly expiresUnixS: number;
}

/** One file, one process. */
export class Store {
  readonly #db: DatabaseSync;

  /** Opens or makes the file. @throws {IssuerError} `data-in-use`, `data-of-another-application`, `data-of-another-version` */
  constructor(directory: string, application: string) {
    const path = join(directory, "issuer.sqlite");
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
      this.#db.exec("BEGIN IMMEDIATE");
      this.#db.exec(SCHEMA);
      this.#db.prepare("INSERT INTO meta VALUES ('application', ?)").run(application);
      this.#db.exec("COMMIT");
    } else if (version !== VERSION) {
      const sentence = `${path} has the tables of version ${version}, not ${VERSION}; use another ISSUER_DATA_DIR.`;
      throw new IssuerError(sentence, { code: "data-of-another-version" });
    }
    const { value } = this.#db.prepare("SELECT value FROM meta WHERE name = 'application'").get() as { value: string };
    if (value !== application) {
      const sentence = `${path} belongs to ${value}, not to ${application}; use another ISSUER_DATA_DIR.`;
      throw new IssuerError(sentence, { code: "data-of-another-application" });
    }
  }

  /** Takes a place for a credential. @returns whether it was free */
  take({ place, identity, pass, passExpiresUnixS, expiresUnixS }: Issued): boolean {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const taken = this.#db
        .prepare("INSERT OR IGNORE INTO credentials (place, identity, expires_unix_s) VALUES (?, ?, ?)")
        .run(place, identity, expiresUnixS);
      if (taken.changes === 1) {
        this.#db.prepare("INSERT OR IGNORE INTO passes VALUES (?, ?)").run(identity, pass);
        this.#db.prepare("INSERT OR IGNORE INTO used VALUES (?, ?)").run(identity, passExpiresUnixS);
      }
      this.#db.exec("COMMIT");
      return taken.changes === 1;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  /** Returns whether a credential was ever made of a pass. It is known for as long as the pass holds. */
  isUsed(identity: Uint8Array): boolean {
    return this.#db.prepare("SELECT 1 FROM used WHERE identity = ?").get(identity) !== undefined;
  }

  /** Frees the places of credentials that ended before a time, and forgets passes that none is left of or that ended. */
  prune(endedBeforeUnixS: number): void {
    this.#db.prepare("DELETE FROM used WHERE pass_expires_unix_s <= ?").run(endedBeforeUnixS);
    this.#db.prepare("DELETE FROM credentials WHERE expires_unix_s <= ?").run(endedBeforeUnixS);
    this.#db.exec("DELETE FROM passes WHERE identity NOT IN (SELECT identity FROM credentials)");
  }

  /** Returns how many places are taken. */
  count(): number {
    return (this.#db.prepare("SELECT count(*) AS n FROM credentials").get() as { n: number }).n;
  }

  /** Returns the passes of which a credential is neither ended nor invalid. */
  passes(nowUnixS: number): { readonly identity: Uint8Array; readonly bytes: Uint8Array }[] {
    const query = `SELECT identity, bytes FROM passes WHERE identity IN
      (SELECT identity FROM credentials WHERE invalid = 0 AND expires_unix_s > ?)`;
    return this.#db.prepare(query).all(nowUnixS) as { identity: Uint8Array; bytes: Uint8Array }[];
  }

  /** Makes the credentials of a pass invalid, for good. @returns how many were not */
  invalidate(identity: Uint8Array): number {
    const query = "UPDATE credentials SET invalid = 1 WHERE identity = ? AND invalid = 0";
    return Number(this.#db.prepare(query).run(identity).changes);
  }

  /** Returns the places that are invalid, or have ended. */
  invalidPlaces(nowUnixS: number): number[] {
    const query = "SELECT place FROM credentials WHERE invalid = 1 OR expires_unix_s <= ?";
    return (this.#db.prepare(query).all(nowUnixS) as { place: number }[]).map(({ place }) => place);
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
    const sentence = `${path} is open in another process, cannot be written, or is no store of an issuer.`;
    throw new IssuerError(sentence, { code: "data-in-use", cause });
  }
}
