/** A short soak: the long one is `npm run soak`. */
import { expect, it } from "vitest";
import { soak } from "./soak.ts";

it("has after kills at random moments the records of an undisturbed node", async () => {
  const result = await soak({ kills: 6, seed: 7, pauseMs: 1_500, progress: () => {} });
  expect(result.difference).toBeUndefined();
  expect(result).toMatchObject({ inputs: 12, reorganisations: 1 });
  expect(Object.values(result.kills).reduce((sum, count) => sum + count)).toBe(6);
  expect(result.proofsOnChain).toBe(result.outputs);
  expect(result.executions).toBeGreaterThan(0);
}, 900_000);
