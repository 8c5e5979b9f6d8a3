/** The published vectors of releases (docs/protocol.md, "Release"), replayed with both providers. */
import { describe, expect, it } from "vitest";
import keys from "../vectors/keys.json" with { type: "json" };
import vectors from "../vectors/v2-release.json" with { type: "json" };
import { concat, fromHex, toHex } from "./bytes.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import { ProtocolError } from "./errors.ts";
import { CohortIndex, cohortRow, cohortsRoot, decodeCohorts, encodeCohorts } from "./release/cohorts.ts";
import { decodePrivacyBudget, decodeReleases, releaseValues } from "./release/globals.ts";
import { type Figures, halfWidthOf, MEASURES, mostOf, scaleOf } from "./release/measures.ts";
import { discreteLaplace, NoiseStream, noiseSeed } from "./release/noise.ts";
import { decodeReleaseTable, encodeReleaseTable } from "./release/notice.ts";
import { readRelease } from "./release/release.ts";
import { NO_SCHEDULE, stepSchedule } from "./release/schedule.ts";
import { decodeReleaseRow, encodeReleaseRow, releaseRow } from "./release/table.ts";

const context = { chainId: keys.chainId, application: fromHex(keys.application) };
const repeated = ({ bytes, times }: { readonly bytes: string; readonly times: number }) => fromHex(bytes.repeat(times));

function codeOf(read: () => unknown): string {
  try {
    read();
    return "admitted";
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe("vectors of releases", () => {
  it.each(vectors.measures)("bounds, scales and bars: $comment", ({ most, scales, halfWidths, ...spread }) => {
    expect(MEASURES.map((measure) => mostOf(measure, spread))).toEqual(most);
    expect(MEASURES.map((measure) => Object.values(scaleOf(measure, spread)))).toEqual(scales);
    expect(MEASURES.map((measure) => halfWidthOf(measure, spread))).toEqual(halfWidths);
  });

  it.each(vectors.lists)("list: $comment", (vector) => {
    const bytes = repeated(vector);
    expect(codeOf(() => decodeCohorts(bytes))).toBe(vector.code);
    if (vector.code === "admitted") expect(encodeCohorts(decodeCohorts(bytes))).toEqual(bytes);
  });

  it.each(vectors.rows)("row: $comment", (vector) => {
    const bytes = repeated(vector);
    expect(codeOf(() => decodeReleaseRow(bytes))).toBe(vector.code);
    if (vector.code === "admitted") expect(encodeReleaseRow(decodeReleaseRow(bytes))).toEqual(bytes);
  });

  it.each(vectors.tables)("table: $comment", (vector) => {
    const bytes = repeated(vector);
    expect(codeOf(() => decodeReleaseTable(bytes))).toBe(vector.code);
    if (vector.code === "admitted") expect(encodeReleaseTable(decodeReleaseTable(bytes))).toEqual(bytes);
  });

  it.each(vectors.cars)("cohort: $make $model of $modelYear, band $band", ({ row, ...car }) => {
    expect(new CohortIndex(decodeCohorts(fromHex(vectors.cohorts.list))).of(car)).toBe(row ?? undefined);
  });

  it.each(vectors.stories)("story: $comment", ({ steps, cohortRows, windowS, ...epsilon }) => {
    const cohorts = Array.from({ length: cohortRows }, () => cohortRow({ make: "A", model: "B" }));
    const settings = { windowS, ...epsilon, cohorts };
    const root = fromHex(vectors.cohorts.root);
    let schedule = NO_SCHEDULE;
    for (const { timeUnixS, ends, rows, finishes, after, privacyBudget, releases } of steps) {
      const step = stepSchedule(settings, schedule, timeUnixS);
      schedule = step.after;
      const made = step.rows ? [step.rows.from, step.rows.until] : null;
      expect({ ends: step.ends, rows: made, finishes: step.finishes }).toEqual({ ends, rows, finishes });
      const { window = null, pending = null, ...others } = schedule;
      expect({ window, pending, ...others }).toEqual(after);
      const said = releaseValues(settings, root, schedule, undefined);
      const bytes = [said.privacyBudget, said.releases].map((each) => toHex(each ?? new Uint8Array()));
      expect(bytes).toEqual([privacyBudget, releases]);
      expect(decodePrivacyBudget(fromHex(privacyBudget)).spent).toBe(schedule.spent);
      expect(decodeReleases(fromHex(releases))).toMatchObject({ number: schedule.number, newest: [] });
    }
  });
});

describe.each([native, noble])("vectors of releases on $name", (provider) => {
  const { number, window } = vectors.seed;
  const stateRoot = fromHex(vectors.seed.stateRoot);
  const seed = noiseSeed(context, fromHex(keys.privateKeys.application), { number, window, stateRoot }, provider);

  it("the seed, and what is drawn from it", () => {
    expect(toHex(seed)).toBe(vectors.seed.seed);
    for (const { row, drawn, ...scale } of vectors.noise) {
      const stream = new NoiseStream(seed, row, provider);
      expect(drawn.map(() => discreteLaplace(stream, scale))).toEqual(drawn);
    }
  });

  it("the table of four cohorts, and the list's root", () => {
    const spread = { windowS: 604_800, epsilonNumerator: 1, epsilonDenominator: 1 };
    const rows = vectors.sums.map((sums, at) =>
      encodeReleaseRow(releaseRow(sums as unknown as Figures, spread, new NoiseStream(seed, at, provider))),
    );
    expect(toHex(concat(...rows))).toBe(vectors.table);
    expect(toHex(cohortsRoot(decodeCohorts(fromHex(vectors.cohorts.list)), provider))).toBe(vectors.cohorts.root);
  });

  it.each(vectors.releases)("a release $comment", ({ code, head, table, cohorts }) => {
    const read = () => readRelease({ head: fromHex(head), table: fromHex(table), cohorts: fromHex(cohorts) }, provider);
    expect(codeOf(read)).toBe(code);
  });
});
