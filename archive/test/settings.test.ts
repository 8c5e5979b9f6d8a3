/** The archive's settings as an operator meets them: a process that does not start, and what it says of it. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { archiveSettings } from "../src/settings.ts";

const root = join(import.meta.dirname, "../..");

function start(environment: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const { PATH = "" } = process.env;
  const options = { env: { PATH, ...environment }, encoding: "utf8" } as const;
  return spawnSync(process.execPath, [join(root, "archive/src/main.ts"), ...args], options);
}

it("tells everything that is wrong at once, and no password", () => {
  const { status, stderr } = start({
    ARCHIVE_RPC_URL: "ftp://example.com",
    ARCHIVE_DATABASE_URL: "postgres://archive:5ec4e7@db/archive",
    ARCHIVE_POLL: "1",
  });
  expect(status).toBe(2);
  const lines = stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { setting: string; code: string });
  expect(lines.map(({ setting }) => setting).sort()).toEqual([
    "ARCHIVE_DATABASE_URL",
    "ARCHIVE_DEPLOYMENT",
    "ARCHIVE_GENESIS",
    "ARCHIVE_POLL",
    "ARCHIVE_RPC_URL",
  ]);
  expect(new Set(lines.map(({ code }) => code))).toEqual(new Set(["settings-invalid"]));
  expect(stderr).not.toMatch(/5ec4e7|stack/);
});

it("explains its settings, as docs/archive.md does", () => {
  const { status, stdout } = start({}, ["--help"]);
  expect(status).toBe(0);
  expect(stdout).toBe(archiveSettings.help());
  expect(stdout).toContain("ARCHIVE_CONFIRMATIONS ");
  expect(readFileSync(join(root, "docs/archive.md"), "utf8")).toContain(archiveSettings.table());
});
