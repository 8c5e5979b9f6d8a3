/**
 * The one door between bytes and objects: decodes generated messages and turns every failure into MalformedError.
 * Nothing outside `wire/` sees an object of the protobuf library.
 */
import protobuf from "protobufjs/minimal.js";
import { isU32 } from "../bytes.ts";
import { LimitError, MalformedError } from "../errors.ts";

interface MessageType<Decoded, Properties> {
  decode(reader: protobuf.Reader): Decoded;
  encode(message: Properties): { finish(): Uint8Array };
}

/** The library skips numbers of any length in fields that are ignored; docs/protocol.md, "Encoding", knows ten bytes. */
class BoundedReader extends protobuf.Reader {
  override skip(length?: number): this {
    if (length !== undefined) return super.skip(length) as this;
    for (let count = 0; count < VARINT_MAX_BYTES; count += 1) {
      // A byte that is not there ends no number.
      const byte = this.buf[this.pos] ?? 255;
      this.pos += 1;
      if (byte < 128) return this;
    }
    throw new RangeError("The number has more than ten bytes, or is cut short.");
  }
}

/** Decodes one message. @throws {MalformedError} whatever the reason was */
export function decode<Decoded>(name: string, type: MessageType<Decoded, never>, bytes: Uint8Array): Decoded {
  // A copy, so that byte fields are plain arrays that alias nothing the caller may reuse (a Buffer of a pool, say).
  return decodeInPlace(name, type, new Uint8Array(bytes));
}

/**
 * Decodes one message whose byte fields are views of the bytes: of a message that stands in another one, which was copied when
 * it was decoded. @throws {MalformedError} whatever the reason was
 */
export function decodeInPlace<Decoded>(name: string, type: MessageType<Decoded, never>, bytes: Uint8Array): Decoded {
  try {
    return type.decode(new BoundedReader(bytes));
  } catch (cause) {
    throw new MalformedError({ message: name, bytes: bytes.length }, { cause });
  }
}

const VARINT_MAX_BYTES = 10;

/** Asks that every number fits its field: the library would keep the low 32 bits and so say another number. */
function checkNumbers(field: string, value: unknown): void {
  if (typeof value === "number") {
    if (!isU32(value)) throw new LimitError({ field, value });
  } else if (Array.isArray(value)) {
    for (const each of value) checkNumbers(field, each);
  } else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
    for (const [name, each] of Object.entries(value)) checkNumbers(name, each);
  }
}

/**
 * Encodes one message.
 * @throws {LimitError} when a number does not fit its field
 */
export function encode<Properties extends object>(
  type: MessageType<unknown, Properties>,
  message: Properties,
): Uint8Array {
  for (const [name, value] of Object.entries(message)) checkNumbers(name, value);
  // The library hands out views of a shared pool; a copy keeps no pool alive and aliases nothing.
  return type.encode(message).finish().slice();
}

/** Asks that a field has one of the given lengths. @throws {MalformedError} naming the field */
export function length(field: string, bytes: Uint8Array, ...allowed: readonly number[]): Uint8Array {
  if (!allowed.includes(bytes.length)) throw new MalformedError({ field, bytes: bytes.length });
  return bytes;
}

/** Asks that a number is not 0, as a field is that is missing. @throws {MalformedError} naming the field */
export function positive(field: string, value: number): number {
  if (value === 0) throw new MalformedError({ field, value });
  return value;
}

/** Asks that a number lies in [low, high]. @throws {MalformedError} naming the field */
export function within(field: string, value: number, low: number, high: number): number {
  if (value < low || value > high) throw new MalformedError({ field, value });
  return value;
}
