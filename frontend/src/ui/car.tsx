/** One car: check it now, and everything that its record holds. */
import { useMutation } from "@tanstack/react-query";
import { equal, fromHex } from "@witness/protocol/bytes";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { useMemo } from "react";
import { Link } from "wouter";
import type { Checked } from "../evidence/evidence.ts";
import type { DemoCar } from "../evidence/fleet.ts";
import { closingHistory } from "../history/closing-history.ts";
import { count, roundDistance } from "../language/format.ts";
import { type Message, say, sayWith } from "../language/say.ts";
import type { OwnSubject } from "../own/client.ts";
import { CAR_TABS, type CarPlace, type CarTab, hrefOf } from "../places.ts";
import { envelopesOnTheirWay } from "./arriving.ts";
import { AsOf } from "./as-of.tsx";
import { useEvidence, useSignIn } from "./context.tsx";
import { Earlier } from "./earlier.tsx";
import { useGo } from "./going.ts";
import { HistorySection } from "./history-section.tsx";
import { inTime } from "./in-time.ts";
import { Loading } from "./loading.tsx";
import { Odometer } from "./odometer.tsx";
import { OutcomeChip } from "./outcome-chip.tsx";
import { OwnJudgement } from "./own.tsx";
import { PageFrame, Section } from "./page-frame.tsx";
import { Passes } from "./passes.tsx";
import { Problem } from "./problem.tsx";
import { isUnknownCar, useAssurance, useCar, useGarage, useTrouble } from "./queries.ts";
import { GapList, RecordFacts, RefusalList } from "./record.tsx";
import { type Own, useOwn } from "./use-own.ts";
import { VerdictCard } from "./verdict-card.tsx";
import { MODES, TIER_WORDS } from "./words.ts";

function Title({ car }: { readonly car: CarAnswer }) {
  const { make, model, modelYear } = car.vehicle;
  return (
    <>
      {make} {model} <span className="text-soft">{modelYear}</span>
    </>
  );
}

/** By how much a simulated odometer is turned back. */
const TURNED_BACK_HM = 400_000;

/** What the simulator says of its own car, and what the relay answered to it. */
function Simulated({ car }: { readonly car: DemoCar | undefined }) {
  const simulated = car && MODES[car.mode];
  if (!simulated) return null;
  const answered = car.answered.map(({ code, count: times }) => `${count(times)} × ${code}`);
  return (
    <div className="mt-5 max-w-3xl border-l-2 border-dashed border-copper pl-4 text-soft">
      <p>
        <span className="font-medium text-copper">{say("Simulated: {title}.", { title: say(simulated.title) })}</span>{" "}
        {say(simulated.expect, { apart: roundDistance(TURNED_BACK_HM) })}
      </p>
      {answered.length > 0 && (
        <p className="mt-1 text-sm">
          {sayWith("The relay answered to what it sent: {answers}", {
            answers: <span className="code">{answered.join(", ")}</span>,
          })}
        </p>
      )}
    </div>
  );
}

/** Whether a record says something else than it did, or more. */
const hasChanged = (before: CarAnswer, now: CarAnswer): boolean =>
  now.inputCount >= before.inputCount && (!equal(before.link, now.link) || before.forks !== now.forks);

/** A car answers in a second; the page's server gives each of the two questions up after 30 s. */
const CHECK_WITHIN_MS = 65_000;

interface PanelProps {
  readonly id: string;
  readonly car: CarAnswer;
  /** The judging in this browser. */
  readonly own: Own;
  /** Envelopes that are known to be on their way to the record. */
  readonly onTheirWay: number;
  /** Whether that is not known yet. */
  readonly unknown: boolean;
}

/** The record's outcome where this browser came to the same: proven once the chain has accepted what was compared. */
function JudgedChip({ car, judged }: { readonly car: CarAnswer; readonly judged: OwnSubject }) {
  const { level } = useAssurance(judged, true).data ?? { level: "stated" };
  return <OutcomeChip judgement={car.judgement} by={level === "settled" ? "proven" : "both"} />;
}

interface ChipProps {
  readonly car: CarAnswer;
  readonly own: Own;
  readonly arriving: boolean;
}

function RecordChip({ car, own, arriving }: ChipProps) {
  const { judged, outcome } = own;
  const isSame = outcome?.result === "EQUAL" && outcome.sequence === car.sequence;
  if (judged && isSame && !arriving) return <JudgedChip car={car} judged={judged} />;
  return <OutcomeChip judgement={car.judgement} arriving={arriving} by={isSame ? "both" : "node"} />;
}

function CheckPanel({ id, car, own, onTheirWay, unknown }: PanelProps) {
  const { outcome } = own;
  const evidence = useEvidence();
  const { signedIn } = useSignIn();
  const check = useMutation<Checked>({
    mutationFn: () => {
      if (!signedIn) throw new Error("A car is checked after signing in only.");
      return inTime(evidence.checkNow(signedIn, fromHex(id)), CHECK_WITHIN_MS);
    },
  });
  return (
    <>
      <div className="card flex flex-wrap items-center justify-between gap-3 p-4 sm:gap-5 sm:p-5">
        <div>
          <p className="label">{say("Distance in the record")}</p>
          <div className="mt-1.5">
            <Odometer hm={car.judgement.distanceHm} size="large" />
          </div>
          <div className="mt-2 sm:mt-3">
            <RecordChip car={car} own={own} arriving={unknown || onTheirWay > 0} />
          </div>
          {onTheirWay > 0 && (
            <p className="mt-2 text-sm text-soft">
              {say(
                "{envelopes, plural, one {# envelope that the relay took is} other {# envelopes that the relay took are}} not in the record yet.",
                { envelopes: onTheirWay },
              )}
            </p>
          )}
        </div>
        <div className="w-full sm:w-72">
          <button
            type="button"
            data-testid="check-now"
            className="button button-primary min-h-13 w-full text-lg"
            // A button that is disabled while it works would drop the focus.
            aria-disabled={check.isPending}
            onClick={() => check.isPending || check.mutate()}
          >
            {say(check.isPending ? "Checking…" : "Check now")}
          </button>
          <p className="mt-2 text-sm text-soft">
            {say("Asks the car for a fresh signed value, asks the back-end for the record, and compares.")}
          </p>
          <Link href={hrefOf({ page: "car", id, tab: "passes" })} className="button mt-3 w-full">
            {say("Show it to a buyer")}
          </Link>
        </div>
      </div>
      {/* Present before there is anything to say, so that the result is read out when it comes. */}
      <div aria-live="polite" aria-busy={check.isPending} className="mt-4">
        {check.isPending && <Loading>{say("Asking the car and the record…")}</Loading>}
        {check.error && <Problem error={check.error} />}
        {check.data && !check.isPending && <VerdictCard checked={check.data} outcome={outcome} />}
        {check.data && !check.isPending && hasChanged(check.data.car, car) && (
          <p className="mt-3 text-open">
            {say("The record has gone on since this check. Check again to compare with it.")}
          </p>
        )}
      </div>
    </>
  );
}

const TAB_LABELS: Readonly<Record<CarTab, Message>> = {
  overview: "Overview",
  history: "History",
  evidence: "Evidence",
  passes: "Passes",
};

/** The parts of a car's page, each with an address of its own. */
function Tabs({ id, tab }: Pick<CarPlace, "id" | "tab">) {
  return (
    <nav aria-label={say("This car")} className="mb-4 overflow-x-auto border-b border-line sm:mb-6">
      <ul className="flex gap-1">
        {CAR_TABS.map((each) => (
          <li key={each}>
            <Link
              href={hrefOf({ page: "car", id, tab: each })}
              aria-current={each === tab ? "page" : undefined}
              className={`flex min-h-11 items-center border-b-2 px-2.5 font-medium whitespace-nowrap sm:px-3 ${each === tab ? "border-copper text-ink" : "border-transparent text-soft hover:text-ink"}`}
            >
              {say(TAB_LABELS[each])}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Record({ place, car }: { readonly place: CarPlace; readonly car: CarAnswer }) {
  const { id, tab } = place;
  const go = useGo();
  // Judged once, whatever tab is open.
  const own = useOwn(id, car);
  const read = own.outcome && own.outcome.history.points.length > 0 ? own.outcome.history : undefined;
  const history = useMemo(() => read ?? closingHistory(car), [read, car]);
  const garage = useGarage();
  const demo = garage.data?.find(({ deviceId }) => deviceId === id);
  // Before the fleet has said what the car sent, nobody knows whether all of it is here.
  const unknown = garage.isPending && garage.failureCount === 0;
  const onPlace = (change: CarPlace): void => go(change, { replace: true });
  const shown = (
    <HistorySection car={car} history={history} isRead={read !== undefined} place={place} onPlace={onPlace} />
  );
  return (
    <>
      <Tabs id={id} tab={tab} />
      {/* A check that was made stays while the reader looks at another tab. */}
      <div hidden={tab !== "overview"}>
        <CheckPanel
          id={id}
          car={car}
          own={own}
          onTheirWay={demo ? envelopesOnTheirWay(demo, car, history.missing) : 0}
          unknown={unknown}
        />
      </div>
      {tab === "overview" && (
        <>
          <Simulated car={demo} />
          <OwnJudgement own={own} sequence={car.sequence} />
          {shown}
        </>
      )}
      {tab === "history" && (
        <>
          {shown}
          <AsOf car={car} history={history} own={own} place={place} onPlace={onPlace} />
        </>
      )}
      {tab === "passes" && <Passes id={id} />}
      {tab === "evidence" && (
        <>
          <RecordFacts car={car} />
          <GapList history={history} car={car} isRead={read !== undefined} />
          <RefusalList car={car} />
        </>
      )}
    </>
  );
}

/** What an owner reads under a number that is none of their cars'. Another's car reads the same as none at all. */
function UnknownCar({ id }: { readonly id: string }) {
  return (
    <PageFrame title={say("Car")}>
      <div role="alert" className="card p-4">
        <p className="font-medium">{say("None of your cars has this number.")}</p>
        <p className="mt-1 font-mono text-xs text-soft">car-unknown</p>
        <Link href={hrefOf({ page: "garage" })} className="button mt-3">
          {say("Go to your cars")}
        </Link>
      </div>
      <Earlier id={id} />
    </PageFrame>
  );
}

/** The page of one car. */
export function Car({ place }: { readonly place: CarPlace }) {
  const { id } = place;
  const query = useCar(id);
  const trouble = useTrouble(query);
  const car = query.data;
  const back = (
    <Link href={hrefOf({ page: "garage" })} className="link">
      {say("All your cars")}
    </Link>
  );
  if (!car && isUnknownCar(trouble)) return <UnknownCar key={id} id={id} />;
  if (!car) {
    return (
      <PageFrame title={say("Car")} lead={back}>
        {trouble === null ? (
          <Loading>{say("Asking for the car's record…")}</Loading>
        ) : (
          <Problem error={trouble} retry={() => query.refetch()} />
        )}
      </PageFrame>
    );
  }
  const { make, model, modelYear } = car.vehicle;
  return (
    <PageFrame
      title={`${make} ${model} ${modelYear}`}
      heading={<Title car={car} />}
      lead={
        <p>
          {sayWith("{back} · device {id} · {tier}", {
            back,
            id: <span className="code">{id}</span>,
            tier: say(TIER_WORDS[car.keyTier]),
          })}
        </p>
      }
    >
      {trouble !== null && (
        <Section id="stale" title={say("The record below is not fresh")}>
          <Problem error={trouble} retry={() => query.refetch()} />
        </Section>
      )}
      <Record key={id} place={place} car={car} />
    </PageFrame>
  );
}
