/** Takes values off a byte string, one after the other: what every reader of bytes that are no protobuf begins with. */
import { MalformedError } from "./errors.ts";

/** Where a reader stands in some bytes. It never reads past their end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes were taken. */
  get at(): number {
    return this.#at;
  }

  /**
   * Takes so many bytes.
   * @throws {MalformedError} `malformed` when there are fewer
   */
  bytes(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new MalformedError({ at: this.#at });
    const taken = this.#bytes.slice(this.#at, end);
    this.#at = end;
    return taken;
  }

  /**
   * Takes a whole number of at most 6 bytes, big-endian.
   * @throws {MalformedError} `malformed` when there are fewer bytes
   */
  number(length: number): number {
    return this.bytes(length).reduce((value, byte) => value * 256 + byte, 0);
  }

  /**
   * Takes a whole number of 8 bytes, big-endian.
   * @throws {MalformedError} `malformed` when there are fewer bytes, or the number is above 2^53 − 1, the most that this code can say
   */
  u64(): number {
    const value = this.number(4) * 2 ** 32 + this.number(4);
    if (!Number.isSafeInteger(value)) throw new MalformedError({ at: this.#at });
    return value;
  }

  /** Takes all that is left. */
  rest(): Uint8Array {
    return this.bytes(this.#bytes.length - this.#at);
  }

  /**
   * Says that nothing follows.
   * @throws {MalformedError} `malformed` when something does
   */
  finish(): void {
    if (this.#at !== this.#bytes.length) throw new MalformedError({ at: this.#at });
  }
}
