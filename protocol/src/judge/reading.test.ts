import { describe, expect, it } from "vitest";
import { rulesFor } from "../../test/judge/life.ts";
import { CAR, profileOf } from "../columns/profile.ts";
import { judgedOf } from "./reading.ts";

const hourMeter = profileOf(3, 1) ?? CAR;

describe("judgedOf", () => {
  it("given a car: its odometer is the counter, the others are compared with it", () => {
    const others = { distanceSinceClearedKm: 5, fuelUsedCl: 1, energyUsedWh: 2, operatingTimeS: 3, speedKmh: 4 };
    expect(judgedOf({ timeUnixS: 9, odometerHm: 7, ...others }, rulesFor(CAR))).toEqual({
      timeUnixS: 9,
      counter: 7,
      ...others,
    });
  });

  it("given an hour meter: its hours are the counter, and are not compared with themselves", () => {
    const reading = { timeUnixS: 9, operatingTimeS: 3, fuelUsedCl: 1 };
    expect(judgedOf(reading, rulesFor(hourMeter))).toEqual({ timeUnixS: 9, counter: 3, fuelUsedCl: 1 });
  });

  it("given a sentinel beside the counter, it is not there; a saturated source is told as it is", () => {
    const none = { fuelUsedCl: 2 ** 32 - 1, distanceSinceClearedKm: 65_535 };
    expect(judgedOf({ timeUnixS: 9, ...none }, rulesFor(CAR))).toEqual({
      timeUnixS: 9,
      distanceSinceClearedKm: 65_535,
    });
  });
});
