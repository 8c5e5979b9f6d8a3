/** A committed transaction survives a power cut. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, it } from "vitest";
import { openDatabase } from "../src/store/database.ts";
import { Records } from "../src/store/records.ts";
import { SnapshotNotes } from "../src/store/snapshots.ts";
import { removeDirectories, temporaryDirectory } from "./client.ts";

afterAll(removeDirectories);

it("an opened store writes ahead and waits for the disk", () => {
  const database = openDatabase(temporaryDirectory());
  expect({
    ...database.prepare("PRAGMA journal_mode").get(),
    ...database.prepare("PRAGMA synchronous").get(),
    ...database.prepare("PRAGMA locking_mode").get(),
  }).toEqual({ journal_mode: "wal", synchronous: 2, locking_mode: "exclusive" });
  database.close();
});

it("opens the store of a build that kept no states of machines, and keeps them from then on", () => {
  const directory = temporaryDirectory();
  const earlier = openDatabase(directory);
  earlier.prepare("INSERT INTO apps VALUES(1,'echo','0x01','0x02','ENABLED',NULL,0,0)").run();
  // That build had the same version and all tables but this one.
  earlier.exec("DROP TABLE snapshots");
  earlier.close();
  const database = openDatabase(directory);
  const notes = new SnapshotNotes(new Records(1, database), database);
  const hash = Buffer.alloc(32, 1);
  expect(notes.note({ inputs: 0, directory, machineHash: hash, digest: hash, template: hash })).toBe(true);
  expect(database.prepare("SELECT name FROM apps").get()).toEqual({ name: "echo" });
  database.close();
});

it("refuses the store of a build whose tables were other ones, and leaves it as it is", () => {
  const directory = temporaryDirectory();
  const path = join(directory, "node.sqlite");
  const earlier = new DatabaseSync(path);
  earlier.exec("CREATE TABLE apps(id INTEGER PRIMARY KEY); PRAGMA user_version=1");
  earlier.close();
  expect(() => openDatabase(directory)).toThrow(expect.objectContaining({ code: "data-version" }));
  const still = new DatabaseSync(path);
  expect(still.prepare("SELECT name FROM sqlite_master").all()).toEqual([{ name: "apps" }]);
  still.close();
});
