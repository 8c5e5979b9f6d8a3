/** How sure an answer is, in three steps, with a sentence for the step that is reached. */
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { Assurance } from "../evidence/assurance.ts";
import { momentOf } from "../language/format.ts";
import { type Message, say, sayKnown, sayWith } from "../language/say.ts";
import type { OwnOutcome } from "../own/outcome.ts";
import { shortBytes } from "./format.ts";
import { assuranceWords } from "./own-words.ts";
import { told } from "./problem.tsx";
import { useAssurance, useTrouble } from "./queries.ts";
import { EPOCH_STATUS, wordFor } from "./words.ts";

const STEPS: readonly Message[] = ["Signed by the car", "Recorded", "Proven on chain"];
/** The step that is reached. */
const REACHED: Readonly<Record<Assurance["level"], number>> = { stated: 1, pending: 1, settled: 2, contradicted: -1 };

function sentence(assurance: Assurance, timeUnixS: number, own: string): string {
  switch (assurance.level) {
    case "stated":
      return say(
        "This is the word of the node that answered. What it answered from is not among the latest records that it published; the page goes on looking.",
      );
    case "pending":
      return say(
        "The node has published the records that it answered from. They are not settled yet ({status}), so a validator could still be shown wrong.",
        { status: wordFor(EPOCH_STATUS, assurance.status) },
      );
    case "settled":
      return assurance.isLatest
        ? say(
            "This answer is settled: its own proof opens odometer, verdict and head in records that the application's contract on the chain accepted, and the chain has accepted no later ones. {own}",
            { own },
          )
        : say(
            "This answer is settled: its own proof opens odometer, verdict and head in records that the application's contract on the chain accepted. They are of {moment}; the chain has accepted newer ones since, so ask again. {own}",
            { moment: momentOf(timeUnixS), own },
          );
    case "contradicted":
      return say(
        "Do not rely on this answer: the contract on the chain did not accept the proof of the records that it was read from. {reason}",
        { reason: sayKnown(assurance.reason) },
      );
  }
}

/** Where an auditor finds what the sentence speaks of. */
function place(assurance: Assurance): string {
  if (assurance.level === "stated") return "";
  const { output, epoch } = assurance;
  return assurance.level === "settled"
    ? say(", output {output, number} of epoch {epoch, number}, asked at block {block, number}", {
        output,
        epoch,
        block: assurance.block,
      })
    : say(", output {output, number} of epoch {epoch, number}", { output, epoch });
}

interface Props {
  readonly assurance: Assurance;
  readonly root: string;
  /** The latest block that the answer knows of. */
  readonly timeUnixS: number;
  /** What this browser's own judgement adds. */
  readonly own: string;
  /** Said instead of the step's own sentence, while the page is still looking or cannot. */
  readonly instead?: string | undefined;
}

/** Shows how sure an answer is; it asks nothing. */
export function AssuranceSteps({ assurance, root, timeUnixS, own, instead }: Props) {
  const reached = REACHED[assurance.level];
  return (
    <div className="mt-6 border-t border-line pt-4" data-testid="assurance" data-level={assurance.level}>
      <h3 className="label">{say("How sure is this answer?")}</h3>
      <ol className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        {STEPS.map((step, index) => (
          <li key={step} className="flex items-center gap-2" aria-current={index === reached ? "step" : undefined}>
            {index > 0 && <span aria-hidden="true" className="h-px w-5 bg-edge sm:w-8" />}
            <span
              className={
                index === reached
                  ? "rounded-full border border-copper px-2.5 py-0.5 font-semibold text-copper"
                  : "px-1 text-soft"
              }
            >
              {say(step)}
              {index < reached && <span className="sr-only"> ({say("passed")})</span>}
            </span>
          </li>
        ))}
      </ol>
      <p className={`mt-2 max-w-2xl text-sm ${assurance.level === "contradicted" ? "text-false" : "text-soft"}`}>
        {instead ?? sentence(assurance, timeUnixS, own)}
      </p>
      <details className="mt-1 text-sm text-soft">
        <summary className="min-h-8 cursor-pointer py-1">{say("For an auditor")}</summary>
        <p>
          {sayWith("State root {root}{place}", { place: place(assurance), root: <span className="code">{root}</span> })}
        </p>
      </details>
    </div>
  );
}

/** Looks up how sure an answer is until that does not change any more. */
export function AssuranceLine({
  car,
  outcome,
}: {
  readonly car: Pick<CarAnswer, "stateRoot" | "inputCount" | "timeUnixS" | "sequence">;
  /** Of the judging in this browser, as far as it has one. */
  readonly outcome: OwnOutcome | undefined;
}) {
  const query = useAssurance(car);
  const trouble = useTrouble(query);
  const { data } = query;
  const looking = say(
    "This is the word of the node that answered. The page is looking for the records that it answered from.",
  );
  const unable =
    trouble instanceof Error
      ? say("This is the word of the node that answered. The page cannot look further now. {why}", {
          why: told(trouble).sentence,
        })
      : undefined;
  return (
    <AssuranceSteps
      assurance={data ?? { level: "stated" }}
      root={shortBytes(car.stateRoot)}
      timeUnixS={car.timeUnixS}
      own={assuranceWords(outcome, car.sequence)}
      instead={data?.level === "settled" ? undefined : (unable ?? (data ? undefined : looking))}
    />
  );
}
