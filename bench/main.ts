/**
 * `npm run bench [-- --only NAME,… --short --strict]`: measures the real parts on this machine. Prints a sentence for
 * each figure, and at the end one line of JSON with all of them (docs/bench.md says how each is measured).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type BenchChain, startChain } from "./chain.ts";
import { FAMILIES } from "./families.ts";
import type { Family } from "./family.ts";
import { isMissed, sentence } from "./figures.ts";
import { Parts } from "./part.ts";

const USAGE = `Usage: npm run bench -- [--only NAME,…] [--short] [--strict]
There are: ${FAMILIES.map(({ name }) => name).join(", ")}, and each figure by its own name (docs/bench.md).`;

/** Returns what was asked; ends with 2 when an option is none of this command's. */
function asked() {
  try {
    return parseArgs({
      options: {
        only: { type: "string", default: "" },
        short: { type: "boolean", default: false },
        strict: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch {
    console.error(USAGE);
    process.exit(2);
  }
}

const values = asked();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
if (values.strict && values.short) {
  console.error("A short run compares nothing with its aim, so --strict cannot go with --short; leave one out.");
  process.exit(2);
}
const wanted = new Set(values.only.split(",").filter(Boolean));
const order = FAMILIES.flatMap(({ figures }) => figures);
const known = new Set([...FAMILIES.map(({ name }) => name), ...order]);
const unknown = [...wanted].filter((name) => !known.has(name));
if (unknown.length > 0) {
  console.error(`There is no figure ${unknown.join(", ")}. There are: ${[...known].join(", ")}.`);
  process.exit(2);
}
const isWanted = ({ name }: Family, figure: string) => wanted.size === 0 || wanted.has(name) || wanted.has(figure);

const parts = new Parts();
const scratch = mkdtempSync(join(tmpdir(), "witness-bench-"));
let chain: Promise<BenchChain> | undefined;
const measured: Record<string, number> = {};
const bench = {
  short: values.short,
  parts,
  scratch,
  chain: () => {
    chain ??= startChain(parts, scratch);
    return chain;
  },
  measured: (name: string) => measured[name],
};

async function cleanUp(): Promise<void> {
  (await chain?.catch(() => undefined))?.close();
  await parts.stopAll();
  rmSync(scratch, { recursive: true, force: true });
}
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    cleanUp().then(
      () => process.exit(1),
      () => process.exit(1),
    );
  });
}

/** With more other work than this on the machine, a measurement is not valid. */
const BUSY_LOAD = 0.5;
/** A short run compares nothing, so families may share the processor. */
const TOGETHER = values.short ? 3 : 1;

async function runAll(families: readonly Family[]): Promise<Record<string, number>> {
  const asked: Record<string, number> = {};
  const running: Promise<void>[] = [];
  const queue = [...families];
  const next = async (): Promise<void> => {
    for (let family = queue.shift(); family !== undefined; family = queue.shift()) {
      const startMs = performance.now();
      const figures = await family.run(bench);
      Object.assign(measured, figures);
      for (const name of family.figures) {
        const value = figures[name];
        if (value === undefined || !isWanted(family, name)) continue;
        asked[name] = Number(value.toPrecision(5));
        console.log(sentence(name, value, values.short ? "without aim" : "with aim"));
      }
      console.log(`(${family.name} took ${((performance.now() - startMs) / 1_000).toFixed(1)} s.)`);
    }
  };
  for (let i = 0; i < TOGETHER; i++) running.push(next());
  await Promise.all(running);
  return asked;
}

try {
  const [load = 0] = loadavg();
  if (values.short) console.log("A short run: it shows that everything is measured, its numbers mean nothing.");
  else if (load > BUSY_LOAD)
    console.log(`Other programs work here too (load ${load.toFixed(1)}): figures are worse than they could be.`);
  const asked = await runAll(FAMILIES.filter((family) => family.figures.some((figure) => isWanted(family, figure))));
  // In the order of the list, not in the order in which they ended.
  console.log(
    JSON.stringify(Object.fromEntries(Object.entries(asked).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)))),
  );
  const missed = Object.keys(asked).filter((name) => isMissed(name, measured[name] ?? Number.NaN));
  if (values.strict && missed.length > 0) {
    console.error(`Missed: ${missed.join(", ")}.`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`The benchmark could not go on: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
