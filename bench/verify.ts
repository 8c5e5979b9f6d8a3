/** The rate that bounds everything that checks signatures: bare P-256 in node:crypto, on one core. */
import { createHash, generateKeyPairSync, sign, verify } from "node:crypto";
import type { Family } from "./family.ts";

/** An envelope of 50 readings is about this long. */
const MESSAGE_BYTES = 350;

/** Signatures to verify, and a function that verifies all of them; it throws when one is not good. */
export function bareVerification(): { readonly signatures: number; readonly round: () => void } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const dsaEncoding = "ieee-p1363";
  const signed = Array.from({ length: 64 }, (_, i) => {
    const message = createHash("shake256", { outputLength: MESSAGE_BYTES }).update(`${i}`).digest();
    return { message, signature: sign("sha256", message, { key: privateKey, dsaEncoding }) };
  });
  const key = { key: publicKey, dsaEncoding } as const;
  const round = (): void => {
    const areGood = signed.every(({ message, signature }) => verify("sha256", message, key, signature));
    if (!areGood) throw new Error("A good signature did not verify.");
  };
  for (let i = 0; i < 10; i++) round();
  return { signatures: signed.length, round };
}

/** Verifies for a while. Returns signatures a second. */
export function measureVerifyPerS(short: boolean): number {
  const { signatures, round } = bareVerification();
  const forMs = short ? 100 : 3_000;
  let verified = 0;
  const startMs = performance.now();
  while (performance.now() - startMs < forMs) {
    round();
    verified += signatures;
  }
  return (verified * 1_000) / (performance.now() - startMs);
}

/** verifyPerS. */
export const verifyFamily: Family = {
  name: "verify",
  figures: ["verifyPerS"],
  run: async ({ short }) => ({ verifyPerS: measureVerifyPerS(short) }),
};
