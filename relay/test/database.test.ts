/** What is on disk, and when that is said. */
import fs, { fstatSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Database } from "../src/database.ts";

let directory: string;
let database: Database;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-database-"));
  database = new Database(directory, "test");
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true, force: true });
});

describe("Database.transactionToDisk", () => {
  const { fdatasync } = fs;
  /** The disk's answers, to be given by the test. */
  let answers: (() => void)[];
  let synced: number[];
  beforeEach(() => {
    [answers, synced] = [[], []];
    // A loss of power cannot be had in a test, so the call that guards against it is watched instead.
    fs.fdatasync = ((file: number, done: (error: Error | null) => void) => {
      synced.push(fstatSync(file).ino);
      fdatasync(file, (error) => answers.push(() => done(error)));
    }) as typeof fdatasync;
    syncBuiltinESMExports();
  });
  afterEach(() => {
    fs.fdatasync = fdatasync;
    syncBuiltinESMExports();
  });
  const answered = async (count: number) => {
    while (answers.length < count) await new Promise(setImmediate);
  };

  it("resolves when the log was synced after the commit, and not before", async () => {
    const order: string[] = [];
    const write = (name: string) =>
      database.transactionToDisk(() => database.setMeta(name, "1")).then(() => order.push(name));
    const first = write("first");
    // These come while the disk is at work on what was before them, and share its next turn.
    const [second, third] = [write("second"), write("third")];
    expect(database.meta("third")).toBe("1");
    await answered(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(order).toEqual([]);
    answers[0]?.();
    await first;
    await answered(2);
    expect(order).toEqual(["first"]);
    answers[1]?.();
    await Promise.all([second, third]);
    expect(order).toEqual(["first", "second", "third"]);
    const { ino } = statSync(join(directory, "relay.sqlite-wal"));
    expect(synced).toEqual([ino, ino]);
  });

  it("leaves every other transaction to SQLite's own care, also when the work throws", async () => {
    const synchronous = () => Object.values(database.sql("PRAGMA synchronous").get() as object)[0];
    let within: unknown;
    const done = database.transactionToDisk(() => {
      within = synchronous();
      database.setMeta("kept", "1");
    });
    expect([within, synchronous()]).toEqual([1, 2]);
    const fails = () =>
      database.transactionToDisk(() => {
        database.setMeta("lost", "1");
        throw new RangeError("the work");
      });
    expect(fails).toThrow("the work");
    expect([synchronous(), database.meta("lost"), database.meta("kept")]).toEqual([2, undefined, "1"]);
    await answered(1);
    answers[0]?.();
    await done;
  });
});

describe("Database.transactionUnsynced", () => {
  it("is part of a transaction under way, and leaves the next one to SQLite's own care", () => {
    const synchronous = () => Object.values(database.sql("PRAGMA synchronous").get() as object)[0];
    const within = database.transaction(() => database.transactionUnsynced(() => synchronous()));
    expect([within, database.transactionUnsynced(() => synchronous()), synchronous()]).toEqual([2, 1, 2]);
  });
});
