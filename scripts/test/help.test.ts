/** Whoever reads the README asks a command how it is used before it does anything. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const repository = join(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const named = readFileSync(join(repository, "README.md"), "utf8").matchAll(/^\| `npm (?:run )?([a-z:]+)` \|/gm);
/** What the README's table names, and has a program of this repository's own behind it; `check` takes no option. */
const commands = [...named].flatMap(([, name = ""]) => {
  const file = /^node (\S+\.ts)$/.exec(scripts[name] ?? "")?.[1];
  return file === undefined || name === "check" ? [] : [{ name, file }];
});

it("the README names commands", () => expect(commands.length).toBeGreaterThan(12));

it.each(commands)("$name says with --help how it is used, and ends well", ({ name, file }) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(repository, file), "--help"], {
    encoding: "utf8",
    cwd: repository,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(new RegExp(`^Usage: npm (run )?${name} -- `));
});
