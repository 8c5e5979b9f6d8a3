/**
 * Byte strings of changing length, numbered from 0, packed into pages outside the JavaScript heap. A page holds slots of one
 * size; a string that outgrows its slot moves to a larger one, and its slot is used again.
 */

const PAGE_BYTES = 2 ** 20;
/** Sizes of slots are multiples of this. */
const STEP_BYTES = 64;
const SLOTS_PER_PAGE_MAX = PAGE_BYTES / STEP_BYTES;
/** The longest string. */
export const PIECE_MAX_BYTES = 65_535;
/** Before each string stands its length. */
const LENGTH_BYTES = 2;
const NOWHERE = 0xffff_ffff;

/** Slots of one size. */
interface SizeClass {
  readonly slotBytes: number;
  /** Places of slots that were left: page · SLOTS_PER_PAGE_MAX + slot. */
  readonly free: number[];
  /** The page that is being filled, and how many of its slots are used. */
  page: number;
  used: number;
}

/** A list of byte strings. */
export class PackedPieces {
  readonly #pages: Uint8Array[] = [];
  readonly #pageClasses: number[] = [];
  readonly #classes: SizeClass[] = [];
  #places = new Uint32Array(16).fill(NOWHERE);
  #length = 0;

  /** How many strings there are. */
  get length(): number {
    return this.#length;
  }

  /** How many bytes the list holds, unused slots included. */
  get byteLength(): number {
    return this.#pages.length * PAGE_BYTES + this.#places.byteLength;
  }

  /** Returns a string as a view that the next `set` may overwrite, or undefined past the end. */
  get(index: number): Uint8Array | undefined {
    const place = index < this.#length ? this.#places[index] : undefined;
    if (place === undefined) return undefined;
    const [page, offset] = this.#locate(place);
    const length = (page[offset] ?? 0) + 256 * (page[offset + 1] ?? 0);
    return page.subarray(offset + LENGTH_BYTES, offset + LENGTH_BYTES + length);
  }

  /**
   * Sets a string; the next free number adds one.
   * @throws {RangeError} when the number leaves a hole, or the string has more than PIECE_MAX_BYTES
   */
  set(index: number, bytes: Uint8Array): void {
    if (!Number.isInteger(index) || index < 0 || index > this.#length) {
      throw new RangeError("A new string follows the last one without holes.");
    }
    if (bytes.length > PIECE_MAX_BYTES) throw new RangeError(`A string has at most ${PIECE_MAX_BYTES} bytes.`);
    const wanted = Math.ceil((bytes.length + LENGTH_BYTES) / STEP_BYTES) - 1;
    if (index === this.#length) this.#add();
    let place = this.#places[index] ?? NOWHERE;
    const held = place === NOWHERE ? undefined : this.#pageClasses[Math.floor(place / SLOTS_PER_PAGE_MAX)];
    if (held !== wanted) {
      if (held !== undefined) this.#classOf(held).free.push(place);
      place = this.#take(wanted);
      this.#places[index] = place;
    }
    const [page, offset] = this.#locate(place);
    page[offset] = bytes.length & 255;
    page[offset + 1] = bytes.length >>> 8;
    page.set(bytes, offset + LENGTH_BYTES);
  }

  #locate(place: number): [Uint8Array, number] {
    const number = Math.floor(place / SLOTS_PER_PAGE_MAX);
    const slotBytes = ((this.#pageClasses[number] ?? 0) + 1) * STEP_BYTES;
    return [this.#pages[number] as Uint8Array, (place % SLOTS_PER_PAGE_MAX) * slotBytes];
  }

  #classOf(size: number): SizeClass {
    this.#classes[size] ??= { slotBytes: (size + 1) * STEP_BYTES, free: [], page: -1, used: 0 };
    return this.#classes[size];
  }

  /** Returns the place of a slot that nobody uses. */
  #take(size: number): number {
    const kind = this.#classOf(size);
    const left = kind.free.pop();
    if (left !== undefined) return left;
    if (kind.page < 0 || (kind.used + 1) * kind.slotBytes > PAGE_BYTES) {
      kind.page = this.#pages.length;
      kind.used = 0;
      this.#pages.push(new Uint8Array(PAGE_BYTES));
      this.#pageClasses.push(size);
    }
    kind.used += 1;
    return kind.page * SLOTS_PER_PAGE_MAX + kind.used - 1;
  }

  #add(): void {
    if (this.#length === this.#places.length) {
      const places = new Uint32Array(2 * this.#places.length).fill(NOWHERE);
      places.set(this.#places);
      this.#places = places;
    }
    this.#length += 1;
  }
}
