import { describe, expect, it } from "vitest";
import { concat, equal, utf8 } from "../bytes.ts";
import { preamble } from "../context.ts";
import { native } from "../crypto/native.ts";
import { isVinEnd, openVinEnd, type VinEnd, vinSalts, vinTag } from "./vin.ts";

describe("the tag of a VIN", () => {
  const vin = "WAUZZZ8V5KA000001";
  const label = preamble("vin", { chainId: 31_337, application: new Uint8Array(20).fill(0xab) });
  const key = new Uint8Array(32).fill(3);
  const salts = vinSalts(key, label, vin, native);
  const tag = vinTag(vin, salts, native);
  const end = openVinEnd(vin, salts, native);

  it("is the hash that the specification writes down", () => {
    const salt = (part: number) => native.hmacSha256(key, label, Uint8Array.of(part), utf8(vin)).slice(0, 16);
    const start = native.sha256(concat(salt(1), utf8("WAUZZZ8V5KA00")));
    expect(tag).toEqual(native.sha256(concat(start, native.sha256(concat(salt(2), utf8("0001"))))));
  });

  it("is one for one VIN, and another for every other, application and key", () => {
    const tagOf = (text: string, ofLabel = label, ofKey = key) =>
      vinTag(text, vinSalts(ofKey, ofLabel, text, native), native);
    expect(tagOf(vin)).toEqual(tag);
    const other = preamble("vin", { chainId: 1, application: new Uint8Array(20) });
    for (const tagged of [tagOf("WAUZZZ8V5KA000002"), tagOf(vin, other), tagOf(vin, label, new Uint8Array(32))]) {
      expect(equal(tagged, tag)).toBe(false);
    }
  });

  it("opens its last four characters alone", () => {
    expect(end.characters).toBe("0001");
    expect(isVinEnd(tag, end, native)).toBe(true);
  });

  const forged: readonly (readonly [string, VinEnd])[] = [
    ["other characters", { ...end, characters: "0002" }],
    ["a character more", { ...end, characters: "00001" }],
    ["a character less", { ...end, characters: "001" }],
    ["another salt", { ...end, salt: salts.start }],
    ["a character that the salt has taken", { ...end, characters: "001", salt: concat(end.salt, utf8("0")) }],
    ["a salt that gave a byte away", { ...end, salt: end.salt.slice(0, 15), characters: `\u0000${end.characters}` }],
    ["another beginning", { ...end, startHash: new Uint8Array(32) }],
    ["a short beginning", { ...end, startHash: end.startHash.slice(1) }],
  ];
  it.each(forged)("does not open with %s", (_, opened) => {
    expect(isVinEnd(tag, opened, native)).toBe(false);
  });

  it("has a VIN of seventeen characters", () => {
    expect(() => vinSalts(key, label, vin.slice(1), native)).toThrow(RangeError);
    expect(() => vinTag(`${vin}1`, salts, native)).toThrow(RangeError);
    expect(() => vinTag(vin, { ...salts, end: new Uint8Array(15) }, native)).toThrow(RangeError);
    expect(() => openVinEnd("", salts, native)).toThrow(RangeError);
  });
});
