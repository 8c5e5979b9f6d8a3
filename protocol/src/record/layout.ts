/**
 * How a field's value is written (docs/protocol.md, "Record tree"): a list of parts, from which its bytes, its reader and
 * its type follow. There is one encoding of each value.
 */
import { concat, utf8 } from "../bytes.ts";
import { MalformedError } from "../errors.ts";

/** Bytes of each whole number; `s48` is written with 2^47 added. */
const NUMBERS = { u8: 1, u16: 2, u32: 4, u48: 6, s48: 6 } as const;
const S48_ZERO = 2 ** 47;

/** A whole number of so many bits, big-endian. */
export type NumberType = keyof typeof NUMBERS;

/** A number, a text (u8 of its UTF-8 bytes before it), bytes of a fixed length, or a list (u8 of its items before it). */
export type Part =
  | { readonly name: string; readonly type: NumberType | "text" }
  | { readonly name: string; readonly bytes: number }
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

function numberBytes(name: string, type: NumberType, value: unknown): Uint8Array {
  const length = NUMBERS[type];
  const written = typeof value === "number" && type === "s48" ? value + S48_ZERO : value;
  if (typeof written !== "number" || !Number.isInteger(written) || written < 0 || written >= 256 ** length) {
    throw new MalformedError({ field: name });
  }
  // Divided, not shifted: a shift takes 32 bits with a sign.
  return Uint8Array.from({ length }, (_, at) => Math.floor(written / 256 ** (length - 1 - at)) % 256);
}

function textBytes(name: string, value: unknown): Uint8Array {
  const bytes = typeof value === "string" ? utf8(value) : undefined;
  // A text that is no Unicode would not come back as it was.
  if (bytes === undefined || bytes.length > 255 || decoder.decode(bytes) !== value) {
    throw new MalformedError({ field: name });
  }
  return concat(Uint8Array.of(bytes.length), bytes);
}

function partBytes(part: Part, value: unknown): Uint8Array {
  const { name } = part;
  if ("list" in part) {
    if (!Array.isArray(value) || value.length > part.most) throw new MalformedError({ field: name });
    return concat(Uint8Array.of(value.length), ...value.map((item: AnyValue) => layoutBytes(part.list, item)));
  }
  if ("bytes" in part) {
    if (!(value instanceof Uint8Array) || value.length !== part.bytes) throw new MalformedError({ field: name });
    return value;
  }
  return part.type === "text" ? textBytes(name, value) : numberBytes(name, part.type, value);
}

const layoutBytes = (parts: readonly Part[], value: AnyValue): Uint8Array =>
  concat(...parts.map((part) => partBytes(part, value[part.name])));

/**
 * Returns a value as bytes.
 * @throws {MalformedError} `malformed` when a part is missing or does not fit
 * @example
 * encodeLayout([{ name: "count", type: "u16" }], { count: 258 }); // => Uint8Array.of(1, 2)
 */
export function encodeLayout<const Parts extends readonly Part[]>(parts: Parts, value: LayoutValue<Parts>): Uint8Array {
  return layoutBytes(parts, value);
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
  if ("bytes" in part) return taken(cursor, part.bytes);
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
