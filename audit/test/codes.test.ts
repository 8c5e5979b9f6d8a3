/** docs/audit.md explains every code that the source throws. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AUDIT_CODES } from "@witness/protocol/codes/audit";
import { CODES } from "@witness/protocol/errors";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** What reading keys, files and the chain throws in ethereum/. */
const SHARED = [
  "genesis-invalid",
  "key-unusable",
  "key-mismatch",
  "chain-unavailable",
  "chain-refused",
  "chain-answer-malformed",
];

it("documents every code, and no other", () => {
  const thrown = new Set([...SHARED, ...Object.keys(AUDIT_CODES), "internal-error"]);
  for (const file of globSync("audit/src/*.ts", { cwd: root })) {
    for (const [, code] of read(file).matchAll(/\bcode: "([a-z-]+)"/g)) {
      // The codes of the wire are judgements on messages, not reasons to stop.
      if (!Object.hasOwn(CODES, code!)) thrown.add(code!);
    }
  }
  const table = read("docs/audit.md").split("## Codes of UNCHECKED")[1] ?? "";
  const documented = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]);
  expect(documented.sort()).toEqual([...thrown].sort());
});

it("every code of the auditor's table is thrown somewhere", () => {
  const source = globSync("audit/src/*.ts", { cwd: root }).map(read).join();
  expect(Object.keys(AUDIT_CODES).filter((code) => !source.includes(`"${code}"`))).toEqual([]);
});
