import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, equal, equalInConstantTime, fromHex, readU32, startsWith, toHex, u32, u64, utf8 } from "./bytes.ts";

describe("equal and startsWith", () => {
  it("boundary: a byte string is not equal to one that begins with it", () => {
    expect(equal(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
    expect(equal(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
    expect(equal(new Uint8Array(), new Uint8Array())).toBe(true);
  });

  it("boundary: begins with itself, and not with more", () => {
    expect(startsWith(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(startsWith(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
    expect(startsWith(Uint8Array.of(1, 2), Uint8Array.of(2))).toBe(false);
  });
});

describe("equalInConstantTime", () => {
  it("default: says what equal says", () => {
    const bytes = fc.uint8Array({ maxLength: 3, max: 2 });
    fc.assert(fc.property(bytes, bytes, (a, b) => equalInConstantTime(a, b) === equal(a, b)));
  });

  it("boundary: a zero at the end is a byte", () => {
    expect(equalInConstantTime(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false);
    expect(equalInConstantTime(Uint8Array.of(1, 0), Uint8Array.of(1))).toBe(false);
  });
});

describe("fromHex", () => {
  it("default: reads what toHex writes, with either prefix and in either case", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const hex = toHex(bytes);
        for (const text of [hex, `0x${hex}`, `0X${hex.toUpperCase()}`]) expect(fromHex(text)).toEqual(bytes);
      }),
    );
  });

  it.each(["a", "0xa", "0g", "g0", "0 ", "00 0", "xx00", "00xx", "0xx0"])("refuses %j", (text) => {
    expect(() => fromHex(text)).toThrow(TypeError);
  });
});

describe("integers", () => {
  it("default: four bytes are read as they were written, wherever they stand", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.uint8Array({ maxLength: 5 }), (value, before) => {
        expect(readU32(concat(before, u32(value), utf8("more")), before.length)).toBe(value);
      }),
    );
  });

  it("boundary: bytes that are not there count as 0", () => {
    expect(readU32(Uint8Array.of(1))).toBe(0x0100_0000);
    expect(readU32(new Uint8Array())).toBe(0);
  });

  it("boundary: eight bytes hold every safe integer", () => {
    expect(toHex(u64(2 ** 32))).toBe("0000000100000000");
    expect(toHex(u64(Number.MAX_SAFE_INTEGER))).toBe("001fffffffffffff");
  });
});
