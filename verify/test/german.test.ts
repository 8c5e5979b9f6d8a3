/** The German of the page: every text that it or the verifier has is in the list, and an owner's words are left as they are. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HISTORY_CODES } from "@witness/protocol/codes/history";
import { PASS_CODES } from "@witness/protocol/codes/pass";
import { VERIFY_CODES } from "@witness/protocol/codes/verify";
import { REASONS, type Reason, type ReasonCode } from "@witness/protocol/judge/reasons";
import { afterEach, describe, expect, it } from "vitest";
import { STEP_WORDS } from "../page/icons.ts";
import { inGerman } from "../page/in-german.ts";
import { kilometres } from "../src/kilometres.ts";
import { dayOf } from "../src/moments.ts";
import { writeFor } from "../src/reader.ts";
import { reasonWords } from "../src/reason-words.ts";
import { STEP_TITLES } from "../src/step.ts";

const ROOT = join(import.meta.dirname, "..");
const SOURCES = [
  ...["outcome", "verify", "newer", "chain", "live", "node", "archive", "rpc", "shown", "history/step"].map(
    (name) => `src/${name}.ts`,
  ),
  ...["pass-view", "foot-view", "chart-view", "main"].map((name) => `page/${name}.ts`),
];

/** Texts of a source that have two words: in it, a place for another text is `${…}`. */
function textsIn(source: string): readonly string[] {
  const code = readFileSync(join(ROOT, source), "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/(import|export)[^;]*from "[^"]*";/g, "")
    // What a step looked at is bytes and their names, in one language.
    .replace(/what: ("[^"]*"|`[^`]*`)/g, "");
  const found = [...code.matchAll(/"([^"\n]*)"|`([^`]*)`/g)].map(([, plain, template]) => plain ?? template ?? "");
  return found
    .filter((text) => /^[A-Z:“].*[a-z)] |^[a-z]+ [a-z ]+$|^[A-Z][a-z]+$/.test(text))
    .map((text) => text.replace(/\$\{[^}]*\}+/g, "7"))
    .filter((text) => !NO_TEXT.test(text));
}

/** Made of parts that are asked for here as a whole. */
const COMPOSED: readonly string[] = [
  "Consistent, with a gap of 10 h and 210 km",
  "Consistent, with gaps of 12 days and 210 km",
  "The node says that it was not withdrawn. The node's newest state is not accepted on the chain yet; check again after the next claim.",
  "This is the state of 3 Nov 2026; the record has 1 newer item.",
  "This is the state of 3 Nov 2026; the record has 12 newer items.",
  "The car's clock is 3 minutes ahead: it is wrong, or this machine's is, or the value is not of this minute.",
  "The car's clock is 3 minutes behind: it is wrong, or this machine's is, or the value is not of this minute.",
  "All 75 envelopes are there, in order, signed by the device, and opened by the pass. Numbers are missing in 1 place between them. Judged again here, they come to the record's verdict.",
  "Envelopes 3 to 9 are there, in order, signed by the device, and opened by the pass. Numbers are missing in 3 places between them. They were not judged to the record's verdict: the pass opens a part of the history.",
  "What the archive at 127.0.0.1 gave is not this car's history, at item 7. The archive has fewer items than the record proves: it is behind, or hides them.",
  "No later state is under any accepted claim. No node proved whether the application has ended since.",
  "As of 3 Nov 2026, over the car's life.",
  "As of 3 Nov 2026, as the odometer shows it since it was turned back.",
  "As of 3 Nov 2026, as the odometer shows it, which stood still.",
  "As of 3 Nov 2026, over the car's life. Whoever signed the pass says so; it is not proven.",
  "Odometer consistent on 3 Nov 2026",
  "Consistent, with a gap of 10 h and 210 km on 3 Nov 2026",
  "Whoever signed it says: consistent, with a gap. Whether the chain has accepted that could not be asked.",
];

/** Returns whether a text is the beginning of one of these. */
const isPart = (text: string): boolean =>
  COMPOSED.some((whole) =>
    new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("7", ".+")}`).test(whole),
  ) || text.includes("${");

/** Classes, roles and attributes of two words; a sentence's beginning, whose whole is asked for below; faults of the program. */
const NO_TEXT =
  /^(band|button|soft|row|odometer|live|outcome|label|step|from|witness|pass) |^(Every pass shows|No fall|Error|Node|Uint8Array|Content|English|Deutsch)/;

afterEach(() => writeFor({ locale: "en-GB", unit: "km" }));

describe("inGerman", () => {
  const tables = { ...PASS_CODES, ...VERIFY_CODES, ...HISTORY_CODES, ...REASONS };
  it.each(Object.entries(tables))("has the sentence of %s", (_, { sentence }) => {
    expect(inGerman(sentence)).toBeDefined();
  });

  it.each(Object.keys(REASONS) as ReasonCode[])("has what is said of %s, once and often, open and settled", (code) => {
    const reason: Reason = {
      code,
      firstTimeUnixS: 1_800_000_000,
      lastTimeUnixS: 1_800_000_000,
      count: 1,
      open: 1,
      firstAmountHm: 7_900,
      totalAmountHm: 7_900,
      seconds: 90_000,
    };
    for (const each of [reason, { ...reason, count: 3, open: 1 }, { ...reason, open: 0 }]) {
      expect([reasonWords(each), inGerman(reasonWords(each))]).toEqual([expect.any(String), expect.any(String)]);
    }
  });

  it("has every title and every ending of a step", () => {
    for (const text of [...Object.values(STEP_TITLES), ...Object.values(STEP_WORDS)]) {
      expect([text, inGerman(text)]).toEqual([text, expect.any(String)]);
    }
  });

  it.each(SOURCES)("has the texts of %s", (source) => {
    const missing = textsIn(source).filter((text) => inGerman(text) === undefined && !isPart(text));
    expect(missing).toEqual([]);
  });

  it.each(COMPOSED)("has %s", (text) => {
    expect(inGerman(text)).toBeDefined();
  });

  it("puts dates and amounts in their German order", () => {
    writeFor({ locale: "de-DE", unit: "km" });
    const day = dayOf(1_803_448_800);
    expect(inGerman(`Turned back by about 40.000 km on ${day}`)).toBe(`Zurückgedreht um etwa 40.000 km am ${day}`);
    expect(inGerman(`The odometer was turned back by about 790 km on ${day}, 3 times in all.`)).toBe(
      `Der Kilometerstand wurde am ${day} um etwa 790 km zurückgedreht (3-mal).`,
    );
    expect(day).toBe("24.\u00a0Feb.\u00a02027");
    expect(kilometres(123_456)).toBe("12.345,6 km");
  });

  it("says of a text that is not in the list that it has none", () => {
    expect(inGerman("Sale")).toBeUndefined();
    expect(inGerman("Nobody wrote this. The pass is whole")).toBeUndefined();
  });
});

describe("writeFor", () => {
  it("writes miles for whoever reads those: 12 345.6 km are 7 671.2 of them", () => {
    writeFor({ locale: "en-GB", unit: "mi" });
    expect(kilometres(123_456)).toBe("7,671.2 mi");
    expect(kilometres(0)).toBe("0.0 mi");
  });
});
