/** The node's page lists every code that its source can throw, and no other; a machine's own are on a machine's page. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

it("docs/rollup-node.md and the source have the same codes", () => {
  const thrown = new Set<string>();
  for (const file of globSync("rollup-node/src/**/*.ts", { cwd: root })) {
    if (file.includes("/machine/") || file.endsWith(".test.ts")) continue;
    const source = readFileSync(join(root, file), "utf8");
    for (const [, code] of source.matchAll(/nodeError\(\s*"([a-z-]+)"/g)) thrown.add(code!);
  }
  const page = readFileSync(join(root, "docs/rollup-node.md"), "utf8");
  const section = page.slice(page.indexOf("## Codes"));
  const table = section.slice(section.indexOf("| code |"));
  const listed = new Set([...table.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code!));
  expect([...listed].sort()).toEqual([...thrown].sort());
});
