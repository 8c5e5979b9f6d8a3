/** A whole release as its reader has it: what its rows say, once they lead to the roots that its notice names. */
import { equal } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { MalformedError } from "../errors.ts";
import { treeRoot } from "../merkle.ts";
import { type CohortRow, cohortsRoot, decodeCohorts } from "./cohorts.ts";
import { decodeRelease, type ReleaseHead } from "./notice.ts";
import { decodeReleaseRow, RELEASE_ROW_BYTES, type ReleaseRow, releaseTree, rowsOf } from "./table.ts";

/** A release as bytes. */
export interface ReleaseBytes {
  /** The payload of its notice. */
  readonly head: Uint8Array;
  /** Its rows, one after the other. */
  readonly table: Uint8Array;
  /** The list of cohorts. */
  readonly cohorts: Uint8Array;
}

/** A release that agrees with itself. */
export interface Release {
  readonly head: ReleaseHead;
  readonly cohorts: readonly CohortRow[];
  /** One for each cohort, in their order. */
  readonly rows: readonly ReleaseRow[];
}

/**
 * Reads a release. That its notice is on chain is another question: this one asks that table and cohorts are those that the
 * notice names.
 * @throws {MalformedError} `malformed` when they are not, or one of the three is not what it should be
 * @example
 * const nothing = new Uint8Array();
 * let code = "";
 * try { readRelease({ head: encodeRelease(releaseHead), table: nothing, cohorts: nothing }, native); }
 * catch (error) { code = (error as { code: string }).code; }
 * code; // => "malformed"
 */
export function readRelease({ head: notice, table, cohorts: list }: ReleaseBytes, provider: CryptoProvider): Release {
  const head = decodeRelease(notice);
  const cohorts = decodeCohorts(list);
  if (table.length !== head.rows * RELEASE_ROW_BYTES || head.rows !== cohorts.length) {
    throw new MalformedError({ field: "rows", rows: head.rows });
  }
  const rows = rowsOf(table).map(decodeReleaseRow);
  const isOfHead =
    equal(cohortsRoot(cohorts, provider), head.cohorts) &&
    equal(treeRoot(releaseTree(head.number, table, provider), provider), head.table) &&
    rows.filter((row) => row === undefined).length === head.suppressed;
  if (!isOfHead) throw new MalformedError({ field: "table" });
  return { head, cohorts, rows };
}
