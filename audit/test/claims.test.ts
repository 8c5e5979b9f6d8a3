/** Rules for claims without a chain: what a blind audit can hold against a root, and who was late. */
import { describe, expect, it } from "vitest";
import { belatedEpochs, compareClaims, firstDifference, gatherClaims, type Point } from "../src/claims.ts";
import type { ClaimEvent } from "../src/contracts.ts";

const consensus = { address: "0xc", type: "QUORUM", epochLength: 10, until: undefined } as const;
const EMPTY = "0xempty";

const event = (kind: ClaimEvent["kind"], epoch: number, root: string, block: number, submitter = ""): ClaimEvent => ({
  kind,
  root,
  block,
  submitter,
  consensus: "0xc",
  lastBlock: epoch * 10 + 9,
  transaction: `0x${block}`,
});
const accepted = (epoch: number, root: string, block = epoch * 10 + 11) => [
  event("submitted", epoch, root, block, "0xa"),
  event("accepted", epoch, root, block),
];
const blind = (changesByEpoch: readonly number[]): Map<number, Point> =>
  new Map(changesByEpoch.map((changes, epoch) => [epoch * 10 + 9, { inputs: changes + 2, changes, root: undefined }]));

describe("compareClaims", () => {
  it("given no change, blind: only the empty root is right", () => {
    const claims = gatherClaims([...accepted(0, EMPTY), ...accepted(1, "0x1")], [consensus]);
    const comparisons = compareClaims(claims, blind([0, 0]), EMPTY);
    expect(comparisons.map(({ right }) => right)).toEqual([true, false]);
  });

  it("given no new change, blind: the root stays", () => {
    const claims = gatherClaims([...accepted(0, "0x1"), ...accepted(1, "0x1"), ...accepted(2, "0x2")], [consensus]);
    const points = blind([3, 3, 3]);
    const comparisons = compareClaims(claims, points, EMPTY);
    expect(comparisons.map(({ right }) => right)).toEqual([undefined, true, false]);
    expect(firstDifference(comparisons, points, () => undefined)).toMatchObject({ epoch: 2, expected: "0x1" });
  });

  it("given new changes, blind: nothing is known", () => {
    const claims = gatherClaims([...accepted(0, "0x1"), ...accepted(1, "0x2")], [consensus]);
    expect(compareClaims(claims, blind([3, 4]), EMPTY).map(({ right }) => right)).toEqual([undefined, undefined]);
  });

  it("given a rival of an accepted claim, blind: the two contradict each other", () => {
    const events = [event("submitted", 0, "0x2", 10, "0xb"), ...accepted(0, "0x1")];
    const comparisons = compareClaims(gatherClaims(events, [consensus]), blind([3]), EMPTY);
    expect(comparisons.map(({ claim, right }) => [claim.root, right])).toEqual([
      ["0x1", undefined],
      ["0x2", false],
    ]);
    expect(firstDifference(comparisons, blind([3]), () => undefined)).toBeUndefined();
  });
});

describe("gatherClaims", () => {
  it("given a consensus that was replaced: what it accepts later does not count", () => {
    const events = [...accepted(0, "0x1", 12), ...accepted(1, "0x2", 30)];
    expect(gatherClaims(events, [{ ...consensus, until: 25 }]).map(({ epoch }) => epoch)).toEqual([0]);
  });

  it("given several submitters of one root: one claim", () => {
    const events = [event("submitted", 0, "0x1", 10, "0xb"), ...accepted(0, "0x1")];
    expect(gatherClaims(events, [consensus])).toMatchObject([{ submitters: ["0xb", "0xa"], acceptedAt: 11 }]);
  });
});

describe("belatedEpochs", () => {
  it("default: names who came after a later epoch", () => {
    expect(belatedEpochs(gatherClaims([...accepted(0, "0x1"), ...accepted(1, "0x2")], [consensus]))).toEqual([]);
    const events = [...accepted(1, "0x2", 21), ...accepted(0, "0x1", 25), ...accepted(2, "0x3", 31)];
    expect(belatedEpochs(gatherClaims(events, [consensus]))).toEqual([0]);
  });
});
