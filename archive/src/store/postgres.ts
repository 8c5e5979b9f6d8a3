/** A PostgreSQL database: a transaction for each change, one process that writes. */
import pg from "pg";
import { ArchiveError } from "../errors.ts";
import type { Database, SqlRow, SqlValue, Write } from "./database.ts";

/** Of the archive; any number that no other program locks. */
const LOCK = 7_249_001;
/** PostgreSQL takes 65 535 values in one statement. */
const VALUES_MAX = 60_000;
const READERS = 8;
const CONNECT_WITHIN_MS = 10_000;
const INT8 = 20;

/** Integers are numbers: everything here has fewer than 53 bits. */
const types = {
  getTypeParser: ((oid: number, format?: "text") =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/**
 * Connects to a database and locks it for this process.
 * @throws {ArchiveError} `database-unavailable`, `data-in-use`
 */
export async function openPostgres(url: string): Promise<Database> {
  const options = { connectionString: url, types, connectionTimeoutMillis: CONNECT_WITHIN_MS };
  const database = new Postgres(options);
  try {
    await database.write([]);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Opens the connection that writes; the lock ends with it. */
async function connectWriter(options: pg.ClientConfig): Promise<pg.Client> {
  const writer = new pg.Client(options);
  // Without a listener, a connection that breaks while nobody asks would end the process.
  writer.on("error", () => undefined);
  await writer.connect();
  const { rows } = await writer.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [LOCK]);
  if (rows[0]?.taken === true) return writer;
  await writer.end();
  const sentence = "Another archive writes to this database; stop it, or give each its own.";
  throw new ArchiveError(sentence, { code: "data-in-use" });
}

function unavailable(cause: unknown): ArchiveError {
  const { code } = cause as { readonly code?: unknown };
  const why = typeof code === "string" ? ` (${code})` : "";
  const sentence = `The database does not answer, or refuses${why}; check ARCHIVE_DATABASE_URL and that it runs.`;
  return new ArchiveError(sentence, { code: "database-unavailable", cause });
}

/** PostgreSQL numbers its values. */
const numbered = (text: string): string => {
  let count = 0;
  return text.replaceAll("?", () => `$${++count}`);
};

/** The driver takes any view of bytes only as a Buffer. */
const asValue = (value: SqlValue): unknown =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;

class Postgres implements Database {
  readonly types = { bytes: "BYTEA", integer: "BIGINT" };
  readonly #options: pg.ClientConfig;
  readonly #readers: pg.Pool;
  #writer: pg.Client | undefined;
  /** The last write: there is one connection that writes, and more than one part of the archive that does. */
  #written: Promise<unknown> = Promise.resolve();

  constructor(options: pg.ClientConfig) {
    this.#options = options;
    this.#readers = new pg.Pool({ ...options, max: READERS });
    this.#readers.on("error", () => undefined);
  }

  async read(text: string, ...values: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    try {
      const { rows } = await this.#readers.query(numbered(text), values.map(asValue));
      return rows.map(withPlainBytes);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** One after the other. */
  write(writes: readonly Write[]): Promise<void> {
    const written = this.#written.then(() => this.#write(writes));
    this.#written = written.catch(() => undefined);
    return written;
  }

  /** After a failure the next write connects anew: the connection may be gone, and whether it is cannot be told. */
  async #write(writes: readonly Write[]): Promise<void> {
    let writer = this.#writer;
    this.#writer = undefined;
    try {
      writer ??= await connectWriter(this.#options);
      await writer.query("BEGIN");
      for (const write of writes) await run(writer, write);
      await writer.query("COMMIT");
      this.#writer = writer;
    } catch (error) {
      await writer?.end().catch(() => undefined);
      throw error instanceof ArchiveError ? error : unavailable(error);
    }
  }

  async size(): Promise<number> {
    const [row] = await this.read("SELECT pg_database_size(current_database()) AS bytes");
    return Number(row?.["bytes"] ?? 0);
  }

  async close(): Promise<void> {
    await Promise.all([this.#writer?.end(), this.#readers.end()]);
  }
}

async function run(writer: pg.Client, write: Write): Promise<void> {
  if ("text" in write) {
    await writer.query(numbered(write.text), write.values?.map(asValue));
    return;
  }
  const { into, columns, rows, conflict } = write;
  const marks = `(${columns.map(() => "?").join(",")})`;
  const end = conflict === undefined ? "" : ` ON CONFLICT ${conflict}`;
  const most = Math.floor(VALUES_MAX / columns.length);
  for (let at = 0; at < rows.length; at += most) {
    const part = rows.slice(at, at + most);
    const all = part.map(() => marks).join(",");
    const text = `INSERT INTO ${into} (${columns.join(",")}) VALUES ${all}${end}`;
    await writer.query(numbered(text), part.flat().map(asValue));
  }
}

const withPlainBytes = (row: Readonly<Record<string, unknown>>): SqlRow =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      (Buffer.isBuffer(value) ? Uint8Array.from(value) : value) as SqlValue,
    ]),
  );
