/**
 * Reads a history out of an archive's tiles (docs/protocol.md, "Tiles"). Nobody trusts the archive: what the tiles hold
 * is admitted again, item by item, and must come to the accumulator that the record proves. One tile is read at a time and
 * nothing of it is kept here, so that no archive can fill the reader's memory. What a tile held is proven once the last one
 * has come to the accumulator.
 */
import type { AdmissionSettings, BodyDecision, Gap } from "../admission.ts";
import { equal } from "../bytes.ts";
import { HISTORY_CODES, type HistoryCode } from "../codes/history.ts";
import { codeOfError, ProtocolError } from "../errors.ts";
import { type History, type ItemMoment, operationAdded, type PlacedItem, withItems } from "../history.ts";
import { OPERATION_MAX_BYTES, TILE_ITEMS } from "../limits.ts";
import type { SignedOperation } from "../operations/signed.ts";
import type { Body } from "../wire/envelope.ts";
import { decodeRegistration, type Registration } from "../wire/registration.ts";
import { decodeTile, type ItemPosition, type Tile, type TileItem } from "../wire/tile.ts";
import { newPublicRecord, type PublicRecord, takeRun } from "./public-record.ts";

/** The first thing that is wrong. */
export interface HistoryFault {
  readonly code: HistoryCode;
  /** The number of the item at which it shows; 0 is the registration. */
  readonly item: number;
}

/** What the reader knows beforehand, from the record and not from the archive. */
export interface HistoryOptions extends AdmissionSettings {
  /** 33 bytes: the key that the record names. */
  readonly devicePublicKey: Uint8Array;
  /** From the record, with its proof. */
  readonly proven: History;
}

/** A body of a history, as its device signed it. */
export interface ReadBody extends Omit<ItemPosition, "block" | "blockHash"> {
  /** The number of the item that it is in; the registration is 0. */
  readonly item: number;
  readonly body: Body;
  /** The very bytes. */
  readonly bytes: Uint8Array;
  /** 32 bytes. */
  readonly link: Uint8Array;
  readonly gap?: Gap;
  /** It goes on from a link that somebody else went on from. */
  readonly fork?: true;
  /** Beside the hash chain: it was missing before a gap and came late, and is evidence of nothing. */
  readonly late?: true;
  /** It is signed for the application before and sealed to its key: here it counts as silence. */
  readonly foreign?: true;
}

/** An operation that took effect. */
export interface ReadOperation extends Omit<ItemPosition, "block" | "blockHash"> {
  /** The number of the item that it is. */
  readonly item: number;
  /** Of the signature the accumulator says nothing; that the operation took effect, it proves. */
  readonly operation: SignedOperation;
}

/** An item of a tile, as its reader takes it: what was admitted of a run, one piece of evidence, or an operation. */
export type ReadItem =
  | { readonly kind: "run"; readonly bodies: readonly ReadBody[] }
  | { readonly kind: "fork"; readonly body: ReadBody }
  | { readonly kind: "operation"; readonly operation: ReadOperation };

/** What one run came to, until each of its items has been met. */
interface OpenRun {
  readonly position: ItemMoment;
  readonly bytes: readonly Uint8Array[];
  readonly decisions: readonly BodyDecision[];
  readonly left: readonly PlacedItem[];
}

const NO_RUN: Omit<OpenRun, "position"> = { bytes: [], decisions: [], left: [] };

/** Whether items of the last run are still to come. */
const isPending = (open: OpenRun | undefined): boolean => open !== undefined && open.left.length > 0;

/** Where a reading stands after some tiles. A plain value of bounded size: it can be kept, and gone on from. */
export interface HistoryPosition {
  /** The number of the next item; the registration is 0. */
  readonly next: number;
  /** What the first item says; undefined before it. */
  readonly registration: Registration | undefined;
  /** Where the device stands. */
  readonly record: PublicRecord | undefined;
  /** 8 bytes. */
  readonly edition: Uint8Array | undefined;
  readonly before: ItemMoment | undefined;
  readonly open: OpenRun | undefined;
}

/** Before the first tile. */
export const HISTORY_BEGIN: HistoryPosition = {
  next: 0,
  registration: undefined,
  record: undefined,
  edition: undefined,
  before: undefined,
  open: undefined,
};

/** What a tile held. */
export interface TileReading {
  readonly at: HistoryPosition;
  readonly items: readonly ReadItem[];
  /** Items of the tile beyond what is proven. They are not in `items`. */
  readonly unproven: number;
}

/** Where a history ends whose items come to the proven accumulator. */
export interface ProvenEnd {
  readonly registration: Registration;
  /** Where the device stands after the proven items. */
  readonly record: PublicRecord;
}

/** A history whose items come to the proven accumulator. */
export interface ProvenHistory extends ProvenEnd {
  /** What was admitted, in order. */
  readonly bodies: readonly ReadBody[];
  /** Evidence of a copied key, in the order in which it came. */
  readonly forks: readonly ReadBody[];
  /** Operations that took effect, in order. */
  readonly operations: readonly ReadOperation[];
  /** Items that the last tile holds beyond what is proven. They are not in `bodies`. */
  readonly unproven: number;
}

/** The history, or the first thing that is wrong with it. */
export type HistoryReading = { readonly proven: ProvenHistory } | { readonly fault: HistoryFault };

/** Carries a fault out of the loop over the items. */
class Faulty extends Error {
  readonly fault: HistoryFault;

  constructor(code: HistoryCode, item: number) {
    super(HISTORY_CODES[code].sentence);
    this.fault = { code, item };
  }
}

/** Folds the items of one tile one by one. */
class Fold {
  readonly #options: HistoryOptions;
  at: HistoryPosition;

  constructor(options: HistoryOptions, at: HistoryPosition) {
    this.#options = options;
    this.at = at;
  }

  /** What is wrong at the next item; to be thrown. */
  fault(code: HistoryCode): Faulty {
    return new Faulty(code, this.at.next);
  }

  /** Whether the tile stands where it should. A tile that is not the last is full. */
  begin({ deviceId, edition, number }: Tile): void {
    const { next, record, edition: known } = this.at;
    const expected = record?.chain.deviceId;
    if (number * TILE_ITEMS !== next) throw this.fault("tile-missing");
    if ((expected && !equal(expected, deviceId)) || (known && !equal(known, edition))) {
      throw this.fault("tile-foreign");
    }
    this.at = { ...this.at, edition: edition.slice() };
  }

  /** Takes the next item. Returns what there is of it to read; nothing of the registration. */
  take(item: TileItem): ReadItem | undefined {
    const read = this.at.next === 0 ? this.#begin(item) : this.#goOn(item);
    this.at = { ...this.at, before: momentOf(item), next: this.at.next + 1 };
    return read;
  }

  #begin(item: TileItem): undefined {
    if (item.kind !== "registration") throw this.fault("item-missing");
    const { devicePublicKey } = this.#options;
    const message = item.registration.message.slice();
    let registration: Registration;
    let record: PublicRecord;
    try {
      registration = decodeRegistration(message);
      record = newPublicRecord(this.#options, devicePublicKey, message);
    } catch (error) {
      codeOfError(error);
      throw this.fault("item-refused");
    }
    if (!equal(registration.devicePublicKey, devicePublicKey)) throw this.fault("tile-foreign");
    // A record is taken over from somewhere: whoever knows of no application before this one has none to take it from.
    if (record.chain.firstHere !== undefined && !this.#options.predecessor) throw this.fault("item-refused");
    this.at = { ...this.at, registration, record };
  }

  #goOn(item: TileItem): ReadItem {
    if (item.kind === "registration") throw this.fault("item-refused");
    if (item.kind === "operation") return this.#operate(item);
    const { open, next } = this.at;
    const isSame = open?.position.input === item.input && open.position.place === item.place;
    const run = open && isSame ? open : this.#takeRun(item);
    const [expected, ...left] = run.left;
    if (!expected) throw this.fault("item-refused");
    if (expected.kind !== item.kind || (item.kind === "fork" && item.body !== expected.body)) {
      throw this.fault("item-missing");
    }
    // A run that was met as a whole is only remembered by its place: another item there is one too many.
    this.at = { ...this.at, open: left.length > 0 ? { ...run, left } : { ...NO_RUN, position: run.position } };
    const beside = expected.late ? "late-in-gap" : "forked-key";
    const wanted = item.kind === "fork" ? beside : "admitted";
    const bodies = run.decisions.flatMap((decision, index) =>
      decision.code === wanted && (item.kind === "run" || index === item.body)
        ? [readBodyOf(run, decision, index, next)]
        : [],
    );
    const [body] = bodies;
    return item.kind === "fork" && body ? { kind: "fork", body } : { kind: "run", bodies };
  }

  /** Requires that an item stands behind those before it, and that none of a run is missing. Returns its record. */
  #recordBefore(item: ItemMoment): PublicRecord {
    const { before, record, open } = this.at;
    const isLater = !before || item.input > before.input || (item.input === before.input && item.place > before.place);
    if (!isLater || !record || isPending(open)) throw this.fault("item-missing");
    return record;
  }

  #operate(item: TileItem & { readonly kind: "operation" }): ReadItem {
    const record = this.#recordBefore(item);
    const { context, provider } = this.#options;
    if (item.operation.message.length > OPERATION_MAX_BYTES) throw this.fault("item-refused");
    const moment = momentOf(item);
    const history = withItems(
      context,
      record.history,
      [operationAdded(item.operation.message, provider)],
      moment,
      provider,
    );
    const { next } = this.at;
    this.at = { ...this.at, record: { ...record, history } };
    return { kind: "operation", operation: { item: next, ...moment, operation: item.operation } };
  }

  /** Takes the run of an item that is the first of its place. */
  #takeRun(item: TileItem & { readonly kind: "run" | "fork" }): OpenRun {
    const before = this.#recordBefore(item);
    const position = momentOf(item);
    const { record, items: left, decisions } = takeRun(this.#options, before, position, item.run);
    this.at = { ...this.at, record };
    return { position, bytes: item.run.bodies, decisions, left };
  }
}

const momentOf = ({ input, place, blockTimeUnixS, parameters }: ItemMoment): ItemMoment => ({
  input,
  place,
  blockTimeUnixS,
  parameters,
});

function readBodyOf({ position, bytes }: OpenRun, decision: BodyDecision, index: number, item: number): ReadBody {
  const { code, body, link, gap, fork, foreign } = decision as BodyDecision &
    Required<Pick<BodyDecision, "body" | "link">>;
  const read = { item, body, link, bytes: bytes[index] as Uint8Array, ...position };
  return {
    ...read,
    ...(gap && { gap }),
    ...(fork && { fork }),
    ...(code === "late-in-gap" && { late: true as const }),
    ...(foreign && { foreign }),
  };
}

function decodeOr(fold: Fold, bytes: Uint8Array): Tile {
  try {
    return decodeTile(bytes);
  } catch (error) {
    if (error instanceof ProtocolError) throw fold.fault("tile-malformed");
    throw error;
  }
}

function caught<T>(read: () => T): T | { readonly fault: HistoryFault } {
  try {
    return read();
  } catch (error) {
    if (error instanceof Faulty) return { fault: error.fault };
    throw error;
  }
}

/**
 * Returns how many tiles hold a history of so many items after its registration.
 * @example
 * tilesOf(64); // => 2
 */
export const tilesOf = (items: number): number => Math.floor(items / TILE_ITEMS) + 1;

/**
 * Returns whether all proven items have been read: no further tile is needed then.
 * @example
 * isRead(HISTORY_BEGIN, proven); // => false
 */
export const isRead = ({ next }: HistoryPosition, { items }: History): boolean => next > items;

/**
 * Reads the next tile. Every run's signature is checked. Never throws on any bytes.
 * @param at where the tiles before have led
 * @returns what the tile held, or the first thing that is wrong with it
 * @example
 * const options = { ...settings, devicePublicKey: publicKey, proven };
 * for (const bytes of tiles) {
 *   const reading = readTile(options, HISTORY_BEGIN, bytes);
 *   "items" in reading && reading.items.map(({ kind }) => kind); // ["run"]
 * }
 */
export function readTile(
  options: HistoryOptions,
  at: HistoryPosition,
  bytes: Uint8Array,
): TileReading | { readonly fault: HistoryFault } {
  return caught(() => {
    const fold = new Fold(options, at);
    const tile = decodeOr(fold, bytes);
    fold.begin(tile);
    const items: ReadItem[] = [];
    let unproven = 0;
    for (const item of tile.items) {
      if (isRead(fold.at, options.proven)) {
        unproven += 1;
        continue;
      }
      const read = fold.take(item);
      if (read) items.push(read);
    }
    return { at: fold.at, items, unproven };
  });
}

/**
 * Returns where a history ends, or what is wrong when the tiles so far do not come to what is proven.
 * @param at where they have led
 * @example
 * provenEnd(proven, HISTORY_BEGIN); // => { fault: { code: "history-short", item: 0 } }
 */
export function provenEnd(proven: History, at: HistoryPosition): ProvenEnd | { readonly fault: HistoryFault } {
  const { next: item, registration, record, open } = at;
  if (!registration || !record || !isRead(at, proven)) return { fault: { code: "history-short", item } };
  if (isPending(open) || !equal(record.history.accumulator, proven.accumulator))
    return { fault: { code: "history-differs", item } };
  return { registration, record };
}

/**
 * Returns the proven history of a device as a whole, or the first thing that is wrong with what the archive gave. It keeps
 * all of it: whoever reads a long history, or one whose record nobody proves, takes tile by tile. Never throws on any bytes.
 * @param tiles of one edition, encoded, from the first on; of those after the last proven item none is asked for
 * @example
 * const reading = readHistory({ ...settings, devicePublicKey: publicKey, proven }, tiles);
 * "proven" in reading && reading.proven.bodies.map(({ blockTimeUnixS }) => blockTimeUnixS); // => [1_800_000_100]
 */
export function readHistory(options: HistoryOptions, tiles: Iterable<Uint8Array>): HistoryReading {
  const bodies: ReadBody[] = [];
  const forks: ReadBody[] = [];
  const operations: ReadOperation[] = [];
  let at = HISTORY_BEGIN;
  let unproven = 0;
  for (const bytes of tiles) {
    const reading = readTile(options, at, bytes);
    if ("fault" in reading) return reading;
    for (const each of reading.items) {
      if (each.kind === "run") bodies.push(...each.bodies);
      else if (each.kind === "fork") forks.push(each.body);
      else operations.push(each.operation);
    }
    at = reading.at;
    unproven += reading.unproven;
    if (isRead(at, options.proven)) break;
  }
  const end = provenEnd(options.proven, at);
  return "fault" in end ? end : { proven: { ...end, bodies, forks, operations, unproven } };
}
