/** Ends a connection over which a longer packet is announced than is taken: a broker would gather it in memory. */
import { Transform, type TransformCallback } from "node:stream";

/** Of a fixed header: the packet's type is above its flags (MQTT 3.1.1, 2.2.1). */
const TYPE_SHIFT = 4;
const PUBLISH = 3;
/** A length has at most so many bytes (MQTT 3.1.1, 2.2.3). */
const LENGTH_MAX_BYTES = 4;

/** Bytes of a packet behind its length. */
export interface PacketBounds {
  readonly published: number;
  /** Of every other packet: it carries names alone, and a broker has work with each of them. */
  readonly other: number;
}

/** Passes packets on that are short enough; at the first other one it fails. */
export class PacketLimit extends Transform {
  readonly #bounds: PacketBounds;
  #most = 0;
  /** Bytes of the packet that are still to come. */
  #left = 0;
  /** Of the packet whose length is being read: bytes of the length that came; undefined before its first byte. */
  #lengthBytes: number | undefined;
  #length = 0;

  constructor(bounds: PacketBounds) {
    super();
    this.#bounds = bounds;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#takes(chunk)) done(null, chunk);
    else done(new Error("A packet is longer than is taken."));
  }

  #takes(chunk: Buffer): boolean {
    for (let at = 0; at < chunk.length; ) {
      if (this.#left > 0) {
        const passed = Math.min(this.#left, chunk.length - at);
        this.#left -= passed;
        at += passed;
      } else if (!this.#reads(chunk[at++] ?? 0)) return false;
    }
    return true;
  }

  /** Reads a byte of a fixed header. */
  #reads(byte: number): boolean {
    if (this.#lengthBytes === undefined) {
      this.#most = byte >> TYPE_SHIFT === PUBLISH ? this.#bounds.published : this.#bounds.other;
      this.#lengthBytes = 0;
      this.#length = 0;
      return true;
    }
    this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
    this.#lengthBytes += 1;
    if (this.#length > this.#most) return false;
    if (byte >= 0x80) return this.#lengthBytes < LENGTH_MAX_BYTES;
    this.#left = this.#length;
    this.#lengthBytes = undefined;
    return true;
  }
}
