/**
 * Reads a history out of an archive's tiles (docs/protocol.md, "Tiles"). Nobody trusts the archive: what the tiles hold
 * is admitted again, item by item, and must come to the accumulator that the record proves.
 */
import type { AdmissionSettings, BodyDecision, Gap } from "../admission.ts";
import { equal } from "../bytes.ts";
import { HISTORY_CODES, type HistoryCode } from "../codes/history.ts";
import { codeOfError, ProtocolError } from "../errors.ts";
import { type History, operationAdded, withItems } from "../history.ts";
import { TILE_ITEMS } from "../limits.ts";
import type { SignedOperation } from "../operations/signed.ts";
import type { Body } from "../wire/envelope.ts";
import { decodeRegistration, type Registration } from "../wire/registration.ts";
import { decodeTile, type ItemPosition, type Tile, type TileItem } from "../wire/tile.ts";
import { newPublicRecord, type PlacedItem, type PublicRecord, takeRun } from "./public-record.ts";

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
}

/** An operation that took effect. */
export interface ReadOperation extends Omit<ItemPosition, "block" | "blockHash"> {
  /** Of the signature the accumulator says nothing; that the operation took effect, it proves. */
  readonly operation: SignedOperation;
}

/** A history whose items come to the proven accumulator. */
export interface ProvenHistory {
  readonly registration: Registration;
  /** What was admitted, in order. */
  readonly bodies: readonly ReadBody[];
  /** Evidence of a copied key, in the order in which it came. */
  readonly forks: readonly ReadBody[];
  /** Operations that took effect, in order. */
  readonly operations: readonly ReadOperation[];
  /** Where the device stands after the proven items. */
  readonly record: PublicRecord;
  /** Items that the tiles hold beyond what is proven. They are not in `bodies`. */
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

/** What one run came to, until each of its items has been met. */
interface OpenRun {
  readonly position: ItemPosition;
  readonly bytes: readonly Uint8Array[];
  readonly decisions: readonly BodyDecision[];
  readonly left: PlacedItem[];
}

/** Folds items one by one. */
class Fold {
  readonly #options: HistoryOptions;
  readonly bodies: ReadBody[] = [];
  readonly forks: ReadBody[] = [];
  readonly operations: ReadOperation[] = [];
  registration: Registration | undefined;
  record: PublicRecord | undefined;
  #edition: Uint8Array | undefined;
  #before: ItemPosition | undefined;
  #open: OpenRun | undefined;
  /** The number of the next item. */
  next = 0;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /** What is wrong at the next item; to be thrown. */
  fault(code: HistoryCode): Faulty {
    return new Faulty(code, this.next);
  }

  /** Whether the tile stands where it should. A tile that is not the last is full. */
  begin({ deviceId, edition, number }: Tile): void {
    const expected = this.record?.chain.deviceId;
    if (number * TILE_ITEMS !== this.next) throw this.fault("tile-missing");
    if ((expected && !equal(expected, deviceId)) || (this.#edition && !equal(this.#edition, edition))) {
      throw this.fault("tile-foreign");
    }
    this.#edition = edition;
  }

  take(item: TileItem): void {
    if (this.next === 0) this.#begin(item);
    else this.#goOn(item);
    this.#before = item;
    this.next += 1;
  }

  /** Whether all items of the last run were met. */
  get isWhole(): boolean {
    return this.#open === undefined || this.#open.left.length === 0;
  }

  #begin(item: TileItem): void {
    if (item.kind !== "registration") throw this.fault("item-missing");
    const { devicePublicKey } = this.#options;
    const { message } = item.registration;
    try {
      this.registration = decodeRegistration(message);
    } catch (error) {
      codeOfError(error);
      throw this.fault("item-refused");
    }
    if (!equal(this.registration.devicePublicKey, devicePublicKey)) throw this.fault("tile-foreign");
    this.record = newPublicRecord(this.#options, devicePublicKey, message);
  }

  #goOn(item: TileItem): void {
    if (item.kind === "registration") throw this.fault("item-refused");
    if (item.kind === "operation") {
      this.#operate(item);
      return;
    }
    const open = this.#open;
    const isSame = open?.position.input === item.input && open.position.place === item.place;
    const run = open && isSame ? open : this.#takeRun(item);
    const expected = run.left.shift();
    if (!expected) throw this.fault("item-refused");
    if (expected.kind !== item.kind || (item.kind === "fork" && item.body !== expected.body)) {
      throw this.fault("item-missing");
    }
    const wanted = item.kind === "fork" ? "forked-key" : "admitted";
    for (const [index, decision] of run.decisions.entries()) {
      if (decision.code !== wanted || (item.kind === "fork" && index !== item.body)) continue;
      (item.kind === "fork" ? this.forks : this.bodies).push(readBodyOf(run, decision, index, this.next));
    }
  }

  /** Requires that an item stands behind those before it, and that none of a run is missing. Returns its record. */
  #recordBefore(item: ItemPosition): PublicRecord {
    const before = this.#before;
    const isLater = !before || item.input > before.input || (item.input === before.input && item.place > before.place);
    if (!isLater || !this.record || !this.isWhole) throw this.fault("item-missing");
    return this.record;
  }

  #operate(item: TileItem & { readonly kind: "operation" }): void {
    const record = this.#recordBefore(item);
    const { context, provider } = this.#options;
    const added = [operationAdded(item.operation.message, provider)];
    const history = withItems(context, record.history, added, momentOf(item), provider);
    this.record = { ...record, history };
    this.operations.push({ ...momentOf(item), operation: item.operation });
  }

  /** Takes the run of an item that is the first of its place. */
  #takeRun(item: TileItem & { readonly kind: "run" | "fork" }): OpenRun {
    const before = this.#recordBefore(item);
    const { record, items, decisions } = takeRun(this.#options, before, momentOf(item), item.run);
    this.record = record;
    this.#open = { position: item, bytes: item.run.bodies, decisions, left: [...items] };
    return this.#open;
  }
}

const momentOf = ({ input, place, blockTimeUnixS, parameters }: ItemPosition) => ({
  input,
  place,
  blockTimeUnixS,
  parameters,
});

function readBodyOf({ position, bytes }: OpenRun, decision: BodyDecision, index: number, item: number): ReadBody {
  const { body, link, gap, fork } = decision as BodyDecision & Required<Pick<BodyDecision, "body" | "link">>;
  const read = { item, body, link, bytes: bytes[index] as Uint8Array, ...momentOf(position) };
  return { ...read, ...(gap && { gap }), ...(fork && { fork }) };
}

function decodeOr(fold: Fold, bytes: Uint8Array): Tile {
  try {
    return decodeTile(bytes);
  } catch (error) {
    if (error instanceof ProtocolError) throw fold.fault("tile-malformed");
    throw error;
  }
}

/**
 * Returns the proven history of a device, or the first thing that is wrong with what the archive gave. Every run's
 * signature is checked. Never throws on any bytes.
 * @param tiles all tiles of one edition, encoded, from the first on
 * @example
 * const reading = readHistory({ ...settings, devicePublicKey: publicKey, proven }, tiles);
 * "proven" in reading && reading.proven.bodies.map(({ blockTimeUnixS }) => blockTimeUnixS); // => [1_800_000_100]
 */
export function readHistory(options: HistoryOptions, tiles: Iterable<Uint8Array>): HistoryReading {
  const { items: count, accumulator } = options.proven;
  const fold = new Fold(options);
  let unproven = 0;
  try {
    for (const bytes of tiles) {
      const tile = decodeOr(fold, bytes);
      if (fold.next > count) {
        unproven += tile.items.length;
        continue;
      }
      fold.begin(tile);
      for (const item of tile.items) {
        if (fold.next > count) unproven += 1;
        else fold.take(item);
      }
    }
    const { registration, record, bodies, forks, operations } = fold;
    if (!registration || !record || fold.next <= count) throw fold.fault("history-short");
    if (!fold.isWhole || !equal(record.history.accumulator, accumulator)) throw fold.fault("history-differs");
    return { proven: { registration, bodies, forks, operations, record, unproven } };
  } catch (error) {
    if (error instanceof Faulty) return { fault: error.fault };
    throw error;
  }
}
