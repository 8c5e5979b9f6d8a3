/** What leaf 0 of the state tree says of releases: the fields `privacyBudget` and `releases` (docs/protocol.md, "Globals"). */
import type { GlobalValues } from "../record/globals.ts";
import { decodeLayout, encodeLayout, type LayoutValue, type Part } from "../record/layout.ts";
import type { ReleaseSettings, Schedule } from "./schedule.ts";

const LAYOUTS = {
  privacyBudget: [
    { name: "yearFromUnixS", type: "u32" },
    { name: "epsilonPerYear", type: "u32" },
    { name: "epsilonNumerator", type: "u32" },
    { name: "epsilonDenominator", type: "u32" },
    { name: "spent", type: "u32" },
    { name: "refused", type: "u32" },
  ],
  releases: [
    { name: "windowS", type: "u32" },
    { name: "cohorts", bytes: 32 },
    { name: "number", type: "u32" },
    {
      name: "newest",
      most: 1,
      list: [
        { name: "number", type: "u32" },
        { name: "window", type: "u32" },
        { name: "table", bytes: 32 },
        { name: "suppressed", type: "u16" },
      ],
    },
  ],
} as const satisfies Readonly<Record<string, readonly Part[]>>;

/** What is said of the budget: ε of a year and of a release, and what this year's releases spent. */
export type PrivacyBudget = LayoutValue<(typeof LAYOUTS)["privacyBudget"]>;

/** What is said of releases: how many were begun, and which is the newest that came out. */
export type ReleasesSaid = LayoutValue<(typeof LAYOUTS)["releases"]>;

/** The newest release, if there is one. */
export type NewestRelease = ReleasesSaid["newest"][number];

/**
 * Returns both fields.
 * @param cohorts root of the list, 32 bytes
 * @example
 * const settings = { windowS: 100, epsilonNumerator: 1, epsilonDenominator: 1, epsilonPerYear: 52 };
 * releaseValues(settings, link, NO_SCHEDULE, undefined).privacyBudget?.length; // => 24
 */
export function releaseValues(
  settings: Omit<ReleaseSettings, "cohorts">,
  cohorts: Uint8Array,
  { number, yearFromUnixS, spent, refused }: Schedule,
  newest: NewestRelease | undefined,
): Pick<GlobalValues, "privacyBudget" | "releases"> {
  const { windowS, epsilonPerYear, epsilonNumerator, epsilonDenominator } = settings;
  const budget = { yearFromUnixS, epsilonPerYear, epsilonNumerator, epsilonDenominator, spent, refused };
  return {
    privacyBudget: encodeLayout(LAYOUTS.privacyBudget, budget),
    releases: encodeLayout(LAYOUTS.releases, { windowS, cohorts, number, newest: newest ? [newest] : [] }),
  };
}

/**
 * Reads the field `privacyBudget`.
 * @throws {MalformedError} `malformed` when the bytes are none
 * @example
 * decodePrivacyBudget(new Uint8Array(24)).spent; // => 0
 */
export const decodePrivacyBudget = (bytes: Uint8Array): PrivacyBudget => decodeLayout(LAYOUTS.privacyBudget, bytes);

/**
 * Reads the field `releases`.
 * @throws {MalformedError} `malformed` when the bytes are none
 * @example
 * decodeReleases(new Uint8Array(41)).newest; // => []
 */
export const decodeReleases = (bytes: Uint8Array): ReleasesSaid => decodeLayout(LAYOUTS.releases, bytes);
