/** The explorer; its lists are shown by `explorer-lists.tsx`. */
import { Link } from "wouter";
import { type Message, say, sayWith } from "../language/say.ts";
import { EXPLORER_LISTS, type ExplorerList, hrefOf, type Place } from "../places.ts";
import { useEvidence } from "./context.tsx";
import { EpochList, InputList, OutputList } from "./explorer-lists.tsx";
import { useGo } from "./going.ts";
import { HealthPanel } from "./health.tsx";
import { PageFrame } from "./page-frame.tsx";

const LISTS: Readonly<Record<ExplorerList, { readonly label: Message; readonly show: typeof InputList }>> = {
  inputs: { label: "Inputs", show: InputList },
  outputs: { label: "Outputs and proofs", show: OutputList },
  epochs: { label: "Epochs and claims", show: EpochList },
};

/** Inputs, outputs with proofs, epochs with claims: of this application, live. */
export function Explorer({ place }: { readonly place: Extract<Place, { readonly page: "explorer" }> }) {
  const { application, chainId } = useEvidence();
  const go = useGo();
  const { list, skip = 0 } = place;
  const Show = LISTS[list].show;
  return (
    <PageFrame
      title={say("Explorer")}
      lead={
        <p>
          {sayWith(
            "What went into the application and what came out, as its node tells it, newest first. Application {application} on chain {chainId}.",
            { chainId, application: <span className="code">{application}</span> },
          )}
        </p>
      }
    >
      <HealthPanel />
      <nav aria-label={say("Lists")} className="mb-5">
        <ul className="flex flex-wrap gap-2">
          {EXPLORER_LISTS.map((name) => (
            <li key={name}>
              <Link
                href={hrefOf({ page: "explorer", list: name })}
                aria-current={name === list ? "page" : undefined}
                className={`button text-sm ${name === list ? "bg-sunken" : "border-line font-normal text-soft"}`}
              >
                {say(LISTS[name].label)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Show skip={skip} onSkip={(rows) => go({ page: "explorer", list, ...(rows > 0 && { skip: rows }) })} />
    </PageFrame>
  );
}
