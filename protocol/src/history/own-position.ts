/**
 * Where a reader's own judgement of a car stands between two tiles, and what it needs: plain values of bounded size
 * (`own-judgement.ts` moves them).
 */
import type { Context } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import type { Predecessor } from "../predecessor.ts";
import type { RecordValues } from "../record/fields.ts";
import type { SequenceRange, Ticket } from "../tenure.ts";
import type { KeysAnswer, KeysQuery } from "../wire/keys.ts";
import type { FoundMark, HistoryJudging } from "./judged-history.ts";
import type { KnownSession, OpenedEnvelope } from "./opened-history.ts";
import { HISTORY_BEGIN, type HistoryPosition, type ReadBody } from "./reader.ts";

/** What the state proves of a car. */
export interface ProvenRecord extends Pick<RecordValues, "key" | "chain"> {
  /** Undefined when whoever reads does not own the car now: an owner before, or whom a grant was given. */
  readonly owner: RecordValues["owner"] | undefined;
  readonly events: RecordValues["events"] | undefined;
}

/** Asks for keys in the owner's name. Returns undefined when the owner may read nothing of what was asked. */
export type AskKeys = (query: Omit<KeysQuery, "replyKey">) => Promise<KeysAnswer | undefined>;

/** What an own judgement needs. */
export interface OwnSettings {
  readonly context: Context;
  readonly provider: CryptoProvider;
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  readonly record: ProvenRecord;
  readonly askKeys: AskKeys;
  /** Of a record that was taken over; without it, no history is believed that goes on from another application's. */
  readonly inheritance?: Inheritance | undefined;
}

/** What a history goes on from that was taken over from another application. */
export interface Inheritance {
  readonly predecessor: Pick<Predecessor, "context" | "keyId">;
  /** Where reading of the history before begins here (`goOnFrom`); undefined when that was not read. */
  readonly begin: OwnPosition | undefined;
}

/** An offer of the car that is open as far as it is read: nobody is given keys of a session that was opened after it. */
export interface OpenOffer {
  /** The session that was open when the offer came. */
  readonly session: number;
  readonly untilUnixS: number;
  /** How many envelopes of the owner's own time it keeps closed. */
  readonly closed: number;
}

/** Where it stands after some tiles. */
export interface OwnPosition {
  readonly at: HistoryPosition;
  /** The open session; undefined before the first, or when there are no keys of it. */
  readonly session: KnownSession | undefined;
  /** The number of the session that the device opened last; 0 before the first. */
  readonly newestSession: number;
  /** The newest envelope of the open session whose key was asked for. */
  readonly askedTo: number;
  /** Of the newest stretch of envelopes that the keys open. Undefined before the first. */
  readonly judging: HistoryJudging | undefined;
  /** That stretch, as far as it is read. */
  readonly open: SequenceRange | undefined;
  /** The last envelope that there are no keys of; 0 before the first. */
  readonly closedTo: number;
  /** A time of the reader's own with the car that has ended, as the newest ticket says. */
  readonly time: SequenceRange | undefined;
  readonly envelopes: number;
  readonly forks: number;
  readonly operations: number;
  /** Envelopes that there are no keys of. */
  readonly closed: number;
  /** How many of them are of the owner's own time with the car, and are not kept closed by an offer. */
  readonly withheld: number;
  /** Envelopes that are signed for the application before this one: nobody opens them here, and they count as silence. */
  readonly foreign: number;
  /** The newest envelope that was taken over and not read; undefined when the history was read from its start. */
  readonly unreadTo: number | undefined;
  readonly offer: OpenOffer | undefined;
  /** An entry of the journal may have spoken to the judge. */
  readonly isCorrected: boolean;
  /** The node gave keys of other envelopes than it was asked for. */
  readonly hasForeignKeys: boolean;
}

/** Before the first tile. */
export const OWN_BEGIN: OwnPosition = {
  at: HISTORY_BEGIN,
  session: undefined,
  newestSession: 0,
  askedTo: 0,
  judging: undefined,
  open: undefined,
  closedTo: 0,
  time: undefined,
  envelopes: 0,
  forks: 0,
  operations: 0,
  closed: 0,
  foreign: 0,
  unreadTo: undefined,
  withheld: 0,
  offer: undefined,
  isCorrected: false,
  hasForeignKeys: false,
};

/**
 * Returns whether nothing of the history so far is closed or unread.
 * @example
 * isWhole(OWN_BEGIN); // => true
 */
export const isWhole = ({ closed, unreadTo }: Pick<OwnPosition, "closed" | "unreadTo">): boolean =>
  closed === 0 && unreadTo === undefined;

/** What a tile held. */
export interface OwnStep {
  readonly to: OwnPosition;
  /** Those that the keys open, in order, and those that are silence here. */
  readonly envelopes: readonly OpenedEnvelope[];
  /** Evidence of a copied key. */
  readonly forks: readonly ReadBody[];
  readonly marks: readonly FoundMark[];
  /** Of times with the car that have ended: they came with keys that open something, so the back-end made them. */
  readonly tickets: readonly Ticket[];
  /** How many items the tile has, with those beyond what is proven. */
  readonly items: number;
}
