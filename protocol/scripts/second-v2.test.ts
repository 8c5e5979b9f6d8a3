/** The second implementation of version 2's parts agrees with the vectors, and would say so if it did not. Needs python3. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasPython } from "./python.ts";

const script = join(import.meta.dirname, "second_v2.py");
const vectors = join(import.meta.dirname, "../vectors");
const there = hasPython("the vectors of version 2 with the second implementation");

const replay = (folder: string) => spawnSync("python3", [script, folder], { encoding: "utf8" });
const last = (output: string): unknown => JSON.parse(output.trim().split("\n").at(-1) ?? "null");

describe("second_v2.py", () => {
  it("default: finds every vector as it is stated", () => {
    if (!there) return;
    const { status, stdout, stderr } = replay(vectors);
    expect(stderr).toBe("");
    expect(stdout).not.toContain("DIFFERS");
    const { compared, different } = last(stdout) as { readonly compared: number; readonly different: number };
    expect(different).toBe(0);
    expect(compared).toBeGreaterThan(500);
    expect(status).toBe(0);
  });

  it("refuses a vector that was changed, and names it", () => {
    if (!there) return;
    const folder = mkdtempSync(join(tmpdir(), "vectors-"));
    try {
      cpSync(vectors, folder, { recursive: true });
      const file = join(folder, "v2-groups.json");
      const text = readFileSync(file, "utf8");
      const changed = text.replace('"odometerHm": "123456"', '"odometerHm": "123457"');
      expect(changed).not.toBe(text);
      writeFileSync(file, changed);
      const { status, stdout } = replay(folder);
      expect(stdout).toContain("DIFFERS  values: one reading");
      expect(last(stdout)).toMatchObject({ different: 1 });
      expect(status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
