/** What a judging came to, in prose and as the last line. */
import { toHex } from "@witness/protocol/bytes";
import type { JudgedHistory } from "@witness/protocol/history/judged-history";
import { REASONS, type Reason } from "@witness/protocol/judge/reasons";
import type { AsOf } from "@witness/protocol/record/as-of";
import type { Difference } from "./asking.ts";
import type { EarlierPart } from "./earlier.ts";
import type { Judged } from "./judge.ts";
import type { StateStanding } from "./record.ts";

/** A day in UTC. */
export interface Day {
  /** As in 2026-11-27. */
  readonly name: string;
  /** Its last second. */
  readonly lastUnixS: number;
}

/** Returns a distance in words. */
export const kilometres = (hectometres: number): string => `${(hectometres / 10).toFixed(1)} km`;
/** Returns the day of a time, as in 2026-11-27. */
export const dayOf = (unixS: number): string => new Date(unixS * 1_000).toISOString().slice(0, 10);

/** Whose word the first difference is against. */
const LIAR = { archive: "the archive", node: "the node", record: "the record" } as const;

function differenceLines(difference: Difference): string[] {
  const at = difference.by === "archive" ? ` at item ${difference.item}` : "";
  const first = `DIFFERENCE: ${LIAR[difference.by]}${at} (${difference.code}): ${difference.sentence}`;
  if (difference.by !== "record") return [first];
  return [
    first,
    `  field    ${difference.field}`,
    `  expected ${difference.expected}`,
    `  found    ${difference.found}`,
  ];
}

/** Says in which application the first difference is, when it is one before. */
const whereLines = ({ earlier, difference }: Judged): string[] =>
  earlier
    .filter((each) => difference !== undefined && each.difference === difference)
    .map(({ context }) => `  in the application 0x${toHex(context.application)}, from which the record was taken over`);

function standingLine(standing: StateStanding): string {
  switch (standing.kind) {
    case "waiting":
      return "State           no claim on it is accepted yet: what the node says is stated, not proven";
    case "older":
      return "State           older than what the chain had accepted when the node answered";
    case "accepted": {
      const newer = standing.isNewest ? "no later state is accepted" : "later states are accepted";
      return `State           under the accepted claim of epoch ${standing.claim.epoch} (to block ${standing.claim.lastBlock}); ${newer}`;
    }
  }
}

const reasonLine = ({ code, firstTimeUnixS, count }: Reason): string =>
  `                ${code}, ${count === 1 ? "once, on" : `${count} times, first on`} ${dayOf(firstTimeUnixS)}: ${REASONS[code].sentence}`;

const EARLIER = {
  EQUAL: "judged from there: what its history comes to is what its record says",
  PARTIAL: "its history is the proven one, but this key does not open all of it",
  UNREAD: "its history was not read here",
  DIFFERENCE: "something does not fit there",
} as const;

/** Says what was found of the applications before. */
const earlierLines = ({ earlier }: Judged): string[] =>
  earlier.map(({ context, sequence, result, unread, isProven }) => {
    const why = unread ? ` (${unread})` : "";
    const proven = isProven ? "" : "; no accepted claim proves what was taken over";
    return `Taken over      from 0x${toHex(context.application)} at envelope ${sequence}: ${EARLIER[result]}${why}${proven}`;
  });

/** Says what was judged alone where the part before was not read. */
const UNREAD =
  "PARTIAL: the history in this application is the proven one; what was before the record was taken over was not read here, so its verdict was not compared.";

const RESULTS = {
  EQUAL: "EQUAL: what the history comes to here is what the record says, and an accepted claim proves the record.",
  "EQUAL-STATED":
    "EQUAL-STATED: what the history comes to here is what the node says of the record; no claim on all of it is accepted yet.",
  PARTIAL:
    "PARTIAL: the history is the proven one, but the record's verdict is over more than this key opens (others' days, days behind an open offer, or what workshops wrote), so it was not compared.",
} as const;

/** Says whose time a part is. */
function timeOf({ record, read }: Judged): string {
  if (record.owner) return "your time with the car until now";
  const { time } = read ?? {};
  return time ? `your time with the car, which ended with envelope ${time.last}` : "what you were granted";
}

/** Says which envelopes were judged here, in whose time. */
function partLines(all: Judged): string[] {
  const { part } = all;
  if (!part) return [];
  return [
    `Speaks for      envelopes ${part.first} to ${part.last} alone: ${timeOf(all)}`,
    ...judgedLines("Alone they say", part.judged),
  ];
}

function judgedLines(label: string, { judgement, readings, unreadable }: JudgedHistory): string[] {
  const { verdict, reasons, distanceHm, coveredFromUnixS, coveredToUnixS } = judgement;
  if (readings === 0) return [`Readings        none with a distance; ${unreadable} envelopes cannot be read`];
  return [
    `Readings        ${readings}; ${unreadable} envelopes cannot be read`,
    `${label.padEnd(16)}${verdict}, ${kilometres(distanceHm)} on ${dayOf(coveredToUnixS)}, covered from ${dayOf(coveredFromUnixS)}`,
    ...reasons.map(reasonLine),
  ];
}

/** Returns the prose. */
export function prose(all: Judged, car: string): string {
  const { result, difference, record, standing, read, judged } = all;
  const { sequence, items } = record.chain;
  const lines = [
    `Witness car ${car}`,
    standingLine(standing),
    `Record          ${items} items, envelopes to no. ${sequence}`,
  ];
  lines.push(...earlierLines(all));
  if (read) {
    const { envelopes, forks, operations, closed, foreign } = read;
    lines.push(
      `History         ${envelopes} envelopes, ${operations} ${operations === 1 ? "operation" : "operations"}, evidence of a copied key: ${forks}; all are the proven ones`,
      `Opened          ${envelopes - closed - foreign} envelopes, ${closed} closed to these keys`,
    );
    if (foreign > 0) lines.push(`Silence         ${foreign} envelopes that are sealed to the application before`);
  }
  if (judged) lines.push(...judgedLines("Judged here", judged));
  lines.push(...partLines(all));
  const isUnread = read?.unreadTo !== undefined && result === "PARTIAL";
  const said = isUnread ? UNREAD : RESULTS[result as keyof typeof RESULTS];
  lines.push("", ...(difference ? differenceLines(difference) : [said]), ...whereLines(all));
  return lines.join("\n");
}

const earlierTold = ({ context, sequence, items, result, unread, difference, isProven }: EarlierPart) => ({
  application: `0x${toHex(context.application)}`,
  chainId: context.chainId,
  sequence,
  items,
  result,
  isProven,
  ...(unread && { unread }),
  ...(difference && { difference }),
});

const toldOf = ({ readings, unreadable, judgement }: JudgedHistory) => ({
  readings,
  unreadable,
  verdict: judgement.verdict,
  reasons: judgement.reasons.map(({ code }) => code),
  distanceHm: judgement.distanceHm,
});

/** Returns the last line, JSON; `asOf` is there when a day was asked about. */
export function lastLine(
  { result, difference, record, stateRoot, standing, read, judged, part, earlier }: Judged,
  name: string,
  asOf: AsOf | undefined,
): string {
  return JSON.stringify({
    result,
    car: name,
    ...(difference && { difference }),
    standing: standing.kind,
    ...(standing.kind === "accepted" && { claim: standing.claim, isNewest: standing.isNewest }),
    stateRoot: toHex(stateRoot),
    items: record.chain.items,
    sequence: record.chain.sequence,
    ...(read && {
      envelopes: read.envelopes,
      forks: read.forks,
      opened: read.envelopes - read.closed - read.foreign,
      closed: read.closed,
      ...(read.foreign > 0 && { foreign: read.foreign }),
    }),
    ...(earlier.length > 0 && { earlier: earlier.map(earlierTold) }),
    ...(judged && toldOf(judged)),
    ...(part && { part: { first: part.first, last: part.last, ...toldOf(part.judged) } }),
    ...(asOf && { asOf }),
  });
}

/** Returns the last line when nothing could be said. */
export const failureLine = (code: string, sentence: string): string =>
  JSON.stringify({ result: "UNCHECKED", code, sentence });
