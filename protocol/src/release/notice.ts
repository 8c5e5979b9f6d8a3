/** The notices of a release (docs/protocol.md, "Notices of a release"): its head, and all its rows. */
import { concat, equal, fromHex } from "../bytes.ts";
import { MalformedError } from "../errors.ts";
import { abiNumber, abiWord } from "../outputs.ts";

/** Release(uint64 number, uint64 fromUnixS, uint64 untilUnixS, bytes32 table, bytes32 cohorts, uint64 rows, uint64 suppressed, uint64 epsilonNumerator, uint64 epsilonDenominator, uint64 spent, uint64 epsilonPerYear) */
export const RELEASE_SIGNATURE =
  "Release(uint64,uint64,uint64,bytes32,bytes32,uint64,uint64,uint64,uint64,uint64,uint64)";
/** ReleaseTable(uint64 number, bytes rows) */
export const RELEASE_TABLE_SIGNATURE = "ReleaseTable(uint64,bytes)";

const WORD_BYTES = 32;
const RELEASE_SELECTOR = fromHex("9bfccfab");
const TABLE_SELECTOR = fromHex("5a752d27");
const RELEASE_WORDS = 11;

/** What a release says of itself. */
export interface ReleaseHead {
  /** Counts the application's releases from 1. */
  readonly number: number;
  /** The window; its end is the first moment that is not in it. */
  readonly fromUnixS: number;
  readonly untilUnixS: number;
  /** Root of the table, 32 bytes. */
  readonly table: Uint8Array;
  /** Root of the list of cohorts, 32 bytes. */
  readonly cohorts: Uint8Array;
  readonly rows: number;
  readonly suppressed: number;
  /** ε of the release is `epsilonNumerator / epsilonDenominator`. */
  readonly epsilonNumerator: number;
  readonly epsilonDenominator: number;
  /** What the releases of the year have spent with this one, in parts of `epsilonDenominator`. */
  readonly spent: number;
  readonly epsilonPerYear: number;
}

/**
 * Returns the head's notice: 4 + 11 · 32 bytes.
 * @example
 * encodeRelease(releaseHead).length; // => 356
 */
export function encodeRelease(head: ReleaseHead): Uint8Array {
  const { number, fromUnixS, untilUnixS, table, cohorts, rows, suppressed } = head;
  const { epsilonNumerator, epsilonDenominator, spent, epsilonPerYear } = head;
  const counts = [rows, suppressed, epsilonNumerator, epsilonDenominator, spent, epsilonPerYear];
  return concat(
    RELEASE_SELECTOR,
    ...[number, fromUnixS, untilUnixS].map(abiWord),
    table,
    cohorts,
    ...counts.map(abiWord),
  );
}

/**
 * Reads the head's notice.
 * @throws {MalformedError} `malformed` when the payload is not this notice
 * @example
 * decodeRelease(encodeRelease(releaseHead)).number; // => 1
 */
export function decodeRelease(payload: Uint8Array): ReleaseHead {
  if (payload.length !== 4 + RELEASE_WORDS * WORD_BYTES || !equal(payload.subarray(0, 4), RELEASE_SELECTOR)) {
    throw new MalformedError({ field: "notice", bytes: payload.length });
  }
  const read = (index: number): number => abiNumber(payload, index, 64);
  const bytes = (index: number): Uint8Array => payload.slice(4 + WORD_BYTES * index, 4 + WORD_BYTES * (index + 1));
  return {
    number: read(0),
    fromUnixS: read(1),
    untilUnixS: read(2),
    table: bytes(3),
    cohorts: bytes(4),
    rows: read(5),
    suppressed: read(6),
    epsilonNumerator: read(7),
    epsilonDenominator: read(8),
    spent: read(9),
    epsilonPerYear: read(10),
  };
}

/**
 * Returns the notice of all rows.
 * @param table their bytes, one after the other
 * @example
 * encodeReleaseTable({ number: 1, table: encodeReleaseRow(undefined) }).length; // => 164
 */
export function encodeReleaseTable({ number, table }: { readonly number: number; readonly table: Uint8Array }) {
  const padding = new Uint8Array((WORD_BYTES - (table.length % WORD_BYTES)) % WORD_BYTES);
  return concat(TABLE_SELECTOR, abiWord(number), abiWord(2 * WORD_BYTES), abiWord(table.length), table, padding);
}

/**
 * Reads the notice of all rows.
 * @throws {MalformedError} `malformed` when the payload is not this notice
 * @example
 * decodeReleaseTable(encodeReleaseTable({ number: 1, table: encodeReleaseRow(undefined) })).number; // => 1
 */
export function decodeReleaseTable(payload: Uint8Array): { readonly number: number; readonly table: Uint8Array } {
  const start = 4 + 3 * WORD_BYTES;
  if (payload.length < start) throw new MalformedError({ field: "notice", bytes: payload.length });
  const number = abiNumber(payload, 0, 64);
  const table = payload.slice(start, start + abiNumber(payload, 2, 64));
  // One encoding of each: what another writer would put between is refused.
  if (!equal(encodeReleaseTable({ number, table }), payload)) throw new MalformedError({ field: "notice" });
  return { number, table };
}
