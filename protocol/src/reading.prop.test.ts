import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LimitError, MalformedError, ProtocolError } from "./errors.ts";
import { READINGS_MAX_PER_ENVELOPE, TROUBLE_CODES_MAX_PER_ENVELOPE } from "./limits.ts";
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

  it.each([
    ["no time", { timeUnixS: 0, odometerHm: 7 }],
    ["no distance", { timeUnixS: 5, odometerHm: 0 }],
  ])("boundary: one reading of %s is a reading", (_, only) => {
    expect(decodeReadings(encodeReadings({ readings: [only], ...nothing })).readings).toStrictEqual([only]);
  });

  it("boundary: a first reading of zeros is one when others follow", () => {
    const readings = [0, 1].map((value) => ({ timeUnixS: value, odometerHm: value }));
    expect(decodeReadings(encodeReadings({ readings, ...nothing })).readings).toStrictEqual(readings);
  });

  it("boundary: neighbours differ by as much as 31 bits and a sign hold", () => {
    for (const [from, to] of [
      [0, 2 ** 31 - 1],
      [2 ** 31, 0],
    ] as const) {
      const readings = [from, to].map((odometerHm) => ({ timeUnixS: 1, odometerHm }));
      expect(decodeReadings(encodeReadings({ readings, ...nothing })).readings).toStrictEqual(readings);
    }
  });

  const first = { timeUnixS: 1, odometerHm: 1 };
  const codes = (count: number) => Array.from({ length: count }, () => ({ reading: 0, code: 1, cleared: false }));
  it.each([
    [
      "a value above 32 bits",
      { readings: [{ ...first, odometerHm: 2 ** 32 }] },
      "malformed",
      { field: "odometer_hm", value: 2 ** 32 },
    ],
    [
      "a step of 2^31",
      {
        readings: [
          { ...first, odometerHm: 0 },
          { ...first, odometerHm: 2 ** 31 },
        ],
      },
      "malformed",
      { field: "odometer_delta_hm", value: 2 ** 31 },
    ],
    [
      "a step of -2^31 - 1",
      {
        readings: [
          { ...first, odometerHm: 2 ** 31 + 1 },
          { ...first, odometerHm: 0 },
        ],
      },
      "malformed",
      { field: "odometer_delta_hm", value: -(2 ** 31) - 1 },
    ],
    [
      "fuel in one reading of two",
      { readings: [{ ...first, fuelUsedCl: 1 }, first] },
      "malformed",
      { field: "fuelUsedCl", readings: 2 },
    ],
    [
      "too many readings",
      { readings: Array.from({ length: READINGS_MAX_PER_ENVELOPE + 1 }, () => first) },
      "too-large",
      { readings: READINGS_MAX_PER_ENVELOPE + 1 },
    ],
    [
      "too many trouble codes",
      { readings: [first], troubleCodes: codes(TROUBLE_CODES_MAX_PER_ENVELOPE + 1) },
      "too-large",
      { troubleCodes: TROUBLE_CODES_MAX_PER_ENVELOPE + 1 },
    ],
    [
      "a trouble code of no reading",
      { readings: [first], troubleCodes: [{ reading: 1, code: 1, cleared: false }] },
      "malformed",
      { field: "trouble_codes", reading: 1 },
    ],
    [
      "a trouble code of 17 bits",
      { readings: [first], troubleCodes: [{ reading: 0, code: 0x10000, cleared: false }] },
      "malformed",
      { field: "trouble_codes", code: 0x10000 },
    ],
  ] as const)("refuse to encode %s, and say why", (_, said, code, facts) => {
    expect(() => encodeReadings({ ...nothing, ...said })).toThrow(expect.objectContaining({ code, facts }));
  });

  const empty = { ...columns, firstTimeUnixS: 0, firstOdometerHm: 0, timeDeltaS: [], odometerDeltaHm: [] };
  const zeros = (count: number) => Array.from({ length: count }, () => 0);
  it.each([
    ["distances without a reading", { ...empty, odometerDeltaHm: [1] }, "malformed", { field: "time_delta_s" }],
    ["fuel without a reading", { ...empty, fuelUsedCl: [1] }, "malformed", { field: "time_delta_s" }],
    ["energy without a reading", { ...empty, energyUsedWh: [1] }, "malformed", { field: "time_delta_s" }],
    [
      "fewer distances than times",
      { ...columns, odometerDeltaHm: [] },
      "malformed",
      { field: "odometer_delta_hm", values: 0 },
    ],
    [
      "fewer energies than readings",
      { ...columns, energyUsedWh: [1] },
      "malformed",
      { field: "energy_used_wh", values: 1, readings: 2 },
    ],
    [
      "too many readings",
      { ...columns, timeDeltaS: zeros(READINGS_MAX_PER_ENVELOPE) },
      "too-large",
      { readings: READINGS_MAX_PER_ENVELOPE + 1 },
    ],
  ])("refuse to decode %s, and say why", (_, bad, code, facts) => {
    expect(() => decodeReadings(encodeColumns(bad))).toThrow(expect.objectContaining({ code, facts }));
  });

  it("boundary: as many trouble codes as an envelope may have, and the largest", () => {
    const troubleCodes = [...codes(TROUBLE_CODES_MAX_PER_ENVELOPE - 1), { reading: 0, code: 0xffff, cleared: true }];
    const most = { ...nothing, readings: [first], troubleCodes };
    expect(decodeReadings(encodeReadings(most))).toStrictEqual(most);
  });

  it("turn any bytes into readings or a code, never with another error", () => {
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
