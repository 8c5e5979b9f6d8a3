/** Bytes and bits of a column: varints, and numbers of one width packed without a gap. */
import { MalformedError } from "../errors.ts";

/** A varint has at most 5 bytes, so 35 bits: a difference of two 32-bit numbers with its sign has 34. */
const VARINT_MAX_BYTES = 5;

/** The widest number that is packed; what needs more is an exception. */
export const WIDTH_MAX = 31;

/**
 * Returns 0, −1, 1, −2, 2 … as 0, 1, 2, 3, 4 …, so that small numbers of either sign stay small.
 * @example
 * zigzag(-2); // => 3
 */
export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

/**
 * Returns the number that `zigzag` wrote.
 * @example
 * unzigzag(3); // => -2
 */
export const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

/**
 * Returns the bytes that a varint takes.
 * @example
 * varintBytes(128); // => 2
 */
export function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}

/**
 * Writes a group's bytes.
 * @example
 * const writer = new BitWriter();
 * writer.varint(300);
 * writer.packed([1, 2, 3], 2);
 * toHex(writer.finish()); // => "ac026c"
 */
export class BitWriter {
  readonly #bytes: number[] = [];

  /** Appends one byte. */
  byte(value: number): void {
    this.#bytes.push(value);
  }

  /** Appends four bytes, big-endian. */
  u32(value: number): void {
    this.#bytes.push(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
  }

  /** Appends a whole number below 2^35, seven bits a byte, the lowest first. */
  varint(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes.push((rest % 128) + 128);
    this.#bytes.push(rest);
  }

  /** Appends numbers below 2^width, the highest bit first, and fills the last byte with zeros. */
  packed(values: readonly number[], width: number): void {
    let bits = 0;
    let held = 0;
    for (const value of values) {
      for (let bit = width - 1; bit >= 0; bit -= 1) {
        held = (held << 1) | ((value >>> bit) & 1);
        bits += 1;
        if (bits < 8) continue;
        this.#bytes.push(held);
        held = 0;
        bits = 0;
      }
    }
    if (bits > 0) this.#bytes.push(held << (8 - bits));
  }

  /** Returns what was written. */
  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/**
 * Reads what BitWriter wrote.
 * @throws {MalformedError} `malformed`, from every method, when the bytes end too early or are not as a writer leaves them
 * @example
 * const reader = new BitReader(fromHex("ac026c"));
 * reader.varint(); // => 300
 * const values = [0, 0, 0];
 * reader.packed(values, 0, 2);
 * values; // => [1, 2, 3]
 * reader.finish();
 */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Returns the next byte. */
  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new MalformedError({ at: this.#at });
    this.#at += 1;
    return value;
  }

  /** Returns the next four bytes as a number. */
  u32(): number {
    return this.byte() * 2 ** 24 + this.byte() * 2 ** 16 + this.byte() * 2 ** 8 + this.byte();
  }

  /** Returns a varint in its shortest form: two forms of one number would be two envelopes that say the same. */
  varint(): number {
    let value = 0;
    let unit = 1;
    for (let index = 0; index < VARINT_MAX_BYTES; index += 1) {
      const byte = this.byte();
      value += (byte & 127) * unit;
      unit *= 128;
      if (byte >= 128) continue;
      if (byte === 0 && index > 0) break;
      return value;
    }
    throw new MalformedError({ at: this.#at });
  }

  /** Reads numbers of `width` bits into an array, from one of its places to its end. */
  packed(values: number[], from: number, width: number): void {
    let held = 0;
    let bits = 0;
    for (let index = from; index < values.length; index += 1) {
      let value = 0;
      for (let wanted = width; wanted > 0; ) {
        if (bits === 0) {
          held = this.byte();
          bits = 8;
        }
        const taken = Math.min(wanted, bits);
        // At most 8 bits are taken at once; the sum has up to 31, which a shift would give a sign.
        value = value * (1 << taken) + ((held >>> (bits - taken)) & ((1 << taken) - 1));
        bits -= taken;
        wanted -= taken;
      }
      values[index] = value;
    }
    if ((held & ((1 << bits) - 1)) !== 0) throw new MalformedError({ at: this.#at });
  }

  /** Throws unless everything was read. */
  finish(): void {
    if (this.#at !== this.#bytes.length) throw new MalformedError({ at: this.#at, length: this.#bytes.length });
  }
}
