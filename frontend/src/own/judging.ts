/**
 * Judges a car in this browser: tiles come from what is kept or from an archive, are proven, opened and judged one by one
 * (`own-judgement.ts` of the protocol), and what they come to is compared with the record. Whoever lies is named. No DOM.
 */
import { equal } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { newestOwner } from "@witness/protocol/history/newest-owner";
import {
  type JudgedPart,
  type OwnDifference,
  type OwnJudgement,
  ownJudgement,
} from "@witness/protocol/history/own-comparison";
import {
  canCount,
  isOwnRead,
  type SignatureCheck,
  signaturesIn,
  takeTile,
} from "@witness/protocol/history/own-judgement";
import { OWN_BEGIN, type OwnPosition, type OwnSettings, type OwnStep } from "@witness/protocol/history/own-position";
import { type HistoryFault, tilesOf } from "@witness/protocol/history/reader";
import { TILE_ITEMS } from "@witness/protocol/limits";
import type { OpenedField } from "@witness/protocol/record/opening";
import type { SequenceRange } from "@witness/protocol/tenure";
import type { Archive } from "../evidence/archive.ts";
import type { History } from "../history/history.ts";
import { joinParts, LAYOUT_BEGIN, type LayoutCarry, layOutPart } from "../history/layout.ts";
import { type KeptCar, type KeptTile, ownBytes } from "./kept.ts";

/** Of what is kept: to be raised when a position, the judge's state or the layout changes. */
const KEPT_VERSION = 5;

/** How far a judging is. */
export interface OwnProgress {
  readonly step: "reading" | "waiting";
  readonly tiles: number;
  readonly ofTiles: number;
  readonly readings: number;
}

/** A stretch of the history, judged as if there were nothing before it. */
export interface OwnPart extends SequenceRange {
  readonly judgement: JudgedPart["judged"]["judgement"];
  readonly readings: number;
  /** `now`: the reader owns the car. `ended`: it was the reader's. */
  readonly time: "now" | "ended";
}

/** What a judging in this browser comes to. */
export interface OwnOutcome {
  /** `UNCHECKED`: no archive answered. */
  readonly result: OwnJudgement["result"] | "UNCHECKED";
  readonly difference: OwnDifference | undefined;
  readonly judgement: NonNullable<OwnJudgement["judged"]>["judgement"] | undefined;
  readonly envelopes: number;
  /** Envelopes that these keys do not open. */
  readonly closed: number;
  /** How many of them an offer of the reader keeps closed until it ends. */
  readonly offered: number;
  /** What these keys open, judged alone; undefined when that is everything, or nothing. */
  readonly part: OwnPart | undefined;
  readonly readings: number;
  /** Of the record that was compared. */
  readonly sequence: number;
  /** Tiles that were read, and how many of them this browser had kept. */
  readonly tiles: number;
  readonly kept: number;
  /** Names of the archives that served the others. */
  readonly servedBy: readonly string[];
  /** Archives whose word did not hold, and where. */
  readonly liars: readonly (HistoryFault & { readonly name: string })[];
  /** Names of those that did not answer. */
  readonly silent: readonly string[];
  readonly history: History;
}

/** Where a judging gets what it needs. */
export interface OwnWays {
  /** Whose judging it is: 20 bytes. */
  readonly account: Uint8Array;
  /** Whether the node gives that account the car's record now, as it does its owner. */
  readonly isGivenRecord: () => Promise<boolean>;
  readonly archives: readonly Archive[];
  readonly kept: KeptCar;
  readonly progress: (progress: OwnProgress) => void;
  /** Whether all these signatures hold. */
  readonly verifyAll: (checks: readonly SignatureCheck[]) => Promise<boolean>;
  /** Waits for an archive that is a moment behind. */
  readonly pause: () => Promise<void>;
}

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

  /** Takes a tile; its signatures are checked together first, and one after the other where one does not hold. */
  async #take(from: OwnPosition, bytes: Uint8Array): Promise<Taken> {
    const hold = await this.#ways.verifyAll(signaturesIn(this.#settings, from, bytes));
    const p256Verify: CryptoProvider["p256Verify"] = () => true;
    const provider = hold ? { ...this.#settings.provider, p256Verify } : this.#settings.provider;
    const step = await takeTile({ ...this.#settings, provider }, from, bytes);
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
    return "fault" in step ? undefined : { bytes, step, name: undefined };
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
      const step: Taken = bytes
        ? await this.#take(from, bytes)
        : { fault: { code: "history-short", item: from.at.next } };
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
  }: Start) {
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
    if (anew || head.version !== KEPT_VERSION) return { ...base, ...BEGIN };
    const parts: History[] = [];
    for (let number = 0; number < head.tiles - 1; number += 1) {
      const tile = await kept.tile(number);
      if (!tile) return { ...base, ...BEGIN };
      parts.push(tile.part);
    }
    const last = await kept.tile(head.tiles - 1);
    if (!last) return { ...base, ...BEGIN };
    return { ...base, number: head.tiles - 1, position: last.before, newest: last.newest, carry: last.carry, parts };
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

  async run(): Promise<OwnOutcome> {
    const { record } = this.#settings;
    if (!canCount(record)) return this.#nothing({ by: "node", code: "record-impossible" });
    let read = await this.#read();
    for (let time = 0; time < PATIENCE && !read && this.#isBehind; time += 1) {
      this.#ways.progress({ step: "waiting", tiles: 0, ofTiles: tilesOf(record.chain.items), readings: 0 });
      await this.#ways.pause();
      this.liars.clear();
      read = await this.#read();
    }
    if (!read) {
      const [liar] = this.liars.values();
      return this.#nothing(liar && { by: "archive", ...liar });
    }
    const { position, carry, parts, fresh, tiles, keptTiles, servedBy, edition } = read;
    const judgement = await this.#heldAgainstOwner(read);
    if (fresh.has(tiles - 1)) {
      const head = { version: KEPT_VERSION, edition, tiles };
      // A browser that keeps nothing shows the same; it fetches all of it the next time.
      await this.#ways.kept.put(head, fresh).catch(() => undefined);
    }
    return {
      result: judgement.result,
      difference: judgement.difference,
      judgement: judgement.judged?.judgement,
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
  }

  /** A node that says that the car is not the reader's lies when the history names the reader as the owner. */
  async #heldAgainstOwner({ judgement, newest }: Read): Promise<OwnJudgement> {
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

/** Judges a car. @param fields of the answer's opening. @throws what the node declines with */
export const judgeOwn = (settings: OwnSettings, fields: readonly OpenedField[], ways: OwnWays): Promise<OwnOutcome> =>
  new Judging(settings, fields, ways).run();
