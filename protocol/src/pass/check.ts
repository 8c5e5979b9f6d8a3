/**
 * What can be checked of a pass without asking anybody (docs/protocol.md, "Pass"). It comes to the root of all outputs that the
 * pass leads to: only a chain says whether that was ever claimed. Until it has, a pass shows no more than what its signer says
 * of itself.
 */

import { equal } from "../bytes.ts";
import { PASS_CODES, type PassCode } from "../codes/pass.ts";
import type { Context } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { MalformedError } from "../errors.ts";
import { keyIdentity } from "../identity.ts";
import { CLOCK_AHEAD_MAX_S, PASS_TERM_MAX_S } from "../limits.ts";
import { decodeRecordField, RECORD_FIELD_NAMES, type RecordField, type RecordValues } from "../record/fields.ts";
import { isVinEnd } from "../record/vin.ts";
import { PassError } from "./errors.ts";
import { type EvidenceRoots, evidenceRoots, type PassEvidence } from "./evidence.ts";
import { decodePass, type Pass, type PassTerms, passIdentity } from "./pass.ts";
import type { ShownSession } from "./shown-session.ts";
import { passSigner } from "./signature.ts";

/** The steps of a check, in this order. */
export type PassStep = "whole" | "signed" | "opened" | "vin" | "proven" | "current";

/** How one step ended. `unasked`: it could not be asked, or the pass does not show what it is about. */
export interface PassStepResult {
  readonly step: PassStep;
  readonly result: "holds" | "fails" | "unasked";
  /** What is wrong, when it fails. */
  readonly code?: PassCode;
  /** For people, in English. */
  readonly sentence: string;
}

/** What a pass shows, whether or not it holds: `steps` say how much of it may be believed. */
export interface PassContent {
  readonly terms: PassTerms;
  /** 32 bytes, by which it is withdrawn. */
  readonly identity: Uint8Array;
  /** The fields that it opens. */
  readonly values: Partial<RecordValues>;
  /** When it shows them and they are the record's. */
  readonly vinLastFour?: string;
  readonly evidence: PassEvidence;
  /** Stretches of the history that it opens. */
  readonly sessions: readonly ShownSession[];
  /** What it leads to; `outputs` is to be asked of the chain. */
  readonly roots: EvidenceRoots;
}

/** What a check came to. */
export interface PassResult {
  /** All six, in their order. */
  readonly steps: readonly PassStepResult[];
  /** Undefined when the bytes are not a whole pass. */
  readonly content?: PassContent;
}

/** What a check is made with. */
export interface PassCheckOptions {
  /** The chain and application that the reader trusts, not what a link names. */
  readonly context: Context;
  readonly provider: CryptoProvider;
  readonly nowUnixS: number;
  /** Those of the genesis, for passkeys. */
  readonly origins: readonly string[];
}

/**
 * Fields that every pass shows: whose key, whose car, where its history stands, what is said of it, and whether the device was
 * revoked or the car is in quarantine.
 */
export const PASS_FIELDS: readonly RecordField[] = ["key", "owner", "chain", "verdict", "quarantine"];

const holds = (step: PassStep, sentence: string): PassStepResult => ({ step, result: "holds", sentence });
const unasked = (step: PassStep, sentence: string): PassStepResult => ({ step, result: "unasked", sentence });
const fails = (step: PassStep, code: PassCode): PassStepResult => ({
  step,
  result: "fails",
  code,
  sentence: PASS_CODES[code].sentence,
});

const STEPS: readonly PassStep[] = ["whole", "signed", "opened", "vin", "proven", "current"];

/** Nothing can be asked of bytes that are not a whole pass. */
const unreadable = (code: PassCode): PassResult => ({
  steps: STEPS.map((step) =>
    step === "whole" ? fails(step, code) : unasked(step, "The pass is not whole, so this was not asked."),
  ),
});

const fieldsOf = ({ opening }: PassEvidence): Partial<RecordValues> =>
  Object.fromEntries(
    opening.fields.map(({ field, value }) => {
      const name = RECORD_FIELD_NAMES[field] as RecordField;
      return [name, decodeRecordField(name, value)];
    }),
  );

/** What is wrong with a pass's record, if anything. */
function faultOf(
  values: Partial<RecordValues>,
  terms: PassTerms,
  account: Uint8Array | undefined,
  provider: CryptoProvider,
) {
  const { key, owner } = values;
  if (key === undefined || owner === undefined || PASS_FIELDS.some((field) => values[field] === undefined)) {
    return "pass-incomplete";
  }
  if (!equal(keyIdentity(key.publicKey, provider), terms.device)) return "pass-device-other";
  return account !== undefined && !equal(account, owner.owner) ? "pass-owner-other" : undefined;
}

function checkVin({ vinEnd }: PassEvidence, { vin }: Partial<RecordValues>, provider: CryptoProvider): PassStepResult {
  if (vinEnd === undefined || vin === undefined) return unasked("vin", "The pass shows nothing of the VIN.");
  return isVinEnd(vin.tag, vinEnd, provider)
    ? holds("vin", `The record's VIN ends with ${vinEnd.characters}; compare it with the car's.`)
    : fails("vin", "pass-vin-other");
}

function checkTime({ issuedUnixS, expiresUnixS }: PassTerms, nowUnixS: number): PassStepResult {
  const termS = expiresUnixS - issuedUnixS;
  if (termS <= 0 || termS > PASS_TERM_MAX_S) return fails("current", "pass-term-invalid");
  if (issuedUnixS > nowUnixS + CLOCK_AHEAD_MAX_S) return fails("current", "pass-early");
  return nowUnixS >= expiresUnixS
    ? fails("current", "pass-expired")
    : holds("current", "The pass has begun, and has not ended.");
}

function readWhole(bytes: Uint8Array, provider: CryptoProvider) {
  try {
    const pass = decodePass(bytes, provider);
    return { pass, values: fieldsOf(pass.evidence), roots: evidenceRoots(pass.evidence, provider) };
  } catch (error) {
    if (error instanceof PassError) return error.code;
    // Its owner signed a value that no record has.
    if (error instanceof MalformedError) return "pass-malformed";
    throw error;
  }
}

function checkSigned(pass: Pass, { context, provider, origins }: PassCheckOptions) {
  const account = passSigner(context, pass, origins, provider);
  const step =
    account === undefined
      ? fails("signed", "pass-unsigned")
      : holds("signed", "Whoever the pass names signed it, for this application.");
  return { account, step };
}

/**
 * Checks what can be checked of a pass without asking anybody. Never throws on any bytes.
 * @returns all six steps. `proven` is `unasked`: ask the chain whether it accepted `content.roots.outputs`
 * @example
 * const options = { context, provider: native, nowUnixS: passTerms.issuedUnixS, origins: [] };
 * checkPass(pass, options).steps.map(({ result }) => result)[0]; // => "holds"
 */
export function checkPass(bytes: Uint8Array, options: PassCheckOptions): PassResult {
  const { provider, nowUnixS } = options;
  const whole = readWhole(bytes, provider);
  if (typeof whole === "string") return unreadable(whole);
  const { pass, values, roots } = whole;
  const { terms, evidence, message } = pass;
  const { account, step: signed } = checkSigned(pass, options);
  const fault = faultOf(values, terms, account, provider);
  const vin = checkVin(evidence, values, provider);
  const steps = [
    holds("whole", "Nothing of the pass was changed, added or left out since it was signed."),
    signed,
    fault === undefined
      ? holds("opened", "The fields are of one record, of this car and of the owner whom the pass names.")
      : fails("opened", fault),
    vin,
    unasked("proven", "Whether the chain has accepted the state that the pass leads to was not asked."),
    checkTime(terms, nowUnixS),
  ];
  const shown = vin.result === "holds" && evidence.vinEnd ? { vinLastFour: evidence.vinEnd.characters } : {};
  const identity = passIdentity(message, provider);
  return { steps, content: { terms, identity, values, ...shown, evidence, sessions: evidence.sessions, roots } };
}
