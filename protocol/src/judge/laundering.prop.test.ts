/** Whatever an owner does around a fall that readings saw from both sides, the record never calls it logical. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_S, Life } from "../../test/judge/life.ts";
import type { JudgeEvent } from "./events.ts";

/** What an owner can do alone: drive, unplug, spoil the clock, delay, hide the value, send false values, sign alone. */
type Deed =
  | { readonly do: "drive"; readonly minutes: number; readonly hmPerMinute: number }
  | { readonly do: "unplug"; readonly seconds: number }
  | { readonly do: "clock"; readonly shift: number }
  | { readonly do: "delay"; readonly seconds: number }
  | { readonly do: "hide"; readonly minutes: number }
  | { readonly do: "lie"; readonly by: number; readonly times: number }
  | { readonly do: "event"; readonly event: JudgeEvent };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    do: fc.constant("drive" as const),
    minutes: fc.integer({ min: 1, max: 40 }),
    hmPerMinute: fc.integer({ min: 0, max: 25 }),
  }),
  fc.record({
    do: fc.constant("unplug" as const),
    seconds: fc.constantFrom(60, 601, 3_600, DAY_S, 31 * DAY_S, 61 * DAY_S, 400 * DAY_S),
  }),
  fc.record({
    do: fc.constant("clock" as const),
    shift: fc.constantFrom(0, -1, -601, 901, -8 * DAY_S, -61 * DAY_S, -400 * DAY_S, -1.7e9, 1e9),
  }),
  fc.record({ do: fc.constant("delay" as const), seconds: fc.constantFrom(1, 60, DAY_S, 30 * DAY_S) }),
  fc.record({ do: fc.constant("hide" as const), minutes: fc.integer({ min: 1, max: 20 }) }),
  fc.record({
    do: fc.constant("lie" as const),
    by: fc.constantFrom(-400_000, -5_000, -101, 101, 5_000, 400_000, 3_000_000_000),
    times: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    do: fc.constant("event" as const),
    event: fc.constantFrom<JudgeEvent>(
      { kind: "session" },
      { kind: "gap" },
      { kind: "unreadable" },
      { kind: "late-in-gap" },
      { kind: "import" },
      { kind: "cluster-replaced", byOwner: true, byWorkshop: false },
      {
        kind: "unit-changed",
        unit: { numerator: 1_609_344, denominator: 1_000_000 },
        byOwner: true,
        byWorkshop: false,
      },
      { kind: "device-replaced", closing: { raw: 1, offsetHm: 0, timeUnixS: 1 } },
    ),
  }),
);

function act(life: Life, each: Deed): void {
  switch (each.do) {
    case "drive":
      life.minutes(each.minutes, each.hmPerMinute);
      return;
    case "unplug":
      life.wait(each.seconds);
      return;
    case "clock":
      life.clockS = Math.max(each.shift, -life.timeUnixS);
      return;
    case "delay":
      life.delayS = each.seconds;
      return;
    case "hide":
      life.isHidden = true;
      life.minutes(each.minutes);
      life.isHidden = false;
      return;
    case "lie":
      for (let time = 0; time < each.times; time += 1) life.wait(60).read(Math.max(0, life.counter + each.by));
      return;
    default:
      life.event(each.event);
  }
}

/** An honest month, deeds, a fall that twenty minutes of driving show on each side, deeds, and honest years. */
function launder(before: readonly Deed[], fallHm: number, after: readonly Deed[]): Life {
  const life = new Life({ counter: 2_000_000 }).days(31);
  for (const each of before) act(life, each);
  life.minutes(20);
  life.counter -= fallHm;
  life.minutes(20);
  for (const each of after) act(life, each);
  life.clockS = 0;
  life.delayS = 60;
  return life.wait(DAY_S - (life.timeUnixS % DAY_S)).days(60);
}

const deeds = fc.array(deed, { maxLength: 8 });
const falls = fc.constantFrom(320, 1_000, 20_000, 400_000, 1_900_000);

describe("laundering", () => {
  it("never ends logical, on 2 000 random recipes", () => {
    fc.assert(
      fc.property(deeds, falls, deeds, (before, fallHm, after) => {
        expect(launder(before, fallHm, after).verdict).not.toBe("logical");
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });

  it("ends illogical by the whole amount, when nothing was done before the fall", () => {
    fc.assert(
      fc.property(falls, deeds, (fallHm, after) => {
        const life = launder([], fallHm, after);
        expect(life.verdict).toBe("illogical");
        expect(life.reason("odometer-decreased")?.firstAmountHm).toBe(fallHm - 10);
        expect(life.reason("odometer-decreased")?.firstTimeUnixS).toBeLessThan(life.timeUnixS - 60 * DAY_S);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
