/** The explorer; its lists are shown by `explorer-lists.tsx`. */
import { Link } from "wouter";
import { useEvidence } from "./context.tsx";
import { EpochList, InputList, OutputList } from "./explorer-lists.tsx";
import { HealthPanel } from "./health.tsx";
import { PageFrame } from "./page-frame.tsx";

const LISTS = {
  inputs: { label: "Inputs", href: "/explorer", show: InputList },
  outputs: { label: "Outputs and proofs", href: "/explorer/outputs", show: OutputList },
  epochs: { label: "Epochs and claims", href: "/explorer/epochs", show: EpochList },
} as const;

/** Inputs, outputs with proofs, epochs with claims: of this application, live. */
export function Explorer({ list }: { readonly list: string | undefined }) {
  const { application, chainId } = useEvidence();
  const shown = list === "outputs" || list === "epochs" ? list : "inputs";
  const Show = LISTS[shown].show;
  return (
    <PageFrame
      title="Explorer"
      lead={
        <p>
          What went into the application and what came out, as its node tells it, newest first. Application{" "}
          <span className="code">{application}</span> on chain {chainId}.
        </p>
      }
    >
      <HealthPanel />
      <nav aria-label="Lists" className="mb-5">
        <ul className="flex flex-wrap gap-2">
          {Object.entries(LISTS).map(([name, { label, href }]) => (
            <li key={name}>
              <Link
                href={href}
                aria-current={name === shown ? "page" : undefined}
                className={`button text-sm ${name === shown ? "bg-sunken" : "border-line font-normal text-soft"}`}
              >
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Show />
    </PageFrame>
  );
}
