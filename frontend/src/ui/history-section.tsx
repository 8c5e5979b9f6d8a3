/** The history as a chart or as a table: both say the same. */
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { isIllogical } from "@witness/verify/reason-words";
import { useMemo, useState } from "react";
import { shownDays } from "../history/days.ts";
import type { History } from "../history/history.ts";
import { newestOf } from "../history/newest.ts";
import { count, dayOf, distanceOf, timeZone } from "../language/format.ts";
import { distanceTitle, LIFE } from "../language/reasons.ts";
import { type Message, reasonSentence, say } from "../language/say.ts";
import { type CarPlace, RANGES, type Range } from "../places.ts";
import { HistoryChart } from "./history-chart.tsx";
import { Section } from "./page-frame.tsx";
import { Cell, type Column, Table } from "./table.tsx";

interface Props {
  readonly car: CarAnswer;
  readonly history: History;
  /** The history is what this browser read; else closing values of the record. */
  readonly isRead: boolean;
  /** What of the history is shown, and as what. */
  readonly place: CarPlace;
  readonly onPlace: (place: CarPlace) => void;
}

/** The chart in one sentence. */
function summaryOf({ judgement, refusals }: CarAnswer, { points, missing }: History, isRead: boolean): string {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return say("No reading has arrived yet.");
  const turning = points.filter(({ turns }) => turns).length;
  const parts = [
    say("Odometer from {from} on {first} to {to} on {last}", {
      from: distanceOf(first.odometerHm),
      first: dayOf(first.timeUnixS),
      to: distanceOf(last.odometerHm),
      last: dayOf(last.timeUnixS),
    }),
    say("{readings, plural, one {# reading} other {# readings}}", { readings: judgement.readings }),
    ...(isRead
      ? [
          say("{n, plural, =0 {nothing illogical} one {illogical in # place} other {illogical in # places}}", {
            n: turning,
          }),
        ]
      : []),
    say(
      "{n, plural, =0 {no envelopes missing} one {envelopes missing in # place} other {envelopes missing in # places}}",
      { n: missing.length },
    ),
    say("{n, plural, =0 {nothing refused} one {# envelope refused} other {# envelopes refused}}", {
      n: refusals.length,
    }),
  ];
  return `${parts.join(", ")}.`;
}

const SHOWN_DAYS = 31;
const COLUMNS: readonly Column[] = [
  { title: "Day" },
  { title: "First value", kind: "number" },
  { title: "Last value", kind: "number" },
  { title: "Distance", kind: "number" },
  { title: "Readings", kind: "number" },
  { title: "Remarks" },
];

function HistoryTable({ history }: { readonly history: History }) {
  const days = useMemo(() => shownDays(history), [history]);
  const [all, setAll] = useState(false);
  return (
    <>
      <Table name={say("History by day")} columns={COLUMNS}>
        {(all ? days : days.slice(0, SHOWN_DAYS)).map((day) => (
          // A day can come twice when a clock ran back; its place in the record tells the two apart.
          <tr key={day.place}>
            <th scope="row">{dayOf(day.toUnixS)}</th>
            <Cell label={say("First value")} number={true}>
              {distanceOf(day.firstHm)}
            </Cell>
            <Cell label={say("Last value")} number={true}>
              {distanceOf(day.lastHm)}
            </Cell>
            <Cell label={say("Distance")} number={true}>
              {distanceOf(day.lastHm - day.firstHm)}
            </Cell>
            <Cell label={say("Readings")} number={true}>
              {count(day.readings)}
            </Cell>
            <td>
              {day.reasons.map((reason) => (
                <p key={reason} className={isIllogical(reason) ? "text-false" : "text-open"}>
                  {reasonSentence(reason)}
                </p>
              ))}
              {day.missing > 0 && (
                <p className="text-open">
                  {say("{n, plural, one {# number} other {# numbers}} without an envelope.", { n: day.missing })}
                </p>
              )}
            </td>
          </tr>
        ))}
      </Table>
      {!all && days.length > SHOWN_DAYS && (
        <button type="button" className="button mt-3" onClick={() => setAll(true)}>
          {say("Show all {days, number} days", { days: days.length })}
        </button>
      )}
    </>
  );
}

/** The record's closing values, newest first. */
function ClosingTable({ car, history }: Pick<Props, "car" | "history">) {
  // Values before a fall and after it stand in one column.
  const title: Message = distanceTitle(car.judgement.reasons) === LIFE ? LIFE : "Distance as the odometer showed it";
  const columns: readonly Column[] = [{ title: "Until" }, { title, kind: "number" }];
  return (
    <Table name={say("Closing values")} columns={columns}>
      {history.points.toReversed().map(({ timeUnixS, odometerHm }) => (
        <tr key={timeUnixS}>
          <th scope="row">{dayOf(timeUnixS)}</th>
          <Cell label={say(title)} number={true}>
            {distanceOf(odometerHm)}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

/** What a chart can show. */
type Mark = "always" | "impossible" | "missing" | "sessions" | "refused";

const LEGEND: readonly { readonly when: Mark; readonly sign: string; readonly text: Message }[] = [
  { when: "always", sign: "h-0.5 w-6 bg-petrol", text: "Readings" },
  { when: "impossible", sign: "size-3.5 rounded-full border-[2.5px] border-false", text: "Illogical here" },
  { when: "missing", sign: "h-4 w-6 bg-open opacity-35", text: "Envelopes missing" },
  { when: "sessions", sign: "h-4 border-l border-dashed border-soft", text: "New session" },
  { when: "refused", sign: "h-3 w-0.5 bg-copper", text: "Refused envelope, when it came" },
];

const VIEWS: readonly { readonly label: Message; readonly asTable: boolean }[] = [
  { label: "Chart", asTable: false },
  { label: "Table", asTable: true },
];
const RANGE_LABELS: Readonly<Record<Range, Message>> = { all: "All", "1y": "1 year", "30d": "30 days" };

interface ChoiceProps {
  readonly label: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

/** One of several buttons of which one is pressed. */
function Choice({ label, isChosen, onChoose }: ChoiceProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      className={`button px-3 text-sm ${isChosen ? "bg-sunken" : "border-line font-normal text-soft"}`}
      onClick={onChoose}
    >
      {label}
    </button>
  );
}

/** The place with another period, or another way to show the history. */
function withRange({ range: _, ...place }: CarPlace, range: Range): CarPlace {
  return range === "all" ? place : { ...place, range };
}
function withTable({ asTable: _, ...place }: CarPlace, asTable: boolean): CarPlace {
  return asTable ? { ...place, asTable } : place;
}

/** Chart and table behind two buttons, and how much of the history behind three. */
export function HistorySection({ car, history: whole, isRead, place, onPlace }: Props) {
  const { asTable = false, range = "all" } = place;
  const history = useMemo(() => newestOf(whole, range), [whole, range]);
  const { refusals } = car;
  const refused = useMemo(() => refusals.map(({ timeUnixS }) => timeUnixS), [refusals]);
  const present = {
    always: true,
    impossible: history.points.some(({ turns }) => turns),
    missing: history.missing.some(({ toUnixS }) => toUnixS !== undefined),
    sessions: history.sessionsUnixS.length > 0,
    refused: refused.length > 0,
  };
  const empty = history.points.length === 0;
  const summary = summaryOf(car, history, isRead);
  return (
    <Section
      id="history"
      title={say("History")}
      aside={
        <div className="flex flex-wrap gap-x-4 gap-y-2">
          <fieldset className="flex gap-1">
            <legend className="sr-only">{say("How much of the history is shown")}</legend>
            {RANGES.toReversed().map((each) => (
              <Choice
                key={each}
                label={say(RANGE_LABELS[each])}
                isChosen={each === range}
                onChoose={() => onPlace(withRange(place, each))}
              />
            ))}
          </fieldset>
          <fieldset className="flex gap-1">
            <legend className="sr-only">{say("Show the history as")}</legend>
            {VIEWS.map(({ label, asTable: each }) => (
              <Choice
                key={label}
                label={say(label)}
                isChosen={each === asTable}
                onChoose={() => onPlace(withTable(place, each))}
              />
            ))}
          </fieldset>
        </div>
      }
    >
      <div className="card p-4 sm:p-5">
        {empty && <p className="text-soft">{summary}</p>}
        {!empty && (
          <p className="mb-3 text-sm text-soft">
            {say("Days and times in the time zone {timeZone}.", { timeZone: timeZone() })}
          </p>
        )}
        {!empty && !isRead && (
          <p className="mb-3 max-w-2xl text-sm text-open">
            {say(
              "These are the record's closing values of years, months and days. Single readings are shown once this browser has read them.",
            )}
          </p>
        )}
        {!empty &&
          asTable &&
          (isRead ? <HistoryTable history={history} /> : <ClosingTable car={car} history={history} />)}
        {!empty && !asTable && (
          <>
            <HistoryChart history={history} refusedUnixS={refused} summary={summary} />
            <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1.5 text-sm text-soft">
              {LEGEND.filter(({ when }) => present[when]).map(({ when, sign, text }) => (
                <li key={text} className="flex items-center gap-2">
                  <span aria-hidden="true" className={`inline-block shrink-0 ${sign}`} />
                  {say(when === "always" && !isRead ? "Closing values" : text)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Section>
  );
}
