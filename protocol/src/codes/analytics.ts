/** Codes of the reader of releases (docs/privacy.md, "Reading a release"). */
import { act, type CodeEntry, stop, wait } from "./entry.ts";

/** Rows in alphabetical order. */
export const ANALYTICS_CODES = {
  "release-contradicted": act("What the node gave is not the release that its notice names; ask another node."),
  "release-none": wait("There is no release yet; the sentence says when the next one is due."),
  "release-unmade": stop("The application's genesis asks for no releases, so there will be none."),
  "release-unproven": act(
    "The chain did not accept the release; wait until its epoch is settled, and else do not rely on it.",
  ),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type AnalyticsCode = keyof typeof ANALYTICS_CODES;
