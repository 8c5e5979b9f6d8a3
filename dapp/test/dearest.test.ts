/** The dearest input that a search finds stays within what a machine can do (docs/security.md, "The dearest input"). */
import { CODES } from "@witness/protocol/errors";
import { RELEASE_COHORTS_MAX, RELEASE_ROWS_PER_INPUT } from "@witness/protocol/limits";
import { cohortRow } from "@witness/protocol/release/cohorts";
import { describe, expect, it } from "vitest";
import { VERIFICATIONS_MAX } from "../fuzz/dearest/bound.ts";
import { inVerifications } from "../fuzz/dearest/cpu.ts";
import type { Gene, RunGene, Setting } from "../fuzz/dearest/gene.ts";
import { decided, findDearest, pureGenes, weigh } from "../fuzz/dearest/search.ts";
import { changeReleases } from "../src/analytics/releases.ts";
import { feed, inputOf, NOW, run, TestDevice, world } from "./world.ts";

const OLD: Setting = { records: "old", companies: "workshops" };
const opening: RunGene = {
  of: "run",
  share: 1,
  kind: "fork opening",
  bodies: 1,
  readings: 96,
  pattern: "falling",
  columns: 1,
  ownTimes: true,
  troubleCodes: 10,
  allGroups: true,
  alone: false,
};
const wallets: Gene = { of: "operation", share: 1, kind: "acceptOffer", by: "wallet", isForged: true, entry: 4 };

describe("the dearest input", () => {
  it("costs no more than 2 600 verifications, whatever its sender prepared", () => {
    const { dearest, pure, prepared } = findDearest({
      tries: 0,
      seed: 1,
      kinds: /^(fork opening|same VIN|claim by a key|replay)/,
    });
    expect(dearest.verifications).toBeLessThanOrEqual(VERIFICATIONS_MAX);
    // The search is not blind: it tries what is dear, and a replay is not.
    expect(dearest.verifications).toBeGreaterThan(800);
    expect(pure["replay"]).toBeLessThan(dearest.verifications / 2);
    // What the records hold is all that there can be.
    expect(prepared).toMatchObject({
      reasons: 36,
      forks: 48,
      troubleCodes: 100,
      events: 16,
      journal: 16,
      companies: 255,
    });
  });

  it("with the wallets that a batch takes, beside openings of full records", () => {
    const { verifications, codes } = weigh({ setting: OLD, genes: [wallets, opening] }, 1, 3);
    expect(codes).toEqual({ "signature-invalid": 16, admitted: 96 });
    expect(verifications).toBeLessThanOrEqual(VERIFICATIONS_MAX);
  });
});

describe("a release", () => {
  it("costs the inputs that make it little, also the one that ends a table of as many rows as there can be", () => {
    const cohorts = Array.from({ length: RELEASE_COHORTS_MAX }, (_, at) =>
      cohortRow({ make: "Aster", model: `${at}` }),
    );
    const spread = { windowS: 604_800, epsilonNumerator: 1, epsilonDenominator: 1_000, epsilonPerYear: 52 };
    const state = world({ releases: { ...spread, cohorts } });
    const stranger = { runs: [run(new TestDevice("stranger").send([]))] };
    const input = (index: number) => inputOf(stranger, index, { timeUnixS: NOW + (index > 0 ? spread.windowS : 0) });
    feed(state, input(0));
    const made: (number | undefined)[] = [];
    const inputs = RELEASE_COHORTS_MAX / RELEASE_ROWS_PER_INPUT;
    for (let index = 1; index <= inputs; index += 1) {
      if (index === 1 || index === inputs) {
        const cost = inVerifications(
          3,
          () => {},
          () => void changeReleases(state, input(index)),
        );
        // Some 20, and 30 for the last: beside the dearest messages that leaves the input below its bound.
        expect(cost).toBeLessThan(100);
      }
      made.push(changeReleases(state, input(index))?.notices.length);
      feed(state, input(index));
    }
    expect(made).toEqual([...new Array(inputs - 1).fill(0), 2]);
  });
});

it("every kind of message of the search comes to what it is called, or takes effect", () => {
  const codeOf: Record<string, string> = {
    fork: "forked-key",
    replay: "sequence-replayed",
    forged: "signature-invalid",
    "forged opening": "signature-invalid",
    noise: "malformed",
    broken: "malformed",
    registered: "admitted",
    "same VIN": "admitted",
    "vehicle malformed": "malformed",
    // The judge knows one version: none can be set.
    setParameters: "parameters-unknown",
    // Nobody succeeded anybody.
    inherit: "succession-invalid",
  };
  const seen = pureGenes()
    .filter((gene) => gene.of !== "run" || (gene.readings === 0 && !gene.alone))
    .map((gene, nonce): [string, string[], string] => {
      const codes = decided({ setting: { records: "old", companies: "few" }, genes: [gene] }, 1_000 + nonce, 2);
      const named = gene.kind in CODES ? gene.kind : "admitted";
      const isForged = gene.of === "operation" && gene.isForged;
      const expected = codeOf[gene.kind] ?? (isForged ? "signature-invalid" : named);
      return [`${gene.kind}`, Object.keys(codes), expected];
    });
  expect(seen.filter(([, codes, expected]) => !codes.includes(expected))).toEqual([]);
});
