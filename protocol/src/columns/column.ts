/**
 * One quantity of an envelope as bytes (docs/protocol.md, "Columns"). A whole column is its first value and the
 * differences of neighbours, less a base, packed at one width; the few that do not fit are exceptions. A clock with a
 * constant step has width 0, and costs nothing but its exceptions.
 */
import { MalformedError } from "../errors.ts";
import { type BitReader, type BitWriter, unzigzag, varintBytes, WIDTH_MAX, zigzag } from "./bits.ts";

/** The least and the greatest value, both included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** A value at one of the envelope's readings. */
export interface SparseValue {
  /** The index of the reading. */
  readonly reading: number;
  readonly value: number;
}

const U32: Range = { low: 0, high: 2 ** 32 - 1 };

/** Set in the byte of the width when exceptions follow. */
const HAS_EXCEPTIONS = 128;

function inRange(value: number, { low, high }: Range): number {
  if (!Number.isInteger(value) || value < low || value > high) throw new MalformedError({ value, low, high });
  return value;
}

/** How the differences of a column are written. */
interface Form {
  readonly base: number;
  readonly width: number;
  readonly exceptions: readonly SparseValue[];
}

/** What is left of the differences over `width` bits above a base: where, and how much of it, with its sign. */
function exceptionsOf(differences: readonly number[], base: number, width: number): SparseValue[] {
  const step = 2 ** width;
  return differences.flatMap((difference, reading) => {
    const value = Math.floor((difference - base) / step);
    return value === 0 ? [] : [{ reading, value }];
  });
}

function costBytes({ base, width, exceptions }: Form, values: number): number {
  let bytes = varintBytes(zigzag(base)) + Math.ceil((values * width) / 8);
  if (exceptions.length > 0) bytes += varintBytes(exceptions.length);
  let last = -1;
  for (const { reading, value } of exceptions) {
    bytes += varintBytes(reading - last) + varintBytes(zigzag(value));
    last = reading;
  }
  return bytes;
}

/** The base from which `width` bits hold the most of the differences; of two that are as good, the smaller. */
function bestBase(sorted: readonly number[], width: number): number {
  let best = sorted[0] ?? 0;
  let most = 0;
  let end = 0;
  for (const [start, base] of sorted.entries()) {
    while (end < sorted.length && (sorted[end] ?? 0) - base < 2 ** width) end += 1;
    if (end - start > most) {
      most = end - start;
      best = base;
    }
  }
  return best;
}

/** The shortest form; of two that are as short, the one of less width. */
function shortest(differences: readonly number[]): Form {
  const sorted = differences.toSorted((a, b) => a - b);
  let best: Form | undefined;
  for (let width = 0; width <= WIDTH_MAX; width += 1) {
    const base = bestBase(sorted, width);
    const form = { base, width, exceptions: exceptionsOf(differences, base, width) };
    if (best === undefined || costBytes(form, differences.length) < costBytes(best, differences.length)) best = form;
    if (form.exceptions.length === 0) break;
  }
  return best ?? { base: 0, width: 0, exceptions: [] };
}

/**
 * Writes one value for each reading. There is at least one.
 * @throws {MalformedError} `malformed` when a value is no integer of the range
 * @example
 * const writer = new BitWriter();
 * writeWhole(writer, [100, 160, 220], { low: 0, high: 2 ** 32 - 1 });
 * toHex(writer.finish()); // => "647800"
 */
export function writeWhole(writer: BitWriter, values: readonly number[], range: Range): void {
  writer.varint(inRange(values[0] ?? Number.NaN, range) - range.low);
  writeDifferences(writer, values, range);
}

/**
 * Writes the times of the readings: the first as four bytes, which a varint would make five.
 * @throws {MalformedError} `malformed` when a time is no integer from 0 to 2^32 − 1
 * @example
 * const writer = new BitWriter();
 * writeTimes(writer, [1_800_000_000, 1_800_000_060]);
 * toHex(writer.finish()); // => "6b49d2007800"
 */
export function writeTimes(writer: BitWriter, timesUnixS: readonly number[]): void {
  writer.u32(inRange(timesUnixS[0] ?? Number.NaN, U32));
  writeDifferences(writer, timesUnixS, U32);
}

function writeDifferences(writer: BitWriter, values: readonly number[], range: Range): void {
  if (values.length < 2) return;
  const differences = values.slice(1).map((value, index) => inRange(value, range) - (values[index] ?? 0));
  const { base, width, exceptions } = shortest(differences);
  writer.varint(zigzag(base));
  writer.byte(width + (exceptions.length > 0 ? HAS_EXCEPTIONS : 0));
  if (exceptions.length > 0) {
    writer.varint(exceptions.length);
    let last = -1;
    for (const { reading, value } of exceptions) {
      writer.varint(reading - last);
      writer.varint(zigzag(value));
      last = reading;
    }
  }
  const step = 2 ** width;
  writer.packed(
    differences.map((difference) => difference - base - Math.floor((difference - base) / step) * step),
    width,
  );
}

/**
 * Returns the values that `writeWhole` wrote.
 * @param count how many there are, at least 1
 * @throws {MalformedError} `malformed` when a value leaves the range, or the bytes are no column
 * @example
 * readWhole(new BitReader(fromHex("647800")), 3, { low: 0, high: 2 ** 32 - 1 }); // => [100, 160, 220]
 */
export function readWhole(reader: BitReader, count: number, range: Range): number[] {
  return readDifferences(reader, inRange(reader.varint() + range.low, range), count, range);
}

/**
 * Returns the times that `writeTimes` wrote.
 * @param count how many there are, at least 1
 * @throws {MalformedError} `malformed` when a time leaves 32 bits, or the bytes are no column
 * @example
 * readTimes(new BitReader(fromHex("6b49d2007800")), 2); // => [1_800_000_000, 1_800_000_060]
 */
export function readTimes(reader: BitReader, count: number): number[] {
  return readDifferences(reader, reader.u32(), count, U32);
}

/** Returns the first value and those after it. */
function readDifferences(reader: BitReader, first: number, count: number, range: Range): number[] {
  if (count < 2) return [first];
  const base = unzigzag(reader.varint());
  const form = reader.byte();
  const width = form % HAS_EXCEPTIONS;
  if (width > WIDTH_MAX) throw new MalformedError({ width });
  const exceptions = form >= HAS_EXCEPTIONS ? readExceptions(reader, count - 1) : [];
  // First what each difference is above the base; the value itself then takes its place.
  const values = new Array<number>(count);
  values[0] = first;
  reader.packed(values, 1, width);
  for (const { reading, value } of exceptions) values[reading + 1] = (values[reading + 1] ?? 0) + value * 2 ** width;
  let value = first;
  for (let reading = 1; reading < count; reading += 1) {
    value = inRange(value + base + (values[reading] ?? 0), range);
    values[reading] = value;
  }
  return values;
}

function readExceptions(reader: BitReader, places: number): SparseValue[] {
  const count = reader.varint();
  if (count === 0 || count > places) throw new MalformedError({ exceptions: count });
  const exceptions: SparseValue[] = [];
  let last = -1;
  for (let index = 0; index < count; index += 1) {
    const gap = reader.varint();
    const value = unzigzag(reader.varint());
    last += gap;
    if (gap === 0 || value === 0 || last >= places) throw new MalformedError({ exception: index });
    exceptions.push({ reading: last, value });
  }
  return exceptions;
}

/**
 * Writes values at some readings, in the order of the readings. There is at least one.
 * @throws {MalformedError} `malformed` when a value is no integer of the range, or the readings are out of order
 * @example
 * const writer = new BitWriter();
 * writeSparse(writer, [{ reading: 2, value: 0x0301 }], { low: 0, high: 131_071 });
 * toHex(writer.finish()); // => "01028106"
 */
export function writeSparse(writer: BitWriter, values: readonly SparseValue[], range: Range): void {
  writer.varint(values.length);
  let last = 0;
  for (const { reading, value } of values) {
    if (!Number.isInteger(reading) || reading < last) throw new MalformedError({ reading });
    writer.varint(reading - last);
    writer.varint(inRange(value, range) - range.low);
    last = reading;
  }
}

/** Bounds of a sparse column. */
export interface SparseBounds extends Range {
  /** How many readings the envelope has. */
  readonly readings: number;
  /** How many values the column may have. */
  readonly most: number;
}

/**
 * Returns the values that `writeSparse` wrote.
 * @throws {MalformedError} `malformed` when a value leaves the range or names no reading, or the bytes are no column
 * @example
 * const bounds = { low: 0, high: 131_071, readings: 50, most: 100 };
 * readSparse(new BitReader(fromHex("01028106")), bounds); // => [{ reading: 2, value: 0x0301 }]
 */
export function readSparse(reader: BitReader, bounds: SparseBounds): SparseValue[] {
  const count = reader.varint();
  if (count === 0 || count > bounds.most) throw new MalformedError({ values: count });
  const values: SparseValue[] = [];
  let reading = 0;
  for (let index = 0; index < count; index += 1) {
    reading += reader.varint();
    if (reading >= bounds.readings) throw new MalformedError({ reading });
    values.push({ reading, value: inRange(reader.varint() + bounds.low, bounds) });
  }
  return values;
}
