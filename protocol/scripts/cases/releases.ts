/** Releases of statistics (docs/protocol.md, "Release"): cohorts, noise, rows, notices, and when they come. */
import { concat, toHex, u8, u16 } from "../../src/bytes.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { treeRoot } from "../../src/merkle.ts";
import { CohortIndex, cohortRow, cohortsRoot, encodeCohorts } from "../../src/release/cohorts.ts";
import { releaseValues } from "../../src/release/globals.ts";
import { halfWidthOf, MEASURES, mostOf, type Spread, scaleOf } from "../../src/release/measures.ts";
import { discreteLaplace, NoiseStream, noiseSeed } from "../../src/release/noise.ts";
import { encodeRelease, encodeReleaseTable, type ReleaseHead } from "../../src/release/notice.ts";
import { NO_SCHEDULE, type ReleaseSettings, type Schedule, stepSchedule } from "../../src/release/schedule.ts";
import { encodeReleaseRow, RELEASE_ROW_BYTES, releaseRow, releaseTree } from "../../src/release/table.ts";
import { context, keys, seed } from "./world.ts";

const WEEK: Spread = { windowS: 604_800, epsilonNumerator: 1, epsilonDenominator: 1 };
const SPREADS: readonly (readonly [string, Spread])[] = [
  ["a week at one", WEEK],
  ["a week at a third", { ...WEEK, epsilonDenominator: 3 }],
  ["a minute: a day's bound by a day's part", { ...WEEK, windowS: 60 }],
  ["a year at a thousand thousandths", { windowS: 31_536_000, epsilonNumerator: 1_000, epsilonDenominator: 1_000 }],
];

const corsa = cohortRow({ make: "Aster", model: "Corsa" });
const COHORTS = [
  cohortRow({ make: "Aster", model: "Vega", untilYear: 2019 }),
  cohortRow({ make: "Aster", model: "Vega", fromYear: 2018, untilBand: 9 }),
  corsa,
  cohortRow({ make: "Škoda", model: "Фаворит", fromYear: 2020, untilYear: 2020, fromBand: 1, untilBand: 1 }),
];
const list = encodeCohorts(COHORTS);
const one = encodeCohorts([corsa]);
const bare = (make: string, model: string, ...bounds: readonly number[]): Uint8Array =>
  concat(
    ...[make, model].flatMap((name) => [u8(name.length), Uint8Array.from(name, (each) => each.charCodeAt(0))]),
    ...bounds.map(u16),
  );

/** What may be refused; `times` says how often the bytes stand there. */
type Refusable = readonly [comment: string, code: string, bytes: Uint8Array, times?: number];
const ROW = bare("A", "B", 0, 1, 0, 1);
const LISTS: readonly Refusable[] = [
  ["four rows", "admitted", list],
  ["one row", "admitted", one],
  ["the most rows", "admitted", ROW, 4_096],
  ["a row twice: no car is ever in the second", "admitted", concat(one, one)],
  ["no row", "malformed", new Uint8Array()],
  ["one row too many", "malformed", ROW, 4_097],
  ["a byte too few", "malformed", one.slice(0, -1)],
  ["a byte too many", "malformed", concat(one, u8(1))],
  ["no make", "malformed", bare("", "Corsa", 0, 1, 0, 1)],
  ["no model", "malformed", bare("Aster", "", 0, 1, 0, 1)],
  ["a make of 121 bytes", "malformed", bare("A".repeat(121), "B", 0, 1, 0, 1)],
  ["a model that is no UTF-8", "malformed", bare("A", "\xff", 0, 1, 0, 1)],
  ["years that are crossed", "malformed", bare("A", "B", 2_020, 2_019, 0, 1)],
  ["bands that are crossed", "malformed", bare("A", "B", 0, 1, 5, 4)],
];

const CARS = [
  ["Aster", "Vega", 2_018, 3],
  ["Aster", "Vega", 2_019, 30],
  ["Aster", "Vega", 2_020, 9],
  ["Aster", "Vega", 2_020, 10],
  ["Aster", "Corsa", 65_535, 65_535],
  ["Aster", "corsa", 2_020, 1],
  ["Škoda", "Фаворит", 2_020, 1],
  ["Škoda", "Фаворит", 2_021, 1],
  ["Škoda", "Фаворит", 2_020, 0],
  ["Astera", "Vega", 2_018, 3],
] as const;

const row = (...figures: readonly [number, number, number, number, number]) => encodeReleaseRow(figures);
const put = (bytes: Uint8Array, at: number, value: number): Uint8Array => bytes.with(at, value);
const LARGEST = Number.MAX_SAFE_INTEGER;
const ROWS: readonly Refusable[] = [
  ["ten cars", "admitted", row(10, 0, 0, 0, 0)],
  ["figures below 0, which is the noise", "admitted", row(11, -5_000, -1, -70_000, -(2 ** 40))],
  ["the largest and the smallest", "admitted", row(LARGEST, LARGEST, -LARGEST, 1, -1)],
  ["suppressed", "admitted", encodeReleaseRow(undefined)],
  ["nine cars", "malformed", row(9, 0, 0, 0, 0)],
  ["fewer cars than none", "malformed", row(-10, 0, 0, 0, 0)],
  ["suppressed, with a number of cars", "malformed", put(row(10, 0, 0, 0, 0), 0, 1)],
  ["suppressed, with one codes", "malformed", put(encodeReleaseRow(undefined), 24, 1)],
  ["a flag that is none", "malformed", put(encodeReleaseRow(undefined), 0, 2)],
  ["a number above 2^53 − 1", "malformed", put(row(LARGEST, 0, 0, 0, 0), 2, 32)],
  ["a number below −2^53 + 1", "malformed", put(row(10, -LARGEST, 0, 0, 0), 10, 223)],
  ["a byte too few", "malformed", row(10, 0, 0, 0, 0).slice(1)],
  ["a byte too many", "malformed", concat(row(10, 0, 0, 0, 0), u8(0))],
  ["no byte", "malformed", new Uint8Array()],
];

const state = seed("state before a release");
const noise = noiseSeed(context, keys.application, { number: 3, window: 2_976, stateRoot: state }, p);
const drawn = (scale: { numerator: number; denominator: number }, stream: NoiseStream): number[] =>
  Array.from({ length: 24 }, () => discreteLaplace(stream, scale));
const SCALES: readonly (readonly [number, number])[] = [
  [8, 2],
  [84_000, 3],
  [1, 1],
  [1, 1_000],
  [1_000_003, 7],
  [2 ** 40, 1],
];

const SUMS = [
  [120, 300_000, 7, 61_000, 0],
  [12, 21_000, 0, 0, 190_000],
  [3, 9_000, 1, 900, 0],
  [0, 0, 0, 0, 0],
] as const;
const made = SUMS.map((sums, at) => encodeReleaseRow(releaseRow(sums, WEEK, new NoiseStream(noise, at, p))));
const table = concat(...made);
const head: ReleaseHead = {
  number: 3,
  fromUnixS: 2_976 * 604_800,
  untilUnixS: 2_977 * 604_800,
  table: treeRoot(releaseTree(3, table, p), p),
  cohorts: cohortsRoot(COHORTS, p),
  rows: COHORTS.length,
  suppressed: made.filter(([flag]) => flag === 1).length,
  epsilonNumerator: 1,
  epsilonDenominator: 1,
  spent: 3,
  epsilonPerYear: 52,
};
const said = encodeRelease(head);

type Whole = readonly [
  comment: string,
  code: string,
  change: { head?: Uint8Array; table?: Uint8Array; cohorts?: Uint8Array },
];
const swapped = concat(made[1] ?? table, made[0] ?? table, ...made.slice(2));
const RELEASES: readonly Whole[] = [
  ["as it came out", "admitted", {}],
  ["of another number: its rows are in other places", "malformed", { head: encodeRelease({ ...head, number: 4 }) }],
  ["with a row less", "malformed", { table: table.slice(0, -RELEASE_ROW_BYTES) }],
  ["with a row more", "malformed", { table: concat(table, made[0] ?? table) }],
  ["with two rows in each other's place", "malformed", { table: swapped }],
  ["with one bit more in a row", "malformed", { table: put(table, 40, (table[40] ?? 0) ^ 1) }],
  ["with a figure in a row that was suppressed", "malformed", { table: put(table, table.length - 1, 1) }],
  ["with another list of as many rows", "malformed", { cohorts: encodeCohorts(COHORTS.toReversed()) }],
  ["with a shorter list", "malformed", { cohorts: one }],
  ["without a list", "malformed", { cohorts: new Uint8Array() }],
  [
    "that counts one more as suppressed",
    "malformed",
    { head: encodeRelease({ ...head, suppressed: head.suppressed + 1 }) },
  ],
  ["under the root of another table", "malformed", { head: encodeRelease({ ...head, table: seed("another table") }) }],
  ["under another selector", "malformed", { head: put(said, 0, 0) }],
  ["with a word cut short", "malformed", { head: said.slice(0, -1) }],
  ["with a word more", "malformed", { head: concat(said, new Uint8Array(32)) }],
  ["with a number that does not fit 64 bits", "malformed", { head: put(said, 4 + 23, 1) }],
];
const tableNotice = encodeReleaseTable({ number: 3, table });
const NOTICES: readonly Refusable[] = [
  ["of four rows", "admitted", tableNotice],
  ["of none", "admitted", encodeReleaseTable({ number: 1, table: new Uint8Array() })],
  ["under another selector", "malformed", put(tableNotice, 0, 0)],
  ["that says where its bytes are otherwise", "malformed", put(tableNotice, 4 + 63, 96)],
  ["with other padding", "malformed", put(tableNotice, tableNotice.length - 1, 1)],
  ["without its padding", "malformed", tableNotice.slice(0, 4 + 96 + table.length)],
  ["that says more bytes than it has", "malformed", put(tableNotice, 4 + 94, 9)],
  ["cut short", "malformed", tableNotice.slice(0, 99)],
];

type Story = readonly [
  comment: string,
  settings: Omit<ReleaseSettings, "cohorts"> & { readonly rows: number },
  times: readonly number[],
];
const HOUR = { windowS: 3_600, epsilonNumerator: 1, epsilonDenominator: 2, epsilonPerYear: 1 };
const YEAR_S = 31_536_000;
const STORIES: readonly Story[] = [
  [
    "a release at the first input at its boundary, and none between",
    { ...HOUR, rows: 4 },
    [7_300, 10_799, 10_800, 10_801],
  ],
  ["a window without an input has no release", { ...HOUR, rows: 64 }, [7_300, 7_300 + 5 * 3_600]],
  ["65 rows take two inputs", { ...HOUR, rows: 65 }, [3_600, 7_200, 7_200, 7_201]],
  [
    "the next window waits for a release that is not complete",
    { ...HOUR, rows: 129 },
    [3_600, 7_200, 10_800, 14_400, 14_400],
  ],
  [
    "the third of a year is refused, and the first of the next is made",
    { ...HOUR, rows: 1 },
    [3_600, 7_200, 10_800, 14_400, 18_000, 3_600 + YEAR_S, 7_200 + YEAR_S, 10_800 + YEAR_S],
  ],
  ["a budget below one release refuses all", { ...HOUR, epsilonNumerator: 3, rows: 1 }, [3_600, 7_200, 10_800]],
];

const shownSchedule = ({ window, pending, ...others }: Schedule) => ({
  window: window ?? null,
  pending: pending ?? null,
  ...others,
});

function told([comment, { rows, ...settings }, times]: Story) {
  const full = { ...settings, cohorts: Array.from({ length: rows }, () => corsa) };
  let schedule = NO_SCHEDULE;
  const steps = times.map((timeUnixS) => {
    const { after, ends, rows: part, finishes } = stepSchedule(full, schedule, timeUnixS);
    schedule = after;
    const fields = releaseValues(settings, head.cohorts, after, undefined);
    return {
      timeUnixS,
      ends,
      rows: part ? [part.from, part.until] : null,
      finishes,
      after: shownSchedule(after),
      privacyBudget: toHex(fields.privacyBudget ?? new Uint8Array()),
      releases: toHex(fields.releases ?? new Uint8Array()),
    };
  });
  return { comment, ...settings, cohortRows: rows, steps };
}

const refusable = ([comment, code, bytes, times = 1]: Refusable) => ({ comment, bytes: toHex(bytes), times, code });

export const releaseVectors = {
  "v2-release": {
    measures: SPREADS.map(([comment, spread]) => ({
      comment,
      ...spread,
      most: MEASURES.map((measure) => mostOf(measure, spread)),
      scales: MEASURES.map((measure) => scaleOf(measure, spread)).map(({ numerator, denominator }) => [
        numerator,
        denominator,
      ]),
      halfWidths: MEASURES.map((measure) => halfWidthOf(measure, spread)),
    })),
    seed: { number: 3, window: 2_976, stateRoot: toHex(state), seed: toHex(noise) },
    noise: SCALES.map(([numerator, denominator], at) => ({
      row: at,
      numerator,
      denominator,
      drawn: drawn({ numerator, denominator }, new NoiseStream(noise, at, p)),
    })),
    lists: LISTS.map(refusable),
    cohorts: { list: toHex(list), root: toHex(head.cohorts) },
    cars: CARS.map(([make, model, modelYear, band]) => ({
      make,
      model,
      modelYear,
      band,
      row: new CohortIndex(COHORTS).of({ make, model, modelYear, band }) ?? null,
    })),
    rows: ROWS.map(refusable),
    sums: SUMS,
    table: toHex(table),
    releases: RELEASES.map(([comment, code, change]) => ({
      comment,
      head: toHex(change.head ?? said),
      table: toHex(change.table ?? table),
      cohorts: toHex(change.cohorts ?? list),
      code,
    })),
    tables: NOTICES.map(refusable),
    stories: STORIES.map(told),
  },
};
