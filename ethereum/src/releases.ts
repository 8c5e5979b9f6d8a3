/** What a genesis file says of releases (docs/protocol.md, "Release"). Uses no part of ethers. */
import { utf8 } from "@witness/protocol/bytes";
import {
  RELEASE_COHORTS_MAX,
  RELEASE_EPSILON_PART_MAX,
  RELEASE_EPSILON_PER_YEAR_MAX,
  RELEASE_WINDOW_MIN_S,
  RELEASE_YEAR_S,
} from "@witness/protocol/limits";
import { type CohortRow, cohortRow } from "@witness/protocol/release/cohorts";
import type { ReleaseSettings } from "@witness/protocol/release/schedule";

/** A week. */
const WINDOW_S = 604_800;
/** One whole ε each week, and no more in a year than its weeks ask for. */
const EPSILON_PER_YEAR = 52;
const NAME_MAX_BYTES = 120;
const U16_MAX = 2 ** 16 - 1;

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const isWhole = (value: unknown, low: number, high: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;

const isName = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && utf8(value).length <= NAME_MAX_BYTES;

function readRow(value: unknown): CohortRow | undefined {
  const { make, model, ...bounds } = fields(value);
  if (!isName(make) || !isName(model)) return undefined;
  const row = cohortRow({ make, model, ...bounds });
  const { fromYear, untilYear, fromBand, untilBand, ...names } = row;
  const isBounded = [fromYear, untilYear, fromBand, untilBand].every((bound) => isWhole(bound, 0, U16_MAX));
  const isKnown = Object.keys(names).length === 2;
  return isBounded && isKnown && fromYear <= untilYear && fromBand <= untilBand ? row : undefined;
}

/** Returns the settings, or what is wrong with them as the end of a sentence. */
export function readReleases(value: unknown): ReleaseSettings | string {
  const { cohorts, windowS = WINDOW_S, epsilonPerYear = EPSILON_PER_YEAR } = fields(value);
  const { epsilonNumerator = 1, epsilonDenominator = 1 } = fields(value);
  if (!isWhole(windowS, RELEASE_WINDOW_MIN_S, RELEASE_YEAR_S)) {
    return `with a window that is none from ${RELEASE_WINDOW_MIN_S} to ${RELEASE_YEAR_S} seconds`;
  }
  const most = RELEASE_EPSILON_PART_MAX;
  if (!isWhole(epsilonNumerator, 1, most) || !isWhole(epsilonDenominator, 1, most)) {
    return `with an ε that is no fraction of numbers from 1 to ${most}`;
  }
  if (!isWhole(epsilonPerYear, 1, RELEASE_EPSILON_PER_YEAR_MAX)) {
    return `with an ε of a year that is none from 1 to ${RELEASE_EPSILON_PER_YEAR_MAX}`;
  }
  const rows = Array.isArray(cohorts) ? cohorts.map(readRow) : [];
  const read = rows.filter((row) => row !== undefined);
  if (read.length < 1 || read.length !== rows.length || rows.length > RELEASE_COHORTS_MAX) {
    return `whose cohorts are no list of 1 to ${RELEASE_COHORTS_MAX} makes and models`;
  }
  return { windowS, epsilonNumerator, epsilonDenominator, epsilonPerYear, cohorts: read };
}
