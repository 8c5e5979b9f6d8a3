/**
 * When releases are made, and what they cost (docs/protocol.md, "Windows" and "Privacy budget"). All of it follows from the
 * genesis and the times of inputs, so an auditor without the key knows each input at which one begins and ends.
 */
import { RELEASE_ROWS_PER_INPUT, RELEASE_YEAR_S } from "../limits.ts";
import type { CohortRow } from "./cohorts.ts";
import type { Spread } from "./measures.ts";

/** What a genesis says of releases. */
export interface ReleaseSettings extends Spread {
  /** The whole ε that all releases of a year spend together at most. */
  readonly epsilonPerYear: number;
  readonly cohorts: readonly CohortRow[];
}

/** A release that is being made. */
export interface PendingRelease {
  /** Counts releases from 1. */
  readonly number: number;
  /** Which window it is of. */
  readonly window: number;
  /** How many of its rows are made. */
  readonly rows: number;
}

/** How far releases have come. */
export interface Schedule {
  /** The window that is open, counted from 1970; undefined before the first input. */
  readonly window: number | undefined;
  /** How many releases were begun. */
  readonly number: number;
  /** When the year of the budget began; 0 before the first release. */
  readonly yearFromUnixS: number;
  /** What this year's releases spent, in parts of `epsilonDenominator`. */
  readonly spent: number;
  /** How many windows ended without a release, since the budget was spent. */
  readonly refused: number;
  readonly pending: PendingRelease | undefined;
}

/** The schedule before the first input. */
export const NO_SCHEDULE: Schedule = {
  window: undefined,
  number: 0,
  yearFromUnixS: 0,
  spent: 0,
  refused: 0,
  pending: undefined,
};

/** What an input means to releases. */
export interface ScheduleStep {
  readonly after: Schedule;
  /** The window ends: whatever comes from this input on counts in the next one. */
  readonly ends: boolean;
  /** The rows that this input makes, from the first up to but not the last; undefined for none. */
  readonly rows: { readonly of: PendingRelease; readonly from: number; readonly until: number } | undefined;
  /** The release is complete and comes out. */
  readonly finishes: boolean;
}

/** The budget that a release of a window finds. */
function budgetAt({ windowS }: ReleaseSettings, { yearFromUnixS, spent }: Schedule, window: number) {
  const fromUnixS = window * windowS;
  if (yearFromUnixS === 0) return { yearFromUnixS: fromUnixS, spent: 0 };
  const years = Math.floor((fromUnixS - yearFromUnixS) / RELEASE_YEAR_S);
  return years > 0 ? { yearFromUnixS: yearFromUnixS + years * RELEASE_YEAR_S, spent: 0 } : { yearFromUnixS, spent };
}

/** Returns the schedule after a window has ended: charged, or refused when the year's budget does not bear one more. */
function closed(settings: ReleaseSettings, schedule: Schedule, window: number): Schedule {
  const budget = budgetAt(settings, schedule, window);
  const spent = budget.spent + settings.epsilonNumerator;
  if (spent > settings.epsilonPerYear * settings.epsilonDenominator) {
    return { ...schedule, ...budget, refused: schedule.refused + 1 };
  }
  const number = schedule.number + 1;
  return { ...schedule, ...budget, spent, number, pending: { number, window, rows: 0 } };
}

/**
 * Returns what an accepted input of a block of this time means to releases. A release that is not complete goes on with each
 * input, and the next window ends after it.
 * @example
 * const cohorts = [cohortRow({ make: "Aster", model: "Corsa" })];
 * const settings = { windowS: 100, epsilonNumerator: 1, epsilonDenominator: 1, epsilonPerYear: 52, cohorts };
 * const first = stepSchedule(settings, NO_SCHEDULE, 150).after;
 * stepSchedule(settings, first, 199).finishes; // => false
 * stepSchedule(settings, first, 200).finishes; // => true
 */
export function stepSchedule(settings: ReleaseSettings, schedule: Schedule, timeUnixS: number): ScheduleStep {
  const window = Math.floor(timeUnixS / settings.windowS);
  const none = { ends: false, rows: undefined, finishes: false };
  if (schedule.window === undefined) return { ...none, after: { ...schedule, window } };
  const ends = schedule.pending === undefined && window > schedule.window;
  const open = ends ? { ...closed(settings, schedule, schedule.window), window } : schedule;
  const { pending } = open;
  if (pending === undefined) return { ...none, after: open, ends };
  const until = Math.min(pending.rows + RELEASE_ROWS_PER_INPUT, settings.cohorts.length);
  const finishes = until === settings.cohorts.length;
  return {
    after: { ...open, pending: finishes ? undefined : { ...pending, rows: until } },
    ends,
    rows: { of: pending, from: pending.rows, until },
    finishes,
  };
}

/**
 * Returns when the window that is open ends, in Unix time: the first input from then on makes the next release.
 * @example
 * nextReleaseUnixS({ windowS: 100 }, { ...NO_SCHEDULE, window: 2 }); // => 300
 */
export const nextReleaseUnixS = (
  { windowS }: Pick<ReleaseSettings, "windowS">,
  { window }: Schedule,
): number | undefined => (window === undefined ? undefined : (window + 1) * windowS);
