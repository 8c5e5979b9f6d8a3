import { describe, expect, it } from "vitest";
import { NO_CONSUMPTION, NOT_SENT, withCounters, withDayOver } from "./consumption.ts";

describe("the consumption", () => {
  it("is that at the end of the last day that is over", () => {
    const morning = withCounters(NO_CONSUMPTION, { fuelUsedCl: 900, operatingTimeS: 60 });
    expect(morning.closed.fuelUsedCl).toBe(NOT_SENT);
    const next = withCounters(withDayOver(morning), { fuelUsedCl: 950 });
    expect(next.closed).toEqual({ fuelUsedCl: 900, energyUsedWh: NOT_SENT, operatingTimeS: 60 });
    expect(next.newest).toEqual({ fuelUsedCl: 950, energyUsedWh: NOT_SENT, operatingTimeS: 60 });
  });

  it("keeps the last value when the car says that it has none", () => {
    const seen = withCounters(NO_CONSUMPTION, { energyUsedWh: 7 });
    expect(withCounters(seen, { energyUsedWh: NOT_SENT }).newest.energyUsedWh).toBe(7);
  });
});
