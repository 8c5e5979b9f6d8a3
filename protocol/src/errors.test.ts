import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CODES, codeOfByte } from "./errors.ts";
import { REASONS, reasonOfByte, verdictOf } from "./verdict.ts";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");

describe("the list of codes", () => {
  it("default: the page and the source say the same", () => {
    for (const [code, { byte, action, http, sentence }] of Object.entries(CODES)) {
      expect(page).toContain(`| \`${code}\` | ${byte} | ${action} | ${http} | ${sentence} |`);
    }
    for (const [code, { byte, turns, sentence }] of Object.entries(REASONS)) {
      expect(page).toContain(`| \`${code}\` | ${byte} | ${turns} | ${sentence} |`);
    }
    const rows = page.split("\n").filter((line) => line.startsWith("| `")).length;
    expect(rows).toBe(Object.keys(CODES).length + Object.keys(REASONS).length);
  });

  it("given a byte, names one code", () => {
    for (const [code, { byte }] of Object.entries(CODES)) expect(codeOfByte(byte)).toBe(code);
    for (const [reason, { byte }] of Object.entries(REASONS)) expect(reasonOfByte(byte)).toBe(reason);
    expect(() => codeOfByte(255)).toThrow(RangeError);
  });
});

describe("verdictOf", () => {
  it.each([
    [[], "logical"],
    [["gap"], "logical"],
    [["gap", "too-few-readings"], "no judgement"],
    [["forked-key", "odometer-decreased"], "illogical"],
  ] as const)("given %j, says %s", (reasons, verdict) => {
    expect(verdictOf(reasons)).toBe(verdict);
  });
});
