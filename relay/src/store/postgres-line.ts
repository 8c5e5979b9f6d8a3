/** One connection to PostgreSQL, and the transactions on it one after the other. */
import pg from "pg";
import { RelayError } from "../errors.ts";

/** PostgreSQL's types of 64-bit integers, and of what sums of them come to. */
const [INT8, NUMERIC] = [20, 1_700];
const CONNECT_WITHIN_MS = 10_000;
/**
 * What a connection asks for. A server that hears nothing of this process ends the connection, and with it what it holds, after
 * 7 seconds. What is committed is on the server's disk; a setting that waits for more, as for a replica, stays.
 */
const SESSION = `SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 2;
  SET tcp_user_timeout = 7000;
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`;

/** A row by its columns' names. */
export type Row = Readonly<Record<string, unknown>>;

/** Statements by their text: a connection prepares each once. */
const names = new Map<string, string>();

/** Returns a statement as the driver takes it. One without values may be several, which cannot be prepared. */
export function statementOf(text: string, values: readonly unknown[]): pg.QueryConfig {
  if (values.length === 0) return { text };
  const name = names.get(text) ?? `relay_${names.size}`;
  names.set(text, name);
  return { name, text, values: values.map(asValue) };
}

/** Asks within a transaction. */
export type Query = (text: string, ...values: readonly unknown[]) => Promise<readonly Row[]>;

/** Returns how connections to a database are made. Integers are numbers: everything here has fewer than 53 bits. */
export function optionsOf(url: string): pg.ClientConfig {
  const getTypeParser = ((oid: number, format?: "text") =>
    oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser;
  return {
    connectionString: url,
    types: { getTypeParser },
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    keepAlive: true,
  };
}

/** The transaction is not to be kept. */
class Abandoned extends Error {}

/** What is rolled back, and returned as it is. */
export const abandon = (): never => {
  throw new Abandoned();
};

/** One connection. It is made when it is needed, and made anew when it is gone. */
export class Line {
  readonly #options: pg.ClientConfig;
  readonly #onLost: () => void;
  #client: pg.Client | undefined;
  /** The last transaction. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param onLost told when a connection is gone, and with it what it held beyond a transaction */
  constructor(options: pg.ClientConfig, onLost: () => void = () => undefined) {
    this.#options = options;
    this.#onLost = onLost;
  }

  /**
   * Runs `work` in one transaction, after those that were begun before: it is on disk when this resolves. Resolves with undefined
   * when `work` calls `abandon`, and nothing is written.
   * @throws {RelayError} `database-unavailable`
   */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T | undefined> {
    const done = this.#last.then(() => this.#transact(work));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #transact<T>(work: (query: Query) => Promise<T>): Promise<T | undefined> {
    const before = this.#client;
    // After a failure the next transaction connects anew: the connection may be gone, and whether it is cannot be told.
    this.#client = undefined;
    let client: pg.Client | undefined;
    try {
      const connection = await this.#begin(before);
      client = connection;
      const query: Query = async (text, ...values) => {
        const { rows } = await connection.query(statementOf(text, values));
        return (rows ?? []).map(withPlainBytes);
      };
      const result = await run(query, work);
      this.#client = connection;
      return result;
    } catch (error) {
      this.#onLost();
      await client?.end().catch(() => undefined);
      throw error instanceof RelayError ? error : unavailable(error);
    }
  }

  /** Begins a transaction, on a new connection where the one before is gone: nothing was asked of it yet. */
  async #begin(before: pg.Client | undefined): Promise<pg.Client> {
    try {
      await before?.query("BEGIN");
      if (before) return before;
    } catch {
      this.#onLost();
      await before?.end().catch(() => undefined);
    }
    const client = new pg.Client(this.#options);
    // Without a listener, a connection that breaks while nobody asks would end the process.
    client.on("error", () => undefined);
    await client.connect();
    await client.query(SESSION);
    await client.query("BEGIN");
    return client;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#client?.end();
  }
}

async function run<T>(query: Query, work: (query: Query) => Promise<T>): Promise<T | undefined> {
  try {
    const result = await work(query);
    await query("COMMIT");
    return result;
  } catch (error) {
    if (!(error instanceof Abandoned)) throw error;
    await query("ROLLBACK");
    return undefined;
  }
}

/** Returns what an operator may read of a database that failed. */
export function unavailable(cause: unknown): RelayError {
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

/** Returns a row whose bytes have memory of their own. */
export const withPlainBytes = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, Buffer.isBuffer(value) ? Uint8Array.from(value) : value]),
  );
