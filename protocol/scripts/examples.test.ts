/** The examples in the sources' comments: every exported function has one, it type-checks, runs, and gives what it says. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as world from "./example-world.ts";

const here = join(import.meta.dirname, "..");
const repository = join(here, "..");

/** Modules that only the parts of this repository call. */
const INTERNAL = /^(codes\/.*|judge\/.*|operations\/rules\/.*|wire\/codec)\.ts$/;

const modules = readdirSync(join(here, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => /(?<!\.d|\.test)\.ts$/.test(name) && !INTERNAL.test(name))
  .map((name) => ({ name, text: readFileSync(join(here, "src", name), "utf8") }));

/** A comment directly above an export, and the export's name. */
const DOCUMENTED = /\/\*\*((?:(?!\*\/).)*)\*\/\nexport (?:function|const) (\w+)/gs;
/** An export that is called. */
const FUNCTION = /^export (?:function (\w+)|const (\w+) = \()/gm;

interface Example {
  readonly name: string;
  readonly code: string;
}

const examples = modules.flatMap(({ text }) =>
  [...text.matchAll(DOCUMENTED)].flatMap(([, comment = "", name = ""]): Example[] => {
    const [, code] = comment.split("@example\n");
    return code === undefined ? [] : [{ name, code: code.replace(/^ \*? ?/gm, "").trimEnd() }];
  }),
);

/** One program: all exports and the world in scope, each example in a block, `A; // => B` as a comparison. */
function program(): string {
  const exported = modules.map(({ name, text }) => {
    const names = [...text.matchAll(/^export (?:function|const|class) (\w+)/gm)].map(([, each]) => each);
    return `import { ${names.join(", ")} } from ${JSON.stringify(join(here, "src", name))};`;
  });
  const blocks = examples.map(({ name, code }) => {
    const compared = code.replace(/^(.+); \/\/ => (.+)$/gm, "assert.deepEqual($1, $2);");
    return `{ // ${name}\n${compared}\n}`;
  });
  return [
    'import assert from "node:assert/strict";',
    ...exported,
    `import { ${Object.keys(world).join(", ")} } from ${JSON.stringify(join(here, "scripts/example-world.ts"))};`,
    ...blocks,
  ].join("\n");
}

it("default: every exported function has an example", () => {
  const shown = new Set(examples.map(({ name }) => name));
  const functions = modules.flatMap(({ text }) => [...text.matchAll(FUNCTION)].map(([, name, other]) => name ?? other));
  expect(functions.length).toBeGreaterThan(80);
  expect(functions.filter((name) => name && !shown.has(name))).toEqual([]);
});

it("an example type-checks, runs, and gives what it says", () => {
  const folder = mkdtempSync(join(tmpdir(), "examples-"));
  const run = (command: string, args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
    return { status, output: stdout + stderr };
  };
  try {
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "examples.ts"), program());
    const tsconfig = {
      extends: join(repository, "tsconfig.base.json"),
      compilerOptions: { noUnusedLocals: false, typeRoots: [join(repository, "node_modules/@types")] },
      include: ["examples.ts"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
    const clean = { status: 0, output: "" };
    expect(run(join(repository, "node_modules/.bin/tsc"), ["-p", folder])).toEqual(clean);
    expect(run(process.execPath, [join(folder, "examples.ts")])).toEqual(clean);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
