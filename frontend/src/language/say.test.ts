/** The page in its languages: complete, with the same values in the same places, and with numbers as each writes them. */
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { HISTORY_CODES } from "@witness/protocol/codes/history";
import { OWNER_CODES } from "@witness/protocol/codes/owner";
import { PAGE_CODES } from "@witness/protocol/codes/page";
import { CODES } from "@witness/protocol/errors";
import { REASONS } from "@witness/protocol/judge/reasons";
import { reasonWords } from "@witness/verify/reason-words";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, describe, expect, it } from "vitest";
import { found, NOW } from "../../test/judged.ts";
import { bytesOf } from "../ui/format.ts";
import {
  axisDistance,
  axisFigure,
  dayOf,
  distanceOf,
  figureDistance,
  momentOf,
  odometerTenths,
  roundDistance,
} from "./format.ts";
import { GERMAN } from "./german.ts";
import { mannerOf, settingsIn } from "./manner.ts";
import { reasonText } from "./reasons.ts";
import { errorText, reasonSentence, say, sayWith, tellIn } from "./say.ts";

const english = mannerOf({}, ["en-GB"]);
const german = mannerOf({}, ["de-CH", "en"]);
afterEach(() => tellIn(english));

/** The values that a message takes, with how each is written. */
function valuesOf(message: string): string[] {
  const found = new Set<string>();
  const visit = (tokens: unknown): void => {
    if (!Array.isArray(tokens)) return;
    for (const token of tokens) {
      if (!Array.isArray(token)) continue;
      const [name, kind = "", cases] = token as [string, string?, unknown?];
      found.add(`${name} ${kind}`);
      if (typeof cases === "object" && cases !== null) Object.values(cases).forEach(visit);
    }
  };
  visit(compileMessage(message));
  return [...found].sort();
}

describe("German", () => {
  it("has the values of the English in every text", () => {
    const named = Object.entries(GERMAN).filter(([message]) => !/^(error|reason) /.test(message));
    for (const [message, translated] of named) expect(valuesOf(translated), message).toEqual(valuesOf(message));
    expect(named.length).toBeGreaterThan(600);
  });

  it("has a sentence for every code and reason that the page shows", async () => {
    await tellIn(german);
    const codes = { ...CODES, ...PAGE_CODES, ...HISTORY_CODES, ...OWNER_CODES };
    const missing = Object.entries(codes).filter(([code, { sentence }]) => errorText(code, sentence) === sentence);
    expect(missing.map(([code]) => code)).toEqual([]);
    for (const code of Object.keys(REASONS) as (keyof typeof REASONS)[]) {
      expect(reasonSentence(code), code).not.toBe(REASONS[code].sentence);
    }
  });

  it("writes numbers, dates, plurals and distances its own way", async () => {
    await tellIn(german);
    expect(say("{readings, plural, one {# reading} other {# readings}}", { readings: 1 })).toBe("1 Messwert");
    expect(say("{readings, plural, one {# reading} other {# readings}}", { readings: 12_345 })).toBe(
      "12.345 Messwerte",
    );
    expect(distanceOf(123_456)).toBe("12.345,6 km");
    expect(bytesOf(65_216)).toBe("65,2 kB");
    expect(dayOf(NOW)).toBe("15. Jan. 2027");
    expect(say("Input {index, number}", { index: 1_234 })).toBe("Eingabe 1.234");
    const fall = found("odometer-decreased", { firstAmountHm: 399_870 });
    expect(reasonText(fall)).toMatch(
      /^Der Kilometerstand wurde am 30\. Nov\. 2026 um etwa 40\.000 km zurückgedreht\.$/,
    );
  });
});

describe("English", () => {
  it("says every reason as the verifier does", () => {
    const extents = [{}, { count: 3, open: 0, seconds: 200_000, firstAmountHm: 5_550, totalAmountHm: 123_456 }];
    for (const code of Object.keys(REASONS) as (keyof typeof REASONS)[]) {
      for (const extent of extents) expect(reasonText(found(code, extent))).toBe(reasonWords(found(code, extent)));
    }
  });

  it("lays a chart out in the reader's unit", async () => {
    expect([axisFigure(123_456), figureDistance(axisFigure(123_456))]).toEqual([12_345.6, "12,345.6 km"]);
    await tellIn(mannerOf({ unit: "mi" }, ["en-GB"]));
    expect(figureDistance(axisFigure(123_456))).toBe(distanceOf(123_456));
    // A tick of the axis is a round number of miles, whatever that is in kilometres.
    expect(axisDistance(50_000)).toBe("50,000 mi");
  });

  it("puts what is no text in its place", () => {
    expect(renderToStaticMarkup(sayWith("Device {id}", { id: "a<b" }))).toBe("Device a&lt;b");
  });
});

describe("settings", () => {
  it("are the reader's, else the browser's, else English and kilometres", () => {
    expect(mannerOf({}, ["fr", "de-AT"])).toMatchObject({ language: "de", locale: "de-DE", unit: "km" });
    expect(mannerOf({ language: "en", unit: "mi" }, ["de"])).toMatchObject({ locale: "en-GB", unit: "mi" });
    expect(mannerOf({}, ["fr"]).language).toBe("en");
  });

  it("leave out what nobody understands", () => {
    expect(settingsIn(null)).toEqual({});
    expect(settingsIn("nonsense")).toEqual({});
    expect(settingsIn("3")).toEqual({});
    expect(settingsIn('{"language":"de","unit":"furlong","timeZone":"UTC"}')).toEqual({
      language: "de",
      timeZone: "UTC",
    });
  });

  it("give miles and another time zone", async () => {
    await tellIn(mannerOf({ unit: "mi", timeZone: "Europe/Berlin" }, ["en"]));
    expect(distanceOf(16_093)).toBe("1,000.0 mi");
    expect(roundDistance(643_738)).toBe("40,000 mi");
    expect(odometerTenths(16_094)).toBe(10_000);
    expect(momentOf(NOW)).toMatch(/^15 Jan 2027, 09:00:00 (CET|GMT\+1)$/);
  });
});
