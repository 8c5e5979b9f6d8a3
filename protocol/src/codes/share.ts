/** Codes of shares (docs/protocol.md, "Share"): why one cannot be made or read. */
import { act, type CodeEntry, stop } from "./entry.ts";

/** Rows in alphabetical order. */
export const SHARE_CODES = {
  "share-empty": stop("No envelope lies whole within these days, so there is nothing to share; name other days."),
  "share-expired": stop("The share has ended; ask whoever gave it for a new one."),
  "share-file-unusable": stop("The file of a share cannot be read or written, or is there already; name another."),
  "share-foreign": act(
    "The share names another car than the one whose record it proves, or another chain or application than the reader's; do not rely on it.",
  ),
  "share-malformed": act("The bytes are no share of this version; ask for the file again."),
  "share-sealed": stop(
    "The share is sealed to another key, or was altered on its way; name the key that it was made for.",
  ),
  "share-taken-over": stop(
    "The history was taken over from an application before, which this reader does not read; read it with npm run judge and a grant.",
  ),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type ShareCode = keyof typeof SHARE_CODES;
