/** The tables, version by version. A version that was released is never changed: the next one changes its tables. */
import { ArchiveError } from "../errors.ts";
import type { Database, Write } from "./database.ts";

/** What may change of an edition; `undo` keeps it as it was before a block. */
const STATE = `holding {bytes} NOT NULL, sequence {integer} NOT NULL, link {bytes} NOT NULL,
  session {integer} NOT NULL, first_sequence {integer} NOT NULL, recent {bytes} NOT NULL, evidence {bytes} NOT NULL,
  items {integer} NOT NULL, accumulator {bytes} NOT NULL`;

/** Each makes of the version before it the next. `{bytes}` and `{integer}` are the database's own words. */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    // Blocks of which everything is stored.
    "CREATE TABLE blocks (number {integer} PRIMARY KEY, hash TEXT NOT NULL)",
    `CREATE TABLE inputs (number {integer} PRIMARY KEY, block {integer} NOT NULL, block_hash {bytes} NOT NULL,
      block_time {integer} NOT NULL, code TEXT NOT NULL)`,
    "CREATE INDEX inputs_block ON inputs (block)",
    `CREATE TABLE messages (input {integer} NOT NULL, place {integer} NOT NULL, bytes {bytes} NOT NULL,
      PRIMARY KEY (input, place))`,
    `CREATE TABLE editions (id {integer} PRIMARY KEY, device TEXT NOT NULL, name {bytes} NOT NULL,
      public_key {bytes} NOT NULL, block {integer} NOT NULL, ${STATE}, UNIQUE (device, name))`,
    "CREATE INDEX editions_block ON editions (block)",
    `CREATE TABLE items (edition {integer} NOT NULL, number {integer} NOT NULL, kind TEXT NOT NULL,
      input {integer} NOT NULL, place {integer} NOT NULL, parameters {integer} NOT NULL, body {integer} NOT NULL,
      PRIMARY KEY (edition, number))`,
    "CREATE INDEX items_input ON items (input)",
    // Of the application as a whole; those of a device are items.
    "CREATE TABLE operations (input {integer} NOT NULL, place {integer} NOT NULL, PRIMARY KEY (input, place))",
    `CREATE TABLE undo (edition {integer} NOT NULL, block {integer} NOT NULL, ${STATE}, PRIMARY KEY (edition, block))`,
    "CREATE INDEX undo_block ON undo (block)",
  ],
  [
    // An item of a run is what was admitted of it, which no row of the first version says: the chain is read again.
    ...["undo", "operations", "items", "editions", "messages", "inputs", "blocks"].map(
      (table) => `DELETE FROM ${table}`,
    ),
    "DROP TABLE items",
    `CREATE TABLE items (edition {integer} NOT NULL, number {integer} NOT NULL, kind TEXT NOT NULL,
      input {integer} NOT NULL, place {integer} NOT NULL, parameters {integer} NOT NULL, body {integer} NOT NULL,
      item {bytes} NOT NULL, PRIMARY KEY (edition, number))`,
    "CREATE INDEX items_input ON items (input)",
    // Of no chain: what people keep here, until its end.
    "CREATE TABLE passes (hash TEXT PRIMARY KEY, bytes {bytes} NOT NULL, size {integer} NOT NULL, expires {integer} NOT NULL)",
    "CREATE INDEX passes_expires ON passes (expires)",
  ],
];

/**
 * Brings a database to the newest version; an empty one too. Every step is one transaction with its version.
 * @param application of which the database holds the inputs
 * @throws {ArchiveError} `data-of-another-version` when a newer program wrote it, `data-of-another-application`
 */
export async function migrate(database: Database, application: string): Promise<void> {
  await database.write([{ text: "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)" }]);
  const version = Number((await meta(database, "version")) ?? 0);
  if (version > MIGRATIONS.length) {
    const sentence = `The store is of version ${version}, this archive knows ${MIGRATIONS.length}; use the newer program.`;
    throw new ArchiveError(sentence, { code: "data-of-another-version" });
  }
  const kept = await meta(database, "application");
  if (kept !== undefined && kept !== application) {
    const sentence = `The store belongs to ${kept}, not to ${application}; use another.`;
    throw new ArchiveError(sentence, { code: "data-of-another-application" });
  }
  for (const [index, texts] of MIGRATIONS.entries()) {
    if (index < version) continue;
    const writes = texts.map((text): Write => ({ text: inWordsOf(database, text) }));
    await database.write([...writes, noted("version", String(index + 1)), noted("application", application)]);
  }
}

const inWordsOf = ({ types }: Database, text: string): string =>
  text.replaceAll("{bytes}", types.bytes).replaceAll("{integer}", types.integer);

async function meta(database: Database, name: string): Promise<string | undefined> {
  const [row] = await database.read("SELECT value FROM meta WHERE name = ?", name);
  return row && String(row["value"]);
}

const noted = (name: string, value: string): Write => ({
  into: "meta",
  columns: ["name", "value"],
  rows: [[name, value]],
  conflict: "(name) DO UPDATE SET value = excluded.value",
});
