/** The generated code is what the schema compiles to: nobody edits it, nobody forgets to compile. */
import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const script = join(import.meta.dirname, "build-proto.ts");
const generated = join(import.meta.dirname, "../src/generated");

describe("build-proto --check", () => {
  it("default: passes the committed code, and names code that was edited by hand", () => {
    const edited = mkdtempSync(join(tmpdir(), "generated-"));
    try {
      cpSync(generated, edited, { recursive: true });
      appendFileSync(join(edited, "witness.d.ts"), "\n");
      const { status, stderr } = spawnSync(process.execPath, [script, "--check", generated, edited], {
        encoding: "utf8",
      });
      expect(stderr.split(" is not what ")[0]).toBe(join(edited, "witness.d.ts"));
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(status).toBe(1);
    } finally {
      rmSync(edited, { recursive: true });
    }
  });
});
