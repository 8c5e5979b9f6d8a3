/**
 * `npm run epsilon -- --runs N --seed N`: tries to falsify the ε of releases on neighbouring fleets, and prints one line of JSON. Exits
 * with 1 when a fleet shows a greater ε than it is said to have.
 */
import { parseArgs } from "node:util";
import { native } from "@witness/protocol/crypto/native";
import { DEFAULTS, neighbours } from "./fleets.ts";
import { auditEpsilon } from "./tester.ts";

const USAGE = "Usage: npm run epsilon -- [--runs N] [--seed N]; runs from 1000, seed from 0 to 4294967295.";

/** Other cars in the cohort: none, near the threshold, and many. */
const FLEETS = [0, 9, 500];

/** Returns what was asked; undefined when an option is none of this command's. */
function asked() {
  try {
    const options = {
      runs: { type: "string", default: "100000" },
      seed: { type: "string", default: "1" },
      help: { type: "boolean", short: "h", default: false },
    } as const;
    return parseArgs({ options }).values;
  } catch {
    return undefined;
  }
}

const values = asked();
const runs = Number(values?.runs);
const seed = Number(values?.seed);
if (values?.help) {
  console.log(USAGE);
} else if (!Number.isSafeInteger(runs) || runs < 1_000 || !Number.isSafeInteger(seed) || seed < 0 || seed >= 2 ** 32) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const epsilonStated = DEFAULTS.epsilonNumerator / DEFAULTS.epsilonDenominator;
  const found = FLEETS.map((others) => {
    const trial = { fleets: neighbours(others), spread: DEFAULTS, runs, seed, provider: native };
    return { others, ...auditEpsilon(trial) };
  });
  const epsilonAudited = Math.max(...found.map(({ epsilonAtLeast }) => epsilonAtLeast));
  console.log(JSON.stringify({ epsilonStated, epsilonAudited, runs, seed, found }));
  process.exitCode = epsilonAudited > epsilonStated ? 1 : 0;
}
