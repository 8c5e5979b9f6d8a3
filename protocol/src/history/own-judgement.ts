/**
 * A reader's own judgement of a car (docs/judge.md): its tiles are read one by one, opened with the owner's keys and judged
 * here; `own-comparison.ts` holds what they come to against the record. Command and page do it by these two modules.
 * Where it stands between two tiles is a plain value of bounded size: it can be kept, and gone on from when the record has
 * gone on.
 */
import { concat } from "../bytes.ts";
import { profileOf } from "../columns/profile.ts";
import { GROUP_NAMES, type GroupName } from "../columns/quantity.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { placesFrom } from "../disclosure/session-keys.ts";
import { readable } from "../errors.ts";
import { decodeOperation, type Operation } from "../operations/operation.ts";
import { NO_GROUPS } from "../reading.ts";
import { NO_EVENTS } from "../record/events.ts";
import { readTakeOver } from "../take-over.ts";
import type { Ticket } from "../tenure.ts";
import type { KeysAnswer } from "../wire/keys.ts";
import { decodeRegistration, type Registration } from "../wire/registration.ts";
import { decodeTile } from "../wire/tile.ts";
import { type FoundMark, type HistoryRules, judgeItem, newJudging } from "./judged-history.ts";
import { type KnownSession, type OpenedEnvelope, openEnvelope, type SessionSpan, sessionOf } from "./opened-history.ts";
import {
  isWhole,
  OWN_BEGIN,
  type OwnPosition,
  type OwnSettings,
  type OwnStep,
  type ProvenRecord,
} from "./own-position.ts";
import { type HistoryFault, isRead, type ReadBody, type ReadItem, type ReadOperation, readTile } from "./reader.ts";

/** Events that a record is believed to have whose reader is not shown them: each costs somebody gas. */
const UNSEEN_EVENTS_MAX = 65_536;

/**
 * Returns whether a record can have as many items as it counts: each is an event or an admitted run, and no two runs share a
 * sequence number. A node that invents a count is refused before a tile is fetched.
 * @example
 * const { chain, events } = own.record;
 * canCount({ events, chain: { ...chain, items: 2 ** 32 - 1 } }); // => false
 */
export const canCount = ({ chain, events }: Pick<ProvenRecord, "chain" | "events">): boolean =>
  chain.items <= chain.sequence + (events?.count ?? UNSEEN_EVENTS_MAX);

/**
 * Returns the registration that a tile begins with; undefined when it begins with none. `readTile` needs the identity of the
 * application's key before it has read the tile; a false one is found out by the accumulator.
 * @example
 * tiles.map((bytes) => registrationIn(bytes)?.profile); // => [1]
 */
export const registrationIn = (tile: Uint8Array): Registration | undefined =>
  readable(() => {
    const [first] = decodeTile(tile).items;
    return first?.kind === "registration" ? decodeRegistration(first.registration.message) : undefined;
  });

/** Whether judging goes on. Behind envelopes that are closed, nothing is known of what they said: it begins anew. */
const goesOnHere = (at: OwnPosition): boolean => isWhole(at) || (at.open !== undefined && at.closedTo < at.open.first);

/** What there is of an envelope that nobody opens here. */
const NOTHING_OPENED: OpenedEnvelope["opened"] = { groups: NO_GROUPS, readings: [], judged: 0, unreadable: false };

/** Rights that one session may be read by: a record keeps four tenures and eight grants, and a ticket is brought. */
const QUESTIONS_MAX = 13;

/** Reads items one by one, opens what the owner's keys open, and judges it. */
class OwnReading {
  readonly #settings: OwnSettings;
  to: OwnPosition;
  readonly envelopes: OpenedEnvelope[] = [];
  readonly forks: ReadBody[] = [];
  readonly marks: FoundMark[] = [];
  readonly tickets: Ticket[] = [];

  constructor(settings: OwnSettings, from: OwnPosition) {
    this.#settings = settings;
    this.to = from;
  }

  async take(item: ReadItem, { profile: number, profileVersion, keyId }: Registration): Promise<void> {
    if (item.kind === "operation") {
      this.#operate(item.operation);
      return;
    }
    const profile = profileOf(number, profileVersion);
    if (!profile) throw new RangeError(`There is no profile ${number}.${profileVersion}.`);
    if (isWhole(this.to)) this.to = { ...this.to, judging: this.to.judging ?? newJudging(profile) };
    if (item.kind === "fork") {
      this.to = { ...this.to, forks: this.to.forks + 1 };
      this.forks.push(item.body);
      if (this.#isOpen(item.body)) this.#judge({ kind: "fork", body: item.body }, profile);
      return;
    }
    for (const body of item.bodies) {
      this.#endOffer(body.blockTimeUnixS);
      this.to = { ...this.to, newestSession: body.body.session };
      if (body.foreign) this.#passOver(body, profile);
      else await this.#read(body, { keyId, profile });
      this.to = { ...this.to, envelopes: this.to.envelopes + 1 };
    }
  }

  async #read(body: ReadBody, sealedFor: Parameters<typeof openEnvelope>[1]): Promise<void> {
    await this.#knowSession(body);
    const { session } = this.to;
    const opened = session && openEnvelope(this.#settings, sealedFor, body, session, this.#groupsOf(session));
    if (opened) this.#open(opened, session, sealedFor.profile);
    else this.#close(body);
  }

  /** Takes a body that is signed for the application before: silence, with what its place in the hash chain shows. */
  #passOver(body: ReadBody, profile: HistoryRules["profile"]): void {
    const { foreign, open } = this.to;
    const goesOn = goesOnHere(this.to);
    const stretch = goesOn && open ? { ...open, last: body.body.sequence } : open;
    this.to = { ...this.to, foreign: foreign + 1, session: undefined, open: stretch };
    const envelope = { ...body, opened: NOTHING_OPENED };
    this.envelopes.push(envelope);
    if (goesOn) this.#judge({ kind: "envelope", envelope }, profile);
  }

  #operate({ operation: { message }, blockTimeUnixS }: ReadOperation): void {
    // One that took effect can be read; another is found out by the accumulator.
    const operation = readable(() => decodeOperation(message));
    const { operations, isCorrected, newestSession: session } = this.to;
    this.to = { ...this.to, operations: operations + 1, isCorrected: isCorrected || speaksToJudge(operation) };
    const isOver = operation?.kind === "withdrawOffer" || operation?.kind === "acceptOffer";
    this.#endOffer(isOver ? Number.POSITIVE_INFINITY : blockTimeUnixS);
    if (operation?.kind !== "offer") return;
    this.to = { ...this.to, offer: { session, untilUnixS: operation.expiresUnixS, closed: 0 } };
  }

  /** When a block's time is past an open offer, what it kept closed is withheld if it still is. */
  #endOffer(timeUnixS: number): void {
    const { offer, withheld } = this.to;
    if (!offer || timeUnixS <= offer.untilUnixS) return;
    this.to = { ...this.to, offer: undefined, withheld: withheld + offer.closed };
  }

  #judge(item: Parameters<typeof judgeItem>[1], profile: HistoryRules["profile"]): void {
    const { judging } = this.to;
    if (!judging) return;
    const rules = { profile, events: this.#settings.record.events ?? NO_EVENTS };
    this.to = { ...this.to, judging: judgeItem(judging, item, rules, (mark) => this.marks.push(mark)) };
  }

  /** The groups to look at: an owner's are all, a grant may be of some. */
  #groupsOf({ keys }: KnownSession): readonly GroupName[] {
    return this.#settings.record.owner ? GROUP_NAMES : GROUP_NAMES.filter((group) => keys.groups[group]);
  }

  /** Whether a body beside the hash chain belongs to what the keys open. */
  #isOpen({ body: { sequence } }: ReadBody): boolean {
    const { open } = this.to;
    return isWhole(this.to) || (open !== undefined && open.first <= sequence && sequence <= open.last);
  }

  #open(envelope: OpenedEnvelope, session: KnownSession, profile: HistoryRules["profile"]): void {
    const { open, judging } = this.to;
    const { sequence } = envelope.body;
    const goesOn = goesOnHere(this.to);
    const stretch = goesOn && open ? { first: open.first, last: sequence } : { first: sequence, last: sequence };
    this.to = { ...this.to, judging: (goesOn && judging) || newJudging(profile), open: stretch };
    this.envelopes.push(envelope);
    // Without its distance an envelope says nothing to the judge.
    if (this.#groupsOf(session).includes("distance")) this.#judge({ kind: "envelope", envelope }, profile);
    const { ticket } = session.keys;
    // A seal commits to its key: who gave keys that open it asked the back-end, and so the ticket is the back-end's too.
    if (ticket && !envelope.opened.unreadable) this.#believe(ticket);
  }

  #believe(ticket: Ticket): void {
    const { time, closedTo, withheld } = this.to;
    if (time?.first === ticket.first && time.last === ticket.last) return;
    const { first, last } = ticket;
    this.tickets.push(ticket);
    this.to = { ...this.to, time: { first, last }, withheld: withheld + (closedTo >= first ? 1 : 0) };
  }

  #close({ body: { sequence, session } }: ReadBody): void {
    const { owner } = this.#settings.record;
    const { closed, withheld, time, offer } = this.to;
    const isOwn =
      (owner !== undefined && sequence >= owner.firstSequence) ||
      (time !== undefined && time.first <= sequence && sequence <= time.last);
    this.to = { ...this.to, closed: closed + 1, closedTo: sequence };
    if (!isOwn) return;
    if (offer && session > offer.session) this.to = { ...this.to, offer: { ...offer, closed: offer.closed + 1 } };
    else this.to = { ...this.to, withheld: withheld + 1 };
  }

  /** Asks for keys where a session begins, and where it has gone on beyond those that are known. */
  async #knowSession(read: ReadBody): Promise<void> {
    const begun = sessionOf(read);
    const { session } = this.to;
    if (begun) {
      const known = await this.#keysOf(begun, begun.firstSequence);
      this.to = { ...this.to, session: known };
    } else if (session && read.body.sequence > Math.max(session.keys.toSequence, this.to.askedTo)) {
      const known = await this.#keysOf(session.span, read.body.sequence);
      this.to = { ...this.to, session: known ?? session };
    }
  }

  async #keysOf(span: SessionSpan, fromSequence: number): Promise<KnownSession | undefined> {
    const { deviceId, record, askKeys } = this.#settings;
    const toSequence = Math.min(record.chain.sequence, placesFrom(span.firstSequence).last);
    if (fromSequence > toSequence) return undefined;
    let found: KeysAnswer | undefined;
    let last = toSequence;
    for (let questions = 0; questions < QUESTIONS_MAX; questions += 1) {
      const keys = await askKeys({ deviceId, ...span, fromSequence, toSequence: last, groups: GROUP_NAMES });
      if (!keys) break;
      if (keys.fromSequence < fromSequence || keys.toSequence > last) {
        this.to = { ...this.to, askedTo: toSequence, hasForeignKeys: true };
        return undefined;
      }
      found = keys;
      if (keys.fromSequence === fromSequence) break;
      // The back-end does not know where a session ended, and answers by the newest right: an older one may speak of this envelope.
      last = keys.fromSequence - 1;
    }
    // Behind what was found for this envelope, there may be more.
    const askedTo = found?.fromSequence === fromSequence && last < toSequence ? found.toSequence : toSequence;
    this.to = { ...this.to, askedTo };
    return found && { span, keys: found };
  }
}

/** Returns whether an operation is an entry of the journal, or accepts one: then the judge may have taken note of it. */
const speaksToJudge = (operation: Operation | undefined): boolean =>
  operation?.kind === "enterJournal" || operation?.kind === "acceptCorrection";

/** Returns what `readTile` needs for a tile. Where no registration names the application's key, no item is read. */
const optionsFor = (
  { context, provider, record, inheritance }: OwnSettings,
  { at }: OwnPosition,
  bytes: Uint8Array,
) => ({
  context,
  provider,
  predecessor: inheritance?.predecessor,
  keyId: (at.registration ?? registrationIn(bytes))?.keyId ?? new Uint8Array(8),
  devicePublicKey: record.key.publicKey,
  proven: record.chain,
});

/** Returns where the reading of a record that was taken over begins. */
function takenUp({ inheritance, provider }: OwnSettings, registration: Registration): OwnPosition {
  const { sequence } = readTakeOver(registration, provider)?.values.chain ?? { sequence: 0 };
  return inheritance?.begin ?? { ...OWN_BEGIN, unreadTo: sequence };
}

/** A signature that must be the device's. */
export interface SignatureCheck {
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
  /** What was signed. */
  readonly message: Uint8Array;
}

/**
 * Returns the signatures that `takeTile` will check in the next tile when all of them hold, for whoever can check them faster
 * than one after the other, as a browser can. Nothing is opened and nobody is asked.
 * @example
 * tiles.map((bytes) => signaturesIn(own, OWN_BEGIN, bytes).length); // => [1]
 */
export function signaturesIn(settings: OwnSettings, from: OwnPosition, bytes: Uint8Array): readonly SignatureCheck[] {
  const checks: SignatureCheck[] = [];
  const p256Verify: CryptoProvider["p256Verify"] = (publicKey, signature, ...parts) => {
    checks.push({ publicKey, signature, message: concat(...parts) });
    return true;
  };
  const provider = { ...settings.provider, p256Verify };
  readTile(optionsFor({ ...settings, provider }, from, bytes), from.at, bytes);
  return checks;
}

/**
 * Reads, opens and judges the next tile.
 * @returns what it held, or what is wrong with it
 * @throws {RangeError} when the registration names a profile that is not known here; and what `askKeys` throws
 * @example
 * for (const bytes of tiles) {
 *   const step = await takeTile(own, OWN_BEGIN, bytes);
 *   "to" in step && step.to.envelopes; // 1
 * }
 */
export async function takeTile(
  settings: OwnSettings,
  from: OwnPosition,
  bytes: Uint8Array,
): Promise<OwnStep | { readonly fault: HistoryFault }> {
  const reading = readTile(optionsFor(settings, from, bytes), from.at, bytes);
  if ("fault" in reading) return reading;
  const { registration } = reading.at;
  const isBegun = from.at.next === 0 && registration?.predecessor !== undefined;
  const begin = isBegun ? takenUp(settings, registration) : from;
  const own = new OwnReading(settings, { ...begin, at: reading.at });
  if (registration) for (const item of reading.items) await own.take(item, registration);
  const { to, envelopes, forks, marks, tickets } = own;
  return { to, envelopes, forks, marks, tickets, items: to.at.next - from.at.next + reading.unproven };
}

/**
 * Returns whether all that the record proves has been read.
 * @example
 * isOwnRead(own, OWN_BEGIN); // => false
 */
export const isOwnRead = ({ record }: Pick<OwnSettings, "record">, { at }: OwnPosition): boolean =>
  isRead(at, record.chain);
