import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex } from "../bytes.ts";
import { LimitError, MalformedError, ProtocolError } from "../errors.ts";
import { GROUP_READINGS_MAX, SPARSE_VALUES_MAX } from "../limits.ts";
import { decodeGroup, encodeGroup, type GroupContent } from "./group.ts";
import { CAR as car, PROFILES, profileOf } from "./profile.ts";
import { QUANTITIES, type QuantityName } from "./quantity.ts";

const thermometer = profileOf(5, 1);
if (!thermometer) throw new Error("The table has no thermometer.");

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyOf = (name: QuantityName) => fc.integer({ min: QUANTITIES[name].low, max: QUANTITIES[name].high });
const sparseOf = (name: QuantityName, readings: number) =>
  fc
    .array(fc.record({ reading: fc.nat(readings - 1), value: anyOf(name) }), { maxLength: 20 })
    .map((values) => values.sort((a, b) => a.reading - b.reading));
const distance = fc.integer({ min: 1, max: 80 }).chain((readings) => {
  const list = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: readings, maxLength: readings });
  return fc.tuple(list(u32), list(u32), sparseOf("distanceSinceClearedKm", readings)).map(
    ([timesUnixS, odometers, cleared]): GroupContent => ({
      timesUnixS,
      whole: new Map([["odometerHm", odometers]]),
      sparse: new Map(cleared.length > 0 ? [["distanceSinceClearedKm", cleared]] : []),
    }),
  );
});
const driving = (readings: number): GroupContent => ({
  timesUnixS: Array.from({ length: readings }, (_, index) => 1_800_000_000 + 60 * index),
  whole: new Map([["odometerHm", Array.from({ length: readings }, (_, index) => 1_112_881 + 16 * index)]]),
  sparse: new Map(),
});

describe("a group of distance", () => {
  it("gives back what went in, whatever clock and counter did", () => {
    fc.assert(
      fc.property(distance, (content) => {
        expect(decodeGroup(car, "distance", encodeGroup(car, "distance", content))).toEqual(content);
      }),
      { numRuns: 300 },
    );
  });

  it("costs next to nothing for a constant step", () => {
    expect(encodeGroup(car, "distance", driving(GROUP_READINGS_MAX)).length).toBeLessThan(16);
  });

  it("carries one wild value as an exception, not as a width for all", () => {
    const content = driving(90);
    const odometers = [...(content.whole.get("odometerHm") ?? [])];
    odometers[50] = 2 ** 32 - 1;
    const wild = { ...content, whole: new Map([["odometerHm", odometers] as const]) };
    const bytes = encodeGroup(car, "distance", wild);
    expect(bytes.length).toBeLessThan(40);
    expect(decodeGroup(car, "distance", bytes)).toEqual(wild);
  });

  it("boundary: the most readings, and one more", () => {
    const bytes = encodeGroup(car, "distance", driving(GROUP_READINGS_MAX));
    expect(decodeGroup(car, "distance", bytes).timesUnixS).toHaveLength(GROUP_READINGS_MAX);
    expect(() => encodeGroup(car, "distance", driving(GROUP_READINGS_MAX + 1))).toThrow(LimitError);
    expect(() => encodeGroup(car, "distance", driving(0))).toThrow(MalformedError);
  });

  it.each([
    ["a fraction", 0.5],
    ["a negative distance", -1],
    ["more than 32 bits", 2 ** 32],
    ["no number", Number.NaN],
  ])("refuses to encode %s", (_, value) => {
    const content = { ...driving(1), whole: new Map([["odometerHm", [value]] as const]) };
    expect(() => encodeGroup(car, "distance", content)).toThrow(MalformedError);
  });

  it("refuses times alone: a group that says nothing is absent", () => {
    const nothing = { ...driving(3), whole: new Map() };
    expect(() => encodeGroup(car, "distance", nothing)).toThrow(MalformedError);
    expect(() => encodeGroup(car, "condition", nothing, nothing.timesUnixS)).toThrow(MalformedError);
    expect(() => decodeGroup(car, "distance", fromHex("01006b49d200"))).toThrow(MalformedError);
    expect(() => decodeGroup(car, "condition", fromHex("00"), nothing.timesUnixS)).toThrow(MalformedError);
  });

  it("has times of its own, whatever times it is given", () => {
    const content = driving(3);
    const bytes = encodeGroup(car, "distance", content, content.timesUnixS);
    expect(bytes).toEqual(encodeGroup(car, "distance", content));
    expect(() => decodeGroup(car, "distance", fromHex("0264"), [1])).toThrow(MalformedError);
  });

  it("refuses a column of another length, and a quantity that the group does not hold", () => {
    const short = { ...driving(3), whole: new Map([["odometerHm", [1, 2]] as const]) };
    expect(() => encodeGroup(car, "distance", short)).toThrow(MalformedError);
    const other = { ...driving(1), whole: new Map([["fuelUsedCl", [1]] as const]) };
    expect(() => encodeGroup(car, "distance", other)).toThrow(MalformedError);
  });
});

describe("a group of condition", () => {
  const fuel: GroupContent = {
    ...driving(10),
    whole: new Map([["fuelUsedCl", Array.from({ length: 10 }, (_, index) => 885_853 + 13 * index)]]),
    sparse: new Map([
      [
        "troubleCode",
        [
          { reading: 4, value: 0x0301 },
          { reading: 4, value: 65_536 + 0x0420 },
          { reading: 9, value: 0xffff },
        ],
      ],
    ]),
  };

  it("takes the times of the distance by reference, and its own when they differ", () => {
    const referring = encodeGroup(car, "condition", fuel, fuel.timesUnixS);
    const own = encodeGroup(car, "condition", fuel);
    expect(referring.length).toBeLessThan(own.length);
    expect(decodeGroup(car, "condition", referring, fuel.timesUnixS)).toEqual(fuel);
    expect(decodeGroup(car, "condition", own, [1, 2, 3])).toEqual(fuel);
    expect(encodeGroup(car, "condition", fuel, [1, 2, 3])).toEqual(own);
  });

  it("refuses to refer to times that are not there", () => {
    const referring = encodeGroup(car, "condition", fuel, fuel.timesUnixS);
    expect(() => decodeGroup(car, "condition", referring)).toThrow(MalformedError);
    expect(() => decodeGroup(car, "condition", referring, [])).toThrow(MalformedError);
  });

  it("bounds the values of a sparse column", () => {
    const codes = (count: number): GroupContent => ({
      ...driving(1),
      whole: new Map(),
      sparse: new Map([["troubleCode", Array.from({ length: count }, () => ({ reading: 0, value: 1 }))]]),
    });
    const most = codes(SPARSE_VALUES_MAX);
    expect(decodeGroup(car, "condition", encodeGroup(car, "condition", most))).toEqual(most);
    expect(() => encodeGroup(car, "condition", codes(SPARSE_VALUES_MAX + 1))).toThrow(LimitError);
  });

  it("holds values below zero", () => {
    const cold: GroupContent = {
      timesUnixS: [1, 2, 3],
      whole: new Map([
        ["temperatureDc", [-2_732, 215, -50]],
        ["humidityPm", [1_000, 0, 500]],
      ]),
      sparse: new Map(),
    };
    expect(decodeGroup(thermometer, "condition", encodeGroup(thermometer, "condition", cold))).toEqual(cold);
    const lower = { ...cold, whole: new Map([["temperatureDc", [-2_733, 0, 0]] as const]) };
    expect(() => encodeGroup(thermometer, "condition", lower)).toThrow(MalformedError);
  });
});

describe("bytes that no encoder wrote", () => {
  it("are decoded to values in range, or refused as malformed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.constantFrom("distance", "condition"), (bytes, group) => {
        let content: GroupContent;
        try {
          content = decodeGroup(car, group, bytes, [1, 2, 3]);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
          return;
        }
        for (const [name, values] of content.whole) {
          const { low, high } = QUANTITIES[name];
          expect(values).toHaveLength(content.timesUnixS.length);
          expect(values.every((value) => value >= low && value <= high)).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("are refused when one byte is missing or one is too many", () => {
    fc.assert(
      fc.property(distance, (content) => {
        const bytes = encodeGroup(car, "distance", content);
        expect(() => decodeGroup(car, "distance", bytes.subarray(0, -1))).toThrow(MalformedError);
        expect(() => decodeGroup(car, "distance", Uint8Array.of(...bytes, 0))).toThrow(MalformedError);
      }),
    );
  });

  it.each([
    ["a quantity that the profile does not have", [0b1001, 0, 0, 0, 0, 1, 0]],
    ["a varint that is longer than it must be", [0x83, 0x00, 0, 0, 0, 0, 1, 0]],
    ["a width above 31", [0b11, 1, 0, 0, 0, 1, 0, 32, 0, 0, 0, 0]],
    ["padding that is not zero", [0b01, 1, 0, 0, 0, 1, 0, 1, 0b0100_0000]],
    ["an exception of nothing", [0b01, 1, 0, 0, 0, 1, 0, 128, 1, 1, 0]],
    ["an exception past the end", [0b01, 1, 0, 0, 0, 1, 0, 128, 1, 2, 1]],
    ["no exception where some are announced", [0b01, 1, 0, 0, 0, 1, 0, 128, 0]],
    ["a time below zero", [0b01, 1, 0, 0, 0, 1, 3, 0]],
  ])("are refused for %s", (_, bytes) => {
    expect(() => decodeGroup(car, "distance", Uint8Array.from(bytes))).toThrow(MalformedError);
  });
});

describe("the tables", () => {
  it("give every profile a number and version of its own, and at most one counter", () => {
    expect(new Set(PROFILES.map(({ number, version }) => `${number}.${version}`)).size).toBe(PROFILES.length);
    for (const { quantities } of PROFILES) {
      expect(quantities.filter(({ judged }) => judged === "counter").length).toBeLessThanOrEqual(1);
      expect(new Set(quantities.map(({ quantity }) => quantity)).size).toBe(quantities.length);
    }
    expect(profileOf(1, 2)).toBeUndefined();
  });

  it("hold sentinels inside their quantity's range", () => {
    for (const { quantities } of PROFILES) {
      for (const { quantity, sentinels } of quantities) {
        const { low, high } = QUANTITIES[quantity];
        expect(sentinels.every((value) => value >= low && value <= high)).toBe(true);
      }
    }
  });
});
