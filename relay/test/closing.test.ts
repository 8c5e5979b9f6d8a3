/** When a relay stops taking what a closed application would refuse. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { native as provider } from "@witness/protocol/crypto/native";
import { type Globals, newGlobals } from "@witness/protocol/operations/globals";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Closing } from "../src/closing.ts";
import { Database } from "../src/database.ts";

const NOW = 1_800_000_000;
const HOUR_S = 3_600;
const none = newGlobals({ makers: [] }, provider);
const announcing = (closesUnixS: number): Globals => ({
  ...none,
  succession: { ...none.succession, number: 1, closesUnixS, announced: [{ statement: new Uint8Array(173) }] },
});

let directory: string;
let database: Database;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-closing-"));
  database = new Database(directory, "test");
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true, force: true });
});

describe("Closing", () => {
  it("lets everything be taken until the application announces a successor", () => {
    const closing = new Closing(database);
    closing.hear(none);
    expect([closing.takesNothing(NOW), closing.isClosed(NOW)]).toEqual([false, false]);
  });

  it("boundary: takes nothing from an hour before, so that what is promised is in a block in time", () => {
    const closing = new Closing(database);
    closing.hear(announcing(NOW));
    expect(closing.takesNothing(NOW - HOUR_S - 1)).toBe(false);
    expect(closing.takesNothing(NOW - HOUR_S)).toBe(true);
    expect([closing.isClosed(NOW - 1), closing.isClosed(NOW)]).toEqual([false, true]);
  });

  it("is known after a restart, and follows a later announcement", () => {
    new Closing(database).hear(announcing(NOW));
    database.close();
    database = new Database(directory, "test");
    const closing = new Closing(database);
    expect(closing.isClosed(NOW)).toBe(true);
    closing.hear(announcing(NOW + 40 * HOUR_S));
    expect(closing.takesNothing(NOW)).toBe(false);
  });
});
