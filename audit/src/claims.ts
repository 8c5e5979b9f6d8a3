/** Claims as the chain has them, and what each should have been. Pure but for the reading of logs. */

import type { Call } from "@witness/ethereum/rpc";
import { type Application, type Consensus, call } from "./application.ts";
import { addressTopic, type ClaimEvent, readClaim, topicOf } from "./contracts.ts";
import { AuditError } from "./errors.ts";
import { type Log, readLogs } from "./logs.ts";

/** One root that was claimed for one epoch, by whomever. */
export interface Claim {
  readonly consensus: Consensus;
  readonly epoch: number;
  /** The claim speaks of all outputs of inputs up to this block. */
  readonly lastBlock: number;
  readonly root: string;
  /** Addresses, lower case, in the order of the chain. */
  readonly submitters: readonly string[];
  /** The transaction that made it count, if it counts, and its block. */
  readonly acceptedBy: string | undefined;
  readonly acceptedAt: number | undefined;
}

/** What was so when a claim's last block had passed. */
export interface Point {
  /** Inputs up to that block. */
  readonly inputs: number;
  /** Those among them that may have changed the record; as far as a blind audit can see, no others made an output. */
  readonly changes: number;
  /** The root of their outputs; undefined in a blind audit, which has no outputs. */
  readonly root: string | undefined;
}

/** The first thing found wrong. */
export interface Difference {
  readonly kind: "claim" | "report" | "notice" | "consensus" | "chain";
  readonly sentence: string;
  readonly expected: string;
  readonly found: string;
  readonly epoch?: number;
  readonly lastBlock?: number;
  readonly firstInput?: number;
  readonly lastInput?: number;
  /** The claimed root is what the outputs were after this input: what came later was left out. */
  readonly rootAfterInput?: number;
  readonly submitters?: readonly string[];
  readonly transaction?: string;
}

/**
 * The claims that a consensus counts itself: the event, the view with its number, and where the event has its
 * application.
 */
const COUNTED = [
  { event: "ClaimSubmitted", view: "getNumberOfSubmittedClaims", appTopic: 2 },
  { event: "ClaimAccepted", view: "getNumberOfAcceptedClaims", appTopic: 1 },
] as const;

/**
 * Reads every claim on the application, by every consensus it had; oldest epoch first, the accepted claim before its
 * rivals. A consensus counts the claims on all its applications, so the events of all are counted too: an RPC that
 * leaves one out is found out.
 * @throws {AuditError} `claims-missing`
 */
export async function readClaims(rpc: Call, application: Application): Promise<Claim[]> {
  const { address, consensuses, fromBlock, head } = application;
  const app = addressTopic(address);
  const events: ClaimEvent[] = [];
  for (const consensus of consensuses) {
    for (const { event, view, appTopic } of COUNTED) {
      const filter = { address: consensus.address, topics: [topicOf(event)] };
      const topics = appTopic === 1 ? [topicOf(event), app] : [topicOf(event), null, app];
      const own = await collect(readLogs(rpc, { address: consensus.address, topics }, fromBlock, head.block));
      const all = await collect(readLogs(rpc, filter, fromBlock, head.block));
      const counted = Number(await call(rpc, consensus.address, view, [], head.block));
      // A consensus may have judged other applications before this one was there.
      const earlier = all.length === counted ? [] : await collect(readLogs(rpc, filter, 0, fromBlock - 1));
      const ours = all.filter((log) => log.topics[appTopic]?.toLowerCase() === app.toLowerCase());
      if (earlier.length + all.length !== counted || ours.length !== own.length) {
        const sentence = `The consensus ${consensus.address} counts ${counted} events ${event}; the node did not give them all, or gave others. Ask another node.`;
        throw new AuditError(sentence, { code: "claims-missing" });
      }
      for (const log of own) events.push(readClaim(log));
    }
  }
  return gatherClaims(events, consensuses);
}

async function collect(logs: AsyncIterable<Log>): Promise<Log[]> {
  const all: Log[] = [];
  for await (const log of logs) all.push(log);
  return all;
}

/** Puts events together by what they claim. */
export function gatherClaims(events: readonly ClaimEvent[], consensuses: readonly Consensus[]): Claim[] {
  const claims = new Map<string, Claim>();
  for (const event of events) {
    const consensus = consensuses.find(({ address }) => address === event.consensus);
    if (!consensus || event.block > (consensus.until ?? Number.POSITIVE_INFINITY)) continue;
    const key = `${event.consensus} ${event.lastBlock} ${event.root}`;
    const known = claims.get(key) ?? {
      consensus,
      epoch: Math.floor(event.lastBlock / consensus.epochLength),
      lastBlock: event.lastBlock,
      root: event.root,
      submitters: [],
      acceptedBy: undefined,
      acceptedAt: undefined,
    };
    const submitters = event.kind === "submitted" ? [...known.submitters, event.submitter] : known.submitters;
    const acceptance = event.kind === "accepted" ? { acceptedBy: event.transaction, acceptedAt: event.block } : {};
    claims.set(key, { ...known, submitters, ...acceptance });
  }
  const accepted = ({ acceptedBy }: Claim): number => (acceptedBy === undefined ? 1 : 0);
  return [...claims.values()].sort((a, b) => a.lastBlock - b.lastBlock || accepted(a) - accepted(b));
}

/** Returns the epochs whose claim was accepted only after that of a later epoch: allowed, and worth a look. */
export function belatedEpochs(claims: readonly Claim[]): number[] {
  const belated: number[] = [];
  let earliest = Number.POSITIVE_INFINITY;
  for (const { epoch, acceptedAt } of claims.toReversed()) {
    if (acceptedAt === undefined) continue;
    if (acceptedAt > earliest) belated.unshift(epoch);
    earliest = Math.min(earliest, acceptedAt);
  }
  return belated;
}

/** A claim beside what it should have been, the point before it, and whether it is right as far as can be seen. */
export interface Comparison {
  readonly claim: Claim;
  readonly expected: string | undefined;
  /** undefined: nothing speaks against it, and nothing for it. */
  readonly right: boolean | undefined;
}

/**
 * Compares claims with the points. A full audit knows each root. A blind one knows two things: without a change of the
 * record there are no outputs, and without a new change there is no new root.
 */
export function compareClaims(
  claims: readonly Claim[],
  points: ReadonlyMap<number, Point>,
  emptyRoot: string,
): Comparison[] {
  /** By number of changes: the root that was accepted for it first. */
  const accepted = new Map<number, string>([[0, emptyRoot]]);
  return claims.map((claim) => {
    const point = points.get(claim.lastBlock);
    if (!point) throw new Error(`Block ${claim.lastBlock} was not passed.`);
    if (point.root !== undefined) return { claim, expected: point.root, right: point.root === claim.root };
    const expected = accepted.get(point.changes);
    if (claim.acceptedBy !== undefined && expected === undefined) accepted.set(point.changes, claim.root);
    return { claim, expected, right: expected === undefined ? undefined : expected === claim.root };
  });
}

/** Returns the first accepted claim that is wrong, in words. */
export function firstDifference(
  comparisons: readonly Comparison[],
  points: ReadonlyMap<number, Point>,
  inputOfRoot: (root: string) => number | undefined,
): Difference | undefined {
  let sound = 0;
  for (const { claim, expected, right } of comparisons) {
    if (claim.acceptedBy === undefined) continue;
    const point = points.get(claim.lastBlock);
    const inputs = point?.inputs ?? 0;
    if (right !== false || expected === undefined) {
      sound = inputs;
      continue;
    }
    const rootAfterInput = inputOfRoot(claim.root);
    const came = inputs > sound ? `inputs ${sound} to ${inputs - 1} came` : "no input came";
    const wrong =
      point?.root === undefined
        ? `nothing changed the record since another root was accepted for it (${came} since the claim before)`
        : `the accepted claim is not the root of the outputs; ${came} since the claim before`;
    const left = rootAfterInput === undefined ? "" : `; the claimed root is that after input ${rootAfterInput}`;
    return {
      kind: "claim",
      sentence: `Epoch ${claim.epoch} (to block ${claim.lastBlock}): ${wrong}${left}.`,
      expected,
      found: claim.root,
      epoch: claim.epoch,
      lastBlock: claim.lastBlock,
      ...(inputs > sound ? { firstInput: sound, lastInput: inputs - 1 } : {}),
      ...(rootAfterInput === undefined ? {} : { rootAfterInput }),
      submitters: claim.submitters,
      transaction: claim.acceptedBy,
    };
  }
  return undefined;
}
