/**
 * Releases of statistics (docs/protocol.md, "Release"): made once, by the first inputs after a window, and repeated by whoever is
 * asked. Pure: a step computes what comes next and touches nothing.
 */
import { concat } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { RELEASE_YEAR_S } from "@witness/protocol/limits";
import { buildTree, treeRoot } from "@witness/protocol/merkle";
import type { GlobalValues } from "@witness/protocol/record/globals";
import { cohortsRoot, encodeCohorts } from "@witness/protocol/release/cohorts";
import { type NewestRelease, releaseValues } from "@witness/protocol/release/globals";
import { NoiseStream, noiseSeed } from "@witness/protocol/release/noise";
import { encodeRelease, encodeReleaseTable } from "@witness/protocol/release/notice";
import {
  NO_SCHEDULE,
  nextReleaseUnixS,
  type ReleaseSettings,
  type Schedule,
  type ScheduleStep,
  stepSchedule,
} from "@witness/protocol/release/schedule";
import { encodeReleaseRow, releaseLeaf, releaseRow, rowsOf } from "@witness/protocol/release/table";
import type { ReleaseAnswer } from "@witness/protocol/wire/release";
import type { Input } from "../state/advance.ts";
import type { State } from "../state/state.ts";
import type { Contributions } from "./contributions.ts";

/** What of a release is made. */
export interface Draft {
  /** 32 bytes. */
  readonly seed: Uint8Array;
  /** Its rows so far, one after the other. */
  readonly table: Uint8Array;
  /** Of each part that an input made, the root of its rows, 32 bytes each: the tree is not computed at once. */
  readonly parts: Uint8Array;
}

/** A release that came out. */
export interface MadeRelease {
  readonly said: NewestRelease;
  /** The payload of its notice. */
  readonly head: Uint8Array;
  readonly table: Uint8Array;
  readonly inputIndex: number;
}

/** What the back-end keeps of releases. */
export interface Releases {
  readonly settings: ReleaseSettings;
  /** The list as bytes, and its root. */
  readonly cohorts: Uint8Array;
  readonly root: Uint8Array;
  readonly schedule: Schedule;
  readonly draft: Draft | undefined;
  readonly newest: MadeRelease | undefined;
}

/** Returns what stands before the first input. */
export const newReleases = (settings: ReleaseSettings, provider: CryptoProvider): Releases => ({
  settings,
  cohorts: encodeCohorts(settings.cohorts),
  root: cohortsRoot(settings.cohorts, provider),
  schedule: NO_SCHEDULE,
  draft: undefined,
  newest: undefined,
});

/** Returns what the globals say of releases. */
export const releaseGlobals = (releases: Releases | undefined): Pick<GlobalValues, "privacyBudget" | "releases"> =>
  releases ? releaseValues(releases.settings, releases.root, releases.schedule, releases.newest?.said) : {};

/** What an input does to releases. */
export interface ReleaseChange {
  readonly releases: Releases;
  readonly ends: boolean;
  readonly notices: readonly Uint8Array[];
  /** Whether the globals say another thing afterwards. */
  readonly isSaid: boolean;
}

const HASH_BYTES = 32;

/** Makes the rows that an input makes. */
function drawn(
  { genesis }: State,
  { settings, draft }: Releases,
  { rows, ends }: ScheduleStep & { readonly rows: NonNullable<ScheduleStep["rows"]> },
  { seed, contributions }: { readonly seed: Uint8Array; readonly contributions: Contributions },
): Draft {
  const { provider } = genesis;
  const { number } = rows.of;
  const made = Array.from({ length: rows.until - rows.from }, (_, at) => {
    const row = rows.from + at;
    const sums = contributions.sumsOf(ends ? "open" : "ended", row);
    return encodeReleaseRow(releaseRow(sums, settings, new NoiseStream(seed, row, provider)));
  });
  const leaves = made.map((bytes, at) => releaseLeaf({ number, row: rows.from + at }, bytes, provider));
  const { table, parts } = draft ?? { table: new Uint8Array(), parts: new Uint8Array() };
  return {
    seed,
    table: concat(table, ...made),
    parts: concat(parts, treeRoot(buildTree(leaves, provider), provider)),
  };
}

/** Returns a release as it comes out. A part is a power of two rows, so the tree over the parts' roots is the tree over all rows. */
function finished(
  { genesis }: State,
  { settings, root, schedule }: Releases,
  { table, parts }: Draft,
  of: { readonly number: number; readonly window: number; readonly inputIndex: number },
): MadeRelease {
  const { provider } = genesis;
  const { number, window, inputIndex } = of;
  const roots = Array.from({ length: parts.length / HASH_BYTES }, (_, at) =>
    parts.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
  const tableRoot = treeRoot(buildTree(roots, provider), provider);
  const rows = rowsOf(table);
  const suppressed = rows.filter(([isSuppressed]) => isSuppressed === 1).length;
  const { windowS, epsilonNumerator, epsilonDenominator, epsilonPerYear } = settings;
  const head = encodeRelease({
    number,
    fromUnixS: window * windowS,
    untilUnixS: (window + 1) * windowS,
    table: tableRoot,
    cohorts: root,
    rows: rows.length,
    suppressed,
    epsilonNumerator,
    epsilonDenominator,
    spent: schedule.spent,
    epsilonPerYear,
  });
  return { said: { number, window, table: tableRoot, suppressed }, head, table, inputIndex };
}

/** Computes what an accepted input does to releases. Undefined when the application makes none. */
export function changeReleases(state: State, { context, timeUnixS, index }: Input): ReleaseChange | undefined {
  const { releases, contributions, genesis } = state;
  if (!releases || !contributions) return undefined;
  const step = stepSchedule(releases.settings, releases.schedule, timeUnixS);
  const { after, ends, rows, finishes } = step;
  const next: Releases = { ...releases, schedule: after };
  if (!rows) return { releases: next, ends, notices: [], isSaid: ends };
  const stateRoot = state.tree.root;
  const seed =
    releases.draft?.seed ??
    noiseSeed(context, genesis.applicationPrivateKey, { ...rows.of, stateRoot }, genesis.provider);
  const draft = drawn(state, next, { ...step, rows }, { seed, contributions });
  if (!finishes) return { releases: { ...next, draft }, ends, notices: [], isSaid: ends };
  const newest = finished(state, next, draft, { ...rows.of, inputIndex: index });
  return {
    releases: { ...next, draft: undefined, newest },
    ends,
    notices: [encodeReleaseTable({ number: rows.of.number, table: newest.table }), newest.head],
    isSaid: true,
  };
}

/** Returns the newest release as it came out, and when the next one comes. It computes no figure. */
export function releaseAnswer(releases: Releases | undefined): ReleaseAnswer {
  const nothing = new Uint8Array();
  if (!releases) {
    const none = { inputIndex: 0, windowS: 0, nextUnixS: 0, refused: 0, budgetAgainUnixS: 0 };
    return { head: nothing, table: nothing, cohorts: nothing, ...none };
  }
  const { settings, schedule, newest, cohorts } = releases;
  const { yearFromUnixS, refused } = schedule;
  return {
    head: newest?.head ?? nothing,
    table: newest?.table ?? nothing,
    cohorts,
    inputIndex: newest?.inputIndex ?? 0,
    windowS: settings.windowS,
    nextUnixS: nextReleaseUnixS(settings, schedule) ?? 0,
    refused,
    budgetAgainUnixS: yearFromUnixS === 0 ? 0 : yearFromUnixS + RELEASE_YEAR_S,
  };
}
