/** Frames on a serial line, with the vectors that others published. */
import { fromHex, toHex } from "@witness/protocol/bytes";
import fc from "fast-check";
import { expect, it } from "vitest";
import { crc32c, FrameReader, frame, stuff, unstuff } from "../src/serial-framing.ts";

const range = (from: number, to: number) => Uint8Array.from({ length: to - from + 1 }, (_, at) => (from + at) & 0xff);
const hex = (text: string) => fromHex(text.replaceAll(" ", ""));

/** Of https://en.wikipedia.org/wiki/Consistent_Overhead_Byte_Stuffing#Encoding_examples, without the zero behind. */
it.each<[string, Uint8Array, Uint8Array]>([
  ["one zero", hex("00"), hex("01 01")],
  ["two zeros", hex("00 00"), hex("01 01 01")],
  ["a byte between zeros", hex("00 11 00"), hex("01 02 11 01")],
  ["a zero within", hex("11 22 00 33"), hex("03 11 22 02 33")],
  ["no zero", hex("11 22 33 44"), hex("05 11 22 33 44")],
  ["zeros behind", hex("11 00 00 00"), hex("02 11 01 01 01")],
  ["254 bytes without a zero", range(0x01, 0xfe), Uint8Array.of(0xff, ...range(0x01, 0xfe))],
  ["a zero before them", range(0x00, 0xfe), Uint8Array.of(0x01, 0xff, ...range(0x01, 0xfe))],
  ["255 bytes without a zero", range(0x01, 0xff), Uint8Array.of(0xff, ...range(0x01, 0xfe), 0x02, 0xff)],
  [
    "254 of them and a zero",
    Uint8Array.of(...range(0x02, 0xff), 0),
    Uint8Array.of(0xff, ...range(0x02, 0xff), 0x01, 0x01),
  ],
  [
    "253 of them, a zero and one",
    Uint8Array.of(...range(0x03, 0xff), 0, 1),
    Uint8Array.of(0xfe, ...range(0x03, 0xff), 0x02, 0x01),
  ],
])("stuffs %s as published", (_, bytes, stuffed) => {
  expect(toHex(stuff(bytes))).toBe(toHex(stuffed));
  expect(unstuff(stuffed)).toEqual(bytes);
});

/** RFC 3720, B.4, and the check value of the catalogue of CRCs. */
it.each<[string, Uint8Array, number]>([
  ["32 bytes of zeros", new Uint8Array(32), 0x8a9136aa],
  ["32 bytes of ones", new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ["32 bytes that rise", range(0x00, 0x1f), 0x46dd794e],
  ["32 bytes that fall", range(0x00, 0x1f).reverse(), 0x113fdb5c],
  ["the digits", new TextEncoder().encode("123456789"), 0xe3069283],
])("sums %s as published", (_, bytes, sum) => {
  expect(crc32c(bytes)).toBe(sum);
});

it("gives back every message, however the line cuts it in pieces", () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 5 });
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 700 })), (sent, cuts) => {
      const line = Uint8Array.from(sent.flatMap((each) => [...frame(each)]));
      const reader = new FrameReader();
      const got: Uint8Array[] = [];
      let at = 0;
      for (const length of [...cuts, line.length]) {
        got.push(...reader.read(line.subarray(at, at + length)));
        at += length;
      }
      expect(got).toEqual(sent);
      expect(reader.broken).toBe(0);
    }),
    { numRuns: 200 },
  );
});

it("noise costs the frames that it hits and no other", () => {
  const [first, second, third] = [range(0, 99), range(100, 199), range(200, 250)].map(frame);
  for (let at = 1; at < 100; at += 7) {
    for (const noise of [0x00, 0x55]) {
      const hit = Uint8Array.from(second ?? []);
      hit[at] = hit[at] === noise ? 0x66 : noise;
      const reader = new FrameReader();
      const got = [...(first ?? []), ...hit, ...(third ?? [])].flatMap((byte) => reader.read(Uint8Array.of(byte)));
      expect(got).toEqual([range(0, 99), range(200, 250)]);
      expect(reader.broken).toBeGreaterThan(0);
    }
  }
});

it("bounds what it gathers of noise without an end, and goes on behind it", () => {
  const reader = new FrameReader();
  for (let i = 0; i < 10; i += 1) expect(reader.read(new Uint8Array(65_536).fill(1))).toEqual([]);
  expect(reader.read(frame(range(1, 3)))).toEqual([range(1, 3)]);
  expect(reader.broken).toBe(1);
  expect(() => frame(new Uint8Array(65_537))).toThrow(RangeError);
});
