/** The record as it stood earlier: the same question, bounded by an envelope's number. */
import { useMutation } from "@tanstack/react-query";
import { fromHex } from "@witness/protocol/bytes";
import type { Judgement } from "@witness/protocol/judge/judgement";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { type FormEvent, useId, useState } from "react";
import type { History } from "../history/history.ts";
import { kilometres } from "../kilometres.ts";
import { reasonWords } from "../reason-words.ts";
import { useEvidence, useSignIn } from "./context.tsx";
import { count, counted, dayOf, momentOf } from "./format.ts";
import { Loading } from "./loading.tsx";
import { Section } from "./page-frame.tsx";
import { Problem } from "./problem.tsx";
import type { Own } from "./use-own.ts";
import { VerdictChip } from "./verdict-chip.tsx";

/** What the record said then. */
function Earlier({ sequence, judgement, isOwn }: Stood) {
  return (
    <div className="mt-4">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        After envelope no. {count(sequence)}: <VerdictChip verdict={judgement.verdict} isOwn={isOwn} />
      </p>
      <p className="figures mt-2 max-w-2xl">
        {counted(judgement.coveredReadings, "reading")} from {dayOf(judgement.coveredFromUnixS)} to{" "}
        {momentOf(judgement.coveredToUnixS)}; the distance was {kilometres(judgement.distanceHm)}.
      </p>
      {judgement.reasons.length > 0 && (
        <ul className="mt-1 list-disc space-y-1 pl-5">
          {judgement.reasons.map((reason) => (
            <li key={reason.code}>
              {reasonWords(reason)} <span className="code">{reason.code}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-2 max-w-2xl text-sm text-soft">
        {isOwn
          ? "Judged in this browser, from the readings that it read and proved."
          : "This is the word of the node that answered."}
      </p>
    </div>
  );
}

/** A record as it stood. */
interface Stood {
  readonly sequence: number;
  readonly judgement: Judgement;
  /** Judged in this browser. */
  readonly isOwn: boolean;
}

interface Props {
  readonly id: string;
  readonly car: CarAnswer;
  readonly history: History;
  readonly own: Own;
}

/** The record as it stood: judged here when this browser has the readings, else the node's word. */
export function AsOf({ id, car, history, own }: Props) {
  const evidence = useEvidence();
  const { signedIn } = useSignIn();
  const slider = useId();
  const [wanted, setWanted] = useState<number>();
  const asking = useMutation({
    mutationFn: async (sequence: number): Promise<Stood> => {
      if (!signedIn) throw new Error("A record is asked for after signing in only.");
      const isHere = own.outcome?.result === "EQUAL" && sequence <= own.outcome.sequence;
      const judged = isHere ? await own.asOf(sequence) : undefined;
      if (judged) return { ...judged, isOwn: true };
      const { sequence: last, judgement } = await evidence.carAsOf(signedIn, fromHex(id), sequence);
      return { sequence: last, judgement, isOwn: false };
    },
  });
  const first = history.points[0]?.sequence ?? 1;
  if (car.sequence <= first) return null;
  const sequence = Math.min(wanted ?? Math.round((first + car.sequence) / 2), car.sequence);
  const point = history.points.findLast((each) => each.sequence !== undefined && each.sequence <= sequence);
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    if (!asking.isPending) asking.mutate(sequence);
  };
  return (
    <Section id="as-of" title="As it stood earlier">
      <div className="card p-5">
        <form onSubmit={ask} className="flex flex-wrap items-end gap-4">
          <div className="min-w-56 flex-1">
            <label htmlFor={slider} className="label">
              After envelope no. {count(sequence)}
              {point ? `, ${dayOf(point.timeUnixS)}` : ""}
            </label>
            <input
              id={slider}
              type="range"
              min={first}
              max={car.sequence}
              value={sequence}
              onChange={({ target }) => setWanted(Number(target.value))}
              aria-valuetext={`Envelope ${sequence}${point ? `, ${dayOf(point.timeUnixS)}` : ""}`}
              className="mt-2 h-8 w-full accent-petrol"
            />
          </div>
          <button type="submit" className="button" aria-disabled={asking.isPending}>
            Ask for that record
          </button>
        </form>
        <div aria-live="polite">
          {asking.isPending && <Loading>Asking for the earlier record…</Loading>}
          {asking.error && <Problem error={asking.error} />}
          {asking.data && !asking.isPending && (
            <div data-testid="earlier">
              <Earlier {...asking.data} />
            </div>
          )}
        </div>
      </div>
    </Section>
  );
}
