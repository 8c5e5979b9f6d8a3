/** The newest release of statistics: each figure with the bar of its noise, and what is left out with the reason. */
import { DISTANCE_BAND_HM, RELEASE_MIN_CARS } from "@witness/protocol/limits";
import type { CohortRow } from "@witness/protocol/release/cohorts";
import { halfWidthOf, MEASURES } from "@witness/protocol/release/measures";
import type { Release } from "@witness/protocol/release/release";
import { momentOf } from "@witness/verify/moments";
import type { ReleasedStatistics } from "../evidence/node.ts";
import { count, counted } from "./format.ts";
import { Cell, type Column, Table } from "./table.tsx";

/** How each measure is shown: what one of the column's unit is in the measure's. */
const SHOWN = [
  { title: "Cars", size: 1 },
  { title: "Distance, km", size: 10 },
  { title: "Trouble codes set", size: 1 },
  { title: "Fuel, l", size: 100 },
  { title: "Energy, kWh", size: 1_000 },
] as const;

const COLUMNS: readonly Column[] = [
  { title: "Make and model" },
  ...SHOWN.map(({ title }) => ({ title, kind: "number" as const })),
];

const U16_MAX = 2 ** 16 - 1;

/** Returns which years and distances a row is of; empty when it is of all. */
function boundsOf({ fromYear, untilYear, fromBand, untilBand }: CohortRow): string {
  const bandKm = DISTANCE_BAND_HM / 10;
  const years = [
    ...(fromYear > 0 ? [`from ${fromYear}`] : []),
    ...(untilYear < U16_MAX ? [`until ${untilYear}`] : []),
    ...(fromBand > 0 ? [`from ${count(fromBand * bandKm)} km`] : []),
    ...(untilBand < U16_MAX ? [`below ${count((untilBand + 1) * bandKm)} km`] : []),
  ];
  return years.join(", ");
}

/** The table of a release. */
function ReleaseTable({ head, cohorts, rows }: Release) {
  const spread = { ...head, windowS: head.untilUnixS - head.fromUnixS };
  const bars = MEASURES.map((measure) => halfWidthOf(measure, spread));
  return (
    <div className="card">
      <Table name="Cohorts" columns={COLUMNS}>
        {cohorts.map((cohort, at) => (
          <tr key={`${cohort.make}.${cohort.model}.${boundsOf(cohort)}`}>
            <th scope="row">
              {cohort.make} {cohort.model} {boundsOf(cohort)}
            </th>
            {SHOWN.map(({ title, size }, place) => {
              const figure = rows[at]?.[place];
              const shown = (value: number): string => count(Math.round(value / size));
              return (
                <Cell key={title} label={title} number={true}>
                  {figure === undefined ? "not shown" : `${shown(figure)} ± ${shown(bars[place] ?? 0)}`}
                </Cell>
              );
            })}
          </tr>
        ))}
      </Table>
    </div>
  );
}

/** Returns ε as people read it. */
const epsilonOf = (numerator: number, denominator: number): string =>
  denominator === 1 ? count(numerator) : `${numerator}/${denominator}`;

/** The newest release, what it is of and what it cost, and when the next one comes. */
export function ReleasedFigures({ release, inputIndex, nextUnixS, refused, budgetAgainUnixS }: ReleasedStatistics) {
  const next = nextUnixS === 0 ? "after the first input" : `with the first input after ${momentOf(nextUnixS)}`;
  return (
    <>
      {release && <ReleaseTable {...release} />}
      {release && (
        <p className="mt-4 max-w-2xl text-soft">
          Release {count(release.head.number)}, of {momentOf(release.head.fromUnixS)} to{" "}
          {momentOf(release.head.untilUnixS)}, put out by input {count(inputIndex)}. Each figure carries noise, so that
          nobody learns of a single car: 19 times of 20 the true one is within ±, and one below 0 is noise. ε is{" "}
          {epsilonOf(release.head.epsilonNumerator, release.head.epsilonDenominator)}; this year&apos;s releases spent{" "}
          {epsilonOf(release.head.spent, release.head.epsilonDenominator)} of {count(release.head.epsilonPerYear)}.{" "}
          {counted(release.head.suppressed, "group")} not shown: fewer than {counted(RELEASE_MIN_CARS, "car")} seem to
          be in it.
        </p>
      )}
      <p className="mt-2 max-w-2xl text-sm text-soft">
        {release ? "The next release comes" : "There is no release yet. The first comes"} {next}.
        {refused > 0 &&
          ` ${counted(refused, "window")} ended without one, since the year's budget of privacy was spent; the next year of it begins ${momentOf(budgetAgainUnixS)}.`}{" "}
        The table leads to the root in its notice; npm run release proves that the chain accepted it.
      </p>
    </>
  );
}
