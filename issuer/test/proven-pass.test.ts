/** Passes as owners sign them, proven as the issuer proves them; what the chain says is the test's. */
import { native } from "@witness/protocol/crypto/native";
import { noble } from "@witness/protocol/crypto/noble";
import { issuePass, narrowEvidence } from "@witness/protocol/pass/issue";
import { parsePassLink } from "@witness/protocol/pass/link";
import type { PassTerms } from "@witness/protocol/pass/pass";
import { keyPassSigner } from "@witness/protocol/pass/signature";
import type { RecordField, RecordValues } from "@witness/protocol/record/fields";
import { describe, expect, it } from "vitest";
import { PASS_SHOWN, passEvidence, passOwner, passOwnerKey, passTerms } from "../../protocol/scripts/example-pass.ts";
import { type ChainWord, makeProver } from "../src/proven-pass.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const nowUnixS = passTerms.issuedUnixS + 60;
const signer = keyPassSigner(context, passOwnerKey, noble);

const HOLDS: ChainWord = { result: "holds", isNewest: true };

/** Signs a pass of these fields. */
function signed(
  shown: readonly RecordField[],
  terms: Partial<PassTerms> = {},
  values: Partial<RecordValues> = {},
): Uint8Array {
  const evidence = { ...narrowEvidence(passEvidence(passOwner, values), shown, native), sessions: [] };
  return issuePass({ ...passTerms, ...terms }, evidence, signer, native);
}

async function proven(pass: Uint8Array, word: ChainWord = HOLDS, atUnixS = nowUnixS) {
  const asked: Uint8Array[] = [];
  const askChain = async (bytes: Uint8Array): Promise<ChainWord> => {
    asked.push(bytes);
    return word;
  };
  const prove = makeProver({ context, origins: [], pageUrl: "https://witness.example/p", askChain });
  return { proof: await prove(pass, atUnixS), asked };
}

describe("a pass that holds", () => {
  it("becomes a statement of what it shows, with a link that carries the pass itself", async () => {
    const pass = signed(PASS_SHOWN, { forWhom: "https://issuer.example" });
    const { proof, asked } = await proven(pass);
    expect(asked).toEqual([pass]);
    expect(proof).toMatchObject({
      result: "holds",
      forWhom: "https://issuer.example",
      statement: {
        verdict: "logical",
        reasons: [{ reason: "clock-ahead", open: 0, count: 1, firstTimeUnixS: 1_760_000_000 }],
        standing: "clear",
        vehicle: { make: "Aster", model: "Corsa", modelYear: 2_026 },
        vinLastFour: "0001",
        odometer: { distanceHm: 412_345, timeUnixS: 1_799_990_000 },
        distanceBand: 4,
        period: { coveredFromUnixS: 1_740_000_000, coveredToUnixS: 1_799_990_000, readings: 4_100 },
        purpose: "Sale",
        expiresUnixS: passTerms.expiresUnixS,
      },
    });
    if (proof.result !== "holds") throw new Error();
    expect(proof.statement.proof.startsWith("https://witness.example/p#")).toBe(true);
    expect(parsePassLink(proof.statement.proof)).toEqual({ form: "whole", pass });
  });

  it("says nothing that the owner did not show", async () => {
    const { proof } = await proven(signed([]));
    if (proof.result !== "holds") throw new Error();
    for (const hidden of ["vehicle", "vinLastFour", "odometer", "distanceBand", "period"]) {
      expect(proof.statement).not.toHaveProperty(hidden);
    }
  });

  it("says the band alone when the owner shows no more", async () => {
    const { proof } = await proven(signed(["band"]));
    if (proof.result !== "holds") throw new Error();
    expect(proof.statement).toMatchObject({ distanceBand: 4 });
    expect(proof.statement).not.toHaveProperty("odometer");
  });

  it("says that the device was revoked, or that the car stands in quarantine now", async () => {
    const quarantine = { revokedReason: 0, revokedUnixS: 0, reason: 3, sinceUnixS: 1, untilUnixS: nowUnixS + 1 };
    const standing = async (values: Partial<RecordValues>, atUnixS = nowUnixS) => {
      const { proof } = await proven(signed([], {}, values), HOLDS, atUnixS);
      return proof.result === "holds" && proof.statement.standing;
    };
    expect(await standing({ quarantine })).toBe("quarantine");
    expect(await standing({ quarantine }, nowUnixS + 1)).toBe("clear");
    expect(await standing({ quarantine: { ...quarantine, revokedReason: 1, revokedUnixS: 1 } })).toBe("revoked");
  });
});

describe("no statement", () => {
  it("of a pass that fails by itself: the chain is not even asked", async () => {
    const pass = signed(PASS_SHOWN);
    const altered = Uint8Array.from(pass);
    altered[pass.length - 1]! ^= 1;
    for (const [bytes, at, failure] of [
      [altered, nowUnixS, { step: "whole" }],
      [Uint8Array.of(1, 2, 3), nowUnixS, { step: "whole" }],
      [new Uint8Array(), nowUnixS, { step: "whole" }],
      [pass, passTerms.expiresUnixS, { step: "current", reason: "pass-expired" }],
    ] as const) {
      const { proof, asked } = await proven(bytes, HOLDS, at);
      expect(proof).toMatchObject({ result: "fails", ...failure });
      expect(asked).toEqual([]);
    }
  });

  it("of a pass that somebody else signed", async () => {
    const thief = keyPassSigner(context, new Uint8Array(32).fill(9), noble);
    const evidence = { ...narrowEvidence(passEvidence(passOwner), PASS_SHOWN, native), sessions: [] };
    const { proof } = await proven(issuePass(passTerms, evidence, thief, native));
    expect(proof).toMatchObject({ result: "fails", step: "opened", reason: "pass-owner-other" });
  });

  it("of a pass that the chain knows nothing of, or that was withdrawn", async () => {
    const word = { result: "fails", step: "proven", reason: "root-unaccepted", isFinal: false } as const;
    expect((await proven(signed([]), word)).proof).toEqual(word);
    const silent = { result: "unasked", step: "proven" } as const;
    expect((await proven(signed([]), silent)).proof).toEqual(silent);
  });
});
