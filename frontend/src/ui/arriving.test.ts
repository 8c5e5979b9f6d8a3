import { expect, it } from "vitest";
import { acknowledgedEnvelopes, envelopesOnTheirWay } from "./arriving.ts";

const answered = (admitted: number) => ({
  answered: [
    { code: "admitted", count: admitted },
    { code: "forked-key", count: 3 },
  ],
});
const gap = { envelopes: 1_024 };

it.each([
  [56, { sequence: 0, missing: [] }, 55],
  [56, { sequence: 54, missing: [] }, 1],
  [56, { sequence: 55, missing: [] }, 0],
  // The record is younger than what the fleet said.
  [56, { sequence: 60, missing: [] }, 0],
  // A car that lost its storage skipped 1 024 numbers: 40 envelopes before, 15 after.
  [56, { sequence: 1_078, missing: [gap] }, 1],
  [56, { sequence: 1_079, missing: [gap] }, 0],
  // Registered, and nothing sent.
  [1, { sequence: 0, missing: [] }, 0],
])("of %i acknowledged messages and a record of %j, %i envelopes are on their way", (admitted, record, expected) => {
  expect(envelopesOnTheirWay(answered(admitted), record, record.missing)).toBe(expected);
});

it("a car that sent nothing has no acknowledged envelope", () => {
  expect(acknowledgedEnvelopes({ answered: [] })).toBe(0);
});
