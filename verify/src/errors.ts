/** What a verifier could not ask, or what it was told that no honest part says (docs/errors.md). */
import type { HistoryCode } from "@witness/protocol/codes/history";
import type { PassCode } from "@witness/protocol/codes/pass";
import type { VerifyCode } from "@witness/protocol/codes/verify";

/** Every code that a step of a verification can have: of passes, of the verifier itself, and of the parts that it asks. */
export type StepCode =
  | PassCode
  | VerifyCode
  | HistoryCode
  | "archive-unavailable"
  | "chain-unavailable"
  | "live-forged"
  | "live-unavailable"
  | "node-unavailable";

/** A part that was asked gave no answer that can be used. */
export class VerifyError extends Error {
  readonly code: StepCode;
  override readonly name = "VerifyError";

  constructor(sentence: string, { code, cause }: { readonly code: StepCode; readonly cause?: unknown }) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Returns what `ask` gives, or the verifier's own error. @throws any other error: a fault of the program */
export async function attempt<Answer>(ask: () => Promise<Answer>): Promise<Answer | VerifyError> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof VerifyError) return error;
    throw error;
  }
}
