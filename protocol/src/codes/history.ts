/** Codes of what a reader finds wrong with the tiles of an archive. None of them says anything about the car. */
import { act, type CodeEntry } from "./entry.ts";

/** Rows in alphabetical order. */
export const HISTORY_CODES = {
  "history-differs": act(
    "The items do not come to the record's accumulator: a block time, a number or evidence is another. Ask another archive.",
  ),
  "history-short": act("The archive has fewer items than the record proves: it is behind, or hides them."),
  "item-missing": act("An item between two others is missing, or they are out of order; ask another archive."),
  "item-refused": act(
    "An item is not what the device signed, or does not go on from those before; ask another archive.",
  ),
  "tile-foreign": act("A tile is of another device, or of another of its registrations; ask another archive."),
  "tile-malformed": act("The bytes are no tile; ask another archive."),
  "tile-missing": act("A tile is missing, or the tiles are out of order; fetch them from the first on."),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type HistoryCode = keyof typeof HISTORY_CODES;
