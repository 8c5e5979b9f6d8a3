/** The same suite over every database that the relay keeps its store in. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { startPostgres } from "../../archive/test/postgres.ts";
import { Database } from "../src/database.ts";
import { PostgresStore } from "../src/store/postgres-store.ts";
import { SqliteStore } from "../src/store/sqlite-store.ts";
import { carryingSuite } from "./carrying-suite.ts";
import { intakeSuite } from "./intake-suite.ts";
import { APPLICATION, carry, codesOf, known, options, type Place, take } from "./store-place.ts";

/** @param place returns a new place for each test */
function suite(place: () => Place): void {
  intakeSuite(place);
  carryingSuite(place);
}

describe("SQLite", () => {
  const directories: string[] = [];
  afterAll(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });
  suite(() => {
    const directory = mkdtempSync(join(tmpdir(), "witness-relay-store-"));
    directories.push(directory);
    return {
      open: async (of = APPLICATION) => new SqliteStore(new Database(directory, of), options),
      spoil: async () => {
        const db = new DatabaseSync(join(directory, "relay.sqlite"));
        db.exec("PRAGMA user_version = 999");
        db.close();
      },
    };
  });

  it("belongs to one process", async () => {
    const directory = mkdtempSync(join(tmpdir(), "witness-relay-store-"));
    directories.push(directory);
    const store = new SqliteStore(new Database(directory, APPLICATION), options);
    expect(() => new Database(directory, APPLICATION)).toThrow(expect.objectContaining({ code: "data-in-use" }));
    expect([store.lead(), store.lead()]).toEqual(["new", "kept"]);
    store.close();
  });
});

const postgres = await startPostgres("the relay's store over PostgreSQL");
describe.runIf(postgres !== undefined)("PostgreSQL", () => {
  afterAll(() => postgres?.stop());
  /** Asks beside the store. */
  const aside = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const END_OTHERS =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

  suite(() => {
    const url = postgres?.database() ?? "";
    return {
      open: (of = APPLICATION) => PostgresStore.open(url, of, options),
      spoil: () =>
        aside(url, async (client) => {
          await client.query("UPDATE meta SET value = '999' WHERE name = 'version'");
        }),
    };
  });

  it("given a server that ends its connections within a commit, acknowledges nothing of it, and then goes on", async () => {
    const url = postgres?.database() ?? "";
    const store = await PostgresStore.open(url, APPLICATION, options);
    const writer = await known(store);
    const [first, second] = [writer.next(40).bytes, writer.next(40).bytes];
    expect(codesOf(await take(store, first))).toEqual(["admitted"]);
    await aside(url, async (client) => {
      // Nobody adds a row until this transaction is over.
      await client.query("BEGIN; LOCK TABLE items IN SHARE MODE");
      const lost = expect(take(store, second)).rejects.toMatchObject({ code: "database-unavailable" });
      const waits = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
      while ((await client.query(waits)).rowCount === 0);
      await client.query(END_OTHERS);
      await lost;
      await client.query("COMMIT");
    });
    expect(await store.waiting(10, 1_000)).toHaveLength(1);
    expect(codesOf(await take(store, second))).toEqual(["admitted"]);
    await aside(url, (client) => client.query(END_OTHERS));
    // Nothing was under way: it connects anew, and nobody hears of it.
    expect(codesOf(await take(store, writer.next(40).bytes))).toEqual(["admitted"]);
    expect(await store.waiting(10, 1_000)).toHaveLength(3);
    await store.close();
  });

  it("is carried by one process of several: another takes over when it is gone, and then it writes nothing more", async () => {
    const url = postgres?.database() ?? "";
    const [one, other] = [
      await PostgresStore.open(url, APPLICATION, options),
      await PostgresStore.open(url, APPLICATION, options),
    ];
    expect([await one.lead(), await one.lead(), await other.lead()]).toEqual(["new", "kept", "none"]);
    const writer = await known(one);
    // Both take what comes, and see what the other took.
    for (const store of [one, other, one])
      expect(codesOf(await take(store, writer.next(40).bytes))).toEqual(["admitted"]);
    const noLonger = { code: "database-unavailable" };
    await expect(carry(other)).rejects.toMatchObject(noLonger);
    const id = await carry(one);
    const [batch] = await other.payloads.unfinished(1);
    expect(batch?.id).toBe(id);
    const END_CARRIER =
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    await aside(url, (client) => client.query(END_CARRIER));
    while ((await other.lead()) === "none");
    await expect(one.payloads.setBlock(id, 3)).rejects.toMatchObject(noLonger);
    expect(await one.lead()).toBe("none");
    await other.payloads.setBlock(id, 4);
    expect(await one.payloads.included(4)).toMatchObject([{ id, block: 4 }]);
    // Even with the lock, a term that is not the newest writes nothing.
    await aside(url, (client) => client.query("UPDATE meta SET value = (value::bigint + 1)::text WHERE name = 'term'"));
    await expect(other.payloads.setBlock(id, 5)).rejects.toMatchObject(noLonger);
    expect(await one.payloads.included(9)).toMatchObject([{ id, block: 4 }]);
    await Promise.all([one.close(), other.close()]);
  });

  it("waits for the disk with each commit, also where the database is set not to", async () => {
    const url = postgres?.database() ?? "";
    const name = url.slice(url.lastIndexOf("/") + 1);
    await aside(url, (client) => client.query(`ALTER DATABASE ${name} SET synchronous_commit = off`));
    const store = await PostgresStore.open(url, APPLICATION, options);
    await store.lead();
    await aside(url, (client) =>
      client.query(`CREATE TABLE seen (value TEXT);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
        CREATE TRIGGER of_items AFTER INSERT ON items EXECUTE FUNCTION note();
        CREATE TRIGGER of_batches AFTER INSERT ON batches EXECUTE FUNCTION note()`),
    );
    const writer = await known(store);
    await take(store, writer.next(40).bytes);
    await carry(store);
    await store.close();
    const { rows } = await aside(url, (client) => client.query("SELECT value FROM seen"));
    expect(rows).toEqual([{ value: "on" }, { value: "on" }]);
  });

  it("says so when nobody answers", async () => {
    await expect(PostgresStore.open("postgres://relay@127.0.0.1:1/none", APPLICATION, options)).rejects.toMatchObject({
      code: "database-unavailable",
    });
  });
});
