/** The published vectors are what the generator writes, and refuse as much as they admit. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { VECTORS, vectorText } from "./cases/all.ts";

const directory = join(import.meta.dirname, "../vectors");

/** Every outcome that a file states. */
function outcomes(content: unknown): string[] {
  if (typeof content !== "object" || content === null) return [];
  return Object.entries(content).flatMap(([name, value]) => {
    if (name === "code" && typeof value === "string") return [value];
    if (name === "codes" && Array.isArray(value)) return value.flat() as string[];
    // What an answer or a report says has codes of its own.
    if (name === "says") return [];
    if (name === "valid") return [value === true ? "admitted" : "signature-invalid"];
    return outcomes(value);
  });
}

describe("the vectors", () => {
  it.each(Object.entries(VECTORS))("%s.json is what the generator writes", (name, content) => {
    expect(readFileSync(join(directory, `${name}.json`), "utf8")).toBe(vectorText(content));
  });

  it("default: no file is there that nobody writes", () => {
    const files = readdirSync(directory).filter((name) => name.endsWith(".json"));
    expect(files.sort()).toEqual(
      Object.keys(VECTORS)
        .map((name) => `${name}.json`)
        .sort(),
    );
  });

  it("refuse at least as much as they admit", () => {
    const all = outcomes(VECTORS);
    const admitted = all.filter((code) => code === "admitted").length;
    expect(all.length - admitted).toBeGreaterThanOrEqual(admitted);
  });

  it.each(Object.entries(VECTORS).filter(([name]) => name.startsWith("v2-")))(
    "of %s do so by themselves",
    (_, content) => {
      const all = outcomes(content);
      const admitted = all.filter((code) => code === "admitted").length;
      expect(all.length - admitted).toBeGreaterThanOrEqual(admitted);
      expect(all.length).toBeGreaterThan(10);
    },
  );
});
