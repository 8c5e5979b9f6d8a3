/** What an estate may be (docs/protocol.md, "Taking over"): all of a record or nothing, under the record's root. */
import { expect, it } from "vitest";
import vectors from "../vectors/v2-take-over.json" with { type: "json" };
import { fromHex } from "./bytes.ts";
import { native } from "./crypto/native.ts";
import { decodeEstate, type Estate, encodeEstate, provenEstate } from "./estate.ts";
import { readTakeOver } from "./take-over.ts";
import { decodeRegistration } from "./wire/registration.ts";

const takeOver = readTakeOver(decodeRegistration(fromHex(vectors.registrations[0]?.message ?? "")), native);
const bytes = fromHex(vectors.estates.find(({ valid }) => valid)?.bytes ?? "");
const estate = decodeEstate(bytes);
const withFirst = (change: object): Estate => ({
  ...estate,
  fields: estate.fields.map((field, place) => (place === 0 ? { ...field, ...change } : field)),
});
const malformed = expect.objectContaining({ code: "malformed" });

it("boundary: is refused one byte short, one byte long, and at every hundredth length below", () => {
  expect(() => decodeEstate(Uint8Array.of(...bytes, 0))).toThrow(malformed);
  const salts = { start: new Uint8Array(16), end: new Uint8Array(16) };
  const salted = encodeEstate({ ...estate, vinSalts: salts });
  expect(decodeEstate(salted).vinSalts).toEqual(salts);
  expect(() => decodeEstate(Uint8Array.of(...salted, 0))).toThrow(malformed);
  for (let length = bytes.length - 1; length >= 0; length -= 100) {
    expect(() => decodeEstate(bytes.subarray(0, length))).toThrow(malformed);
  }
});

it("boundary: says values of 65 535 bytes, and no longer ones", () => {
  const longest = new Uint8Array(65_535).fill(1);
  const read = decodeEstate(encodeEstate({ ...withFirst({ value: longest }), judge: longest }));
  expect([read.fields[0]?.value.length, read.judge.length]).toEqual([65_535, 65_535]);
  const longer = new Uint8Array(65_536);
  expect(() => encodeEstate(withFirst({ value: longer }))).toThrow(malformed);
  expect(() => encodeEstate({ ...estate, judge: longer })).toThrow(malformed);
});

it("is written whole or not at all", () => {
  expect(() => encodeEstate({ ...estate, fields: estate.fields.slice(1) })).toThrow(malformed);
  expect(() => encodeEstate({ ...estate, fields: estate.fields.toReversed() })).toThrow(malformed);
});

it("with another value or salt than the old record had is no estate of it", () => {
  if (takeOver === undefined) throw new Error("The first registration takes a record over.");
  expect(provenEstate(takeOver, estate, native)).toBeDefined();
  expect(provenEstate(takeOver, withFirst({ salt: new Uint8Array(16) }), native)).toBeUndefined();
  const value = estate.fields[0]?.value.map((byte, place, { length }) => (place === length - 1 ? byte ^ 1 : byte));
  expect(provenEstate(takeOver, withFirst({ value }), native)).toBeUndefined();
});
