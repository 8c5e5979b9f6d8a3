/** Codes of the archive: what its readers get, and what only its operator sees. */
import { act, type CodeEntry, pushBack, refuse } from "./entry.ts";

/** Rows in alphabetical order. */
export const ARCHIVE_CODES = {
  "database-unavailable": act("The database does not answer, or refuses; check the URL that is set, and that it runs."),
  "inputs-incomplete": act(
    "The RPC leaves out inputs, or the deployment block is too late; use another RPC, or correct the file.",
  ),
  "pass-hash-other": refuse(422, "The bytes have another hash than the address names; send them to their own."),
  "pass-life-invalid": refuse(
    400,
    "Witness-Expires must be a Unix time in seconds that is to come, 90 days ahead at most; send it so.",
  ),
  "pass-too-large": refuse(413, "An archive keeps 65 536 bytes of a pass at most; show less in it."),
  "pass-unknown": refuse(404, "No such pass is kept here, or its time is over; ask its owner for a new link."),
  "passes-full": pushBack(503, "The archive has no room for more passes; send it later, or to another archive."),
  "passes-share-full": pushBack(
    429,
    "Your address has all the passes kept here that one may have; wait until one ends, or use another archive.",
  ),
  "range-invalid": refuse(400, "The range is wrong: it begins at a whole number and has 100 at most."),
  "range-unsatisfiable": refuse(416, "The tile has no such bytes; ask for it without a range."),
  "store-failed": act("The store cannot be written: is the disk full? What was read is read again."),
  "tile-unknown": refuse(404, "The device has no such edition or tile; ask for its summary."),
} as const satisfies Record<string, CodeEntry>;

/** A code of the table. */
export type ArchiveOperatorCode = keyof typeof ARCHIVE_CODES;
