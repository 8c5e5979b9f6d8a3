/**
 * Reads the few protobuf messages that a verifier meets (docs/protocol.md, "Encoding"). The protocol's own reader brings a
 * library that is a third of what the page of a pass may weigh; a test holds the two to each other.
 */
import { MalformedError } from "@witness/protocol/errors";

/** The values of one message: of each field all that came, in their order. */
export type Message = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;
const VARINT_MAX_BYTES = 10;

/**
 * Reads a message. Fields of other kinds are skipped.
 * @throws {MalformedError} `malformed` when the bytes are cut short, or no message
 */
export function readMessage(bytes: Uint8Array): Message {
  const values = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let count = 0; count < VARINT_MAX_BYTES; count += 1) {
      const byte = bytes[at];
      if (byte === undefined) break;
      at += 1;
      // Multiplied, not shifted: a shift takes 32 bits. Whoever wants a number of 32 bits asks whether it is one.
      value += (byte & 127) * 2 ** (7 * count);
      if (byte < 128) return value;
    }
    throw new MalformedError({ at });
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    const kind = tag % 8;
    if (field === 0) throw new MalformedError({ at });
    if (kind === VARINT) keep(values, field, varint());
    else if (kind === BYTES || kind === FIXED_32 || kind === FIXED_64) {
      const length = kind === BYTES ? varint() : kind === FIXED_32 ? 4 : 8;
      if (length > bytes.length - at) throw new MalformedError({ at });
      if (kind === BYTES) keep(values, field, bytes.slice(at, at + length));
      at += length;
    } else throw new MalformedError({ at });
  }
  return values;
}

function keep(values: Map<number, (number | Uint8Array)[]>, field: number, value: number | Uint8Array): void {
  const known = values.get(field);
  if (known) known.push(value);
  else values.set(field, [value]);
}

/** Returns a field of whole numbers below 2^32; 0 when it is missing. @throws {MalformedError} `malformed` */
export function numberOf(message: Message, field: number): number {
  const value = message.get(field)?.at(-1) ?? 0;
  if (typeof value !== "number" || value >= 2 ** 32) throw new MalformedError({ field });
  return value;
}

/** Returns every value of a field of bytes. @throws {MalformedError} `malformed` when one is a number */
export function allBytesOf(message: Message, field: number): readonly Uint8Array[] {
  return (message.get(field) ?? []).map((value) => {
    if (typeof value === "number") throw new MalformedError({ field });
    return value;
  });
}

/** Returns a field of bytes; none when it is missing. @param length when it has only one. @throws {MalformedError} `malformed` */
export function bytesOf(message: Message, field: number, length?: number): Uint8Array {
  const value = allBytesOf(message, field).at(-1) ?? new Uint8Array();
  if (length !== undefined && value.length !== length) throw new MalformedError({ field, bytes: value.length });
  return value;
}
