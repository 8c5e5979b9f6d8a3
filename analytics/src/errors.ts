/** The ways in which a release is not had. */
import type { AnalyticsCode } from "@witness/protocol/codes/analytics";

/** Why there is no release that can be relied on, with a sentence to act on. */
export class AnalyticsError extends Error {
  readonly code: AnalyticsCode;

  constructor(sentence: string, { code, cause }: { readonly code: AnalyticsCode; readonly cause?: unknown }) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "AnalyticsError";
    this.code = code;
  }
}
