/**
 * What can be said of the container images without an engine: that what a part imports is in its build context, that
 * nothing secret can be, that the process is no root, and that its health is asked for.
 */
import { readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { describe, expect, it } from "vitest";
import { closure } from "../house.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Whether a file gets into the context: the last rule that matches it decides. */
function inContext(rules: readonly string[], file: string): boolean {
  let taken = true;
  for (const rule of rules) {
    const pattern = rule.replace(/^!/, "");
    if (pattern === "*" || matchesGlob(file, pattern) || matchesGlob(file, `${pattern}/**`))
      taken = rule.startsWith("!");
  }
  return taken;
}

const rulesOf = (path: string): string[] =>
  read(path)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

describe.each([
  ["relay", "relay/src/main.ts"],
  ["archive", "archive/src/main.ts"],
  ["rollup-node", "rollup-node/src/main.ts"],
  ["frontend", "frontend/server.ts"],
  ["issuer", "issuer/src/main.ts"],
])("the image of %s", (part, entry) => {
  const rules = rulesOf(`${part}/Dockerfile.dockerignore`);
  const dockerfile = read(`${part}/Dockerfile`);

  it("default: has every file of ours that the part imports", () => {
    const own = [...closure(root, entry)].filter((file) => /\.tsx?$/.test(file));
    expect(own.length).toBeGreaterThan(2);
    expect(own.filter((file) => !inContext(rules, file))).toEqual([]);
    expect(inContext(rules, `${part}/package.json`)).toBe(true);
    const removed = [...dockerfile.matchAll(/rm -rf ([^&\n]+)/g)].flatMap(([, paths = ""]) => paths.trim().split(" "));
    expect(own.filter((file) => removed.some((path) => file === path || file.startsWith(`${path}/`)))).toEqual([]);
  });

  it.each([
    ".witness/keys/application.key",
    "relay/src/relay.key",
    ".git/config",
    ".env",
    "relay/test/world.ts",
    "protocol/src/link.test.ts",
  ])("has no %s", (file) => {
    expect(inContext(rules, file)).toBe(false);
  });

  it("runs as nobody in particular, pinned, and is asked for its health", () => {
    const last = dockerfile.split(/^FROM /m).at(-1) ?? "";
    // Distroless's `nonroot` is 65532, too, so one owner of key files serves all.
    expect(last).toMatch(/^\S+:nonroot$|^USER 65532:65532$/m);
    expect(last).toContain("HEALTHCHECK");
    expect(dockerfile).not.toMatch(/:latest\b|^USER root|^ADD /m);
    expect(dockerfile).not.toMatch(/(KEY|SECRET|PASSWORD)=/);
  });
});
