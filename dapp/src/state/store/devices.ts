/**
 * All devices' records, packed: the rules ask for plain records and give plain records back. What a record is found by, beside
 * its id, is kept up here: its owner, the tag of its VIN, the names under which it is public, and what its make and model come to
 * in statistics.
 */
import { equal, fromHex, utf8 } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { currentTenure, type Holding, isOwnedBy } from "@witness/protocol/operations/holding";
import type { CarName } from "@witness/protocol/record/public-cars";
import type { RecordTree } from "@witness/protocol/record/tree";
import { NO_VIN_TAG } from "@witness/protocol/record/vin";
import { type CohortSum, Cohorts } from "../../analytics/cohorts.ts";
import { HASH_KEY_BYTES } from "../packed/keyed-hash.ts";
import { PackedLists } from "../packed/lists.ts";
import { PackedMap } from "../packed/map.ts";
import { PackedPieces } from "../packed/pieces.ts";
import type { DeviceRecord, KeptDevice } from "../state.ts";
import { NO_JOURNAL } from "./journal.ts";
import { RecordLayout } from "./layout.ts";
import { Names } from "./names.ts";

const ID_BYTES = 8;
/** Of what an account is found by; the record has the account. */
const OWNER_KEY_BYTES = 8;
const OWNER_LABEL = utf8("witness/v2 owners\0");
const PLACES_LABEL = utf8("witness/v2 places\0");
/** Of a VIN's tag; the record has all of it. */
const TAG_PREFIX_BYTES = 8;

const ownerOf = (holding: Holding | undefined): Uint8Array | undefined => holding && currentTenure(holding)?.owner;

/** The names under which a verdict can be public. */
type PublicName = CarName["kind"];

/** Cars that are public under one name. */
export interface PublicCars {
  /** Those that were registered first. */
  readonly first: readonly DeviceRecord[];
  readonly total: number;
}

/** Returns the tag of a name under which a record is public now. */
function publicTag(name: PublicName, record: DeviceRecord | undefined): Uint8Array | undefined {
  if (record?.holding.isPublic !== 1) return undefined;
  if (name === "plate") return record.plateTag;
  return equal(record.vinTag, NO_VIN_TAG) ? undefined : record.vinTag;
}

/** A device as it is kept, the one form that a snapshot has too. */
export interface PackedDevice {
  readonly record: Uint8Array;
  /** Empty when nobody wrote about it. */
  readonly journal: Uint8Array;
}

/** The records of all devices. */
export class Devices {
  readonly #layout: RecordLayout;
  readonly #names = new Names();
  readonly #pieces = new PackedPieces();
  readonly #numbers: PackedMap;
  readonly #owners: PackedLists;
  readonly #tags: PackedMap;
  /** Only cars that are public, by the whole tag: whoever asks reads nothing of others, not even by how long it takes. */
  readonly #public: Readonly<Record<PublicName, PackedLists>>;
  /** By number, up to the last device that has one. */
  readonly #journals = new PackedPieces();
  readonly #cohorts = new Cohorts();

  readonly #ownerKeyOf: (account: Uint8Array) => Uint8Array;

  /**
   * @param secret 32 bytes that no maker has: devices' keys and accounts in registrations are of a maker's choice, and whoever
   * chose where they lie could have each search pass all of them
   */
  constructor(provider: CryptoProvider, secret: Uint8Array) {
    this.#layout = new RecordLayout(provider, this.#names);
    const placed = provider.hmacSha256(secret, PLACES_LABEL).slice(0, HASH_KEY_BYTES);
    this.#numbers = new PackedMap(ID_BYTES, placed);
    this.#owners = new PackedLists(OWNER_KEY_BYTES, placed);
    this.#tags = new PackedMap(TAG_PREFIX_BYTES, placed);
    const byTag = (): PackedLists => new PackedLists(NO_VIN_TAG.length, placed);
    this.#public = { vin: byTag(), plate: byTag() };
    this.#ownerKeyOf = (account) => provider.hmacSha256(secret, OWNER_LABEL, account).slice(0, OWNER_KEY_BYTES);
  }

  /** How many there are. */
  get size(): number {
    return this.#pieces.length;
  }

  /** How many bytes the buffers hold. */
  get byteLength(): number {
    const parts = [
      this.#pieces,
      this.#journals,
      this.#numbers,
      this.#owners,
      this.#tags,
      this.#public.vin,
      this.#public.plate,
    ];
    return parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Returns a device's record. It is a copy: what is done to it changes nothing here. */
  get(id: DeviceId): DeviceRecord | undefined {
    const deviceId = fromHex(id);
    const number = this.#numbers.get(deviceId);
    return number === undefined ? undefined : this.#recordAt(number, deviceId);
  }

  /** Returns a device's record with its tree: what both are read from is looked up once. */
  kept(id: DeviceId): KeptDevice | undefined {
    const deviceId = fromHex(id);
    const number = this.#numbers.get(deviceId);
    if (number === undefined) return undefined;
    const { record, tree } = this.#layout.read(this.#pieceAt(number), deviceId);
    return { record: { ...record, journal: this.#journalAt(number) }, tree };
  }

  /** Returns the record at a place of the state tree, from 1; undefined when there is none. */
  at(index: number): DeviceRecord | undefined {
    return index >= 1 && index <= this.size ? this.#recordAt(index - 1) : undefined;
  }

  /** Returns whether a device is registered. */
  has(id: DeviceId): boolean {
    return this.#numberOf(id) !== undefined;
  }

  /** Returns the tree of a device's record. */
  treeOf(id: DeviceId): RecordTree | undefined {
    const number = this.#numberOf(id);
    return number === undefined ? undefined : this.#layout.treeOf(this.#pieceAt(number));
  }

  /** Returns the newest record of a VIN's tag (32 bytes). */
  findTag(vinTag: Uint8Array): DeviceRecord | undefined {
    const number = this.#tags.get(vinTag.subarray(0, TAG_PREFIX_BYTES));
    const record = number === undefined ? undefined : this.#recordAt(number);
    return record && equal(record.vinTag, vinTag) ? record : undefined;
  }

  /** Returns the records of the cars that an account (20 bytes) owns now, in the order in which they were registered. */
  ownedBy(account: Uint8Array): DeviceRecord[] {
    const numbers = this.#owners.of(this.#ownerKeyOf(account), this.size);
    return numbers.map((number) => this.#recordAt(number)).filter(({ holding }) => isOwnedBy(holding, account));
  }

  /** Returns the cars that are public under the name of a tag (32 bytes). */
  publicUnder(name: PublicName, tag: Uint8Array, most: number): PublicCars {
    const numbers = this.#public[name].of(tag, this.size);
    return { first: numbers.slice(0, most).map((number) => this.#recordAt(number)), total: numbers.length };
  }

  /** Goes on to the time of a block: statistics count whose quarantine has ended. */
  passTo(timeUnixS: number): void {
    this.#cohorts.passTo(timeUnixS);
  }

  /** Returns what the cars of each make and model come to, of those that are not kept out now. */
  cohortSums(): CohortSum[] {
    return this.#cohorts.sums();
  }

  /**
   * Sets a record and its tree; a new one adds a device.
   * @param kept the record as `get` gave it before, if the caller has it: it then need not be read again
   */
  set(record: DeviceRecord, tree: RecordTree, kept?: DeviceRecord): void {
    const { deviceId } = record.chain;
    const known = this.#numbers.get(deviceId);
    const number = known ?? this.size;
    const before = known === undefined ? undefined : (kept ?? this.#recordAt(known));
    this.#pieces.set(number, this.#layout.encode(record, tree));
    if (before?.journal !== record.journal) this.#write(number, record.journal);
    if (known === undefined) this.#find(number, record);
    this.#move(number, before, record);
    this.#cohorts.change(before, record);
  }

  /** The names that records are written with, in their order. */
  get names(): Names {
    return this.#names;
  }

  /** Returns what is kept of the device of a number, from 0, as `restore` takes it: views. */
  packed(number: number): PackedDevice {
    return { record: this.#pieceAt(number), journal: this.#journals.get(number) ?? NO_JOURNAL };
  }

  /**
   * Adds the next device as it was kept, and returns its record.
   * @throws {RangeError} when the bytes are no record, or name what is not among the names
   */
  restore({ record: piece, journal }: PackedDevice): DeviceRecord {
    const number = this.size;
    const record = { ...this.#layout.read(piece).record, journal };
    this.#pieces.set(number, piece);
    this.#write(number, journal);
    this.#find(number, record);
    this.#move(number, undefined, record);
    this.#cohorts.change(undefined, record);
    return record;
  }

  /** Returns all records, in the order in which they were registered. */
  *values(): Generator<DeviceRecord> {
    for (let number = 0; number < this.size; number += 1) yield this.#recordAt(number);
  }

  /** Returns all records by the ids of their devices. */
  *[Symbol.iterator](): Generator<[DeviceId, DeviceRecord]> {
    for (const record of this.values()) yield [deviceIdOf(record.chain.deviceId), record];
  }

  #numberOf(id: DeviceId): number | undefined {
    return this.#numbers.get(fromHex(id));
  }

  #pieceAt(number: number): Uint8Array {
    const piece = this.#pieces.get(number);
    if (piece === undefined) throw new RangeError("There is no such device.");
    return piece;
  }

  #recordAt(number: number, deviceId?: Uint8Array): DeviceRecord {
    const { record } = this.#layout.read(this.#pieceAt(number), deviceId);
    return { ...record, journal: this.#journalAt(number) };
  }

  /** Returns a journal as bytes of its own. */
  #journalAt(number: number): Uint8Array {
    return this.#journals.get(number)?.slice() ?? NO_JOURNAL;
  }

  /** Keeps a journal; devices before it that have none get an empty one. */
  #write(number: number, journal: Uint8Array): void {
    if (journal.length === 0 && number >= this.#journals.length) return;
    while (this.#journals.length < number) this.#journals.set(this.#journals.length, NO_JOURNAL);
    this.#journals.set(number, journal);
  }

  /** Lets a new device be found by its id and its VIN's tag. */
  #find(number: number, { chain, vinTag }: DeviceRecord): void {
    this.#numbers.set(chain.deviceId, number);
    if (!equal(vinTag, NO_VIN_TAG)) this.#tags.set(vinTag.subarray(0, TAG_PREFIX_BYTES), number);
  }

  /** Lets a device be found by what it is found by now, and no longer by what it was found by before. */
  #move(number: number, before: DeviceRecord | undefined, record: DeviceRecord): void {
    const ownerKey = (of: DeviceRecord | undefined): Uint8Array | undefined => {
      const owner = ownerOf(of?.holding);
      return owner && this.#ownerKeyOf(owner);
    };
    if (before?.holding !== record.holding) relist(this.#owners, number, ownerKey(before), ownerKey(record));
    for (const name of ["vin", "plate"] as const) {
      relist(this.#public[name], number, publicTag(name, before), publicTag(name, record));
    }
  }
}

/** Moves a number from the list of one key to that of another. */
function relist(lists: PackedLists, number: number, from: Uint8Array | undefined, to: Uint8Array | undefined): void {
  if (from && to && equal(from, to)) return;
  if (from) lists.remove(from, number);
  if (to) lists.add(to, number);
}
