/**
 * What somebody may read of a car's history: an owner its own time with the car, also one whose tenure the record keeps no
 * more, by a ticket; a grantee what was granted (docs/protocol.md, "Tenures" and "Keys of a history"). Pure.
 */
import { equal } from "@witness/protocol/bytes";
import type { GroupName } from "@witness/protocol/columns/quantity";
import { type Context, preamble } from "@witness/protocol/context";
import { placesFrom } from "@witness/protocol/disclosure/session-keys";
import type { Code } from "@witness/protocol/errors";
import type { HeldTenure, Holding } from "@witness/protocol/operations/holding";
import {
  disclosedRange,
  type SequenceRange,
  type Ticket,
  tenureRange,
  tenureTicket,
  ticketedSessions,
} from "@witness/protocol/tenure";
import { groupBits, type KeysQuery } from "@witness/protocol/wire/keys";
import type { DeviceRecord, Genesis } from "../state/state.ts";
import type { Asker } from "./owner.ts";

/** Who asks for which envelopes of which car, and when. */
export interface Asking {
  readonly genesis: Genesis;
  readonly context: Context;
  /** The time of the latest block. */
  readonly timeUnixS: number;
  readonly record: DeviceRecord;
  readonly asker: Asker;
  readonly query: KeysQuery;
}

/** What the asker may read of what was asked for. */
export interface Disclosed {
  readonly range: SequenceRange;
  readonly groups: readonly GroupName[];
  /** Of a tenure that has ended: its owner brings it when the record keeps the tenure no more. */
  readonly ticket?: Ticket;
}

type Found = Disclosed | "nothing" | undefined;

/** Of several rights the newest with something counts; "nothing" when there are rights, but all without. */
const newestOf = (rights: readonly Found[]): Found =>
  rights.findLast((right) => typeof right === "object") ?? rights.find((right) => right !== undefined);

/** Returns what was asked for within a tenure, and a grant if there is one. */
function within({ record, query }: Asking, tenure: SequenceRange, grant?: SequenceRange): SequenceRange | undefined {
  const asked = { first: query.fromSequence, last: query.toSequence };
  return disclosedRange({
    asked,
    tenure,
    grant,
    head: record.chain.sequence,
    session: placesFrom(query.firstSequence),
  });
}

/**
 * Returns which envelopes of the session that was asked for are a kept tenure's. While the newest owner offers the car, sessions
 * that were opened after the offer are nobody's: they are the buyer's, if it accepts.
 */
function tenureOf({ record: { holding, chain }, query, timeUnixS }: Asking, index: number): SequenceRange | undefined {
  const { tenures, offer } = holding;
  const isOffered = offer.some(({ untilUnixS, session }) => timeUnixS <= untilUnixS && session < query.session);
  if (isOffered && index === tenures.length - 1) return undefined;
  return tenureRange(tenures, index, { session: query.session, head: chain.sequence });
}

/** Of the tenures that the record keeps. A session does not go on over a border, so of one session that is all there is. */
function asOwner(asking: Asking): Found {
  const { genesis, context, record, asker, query } = asking;
  const { tenures } = record.holding;
  const { publicKey: devicePublicKey } = record.chain;
  const ofTenure = ({ owner, firstSequence: first, firstSession }: HeldTenure, index: number): Found => {
    if (!equal(owner, asker.account)) return undefined;
    const tenure = tenureOf(asking, index);
    const range = tenure && within(asking, tenure);
    if (!range) return "nothing";
    const { groups } = query;
    const next = tenures[index + 1];
    if (!next) return { range, groups };
    const ended = { first, last: next.firstSequence - 1 };
    // Below its first number there is only what followed a loss of storage. It has no ticket.
    if (ended.first > ended.last) return { range, groups };
    const { applicationPrivateKey, provider } = genesis;
    const sessions = { first: firstSession, last: next.firstSession - 1 };
    const named = { devicePublicKey, owner, ...ended, sessions };
    const mac = tenureTicket(applicationPrivateKey, preamble("tenure", context), named, provider);
    return { range, groups, ticket: { ...ended, mac } };
  };
  return newestOf(tenures.map(ofTenure));
}

/** Of a tenure before those, by the ticket that its owner was given. */
function byTicket(asking: Asking): Found {
  const { genesis, context, record, asker, query } = asking;
  const { ticket, groups } = query;
  if (ticket === undefined) return undefined;
  const { first, last, mac } = ticket;
  const { applicationPrivateKey, provider } = genesis;
  const named = { devicePublicKey: record.chain.publicKey, owner: asker.account, first, last };
  const label = preamble("tenure", context);
  const sessions = ticketedSessions(applicationPrivateKey, label, named, mac, provider);
  if (sessions === undefined) return undefined;
  const isOfSession = sessions.first <= query.session && query.session <= sessions.last;
  const range = isOfSession ? within(asking, { first, last }) : undefined;
  return range ? { range, groups, ticket } : "nothing";
}

/** Of grants in force. They are the newest tenure's: a hand-over ended all that were before. */
function asGrantee(asking: Asking): Found {
  const { record, asker, query, timeUnixS } = asking;
  const { holding } = record;
  const { publicKey } = asker;
  if (publicKey === undefined) return undefined;
  const tenure = tenureOf(asking, holding.tenures.length - 1);
  const ofGrant = ({ grantee, untilUnixS, ...granted }: Holding["grants"][number]): Found => {
    if (!equal(grantee, publicKey) || untilUnixS <= timeUnixS) return undefined;
    const grant = { first: granted.firstSequence, last: granted.lastSequence };
    const range = tenure && within(asking, tenure, grant);
    const groups = query.groups.filter((group) => (groupBits([group]) & granted.groups) !== 0);
    return range && groups.length > 0 ? { range, groups } : "nothing";
  };
  return newestOf(holding.grants.map(ofGrant));
}

/** Returns what the asker may read; a stranger hears the same about somebody's car as about no car. */
export function mayRead(asking: Asking): Disclosed | Code {
  const found = newestOf([asGrantee(asking), byTicket(asking), asOwner(asking)]);
  return found === "nothing" ? "keys-none" : (found ?? "car-unknown");
}
