import { defineConfig } from "vitest/config";

/** The tests that hold the rule core to account and need no server: what a mutation run asks again and again. */
export default defineConfig({
  test: {
    include: [
      "protocol/src/**/*.test.ts",
      "dapp/test/{advance,inspect,limits,predecessors,refusals,statistics,cost,fuzz}.test.ts",
      "relay/test/{batcher,store,reconcile,transaction,intake,allowance}.test.ts",
      "relay/test/agreement.prop.test.ts",
    ],
    testTimeout: 120_000,
  },
});
