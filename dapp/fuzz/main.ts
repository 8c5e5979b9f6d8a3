/** `npm run fuzz -- --count N --seed N`: runs seeded inputs and queries and prints one line of JSON at the end. */
import { parseArgs } from "node:util";
import { FuzzError, fuzz } from "./fuzz.ts";

const USAGE = "Usage: npm run fuzz -- [--count N] [--seed N]; count is at least 1, seed is from 0 to 4294967295.";

/** Returns what was asked; undefined when an option is none of this command's. */
function asked() {
  try {
    return parseArgs({
      options: {
        count: { type: "string", default: "100000" },
        seed: { type: "string", default: "1" },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch {
    return undefined;
  }
}

const values = asked();
const count = Number(values?.count);
const seed = Number(values?.seed);
if (values?.help) {
  console.log(USAGE);
} else if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed) || seed < 0 || seed >= 2 ** 32) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const begun = performance.now();
  try {
    const result = await fuzz({ count, seed });
    const seconds = (performance.now() - begun) / 1_000;
    console.log(
      JSON.stringify({ ...result, seconds: Math.round(seconds * 10) / 10, perS: Math.round(count / seconds) }),
    );
  } catch (error) {
    if (!(error instanceof FuzzError)) throw error;
    console.error(error.message);
    console.log(JSON.stringify({ code: error.code, ...error.facts }));
    process.exitCode = 1;
  }
}
