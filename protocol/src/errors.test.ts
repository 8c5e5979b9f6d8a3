import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorsPage } from "../scripts/build-errors.ts";
import { TABLES } from "./codes/registry.ts";
import { CODES, codeOfByte, codeOfError, MalformedError } from "./errors.ts";
import { REASONS, reasonOfByte } from "./judge/reasons.ts";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");

describe("the list of codes", () => {
  it("default: the page is what the tables generate (npm run build:errors)", () => {
    expect(page).toBe(errorsPage());
  });

  it("gives no code twice", () => {
    const codes = [CODES, ...Object.values(TABLES)].flatMap((table) => Object.keys(table));
    expect(codes.filter((code, place) => codes.indexOf(code) !== place)).toEqual([]);
    expect(codes.filter((code) => !/^[a-z]+(-[a-z]+)*$/.test(code))).toEqual([]);
  });

  it("given a byte, names one code", () => {
    for (const [code, { byte }] of Object.entries(CODES)) expect(codeOfByte(byte)).toBe(code);
    for (const [reason, { byte }] of Object.entries(REASONS)) expect(reasonOfByte(byte)).toBe(reason);
    expect(() => codeOfByte(255)).toThrow(RangeError);
  });
});

describe("codeOfError", () => {
  it("default: gives the code of an error of the protocol", () => {
    expect(codeOfError(new MalformedError())).toBe("malformed");
  });

  it("given a fault of the program, throws it again", () => {
    const fault = new TypeError("a fault");
    expect(() => codeOfError(fault)).toThrow(fault);
  });
});
