import { CAR } from "@witness/protocol/columns/profile";
import { noble } from "@witness/protocol/crypto/noble";
import { judgedHistory, newJudging } from "@witness/protocol/history/judged-history";
import { NO_EVENTS } from "@witness/protocol/record/events";
import { describe, expect, it } from "vitest";
import type { OwnOutcome } from "../own/outcome.ts";
import { assuranceWords, ownWords, settledWords, sourceWords } from "./own-words.ts";

const equal: OwnOutcome = {
  result: "EQUAL",
  difference: undefined,
  judgement: undefined,
  envelopes: 1_200,
  closed: 0,
  before: undefined,
  foreign: 0,
  offered: 0,
  part: undefined,
  readings: 60_000,
  sequence: 1_203,
  tiles: 19,
  kept: 18,
  servedBy: ["archive.example"],
  liars: [],
  silent: [],
  history: { points: [], missing: [], sessionsUnixS: [], days: [] },
};
const { judgement } = judgedHistory(newJudging(CAR), { profile: CAR, events: NO_EVENTS }, noble);
const mine = { first: 201, last: 1_203, judgement, readings: 3_000 } as const;
const unread = { ...equal, envelopes: 0, readings: 0, tiles: 0, kept: 0, servedBy: [] };
const lie = { name: "archive.example", code: "item-refused", item: 70 } as const;

it("settledWords: says of which state it speaks, and that a check speaks of another", () => {
  const words = settledWords("settled", 1_800_000_000);
  expect(words).toMatch(/^The record that it was compared with, as of 15 Jan 2027, .*, is settled:/);
  expect(words).toContain("A check speaks of another state");
});

describe("ownWords", () => {
  it.each<[OwnOutcome, string, string, string | undefined]>([
    [equal, "same", "1,200 envelopes with 60,000 readings, up to no. 1,203", undefined],
    [{ ...equal, result: "PARTIAL", closed: 200 }, "open", "Your keys open 1,000 of them", undefined],
    [
      { ...equal, result: "PARTIAL", closed: 200, part: { ...mine, time: "now" } },
      "open",
      "Envelopes no. 201 to 1,203 alone, with 3,000 readings, are judged: no judgement, 0.0 km.",
      undefined,
    ],
    [
      { ...equal, result: "PARTIAL", closed: 1_000, part: { ...mine, first: 1, last: 200, time: "ended" } },
      "open",
      "your time with the car, which ended with envelope no. 200",
      undefined,
    ],
    [{ ...equal, result: "PARTIAL", closed: 3, offered: 3 }, "open", "before the offer ends", undefined],
    [{ ...equal, result: "PARTIAL", closed: 1_200 }, "open", "keys of none of them", undefined],
    [{ ...equal, result: "PARTIAL" }, "open", "A workshop's entry moved the verdict", undefined],
    [
      {
        ...equal,
        result: "DIFFERENCE",
        difference: { by: "record", code: "record-differs", field: "odometer", expected: "00", found: "01" },
      },
      "differs",
      "The first difference is in the odometer",
      "record-differs",
    ],
    [
      { ...unread, result: "DIFFERENCE", difference: { by: "node", code: "keys-withheld" } },
      "differs",
      "did not give the owner all",
      "keys-withheld",
    ],
    [
      { ...unread, result: "DIFFERENCE", difference: { by: "archive", ...lie }, liars: [lie] },
      "differs",
      "What archive.example served is not the history that the record proves, at item 70",
      "item-refused",
    ],
    [
      {
        ...unread,
        result: "DIFFERENCE",
        difference: { by: "archive", code: "history-short", item: 9 },
        liars: [{ ...lie, code: "history-short" }],
      },
      "open",
      "archive.example has less than the record proves",
      "history-short",
    ],
    [
      { ...unread, result: "UNCHECKED", silent: ["a", "b"] },
      "open",
      "Nothing came from a and b",
      "archive-unavailable",
    ],
    [{ ...unread, result: "UNCHECKED" }, "open", "No archive is named", "archive-unavailable"],
  ])("%#: whose word it is, and what is known", (outcome, tone, words, code) => {
    const said = ownWords(outcome);
    expect([said.tone, said.code]).toEqual([tone, code]);
    expect(said.text).toContain(words);
  });
});

describe("sourceWords", () => {
  it("say where the parts came from, and who was not believed", () => {
    expect(sourceWords(equal)).toBe("1 part came from archive.example and 18 parts were kept in this browser.");
    const doubted = sourceWords({ ...equal, liars: [{ ...lie, name: "b" }], silent: ["c"] });
    expect(doubted).toContain("b served something else (item-refused) and was not believed.");
    expect(doubted).toContain("Nothing came from c.");
    expect(sourceWords(unread)).toBe("");
  });
});

describe("assuranceWords", () => {
  it("say what this browser adds to a settled answer", () => {
    expect(assuranceWords(undefined, 1_203)).toContain("not worked out yet");
    expect(assuranceWords(equal, 1_203)).toBe(
      "This browser read and judged the readings one by one itself, and came to the same.",
    );
    expect(assuranceWords(equal, 1_204)).toContain("up to envelope no. 1,203");
    expect(assuranceWords({ ...unread, result: "UNCHECKED" }, 1)).toContain("were not judged here");
  });
});
