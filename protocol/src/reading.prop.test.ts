/** Readings as rows and as the groups of an envelope: what goes in comes out, and what cannot be said is refused. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeGroup } from "./columns/group.ts";
import { CAR, PROFILES, profileOf } from "./columns/profile.ts";
import { QUANTITIES } from "./columns/quantity.ts";
import { GROUP_READINGS_MAX, SPARSE_VALUES_MAX } from "./limits.ts";
import { decodeReadings, encodeReadings, NO_GROUPS, type Reading } from "./reading.ts";

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const withinRange = (name: keyof typeof QUANTITIES) =>
  fc.integer({ min: QUANTITIES[name].low, max: QUANTITIES[name].high });
const code = fc.record({ code: fc.nat(0xffff), cleared: fc.boolean() });
/** Readings of a car that have the same whole quantities, and sparse ones where they please. */
const driven = fc
  .record({ fuelUsedCl: fc.boolean(), energyUsedWh: fc.boolean(), speedKmh: fc.boolean() })
  .chain((has) =>
    fc.array(
      fc.record(
        {
          timeUnixS: u32,
          odometerHm: u32,
          ...(has.fuelUsedCl ? { fuelUsedCl: u32 } : {}),
          ...(has.energyUsedWh ? { energyUsedWh: u32 } : {}),
          ...(has.speedKmh ? { speedKmh: withinRange("speedKmh") } : {}),
          distanceSinceClearedKm: withinRange("distanceSinceClearedKm"),
          stateOfChargePm: withinRange("stateOfChargePm"),
          troubleCodes: fc.array(code, { minLength: 1, maxLength: 3 }),
        },
        {
          requiredKeys: [
            "timeUnixS",
            "odometerHm",
            ...(["fuelUsedCl", "energyUsedWh", "speedKmh"] as const).filter((name) => has[name]),
          ] as never,
        },
      ),
      { minLength: 1, maxLength: 30 },
    ),
  ) as fc.Arbitrary<Reading[]>;
const one = { timeUnixS: 1_800_000_000, odometerHm: 123_456 };
const minutes = (count: number): Reading[] =>
  Array.from({ length: count }, (_, i) => ({ timeUnixS: one.timeUnixS + 60 * i, odometerHm: one.odometerHm + i }));

describe("encodeReadings and decodeReadings", () => {
  it("give back what went in, in the order given, whatever the clock did", () => {
    fc.assert(
      fc.property(driven, (readings) => {
        expect(decodeReadings(CAR, encodeReadings(CAR, readings))).toEqual({
          readings,
          judged: readings.length,
          broken: [],
        });
      }),
      { numRuns: 300 },
    );
  });

  it("given no reading, say nothing but what the bus said", () => {
    expect(encodeReadings(CAR, [])).toEqual(NO_GROUPS);
    const bus = Uint8Array.of(1, 2, 3);
    expect(encodeReadings(CAR, [], bus)).toEqual({ ...NO_GROUPS, bus });
    expect(decodeReadings(CAR, { ...NO_GROUPS, bus } as never)).toEqual({ readings: [], judged: 0, broken: [] });
  });

  it.each(PROFILES)("say all quantities of profile $number.$version, a $name", (profile) => {
    const values = profile.quantities.map(({ quantity }) =>
      quantity === "troubleCode"
        ? ["troubleCodes", [{ code: 0xffff, cleared: true }]]
        : [quantity, QUANTITIES[quantity].high],
    );
    const reading = { timeUnixS: one.timeUnixS, ...Object.fromEntries(values) } as Reading;
    expect(decodeReadings(profile, encodeReadings(profile, [reading])).readings).toEqual([reading]);
  });

  it("say condition without a distance, with times of its own", () => {
    const readings = [5, 6].map((fuelUsedCl) => ({ timeUnixS: one.timeUnixS + fuelUsedCl, fuelUsedCl }));
    const groups = encodeReadings(CAR, readings);
    expect(groups.distance).toHaveLength(0);
    expect(decodeReadings(CAR, groups).readings).toEqual(readings);
  });

  it("read a condition of the same times as one with the distance, of other times behind it and unjudged", () => {
    const { distance } = encodeReadings(CAR, [one]);
    const at = (timeUnixS: number) => {
      const content = { timesUnixS: [timeUnixS], whole: new Map([["fuelUsedCl", [7]] as const]), sparse: new Map() };
      return decodeReadings(CAR, { distance, condition: encodeGroup(CAR, "condition", content) });
    };
    expect(at(one.timeUnixS)).toMatchObject({ readings: [{ ...one, fuelUsedCl: 7 }], judged: 1 });
    const apart = [one, { timeUnixS: one.timeUnixS + 1, fuelUsedCl: 7 }];
    expect(at(one.timeUnixS + 1)).toMatchObject({ readings: apart, judged: 1 });
  });

  it("take each group by itself: what breaks a rule is named, what hangs on it too", () => {
    const said = { ...one, fuelUsedCl: 7 };
    const { distance, condition } = encodeReadings(CAR, [said]);
    const bad = Uint8Array.of(255);
    expect(decodeReadings(CAR, { distance, condition: bad })).toEqual({
      readings: [one],
      judged: 1,
      broken: ["condition"],
    });
    const both = { readings: [], judged: 0, broken: ["distance", "condition"] };
    expect(decodeReadings(CAR, { distance: bad, condition })).toEqual(both);
    const alone = encodeReadings(CAR, [{ timeUnixS: one.timeUnixS, fuelUsedCl: 7 }]).condition;
    const kept = { readings: [{ timeUnixS: one.timeUnixS, fuelUsedCl: 7 }], judged: 1, broken: ["distance"] };
    expect(decodeReadings(CAR, { distance: bad, condition: alone })).toEqual(kept);
  });

  it("boundary: the most readings, and one more", () => {
    const most = encodeReadings(CAR, minutes(GROUP_READINGS_MAX));
    expect(decodeReadings(CAR, most).readings).toHaveLength(GROUP_READINGS_MAX);
    const refused = expect.objectContaining({ code: "too-large", facts: { readings: GROUP_READINGS_MAX + 1 } });
    expect(() => encodeReadings(CAR, minutes(GROUP_READINGS_MAX + 1))).toThrow(refused);
  });

  it("boundary: the most trouble codes of an envelope, and one more", () => {
    const codes = (count: number) =>
      Array.from({ length: count }, (_, each) => ({ code: each, cleared: each % 2 > 0 }));
    const most = { ...one, troubleCodes: codes(SPARSE_VALUES_MAX) };
    expect(decodeReadings(CAR, encodeReadings(CAR, [most])).readings).toEqual([most]);
    const more = [{ ...one, troubleCodes: codes(SPARSE_VALUES_MAX + 1) }];
    expect(() => encodeReadings(CAR, more)).toThrow(expect.objectContaining({ code: "too-large" }));
  });

  const thermometer = profileOf(5, 1) ?? CAR;
  it.each([
    ["a fraction", CAR, [{ ...one, odometerHm: 0.5 }], { value: 0.5, low: 0, high: 2 ** 32 - 1 }],
    ["no number", CAR, [{ ...one, timeUnixS: Number.NaN }], { value: Number.NaN, low: 0, high: 2 ** 32 - 1 }],
    ["fuel in one reading of two", CAR, [{ ...one, fuelUsedCl: 1 }, one], { quantity: "fuelUsedCl", values: 1 }],
    ["a time alone", CAR, [{ timeUnixS: one.timeUnixS }], { readings: 1 }],
    ["what the profile does not send", thermometer, [one], { quantity: "odometerHm", profile: 5 }],
    [
      "a trouble code that the profile does not send",
      thermometer,
      [{ timeUnixS: 1, temperatureDc: 5, troubleCodes: [{ code: 1, cleared: false }] }],
      { quantity: "troubleCode", profile: 5 },
    ],
    [
      "a trouble code of 17 bits",
      CAR,
      [{ ...one, troubleCodes: [{ code: 0x10000, cleared: false }] }],
      { quantity: "troubleCode", value: 0x10000 },
    ],
  ] as const)("refuse to encode %s, and say why", (_, profile, readings, facts) => {
    expect(() => encodeReadings(profile, readings)).toThrow(expect.objectContaining({ code: "malformed", facts }));
  });

  it("turn any bytes into readings, never into an error", () => {
    const bytes = fc.uint8Array({ maxLength: 60 });
    fc.assert(
      fc.property(bytes, bytes, fc.constantFrom(...PROFILES), (distance, condition, profile) => {
        const { readings, broken } = decodeReadings(profile, { distance, condition });
        expect(readings.length).toBeLessThanOrEqual(2 * GROUP_READINGS_MAX);
        expect(new Set(broken).size).toBe(broken.length);
      }),
      { numRuns: 2_000 },
    );
  });
});
