/**
 * `npm run mutate -- [--only FILE,…] [--tests FILE,…] [--sample PERCENT --seed N] [--concurrency N]`: changes one condition
 * after the other in the rule core and checks whether a test notices. Works on a copy under .cache/, so that the checkout
 * stays unchanged. Prints at the end one line of JSON for each file and one for all.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { type Report, summarise } from "./mutants.ts";

const root = join(import.meta.dirname, "..");
const copy = join(root, ".cache/mutate");

/** The rule core: the code that decides on readings, records and receipts, without the code that pbjs generates. */
const CORE = [
  "protocol/src/**/*.ts",
  "dapp/src/{state,operations,inspect,analytics}/**/*.ts",
  "relay/src/{intake,outbox,batcher,payloads,reconcile,allowance,receipts}.ts",
  "!**/*.test.ts",
  "!protocol/src/generated/**",
];

interface Flags {
  readonly only?: string;
  readonly tests?: string;
  readonly sample?: string;
  readonly seed: string;
  readonly fresh: boolean;
  readonly concurrency: string;
}

const { only, tests, sample, seed, fresh, concurrency } = new Command("npm run mutate --")
  .description("Measures how many changed conditions the tests of the rule core notice.")
  .option("--only <files>", "files or patterns, separated by commas")
  .option("--tests <files>", "run only these tests (default: all of vitest.mutate.config.ts)")
  .option("--sample <percent>", "of 100 changes, try about so many")
  .option("--seed <n>", "which ones --sample picks", "1")
  .option("--fresh", "load the tests anew for each change, which takes many times as long", false)
  .option("--concurrency <n>", "processes that run tests at once", "2")
  .parse()
  .opts<Flags>();

/** Copies what git tracks. The packages of this repository must be the copy's, all others may be the checkout's. */
function makeCopy(): void {
  rmSync(copy, { recursive: true, force: true });
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root }).toString().split("\n");
  for (const file of files) {
    if (file === "" || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  linkPackages(join(root, "node_modules"), join(copy, "node_modules"));
  const { workspaces } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { workspaces: string[] };
  for (const workspace of workspaces) {
    const own = join(root, workspace, "node_modules");
    if (existsSync(own)) linkPackages(own, join(copy, workspace, "node_modules"));
  }
}

function linkPackages(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name === "@witness") cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    else if (name !== ".cache" && name !== ".vite") symlinkSync(join(from, name), join(to, name));
  }
}

makeCopy();
const report = join(copy, "mutation.json");
writeFileSync(
  join(copy, "stryker.config.json"),
  JSON.stringify({
    testRunner: fresh ? "vitest" : "loaded",
    plugins: [
      "@stryker-mutator/vitest-runner",
      join(root, "scripts/mutation/runner.ts"),
      join(root, "scripts/mutation/sample.ts"),
    ],
    vitest: { configFile: "vitest.mutate.config.ts", related: false },
    mutate: only ? only.split(",") : CORE,
    // In place, since this is a copy already: a second copy would load the packages of the first.
    inPlace: true,
    coverageAnalysis: "perTest",
    ignoreStatic: true,
    // Sentences and logs are for people; they are not rules.
    mutator: { excludedMutations: ["StringLiteral"] },
    reporters: ["json", "progress-append-only"],
    jsonReporter: { fileName: report },
    concurrency: Number(concurrency),
    timeoutMS: 20_000,
    thresholds: { high: 100, low: 90, break: null },
    checkers: sample === undefined ? [] : ["sample"],
    tempDirName: join(copy, ".stryker"),
    allowEmpty: false,
  }),
);
const { status } = spawnSync(
  process.execPath,
  [join(root, "node_modules/@stryker-mutator/core/bin/stryker.js"), "run"],
  {
    cwd: copy,
    env: {
      ...process.env,
      ...(tests && { WITNESS_MUTATE_TESTS: tests }),
      WITNESS_MUTATE_COPY: copy,
      WITNESS_MUTATE_PERCENT: sample,
      WITNESS_MUTATE_SEED: seed,
    },
    stdio: ["ignore", "inherit", "inherit"],
  },
);
if (status === 0 && existsSync(report)) {
  const { lines, files, figures } = summarise(JSON.parse(readFileSync(report, "utf8")) as Report);
  for (const line of lines) console.log(line);
  for (const [file, score] of Object.entries(files)) console.log(JSON.stringify({ file, ...score }));
  console.log(JSON.stringify(figures));
} else {
  console.error(`The mutation run failed (${status ?? "killed"}). The copy is ${copy}.`);
  process.exitCode = 1;
}
