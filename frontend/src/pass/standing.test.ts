import { expect, it } from "vitest";
import { claimSteps, passStanding } from "./standing.ts";

const NOW = 1_800_000_000;
const pass = { expiresUnixS: NOW + 60 };
const withdrawal = { tenure: 2, counter: 5, sentUnixS: NOW };

it.each([
  ["holds", pass, undefined, NOW],
  ["ended", pass, undefined, NOW + 60],
  ["sent", { ...pass, withdrawal }, undefined, NOW],
  ["sent", { ...pass, withdrawal }, { tenure: 2, ownerCounter: 4 }, NOW],
  ["withdrawn", { ...pass, withdrawal }, { tenure: 2, ownerCounter: 5 }, NOW],
  // A node that is behind knows of no later owner.
  ["sent", { ...pass, withdrawal }, { tenure: 1, ownerCounter: 9 }, NOW],
  ["withdrawn", { ...pass, withdrawal }, { tenure: 3, ownerCounter: 0 }, NOW],
] as const)("is %s", (standing, listed, holding, nowUnixS) => {
  expect(passStanding(listed, holding, nowUnixS)).toBe(standing);
});

it("counts the steps to a claim, and the last only when the chain said so", () => {
  const pending = (status: string) => claimSteps({ level: "pending", output: 1, epoch: 1, status });
  expect(claimSteps(undefined)).toBe(0);
  expect(claimSteps({ level: "stated" })).toBe(0);
  const statuses = ["OPEN", "CLOSED", "CLAIM_COMPUTED", "CLAIM_SUBMITTED", "CLAIM_ACCEPTED", "toString"];
  expect(statuses.map(pending)).toEqual([1, 2, 2, 3, 3, 1]);
  expect(claimSteps({ level: "settled", output: 1, epoch: 1, block: 9, isLatest: false })).toBe(4);
});
