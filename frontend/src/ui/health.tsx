/** How the application is, quietly when all is well, loudly when it is not. */
import type { Health } from "../evidence/health.ts";
import { count, counted, short } from "./format.ts";
import { useHealth } from "./queries.ts";

const CONSENSUS: Readonly<Record<string, string>> = {
  AUTHORITY: "one validator decides (Authority)",
  QUORUM: "a majority of validators decides (Quorum)",
  PRT: "disputes decide (PRT)",
};

/** What is wrong, or nothing. */
export function Alarms({ health }: { readonly health: Health }) {
  const wrong = health.wrongClaims ?? [];
  if (health.state === "ENABLED" && wrong.length === 0) return null;
  return (
    <div role="alert" className="card mb-5 border-2 border-false bg-false-wash p-4 text-false">
      {health.state !== "ENABLED" && (
        <p className="font-semibold">
          The node has stopped this application ({health.state}){health.reason ? `: ${health.reason}` : ""}. Its answers
          are not fresh; do not rely on them.
        </p>
      )}
      {wrong.map(({ epoch, submitter, claimed, computed, accepted }) => (
        <p key={`${epoch}.${submitter}.${claimed}`}>
          <strong>Wrong claim for epoch {count(epoch)}.</strong>{" "}
          {submitter === "" ? (
            "The consensus accepted"
          ) : (
            <>
              Validator <span className="font-mono">{short(submitter)}</span> claimed
            </>
          )}{" "}
          <span className="font-mono">{short(claimed)}</span>, this node computed{" "}
          <span className="font-mono">{short(computed)}</span>.{" "}
          {accepted ? "It was accepted: do not rely on outputs of this application." : "It was not accepted."}
        </p>
      ))}
    </div>
  );
}

/** The application in a line, and whatever is wrong with it. */
export function HealthPanel() {
  const { data } = useHealth();
  if (!data) return null;
  return (
    <>
      <Alarms health={data} />
      <p className="figures mb-5 max-w-3xl text-sm text-soft">
        {counted(data.processedInputs, "input")} processed. Epochs of {counted(data.epochLength, "block")};{" "}
        {CONSENSUS[data.consensusType] ?? data.consensusType}, contract{" "}
        <span className="code">{short(data.consensus)}</span>.{" "}
        {data.wrongClaims === undefined
          ? "This node does not list wrong claims."
          : data.wrongClaims.length === 0 && "No claim on chain differs from what this node computed."}
      </p>
    </>
  );
}
