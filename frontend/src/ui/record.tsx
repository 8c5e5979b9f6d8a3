/** What a record holds besides its readings: verdict with reasons, coverage, gaps, refusals. */
import { toHex } from "@witness/protocol/bytes";
import type { Judgement } from "@witness/protocol/judge/judgement";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { Refusal } from "@witness/protocol/wire/report";
import { decisiveFirst } from "@witness/verify/reason-words";
import type { ReactNode } from "react";
import type { History } from "../history/history.ts";
import { count, distanceOf, momentOf } from "../language/format.ts";
import { distanceTitle, reasonText } from "../language/reasons.ts";
import { type Message, say, sayWith } from "../language/say.ts";
import { duration, troubleCode } from "./format.ts";
import { Section } from "./page-frame.tsx";
import { Cell, type Column, Table } from "./table.tsx";
import { refusalWords, VERDICT_WORDS } from "./words.ts";

function Fact({ term, children }: { readonly term: Message; readonly children: ReactNode }) {
  return (
    <div className="border-t border-line py-3">
      <dt className="label">{say(term)}</dt>
      <dd className="figures mt-0.5">{children}</dd>
    </div>
  );
}

/** The distance, and what of it the dial does not show. */
const lifetime = ({ distanceHm, offsetHm }: Judgement): string =>
  offsetHm === 0
    ? distanceOf(distanceHm)
    : say("{distance}, {offset} more than the dial", {
        distance: distanceOf(distanceHm),
        offset: distanceOf(offsetHm),
      });

/** The verdict on the record, with the code of every reason, and what it rests on. */
export function RecordFacts({ car }: { readonly car: CarAnswer }) {
  const { judgement } = car;
  const some = judgement.readings > 0;
  return (
    <Section id="record" title={say("What the verdict rests on")}>
      <div className="card px-5 pb-2 pt-5">
        <p className="font-medium">{say(VERDICT_WORDS[judgement.verdict])}</p>
        {judgement.reasons.length > 0 && (
          <ul className="mt-2 list-disc space-y-1 pl-5">
            {decisiveFirst(judgement.reasons).map((reason) => (
              <li key={reason.code}>
                {reasonText(reason)} <span className="code">{reason.code}</span>
              </li>
            ))}
          </ul>
        )}
        <dl className="mt-4 grid gap-x-8 sm:grid-cols-2 lg:grid-cols-3">
          <Fact term="Covered period, of which the verdict speaks">
            {judgement.coveredReadings > 0
              ? say("{from} to {to}, {readings, plural, one {# reading} other {# readings}}", {
                  from: momentOf(judgement.coveredFromUnixS),
                  to: momentOf(judgement.coveredToUnixS),
                  readings: judgement.coveredReadings,
                })
              : say("none yet")}
          </Fact>
          <Fact term="Readings that go on from each other">{count(judgement.readings)}</Fact>
          <Fact term="Longest silence between two readings">
            {some ? duration(judgement.longestSilenceS) : say("none")}
          </Fact>
          <Fact term={distanceTitle(judgement.reasons)}>{some ? lifetime(judgement) : say("none yet")}</Fact>
          <Fact term="Trouble codes that are set">
            {car.activeTroubleCodes.length > 0 ? car.activeTroubleCodes.map(troubleCode).join(", ") : say("none")}
          </Fact>
          <Fact term="Signs of a copied key">{car.forks === 0 ? say("none") : count(car.forks)}</Fact>
          <Fact term="Registered">{momentOf(car.registeredAtUnixS)}</Fact>
          <Fact term="Last envelope">
            {sayWith("no. {sequence}, link {link}", {
              sequence: count(car.sequence),
              link: <span className="code">{toHex(car.link).slice(0, 16)}…</span>,
            })}
          </Fact>
          <Fact term="Answered after">
            {say("{inputs, plural, one {# input} other {# inputs}}, {moment}", {
              inputs: car.inputCount,
              moment: momentOf(car.timeUnixS),
            })}
          </Fact>
        </dl>
      </div>
    </Section>
  );
}

function span(fromUnixS: number | undefined, toUnixS: number | undefined): string {
  if (fromUnixS === undefined || toUnixS === undefined) return "";
  const [from, to] = [momentOf(fromUnixS), momentOf(toUnixS)];
  return from === to ? say(", about {from}", { from }) : say(", between {from} and {to}", { from, to });
}

/** Where envelopes are missing. */
export function GapList({
  history,
  car,
  isRead,
}: {
  readonly history: History;
  readonly car: CarAnswer;
  /** The history is what this browser read. */
  readonly isRead: boolean;
}) {
  const { sequence, unreadableEnvelopes: unreadable } = car;
  const gap = car.judgement.reasons.find(({ code }) => code === "gap");
  const some = isRead ? history.missing.length > 0 : gap !== undefined;
  return (
    <Section id="gaps" title={say("Missing envelopes")}>
      {some && !isRead && gap && (
        <p className="max-w-2xl text-soft">
          {say("The record says so: {gap} Which numbers they are is shown once this browser has read the history.", {
            gap: reasonText(gap),
          })}
        </p>
      )}
      {!some && (
        <p className="text-soft">
          {sequence === 0
            ? say("No envelope is in the record yet.")
            : say("None up to no. {sequence, number}, where this record ends.", { sequence })}{" "}
          {say(
            "An envelope is one signed message with many readings. Whether the car has signed more since, Check now asks the car.",
          )}
        </p>
      )}
      {some && isRead && (
        <ul className="max-w-3xl list-disc space-y-1.5 pl-5">
          {history.missing.map(({ afterSequence, beforeSequence, envelopes, fromUnixS, toUnixS }) => (
            <li key={beforeSequence}>
              {envelopes === 1
                ? say(
                    "No. {first, number} is not in the record: lost or skipped{when}. The car said so itself and went on in a new session.",
                    { first: afterSequence + 1, when: span(fromUnixS, toUnixS) },
                  )
                : say(
                    "No. {first, number} to {last, number} are not in the record: {n, number} numbers, lost, skipped, or refused because one before them was missing{when}. The car said so itself and went on in a new session.",
                    {
                      first: afterSequence + 1,
                      last: beforeSequence - 1,
                      n: envelopes,
                      when: span(fromUnixS, toUnixS),
                    },
                  )}
            </li>
          ))}
        </ul>
      )}
      {unreadable > 0 && (
        <p className="mt-2 text-soft">
          {say(
            "{n, plural, one {# envelope} other {# envelopes}} came in signed and in order, but could not be read.",
            {
              n: unreadable,
            },
          )}
        </p>
      )}
    </Section>
  );
}

interface Row {
  readonly first: Refusal;
  readonly last: Refusal;
  readonly times: number;
}

/** Neighbours that were refused for the same reason, told in one line; newest first. */
export function groupRefusals(refusals: readonly Refusal[]): readonly Row[] {
  const rows: Row[] = [];
  for (const refusal of refusals) {
    const row = rows.at(-1);
    const same = row?.last.code === refusal.code && row.last.registration === refusal.registration;
    if (row && same) rows[rows.length - 1] = { first: row.first, last: refusal, times: row.times + 1 };
    else rows.push({ first: refusal, last: refusal, times: 1 });
  }
  return rows.reverse();
}

const COLUMNS: readonly Column[] = [
  { title: "When" },
  { title: "Envelope" },
  { title: "Times", kind: "number" },
  { title: "Why" },
];

const numbers = ({ first, last }: Row): string => {
  if (first.registration) return say("registration");
  return first.sequence === last.sequence
    ? say("no. {first, number}", { first: first.sequence })
    : say("no. {first, number} to {last, number}", { first: first.sequence, last: last.sequence });
};

/** What was refused in this car's name: none of it is in the record as a reading. */
export function RefusalList({ car }: { readonly car: CarAnswer }) {
  const rows = groupRefusals(car.refusals);
  return (
    <Section id="refusals" title={say("What was refused in this car's name")}>
      {rows.length === 0 ? (
        <p className="max-w-2xl text-soft">
          {say("Nothing that came to the chain. What a relay refuses is never paid for and does not get there.")}
        </p>
      ) : (
        <>
          <p className="mb-3 max-w-2xl text-soft">
            {car.forks === 0
              ? say("None of these entered the record.")
              : say(
                  "None of these entered the record as readings. Two envelopes under one number, signed with this car's key, are evidence that turned the verdict.",
                )}
          </p>
          <div className="card">
            <Table name={say("Refusals")} columns={COLUMNS}>
              {rows.map((row) => (
                <tr key={`${row.first.inputIndex}.${row.first.index}.${row.first.registration}`}>
                  <th scope="row">{momentOf(row.last.timeUnixS)}</th>
                  <Cell label={say("Envelope")}>{numbers(row)}</Cell>
                  <Cell label={say("Times")} number={true}>
                    {count(row.times)}
                  </Cell>
                  <Cell label={say("Why")}>
                    {refusalWords(row.first.code)} <span className="code">{row.first.code}</span>
                  </Cell>
                </tr>
              ))}
            </Table>
          </div>
        </>
      )}
    </Section>
  );
}
