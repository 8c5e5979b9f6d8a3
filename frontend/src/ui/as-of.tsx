/** The record as it stood at a moment: what the record keeps of it, and what this browser judges of the readings until then. */
import { useQuery } from "@tanstack/react-query";
import { toHex } from "@witness/protocol/bytes";
import type { AsOf as ProvenAsOf } from "@witness/protocol/record/as-of";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { type FormEvent, useId, useState } from "react";
import type { History } from "../history/history.ts";
import { dayOf, distanceOf, momentOf } from "../language/format.ts";
import { distanceTitle, LIFE, reasonText } from "../language/reasons.ts";
import { reasonSentence, say, sayWith } from "../language/say.ts";
import type { OwnAsOf } from "../own/as-of.ts";
import type { CarPlace } from "../places.ts";
import { useEvidence } from "./context.tsx";
import { Loading } from "./loading.tsx";
import { OutcomeChip } from "./outcome-chip.tsx";
import { Section } from "./page-frame.tsx";
import { Problem } from "./problem.tsx";
import type { Own } from "./use-own.ts";

/** A record as it stood. */
interface Stood {
  readonly momentUnixS: number;
  readonly proven: ProvenAsOf | undefined;
  readonly own: OwnAsOf | undefined;
}

/** What the record keeps of then. */
function Kept({ proven }: { readonly proven: ProvenAsOf | undefined }) {
  const { distance, isOpened = false, reasons = [] } = proven ?? {};
  const { grain, timeUnixS = 0, distanceHm = 0 } = distance ?? {};
  // Whether a fall was corrected since, these do not say: then it is called no more than a distance.
  const isLife = distanceTitle(reasons.map(({ reason }) => ({ code: reason, open: 1 }))) === LIFE;
  // The record's days are the world's, not the reader's.
  const at = say(
    "{grain, select, reading {at the newest reading, of {moment}} day {at the end of the day in UTC, {moment}} month {at the end of the month in UTC, {moment}} other {at the end of the year in UTC, {moment}}}",
    { grain: grain ?? "day", moment: momentOf(timeUnixS) },
  );
  return (
    <div className="mt-3 max-w-2xl">
      <h3 className="label">{say("What the record keeps of then")}</h3>
      <p className="figures mt-1">
        {distance
          ? isLife
            ? say("{distance} over the car's life, {at}.", { distance: distanceOf(distanceHm), at })
            : say("{distance}, {at}.", { distance: distanceOf(distanceHm), at })
          : isOpened
            ? say("No distance: it keeps days for two months, months for five years, and years.")
            : say("No distance that it may show you: the days before you are an earlier owner's.")}
      </p>
      {reasons.length > 0 && (
        <ul className="mt-1 list-disc space-y-1 pl-5">
          {reasons.map(({ reason, firstTimeUnixS }) => (
            <li key={reason}>
              {sayWith("{sentence} First on {day}. {reason}", {
                sentence: reasonSentence(reason),
                day: dayOf(firstTimeUnixS),
                reason: <span className="code">{reason}</span>,
              })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What this browser judges of the readings until then. */
function Judged({ own }: { readonly own: OwnAsOf }) {
  const { sequence, readUnixS, judgement } = own;
  const covered =
    judgement.coveredReadings === 0
      ? say("no reading in the covered period")
      : say("{readings, plural, one {# reading} other {# readings}} covered from {day}", {
          readings: judgement.coveredReadings,
          day: dayOf(judgement.coveredFromUnixS),
        });
  return (
    <div className="mt-4">
      <h3 className="label">{say("Judged in this browser, from the readings until then")}</h3>
      <p className="mt-1">
        <OutcomeChip judgement={judgement} by="browser" />
      </p>
      <p className="figures mt-2 max-w-2xl">
        {readUnixS === undefined
          ? say("No reading had come by then.")
          : say("{distance} at the reading of {moment}, in envelope no. {sequence, number}; {covered}.", {
              distance: distanceOf(judgement.distanceHm),
              moment: momentOf(readUnixS),
              sequence,
              covered,
            })}
      </p>
      {judgement.reasons.length > 0 && (
        <ul className="mt-1 list-disc space-y-1 pl-5">
          {judgement.reasons.map((reason) => (
            <li key={reason.code}>
              {reasonText(reason)} <span className="code">{reason.code}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface Props {
  readonly car: CarAnswer;
  readonly history: History;
  readonly own: Own;
  /** Its moment is the one that is shown. */
  readonly place: CarPlace;
  readonly onPlace: (place: CarPlace) => void;
}

/** A moment as an input for local times has it, to the second, and back. */
const asLocal = (unixS: number): string => {
  const offsetMs = new Date(unixS * 1_000).getTimezoneOffset() * 60_000;
  return new Date(unixS * 1_000 - offsetMs).toISOString().slice(0, 19);
};
const fromLocal = (text: string): number | undefined => {
  const ms = new Date(text).getTime();
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1_000);
};

const STEP_S = 3_600;

/**
 * Lets the reader choose a moment, which then stands in the address. The record keeps little of it; the readings, where this
 * browser has them, say all.
 */
export function AsOf({ car, history, own, place, onPlace }: Props) {
  const evidence = useEvidence();
  const names = { slider: useId(), exact: useId() };
  const { atUnixS } = place;
  const [wanted, setWanted] = useState(atUnixS);
  /** As it stands in the input, where a moment that is half typed may be centuries away. */
  const [typed, setTyped] = useState<string>();
  const isJudged = own.outcome?.result === "EQUAL";
  // How it stood does not change with what comes later.
  const asked = useQuery({
    queryKey: ["as-of", toHex(car.deviceId), atUnixS ?? null, isJudged],
    enabled: atUnixS !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async (): Promise<Stood> => {
      const momentUnixS = atUnixS ?? 0;
      const proven = evidence.asOf(car, momentUnixS);
      return { momentUnixS, proven, own: isJudged ? await own.asOf(momentUnixS) : undefined };
    },
  });
  const times = history.points.map(({ timeUnixS }) => timeUnixS);
  const [first, last] = [times.at(0), times.at(-1)];
  if (first === undefined || last === undefined || last <= first) return null;
  const moment = Math.min(Math.max(wanted ?? Math.round((first + last) / 2), first), last);
  const slide = (unixS: number): void => {
    setTyped(undefined);
    setWanted(unixS);
  };
  const type = (text: string): void => {
    setTyped(text);
    const unixS = fromLocal(text);
    if (unixS !== undefined && unixS >= first && unixS <= last) setWanted(unixS);
  };
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    if (moment === atUnixS) asked.refetch();
    else onPlace({ ...place, atUnixS: moment });
  };
  return (
    <Section id="as-of" title={say("As it stood earlier")}>
      <div className="card p-5">
        <form onSubmit={ask} className="flex flex-wrap items-end gap-4">
          <div className="min-w-56 flex-1">
            <label htmlFor={names.slider} className="label">
              {say("Until {moment}", { moment: momentOf(moment) })}
            </label>
            <input
              id={names.slider}
              type="range"
              min={first}
              max={last}
              step={STEP_S}
              value={moment}
              onChange={({ target }) => slide(Number(target.value))}
              aria-valuetext={momentOf(moment)}
              className="mt-2 h-8 w-full accent-petrol"
            />
          </div>
          <div>
            <label htmlFor={names.exact} className="label block">
              {say("To the second")}
            </label>
            <input
              id={names.exact}
              type="datetime-local"
              step={1}
              min={asLocal(first)}
              max={asLocal(last)}
              required
              value={typed ?? asLocal(moment)}
              onChange={({ target }) => type(target.value)}
              className="mt-1 min-h-9 rounded-md border border-edge bg-surface px-2"
            />
          </div>
          <button type="submit" className="button" aria-disabled={asked.isFetching}>
            {say("Show that moment")}
          </button>
        </form>
        <div aria-live="polite">
          {asked.isFetching && <Loading>{say("Judging the readings until then…")}</Loading>}
          {asked.error && <Problem error={asked.error} retry={() => asked.refetch()} />}
          {asked.data && !asked.isFetching && (
            <div data-testid="earlier">
              <p className="mt-4 font-medium">{momentOf(asked.data.momentUnixS)}</p>
              <Kept proven={asked.data.proven} />
              {asked.data.own ? (
                <Judged own={asked.data.own} />
              ) : (
                <p className="mt-3 max-w-2xl text-sm text-soft">
                  {say("The moment to the second is shown once this browser has read and judged the history.")}
                </p>
              )}
            </div>
          )}
        </div>
      </div>
    </Section>
  );
}
