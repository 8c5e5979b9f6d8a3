/** How the application is: a line when all is well, an alarm when it is not. */
import type { Validators } from "../evidence/chain.ts";
import type { Health } from "../evidence/health.ts";
import { count, counted, short } from "./format.ts";
import { useHealth, useValidators } from "./queries.ts";

const CONSENSUS: Readonly<Record<string, string>> = {
  AUTHORITY: "one validator decides (Authority)",
  QUORUM: "a majority of validators decides (Quorum)",
  PRT: "disputes decide (PRT)",
};

/** Alarms for an application that stopped and for wrong claims; nothing when there are none. */
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

/** Who can read and decides what is settled. `brief` shortens the addresses. */
export function ValidatorList({ validators, brief }: { readonly validators: Validators; readonly brief: boolean }) {
  const { kind, addresses } = validators;
  return (
    <p data-testid="validators" className="mt-1 max-w-3xl text-sm text-soft">
      {kind === "Authority"
        ? `Settled by one validator${brief ? "" : " (Authority)"}: `
        : `Settled by a majority of ${count(addresses.length)} validators${brief ? "" : " (Quorum)"}: `}
      {addresses.map((address, index) => (
        <span key={address}>
          {index > 0 && ", "}
          <span className="code">{brief ? short(address) : address}</span>
        </span>
      ))}
      .
      {!brief &&
        " The consensus contract names them. Whoever re-runs the judging holds the key that reads; the chain cannot show who else was given it."}
    </p>
  );
}

/** Asks the chain for the validators, and shows them when it answers. */
export function ValidatorsLine({ brief }: { readonly brief: boolean }) {
  const { data } = useValidators();
  return data ? <ValidatorList validators={data} brief={brief} /> : null;
}

/** The application in a line, and whatever is wrong with it. */
export function HealthPanel() {
  const { data } = useHealth();
  if (!data) return null;
  return (
    <>
      <Alarms health={data} />
      <p className="figures max-w-3xl text-sm text-soft">
        {counted(data.processedInputs, "input")} processed. Epochs of {counted(data.epochLength, "block")};{" "}
        {CONSENSUS[data.consensusType] ?? data.consensusType}, contract{" "}
        <span className="code">{short(data.consensus)}</span>.{" "}
        {data.wrongClaims === undefined
          ? "This node does not list wrong claims."
          : data.wrongClaims.length === 0 && "No claim on chain differs from what this node computed."}
      </p>
      <div className="mb-5">
        <ValidatorsLine brief={false} />
      </div>
    </>
  );
}
