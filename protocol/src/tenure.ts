/**
 * Tenures: who owned a car during which envelopes (docs/protocol.md, "Tenures"). A record keeps the newest four. An owner
 * before them brings a ticket, which was handed out while the tenure was among the four. What anyone is given keys for is
 * one range of envelopes, computed here.
 */
import { concat, equal, equalInConstantTime, isU32, readU32, u32 } from "./bytes.ts";
import type { CryptoProvider } from "./crypto/provider.ts";

/** Tenures that a record keeps, the newest. */
export const TENURES_MAX = 4;
/** The length of a ticket: the sessions of the tenure (8) and an authentication code (16). */
export const TICKET_BYTES = 24;
const CODE_BYTES = 16;

/**
 * One owner's time with a car. Its envelopes are those of its sessions, which end where those of the next tenure begin, and of no
 * number above the next border. The numbers alone would not do: a device that lost its storage, and was told an old head, seals
 * below the border.
 */
export interface Tenure {
  /** 20 bytes. */
  readonly owner: Uint8Array;
  readonly firstSequence: number;
  readonly firstTimeUnixS: number;
  /** The session that the device opened first in it. */
  readonly firstSession: number;
}

/** Sequence numbers, or numbers of sessions, from `first` to `last`, both included. */
export interface SequenceRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Returns the tenures, oldest first, with one more; the oldest of TENURES_MAX goes.
 * @throws {RangeError} when it begins before the newest one, or its owner has not 20 bytes
 * @example
 * addTenure([], { owner, firstSequence: 1, firstTimeUnixS: 1_800_000_000, firstSession: 1 }).length; // => 1
 */
export function addTenure(tenures: readonly Tenure[], next: Tenure): readonly Tenure[] {
  const newest = tenures.at(-1);
  if (next.owner.length !== 20) throw new RangeError("An owner has 20 bytes.");
  const isBefore = next.firstSequence < (newest?.firstSequence ?? 0) || next.firstSession < (newest?.firstSession ?? 0);
  if (!isU32(next.firstSequence) || !isU32(next.firstSession) || isBefore) {
    throw new RangeError("A tenure does not begin before the newest one.");
  }
  return [...tenures, next].slice(-TENURES_MAX);
}

/**
 * Returns which envelopes of a session are a tenure's; undefined when there is no such tenure, or it has none of the session. The
 * newest ends with the head.
 * @param index counts the kept tenures from the oldest
 * @param of the session, and the record's newest sequence number
 * @example
 * const tenures = addTenure([], { owner, firstSequence: 1, firstTimeUnixS: 1_800_000_000, firstSession: 1 });
 * tenureRange(tenures, 0, { session: 2, head: 7 }); // => { first: 1, last: 7 }
 * tenureRange(tenures, 0, { session: 0, head: 7 }); // => undefined
 */
export function tenureRange(
  tenures: readonly Tenure[],
  index: number,
  { session, head }: { readonly session: number; readonly head: number },
): SequenceRange | undefined {
  const tenure = tenures[index];
  const next = tenures[index + 1];
  if (tenure === undefined || session < tenure.firstSession) return undefined;
  if (next !== undefined && session >= next.firstSession) return undefined;
  const last = next === undefined ? head : Math.min(head, next.firstSequence - 1);
  return intersectRanges([{ first: 1, last }]);
}

/**
 * Returns what all ranges have in common; undefined when that is nothing, or a bound is no whole number from 0 to 2^32 − 1.
 * @example
 * intersectRanges([{ first: 1, last: 9 }, { first: 5, last: 20 }]); // => { first: 5, last: 9 }
 */
export function intersectRanges(ranges: readonly SequenceRange[]): SequenceRange | undefined {
  if (ranges.length === 0 || ranges.some(({ first, last }) => !isU32(first) || !isU32(last))) return undefined;
  const first = Math.max(...ranges.map((range) => range.first));
  const last = Math.min(...ranges.map((range) => range.last));
  return first <= last ? { first, last } : undefined;
}

/** What bounds a disclosure. */
export interface DisclosureBounds {
  readonly asked: SequenceRange;
  /** Of the owner who asks, or who granted. */
  readonly tenure: SequenceRange;
  /** Whoever asks without one is the owner of the tenure. */
  readonly grant: SequenceRange | undefined;
  /** The record's newest sequence number. */
  readonly head: number;
  /** The session whose keys are disclosed. */
  readonly session: SequenceRange;
}

/**
 * Returns the envelopes whose keys may be disclosed: asked ∩ tenure ∩ grant ∩ (≤ head) ∩ session; undefined when there are none.
 * @example
 * const asked = { first: 1, last: 100 };
 * const tenure = { first: 20, last: 100 };
 * const inSession = { first: 1, last: 50 };
 * disclosedRange({ asked, tenure, grant: undefined, head: 70, session: inSession }); // => { first: 20, last: 50 }
 */
export function disclosedRange({ asked, tenure, grant, head, session }: DisclosureBounds): SequenceRange | undefined {
  const granted = grant === undefined ? [] : [grant];
  return intersectRanges([asked, tenure, ...granted, { first: 1, last: head }, session]);
}

/** What an owner brings of a tenure that has ended, when the record keeps it no more. */
export interface Ticket extends SequenceRange {
  /** TICKET_BYTES, of this tenure. */
  readonly mac: Uint8Array;
}

/** Tickets that an owner keeps of one car, the newest: who has it more often asks while the record knows of it. */
const TICKETS_KEPT_MAX = 16;

/**
 * Returns the tickets that an owner keeps of a car, the newest last, after it was handed some.
 * @example
 * const mac = new Uint8Array(TICKET_BYTES);
 * keptTickets([], [{ first: 1, last: 2, mac }]).length; // => 1
 */
export function keptTickets(kept: readonly Ticket[], handed: readonly Ticket[]): readonly Ticket[] {
  const isNew = (ticket: Ticket): boolean =>
    !handed.some(({ first, last, mac }) => first === ticket.first && last === ticket.last && equal(mac, ticket.mac));
  return [...kept.filter(isNew), ...handed].slice(-TICKETS_KEPT_MAX);
}

/**
 * Returns the ticket to bring with a question for keys of some envelopes: the newest that speaks of one of them.
 * @example
 * const mac = new Uint8Array(TICKET_BYTES);
 * ticketFor([{ first: 1, last: 2, mac }], { first: 2, last: 9 })?.last; // => 2
 */
export const ticketFor = (kept: readonly Ticket[], asked: SequenceRange): Ticket | undefined =>
  kept.findLast((ticket) => intersectRanges([ticket, asked]) !== undefined);

/** What a ticket is for: a tenure that has ended. */
export interface TicketedTenure extends SequenceRange {
  /** 33 bytes, compressed. */
  readonly devicePublicKey: Uint8Array;
  /** 20 bytes. */
  readonly owner: Uint8Array;
}

/**
 * Returns the ticket (TICKET_BYTES) of a tenure that has ended: sessions ‖ HMAC(ticket key, preamble("tenure") ‖ device key ‖
 * owner ‖ u32(first) ‖ u32(last) ‖ sessions)[0..16], where sessions is u32(first session) ‖ u32(last session).
 * @param ticketKey 32 bytes that nobody outside the back-end has
 * @param label the preamble of tenures
 * @throws {RangeError} when key or owner have another length, or a range is empty or has more than 32 bits
 * @example
 * const tenure = { devicePublicKey: publicKey, owner, first: 1, last: 7, sessions: { first: 1, last: 2 } };
 * tenureTicket(keyMaterial, preamble("tenure", context), tenure, native).length; // => 24
 */
export function tenureTicket(
  ticketKey: Uint8Array,
  label: Uint8Array,
  { devicePublicKey, owner, first, last, sessions }: TicketedTenure & { readonly sessions: SequenceRange },
  provider: CryptoProvider,
): Uint8Array {
  // What is joined without lengths has fixed ones.
  if (devicePublicKey.length !== 33 || owner.length !== 20) throw new RangeError("A key has 33 bytes, an owner 20.");
  if (!isRange({ first, last }) || !isRange(sessions))
    throw new RangeError(`There is no range from ${first} to ${last}.`);
  const ofSessions = concat(u32(sessions.first), u32(sessions.last));
  const named = concat(label, devicePublicKey, owner, u32(first), u32(last), ofSessions);
  return concat(ofSessions, provider.hmacSha256(ticketKey, named).slice(0, CODE_BYTES));
}

const isRange = ({ first, last }: SequenceRange): boolean => isU32(first) && isU32(last) && first <= last;

/**
 * Returns the sessions of a tenure for which a ticket was handed out; undefined when it was not. It takes a time that does not tell
 * how much of a forged one is right.
 * @example
 * const tenure = { devicePublicKey: publicKey, owner, first: 1, last: 7 };
 * const label = preamble("tenure", context);
 * ticketedSessions(keyMaterial, label, tenure, new Uint8Array(TICKET_BYTES), native); // => undefined
 */
export function ticketedSessions(
  ticketKey: Uint8Array,
  label: Uint8Array,
  tenure: TicketedTenure,
  ticket: Uint8Array,
  provider: CryptoProvider,
): SequenceRange | undefined {
  const { devicePublicKey, owner, first, last } = tenure;
  if (devicePublicKey.length !== 33 || owner.length !== 20 || ticket.length !== TICKET_BYTES) return undefined;
  const sessions = { first: readU32(ticket), last: readU32(ticket, 4) };
  if (!isRange({ first, last }) || !isRange(sessions)) return undefined;
  const made = tenureTicket(ticketKey, label, { ...tenure, sessions }, provider);
  return equalInConstantTime(ticket, made) ? sessions : undefined;
}
