import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files or patterns that `npm run mutate -- --tests` names, separated by commas. */
const { WITNESS_MUTATE_TESTS } = process.env;

const isProperty = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith(".prop.test.ts");

/** Runs property tests last: they take the longest, and a run ends with the first test that notices the change. */
class PropertiesLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter((file) => !isProperty(file)), ...sorted.filter(isProperty)];
  }
}

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
    sequence: { sequencer: PropertiesLast },
  },
});
