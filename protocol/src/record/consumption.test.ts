import { describe, expect, it } from "vitest";
import { countersAfter, NO_CONSUMPTION, NOT_SENT } from "./consumption.ts";
import { DaysDraft, NO_DAYS } from "./days.ts";

describe("the consumption", () => {
  it("is that at the end of the last day that is over", () => {
    const days = new DaysDraft(NO_DAYS);
    days.add({ timeUnixS: 0, distanceHm: 10 }, { fuelUsedCl: 900, operatingTimeS: 60 });
    expect(days.finish().consumption.closed.fuelUsedCl).toBe(NOT_SENT);
    days.add({ timeUnixS: 86_400, distanceHm: 20 }, { fuelUsedCl: 950 });
    const { closed, newest } = days.finish().consumption;
    expect(closed).toEqual({ fuelUsedCl: 900, energyUsedWh: NOT_SENT, operatingTimeS: 60 });
    expect(newest).toEqual({ fuelUsedCl: 950, energyUsedWh: NOT_SENT, operatingTimeS: 60 });
  });

  it("keeps the last value when the car says that it has none", () => {
    const seen = countersAfter(NO_CONSUMPTION.newest, { energyUsedWh: 7 });
    expect(countersAfter(seen, { energyUsedWh: NOT_SENT }).energyUsedWh).toBe(7);
  });
});
