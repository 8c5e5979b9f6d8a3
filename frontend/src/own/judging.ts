/**
 * Judges a car in this browser: tiles come from what is kept or from an archive, are proven, opened and judged one by one
 * (`own-judgement.ts` of the protocol), and what they come to is compared with the record. Whoever lies is named. No DOM.
 */
import { equal } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { takeOverIn } from "@witness/protocol/history/inheritance";
import { newestOwner } from "@witness/protocol/history/newest-owner";
import { type OwnDifference, type OwnJudgement, ownJudgement } from "@witness/protocol/history/own-comparison";
import { canCount, isOwnRead, signaturesIn, takeTile } from "@witness/protocol/history/own-judgement";
import { OWN_BEGIN, type OwnPosition, type OwnSettings, type OwnStep } from "@witness/protocol/history/own-position";
import { type HistoryFault, tilesOf } from "@witness/protocol/history/reader";
import { TILE_ITEMS } from "@witness/protocol/limits";
import type { OpenedField } from "@witness/protocol/record/opening";
import type { Archive } from "../evidence/archive.ts";
import { type EvidenceError, isOfPredecessor } from "../evidence/errors.ts";
import type { History } from "../history/history.ts";
import { joinParts, LAYOUT_BEGIN, type LayoutCarry, layOutPart } from "../history/layout.ts";
import type { OwnInherited } from "./before.ts";
import { type KeptHead, type KeptTile, ownBytes } from "./kept.ts";
import type { OwnOutcome, OwnPart } from "./outcome.ts";
import type { OwnWays } from "./ways.ts";

/** Of what is kept: to be raised when a position, the judge's state or the layout changes. */
export const KEPT_VERSION = 6;

/** Archives follow the chain within a second or two: so often one that is behind is asked again. */
const PATIENCE = 4;
/** Bytes of tiles that wait in memory to be kept together, once they are proven: of some ten years. */
const PENDING_MAX_BYTES = 64 << 20;

/** Where an attempt begins. */
interface Start {
  readonly edition: string;
  readonly number: number;
  readonly position: OwnPosition;
  readonly newest: Uint8Array;
  readonly carry: LayoutCarry;
  readonly parts: readonly History[];
  /** Kept tiles may be read instead of being fetched. */
  readonly usesKept: boolean;
  /** Of a start behind the first tile. */
  readonly inherited?: OwnInherited | undefined;
}

/** An attempt that has read all that is proven. */
interface Read {
  readonly position: OwnPosition;
  /** Whom the history names as the car's owner: 20 bytes, or none. */
  readonly newest: Uint8Array;
  readonly carry: LayoutCarry;
  readonly parts: readonly History[];
  readonly fresh: ReadonlyMap<number, KeptTile>;
  readonly tiles: number;
  readonly keptTiles: number;
  readonly servedBy: ReadonlySet<string>;
  readonly judgement: OwnJudgement;
}

/** Where a reading ended, for the application that goes on from there. */
export interface OwnEnd extends Pick<Read, "position" | "carry" | "parts"> {
  readonly head: KeptHead;
}

/** What a judging comes to, and where the reading ended; undefined unless all that is proven was read. */
export interface OwnRead {
  readonly outcome: OwnOutcome;
  readonly end: OwnEnd | undefined;
}

type Taken = OwnStep | { readonly fault: HistoryFault };

/** Keeps an opened envelope's bytes only. */
const keptEnvelope = ({ item, body, opened, gap, fork, blockTimeUnixS }: OwnStep["envelopes"][number]) => ({
  item,
  sequence: body.sequence,
  blockTimeUnixS,
  groups: opened.groups,
  unreadable: opened.unreadable,
  gap,
  fork,
});

/** One judging, with what it has learnt of the archives. */
class Judging {
  readonly #settings: OwnSettings;
  readonly #fields: readonly OpenedField[];
  readonly #ways: OwnWays;
  #inherited: OwnInherited | undefined;
  #unread: EvidenceError | undefined;
  /** Nothing that is kept is believed any more. */
  #isAnew = false;
  readonly liars = new Map<string, HistoryFault>();
  readonly silent = new Set<string>();

  constructor(settings: OwnSettings, fields: readonly OpenedField[], ways: OwnWays) {
    this.#settings = settings;
    this.#fields = fields;
    this.#ways = ways;
  }

  get #archives(): readonly Archive[] {
    return this.#ways.archives.filter(({ name }) => !this.liars.has(name));
  }

  /** Judges the part in the application before, when the first tile goes on from there. */
  async #inherit(first: Uint8Array): Promise<OwnInherited | "unsaid" | undefined> {
    const takeOver = takeOverIn(first, this.#settings.provider);
    try {
      return takeOver && (await this.#ways.inherit?.(takeOver, this.#isAnew));
    } catch (error) {
      if (!isOfPredecessor(error)) throw error;
      this.#unread ??= error;
      return "unsaid";
    }
  }

  /**
   * Takes a tile; its signatures are checked together first, and one after the other where one does not hold. Undefined when it
   * goes on from another application, and it is not known which.
   */
  async #take(from: OwnPosition, bytes: Uint8Array): Promise<Taken | undefined> {
    if (from.at.next === 0) {
      const inherited = await this.#inherit(bytes);
      if (inherited === "unsaid") return undefined;
      this.#inherited = inherited;
    }
    const settings = { ...this.#settings, inheritance: this.#inherited?.inheritance };
    const hold = await this.#ways.verifyAll(signaturesIn(settings, from, bytes));
    const p256Verify: CryptoProvider["p256Verify"] = () => true;
    const provider = hold ? { ...settings.provider, p256Verify } : settings.provider;
    const step = await takeTile({ ...settings, provider }, from, bytes);
    if ("fault" in step) return step;
    const { next: item } = step.to.at;
    const isShort = !isOwnRead(this.#settings, step.to) && item % TILE_ITEMS !== 0;
    return isShort ? { fault: { code: "history-short", item } } : step;
  }

  /** Takes a tile that this browser kept, when it holds all that is needed of it and still fits. */
  async #takeKept(number: number, from: OwnPosition) {
    const tile = await this.#ways.kept.tile(number);
    const { items } = this.#settings.record.chain;
    if (!tile || (tile.items < TILE_ITEMS && number * TILE_ITEMS + tile.items <= items)) return undefined;
    const { bytes } = tile;
    const step = await this.#take(from, bytes);
    return !step || "fault" in step ? undefined : { bytes, step, name: undefined };
  }

  /** Fetches and takes a tile from the first archive whose tile fits. */
  async #fetch(edition: string, number: number, from: OwnPosition) {
    for (const archive of this.#archives) {
      let bytes: Uint8Array | undefined;
      try {
        bytes = await archive.tile(this.#settings.deviceId, edition, number);
      } catch {
        this.silent.add(archive.name);
        continue;
      }
      const step: Taken | undefined = bytes
        ? await this.#take(from, bytes)
        : { fault: { code: "history-short", item: from.at.next } };
      if (!step) continue;
      if (bytes && !("fault" in step)) {
        this.silent.delete(archive.name);
        return { bytes, step, name: archive.name };
      }
      if ("fault" in step) this.liars.set(archive.name, step.fault);
    }
    return undefined;
  }

  async attempt({
    edition,
    number: first,
    position: begin,
    newest: named,
    carry: laid,
    parts: before,
    usesKept,
    inherited,
  }: Start) {
    this.#inherited = inherited;
    const { record } = this.#settings;
    const ofTiles = tilesOf(record.chain.items);
    const fresh = new Map<number, KeptTile>();
    const servedBy = new Set<string>();
    const parts = [...before];
    let [position, newest, carry, number, keptTiles, pendingBytes] = [begin, named, laid, first, first, 0];
    while (!isOwnRead(this.#settings, position)) {
      this.#ways.progress({ step: "reading", tiles: number, ofTiles, readings: carry.readings });
      const kept = usesKept ? await this.#takeKept(number, position) : undefined;
      const taken = kept ?? (await this.#fetch(edition, number, position));
      if (!taken) return undefined;
      const { bytes, step, name } = taken;
      if (name === undefined) keptTiles += 1;
      else servedBy.add(name);
      if (number === 0 && this.#inherited) {
        carry = this.#inherited.carry;
        parts.push(...this.#inherited.parts);
      }
      const { part, carry: next } = layOutPart(carry, step.envelopes, step.marks);
      const forks = step.forks.map(({ item, blockTimeUnixS, late }) => ({
        item,
        blockTimeUnixS,
        ...(late && { late }),
      }));
      const envelopes = step.envelopes.map(keptEnvelope);
      const { to, marks, items, tickets } = step;
      // A browser that keeps nothing asks for them again while the record names the time.
      if (tickets.length > 0) await this.#ways.kept.keepTickets(tickets).catch(() => undefined);
      const tile = { bytes, items, before: position, newest, carry, envelopes, forks, marks, part };
      pendingBytes += bytes.length;
      if (pendingBytes <= PENDING_MAX_BYTES) fresh.set(number, ownBytes(tile));
      parts.push(part);
      newest = newestOwner(this.#settings, newest, bytes, to.at.next - position.at.next);
      [position, carry, number] = [to, next, number + 1];
    }
    this.#ways.progress({ step: "reading", tiles: number, ofTiles, readings: carry.readings });
    const judgement = ownJudgement(this.#settings, position, this.#fields);
    return { position, newest, carry, parts, fresh, tiles: number, keptTiles, servedBy, judgement } satisfies Read;
  }

  /** From what is kept: at its last tile, which may have been short; or from the first on, when another build kept it. */
  async #fromKept(anew: boolean): Promise<Start | undefined> {
    const { kept } = this.#ways;
    const head = await kept.head();
    if (!head || head.tiles === 0) return undefined;
    const base = { edition: head.edition, usesKept: true };
    this.#isAnew = anew;
    const first = await kept.tile(0);
    const inherited = first && (await this.#inherit(first.bytes));
    if (inherited === "unsaid") return { ...base, ...BEGIN };
    // What was read of the application before may be more by now: then this part is judged again.
    const isSame = head.before?.result === inherited?.before.result && head.before?.reason === inherited?.before.reason;
    if (anew || !isSame || head.version !== KEPT_VERSION) return { ...base, ...BEGIN };
    const parts: History[] = [...(inherited?.parts ?? [])];
    for (let number = 0; number < head.tiles - 1; number += 1) {
      const tile = await kept.tile(number);
      if (!tile) return { ...base, ...BEGIN };
      parts.push(tile.part);
    }
    const last = await kept.tile(head.tiles - 1);
    if (!last) return { ...base, ...BEGIN };
    const at = { number: head.tiles - 1, position: last.before, newest: last.newest, carry: last.carry };
    // At the first tile what was before is laid out again.
    return at.number === 0 ? { ...base, ...BEGIN } : { ...base, ...at, parts, inherited };
  }

  async #editions(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    const { deviceId, record } = this.#settings;
    for (const archive of this.#archives) {
      try {
        const names = await archive.editions(deviceId, record.chain.accumulator);
        for (const name of names) found.add(name);
        if (names.length === 0) this.liars.set(archive.name, { code: "history-short", item: 0 });
      } catch {
        this.silent.add(archive.name);
      }
    }
    return found;
  }

  /** Reads from archives alone, until one edition comes to the record or nobody is left to ask. */
  async #anew(): Promise<(Read & { readonly edition: string }) | undefined> {
    this.#isAnew = true;
    while (this.#archives.length > 0) {
      const before = this.liars.size;
      for (const edition of await this.#editions()) {
        const read = await this.attempt({ edition, ...BEGIN, usesKept: false });
        const { difference } = read?.judgement ?? {};
        if (read && difference?.by !== "archive") return { ...read, edition };
        if (read && difference?.by === "archive") for (const name of read.servedBy) this.liars.set(name, difference);
      }
      if (this.liars.size === before) return undefined;
    }
    return undefined;
  }

  async #read(): Promise<(Read & { readonly edition: string }) | undefined> {
    for (const anew of [false, true]) {
      const start = await this.#fromKept(anew);
      const read = start && (await this.attempt(start));
      const { difference } = read?.judgement ?? {};
      // What does not fit may be what this browser kept: it is read anew before anybody is accused.
      if (start && read && difference?.by !== "archive" && !(difference && !anew)) {
        return { ...read, edition: start.edition };
      }
    }
    // Whose tile did not go on from what was kept is asked once more, from the first tile on.
    this.liars.clear();
    return this.#anew();
  }

  async run(): Promise<OwnRead> {
    const { record } = this.#settings;
    if (!canCount(record)) return { outcome: this.#nothing({ by: "node", code: "record-impossible" }), end: undefined };
    let read = await this.#read();
    for (let time = 0; time < PATIENCE && !read && this.#isBehind; time += 1) {
      this.#ways.progress({ step: "waiting", tiles: 0, ofTiles: tilesOf(record.chain.items), readings: 0 });
      await this.#ways.pause();
      this.liars.clear();
      read = await this.#read();
    }
    if (!read) {
      if (this.#unread) throw this.#unread;
      const [liar] = this.liars.values();
      return { outcome: this.#nothing(liar && { by: "archive", ...liar }), end: undefined };
    }
    const { position, carry, parts, fresh, tiles, keptTiles, servedBy, edition } = read;
    const judgement = await this.#heldAgainstOwner(read);
    const before = this.#inherited?.before;
    const { begin } = this.#inherited?.inheritance ?? {};
    const head = { version: KEPT_VERSION, edition, tiles, before, begin };
    if (fresh.has(tiles - 1)) {
      // A browser that keeps nothing shows the same; it fetches all of it the next time.
      await this.#ways.kept.put(head, fresh).catch(() => undefined);
    }
    const outcome: OwnOutcome = {
      result: judgement.result,
      difference: judgement.difference,
      judgement: judgement.judged?.judgement,
      before,
      foreign: position.foreign,
      envelopes: position.envelopes,
      closed: position.closed,
      offered: position.offer?.closed ?? 0,
      part: partOf(judgement, record.owner !== undefined),
      sequence: record.chain.sequence,
      readings: carry.readings,
      tiles,
      kept: keptTiles,
      servedBy: [...servedBy],
      liars: this.#named,
      silent: [...this.silent],
      history: joinParts(parts, carry),
    };
    return { outcome, end: { position, carry, parts, head } };
  }

  /** A node that says that the car is not the reader's lies when the history names the reader as the owner. */
  async #heldAgainstOwner({ judgement, newest }: Read): Promise<OwnJudgement> {
    const { difference } = this.#inherited ?? {};
    // What does not fit in the application before is the first difference.
    if (difference) return { result: "DIFFERENCE", difference, judged: undefined, part: undefined };
    const isNamed = equal(newest, this.#ways.account);
    if (judgement.difference || this.#settings.record.owner || !isNamed) return judgement;
    // The reader may have bought the car while it was read; then the node gives out the record now.
    const code = (await this.#ways.isGivenRecord()) ? "record-superseded" : "keys-withheld";
    return { result: "DIFFERENCE", difference: { by: "node", code }, judged: undefined, part: undefined };
  }

  /** Every archive that answered is short: it may be a moment behind. */
  get #isBehind(): boolean {
    const faults = [...this.liars.values()];
    return faults.length > 0 && faults.every(({ code }) => code === "history-short");
  }

  get #named(): OwnOutcome["liars"] {
    return [...this.liars].map(([name, fault]) => ({ name, ...fault }));
  }

  #nothing(difference: OwnDifference | undefined): OwnOutcome {
    return {
      result: difference ? "DIFFERENCE" : "UNCHECKED",
      difference,
      judgement: undefined,
      before: this.#inherited?.before,
      foreign: 0,
      envelopes: 0,
      closed: 0,
      offered: 0,
      part: undefined,
      sequence: this.#settings.record.chain.sequence,
      readings: 0,
      tiles: 0,
      kept: 0,
      servedBy: [],
      liars: this.#named,
      silent: [...this.silent],
      history: joinParts([], LAYOUT_BEGIN),
    };
  }
}

function partOf({ part }: OwnJudgement, isOwner: boolean): OwnPart | undefined {
  if (!part) return undefined;
  const { first, last, judged } = part;
  return { first, last, judgement: judged.judgement, readings: judged.readings, time: isOwner ? "now" : "ended" };
}

const BEGIN = { number: 0, position: OWN_BEGIN, newest: new Uint8Array(), carry: LAYOUT_BEGIN, parts: [] } as const;

/** Judges a car. @param fields of the answer's opening. @throws what the node declines with, and what `inherit` throws */
export const readOwn = (settings: OwnSettings, fields: readonly OpenedField[], ways: OwnWays): Promise<OwnRead> =>
  new Judging(settings, fields, ways).run();

/** As `readOwn`, for whoever goes on from nowhere. */
export const judgeOwn = async (...asked: Parameters<typeof readOwn>): Promise<OwnOutcome> =>
  (await readOwn(...asked)).outcome;
