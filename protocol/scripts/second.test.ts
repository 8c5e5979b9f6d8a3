/** The second implementation agrees with the vectors, and would say so if it did not. Needs python3 (3.9 or later). */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasPython } from "./python.ts";

const script = join(import.meta.dirname, "second.py");
const vectors = join(import.meta.dirname, "../vectors");
const there = hasPython("the vectors with the second implementation");

const replay = (folder: string) => spawnSync("python3", [script, folder], { encoding: "utf8" });
const last = (output: string): unknown => JSON.parse(output.trim().split("\n").at(-1) ?? "null");

describe("second.py", () => {
  it("default: finds every vector as it is stated", () => {
    if (!there) return;
    const { status, stdout, stderr } = replay(vectors);
    expect(stderr).toBe("");
    expect(stdout).not.toContain("DIFFERS");
    const { compared, different } = last(stdout) as { readonly compared: number; readonly different: number };
    expect(different).toBe(0);
    expect(compared).toBeGreaterThan(1_000);
    expect(status).toBe(0);
  });

  it("refuses a vector that was changed, and names it", () => {
    if (!there) return;
    const folder = mkdtempSync(join(tmpdir(), "vectors-"));
    try {
      cpSync(vectors, folder, { recursive: true });
      const file = join(folder, "session.json");
      const key = /"sessionKey": "(..)/;
      const changed = readFileSync(file, "utf8").replace(
        key,
        (_, byte) => `"sessionKey": "${byte === "00" ? "01" : "00"}`,
      );
      writeFileSync(file, changed);
      const { status, stdout } = replay(folder);
      expect(stdout).toContain("DIFFERS  session key");
      expect(last(stdout)).toMatchObject({ different: 1 });
      expect(status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
