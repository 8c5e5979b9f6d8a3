/** The benchmark runs, and every figure comes with its name, a sentence and a number. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { FAMILIES } from "./families.ts";
import { FIGURES, isMissed, sentence } from "./figures.ts";
import { quantile } from "./quantile.ts";

const run = promisify(execFile);
const main = join(import.meta.dirname, "main.ts");
/** The unit in a name: its end, or the part before its size. */
const UNITS =
  /([Vv]erifications|Operations|Blocks|megacycles|Bytes|Gas|gas|Ms|Mb|Kb|PerS|Ratio|PerDevice|PerReading|Version|bytes)/;

describe("bench", () => {
  it("default: a short run prints every figure, positive, in one line of JSON at the end", {
    timeout: 120_000,
  }, async () => {
    const { stdout } = await run(process.execPath, [main, "--short"]);
    const lines = stdout.trim().split("\n");
    const figures = JSON.parse(lines.at(-1) ?? "") as Record<string, unknown>;
    const onlyFull = FAMILIES.flatMap((family) => family.onlyFull ?? []);
    const expected = FAMILIES.flatMap((family) => family.figures).filter((name) => !onlyFull.includes(name));
    expect(Object.keys(figures)).toEqual(expected);
    for (const [name, value] of Object.entries(figures)) {
      expect(value, name).toBeTypeOf("number");
      expect(value, name).toBeGreaterThan(0);
      expect(lines.filter((line) => line.startsWith(`${name}: `))).toHaveLength(1);
    }
  });

  it("refuses a figure that there is not", async () => {
    const failed = run(process.execPath, [main, "--only", "speedOfLight"]);
    await expect(failed).rejects.toMatchObject({ code: 2, stdout: "" });
  });

  it("refuses to be strict about numbers that mean nothing", async () => {
    const failed = run(process.execPath, [main, "--short", "--strict"]);
    await expect(failed).rejects.toMatchObject({ code: 2, stdout: "" });
  });

  it.each([
    ["inspectP99Ms", 20, 20.1],
    ["nodeInputsPerS", 300, 299.9],
  ])("given %s at its aim and beyond: kept, missed", (name, kept, missed) => {
    expect([isMissed(name, kept), isMissed(name, missed)]).toEqual([false, true]);
    expect(sentence(name, missed, "with aim")).toContain("MISSED");
  });

  it("given a figure without an aim: never missed", () => {
    expect(isMissed("verifyPerS", 0)).toBe(false);
  });

  it("given every figure: a name with a unit and a sentence", () => {
    const names = FAMILIES.flatMap((family) => family.figures);
    expect(new Set(names).size).toBe(names.length);
    expect([...FIGURES].sort()).toEqual([...names].sort());
    for (const name of names) expect(name).toMatch(UNITS);
  });
});

describe("quantile", () => {
  it("default: the nearest rank, whatever the order", () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(quantile(values, 0.5)).toBe(50);
    expect(quantile(values, 0.99)).toBe(99);
    expect(quantile([7], 0.99)).toBe(7);
  });
});
