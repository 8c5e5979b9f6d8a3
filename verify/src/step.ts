/** The steps of a verification: what each asks, how it ended, and what it looked at. */
import type { PassCode } from "@witness/protocol/codes/pass";
import { PASS_CODES } from "@witness/protocol/codes/pass";
import { VERIFY_CODES, type VerifyCode } from "@witness/protocol/codes/verify";
import type { PassStep } from "@witness/protocol/pass/check";
import type { StepCode, VerifyError } from "./errors.ts";

/** The names of the steps. Those of `checkPass` ask nobody; the others ask the chain, a node, an archive and the car. */
export type StepName = PassStep | "compared" | "newest" | "standing" | "history" | "live";

/** Every step in its order, and what it says when it holds. */
export const STEP_TITLES: Readonly<Record<StepName, string>> = {
  whole: "The pass is whole",
  signed: "Signed by the owner",
  opened: "One record, of this car",
  vin: "The end of the VIN",
  current: "In force today",
  proven: "Accepted on the chain",
  compared: "Two nodes of the chain agree",
  newest: "The newest state of the car",
  standing: "Not withdrawn, same owner",
  history: "The history behind it",
  live: "The car itself, now",
};

/** The order of the steps. */
export const STEP_NAMES = Object.keys(STEP_TITLES) as readonly StepName[];

/** Those of every pass. A history is opened by some, and the car is asked when the reader wants it. */
export const EVERY_STEP: readonly StepName[] = STEP_NAMES.filter((name) => name !== "history" && name !== "live");

/**
 * How a step ended. `older`: what it looked at is true, and a newer one exists. `waiting`: it will be known when the chain has
 * gone on. `unasked`: nobody could be asked, or the pass does not show what it is about.
 */
export type StepResult = "holds" | "older" | "waiting" | "fails" | "unasked";

/** Something that a step looked at. */
export interface Looked {
  readonly what: string;
  /** As it was read, or a number or name in words. */
  readonly bytes: Uint8Array | string;
}

/** A step that is done. */
export interface Step {
  readonly step: StepName;
  readonly result: StepResult;
  /** Why it does not hold, by a stable name (docs/errors.md). */
  readonly code?: StepCode;
  /** For people, in English. */
  readonly sentence: string;
  readonly looked: readonly Looked[];
}

/** The sentences of the codes that are the verifier's own or a pass's. */
export const sentenceOf = (code: PassCode | VerifyCode): string =>
  code in PASS_CODES ? PASS_CODES[code as PassCode].sentence : VERIFY_CODES[code as VerifyCode].sentence;

const NO_LOOK: readonly Looked[] = [];
/** A step that came to its end without a code. */
export const done = (step: StepName, result: StepResult, sentence: string, looked = NO_LOOK): Step => ({
  step,
  result,
  sentence,
  looked,
});
/** A step with the reason why it does not hold. */
export const stopped = (
  step: StepName,
  result: StepResult,
  code: StepCode,
  sentence: string,
  looked: readonly Looked[] = NO_LOOK,
): Step => ({ step, result, code, sentence, looked });
/** A step that another one makes needless. */
export const unaskedAfter = (step: StepName): Step =>
  done(step, "unasked", "This was not asked, because an earlier step fails or could not be asked.");
/** A step for which somebody gave no answer. */
export const unaskedFor = (step: StepName, { code, message }: VerifyError): Step =>
  stopped(step, "unasked", code, message);
