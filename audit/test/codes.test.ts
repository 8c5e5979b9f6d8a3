/** docs/audit.md lists the same codes as the source. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const read = (path: string): string => readFileSync(join(import.meta.dirname, "../..", path), "utf8");

it("documents every code, and no other", () => {
  const own = [...read("audit/src/errors.ts").matchAll(/^ {2}\| "([a-z-]+)"/gm)].map((match) => match[1]);
  const concluded = [...read("audit/src/conclusion.ts").matchAll(/return \{ code: "([a-z-]+)"/g)].map(
    (match) => match[1],
  );
  const table = read("docs/audit.md").split("## Codes of UNCHECKED")[1] ?? "";
  const documented = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]);
  expect(documented.sort()).toEqual([...own, ...concluded, "internal-error"].sort());
});
