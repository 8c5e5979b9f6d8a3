/**
 * The one door between bytes and objects: decodes generated messages and turns every failure into MalformedError.
 * Nothing outside `wire/` sees an object of the protobuf library.
 */
import { MalformedError } from "../errors.ts";

interface MessageType<Decoded, Properties> {
  decode(bytes: Uint8Array): Decoded;
  encode(message: Properties): { finish(): Uint8Array };
}

/** Decodes one message. @throws {MalformedError} whatever the reason was */
export function decode<Decoded>(name: string, type: MessageType<Decoded, never>, bytes: Uint8Array): Decoded {
  try {
    // A Buffer would make the library choose another reader, and other array types.
    const plain = bytes.constructor === Uint8Array ? bytes : Uint8Array.from(bytes);
    return type.decode(plain);
  } catch (cause) {
    throw new MalformedError({ message: name, bytes: bytes.length }, { cause });
  }
}

/** Encodes one message. */
export function encode<Properties>(type: MessageType<unknown, Properties>, message: Properties): Uint8Array {
  return type.encode(message).finish();
}

/** Asks that a field has one of the given lengths. @throws {MalformedError} naming the field */
export function length(field: string, bytes: Uint8Array, ...allowed: readonly number[]): Uint8Array {
  if (!allowed.includes(bytes.length)) throw new MalformedError({ field, bytes: bytes.length });
  return bytes;
}

/** Asks that a number lies in [low, high]. @throws {MalformedError} naming the field */
export function within(field: string, value: number, low: number, high: number): number {
  if (value < low || value > high) throw new MalformedError({ field, value });
  return value;
}
