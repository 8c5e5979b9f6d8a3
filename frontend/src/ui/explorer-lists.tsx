/** The explorer's three lists. Only the check of a proof asks the chain itself; everything else is the node's word. */
import { useMutation } from "@tanstack/react-query";
import { toHex } from "@witness/protocol/bytes";
import { CODES, type Code } from "@witness/protocol/errors";
import { Fragment, type ReactNode, useState } from "react";
import type { ProofCheck } from "../evidence/chain.ts";
import type { ListedOutput } from "../evidence/lists.ts";
import type { Part as Asked, EpochRow, InputRow, Listing } from "../evidence/rollup.ts";
import { count, momentOf } from "../language/format.ts";
import { errorText, say, sayKnown, sayWith } from "../language/say.ts";
import { useEvidence } from "./context.tsx";
import { bytesOf, short } from "./format.ts";
import { Loading } from "./loading.tsx";
import { Problem } from "./problem.tsx";
import { useReport, useRows, useTrouble } from "./queries.ts";
import { EPOCH_STATUS, INPUT_STATUS, wordFor } from "./words.ts";

const LIMIT = 20;

/** Which part of a list is shown. */
interface Part {
  /** How many newer rows are left out. */
  readonly skip: number;
  readonly onSkip: (rows: number) => void;
}

interface ListProps<Row> extends Part {
  readonly name: string;
  readonly ask: (part: Asked) => Promise<Listing<Row>>;
  readonly nothing: string;
  readonly row: (row: Row) => ReactNode;
  /** Said where numbers skip, once on a page. */
  readonly skipping?: string;
}

/** One list with its pages; a new entry moves the others down while the first page is shown. */
function List<Row extends { readonly index: number }>({
  name,
  ask,
  nothing,
  row,
  skipping,
  skip: offset,
  onSkip,
}: ListProps<Row>) {
  const query = useRows(name, { limit: LIMIT, offset }, ask);
  const trouble = useTrouble(query);
  const problem = trouble === null ? null : <Problem error={trouble} retry={() => query.refetch()} />;
  if (!query.data) return problem ?? <Loading>{say("Asking the node…")}</Loading>;
  const { rows, total } = query.data;
  const to = Math.min(offset + LIMIT, total);
  // On the last page, the numbers before the oldest row are skipped too.
  const indexes = [...rows.map(({ index }) => index), ...(to === total ? [-1] : [])];
  const skip = indexes.findIndex((index, place) => place > 0 && (indexes[place - 1] ?? 0) - index > 1);
  const skipped = skipping && <li className="text-sm text-soft">{skipping}</li>;
  return (
    <>
      {problem && <div className="mb-4">{problem}</div>}
      {total === 0 && <p className="text-soft">{nothing}</p>}
      {total > 0 && offset >= total && <p className="text-soft">{say("The list ends before this page of it.")}</p>}
      <ol className="space-y-3">
        {rows.map((each, place) => (
          <Fragment key={each.index}>
            {place === skip && skipped}
            <li className="card p-4 sm:px-5">{row(each)}</li>
          </Fragment>
        ))}
        {skip === rows.length && skipped}
      </ol>
      {total > LIMIT && (
        <nav aria-label={say("Pages of the list")} className="mt-5 flex items-center gap-3">
          <button
            type="button"
            className="button text-sm"
            disabled={offset === 0}
            onClick={() => onSkip(Math.max(0, Math.min(offset, total) - LIMIT))}
          >
            {say("Newer")}
          </button>
          <span className="figures text-sm text-soft">
            {offset < total
              ? say("{from, number} to {to, number} of {total, number}", { from: offset + 1, to, total })
              : say("{to, number} of {total, number}", { to, total })}
          </span>
          <button type="button" className="button text-sm" disabled={to >= total} onClick={() => onSkip(to)}>
            {say("Older")}
          </button>
        </nav>
      )}
    </>
  );
}

function Head({ title, aside }: { readonly title: ReactNode; readonly aside: ReactNode }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
      <h2 className="text-lg font-semibold">{title}</h2>
      <span className="figures text-sm text-soft">{aside}</span>
    </div>
  );
}

/** How many of each code, most first. */
function tally(codes: readonly Code[]): readonly (readonly [Code, number])[] {
  const times = new Map<Code, number>();
  for (const code of codes) times.set(code, (times.get(code) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1]);
}

function Report({ input }: { readonly input: number }) {
  const { data, error, isPending } = useReport(input, true);
  if (error) return <Problem error={error} />;
  if (isPending) return <Loading>{say("Asking for the back-end's report…")}</Loading>;
  if (!data)
    return <p className="mt-2 text-sm text-soft">{say("The back-end has written no report on this input yet.")}</p>;
  const { registrationCodes, operationCodes = [], envelopeCodes } = data;
  const codes = data.code === "admitted" ? [...registrationCodes, ...operationCodes, ...envelopeCodes] : [data.code];
  return (
    <ul className="mt-2 space-y-1 text-sm">
      {tally(codes).map(([code, times]) => (
        <li key={code}>
          <span className="figures font-semibold">{count(times)} ×</span> {errorText(code, CODES[code].sentence)}{" "}
          <span className="code">{code}</span>
        </li>
      ))}
    </ul>
  );
}

function contents({ contents: inside }: InputRow): string {
  if (inside.kind === "foreign") return say("not a batch of this application ({code})", { code: inside.code });
  const parts = [
    ...(inside.registrations > 0
      ? [say("{n, plural, one {# registration} other {# registrations}}", { n: inside.registrations })]
      : []),
    ...(inside.envelopes > 0
      ? [
          say(
            "{envelopes, plural, one {# envelope} other {# envelopes}} in {runs, plural, one {# signed run} other {# signed runs}}",
            { envelopes: inside.envelopes, runs: inside.runs },
          ),
        ]
      : []),
  ];
  return parts.join(", ");
}

function Input({ row }: { readonly row: InputRow }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Head
        title={say("Input {index, number}", { index: row.index })}
        aside={say("block {block, number} · epoch {epoch, number} · {moment}", {
          block: row.block,
          epoch: row.epoch,
          moment: momentOf(row.timeUnixS),
        })}
      />
      <p className="mt-1">
        {contents(row)}, {bytesOf(row.payloadBytes)}: <strong>{wordFor(INPUT_STATUS, row.status)}</strong>
      </p>
      <div className="flex flex-wrap items-center gap-x-4">
        <p className="mt-1 flex-1 basis-72 text-sm text-soft">
          {sayWith("Paid for by {sender}", { sender: <span className="code">{short(row.sender)}</span> })}{" "}
          {row.transaction &&
            sayWith("in transaction {transaction}", {
              transaction: <span className="code">{short(row.transaction)}</span>,
            })}
        </p>
        <button
          type="button"
          className="link min-h-8 text-sm"
          aria-expanded={open}
          onClick={() => setOpen((before) => !before)}
        >
          {say(open ? "Hide what became of it" : "What became of it")}
          <span className="sr-only"> {say("(input {input})", { input: row.index })}</span>
        </button>
      </div>
      {open && <Report input={row.index} />}
    </>
  );
}

/** Inputs of InputBox, newest first. */
export function InputList(part: Part) {
  const { inputs } = useEvidence();
  return (
    <List {...part} name="inputs" ask={inputs} nothing={say("No input yet.")} row={(row) => <Input row={row} />} />
  );
}

function proofWords(what: string, check: ProofCheck): { readonly text: string; readonly colour: string } {
  switch (check.outcome) {
    case "proven":
      return {
        text:
          what === "claim"
            ? say(
                "Accepted: the application's consensus contract vouches for this root, asked at block {block, number}.",
                {
                  block: check.block,
                },
              )
            : say(
                "Proven: the application's contract accepted this output and its proof, asked at block {block, number}.",
                {
                  block: check.block,
                },
              ),
        colour: "text-true",
      };
    case "pending":
      return { text: say("Pending: its epoch is not claimed yet, so there is no proof."), colour: "text-open" };
    case "not-proven":
      return { text: say("Not proven: {reason}", { reason: sayKnown(check.reason) }), colour: "text-false" };
  }
}

/** What the contract said. */
export function ProofResult({ what, check }: { readonly what: string; readonly check: ProofCheck }) {
  const { text, colour } = proofWords(what, check);
  return (
    <p className={`text-sm font-medium ${colour}`} data-testid="proof" data-outcome={check.outcome}>
      {text}
    </p>
  );
}

interface ChainCheckProps {
  readonly what: string;
  readonly index: number;
  /** Whether the epoch is claimed by now. */
  readonly claimed: boolean;
  readonly ask: () => Promise<ProofCheck>;
}

/** A button that asks a contract, and what it said. That a claim is awaited is said no longer than it is true. */
function ChainCheck({ what, index, claimed, ask }: ChainCheckProps) {
  const prove = useMutation({ mutationFn: ask });
  const shown = claimed && prove.data?.outcome === "pending" ? undefined : prove.data;
  return (
    <div className="mt-2.5 flex flex-wrap items-center gap-x-4 gap-y-2">
      <button
        type="button"
        className="button text-sm"
        data-testid={`prove-${what}-${index}`}
        aria-disabled={prove.isPending}
        onClick={() => prove.isPending || prove.mutate()}
      >
        {say(prove.isPending ? "Asking the contract…" : "Check on chain")}
        <span className="sr-only">
          {" "}
          ({what} {index})
        </span>
      </button>
      <div aria-live="polite" className="min-w-0 flex-1 basis-64">
        {shown && <ProofResult what={what} check={shown} />}
        {prove.error && <Problem error={prove.error} />}
      </div>
    </div>
  );
}

/** A notice or voucher, with its proof, and its execution once there is one. */
export function Output({ row }: { readonly row: ListedOutput }) {
  const evidence = useEvidence();
  const { stateRoot } = row;
  return (
    <>
      <Head
        title={say("Output {index, number}", { index: row.index })}
        aside={say("{type} · input {input, number} · epoch {epoch, number}", {
          type: row.type,
          input: row.input,
          epoch: row.epoch,
        })}
      />
      {stateRoot ? (
        <p className="mt-1">
          {sayWith("State root {root} after input {input}: {cars}, {admitted} admitted, {refused} refused", {
            root: <span className="code">{toHex(stateRoot.root).slice(0, 16)}…</span>,
            input: count(stateRoot.inputIndex),
            cars: say("{cars, plural, one {# car} other {# cars}}", { cars: stateRoot.devices }),
            admitted: count(stateRoot.admitted),
            refused: count(stateRoot.refused),
          })}
        </p>
      ) : (
        <p className="mt-1 text-soft">{say("This page cannot read this output.")}</p>
      )}
      <p className="mt-1 text-sm text-soft">
        {say(row.claimed ? "The node has a proof: its epoch is claimed." : "No proof yet: its epoch is not claimed.")}
      </p>
      {row.executionTransaction && (
        <p className="mt-1 text-sm font-medium text-true">
          {sayWith("Executed on chain, says the node, in transaction {transaction}", {
            transaction: <span className="code">{short(row.executionTransaction, 16)}</span>,
          })}
        </p>
      )}
      <ChainCheck what="output" index={row.index} claimed={row.claimed} ask={() => evidence.prove(row)} />
    </>
  );
}

/** Notices and vouchers, newest first, each with a check on chain. */
export function OutputList(part: Part) {
  const { outputs } = useEvidence();
  return (
    <>
      <p className="mb-4 max-w-2xl text-sm text-soft">
        {sayWith(
          "“Check on chain” hands the output and its proof to the application's contract ({function}) through this page's way to the chain, and shows what the contract says.",
          { function: <span className="code">validateOutput</span> },
        )}
      </p>
      <List
        {...part}
        name="outputs"
        ask={outputs}
        nothing={say("No output yet.")}
        row={(row) => <Output row={row} />}
      />
    </>
  );
}

function Epoch({ row }: { readonly row: EpochRow }) {
  const evidence = useEvidence();
  const inputs = row.endInput - row.firstInput;
  return (
    <>
      <Head
        title={say("Epoch {index, number}", { index: row.index })}
        aside={say("blocks {from, number} to {to, number} · {inputs, plural, one {# input} other {# inputs}}", {
          from: row.firstBlock,
          to: row.lastBlock,
          inputs,
        })}
      />
      <p className="mt-1" data-status={row.status}>
        {wordFor(EPOCH_STATUS, row.status)}
      </p>
      {row.root && (
        <p className="mt-1 text-sm text-soft">
          {sayWith("Claimed outputs root {root}", { root: <span className="code">{short(row.root, 16)}</span> })}
        </p>
      )}
      {row.claimTransaction && (
        <p className="mt-1 text-sm text-soft">
          {sayWith("Claim in transaction {transaction}", {
            transaction: <span className="code">{short(row.claimTransaction, 16)}</span>,
          })}
        </p>
      )}
      {row.root && <ChainCheck what="claim" index={row.index} claimed={true} ask={() => evidence.proveClaim(row)} />}
    </>
  );
}

/** Epochs and their claims, newest first. */
export function EpochList(part: Part) {
  const { epochs } = useEvidence();
  return (
    <List
      {...part}
      name="epochs"
      ask={epochs}
      nothing={say("No epoch has inputs yet.")}
      row={(row) => <Epoch row={row} />}
      skipping={say("Epochs without inputs are not listed.")}
    />
  );
}
