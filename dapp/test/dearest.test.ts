/** The dearest input that a search finds stays within what a machine can do (docs/security.md, "The dearest input"). */
import { CODES } from "@witness/protocol/errors";
import { describe, expect, it } from "vitest";
import { VERIFICATIONS_MAX } from "../fuzz/dearest/bound.ts";
import type { Gene, RunGene, Setting } from "../fuzz/dearest/gene.ts";
import { decided, findDearest, pureGenes, weigh } from "../fuzz/dearest/search.ts";

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
