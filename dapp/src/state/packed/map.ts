/**
 * A map from keys of one length to 32-bit numbers, packed into buffers outside the JavaScript heap. A JavaScript Map of a
 * million keys takes ten times as much and makes the garbage collector walk over it.
 */

import { grownTo } from "./growth.ts";
import { KeyedHash } from "./keyed-hash.ts";

/** Stands for an empty slot; values are below it. */
const EMPTY = 0xffff_ffff;
const SLOTS_AT_FIRST = 16;

/**
 * Open addressing with linear probing, at most four fifths full. The slot comes from a hash under a secret: keys are of
 * strangers' choice, and whoever chose where they lie could have each search pass all of them.
 */
export class PackedMap {
  readonly #keyBytes: number;
  readonly #hash: KeyedHash;
  #keys: Uint8Array;
  #values: Uint32Array;
  #size = 0;

  /**
   * @param keyBytes the length of every key, a multiple of 4
   * @param secret HASH_KEY_BYTES bytes that nobody knows who chooses keys
   */
  constructor(keyBytes: number, secret: Uint8Array) {
    this.#keyBytes = keyBytes;
    this.#hash = new KeyedHash(secret);
    this.#keys = new Uint8Array(SLOTS_AT_FIRST * keyBytes);
    this.#values = new Uint32Array(SLOTS_AT_FIRST).fill(EMPTY);
  }

  /** How many keys there are. */
  get size(): number {
    return this.#size;
  }

  /** How many bytes the map holds. */
  get byteLength(): number {
    return this.#keys.byteLength + this.#values.byteLength;
  }

  /** Returns the value of a key, or undefined. */
  get(key: Uint8Array): number | undefined {
    const value = this.#values[this.#slotOf(key)];
    return value === EMPTY ? undefined : value;
  }

  /**
   * Sets the value of a key.
   * @throws {RangeError} when the key has another length, or the value is not below 2^32 − 1
   */
  set(key: Uint8Array, value: number): void {
    if (key.length !== this.#keyBytes) throw new RangeError(`A key of this map has ${this.#keyBytes} bytes.`);
    if (!Number.isInteger(value) || value < 0 || value >= EMPTY) throw new RangeError("A value is below 2^32 − 1.");
    if (5 * (this.#size + 1) > 4 * this.#values.length) this.#grow();
    const slot = this.#slotOf(key);
    if (this.#values[slot] === EMPTY) {
      this.#keys.set(key, slot * this.#keyBytes);
      this.#size += 1;
    }
    this.#values[slot] = value;
  }

  /** Removes a key; the keys behind it move up, so that no search ends too early. */
  delete(key: Uint8Array): void {
    const slots = this.#values.length;
    let hole = this.#slotOf(key);
    if (this.#values[hole] === EMPTY) return;
    this.#size -= 1;
    for (let slot = this.#behind(hole); this.#values[slot] !== EMPTY; slot = this.#behind(slot)) {
      const home = this.#homeOf(this.#keys, slot * this.#keyBytes);
      // A key may move to the hole only if its search passes there.
      if ((slot - home + slots) % slots < (slot - hole + slots) % slots) continue;
      this.#keys.copyWithin(hole * this.#keyBytes, slot * this.#keyBytes, (slot + 1) * this.#keyBytes);
      this.#values[hole] = this.#values[slot] as number;
      hole = slot;
    }
    this.#values[hole] = EMPTY;
  }

  /** Returns the slot where a search begins: hashes spread over all slots, however many. */
  #homeOf(bytes: Uint8Array, offset: number): number {
    return Math.floor((this.#hash.of(bytes, offset, this.#keyBytes) * this.#values.length) / 2 ** 32);
  }

  #behind(slot: number): number {
    return slot + 1 === this.#values.length ? 0 : slot + 1;
  }

  /** Returns the slot of a key, or the empty one where it belongs. */
  #slotOf(key: Uint8Array): number {
    let slot = this.#homeOf(key, 0);
    while (this.#values[slot] !== EMPTY && !this.#holds(slot, key)) slot = this.#behind(slot);
    return slot;
  }

  #holds(slot: number, key: Uint8Array): boolean {
    const offset = slot * this.#keyBytes;
    for (let at = 0; at < this.#keyBytes; at += 1) if (this.#keys[offset + at] !== key[at]) return false;
    return true;
  }

  #grow(): void {
    const keys = this.#keys;
    const values = this.#values;
    const slots = grownTo(values.length);
    this.#keys = new Uint8Array(slots * this.#keyBytes);
    this.#values = new Uint32Array(slots).fill(EMPTY);
    for (const [slot, value] of values.entries()) {
      if (value === EMPTY) continue;
      const key = keys.subarray(slot * this.#keyBytes, (slot + 1) * this.#keyBytes);
      const to = this.#slotOf(key);
      this.#keys.set(key, to * this.#keyBytes);
      this.#values[to] = value;
    }
  }
}
