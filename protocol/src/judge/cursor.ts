/** Fields of a judge one after another (docs/verdict.md, "State as bytes"): whole numbers, big end first. */
import { MalformedError } from "../errors.ts";

/** Signed values are written with this added, in six bytes. */
const S48_ZERO = 2 ** 47;

/** Writes fields one after another. */
export class Writer {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  /** @param length the most bytes that it writes */
  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Begins again: the first bytes are zeros, and the next is written before all others. */
  begin(length: number): void {
    this.bytes.fill(0, 0, length);
    this.#at = 0;
  }

  u8(value: number): void {
    this.#view.setUint8(this.#at, value);
    this.#at += 1;
  }

  u16(value: number): void {
    this.#view.setUint16(this.#at, value);
    this.#at += 2;
  }

  u32(...values: readonly number[]): void {
    for (const value of values) {
      this.#view.setUint32(this.#at, value);
      this.#at += 4;
    }
  }

  s48(...values: readonly number[]): void {
    for (const value of values) {
      this.u16(Math.floor((value + S48_ZERO) / 2 ** 32));
      this.u32((value + S48_ZERO) % 2 ** 32);
    }
  }

  flag(value: boolean): void {
    this.u8(value ? 1 : 0);
  }

  /** What is not there is zeros, a signed value too. */
  skip(bytes: number): void {
    this.#at += bytes;
  }
}

/** Reads fields one after another. */
export class Reader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    this.#at += 1;
    return this.#view.getUint8(this.#at - 1);
  }

  u16(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2);
  }

  u32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4);
  }

  s48(): number {
    const high = this.u16();
    return high * 2 ** 32 + this.u32() - S48_ZERO;
  }

  flag(): boolean {
    return this.u8() === 1;
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  /** Reads room for three items, of which the first `u8` are there. */
  upToThree<Item>(itemBytes: number, read: () => Item): Item[] {
    const count = this.u8();
    if (count > 3) throw new MalformedError({ field: "judge" });
    const items = Array.from({ length: count }, read);
    this.skip((3 - count) * itemBytes);
    return items;
  }
}
