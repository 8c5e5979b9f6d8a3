/**
 * Byte strings of changing length, numbered from 0, packed into pages outside the JavaScript heap. Slots of one size lie
 * without holes: the last one moves to where another leaves, and a page that is left is used for slots of any size. So
 * strings that all grow leave no memory behind.
 */

import { grownTo } from "./growth.ts";

const PAGE_BYTES = 2 ** 17;
/** Sizes of slots are multiples of this. */
const STEP_BYTES = 16;
/** Before each string stand its number and its length. */
const HEADER_BYTES = 6;
/** The longest string. */
export const PIECE_MAX_BYTES = 65_535;
/** The size of a string that has no slot: it is new, or empty. */
const NOWHERE = 0;
const EMPTY = new Uint8Array();

/** Slots of one size. */
interface SizeClass {
  readonly slotBytes: number;
  readonly slotsPerPage: number;
  /** In order; only the last may have room. */
  readonly pages: Uint8Array[];
  /** How many slots are used. */
  used: number;
}

/** A list of byte strings. */
export class PackedPieces {
  readonly #classes: SizeClass[] = [];
  /** Pages that no slot is in. */
  readonly #left: Uint8Array[] = [];
  #pages = 0;
  /** Of each string: its slot's size in steps, and which of that size it is. */
  #sizes = new Uint16Array(16);
  #slots = new Uint32Array(16);
  #length = 0;

  /** How many strings there are. */
  get length(): number {
    return this.#length;
  }

  /** How many bytes the list holds, unused ones included. */
  get byteLength(): number {
    return this.#pages * PAGE_BYTES + this.#sizes.byteLength + this.#slots.byteLength;
  }

  /** Returns a string as a view that the next `set` may overwrite, or undefined past the end. */
  get(index: number): Uint8Array | undefined {
    const size = index < this.#length ? this.#sizes[index] : undefined;
    if (size === undefined) return undefined;
    if (size === NOWHERE) return EMPTY;
    const slot = this.#slotOf(this.#classOf(size), this.#slots[index] ?? 0);
    const length = (slot[4] ?? 0) + 256 * (slot[5] ?? 0);
    return slot.subarray(HEADER_BYTES, HEADER_BYTES + length);
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
    if (index === this.#length) this.#add();
    const size = bytes.length === 0 ? NOWHERE : Math.ceil((bytes.length + HEADER_BYTES) / STEP_BYTES);
    const held = this.#sizes[index] ?? NOWHERE;
    if (held !== size) {
      if (held !== NOWHERE) this.#leave(this.#classOf(held), this.#slots[index] ?? 0);
      if (size !== NOWHERE) this.#slots[index] = this.#take(this.#classOf(size));
      this.#sizes[index] = size;
    }
    if (size === NOWHERE) return;
    const slot = this.#slotOf(this.#classOf(size), this.#slots[index] ?? 0);
    new DataView(slot.buffer, slot.byteOffset).setUint32(0, index, true);
    slot[4] = bytes.length & 255;
    slot[5] = bytes.length >>> 8;
    slot.set(bytes, HEADER_BYTES);
  }

  #classOf(size: number): SizeClass {
    const slotBytes = size * STEP_BYTES;
    this.#classes[size] ??= { slotBytes, slotsPerPage: Math.floor(PAGE_BYTES / slotBytes), pages: [], used: 0 };
    return this.#classes[size];
  }

  #slotOf({ pages, slotBytes, slotsPerPage }: SizeClass, slot: number): Uint8Array {
    const page = pages[Math.floor(slot / slotsPerPage)] as Uint8Array;
    const offset = (slot % slotsPerPage) * slotBytes;
    return page.subarray(offset, offset + slotBytes);
  }

  /** Returns a slot that nobody uses: the one behind the last. */
  #take(kind: SizeClass): number {
    if (kind.used === kind.pages.length * kind.slotsPerPage) kind.pages.push(this.#left.pop() ?? this.#newPage());
    kind.used += 1;
    return kind.used - 1;
  }

  /** The last string of the size moves into the slot that is left. */
  #leave(kind: SizeClass, slot: number): void {
    kind.used -= 1;
    if (slot !== kind.used) {
      const last = this.#slotOf(kind, kind.used);
      this.#slotOf(kind, slot).set(last);
      this.#slots[new DataView(last.buffer, last.byteOffset).getUint32(0, true)] = slot;
    }
    const page = kind.used % kind.slotsPerPage === 0 ? kind.pages.pop() : undefined;
    if (page) this.#left.push(page);
  }

  #newPage(): Uint8Array {
    this.#pages += 1;
    return new Uint8Array(PAGE_BYTES);
  }

  #add(): void {
    if (this.#length === this.#sizes.length) {
      const sizes = new Uint16Array(grownTo(this.#length));
      const slots = new Uint32Array(grownTo(this.#length));
      sizes.set(this.#sizes);
      slots.set(this.#slots);
      this.#sizes = sizes;
      this.#slots = slots;
    }
    this.#length += 1;
  }
}
