/** What a committed transaction is promised: it outlives a power cut. */
import { afterAll, expect, it } from "vitest";
import { openDatabase } from "../src/store/database.ts";
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
