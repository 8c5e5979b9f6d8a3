/** The Python judge agrees with the vectors, and would say so if it did not. Needs python3 (3.9 or later). */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasPython } from "./python.ts";

const script = join(import.meta.dirname, "second_judge.py");
const vectors = join(import.meta.dirname, "../vectors");
const there = hasPython("the judge's vectors with the second implementation");

const replay = (folder: string) => spawnSync("python3", [script, folder], { encoding: "utf8" });

describe("second_judge.py", () => {
  it("default: finds every vector as it is stated", () => {
    if (!there) return;
    const { status, stdout, stderr } = replay(vectors);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^\{"compared": \d{3,}, "different": 0\}\n$/);
    expect(status).toBe(0);
  });

  it("refuses a vector that was changed, and names it", () => {
    if (!there) return;
    const folder = mkdtempSync(join(tmpdir(), "vectors-"));
    try {
      const text = readFileSync(join(vectors, "v2-judge.json"), "utf8");
      const changed = text.replace(/odometer-decreased (\d+)/, "odometer-decreased 1");
      expect(changed).not.toBe(text);
      writeFileSync(join(folder, "v2-judge.json"), changed);
      const { status, stdout } = replay(folder);
      expect(stdout).toContain("DIFFERS  turned back");
      expect(stdout).toContain('"different": 1}');
      expect(status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
