/**
 * `npm run dearest -- --tries N --seed N`: searches for the input that costs most and prints one line of JSON at the end. With
 * `--verbose` it tells each payload that was tried. Exits with 1 when one costs more than it may.
 */
import { parseArgs } from "node:util";
import { VERIFICATIONS_MAX } from "./bound.ts";
import { findDearest } from "./search.ts";

const USAGE = "Usage: npm run dearest -- [--tries N] [--seed N] [--verbose]; tries from 0, seed from 0 to 4294967295.";

/** Returns what was asked; undefined when an option is none of this command's. */
function asked() {
  try {
    return parseArgs({
      options: {
        tries: { type: "string", default: "300" },
        seed: { type: "string", default: "1" },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch {
    return undefined;
  }
}

const values = asked();
const tries = Number(values?.tries);
const seed = Number(values?.seed);
if (values?.help) {
  console.log(USAGE);
} else if (!Number.isSafeInteger(tries) || tries < 0 || !Number.isSafeInteger(seed) || seed < 0 || seed >= 2 ** 32) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const begun = performance.now();
  const { dearest, ...found } = findDearest({ tries, seed, ...(values?.verbose ? { tell: console.error } : {}) });
  const { verifications, ...recipe } = dearest;
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  const most = VERIFICATIONS_MAX;
  console.log(JSON.stringify({ dearestVerifications: verifications, most, recipe, ...found, tries, seed, seconds }));
  process.exitCode = verifications > most ? 1 : 0;
}
