import { REASONS, type Reason, type ReasonCode } from "@witness/protocol/judge/reasons";
import { describe, expect, it } from "vitest";
import { about, decisiveFirst, distanceWords, reasonWords } from "./reason-words.ts";

const DAY_S = 86_400;
const OCTOBER = Date.UTC(2026, 9, 31, 12) / 1_000;
const found = (code: ReasonCode, change: Partial<Reason> = {}): Reason => ({
  code,
  firstTimeUnixS: OCTOBER,
  lastTimeUnixS: OCTOBER,
  count: 1,
  open: 1,
  firstAmountHm: 400_130,
  totalAmountHm: 400_130,
  seconds: 37 * 3_600,
  ...change,
});

describe("reasonWords", () => {
  it.each<[Reason, string]>([
    [found("odometer-decreased"), "The odometer was turned back by about 40,000 km on 31 Oct 2026."],
    [
      found("odometer-decreased", { count: 2 }),
      "The odometer was turned back by about 40,000 km on 31 Oct 2026, 2 times in all. A correction by a workshop and the owner explains it. Not all of it: 1 of 2 are open.",
    ],
    [
      found("more-per-day", { open: 0 }),
      "On 31 Oct 2026 the odometer counted about 40,000 km more than a car can drive in a day. A new instrument cluster explains it.",
    ],
    [
      found("void", { seconds: 130 * DAY_S, totalAmountHm: 50 }),
      "Nothing is known of 130 days from 31 Oct 2026; the car drove about 5 km meanwhile.",
    ],
    [
      found("gap", { totalAmountHm: 350 }),
      "Some envelopes are missing, found on 31 Oct 2026: 37 hours and about 35 km lie over them.",
    ],
    [
      found("gap", { seconds: 0, totalAmountHm: 0 }),
      "Some envelopes are missing, found on 31 Oct 2026: less than an hour and about 0 km lie over them.",
    ],
    [found("forked-key"), `${REASONS["forked-key"].sentence} Found on 31 Oct 2026.`],
    [found("clock-back", { count: 40 }), `${REASONS["clock-back"].sentence} First on 31 Oct 2026, 40 times in all.`],
    [found("period-too-short"), "The covered period is 37 hours long; a judgement needs 30 days."],
  ])("$code, $count times, $open open", (reason, sentence) => {
    expect(reasonWords(reason)).toBe(sentence);
  });

  it("has a sentence for every reason, corrected or not", () => {
    for (const code of Object.keys(REASONS) as ReasonCode[]) {
      for (const open of [0, 1, 3]) {
        expect(reasonWords(found(code, { count: 3, open }))).toMatch(/^[A-Z].*\.$/);
      }
    }
  });
});

it("distanceWords: calls no value the distance over the car's life that the odometer does not count", () => {
  expect(distanceWords([])).toBe("over the car's life");
  expect(distanceWords([found("odometer-decreased")])).toBe("as the odometer shows it since it was turned back");
  expect(distanceWords([found("odometer-decreased", { open: 0 })])).toBe("over the car's life");
  expect(distanceWords([found("standing-still")])).toBe("as the odometer shows it, which stood still");
});

it("decisiveFirst: begins with what condemns, and ends with what is closed or only said", () => {
  const reasons = [
    found("too-few-readings"),
    found("gap"),
    found("disputed-reading", { open: 0 }),
    found("forked-key"),
    found("standing-still"),
  ];
  const codes = decisiveFirst(reasons).map(({ code }) => code);
  expect(codes).toEqual(["standing-still", "forked-key", "too-few-readings", "gap", "disputed-reading"]);
});

it.each([
  [9, "about 1 km"],
  [9_996, "about 1,000 km"],
  [12_344, "about 1,230 km"],
  [399_950, "about 40,000 km"],
])("writes %i hm as %s", (hm, text) => expect(about(hm)).toBe(text));
