/** The question for keys of a session, and its answer, as bytes (docs/protocol.md, "Keys of a history"). */
import { ALL_GROUP_BITS, GROUP_NAMES, GROUPS, type GroupName, groupBit } from "../columns/quantity.ts";
import { decodeNodes, encodeNodes, type KeyNode } from "../disclosure/key-tree.ts";
import { MalformedError } from "../errors.ts";
import { witness } from "../generated/witness.js";
import { TICKET_BYTES, type Ticket } from "../tenure.ts";
import { decode, encode, length, positive, within } from "./codec.ts";
import { type Opening, readOpening } from "./envelope.ts";

const { v2 } = witness;
const EMPTY = new Uint8Array();

/** A question for the keys of envelopes of one session. */
export interface KeysQuery {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  readonly session: number;
  /** The sequence number of the session's opening. */
  readonly firstSequence: number;
  /** 32 bytes: the link that the opening goes on from. */
  readonly previousLink: Uint8Array;
  /** As the device signed it. */
  readonly opening: Opening;
  /** The envelopes whose keys are asked for, both included. */
  readonly fromSequence: number;
  readonly toSequence: number;
  /** One at least; each once, in any order. */
  readonly groups: readonly GroupName[];
  /** 33 bytes, compressed P-256: what the answer is sealed to. */
  readonly replyKey: Uint8Array;
  /** Of an owner whose tenure the record keeps no more. */
  readonly ticket?: Ticket | undefined;
}

/** Keys of envelopes: nodes of the key tree of each group, never a session's key. */
export interface KeysAnswer {
  /** Those that were asked for, in the order of their numbers. */
  readonly groups: Readonly<Partial<Record<GroupName, readonly KeyNode[]>>>;
  /** What the keys are of: what was asked for, as far as the asker may read it. */
  readonly fromSequence: number;
  readonly toSequence: number;
  /** When they are of a tenure that has ended: to be brought when the record keeps that tenure no more. */
  readonly ticket?: Ticket | undefined;
}

/**
 * Returns the sum of the groups' bits, as a question for keys names them: 1 distance, 2 condition, 4 bus.
 * @example
 * groupBits(["distance", "bus"]); // => 5
 */
export const groupBits = (groups: readonly GroupName[]): number =>
  groups.reduce((bits, group) => bits | groupBit(group), 0);

/** Reads a ticket. Whether it was handed out is the back-end's question. */
function readTicket(message: witness.v2.TenureTicket.$Properties): Ticket {
  const { firstSequence, lastSequence, mac } = new v2.TenureTicket(message);
  const first = positive("ticket", firstSequence);
  const last = within("ticket", lastSequence, first, 2 ** 32 - 1);
  return { first, last, mac: length("ticket", mac, TICKET_BYTES) };
}

const ticketField = (ticket: Ticket | undefined) =>
  ticket ? { ticket: { firstSequence: ticket.first, lastSequence: ticket.last, mac: ticket.mac } } : {};

/**
 * Reads the question for keys.
 * @throws {MalformedError} `malformed` when a field is missing, has another length, or a range is empty
 * @example
 * const opening = { suite: 2, keyId: deviceId, encapsulatedKey: new Uint8Array(65) };
 * const session = { session: 1, firstSequence: 1, previousLink: link, opening };
 * const asked = { fromSequence: 1, toSequence: 9, groups: ["distance"] as const };
 * decodeKeysQuery(encodeKeysQuery({ deviceId, ...session, ...asked, replyKey: publicKey })).toSequence; // => 9
 */
export function decodeKeysQuery(bytes: Uint8Array): KeysQuery {
  const message = decode("KeysQuery", v2.KeysQuery, bytes);
  const { opening } = message;
  if (!opening) throw new MalformedError({ field: "opening" });
  const groups = within("groups", message.groups, 1, ALL_GROUP_BITS);
  const fromSequence = positive("from_sequence", message.fromSequence);
  return {
    deviceId: length("device_id", message.deviceId, 8),
    session: positive("session", message.session),
    firstSequence: positive("first_sequence", message.firstSequence),
    previousLink: length("previous_link", message.previousLink, 32),
    opening: readOpening(opening),
    fromSequence,
    toSequence: within("to_sequence", message.toSequence, fromSequence, 2 ** 32 - 1),
    groups: GROUP_NAMES.filter((group) => (groups & groupBit(group)) !== 0),
    replyKey: length("reply_key", message.replyKey, 33),
    ...(message.ticket ? { ticket: readTicket(message.ticket) } : {}),
  };
}

/**
 * Encodes the question for keys; the result is what a browser key signs.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const opening = { suite: 2, keyId: deviceId, encapsulatedKey: new Uint8Array(65) };
 * const session = { session: 1, firstSequence: 1, previousLink: link, opening };
 * const asked = { fromSequence: 1, toSequence: 9, groups: ["distance"] as const };
 * const query = encodeKeysQuery({ deviceId, ...session, ...asked, replyKey: publicKey });
 */
export const encodeKeysQuery = ({ ticket, ...query }: KeysQuery): Uint8Array =>
  encode(v2.KeysQuery, { ...query, groups: groupBits(query.groups), ...ticketField(ticket) });

/**
 * Reads an answer with keys.
 * @throws {MalformedError} `malformed` when a group is none or comes twice, its nodes are no list of nodes, or the ticket none
 * @example
 * decodeKeysAnswer(encodeKeysAnswer({ groups: { distance: [] }, fromSequence: 1, toSequence: 9 })).toSequence; // => 9
 */
export function decodeKeysAnswer(bytes: Uint8Array): KeysAnswer {
  const { groups: told, fromSequence, toSequence, ticket } = decode("KeysAnswer", v2.KeysAnswer, bytes);
  const groups: Partial<Record<GroupName, readonly KeyNode[]>> = {};
  for (const each of told) {
    const name = GROUP_NAMES.find((group) => GROUPS[group] === each.group);
    const nodes = decodeNodes(each.nodes ?? EMPTY);
    if (!name || !nodes || groups[name]) throw new MalformedError({ field: "groups", value: each.group ?? 0 });
    groups[name] = nodes;
  }
  return { groups, fromSequence, toSequence, ...(ticket ? { ticket: readTicket(ticket) } : {}) };
}

/**
 * Encodes an answer with keys.
 * @example
 * const bytes = encodeKeysAnswer({ groups: { distance: [] }, fromSequence: 1, toSequence: 9 });
 */
export function encodeKeysAnswer({ groups, fromSequence, toSequence, ticket }: KeysAnswer): Uint8Array {
  const told = GROUP_NAMES.flatMap((name) => {
    const nodes = groups[name];
    return nodes ? [{ group: GROUPS[name], nodes: encodeNodes(nodes) }] : [];
  });
  return encode(v2.KeysAnswer, { groups: told, fromSequence, toSequence, ...ticketField(ticket) });
}
