/** Our contracts compiled anew: their tests in Solidity pass, and what is checked in is what the compiler makes. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, it } from "vitest";
import { compiledFor, GENERATED } from "../scripts/build.ts";

const root = join(import.meta.dirname, "../..");
const hardhat = join(root, "node_modules/hardhat/dist/src/cli.js");
let printed: string;

beforeAll(async () => {
  const env = { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: "true" };
  // A test that fails makes Hardhat exit with 1, and so this fails with all that it printed.
  const { stdout } = await promisify(execFile)(process.execPath, [hardhat, "test", "solidity"], { cwd: root, env });
  printed = stdout;
  // The compiler alone takes 15 s of processor time.
}, 300_000);

it("passes its tests in Solidity", () => {
  expect(Number(/(\d+) passing/.exec(printed)?.[1])).toBeGreaterThan(20);
  expect(printed).not.toContain("failing");
});

it.each(Object.keys(GENERATED))("%s is what the source compiles to", (file) => {
  expect(readFileSync(join(root, "contracts", file), "utf8")).toBe(compiledFor(file));
});
