/**
 * `npm run bench [-- --only NAME,… --short]`: measures the real parts on this machine. A sentence for each figure as
 * it comes, and at the end one line of JSON with all of them (docs/bench.md says how each is measured).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type BenchChain, startChain } from "./chain.ts";
import { FAMILIES } from "./families.ts";
import type { Family } from "./family.ts";
import { sentence } from "./figures.ts";
import { Parts } from "./part.ts";

const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, short: { type: "boolean", default: false } },
});
const wanted = new Set(values.only.split(",").filter(Boolean));
const known = new Set(FAMILIES.flatMap(({ name, figures }) => [name, ...figures]));
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

const asked: Record<string, number> = {};
try {
  for (const family of FAMILIES) {
    if (!family.figures.some((figure) => isWanted(family, figure))) continue;
    Object.assign(measured, await family.run(bench));
    for (const figure of family.figures) {
      const value = measured[figure];
      if (value === undefined || !isWanted(family, figure)) continue;
      asked[figure] = Number(value.toPrecision(5));
      console.log(sentence(figure, value));
    }
  }
  console.log(JSON.stringify(asked));
} finally {
  await cleanUp();
}
