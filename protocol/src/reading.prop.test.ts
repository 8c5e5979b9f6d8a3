import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LimitError, MalformedError, ProtocolError } from "./errors.ts";
import { READINGS_MAX_PER_ENVELOPE } from "./limits.ts";
import { decodeReadings, encodeReadings, type Reading } from "./reading.ts";
import { encodeColumns } from "./wire/reading.ts";

const nothing = { troubleCodes: [], profile: 0, raw: new Uint8Array() };
const half = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const reading = fc.record({ timeUnixS: half, odometerHm: half, fuelUsedCl: half, energyUsedWh: half });
const columns = {
  firstTimeUnixS: 10,
  firstOdometerHm: 10,
  timeDeltaS: [1],
  odometerDeltaHm: [1],
  fuelUsedCl: [],
  energyUsedWh: [],
  ...nothing,
};

describe("encodeReadings and decodeReadings", () => {
  it("give back what went in, in the order given, whatever the clock did", () => {
    fc.assert(
      fc.property(
        fc.array(reading, { minLength: 1, maxLength: 60 }),
        fc.nat(0xffff),
        fc.boolean(),
        (list, code, cleared) => {
          const troubleCodes = [{ reading: list.length - 1, code, cleared }];
          // A first reading of all zeros is how an envelope says that it has none.
          fc.pre(list.length > 1 || (list[0]?.timeUnixS ?? 0) > 0);
          const said = { readings: list, troubleCodes, profile: 7, raw: Uint8Array.of(1, 2, 3) };
          expect(decodeReadings(encodeReadings(said))).toEqual(said);
        },
      ),
    );
  });

  it("given no reading, give none", () => {
    expect(decodeReadings(encodeReadings({ readings: [], ...nothing }))).toEqual({ readings: [], ...nothing });
  });

  it("boundary: the most readings, and one more", () => {
    const many = (count: number): Reading[] =>
      Array.from({ length: count }, (_, i) => ({ timeUnixS: 60 * i + 1, odometerHm: i }));
    const most = encodeReadings({ readings: many(READINGS_MAX_PER_ENVELOPE), ...nothing });
    expect(decodeReadings(most).readings).toHaveLength(READINGS_MAX_PER_ENVELOPE);
    expect(() => encodeReadings({ readings: many(READINGS_MAX_PER_ENVELOPE + 1), ...nothing })).toThrow(LimitError);
  });

  it.each([
    ["a fraction", { timeUnixS: 1, odometerHm: 0.5 }],
    ["a negative distance", { timeUnixS: 1, odometerHm: -1 }],
    ["more than 32 bits", { timeUnixS: 2 ** 32, odometerHm: 1 }],
    ["no number", { timeUnixS: Number.NaN, odometerHm: 1 }],
  ])("refuse to encode %s", (_, bad) => {
    expect(() => encodeReadings({ readings: [bad], ...nothing })).toThrow(MalformedError);
  });

  it.each([
    ["columns of unequal length", { ...columns, odometerDeltaHm: [] }],
    ["a sum below zero", { ...columns, odometerDeltaHm: [-11] }],
    ["a sum above 32 bits", { ...columns, firstTimeUnixS: 2 ** 32 - 1 }],
    ["an incomplete fuel column", { ...columns, fuelUsedCl: [1] }],
    [
      "a trouble code of a reading that is not there",
      { ...columns, troubleCodes: [{ reading: 2, code: 1, cleared: false }] },
    ],
    [
      "a trouble code of more than 16 bits",
      { ...columns, troubleCodes: [{ reading: 0, code: 0x10000, cleared: false }] },
    ],
  ])("refuse to decode %s", (_, bad) => {
    expect(() => decodeReadings(encodeColumns(bad))).toThrow(MalformedError);
  });

  it("answer any bytes with readings or a code, never with another error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeReadings(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
