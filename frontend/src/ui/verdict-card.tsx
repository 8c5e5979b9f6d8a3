/** The result of a check: an outcome of the scale, why, both values, and how far the answer can be trusted. */

import { useEffect, useRef } from "react";
import type { Assurance } from "../evidence/assurance.ts";
import type { Checked } from "../evidence/evidence.ts";
import { checkReasonText } from "../language/check-reasons.ts";
import { dayOf, momentOf } from "../language/format.ts";
import { distanceTitle } from "../language/reasons.ts";
import { type Message, say } from "../language/say.ts";
import type { OwnOutcome } from "../own/outcome.ts";
import { AssuranceLine } from "./assurance-line.tsx";
import { duration } from "./format.ts";
import { ValidatorsLine } from "./health.tsx";
import { SIGNS, Sign } from "./icons.tsx";
import { Odometer } from "./odometer.tsx";
import { toneColours } from "./outcome-chip.tsx";
import { useAssurance } from "./queries.ts";
import { checkOutcome } from "./scale.ts";
import { checkWords } from "./words.ts";

/** How sure an answer is, in one line below its heading. The car's own word was verified before anything is shown. */
const TRAILS: Readonly<Record<Assurance["level"], Message>> = {
  stated: "Signed by the car → recorded by a node",
  pending: "Signed by the car → recorded, proof pending",
  settled: "Signed by the car → recorded → proven on chain",
  contradicted: "Signed by the car. The chain does not accept the record that it was compared with",
};

/** Shows a check. How sure it is may change after the check was made, so that is asked again. */
export function VerdictCard({
  checked,
  outcome,
}: {
  readonly checked: Checked;
  /** Of the judging in this browser. */
  readonly outcome: OwnOutcome | undefined;
}) {
  const { result, live, car } = checked;
  const { judgement } = car;
  const { kind, tone, heading } = checkOutcome(result, judgement);
  const { level } = useAssurance(car).data ?? { level: "stated" };
  const { gloss, advice } = checkWords(result.code, judgement.reasons, live.sequence === car.sequence);
  const [first, ...others] = result.reasons.map(checkReasonText);
  const covered =
    judgement.coveredReadings === 0
      ? say("No reading is in the covered period")
      : say("The verdict covers {readings, plural, one {# reading} other {# readings}} from {from} to {to}", {
          readings: judgement.coveredReadings,
          from: dayOf(judgement.coveredFromUnixS),
          to: dayOf(judgement.coveredToUnixS),
        });
  const card = useRef<HTMLElement>(null);
  // On a phone the result would land below the fold; whoever pressed the button wants to see it.
  // Newer browsers return a promise from scrollIntoView, and an effect may return nothing but its end.
  useEffect(() => {
    card.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <article
      ref={card}
      aria-labelledby="result"
      data-outcome={result.outcome}
      data-code={result.code}
      data-kind={kind}
      className="card overflow-hidden"
    >
      <div className={`flex items-center gap-4 border-b-2 p-5 ${toneColours(tone, level === "settled")}`}>
        <Sign sign={SIGNS[kind]} />
        <div>
          <h2 id="result" data-testid="verdict" className="text-2xl font-semibold">
            {heading}
          </h2>
          <p>{say(gloss)}</p>
          <p className="mt-1 text-sm">{say(TRAILS[level])}</p>
        </div>
      </div>
      <div className="p-5">
        <div data-testid="verdict-reason">
          <p className="max-w-2xl text-lg">{first}</p>
          {others.length > 0 && (
            <ul className="mt-2 max-w-2xl list-disc space-y-1 pl-5">
              {others.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          )}
        </div>
        <p className="mt-2 max-w-2xl text-soft">{say(advice)}</p>
        <dl className="mt-5 grid gap-5 sm:grid-cols-2">
          <div>
            <dt className="label">{say("The car says now")}</dt>
            <dd className="mt-1.5">
              <Odometer hm={result.liveOdometerHm} size="large" caption testId="value-live" />
              <p className="mt-1 text-sm text-soft">
                {say("Signed by the car for this check, {moment}. The signature was verified here.", {
                  moment: momentOf(live.timeUnixS),
                })}
              </p>
            </dd>
          </div>
          <div>
            <dt className="label">{say("Its record says")}</dt>
            <dd className="mt-1.5">
              <Odometer hm={result.recordOdometerHm} size="large" caption testId="value-record" />
              <p className="mt-1 text-sm text-soft">
                {judgement.readings === 0
                  ? say("No reading is in the record yet.")
                  : say("{what}. {covered}; the longest silence between two of the record is {silence}.", {
                      what: say(distanceTitle(judgement.reasons)),
                      covered,
                      silence: duration(judgement.longestSilenceS),
                    })}
              </p>
            </dd>
          </div>
        </dl>
        <AssuranceLine car={car} outcome={outcome} />
        <ValidatorsLine brief={true} />
      </div>
    </article>
  );
}
