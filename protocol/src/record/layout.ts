/**
 * How a field's value is written (docs/protocol.md, "Record tree"): a list of parts, from which its bytes, its reader and
 * its type follow. There is one encoding of each value.
 */
import { utf8 } from "../bytes.ts";
import { MalformedError } from "../errors.ts";

/** Bytes of each whole number; `s48` is written with 2^47 added. */
const NUMBERS = { u8: 1, u16: 2, u32: 4, u48: 6, s48: 6 } as const;
const S48_ZERO = 2 ** 47;

/** A whole number of so many bits, big-endian. */
export type NumberType = keyof typeof NUMBERS;

/**
 * A number, a text (u8 of its UTF-8 bytes before it), bytes of a fixed length, or a list (u8 of its items before it). Bytes
 * `orNone` may be missing; no part stands behind them.
 */
export type Part =
  | { readonly name: string; readonly type: NumberType | "text" }
  | { readonly name: string; readonly bytes: number; readonly orNone?: true }
  | { readonly name: string; readonly list: readonly Part[]; readonly most: number };

/** The value of a list of parts. */
export type LayoutValue<Parts extends readonly Part[]> = {
  readonly [P in Parts[number] as P["name"]]: P extends { readonly list: infer Items extends readonly Part[] }
    ? readonly LayoutValue<Items>[]
    : P extends { readonly type: "text" }
      ? string
      : P extends { readonly type: NumberType }
        ? number
        : Uint8Array;
};

/** A value whose layout is known only when it runs. */
type AnyValue = Readonly<Record<string, unknown>>;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Where values are written before they are copied out: a record's fields are written with every run, and a buffer for each
 * would cost more than the writing. It holds nothing between two calls.
 */
let scratch = new Uint8Array(4_096);

/** Bytes as they grow, at the beginning of `scratch`. */
class Writer {
  #length = 0;

  #reserve(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > scratch.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(scratch);
      scratch = larger;
    }
    return at;
  }

  /** `value` is an integer from 0 that fits. */
  number(value: number, length: number): void {
    const at = this.#reserve(length);
    // Divided, not shifted: a shift takes 32 bits.
    let rest = length > 4 ? Math.floor(value / 2 ** 32) : 0;
    for (let place = at + length - 5; place >= at; place -= 1) {
      scratch[place] = rest;
      rest >>>= 8;
    }
    rest = value >>> 0;
    for (let place = at + length - 1; place >= at && place >= at + length - 4; place -= 1) {
      scratch[place] = rest;
      rest >>>= 8;
    }
  }

  bytes(value: Uint8Array): void {
    // Reserved first: the buffer may be another one afterwards.
    const at = this.#reserve(value.length);
    scratch.set(value, at);
  }

  finish(): Uint8Array {
    return scratch.slice(0, this.#length);
  }

  wrote(bytes: Uint8Array): boolean {
    if (bytes.length !== this.#length) return false;
    for (let at = 0; at < bytes.length; at += 1) if (bytes[at] !== scratch[at]) return false;
    return true;
  }
}

function writeNumber(writer: Writer, name: string, type: NumberType, value: unknown): void {
  const length = NUMBERS[type];
  const written = typeof value === "number" && type === "s48" ? value + S48_ZERO : value;
  if (typeof written !== "number" || !Number.isInteger(written) || written < 0 || written >= 256 ** length) {
    throw new MalformedError({ field: name });
  }
  writer.number(written, length);
}

function writeText(writer: Writer, name: string, value: unknown): void {
  const bytes = typeof value === "string" ? utf8(value) : undefined;
  // A text that is no Unicode would not come back as it was.
  if (bytes === undefined || bytes.length > 255 || decoder.decode(bytes) !== value) {
    throw new MalformedError({ field: name });
  }
  writer.number(bytes.length, 1);
  writer.bytes(bytes);
}

function writePart(writer: Writer, part: Part, value: unknown): void {
  const { name } = part;
  if ("type" in part) {
    if (part.type === "text") writeText(writer, name, value);
    else writeNumber(writer, name, part.type, value);
  } else if ("list" in part) {
    if (!Array.isArray(value) || value.length > part.most) throw new MalformedError({ field: name });
    writer.number(value.length, 1);
    for (const item of value) writeParts(writer, part.list, item);
  } else {
    const isNone = part.orNone === true && value instanceof Uint8Array && value.length === 0;
    if (!isNone && (!(value instanceof Uint8Array) || value.length !== part.bytes)) {
      throw new MalformedError({ field: name });
    }
    writer.bytes(value as Uint8Array);
  }
}

function writeParts(writer: Writer, parts: readonly Part[], value: AnyValue): void {
  for (const part of parts) writePart(writer, part, value[part.name]);
}

/**
 * Returns a value as bytes.
 * @throws {MalformedError} `malformed` when a part is missing or does not fit
 * @example
 * encodeLayout([{ name: "count", type: "u16" }], { count: 258 }); // => Uint8Array.of(1, 2)
 */
export function encodeLayout<const Parts extends readonly Part[]>(parts: Parts, value: LayoutValue<Parts>): Uint8Array {
  const writer = new Writer();
  writeParts(writer, parts, value);
  return writer.finish();
}

/**
 * Returns whether a value is written as these bytes. It makes no bytes to find out.
 * @throws {MalformedError} `malformed` when a part is missing or does not fit
 * @example
 * isLayoutOf([{ name: "count", type: "u16" }], { count: 258 }, Uint8Array.of(1, 2)); // => true
 */
export function isLayoutOf<const Parts extends readonly Part[]>(
  parts: Parts,
  value: LayoutValue<Parts>,
  bytes: Uint8Array,
): boolean {
  const writer = new Writer();
  writeParts(writer, parts, value);
  return writer.wrote(bytes);
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function taken(cursor: Cursor, length: number): Uint8Array {
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw new MalformedError({ at: cursor.at });
  const part = cursor.bytes.slice(cursor.at, end);
  cursor.at = end;
  return part;
}

const takenNumber = (cursor: Cursor, length: number): number =>
  taken(cursor, length).reduce((value, byte) => value * 256 + byte, 0);

function takenText(cursor: Cursor): string {
  const bytes = taken(cursor, takenNumber(cursor, 1));
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new MalformedError({ at: cursor.at }, { cause });
  }
}

function takenPart(cursor: Cursor, part: Part): unknown {
  if ("list" in part) {
    const count = takenNumber(cursor, 1);
    if (count > part.most) throw new MalformedError({ field: part.name, count });
    return Array.from({ length: count }, () => takenParts(cursor, part.list));
  }
  if ("bytes" in part) {
    const isNone = part.orNone === true && cursor.at === cursor.bytes.length;
    return isNone ? new Uint8Array() : taken(cursor, part.bytes);
  }
  if (part.type === "text") return takenText(cursor);
  const value = takenNumber(cursor, NUMBERS[part.type]);
  return part.type === "s48" ? value - S48_ZERO : value;
}

const takenParts = (cursor: Cursor, parts: readonly Part[]): AnyValue =>
  Object.fromEntries(parts.map((part) => [part.name, takenPart(cursor, part)]));

/**
 * Returns the value that `encodeLayout` wrote.
 * @throws {MalformedError} `malformed` when the bytes are of another layout, or something follows
 * @example
 * decodeLayout([{ name: "count", type: "u16" }], Uint8Array.of(1, 2)); // => { count: 258 }
 */
export function decodeLayout<const Parts extends readonly Part[]>(parts: Parts, bytes: Uint8Array): LayoutValue<Parts> {
  const cursor: Cursor = { bytes, at: 0 };
  const value = takenParts(cursor, parts);
  if (cursor.at !== bytes.length) {
    throw new MalformedError({ at: cursor.at });
  }
  return value as LayoutValue<Parts>;
}
