import { describe, expect, it } from "vitest";
import { momentOf } from "../language/format.ts";
import { say } from "../language/say.ts";
import { bytesOf, duration, short, troubleCode } from "./format.ts";

it.each([
  [0, "0 seconds"],
  [59, "59 seconds"],
  [60, "1 minute"],
  [3_661, "1 hour 1 minute"],
  [86_400, "1 day"],
  [2 * 86_400 + 3_600 * 5 + 59, "2 days 5 hours"],
  [400 * 86_400, "400 days"],
])("duration %i: %s", (seconds, text) => expect(duration(seconds)).toBe(text));

it.each([
  [1, "1 car"],
  [0, "0 cars"],
  [1_234, "1,234 cars"],
])("a number of things %i: %s", (cars, text) => {
  expect(say("{cars, plural, one {# car} other {# cars}}", { cars })).toBe(text);
});

describe("short", () => {
  it("default: both ends", () => expect(short(`0x${"1234567890".repeat(3)}`)).toBe("0x12345678…7890"));
  it("boundary: leaves what is short alone", () => expect(short("0x123456789012")).toBe("0x123456789012"));
});

it("a moment names its time zone", () => {
  const zone = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" })
    .formatToParts(0)
    .find(({ type }) => type === "timeZoneName")?.value;
  expect(momentOf(0)).toMatch(/1970, \d\d:\d\d:\d\d /);
  expect(momentOf(0)).toContain(` ${zone}`);
});

it.each([
  [0x0301, "P0301"],
  [0x4123, "C0123"],
  [0x92ab, "B12AB"],
  [0xc100, "U0100"],
])("trouble code %i: %s", (code, text) => expect(troubleCode(code)).toBe(text));

it.each([
  [999, "999 B"],
  [65_216, "65.2 kB"],
])("bytes %i: %s", (bytes, text) => expect(bytesOf(bytes)).toBe(text));
