/**
 * Byte strings: joining, comparing, hexadecimal and big-endian integers.
 * Every integer of the protocol outside protobuf is big-endian (docs/protocol.md, "Conventions").
 */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const encoder = new TextEncoder();
/** The value of each digit by its character; NO_DIGIT for others. */
const NO_DIGIT = 16;
const DIGITS = Uint8Array.from({ length: 256 }, (_, character) => {
  const value = "0123456789abcdef".indexOf(String.fromCharCode(character).toLowerCase());
  return value < 0 ? NO_DIGIT : value;
});

/**
 * Joins byte strings in order into a new array.
 * @example
 * toHex(concat(Uint8Array.of(1), Uint8Array.of(2, 3))); // => "010203"
 */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/**
 * Returns whether two byte strings are the same. Not constant-time: for public values only.
 * @example
 * equal(Uint8Array.of(1, 2), Uint8Array.of(1, 2)); // => true
 */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Returns whether two byte strings are the same, in a time that depends on their lengths alone: for tags and tickets, of
 * which a forger would otherwise learn how much is right.
 * @example
 * equalInConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1, 3)); // => false
 */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index += 1) difference |= (a[index] ?? 0) ^ (b[index] ?? 0);
  return difference === 0;
}

/**
 * Returns whether `bytes` begins with `prefix`.
 * @example
 * startsWith(Uint8Array.of(1, 2), Uint8Array.of(1)); // => true
 */
export function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return equal(bytes.subarray(0, prefix.length), prefix);
}

/**
 * Returns lower-case hexadecimal without a prefix.
 * @example
 * toHex(Uint8Array.of(171, 1)); // => "ab01"
 */
export function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += HEX[byte];
  return hex;
}

/**
 * Reads hexadecimal, with or without `0x`.
 * @throws {TypeError} when the text has an odd length or a character that is not a digit
 * @example
 * fromHex("0xab01"); // => Uint8Array.of(171, 1)
 */
export function fromHex(text: string): Uint8Array {
  const digits = text.startsWith("0x") || text.startsWith("0X") ? text.slice(2) : text;
  const bytes = new Uint8Array(digits.length / 2);
  let isHex = digits.length % 2 === 0;
  for (let at = 0; isHex && at < bytes.length; at += 1) {
    const high = DIGITS[digits.charCodeAt(2 * at)] ?? NO_DIGIT;
    const low = DIGITS[digits.charCodeAt(2 * at + 1)] ?? NO_DIGIT;
    isHex = high < NO_DIGIT && low < NO_DIGIT;
    bytes[at] = 16 * high + low;
  }
  if (!isHex) throw new TypeError("Expected hexadecimal digits, two for each byte.");
  return bytes;
}

/**
 * Returns the UTF-8 bytes of a text.
 * @example
 * utf8("Zoé"); // => Uint8Array.of(90, 111, 195, 169)
 */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at += 1) {
    const unit = text.charCodeAt(at);
    // Most texts here are short and of ASCII, for which the encoder takes ten times as long.
    if (unit > 127) return encoder.encode(text);
    bytes[at] = unit;
  }
  return bytes;
}

const U32_MAX = 2 ** 32 - 1;

/**
 * Returns whether a number fits 32 bits without a sign.
 * @example
 * isU32(2 ** 32); // => false
 */
export const isU32 = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= U32_MAX;

/**
 * Returns a count, or 2^32 - 1 when it is larger: a public count that wraps would be another one.
 * @example
 * saturated(2 ** 40); // => 4_294_967_295
 */
export const saturated = (count: number): number => Math.min(count, U32_MAX);

const BYTES = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));

/**
 * Returns one byte. `value` is an integer from 0 to 255. The same array is returned again for the same value, since a new one
 * takes as long as to hash it: callers must not change it.
 * @example
 * toHex(u8(7)); // => "07"
 */
export function u8(value: number): Uint8Array {
  const byte = BYTES[value];
  if (byte === undefined) throw new RangeError(`${value} is no byte.`);
  return byte;
}

/**
 * Returns two bytes, big-endian. `value` is an integer from 0 to 65 535.
 * @example
 * toHex(u16(258)); // => "0102"
 */
export function u16(value: number): Uint8Array {
  const bytes = new Uint8Array(2);
  bytes[0] = value >>> 8;
  bytes[1] = value;
  return bytes;
}

/**
 * Returns four bytes, big-endian. `value` is an integer from 0 to 2^32 - 1.
 * @example
 * toHex(u32(258)); // => "00000102"
 */
export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, value);
  return bytes;
}

/**
 * Returns eight bytes, big-endian. `value` is a safe integer from 0.
 * @example
 * toHex(u64(31_337)); // => "0000000000007a69"
 */
export function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  writeU32(bytes, 0, Math.floor(value / 2 ** 32));
  writeU32(bytes, 4, value);
  return bytes;
}

/**
 * Writes four bytes, big-endian, at `offset`. `value` is an integer from 0; of a larger one the low 32 bits are written.
 * @example
 * const bytes = new Uint8Array(6);
 * writeU32(bytes, 1, 258);
 * toHex(bytes); // => "000000010200"
 */
export function writeU32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

/**
 * Reads four bytes, big-endian, at `offset`. Bytes that are not there count as 0.
 * @example
 * readU32(Uint8Array.of(0, 0, 1, 2)); // => 258
 */
export function readU32(bytes: Uint8Array, offset = 0): number {
  return (
    ((bytes[offset] ?? 0) * 2 ** 24 +
      ((bytes[offset + 1] ?? 0) << 16) +
      ((bytes[offset + 2] ?? 0) << 8) +
      (bytes[offset + 3] ?? 0)) >>>
    0
  );
}
