import { describe, expect, it } from "vitest";
import { CAR, PROFILES, type Profile, type ProfileQuantity } from "../columns/profile.ts";
import { PARAMETERS } from "./parameters.ts";
import { rulesOf } from "./rules.ts";

const [odometer, ...others] = CAR.quantities;
const profile = (...quantities: readonly (ProfileQuantity | undefined)[]): Profile => ({
  ...CAR,
  quantities: quantities.filter((each) => each !== undefined),
});

describe("rulesOf", () => {
  it("given a car: the odometer's numbers, unit, sentinel and wrap", () => {
    expect(rulesOf(CAR, PARAMETERS)).toEqual({
      parameters: PARAMETERS.odometerHm,
      counter: "odometerHm",
      workSentinels: {
        fuelUsedCl: [2 ** 32 - 1],
        energyUsedWh: [2 ** 32 - 1],
        operatingTimeS: [2 ** 32 - 1],
        speedKmh: [],
      },
      unit: { numerator: 1, denominator: 1 },
      wrapsAt: 2 ** 32,
      sentinels: [2 ** 32 - 1],
      high: 2 ** 32 - 1,
      sourceSaturatesAtKm: 65_535,
    });
  });

  it("given miles: their unit", () => {
    const rules = PROFILES.map((each) => rulesOf(each, PARAMETERS)?.unit.numerator);
    expect(rules).toEqual([1, 1_609_344, 1, 1, undefined]);
  });

  it("given a counter behind other quantities, finds it", () => {
    expect(rulesOf(profile(...others, odometer), PARAMETERS)).toEqual(rulesOf(CAR, PARAMETERS));
  });

  it("given a counter that does not wrap, says so", () => {
    const { wrapsAtBits, ...straight } = odometer ?? { ...others[0]!, wrapsAtBits: 32 };
    expect(wrapsAtBits).toBe(32);
    expect(rulesOf(profile(straight), PARAMETERS)?.wrapsAt).toBeUndefined();
  });

  it("given a counter that has no parameters, or none, judges nothing", () => {
    const temperature = { ...others[0]!, quantity: "temperatureDc", judged: "counter" } as const;
    expect(rulesOf(profile(temperature), PARAMETERS)).toBeUndefined();
    expect(rulesOf(profile(...others), PARAMETERS)).toBeUndefined();
  });
});
