/** The example of the README, as it stands there. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { passTerms } from "../../protocol/scripts/example-pass.ts";
import { application, linkTo, passWith, rootOf, shown, startWorld, type World } from "./world.ts";

let world: World;
const folder = mkdtempSync(join(import.meta.dirname, "readme-"));
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

it("README: the example runs, and says what its comment says", async () => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const [imported, ...lines] = example.trim().split("\n");
  expect(lines.filter((line) => line !== "")).toHaveLength(4);
  const evidence = shown();
  world.chains.set("one", { chainId: 31_337, block: 40, accepted: [rootOf(evidence)] });
  // The pass is dated: the clock of the example is set to its day.
  const given = `const { chainId, application, rpcUrls, link, console, Date } = given;`;
  const file = join(folder, "example.ts");
  writeFileSync(file, `${imported}\nexport async function run(given: any) {\n${given}\n${lines.join("\n")}\n}\n`);
  const { run } = await import(file);
  const said: string[] = [];
  await run({
    chainId: 31_337,
    application,
    rpcUrls: world.options(["one"]).rpcUrls,
    link: linkTo(passWith(evidence)),
    console: { log: (...words: string[]) => said.push(words.join(" ")) },
    Date: { now: () => passTerms.issuedUnixS * 1_000 },
  });
  expect(said[0]).toBe(/\/\/ "(.*)"/.exec(example)?.[1]);
  expect(said.slice(1).map((line) => line.split(" ")[1])).toContain("holds");
});
