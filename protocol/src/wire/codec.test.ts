/** What does not fit its field is refused, never said as another number. */
import { describe, expect, it } from "vitest";
import { type Answer, decodeAnswer, encodeAnswer } from "./answer.ts";
import { decodeAdvanceReport, encodeAdvanceReport } from "./report.ts";

const MAX = 2 ** 32 - 1;
const said = (rate: number): Answer => ({
  kind: "statistics",
  cohorts: [
    {
      make: "Aster",
      model: "Corsa",
      cars: 5,
      distancePerDayHm: 1,
      troubleCodesPerTenThousandKmMilli: rate,
      readings: 9,
    },
  ],
  suppressedCohorts: 0,
  k: 5,
});
const report = (sequence: number) => ({
  code: "admitted" as const,
  registrationCodes: [],
  envelopeCodes: [],
  refusals: [
    {
      index: 0,
      registration: false,
      deviceId: new Uint8Array(8),
      code: "malformed" as const,
      sequence,
      inputIndex: 0,
      timeUnixS: 0,
    },
  ],
});
const refused = expect.objectContaining({ code: "too-large" });

describe("an encoder", () => {
  it("boundary: says the largest number, and refuses one more", () => {
    expect(decodeAnswer(encodeAnswer(said(MAX)))).toEqual(said(MAX));
    expect(() => encodeAnswer(said(MAX + 1))).toThrow(refused);
    expect(decodeAdvanceReport(encodeAdvanceReport(report(MAX)))).toEqual(report(MAX));
    expect(() => encodeAdvanceReport(report(MAX + 1))).toThrow(refused);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d where a count belongs", (value) => {
    expect(() => encodeAnswer(said(value))).toThrow(refused);
  });
});
