/**
 * The table of a release (docs/protocol.md, "Table"): a row for each cohort, a leaf for each row, so that whoever wants one
 * cohort's figures needs no others to prove them.
 */
import { ByteReader } from "../byte-reader.ts";
import { concat, u8, u16, u32, writeU32 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { MalformedError } from "../errors.ts";
import { RELEASE_MIN_CARS } from "../limits.ts";
import { buildTree, leafHash, type Tree } from "../merkle.ts";
import { type Figures, MEASURES, type Spread, scaleOf } from "./measures.ts";
import { discreteLaplace, type NoiseStream } from "./noise.ts";

const FIGURE_BYTES = 8;

/** The length of a row. */
export const RELEASE_ROW_BYTES: number = 1 + MEASURES.length * FIGURE_BYTES;

/** What a release says of one cohort; undefined when it says nothing. */
export type ReleaseRow = Figures | undefined;

const NOTHING: Figures = [0, 0, 0, 0, 0];

/**
 * Returns the row of a cohort: each figure with its noise, or nothing when fewer than k cars seem to be behind it. What the
 * threshold asks is the noisy number, so that no car decides on it.
 * @param sums what the cars of the cohort add up to, each within its bounds
 * @example
 * const spread = { windowS: 604_800, epsilonNumerator: 1, epsilonDenominator: 1 };
 * const stream = new NoiseStream(new Uint8Array(32), 0, native);
 * releaseRow([0, 0, 0, 0, 0], spread, stream); // => undefined
 */
export function releaseRow(sums: Figures, spread: Spread, stream: NoiseStream): ReleaseRow {
  const [cars, ...others] = MEASURES.map(
    (measure, at) => (sums[at] ?? 0) + discreteLaplace(stream, scaleOf(measure, spread)),
  ) as [number, number, number, number, number];
  return cars < RELEASE_MIN_CARS ? undefined : [cars, ...others];
}

/** Returns eight bytes, two's complement. `value` is a safe integer. */
function s64(value: number): Uint8Array {
  const bytes = new Uint8Array(FIGURE_BYTES);
  writeU32(bytes, 0, Math.floor(value / 2 ** 32));
  writeU32(bytes, 4, value);
  return bytes;
}

/**
 * Returns a row as bytes: RELEASE_ROW_BYTES.
 * @example
 * encodeReleaseRow(undefined)[0]; // => 1
 */
export const encodeReleaseRow = (row: ReleaseRow): Uint8Array =>
  concat(u8(row === undefined ? 1 : 0), ...(row ?? NOTHING).map(s64));

function takeFigure(reader: ByteReader): number {
  const high = reader.number(4);
  const value = (high >= 2 ** 31 ? high - 2 ** 32 : high) * 2 ** 32 + reader.number(4);
  if (!Number.isSafeInteger(value)) throw new MalformedError({ field: "row", at: reader.at });
  return value;
}

/**
 * Reads a row.
 * @throws {MalformedError} `malformed` when it has another length, is suppressed and says something, or tells of fewer than k cars
 * @example
 * decodeReleaseRow(encodeReleaseRow([10, -3, 0, 0, 0])); // => [10, -3, 0, 0, 0]
 */
export function decodeReleaseRow(bytes: Uint8Array): ReleaseRow {
  const reader = new ByteReader(bytes);
  const suppressed = reader.number(1);
  const figures = MEASURES.map(() => takeFigure(reader)) as [number, number, number, number, number];
  reader.finish();
  const isNothing = figures.every((figure) => figure === 0);
  if (suppressed > 1 || (suppressed === 1 ? !isNothing : figures[0] < RELEASE_MIN_CARS)) {
    throw new MalformedError({ field: "row", suppressed });
  }
  return suppressed === 1 ? undefined : figures;
}

/**
 * Returns a row's leaf (32 bytes).
 * @param place the release and the row's number
 * @param row its bytes
 * @example
 * releaseLeaf({ number: 1, row: 0 }, encodeReleaseRow(undefined), native).length; // => 32
 */
export const releaseLeaf = (
  { number, row }: { readonly number: number; readonly row: number },
  bytes: Uint8Array,
  provider: CryptoProvider,
): Uint8Array => leafHash(provider, u32(number), u16(row), bytes);

/**
 * Returns the tree of a release.
 * @param table the bytes of its rows, one after the other
 * @example
 * releaseTree(1, encodeReleaseRow(undefined), native).levels.length; // => 1
 */
export const releaseTree = (number: number, table: Uint8Array, provider: CryptoProvider): Tree =>
  buildTree(
    rowsOf(table).map((bytes, row) => releaseLeaf({ number, row }, bytes, provider)),
    provider,
  );

/**
 * Returns the bytes of each row; those after the last whole one are left out.
 * @example
 * rowsOf(encodeReleaseRow(undefined)).length; // => 1
 */
export const rowsOf = (table: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.floor(table.length / RELEASE_ROW_BYTES) }, (_, row) =>
    table.subarray(row * RELEASE_ROW_BYTES, (row + 1) * RELEASE_ROW_BYTES),
  );
