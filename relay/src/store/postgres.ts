/** A PostgreSQL database: its tables, what is read of it, and who of several processes carries. */
import pg from "pg";
import { RelayError } from "../errors.ts";
import { Line, optionsOf, type Query, type Row, statementOf, unavailable, withPlainBytes } from "./postgres-line.ts";

/** Of the relays' carrier; any number that no other program locks. */
const LOCK = 7_249_002;
const READERS = 8;
/** The name of the carrier's term: the newest process that carries has the highest. */
const TERM = "term";

/** Each makes of the version before it the next. A version that was released is never changed. */
const STEPS: readonly string[] = [
  `
CREATE TABLE devices (id TEXT PRIMARY KEY, public_key BYTEA NOT NULL, sequence BIGINT NOT NULL, link BYTEA NOT NULL,
  session BIGINT NOT NULL, first_sequence BIGINT NOT NULL, recent BYTEA NOT NULL, first_here BIGINT, version BIGINT NOT NULL);
CREATE SEQUENCE items_id;
CREATE TABLE items (id BIGINT PRIMARY KEY, kind TEXT NOT NULL, device TEXT NOT NULL, sequence BIGINT NOT NULL,
  body BYTEA NOT NULL, signature BYTEA NOT NULL, previous_link BYTEA NOT NULL, link BYTEA NOT NULL,
  proven BOOLEAN NOT NULL, opens_gap BOOLEAN NOT NULL, received_ms BIGINT NOT NULL, received_block BIGINT NOT NULL,
  batch BIGINT);
CREATE INDEX items_waiting ON items (id) WHERE batch IS NULL;
CREATE INDEX items_batch ON items (batch) WHERE batch IS NOT NULL;
CREATE INDEX items_device ON items (device, sequence);
CREATE INDEX items_evidence ON items (device) WHERE kind = 'evidence';
CREATE TABLE receipts (item BIGINT PRIMARY KEY, signed BYTEA NOT NULL);
CREATE TABLE batches (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload BYTEA NOT NULL, messages BIGINT NOT NULL,
  since_ms BIGINT NOT NULL, since_block BIGINT NOT NULL, nonce BIGINT, hashes TEXT NOT NULL DEFAULT '[]', raw TEXT,
  block BIGINT);
CREATE INDEX batches_unfinished ON batches (id) WHERE block IS NULL;
CREATE TABLE spent (device TEXT PRIMARY KEY, day BIGINT NOT NULL, gas BIGINT NOT NULL);
CREATE TABLE registrations (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, hash BYTEA NOT NULL UNIQUE,
  device TEXT NOT NULL, code TEXT);
CREATE INDEX registrations_device ON registrations (device);
CREATE TABLE own_inputs (input BIGINT PRIMARY KEY, batch BIGINT NOT NULL UNIQUE);
`,
];

/** A database that several processes of one relay share. */
export class Postgres {
  readonly #readers: pg.Pool;
  /** On which the intake writes. */
  readonly #line: Line;
  /** On which the carrier writes: the lock ends with the connection. */
  readonly #carrying: Line;
  /** While this process carries. */
  #term: number | undefined;
  readonly #meta = new Map<string, string>();
  /** Names whose value is not written yet. */
  readonly #unwritten = new Set<string>();

  private constructor(url: string) {
    const options = optionsOf(url);
    this.#readers = new pg.Pool({ ...options, max: READERS });
    this.#readers.on("error", () => undefined);
    this.#line = new Line(options);
    this.#carrying = new Line(options, () => {
      this.#term = undefined;
    });
  }

  /**
   * Connects, and brings the tables to the newest version.
   * @param application whose messages it holds
   * @throws {RelayError} `database-unavailable`, `data-of-another-application`, `data-of-another-version`
   */
  static async open(url: string, application: string): Promise<Postgres> {
    const database = new Postgres(url);
    try {
      await database.#migrate(application);
      return database;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  async #migrate(application: string): Promise<void> {
    await this.#line.transaction(async (query) => {
      // One process after the other, also where all of them are started at once.
      await query("SELECT pg_advisory_xact_lock($1, 1)", LOCK);
      await query("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
      await this.#readMeta(query);
      const version = Number(this.meta("version") ?? 0);
      if (version > STEPS.length) {
        const sentence = `The database has the tables of version ${version}, this relay knows ${STEPS.length}; use the newer program.`;
        throw new RelayError(sentence, { code: "data-of-another-version" });
      }
      const kept = this.meta("application") ?? application;
      if (kept !== application) {
        const sentence = `The database belongs to ${kept}, not to ${application}; use another.`;
        throw new RelayError(sentence, { code: "data-of-another-application" });
      }
      if (version === STEPS.length) return;
      for (const step of STEPS.slice(version)) await query(step);
      await putMeta(query, "version", String(STEPS.length));
      await putMeta(query, "application", application);
      await this.#readMeta(query);
    });
  }

  async #readMeta(query: Query): Promise<void> {
    for (const row of await query("SELECT name, value FROM meta")) {
      const name = String(row["name"]);
      if (!this.#unwritten.has(name)) this.#meta.set(name, String(row["value"]));
    }
  }

  meta(name: string): string | undefined {
    return this.#meta.get(name);
  }

  /** Keeps a value by name: it is written with the next transaction of the intake, which is begun at once. */
  setMeta(name: string, value: string): void {
    this.#meta.set(name, value);
    this.#unwritten.add(name);
    // A failure is told by whatever is written next, and the value goes with that.
    this.transaction(async () => undefined).catch(() => undefined);
  }

  /** Reads what is committed. @throws {RelayError} `database-unavailable` */
  async read(text: string, ...values: readonly unknown[]): Promise<readonly Row[]> {
    try {
      const { rows } = await this.#readers.query(statementOf(text, values));
      return rows.map(withPlainBytes);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Runs `work` in one transaction of the intake, as {@link Line.transaction} does. */
  async transaction<T>(work: (query: Query) => Promise<T>): Promise<T | undefined> {
    let values: (readonly [string, string])[] = [];
    const result = await this.#line.transaction(async (query) => {
      values = [...this.#unwritten].map((name) => [name, this.#meta.get(name) ?? ""] as const);
      for (const [name, value] of values) await putMeta(query, name, value);
      const done = await work(query);
      return { done };
    });
    if (!result) return undefined;
    for (const [name, value] of values) if (this.#meta.get(name) === value) this.#unwritten.delete(name);
    return result.done;
  }

  /**
   * Takes the lead if nobody has it, and says whether this process has: `new` when it was not its own a moment ago, since it was
   * lost with a connection or another process had it.
   */
  async lead(): Promise<"none" | "new" | "kept"> {
    const term = this.#term;
    const led = await this.#carrying.transaction(async (query) => {
      if (term !== undefined && this.#term === term) return { term, state: "kept" as const };
      const [lock] = await query("SELECT pg_try_advisory_lock($1) AS taken", LOCK);
      if (lock?.["taken"] !== true) return { term: undefined, state: "none" as const };
      const [row] = await query(
        `INSERT INTO meta VALUES ($1, '1') ON CONFLICT (name) DO UPDATE SET value = (meta.value::bigint + 1)::text
         RETURNING value`,
        TERM,
      );
      await this.#readMeta(query);
      return { term: Number(row?.["value"]), state: "new" as const };
    });
    this.#term = led?.term;
    return led?.state ?? "none";
  }

  /**
   * Runs `work` in one transaction of the carrier. Nothing is written unless this process carries, and its term is the newest.
   * @throws {RelayError} `database-unavailable`
   */
  carry<T>(work: (query: Query) => Promise<T>): Promise<T | undefined> {
    return this.#carrying.transaction(async (query) => {
      const select = "SELECT 1 FROM meta WHERE name = $1 AND value = $2 FOR SHARE";
      const isOurs = this.#term !== undefined && (await query(select, TERM, String(this.#term))).length > 0;
      if (!isOurs) {
        const sentence = "This process no longer carries: its connection was lost, or another process has taken over.";
        throw new RelayError(sentence, { code: "database-unavailable" });
      }
      return work(query);
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#line.close(), this.#carrying.close(), this.#readers.end()]);
  }
}

const putMeta = (query: Query, name: string, value: string) =>
  query("INSERT INTO meta VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value);
