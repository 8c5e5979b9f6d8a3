/** How sure an answer is, in three steps, with a sentence for the step that is reached. */
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { Assurance } from "../evidence/assurance.ts";
import { shortBytes } from "./format.ts";
import { useAssurance, useTrouble } from "./queries.ts";
import { EPOCH_STATUS, wordFor } from "./words.ts";

const STEPS = ["stated", "pending", "settled"] as const;
const WORDS = { stated: "Stated", pending: "Pending", settled: "Settled" } as const;

function sentence(assurance: Assurance): string {
  switch (assurance.level) {
    case "stated":
      return "This is the word of the node that answered. It names a state that is not among the latest published ones; the page goes on looking.";
    case "pending":
      return `The node published the state it answered from as output ${assurance.output}. Its epoch ${assurance.epoch} is not settled yet (${wordFor(EPOCH_STATUS, assurance.status)}), so a validator could still be shown wrong.`;
    case "settled":
      return `The state that the node answered from is output ${assurance.output} of epoch ${assurance.epoch}. The application's contract accepted its proof, asked at block ${assurance.block}. That this answer was read from that state is still the node's word.`;
    case "contradicted":
      return `Do not rely on this answer: the contract did not accept the proof of output ${assurance.output}. ${assurance.reason}`;
  }
}

interface Props {
  readonly assurance: Assurance;
  readonly root: string;
  /** Said instead of the step's own sentence, while the page is still looking or cannot. */
  readonly instead?: string | undefined;
}

/** Shows how sure an answer is; it asks nothing. */
export function AssuranceSteps({ assurance, root, instead }: Props) {
  const reached = assurance.level === "contradicted" ? -1 : STEPS.indexOf(assurance.level);
  return (
    <div className="mt-6 border-t border-line pt-4" data-testid="assurance" data-level={assurance.level}>
      <h3 className="label">How sure is this answer?</h3>
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
              {WORDS[step]}
              {index < reached && <span className="sr-only"> (passed)</span>}
            </span>
          </li>
        ))}
      </ol>
      <p className={`mt-2 max-w-2xl text-sm ${assurance.level === "contradicted" ? "text-false" : "text-soft"}`}>
        {instead ?? sentence(assurance)}
      </p>
      <p className="mt-1 text-sm text-soft">
        State root <span className="code">{root}</span>
      </p>
    </div>
  );
}

/** Looks up how sure an answer is until that does not change any more. */
export function AssuranceLine({ car }: { readonly car: Pick<CarAnswer, "stateRoot" | "inputCount"> }) {
  const query = useAssurance(car);
  const trouble = useTrouble(query);
  const { data } = query;
  const looking = "This is the word of the node that answered. The page is looking for the state that it names.";
  const unable =
    trouble instanceof Error
      ? `This is the word of the node that answered. The page cannot look further now: ${trouble.message}`
      : undefined;
  return (
    <AssuranceSteps
      assurance={data ?? { level: "stated" }}
      root={shortBytes(car.stateRoot)}
      instead={data?.level === "settled" ? undefined : (unable ?? (data ? undefined : looking))}
    />
  );
}
