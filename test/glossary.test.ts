/** docs/glossary.md: one word for one thing, and types that there are. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sources } from "../scripts/house.ts";

const root = join(import.meta.dirname, "..");
const rows = readFileSync(join(root, "docs/glossary.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| **"))
  .map((line) => line.slice(2, -2).split(" | "));

it("has each term once", () => {
  const terms = rows.flatMap(([terms = ""]) => [...terms.matchAll(/\*\*(.+?)\*\*/g)].map(([, term]) => term));
  expect(terms.length).toBeGreaterThan(90);
  expect(terms.filter((term, at) => terms.indexOf(term) !== at)).toEqual([]);
});

it("names types and functions that the code has", () => {
  const code = [...sources(root)].flatMap(([file, source]) => (/\/src\//.test(file) ? [source] : [])).join("\n");
  // A name with a hyphen is a code of the registry.
  const named = rows.flatMap(([, , types = ""]) =>
    [...types.matchAll(/`(\w+)(?=[`.( ])/g)].map(([, name = ""]) => name),
  );
  const isThere = (name: string) =>
    new RegExp(`\\b(interface|type|class|function|const|readonly) ${name}\\b`).test(code);
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((name) => !isThere(name))).toEqual([]);
});
