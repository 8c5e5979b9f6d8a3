/**
 * The public list of cohorts (docs/protocol.md, "Cohorts"). It stands in the genesis: a list that followed from the cars would
 * tell which there are.
 */
import { ByteReader } from "../byte-reader.ts";
import { concat, u8, u16, utf8 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { MalformedError } from "../errors.ts";
import { RELEASE_COHORTS_MAX } from "../limits.ts";
import { buildTree, leafHash, type Tree, treeRoot } from "../merkle.ts";

const U16_MAX = 2 ** 16 - 1;
/** Bytes of a make or model: 40 characters of three. */
const NAME_MAX_BYTES = 120;

/** A row of the list: which cars are counted together. All bounds are included. */
export interface CohortRow {
  readonly make: string;
  readonly model: string;
  readonly fromYear: number;
  readonly untilYear: number;
  /** Of the distance at the beginning of the window, in whole tens of thousands of kilometres. */
  readonly fromBand: number;
  readonly untilBand: number;
}

/** What of a car decides on its cohort. */
export interface CohortMember {
  readonly make: string;
  readonly model: string;
  readonly modelYear: number;
  readonly band: number;
}

/**
 * Returns a row that takes every year and band but for what is said.
 * @example
 * cohortRow({ make: "Aster", model: "Corsa", fromYear: 2020 }).untilYear; // => 65_535
 */
export const cohortRow = (said: Pick<CohortRow, "make" | "model"> & Partial<CohortRow>): CohortRow => ({
  fromYear: 0,
  untilYear: U16_MAX,
  fromBand: 0,
  untilBand: U16_MAX,
  ...said,
});

function encodeRow({ make, model, fromYear, untilYear, fromBand, untilBand }: CohortRow): Uint8Array {
  const names = [make, model].flatMap((name) => [u8(utf8(name).length), utf8(name)]);
  return concat(...names, u16(fromYear), u16(untilYear), u16(fromBand), u16(untilBand));
}

/**
 * Returns the list as bytes, one row after the other.
 * @example
 * encodeCohorts([cohortRow({ make: "A", model: "B" })]).length; // => 12
 */
export const encodeCohorts = (rows: readonly CohortRow[]): Uint8Array => concat(...rows.map(encodeRow));

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function takeName(reader: ByteReader): string {
  const length = reader.number(1);
  if (length < 1 || length > NAME_MAX_BYTES) throw new MalformedError({ field: "cohorts", at: reader.at });
  const bytes = reader.bytes(length);
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new MalformedError({ field: "cohorts", at: reader.at }, { cause });
  }
}

function takeRow(reader: ByteReader): CohortRow {
  const [make, model] = [takeName(reader), takeName(reader)];
  const [fromYear, untilYear] = [reader.number(2), reader.number(2)];
  const [fromBand, untilBand] = [reader.number(2), reader.number(2)];
  if (fromYear > untilYear || fromBand > untilBand) throw new MalformedError({ field: "cohorts", at: reader.at });
  return { make, model, fromYear, untilYear, fromBand, untilBand };
}

/**
 * Reads the list.
 * @throws {MalformedError} `malformed` when it has no row or too many, a name is empty, too long or no UTF-8, or bounds are crossed
 * @example
 * const rows = [cohortRow({ make: "Aster", model: "Corsa" })];
 * decodeCohorts(encodeCohorts(rows)); // => rows
 */
export function decodeCohorts(bytes: Uint8Array): readonly CohortRow[] {
  const reader = new ByteReader(bytes);
  const rows: CohortRow[] = [];
  while (reader.at < bytes.length && rows.length <= RELEASE_COHORTS_MAX) rows.push(takeRow(reader));
  if (rows.length < 1 || rows.length > RELEASE_COHORTS_MAX) throw new MalformedError({ field: "cohorts" });
  return rows;
}

/**
 * Returns the tree over the list, one leaf for each row.
 * @example
 * cohortTree([cohortRow({ make: "Aster", model: "Corsa" })], native).levels.length; // => 1
 */
export const cohortTree = (rows: readonly CohortRow[], provider: CryptoProvider): Tree =>
  buildTree(
    rows.map((row) => leafHash(provider, encodeRow(row))),
    provider,
  );

/**
 * Returns the root (32 bytes) of the list.
 * @example
 * cohortsRoot([cohortRow({ make: "Aster", model: "Corsa" })], native).length; // => 32
 */
export const cohortsRoot = (rows: readonly CohortRow[], provider: CryptoProvider): Uint8Array =>
  treeRoot(cohortTree(rows, provider), provider);

/** Finds the cohort of a car. */
export class CohortIndex {
  readonly #rows = new Map<string, { readonly row: CohortRow; readonly number: number }[]>();

  constructor(rows: readonly CohortRow[]) {
    for (const [number, row] of rows.entries()) {
      const name = `${row.make}\0${row.model}`;
      const alike = this.#rows.get(name);
      if (alike) alike.push({ row, number });
      else this.#rows.set(name, [{ row, number }]);
    }
  }

  /** Returns the number of the first row that a car belongs to: each car counts in one cohort at most. */
  of({ make, model, modelYear, band }: CohortMember): number | undefined {
    const isOf = ({ fromYear, untilYear, fromBand, untilBand }: CohortRow): boolean =>
      fromYear <= modelYear && modelYear <= untilYear && fromBand <= band && band <= untilBand;
    return this.#rows.get(`${make}\0${model}`)?.find(({ row }) => isOf(row))?.number;
  }
}
