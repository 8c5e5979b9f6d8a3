/** The built page: the same bytes from the same sources, small, and whole in one file. */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltPage, buildPage } from "../src/build/page.ts";

const folder = mkdtempSync(join(tmpdir(), "witness-verify-build-"));
const one = join(folder, "one");
const two = join(folder, "a place with another name/two");
let built: BuiltPage;
beforeAll(async () => {
  built = await buildPage(one);
  await buildPage(two);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string): string => readFileSync(join(one, name), "utf8");
const hashOf = (text: string, encoding: "hex" | "base64" = "hex"): string =>
  createHash("sha256").update(text).digest(encoding);

describe("buildPage", () => {
  it("default: gives the same bytes wherever it is built", () => {
    const names = readdirSync(one).sort();
    expect(readdirSync(two).sort()).toEqual(names);
    for (const name of names) expect(readFileSync(join(two, name)).equals(readFileSync(join(one, name)))).toBe(true);
  });

  it("weighs at most 60 kB in brotli, all that a first visit fetches together", () => {
    expect(built.brotliBytes).toBeLessThanOrEqual(60_000);
    expect(built.brotliBytes).toBeGreaterThan(20_000);
  });

  it("publishes the hash of every file that is served", () => {
    const sums = read("SHA256SUMS")
      .trimEnd()
      .split("\n")
      .map((line) => line.split("  "));
    expect(sums.map(([, name]) => name)).toContain("witness-verify.html");
    for (const [sum, name = ""] of sums) expect([name, sum]).toEqual([name, hashOf(read(name))]);
    expect(sums.find(([, name]) => name === "witness-verify.html")?.[0]).toBe(built.sha256);
  });

  it("is one file without anything from elsewhere, whose policy names its own script and no other", () => {
    const html = read("witness-verify.html");
    const [, script = ""] = /<script>([\s\S]*)<\/script>/.exec(html) ?? [];
    expect(html).toContain(`script-src 'sha256-${hashOf(script, "base64")}'`);
    expect(html).not.toMatch(/<(script|link|img)[^>]*(src|href)=/);
    expect(script).not.toContain("</script");
  });

  it("has no framework, wallet or chart in it", () => {
    const script = readdirSync(one).find((name) => name.endsWith(".js") && name.startsWith("pass-")) ?? "";
    expect(read(script)).not.toMatch(/react|ethereum\.request|uplot|protobuf\.|innerHTML/i);
  });
});
