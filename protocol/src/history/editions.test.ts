import { describe, expect, it } from "vitest";
import { utf8 } from "../bytes.ts";
import { editionsIn } from "./editions.ts";

const accumulator = new Uint8Array(32).fill(0xab);
const named = (edition: string, of = "00") => ({ edition, accumulator: of.repeat(32) });
const answer = (...editions: readonly unknown[]) => utf8(JSON.stringify({ editions }));
const numbered = (number: number) => number.toString(16).padStart(16, "0");

describe("an archive's editions of a device", () => {
  it("begin with those that come to the record, even behind more than are tried", () => {
    const others = Array.from({ length: 255 }, (_, number) => named(numbered(number)));
    const found = editionsIn(answer(...others, named("ff".repeat(8), "ab")), accumulator);
    expect(found).toHaveLength(64);
    expect(found.slice(0, 2)).toEqual(["ff".repeat(8), numbered(0)]);
  });

  it("leaves out what is no edition's name", () => {
    expect(editionsIn(answer(named("../status"), named("AA".repeat(8)), { edition: 7 }), accumulator)).toEqual([]);
  });

  it.each(["", "null", "[]", '{"editions":7}', '{"editions":[null]}'])("refuses %j", (text) => {
    expect(() => editionsIn(utf8(text), accumulator)).toThrow(expect.objectContaining({ code: "malformed" }));
  });
});
