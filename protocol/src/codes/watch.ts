/** Codes of the watch over relays' receipts. */
import { act, type CodeEntry } from "./entry.ts";

/** Rows in alphabetical order. */
export const WATCH_CODES = {
  "alert-undelivered": act("An alert was refused again and again and is given up; check the webhook's address."),
  "store-full": act("The watch keeps as many receipts as it may; allow more, or begin a new one."),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type WatchCode = keyof typeof WATCH_CODES;
