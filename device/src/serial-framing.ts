/**
 * Envelopes over a serial line, from a chip that signs to a gateway that has a network: consistent overhead byte stuffing
 * (Cheshire and Baker, 1999) with a zero at each end, over the message and its CRC-32C (RFC 3720, B.4), lowest byte first.
 */

/** A frame without its zeros holds at most so many bytes of message and checksum. */
const MESSAGE_MAX_BYTES = 65_536;
const CHECKSUM_BYTES = 4;
const BLOCK_MAX = 0xff;
/** Castagnoli's polynomial, reflected. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0);
  return remainder;
});

/**
 * Returns the CRC-32C of bytes, an unsigned number of 32 bits.
 * @example
 * crc32c(new TextEncoder().encode("123456789")).toString(16); // => "e3069283"
 */
export function crc32c(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) remainder = (remainder >>> 8) ^ (TABLE[(remainder ^ byte) & 0xff] ?? 0);
  return ~remainder >>> 0;
}

/**
 * Returns bytes without a zero among them, one longer for each 254 that began.
 * @example
 * stuff(Uint8Array.of(0x11, 0x00, 0x22)); // 02 11 02 22
 */
export function stuff(bytes: Uint8Array): Uint8Array {
  const stuffed: number[] = [0];
  let codeAt = 0;
  let code = 1;
  const endBlock = () => {
    stuffed[codeAt] = code;
    codeAt = stuffed.length;
    code = 1;
  };
  for (const [at, byte] of bytes.entries()) {
    if (byte !== 0) {
      stuffed.push(byte);
      code += 1;
    }
    // A full block stands for no zero, so behind the last byte no other one begins.
    if (byte === 0 || (code === BLOCK_MAX && at < bytes.length - 1)) {
      endBlock();
      stuffed.push(0);
    }
  }
  stuffed[codeAt] = code;
  return Uint8Array.from(stuffed);
}

/**
 * Returns what was stuffed; undefined for bytes that nobody stuffed.
 * @example
 * unstuff(Uint8Array.of(0x02, 0x11, 0x02, 0x22)); // 11 00 22
 */
export function unstuff(stuffed: Uint8Array): Uint8Array | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < stuffed.length; ) {
    const code = stuffed[at] ?? 0;
    const block = stuffed.subarray(at + 1, at + code);
    if (code === 0 || block.length !== code - 1 || block.includes(0)) return undefined;
    bytes.push(...block);
    at += code;
    if (code < BLOCK_MAX && at < stuffed.length) bytes.push(0);
  }
  return stuffed.length === 0 ? undefined : Uint8Array.from(bytes);
}

/**
 * Returns the frame of a message, with a zero before and behind it: whoever listens from the middle on loses one frame.
 * @throws {RangeError} when the message is longer than 65 536 bytes
 * @example
 * port.write(frame(envelope));
 */
export function frame(message: Uint8Array): Uint8Array {
  if (message.length > MESSAGE_MAX_BYTES) throw new RangeError(`a message has at most ${MESSAGE_MAX_BYTES} bytes`);
  const checked = new Uint8Array(message.length + CHECKSUM_BYTES);
  checked.set(message);
  new DataView(checked.buffer).setUint32(message.length, crc32c(message), true);
  return Uint8Array.of(0, ...stuff(checked), 0);
}

/**
 * Finds messages in what a line brings, in pieces of any length.
 * @example
 * const frames = new FrameReader();
 * port.on("data", (chunk) => {
 *   for (const envelope of frames.read(chunk)) forward(envelope);
 * });
 */
export class FrameReader {
  #gathered: number[] = [];
  #tooLong = false;
  #broken = 0;

  /** Frames that did not arrive whole. */
  get broken(): number {
    return this.#broken;
  }

  /** Returns the messages that end in this piece. Noise on the line costs the frames that it hits and no other. */
  read(piece: Uint8Array): Uint8Array[] {
    const messages: Uint8Array[] = [];
    for (const byte of piece) {
      if (byte !== 0) {
        // Nobody knows how long noise goes on.
        if (this.#gathered.length > 2 * MESSAGE_MAX_BYTES) this.#tooLong = true;
        else this.#gathered.push(byte);
        continue;
      }
      if (this.#gathered.length === 0) continue;
      const message = this.#tooLong ? undefined : checkedOf(Uint8Array.from(this.#gathered));
      if (message) messages.push(message);
      else this.#broken += 1;
      this.#gathered = [];
      this.#tooLong = false;
    }
    return messages;
  }
}

/** Returns the message of a frame; undefined when its checksum does not hold. */
function checkedOf(stuffed: Uint8Array): Uint8Array | undefined {
  const checked = unstuff(stuffed);
  if (!checked || checked.length < CHECKSUM_BYTES) return undefined;
  const message = checked.slice(0, -CHECKSUM_BYTES);
  const checksum = new DataView(checked.buffer).getUint32(message.length, true);
  return checksum === crc32c(message) && message.length <= MESSAGE_MAX_BYTES ? message : undefined;
}
