import { expect, it } from "vitest";
import { acknowledgedEnvelopes, envelopesOnTheirWay } from "./arriving.ts";

const answered = (admitted: number) => ({
  answered: [
    { code: "admitted", count: admitted },
    { code: "forked-key", count: 3 },
  ],
});
const gap = { afterSequence: 40, beforeSequence: 1_065, timeUnixS: 0 };

it.each([
  [56, { sequence: 0, gaps: [] }, 55],
  [56, { sequence: 54, gaps: [] }, 1],
  [56, { sequence: 55, gaps: [] }, 0],
  // The record is younger than what the fleet said.
  [56, { sequence: 60, gaps: [] }, 0],
  // A car that lost its storage skipped 1 024 numbers: 40 envelopes before, 15 after.
  [56, { sequence: 1_078, gaps: [gap] }, 1],
  [56, { sequence: 1_079, gaps: [gap] }, 0],
  // Registered, and nothing sent.
  [1, { sequence: 0, gaps: [] }, 0],
])("of %i acknowledged messages and a record of %j, %i envelopes are on their way", (admitted, record, expected) => {
  expect(envelopesOnTheirWay(answered(admitted), record)).toBe(expected);
});

it("a car that sent nothing has no acknowledged envelope", () => {
  expect(acknowledgedEnvelopes({ answered: [] })).toBe(0);
});
