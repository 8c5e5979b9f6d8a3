/** For how long the money lasts, as an operator is told. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Database } from "../src/database.ts";
import { Spending } from "../src/spending.ts";

const HOUR_MS = 3_600_000;
const DAY_S = 86_400;
let directory: string;
let database: Database;
let nowMs: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-spending-"));
  database = new Database(directory, "test");
  nowMs = 1_000 * 24 * HOUR_MS;
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true, force: true });
});

const open = () => new Spending(() => nowMs, database);

it("default: nothing spent, nothing foretold", () => {
  expect(open().forecast(1_000)).toEqual({ lastDayGwei: 0, lastWeekGwei: 0, lastsS: undefined });
});

it("foretells by the dearer of day and week, also after restarts", () => {
  for (let hour = 0; hour < 6 * 24; hour += 1) {
    open().addGwei(10);
    nowMs += HOUR_MS;
  }
  // A quiet day: the week says more.
  nowMs += 12 * HOUR_MS;
  const quiet = open().forecast(2_400);
  expect(quiet.lastDayGwei).toBeLessThan(quiet.lastWeekGwei);
  expect(quiet.lastsS).toBeCloseTo((2_400 / quiet.lastWeekGwei) * DAY_S, 3);
  // A dear hour: the day says more.
  open().addGwei(5_000);
  const dear = open().forecast(2_400);
  expect(dear.lastDayGwei).toBeGreaterThan(dear.lastWeekGwei);
  expect(dear.lastsS).toBeCloseTo((2_400 / dear.lastDayGwei) * DAY_S, 3);
});

it("forgets what is more than a week old", () => {
  open().addGwei(1_000);
  nowMs += 8 * 24 * HOUR_MS;
  open().addGwei(7);
  const { lastWeekGwei } = open().forecast(undefined);
  expect(lastWeekGwei).toBeLessThan(8 / 6);
});
