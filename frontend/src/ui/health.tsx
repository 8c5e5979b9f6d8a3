/** How the application is: a line when all is well, an alarm when it is not. */
import type { Validators } from "../evidence/chain.ts";
import type { Health } from "../evidence/health.ts";
import { count } from "../language/format.ts";
import { type Message, say, sayWith } from "../language/say.ts";
import { short } from "./format.ts";
import { useHealth, useValidators } from "./queries.ts";
import { wordFor } from "./words.ts";

const CONSENSUS: Readonly<Record<string, Message>> = {
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
          {sayWith(
            "The node has stopped this application ({state}){why}. Its answers are not fresh; do not rely on them.",
            { state: health.state, why: health.reason ? `: ${health.reason}` : "" },
          )}
        </p>
      )}
      {wrong.map(({ epoch, submitter, claimed, computed, accepted }) => (
        <p key={`${epoch}.${submitter}.${claimed}`}>
          <strong>{say("Wrong claim for epoch {epoch}.", { epoch: count(epoch) })}</strong>{" "}
          {sayWith(
            submitter === ""
              ? "The consensus accepted {claimed}, this node computed {computed}."
              : "Validator {submitter} claimed {claimed}, this node computed {computed}.",
            {
              submitter: <span className="font-mono">{short(submitter)}</span>,
              claimed: <span className="font-mono">{short(claimed)}</span>,
              computed: <span className="font-mono">{short(computed)}</span>,
            },
          )}{" "}
          {say(accepted ? "It was accepted: do not rely on outputs of this application." : "It was not accepted.")}
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
        ? say(brief ? "Settled by one validator:" : "Settled by one validator (Authority):")
        : say(
            brief
              ? "Settled by a majority of {n, number} validators:"
              : "Settled by a majority of {n, number} validators (Quorum):",
            { n: addresses.length },
          )}{" "}
      {addresses.map((address, index) => (
        <span key={address}>
          {index > 0 && ", "}
          <span className="code">{brief ? short(address) : address}</span>
        </span>
      ))}
      .
      {!brief &&
        ` ${say("The consensus contract names them. Whoever re-runs the judging holds the key that reads; the chain cannot show who else was given it.")}`}
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
        {sayWith("{inputs} processed. Epochs of {blocks}; {consensus}, contract {contract}.", {
          inputs: say("{n, plural, one {# input} other {# inputs}}", { n: data.processedInputs }),
          blocks: say("{n, plural, one {# block} other {# blocks}}", { n: data.epochLength }),
          consensus: wordFor(CONSENSUS, data.consensusType),
          contract: <span className="code">{short(data.consensus)}</span>,
        })}{" "}
        {data.wrongClaims === undefined
          ? say("This node does not list wrong claims.")
          : data.wrongClaims.length === 0 && say("No claim on chain differs from what this node computed.")}
      </p>
      <div className="mb-5">
        <ValidatorsLine brief={false} />
      </div>
    </>
  );
}
