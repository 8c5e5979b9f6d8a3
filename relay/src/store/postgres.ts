/** A PostgreSQL database: connections, tables, and one transaction at a time of this process. */
import pg from "pg";
import { RelayError } from "../errors.ts";

/** Of the relay; any number that no other program locks. */
const LOCK = 7_249_002;
const READERS = 8;
const CONNECT_WITHIN_MS = 10_000;
/** PostgreSQL's types of 64-bit integers, and of what sums of them come to. */
const [INT8, NUMERIC] = [20, 1_700];

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

/** A row by its columns' names. */
export type Row = Readonly<Record<string, unknown>>;

/** Asks within a transaction. */
export type Query = (text: string, ...values: readonly unknown[]) => Promise<readonly Row[]>;

/** Integers are numbers: everything here has fewer than 53 bits. */
const types = {
  getTypeParser: ((oid: number, format?: "text") =>
    oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** The transaction is not to be kept. */
class Abandoned extends Error {}

/** What is rolled back, and returned as it is. */
export const abandon = (): never => {
  throw new Abandoned();
};

/** A database of one relay. */
export class Postgres {
  readonly #options: pg.ClientConfig;
  readonly #readers: pg.Pool;
  #writer: pg.Client | undefined;
  /** The last transaction: one connection writes, one transaction after the other. */
  #written: Promise<unknown> = Promise.resolve();
  readonly #meta = new Map<string, string>();
  /** Names whose value is not written yet. */
  readonly #unwritten = new Set<string>();

  private constructor(url: string) {
    this.#options = { connectionString: url, types, connectionTimeoutMillis: CONNECT_WITHIN_MS };
    this.#readers = new pg.Pool({ ...this.#options, max: READERS });
    this.#readers.on("error", () => undefined);
  }

  /**
   * Connects, locks the database for this process, and brings its tables to the newest version.
   * @param application whose messages it holds
   * @throws {RelayError} `database-unavailable`, `data-in-use`, `data-of-another-application`, `data-of-another-version`
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
    await this.transaction((query) =>
      query("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)"),
    );
    for (const row of await this.read("SELECT name, value FROM meta")) {
      this.#meta.set(String(row["name"]), String(row["value"]));
    }
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
    for (const [place, step] of STEPS.entries()) {
      if (place < version) continue;
      await this.transaction(async (query) => {
        await query(step);
        for (const [name, value] of [
          ["version", String(place + 1)],
          ["application", application],
        ] as const) {
          await putMeta(query, name, value);
          this.#meta.set(name, value);
        }
      });
    }
  }

  meta(name: string): string | undefined {
    return this.#meta.get(name);
  }

  /** Keeps a value by name: it is written with the next transaction, which is begun at once. */
  setMeta(name: string, value: string): void {
    this.#meta.set(name, value);
    this.#unwritten.add(name);
    // A failure is told by whatever is written next, and the value goes with that.
    this.transaction(async () => undefined).catch(() => undefined);
  }

  /** Reads what is committed. @throws {RelayError} `database-unavailable` */
  async read(text: string, ...values: readonly unknown[]): Promise<readonly Row[]> {
    try {
      const { rows } = await this.#readers.query(text, values.map(asValue));
      return rows.map(withPlainBytes);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /**
   * Runs `work` in one transaction, after those that were begun before: it is on disk when this resolves. Resolves with undefined
   * when `work` calls `abandon`, and nothing is written.
   * @throws {RelayError} `database-unavailable`, `data-in-use`
   */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T | undefined> {
    const done = this.#written.then(() => this.#transact(work));
    this.#written = done.catch(() => undefined);
    return done;
  }

  async #transact<T>(work: (query: Query) => Promise<T>): Promise<T | undefined> {
    const before = this.#writer;
    // After a failure the next transaction connects anew: the connection may be gone, and whether it is cannot be told.
    this.#writer = undefined;
    let writer: pg.Client | undefined;
    try {
      const connection = await this.#begin(before);
      writer = connection;
      const query: Query = async (text, ...values) => {
        const { rows } = await connection.query(text, values.length > 0 ? values.map(asValue) : undefined);
        return (rows ?? []).map(withPlainBytes);
      };
      const result = await this.#run(query, work);
      this.#writer = connection;
      return result;
    } catch (error) {
      await writer?.end().catch(() => undefined);
      throw error instanceof RelayError ? error : unavailable(error);
    }
  }

  /** Begins a transaction, on a new connection where the one before is gone: nothing was asked of it yet. */
  async #begin(before: pg.Client | undefined): Promise<pg.Client> {
    try {
      await before?.query("BEGIN");
      if (before) return before;
    } catch {
      await before?.end().catch(() => undefined);
    }
    const writer = await connectWriter(this.#options);
    await writer.query("BEGIN");
    return writer;
  }

  async #run<T>(query: Query, work: (query: Query) => Promise<T>): Promise<T | undefined> {
    const values = [...this.#unwritten].map((name) => [name, this.#meta.get(name) ?? ""] as const);
    try {
      for (const [name, value] of values) await putMeta(query, name, value);
      const result = await work(query);
      await query("COMMIT");
      for (const [name, value] of values) if (this.#meta.get(name) === value) this.#unwritten.delete(name);
      return result;
    } catch (error) {
      if (!(error instanceof Abandoned)) throw error;
      await query("ROLLBACK");
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.#written;
    await Promise.all([this.#writer?.end(), this.#readers.end()]);
  }
}

/** Opens the connection that writes; the lock ends with it, and so does whatever it has not committed. */
async function connectWriter(options: pg.ClientConfig): Promise<pg.Client> {
  const writer = new pg.Client(options);
  // Without a listener, a connection that breaks while nobody asks would end the process.
  writer.on("error", () => undefined);
  await writer.connect();
  const { rows } = await writer.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [LOCK]);
  if (rows[0]?.taken === true) return writer;
  await writer.end();
  const sentence = "Another relay writes to this database; stop it, or give each its own.";
  throw new RelayError(sentence, { code: "data-in-use" });
}

const putMeta = (query: Query, name: string, value: string) =>
  query("INSERT INTO meta VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value);

function unavailable(cause: unknown): RelayError {
  const { code } = cause as { readonly code?: unknown };
  const why = typeof code === "string" ? ` (${code})` : "";
  const sentence = `The database does not answer, or refuses${why}; check RELAY_DATABASE_URL and that it runs.`;
  return new RelayError(sentence, { code: "database-unavailable", cause });
}

/** The driver takes any view of bytes only as a Buffer. */
const asValue = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return Array.isArray(value) ? value.map(asValue) : value;
};

const withPlainBytes = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, Buffer.isBuffer(value) ? Uint8Array.from(value) : value]),
  );
