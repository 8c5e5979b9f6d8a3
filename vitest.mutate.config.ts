import { defineConfig } from "vitest/config";

/** Files or patterns that `npm run mutate -- --tests` names, separated by commas. */
const { WITNESS_MUTATE_TESTS } = process.env;

/** The tests that hold the rule core to account and need no server: what a mutation run asks again and again. */
export default defineConfig({
  test: {
    include: WITNESS_MUTATE_TESTS?.split(",") ?? [
      "protocol/src/**/*.test.ts",
      "dapp/test/{advance,attacks,inspect,limits,predecessors,refusals,statistics,fuzz}.test.ts",
      "relay/test/{batcher,store,reconcile,transaction,intake,allowance}.test.ts",
      "relay/test/agreement.prop.test.ts",
    ],
    testTimeout: 120_000,
  },
});
