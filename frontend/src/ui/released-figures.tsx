/** The newest release of statistics: each figure with the bar of its noise, and what is left out with the reason. */
import { DISTANCE_BAND_HM, RELEASE_MIN_CARS } from "@witness/protocol/limits";
import type { CohortRow } from "@witness/protocol/release/cohorts";
import { halfWidthOf, MEASURES } from "@witness/protocol/release/measures";
import type { Release } from "@witness/protocol/release/release";
import type { ReleasedStatistics } from "../evidence/node.ts";
import { count, momentOf, wholeDistance } from "../language/format.ts";
import { type Message, say } from "../language/say.ts";
import { Cell, type Column, Table } from "./table.tsx";

/** How each measure is shown: what one of the column's unit is in the measure's. */
const SHOWN: readonly { readonly title: Message; readonly size: number }[] = [
  { title: "Cars", size: 1 },
  { title: "Distance, km", size: 10 },
  { title: "Trouble codes set", size: 1 },
  { title: "Fuel, l", size: 100 },
  { title: "Energy, kWh", size: 1_000 },
];

const COLUMNS: readonly Column[] = [
  { title: "Make and model" },
  ...SHOWN.map(({ title }) => ({ title, kind: "number" as const })),
];

const U16_MAX = 2 ** 16 - 1;

/** Returns which years and distances a row is of; empty when it is of all. */
function boundsOf({ fromYear, untilYear, fromBand, untilBand }: CohortRow): string {
  const years = [
    ...(fromYear > 0 ? [say("from {from}", { from: String(fromYear) })] : []),
    ...(untilYear < U16_MAX ? [say("until {until}", { until: String(untilYear) })] : []),
    ...(fromBand > 0 ? [say("from {from}", { from: wholeDistance(fromBand * DISTANCE_BAND_HM) })] : []),
    ...(untilBand < U16_MAX
      ? [say("below {below}", { below: wholeDistance((untilBand + 1) * DISTANCE_BAND_HM) })]
      : []),
  ];
  return years.join(", ");
}

/** The table of a release. */
function ReleaseTable({ head, cohorts, rows }: Release) {
  const spread = { ...head, windowS: head.untilUnixS - head.fromUnixS };
  const bars = MEASURES.map((measure) => halfWidthOf(measure, spread));
  return (
    <div className="card">
      <Table name={say("Cohorts")} columns={COLUMNS}>
        {cohorts.map((cohort, at) => (
          <tr key={`${cohort.make}.${cohort.model}.${boundsOf(cohort)}`}>
            <th scope="row">
              {cohort.make} {cohort.model} {boundsOf(cohort)}
            </th>
            {SHOWN.map(({ title, size }, place) => {
              const figure = rows[at]?.[place];
              const shown = (value: number): string => count(Math.round(value / size));
              return (
                <Cell key={title} label={say(title)} number={true}>
                  {figure === undefined ? say("not shown") : `${shown(figure)} ± ${shown(bars[place] ?? 0)}`}
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
  const head = release?.head;
  const next = say("{n, plural, =0 {after the first input} other {with the first input after {moment}}}", {
    n: nextUnixS,
    moment: momentOf(nextUnixS),
  });
  return (
    <>
      {release && <ReleaseTable {...release} />}
      {head && (
        <p className="mt-4 max-w-2xl text-soft">
          {say("Release {number, number}, of {from} to {until}, put out by input {input, number}.", {
            number: head.number,
            from: momentOf(head.fromUnixS),
            until: momentOf(head.untilUnixS),
            input: inputIndex,
          })}{" "}
          {say(
            "Each figure carries noise, so that nobody learns of a single car: 19 times of 20 the true one is within ±, and one below 0 is noise. ε is {epsilon}; this year's releases spent {spent} of {year, number}.",
            {
              epsilon: epsilonOf(head.epsilonNumerator, head.epsilonDenominator),
              spent: epsilonOf(head.spent, head.epsilonDenominator),
              year: head.epsilonPerYear,
            },
          )}{" "}
          {say(
            "{groups, plural, one {# group} other {# groups}} not shown: fewer than {cars, plural, one {# car} other {# cars}} seem to be in it.",
            { groups: head.suppressed, cars: RELEASE_MIN_CARS },
          )}
        </p>
      )}
      <p className="mt-2 max-w-2xl text-sm text-soft">
        {release
          ? say("The next release comes {next}.", { next })
          : say("There is no release yet. The first comes {next}.", { next })}
        {refused > 0 &&
          ` ${say("{windows, plural, one {# window} other {# windows}} ended without one, since the year's budget of privacy was spent; the next year of it begins {moment}.", { windows: refused, moment: momentOf(budgetAgainUnixS) })}`}{" "}
        {say("The table leads to the root in its notice; npm run release proves that the chain accepted it.")}
      </p>
    </>
  );
}
