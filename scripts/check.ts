/** `npm run check`: format and lint, types, unused exports, house rules, TSDoc. It prints every failure before it exits. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { unsaid } from "./api/documented.ts";
import { breaches, sources } from "./house.ts";

const root = join(import.meta.dirname, "..");
const steps: readonly (readonly [string, readonly string[]])[] = [
  ["biome", ["check", "--error-on-warnings", "."]],
  ["tsc", ["-p", "tsconfig.json"]],
  ["tsc", ["-p", "frontend/tsconfig.json"]],
  ["tsc", ["-p", "device/tsconfig.browser.json"]],
  ["tsc", ["-p", "verify/tsconfig.page.json"]],
  ["knip", []],
];

let failed = 0;
for (const [command, args] of steps) {
  const { status } = spawnSync(join(root, "node_modules/.bin", command), args, { cwd: root, stdio: "inherit" });
  if (status !== 0) failed += 1;
}
for (const { file, specifier, rule } of breaches(sources(root))) {
  console.error(`${file} has ${specifier}: ${rule}`);
  failed += 1;
}
for (const { file, name, lacks } of unsaid(root)) {
  console.error(`${file}: ${name} lacks ${lacks}; what the two packages export is explained where it is`);
  failed += 1;
}
console.log(JSON.stringify({ check: failed === 0 ? "clean" : "failed", failed }));
process.exitCode = failed === 0 ? 0 : 1;
