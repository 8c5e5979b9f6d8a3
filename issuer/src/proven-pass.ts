/**
 * Proves a pass: what it says by itself (`checkPass`), then what the chain and the record say of it. Only a pass of which every
 * step holds becomes a statement, which is all that a credential is made of.
 */
import type { Context } from "@witness/protocol/context";
import { native } from "@witness/protocol/crypto/native";
import { deviceIdOf } from "@witness/protocol/identity";
import { verdictOfByte } from "@witness/protocol/judge/judgement";
import { reasonOfByte } from "@witness/protocol/judge/reasons";
import { DISTANCE_BAND_HM } from "@witness/protocol/limits";
import { checkPass, type PassContent } from "@witness/protocol/pass/check";
import { encodePassLink } from "@witness/protocol/pass/link";
import type { Proof, Prover } from "./proof.ts";
import type { StatedReason, Statement } from "./statement.ts";

/**
 * What the chain and the record say of a pass that holds by itself: whether the chain accepted the state that it leads to, and
 * whether it was withdrawn or the car has another owner since.
 */
export type ChainWord =
  | Pick<Extract<Proof, { readonly result: "holds" }>, "result" | "isNewest">
  | Exclude<Proof, { readonly result: "holds" }>;

/** What a pass is proven with. */
export interface ProvingOptions {
  /** The chain and application of which this issuer speaks. */
  readonly context: Context;
  /** Those of the genesis, for passkeys. */
  readonly origins: readonly string[];
  /** The page that proves a pass to anybody; its fragment carries the pass. */
  readonly pageUrl: string;
  /** Asks the chain. It throws nothing. */
  readonly askChain: (pass: Uint8Array, nowUnixS: number) => Promise<ChainWord>;
}

/** Makes a prover. */
export function makeProver({ context, origins, pageUrl, askChain }: ProvingOptions): Prover {
  return async (pass, nowUnixS): Promise<Proof> => {
    const { steps, content } = checkPass(pass, { context, provider: native, nowUnixS, origins });
    const failed = steps.find(({ result }) => result === "fails");
    // A clock that was set back makes a pass early for a while; all else stays as it is.
    if (failed) return failure(failed.step, failed.code, failed.code !== "pass-early");
    if (!content) return failure("whole");
    const word = await askChain(pass, nowUnixS);
    if (word.result !== "holds") return word;
    const proof = `${pageUrl}#${encodePassLink({ form: "whole", pass })}`;
    const statement = statementOf(content, proof, nowUnixS);
    if (!statement) return failure("opened");
    return { result: "holds", statement, forWhom: content.terms.forWhom, isNewest: word.isNewest };
  };
}

const failure = (step: string, reason = "pass-malformed", isFinal = true): Proof => ({
  result: "fails",
  step,
  reason,
  isFinal,
});

/** What stands against device or car at a time. */
function standingOf({ quarantine }: PassContent["values"], nowUnixS: number): Statement["standing"] | undefined {
  if (!quarantine) return undefined;
  if (quarantine.revokedReason !== 0) return "revoked";
  return nowUnixS < quarantine.untilUnixS ? "quarantine" : "clear";
}

/** Returns undefined when the record speaks of a verdict or a reason that this version does not know. */
function statementOf(content: PassContent, proof: string, nowUnixS: number): Statement | undefined {
  const { terms, values, identity, vinLastFour, roots } = content;
  const { vehicle, odometer, period, band } = values;
  const verdict = values.verdict && verdictOfByte(values.verdict.verdict);
  const standing = standingOf(values, nowUnixS);
  const reasons: StatedReason[] = [];
  for (const { reason, open, count, firstTimeUnixS } of values.verdict?.reasons ?? []) {
    const code = reasonOfByte(reason);
    if (code === undefined) return undefined;
    reasons.push({ reason: code, open, count, firstTimeUnixS });
  }
  if (!verdict || !standing) return undefined;
  return {
    identity,
    device: deviceIdOf(terms.device),
    issuedUnixS: terms.issuedUnixS,
    expiresUnixS: terms.expiresUnixS,
    purpose: terms.purpose,
    verdict,
    reasons,
    standing,
    stateRoot: roots.state,
    proof,
    ...(vehicle ? { vehicle } : {}),
    ...(vinLastFour === undefined ? {} : { vinLastFour }),
    ...(band ? { distanceBand: band.distanceBand } : {}),
    // With the exact distance the holder gets its band too, to show that alone.
    ...(odometer ? { odometer, distanceBand: Math.floor(odometer.distanceHm / DISTANCE_BAND_HM) } : {}),
    ...(period ? { period } : {}),
  };
}
