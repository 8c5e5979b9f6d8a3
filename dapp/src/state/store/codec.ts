/**
 * Small values as few bytes: whole numbers as long as they are large, times and numbers as what they differ from the last one,
 * and parts that are as they mostly are as one bit. Only the back-end's own memory and its snapshots have this form, so it may
 * change with each release.
 */
import { equal, utf8 } from "@witness/protocol/bytes";

/** The most bytes that one value takes. */
const VALUE_MAX_BYTES = 65_536;
/** A base is the last number of its kind that was written. */
const BASES = { time: 0, position: 1, sequence: 2, item: 3 } as const;

/** A byte order mark is a character like any other: without this it would be lost at the beginning of a text. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Kinds of numbers of which one is near the next. */
export type BaseName = keyof typeof BASES;

/** The most parts of an object whose parts have a bit each. */
const BITS_MAX = 32;

const newBases = (): number[] => [0, 0, 0, 0];

/** Writes one value. */
export class Writer {
  readonly #bytes = new Uint8Array(VALUE_MAX_BYTES);
  #at = 0;
  #bases = newBases();
  #known: Uint8Array[] = [];

  /** Forgets what was written. */
  begin(): void {
    this.#at = 0;
    this.#bases = newBases();
    this.#known = [];
  }

  /** What was written since `begin`, as a view that the next value overwrites. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  byte(value: number): void {
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  /** Leaves room for bits that are not known yet, all 0, and returns where. */
  bits(bytes: number): number {
    this.#bytes.fill(0, this.#at, this.#at + bytes);
    this.#at += bytes;
    return this.#at - bytes;
  }

  /** Sets the bit of a place in the room that `bits` left. */
  setBit(room: number, place: number): void {
    this.#bytes[room + (place >> 3)] = (this.#bytes[room + (place >> 3)] ?? 0) | (1 << (place & 7));
  }

  /** Writes bytes as they are. @throws {RangeError} past VALUE_MAX_BYTES */
  raw(bytes: Uint8Array): void {
    this.from(bytes, 0, bytes.length);
  }

  /** Writes some bytes of others. @throws {RangeError} past VALUE_MAX_BYTES */
  from(source: Uint8Array, at: number, length: number): void {
    const [bytes, to] = [this.#bytes, this.#at];
    if (to + length > VALUE_MAX_BYTES) throw new RangeError("The value is too long.");
    for (let place = 0; place < length; place += 1) bytes[to + place] = source[at + place] as number;
    this.#at = to + length;
  }

  /** Writes a whole number, seven bits a byte, the lowest first. @throws {RangeError} when it is negative or not safe */
  uint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no whole number from 0.`);
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) this.byte(128 + (left % 128));
    this.byte(left);
  }

  /** Writes a whole number below 2^31 in two bytes when it is below 2^15, and in four otherwise. */
  wide(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** 31) throw new RangeError(`${value} is not below 2^31.`);
    if (value >= 2 ** 15) {
      this.byte(128 + (value >>> 24));
      this.byte((value >>> 16) & 255);
    }
    this.byte((value >>> 8) & 255);
    this.byte(value & 255);
  }

  /** Writes a whole number of either sign: twice as large, and one less when it is negative. */
  int(value: number): void {
    this.uint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Writes what a number differs from the last one of its kind; `place` is the kind's. */
  near(place: number, value: number): void {
    this.int(value - (this.#bases[place] ?? 0));
    this.#bases[place] = value;
  }

  /** Writes bytes of a length that the reader knows: once, and then as the place among those written so. */
  shared(bytes: Uint8Array): void {
    const place = this.#known.findIndex((known) => equal(known, bytes));
    this.uint(place + 1);
    if (place >= 0) return;
    this.#known.push(bytes);
    this.raw(bytes);
  }
}

/** Where longer bytes lie that are read, one behind the other, until it is full. */
const COMMON_BYTES = 65_536;
let common = new Uint8Array(COMMON_BYTES);
let used = 0;

/**
 * Returns zeros that nobody else writes, in a buffer of many. V8 keeps what has more than 64 bytes outside of its heap, and a
 * buffer for each would take longer than reading it. They are for what lives as long as a request: as long as one part is kept,
 * so is all of the buffer.
 * @throws {RangeError} above COMMON_BYTES
 */
export function roomFor(length: number): Uint8Array {
  if (length > COMMON_BYTES) throw new RangeError("The value is too long.");
  if (used + length > COMMON_BYTES) {
    common = new Uint8Array(COMMON_BYTES);
    used = 0;
  }
  used += length;
  return common.subarray(used - length, used);
}

/** Reads what a Writer wrote. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  readonly #bases = newBases();
  #known: Uint8Array[] | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** @throws {RangeError} past the end */
  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new RangeError("The value ends too early.");
    this.#at += 1;
    return byte;
  }

  /** Returns bytes of its own. @throws {RangeError} past the end */
  raw(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.into(bytes, 0, length);
    return bytes;
  }

  /** Copies bytes to a place in others. @throws {RangeError} past the end */
  into(target: Uint8Array, at: number, length: number): void {
    if (length > this.left) throw new RangeError("The value ends too early.");
    const [bytes, from] = [this.#bytes, this.#at];
    for (let place = 0; place < length; place += 1) target[at + place] = bytes[from + place] as number;
    this.#at = from + length;
  }

  /** Returns the text of so many bytes of UTF-8. @throws {RangeError} past the end */
  text(length: number): string {
    if (length > this.left) throw new RangeError("The value ends too early.");
    let text = "";
    for (let place = 0; place < length; place += 1) {
      const byte = this.#bytes[this.#at + place] as number;
      // Most texts here are short and of ASCII, for which the decoder takes ten times as long.
      if (byte > 127) return decoder.decode(this.raw(length));
      text += String.fromCharCode(byte);
    }
    this.#at += length;
    return text;
  }

  /** Returns the bits that `setBit` set in the room that `bits` left, of four bytes at most. */
  bits(bytes: number): number {
    let bits = 0;
    for (let at = 0; at < bytes; at += 1) bits |= this.byte() << (8 * at);
    return bits;
  }

  uint(): number {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte % 128) * unit;
      if (byte < 128) return value;
      unit *= 128;
    }
  }

  wide(): number {
    const high = 256 * this.byte() + this.byte();
    return high < 2 ** 15 ? high : 65_536 * (high - 2 ** 15) + 256 * this.byte() + this.byte();
  }

  int(): number {
    const value = this.uint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  near(place: number): number {
    const value = (this.#bases[place] ?? 0) + this.int();
    this.#bases[place] = value;
    return value;
  }

  shared(length: number): Uint8Array {
    const place = this.uint();
    if (place > 0) return this.#known?.[place - 1] as Uint8Array;
    const bytes = this.raw(length);
    this.#known ??= [];
    this.#known.push(bytes);
    return bytes;
  }
}

/** How a kind of value is written and read. */
export interface Codec<Value> {
  readonly write: (writer: Writer, value: Value) => void;
  readonly read: (reader: Reader) => Value;
}

/** A whole number from 0. */
export const uint: Codec<number> = {
  write: (writer, value) => writer.uint(value),
  read: (reader) => reader.uint(),
};

/** A whole number of either sign. */
export const int: Codec<number> = { write: (writer, value) => writer.int(value), read: (reader) => reader.int() };

/** A whole number, as what it differs from the last one of its kind. */
export function near(base: BaseName): Codec<number> {
  const place = BASES[base];
  return { write: (writer, value) => writer.near(place, value), read: (reader) => reader.near(place) };
}

/** Yes or no. */
export const flag: Codec<boolean> = {
  write: (writer, value) => writer.byte(value ? 1 : 0),
  read: (reader) => reader.byte() === 1,
};

/** Bytes of one length. */
export const bytes = (length: number): Codec<Uint8Array> => ({
  write: (writer, value) => {
    if (value.length !== length) throw new RangeError(`${value.length} bytes are not ${length}.`);
    writer.raw(value);
  },
  read: (reader) => reader.raw(length),
});

/** Bytes of one length that may stand in a value more than once. */
export const shared = (length: number): Codec<Uint8Array> => ({
  write: (writer, value) => {
    if (value.length !== length) throw new RangeError(`${value.length} bytes are not ${length}.`);
    writer.shared(value);
  },
  read: (reader) => reader.shared(length),
});

/** Text. */
export const text: Codec<string> = {
  write: (writer, value) => {
    const written = utf8(value);
    writer.uint(written.length);
    writer.raw(written);
  },
  read: (reader) => reader.text(reader.uint()),
};

/** A list. */
export const list = <Item>(item: Codec<Item>): Codec<readonly Item[]> => ({
  write: (writer, items) => {
    writer.uint(items.length);
    for (const each of items) item.write(writer, each);
  },
  read: (reader) => {
    const items: Item[] = [];
    for (let left = reader.uint(); left > 0; left -= 1) items.push(item.read(reader));
    return items;
  },
});

/** What may be absent, in a `sparse` value that is absent by default: only what is there is written. */
export const present = <Value>(value: Codec<Value>): Codec<Value | undefined> => ({
  write: (writer, each) => {
    if (each === undefined) throw new RangeError("What is absent is not written.");
    value.write(writer, each);
  },
  read: (reader) => value.read(reader),
});

/** The codecs of an object's parts. */
export type Parts<Value> = { readonly [Key in keyof Value]-?: Codec<Value[Key]> };

/** Returns what tells whether a value is this one: the same for a number or nothing, all of it compared for others. */
function isSameAs(usual: unknown): (value: unknown) => boolean {
  if (typeof usual !== "object" || usual === null) return (value) => value === usual;
  if (Array.isArray(usual) && usual.length === 0) return (value) => Array.isArray(value) && value.length === 0;
  return (value) => same(value, usual);
}

/** A part of an object: looked up once, since V8 looks up a name that changes as slowly as it writes a part. */
interface Member<Value> {
  readonly key: keyof Value & string;
  readonly codec: Codec<Value[keyof Value & string]>;
}

const membersOf = <Value>(parts: Parts<Value>): Member<Value>[] =>
  (Object.keys(parts) as (keyof Value & string)[]).map((key) => ({ key, codec: parts[key] }));

/**
 * An object, all of it, in the order of its codecs.
 * @param blank makes one that is read into: V8 takes three times as long for one that grows part by part, which counts where
 * most records have such an object
 */
export function whole<Value>(parts: Parts<Value>, blank: () => Value = () => ({}) as Value): Codec<Value> {
  const members = membersOf(parts);
  return {
    write: (writer, value) => {
      for (const { key, codec } of members) codec.write(writer, value[key]);
    },
    read: (reader) => {
      const value = blank();
      for (const { key, codec } of members) value[key] = codec.read(reader);
      return value;
    },
  };
}

/** Returns whether two plain values are the same. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && equal(a, b);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, index) => same(each, b[index]));
  }
  const keys = Object.keys(a);
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return keys.length === Object.keys(b).length && keys.every((key) => same(left[key], right[key]));
}

/**
 * An object of which a bit for each part says whether it is another than by default; only such parts are written.
 * @param copyOf copies what is usual. One that is written for a single kind of object knows its shape: large objects are read
 * twice as fast with it, and small ones that most records have
 */
export function sparse<Value extends object>(
  parts: Parts<Value>,
  usual: Value,
  copyOf: (usual: Value) => Value = (each) => ({ ...each }),
): Codec<Value> {
  const members = membersOf(parts).map((member) => ({ ...member, isUsual: isSameAs(usual[member.key]) }));
  if (members.length > BITS_MAX)
    throw new RangeError(`An object has at most ${BITS_MAX} parts, not ${members.length}.`);
  const bitBytes = Math.ceil(members.length / 8);
  return {
    write: (writer, value) => {
      const room = writer.bits(bitBytes);
      let at = 0;
      for (const { key, codec, isUsual } of members) {
        const part = value[key];
        if (!isUsual(part)) {
          writer.setBit(room, at);
          codec.write(writer, part);
        }
        at += 1;
      }
    },
    read: (reader) => {
      const bits = reader.bits(bitBytes);
      // A copy has its shape at once; an object that grew part by part would take V8 three times as long.
      const value = copyOf(usual);
      let at = 0;
      for (const { key, codec } of members) {
        if ((bits >>> at) & 1) value[key] = codec.read(reader);
        at += 1;
      }
      return value;
    },
  };
}
