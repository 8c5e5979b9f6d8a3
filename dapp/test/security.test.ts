/** docs/security.md names tests: each must exist under the very name, or the page promises what nobody tries. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/security.md"), "utf8");
const NAMED = /\[([\w/.-]+\.test\.tsx?)\]\((\.\.\/[^)]+)\)\s+"([^"]+)"/g;
const named = [...page.matchAll(NAMED)].map(([, file = "", link = "", name = ""]) => ({ file, link, name }));

/** The rows of a section's table, without its head. */
const rowsOf = (heading: string): string[] => {
  const section = page.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2);
};

describe("docs/security.md", () => {
  it.each(named)("$file has the test $name", ({ file, link, name }) => {
    expect(link).toBe(`../${file}`);
    expect(existsSync(join(root, file))).toBe(true);
    expect(readFileSync(join(root, file), "utf8")).toContain(`"${name}"`);
  });

  it.each([
    ["What predecessors got wrong", 18],
    ["Which bounds hold, and why", 10],
  ])("%s: every row names a test", (heading, count) => {
    const rows = rowsOf(heading);
    expect(rows.length).toBeGreaterThanOrEqual(count);
    for (const row of rows) expect(row.match(NAMED), row).not.toBeNull();
  });
});
