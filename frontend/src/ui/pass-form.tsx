/** What an owner chooses for a pass, and what exactly it reveals. */
import { DISTANCE_BAND_HM, PASS_TEXT_MAX_BYTES } from "@witness/protocol/limits";
import type { RecordEvidence } from "@witness/protocol/pass/issue";
import { isPassText } from "@witness/protocol/pass/pass";
import { RECORD_FIELD_NAMES, type RecordField } from "@witness/protocol/record/fields";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { type FormEvent, useMemo, useState } from "react";
import type { Assurance } from "../evidence/assurance.ts";
import type { PassOrder } from "../evidence/pass.ts";
import { wholeDistance } from "../language/format.ts";
import { say, sayKnown } from "../language/say.ts";
import {
  CHOICES,
  type Choices,
  chosenFields,
  FIRST_CHOICES,
  ODOMETER_CHOICES,
  type OdometerChoice,
  offered,
  TERMS,
  toggled,
} from "../pass/choices.ts";
import { revealed } from "../pass/reveal.ts";
import { CLAIM_STEPS, claimSteps } from "../pass/standing.ts";
import { useEvidence } from "./context.tsx";
import { Sign } from "./icons.tsx";
import { Problem } from "./problem.tsx";
import { useAssurance } from "./queries.ts";

/** How far the claim on the record's state is. */
export function ClaimProgress({ assurance }: { readonly assurance: Assurance | undefined }) {
  const done = claimSteps(assurance);
  const isDone = done === CLAIM_STEPS.length;
  const next = CLAIM_STEPS[done];
  return (
    <div data-testid="pass-claim" data-done={done} className="mt-5">
      <p role="status">
        {isDone
          ? say("The chain has accepted the state of your record. The pass can be signed.")
          : say(
              "Nothing is signed yet: before the chain has accepted the state of your record, a pass proves nothing. Still to come: {next}.",
              { next: next ? say(next) : "" },
            )}
      </p>
      <progress
        className="mt-2 h-2 w-full accent-petrol"
        max={CLAIM_STEPS.length}
        value={done}
        aria-label={say("Steps to an accepted claim")}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly choices: Choices;
  readonly opened: readonly RecordField[];
  readonly hasVinEnd: boolean;
  readonly change: (choices: Choices) => void;
}

function ShownChoices({ choices, opened, hasVinEnd, change }: ChoiceProps) {
  const ways = Object.keys(ODOMETER_CHOICES) as OdometerChoice[];
  return (
    <>
      <fieldset>
        <legend className="font-semibold">{say("Odometer")}</legend>
        {ways.map((way) => (
          <label key={way} className="flex min-h-11 items-center gap-3">
            <input
              type="radio"
              name="odometer"
              className="size-5 shrink-0 accent-petrol"
              checked={choices.odometer === way}
              onChange={() => change({ ...choices, odometer: way })}
            />
            {say(ODOMETER_CHOICES[way], { step: wholeDistance(DISTANCE_BAND_HM) })}
          </label>
        ))}
      </fieldset>
      <fieldset className="mt-4">
        <legend className="font-semibold">{say("Also shown")}</legend>
        {offered(choices, opened, hasVinEnd).map((choice) => (
          <label key={choice} className="flex min-h-11 items-center gap-3">
            <input
              type="checkbox"
              className="size-5 shrink-0 accent-petrol"
              checked={choices.shown.includes(choice)}
              onChange={() => change(toggled(choices, choice))}
            />
            {say(CHOICES[choice].title)}
          </label>
        ))}
      </fieldset>
    </>
  );
}

interface TextProps {
  readonly name: string;
  readonly value: string;
  readonly change: (text: string) => void;
}

function TextField({ name, value, change }: TextProps) {
  return (
    <label className="mt-4 block">
      <span className="font-semibold">{name}</span>
      <input
        value={value}
        aria-invalid={!isPassText(value)}
        className="mt-1 min-h-11 w-full rounded-lg border border-edge bg-surface px-3"
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
      {!isPassText(value) && (
        <span className="mt-1 block text-false">
          {say("At most {bytes, number} bytes, and nothing but text.", { bytes: PASS_TEXT_MAX_BYTES })}
        </span>
      )}
    </label>
  );
}

interface Props {
  readonly car: CarAnswer;
  readonly record: RecordEvidence;
  readonly isMaking: boolean;
  readonly make: (order: PassOrder) => void;
}

const namesOf = ({ opening }: RecordEvidence): readonly RecordField[] =>
  opening.fields.map(({ field }) => RECORD_FIELD_NAMES[field] as RecordField);

/** The form, with the preview of what is revealed. */
export function PassForm({ car, record, isMaking, make }: Props) {
  const evidence = useEvidence();
  const [choices, setChoices] = useState(FIRST_CHOICES);
  const [purpose, setPurpose] = useState("");
  const [forWhom, setForWhom] = useState("");
  const [lastsS, setLastsS] = useState(TERMS[1]?.lastsS ?? 0);
  const { data: assurance, error } = useAssurance(car, true);
  const [opened, hasVinEnd] = [namesOf(record), record.vinEnd !== undefined];
  const fields = chosenFields(choices, offered(choices, opened, hasVinEnd));
  const named = fields.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the fields are a new list each time, their names are not
  const lines = useMemo(() => revealed(evidence.passes.preview(record, fields)), [evidence, record, named]);
  const isReady = assurance?.level === "settled" && isPassText(purpose) && isPassText(forWhom) && !isMaking;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isReady || assurance?.level !== "settled") return;
    const { output, epoch } = assurance;
    make({ car, fields, purpose, forWhom, lastsS, notice: { output, epoch } });
  };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-6 md:grid-cols-2">
      <div>
        <ShownChoices choices={choices} opened={opened} hasVinEnd={hasVinEnd} change={setChoices} />
        <TextField name={say("What for")} value={purpose} change={setPurpose} />
        <TextField name={say("For whom")} value={forWhom} change={setForWhom} />
        <fieldset className="mt-4">
          <legend className="font-semibold">{say("Until when")}</legend>
          <div className="flex flex-wrap gap-x-5">
            {TERMS.map((term) => (
              <label key={term.lastsS} className="flex min-h-11 items-center gap-3">
                <input
                  type="radio"
                  name="term"
                  className="size-5 shrink-0 accent-petrol"
                  checked={lastsS === term.lastsS}
                  onChange={() => setLastsS(term.lastsS)}
                />
                {say(term.title)}
              </label>
            ))}
          </div>
        </fieldset>
      </div>
      <div>
        <h3 id="pass-reveals" className="font-semibold">
          {say("Whoever has the link sees")}
        </h3>
        <dl aria-labelledby="pass-reveals" data-testid="pass-preview" className="mt-2 rounded-lg bg-sunken p-4">
          {lines.map(({ field, title, text }) => (
            <div key={field} data-field={field} className="mb-2 last:mb-0">
              <dt className="label">{say(title)}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-2 text-sm text-soft">
          {say(
            "And nothing else: no reading, no place, no name. What it is for and for whom can be read by whoever has the link, too.",
          )}
        </p>
        {assurance?.level === "contradicted" ? (
          <p role="alert" className="mt-5 flex items-start gap-2 text-false">
            <Sign sign="cross" />
            <span>
              {say("The chain contradicts the node, so no pass is made: {reason}", {
                reason: sayKnown(assurance.reason),
              })}
            </span>
          </p>
        ) : (
          <ClaimProgress assurance={assurance} />
        )}
        {error !== null && <Problem error={error} />}
        <button type="submit" className="button button-primary mt-4 min-h-13 w-full" aria-disabled={!isReady}>
          {say(isMaking ? "Waiting for your signature…" : "Sign the pass")}
        </button>
      </div>
    </form>
  );
}
