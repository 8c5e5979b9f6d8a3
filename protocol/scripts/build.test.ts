/** The built package has JavaScript and types for every source, and runs. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import receipts from "../vectors/receipts.json" with { type: "json" };

const here = join(import.meta.dirname, "..");
const filesOf = (folder: string) => readdirSync(folder, { recursive: true, encoding: "utf8" });

it("the build gives every module with its types, names no source, and reads a receipt of the vectors", async () => {
  // Inside node_modules, so that the package finds its dependencies and nothing watches it.
  const out = mkdtempSync(join(here, "node_modules/.build-"));
  try {
    const { status, stderr } = spawnSync(process.execPath, [join(here, "scripts/build.ts"), out], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const sources = filesOf(join(here, "src")).filter((name) => /(?<!\.d|\.test)\.ts$/.test(name));
    expect(sources.length).toBeGreaterThan(30);
    const missing = sources.filter((name) => {
      const stem = join(out, name.slice(0, -".ts".length));
      return !existsSync(`${stem}.js`) || !existsSync(`${stem}.d.ts`);
    });
    expect(missing).toEqual([]);
    const modules = filesOf(out).filter((name) => /\.(js|d\.ts)$/.test(name));
    expect(modules.filter((name) => /from "\.[^"]+\.ts"/.test(readFileSync(join(out, name), "utf8")))).toEqual([]);
    const built = await import(pathToFileURL(join(out, "wire/receipt.js")).href);
    // A reader of the package has no other folder of the repository.
    expect(readFileSync(join(out, "README.md"), "utf8")).not.toContain("](../");
    const [vector] = receipts.vectors;
    expect(built.decodeReceipt(Uint8Array.from(Buffer.from(vector?.receipt ?? "", "hex"))).sequence).toBe(3);
  } finally {
    rmSync(out, { recursive: true });
  }
});
