/** Public figures over all cars. None of them names a car. */
import { COHORT_MIN_DISTANCE_HM } from "@witness/protocol/limits";
import type { Cohort } from "@witness/protocol/wire/answer";
import { count, distanceOf, hundredths, momentOf, wholeDistance } from "../language/format.ts";
import { type Message, say } from "../language/say.ts";
import { Loading } from "./loading.tsx";
import { PageFrame, Section } from "./page-frame.tsx";
import { Problem } from "./problem.tsx";
import { useRelease, useStatistics, useStatus, useTrouble } from "./queries.ts";
import { ReleasedFigures } from "./released-figures.tsx";
import { Cell, type Column, Table } from "./table.tsx";

const troubleCodes = (cohort: Cohort): string => hundredths(cohort.troubleCodesPerTenThousandKmMilli / 1_000);

function Figures() {
  const { data } = useStatus();
  const figures: readonly (readonly [Message, string | undefined])[] = [
    ["Cars", data && count(data.devices)],
    ["Readings", data && count(data.readings)],
    ["Envelopes admitted", data && count(data.admitted)],
    ["Envelopes refused", data && count(data.refused)],
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line lg:grid-cols-4">
      {figures.map(([term, value]) => (
        <div key={term} className="bg-surface p-4 sm:p-5">
          <dt className="label">{say(term)}</dt>
          <dd className="figures mt-1 text-2xl font-semibold sm:text-3xl">{value ?? "…"}</dd>
        </div>
      ))}
    </dl>
  );
}

const COLUMNS: readonly Column[] = [
  { title: "Make and model" },
  { title: "Cars", kind: "number" },
  { title: "Distance per day", kind: "number" },
  { title: "Distance as a bar", kind: "bar" },
  { title: "Trouble codes per 10,000 km", kind: "number" },
  { title: "Readings", kind: "number" },
];

/** The table of cohorts; the bar in a cell repeats the number beside it. */
export function CohortTable({ cohorts }: { readonly cohorts: readonly Cohort[] }) {
  const most = Math.max(1, ...cohorts.map(({ distancePerDayHm }) => distancePerDayHm));
  return (
    <div className="card">
      <Table name={say("Cohorts")} columns={COLUMNS}>
        {cohorts.map((cohort) => (
          <tr key={`${cohort.make}.${cohort.model}`}>
            <th scope="row">
              {cohort.make} {cohort.model}
            </th>
            <Cell label={say("Cars")} number={true}>
              {count(cohort.cars)}
            </Cell>
            <Cell label={say("Distance per day")} number={true}>
              {distanceOf(cohort.distancePerDayHm)}
            </Cell>
            <td>
              <span
                aria-hidden="true"
                className="mt-1.5 block h-2.5 rounded-full bg-petrol"
                style={{ width: `${Math.max(2, (100 * cohort.distancePerDayHm) / most)}%` }}
              />
            </td>
            <Cell label={say("Trouble codes per 10,000 km")} number={true}>
              {troubleCodes(cohort)}
            </Cell>
            <Cell label={say("Readings")} number={true}>
              {count(cohort.readings)}
            </Cell>
          </tr>
        ))}
      </Table>
    </div>
  );
}

/** Why some groups are not shown. */
export function Suppressed({ suppressed, k }: { readonly suppressed: number; readonly k: number }) {
  return (
    <p className="mt-4 max-w-2xl text-soft">
      {suppressed === 0
        ? say(
            "No group is left out. A group is shown only when at least {k, plural, one {# car} other {# cars}} with two readings or more and {distance} stand behind its figures, so that no figure speaks of a single car.",
            { k, distance: wholeDistance(COHORT_MIN_DISTANCE_HM) },
          )
        : say(
            "{suppressed, plural, one {# group is} other {# groups are}} left out, because fewer than {k, plural, one {# car} other {# cars}} with two readings or more, or less than {distance}, stand behind {suppressed, plural, one {its} other {their}} figures. Showing so small a group would say something of a single car.",
            { suppressed, k, distance: wholeDistance(COHORT_MIN_DISTANCE_HM) },
          )}
    </p>
  );
}

/** The exact figures of an application that makes no releases. */
function ExactFigures() {
  const statistics = useStatistics();
  const status = useStatus();
  const trouble = useTrouble(statistics);
  return (
    <>
      {trouble !== null && <Problem error={trouble} retry={() => statistics.refetch()} />}
      {statistics.isPending && trouble === null && <Loading>{say("Asking for the figures…")}</Loading>}
      {statistics.data && (
        <>
          {statistics.data.cohorts.length > 0 && <CohortTable cohorts={statistics.data.cohorts} />}
          <Suppressed suppressed={statistics.data.suppressedCohorts} k={statistics.data.k} />
        </>
      )}
      <p className="mt-2 max-w-2xl text-sm text-soft">
        {say(
          "Distances and trouble codes count cars with two readings or more only; cars and readings count all. A car whose key was copied is in quarantine, and no group counts it. The figures are exact for the cars in the record and carry no noise. They are the node's word until they are settled on chain.",
        )}{" "}
        {status.data &&
          say("Answered after {inputs, plural, one {# input} other {# inputs}}, {moment}.", {
            inputs: status.data.inputCount,
            moment: momentOf(status.data.timeUnixS),
          })}
      </p>
    </>
  );
}

/** The statistics page: public, no signing in. */
export function StatisticsPage() {
  const release = useRelease();
  const trouble = useTrouble(release);
  return (
    <PageFrame
      title={say("Statistics")}
      lead={say(
        "Public figures that the back-end keeps while it judges cars. They come from the same records and name nobody.",
      )}
    >
      <Figures />
      <Section id="cohorts" title={say("By make and model")}>
        {trouble !== null && <Problem error={trouble} retry={() => release.refetch()} />}
        {release.isPending && trouble === null && <Loading>{say("Asking for the figures…")}</Loading>}
        {release.data && <ReleasedFigures {...release.data} />}
        {release.data === null && <ExactFigures />}
      </Section>
    </PageFrame>
  );
}
