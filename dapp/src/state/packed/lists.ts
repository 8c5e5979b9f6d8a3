/**
 * Which devices belong to one key (an owner, a VIN's tag), packed: doubly linked lists through numbers of devices, so that a
 * question about one owner does not look at every device.
 */
import { grownTo } from "./growth.ts";
import { PackedMap } from "./map.ts";

const NONE = 0xffff_ffff;

/** Lists of numbers by key. A number is in one list at most. */
export class PackedLists {
  readonly #heads: PackedMap;
  #next = new Uint32Array(16).fill(NONE);
  #previous = new Uint32Array(16).fill(NONE);

  /** Keys and secret as a PackedMap has them. */
  constructor(keyBytes: number, secret: Uint8Array) {
    this.#heads = new PackedMap(keyBytes, secret);
  }

  /** How many bytes the lists hold. */
  get byteLength(): number {
    return this.#heads.byteLength + this.#next.byteLength + this.#previous.byteLength;
  }

  /** Returns the numbers of a key, ascending: their order says nothing of when they came. At most `most` are looked at. */
  of(key: Uint8Array, most: number): number[] {
    const found: number[] = [];
    let at = this.#heads.get(key) ?? NONE;
    while (at !== NONE && found.length < most) {
      found.push(at);
      at = this.#next[at] ?? NONE;
    }
    return found.sort((a, b) => a - b);
  }

  /** Adds a number that is in no list. */
  add(key: Uint8Array, number: number): void {
    this.#reserve(number);
    const head = this.#heads.get(key) ?? NONE;
    this.#next[number] = head;
    this.#previous[number] = NONE;
    if (head !== NONE) this.#previous[head] = number;
    this.#heads.set(key, number);
  }

  /** Takes a number out of its key's list. */
  remove(key: Uint8Array, number: number): void {
    const next = this.#next[number] ?? NONE;
    const previous = this.#previous[number] ?? NONE;
    if (next !== NONE) this.#previous[next] = previous;
    if (previous !== NONE) this.#next[previous] = next;
    else if (next !== NONE) this.#heads.set(key, next);
    else this.#heads.delete(key);
    this.#next[number] = NONE;
    this.#previous[number] = NONE;
  }

  #reserve(number: number): void {
    while (number >= this.#next.length) {
      for (const side of ["next", "previous"] as const) {
        const before = side === "next" ? this.#next : this.#previous;
        const grown = new Uint32Array(grownTo(before.length)).fill(NONE);
        grown.set(before);
        if (side === "next") this.#next = grown;
        else this.#previous = grown;
      }
    }
  }
}
