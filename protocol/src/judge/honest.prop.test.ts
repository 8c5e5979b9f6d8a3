/** Whatever happens to an honest car, it is never called illogical: what goes wrong with it is told, or doubted for a while. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_S, Life } from "../../test/judge/life.ts";

/** What happens to an honest car. */
type Happening =
  | { readonly is: "trip"; readonly minutes: number; readonly hmPerMinute: number }
  | { readonly is: "rest"; readonly seconds: number }
  | { readonly is: "unplugged"; readonly days: number; readonly hmPerDay: number }
  | { readonly is: "glitch"; readonly by: number | undefined; readonly times: number }
  | { readonly is: "sentinels"; readonly minutes: number }
  | { readonly is: "clock"; readonly shift: number; readonly minutes: number }
  | { readonly is: "stopped clock"; readonly days: number; readonly hmPerDay: number; readonly minutes: number }
  | { readonly is: "offline"; readonly days: number; readonly hmPerDay: number }
  | { readonly is: "loss"; readonly hm: number }
  | { readonly is: "codes cleared" }
  | { readonly is: "session" | "gap" };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    is: fc.constant("trip" as const),
    minutes: fc.integer({ min: 1, max: 60 }),
    hmPerMinute: fc.integer({ min: 0, max: 33 }),
  }),
  fc.record({
    is: fc.constant("rest" as const),
    seconds: fc.constantFrom(0, 1, 600, 3_600, DAY_S, 59 * DAY_S, 61 * DAY_S, 300 * DAY_S),
  }),
  fc.record({
    is: fc.constant("unplugged" as const),
    days: fc.integer({ min: 1, max: 100 }),
    hmPerDay: fc.integer({ min: 0, max: 5_000 }),
  }),
  fc.record({
    is: fc.constant("glitch" as const),
    by: fc.constantFrom(undefined, -400_000, -5_000, -200, 500, 5_000, 400_000, 3_000_000_000),
    times: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ is: fc.constant("sentinels" as const), minutes: fc.integer({ min: 1, max: 60 }) }),
  fc.record({
    is: fc.constant("clock" as const),
    shift: fc.constantFrom(-1, -60, -3_600, -DAY_S, -1.7e9, 899, 901, DAY_S, 1e9),
    minutes: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({
    is: fc.constant("stopped clock" as const),
    days: fc.integer({ min: 1, max: 55 }),
    hmPerDay: fc.integer({ min: 0, max: 5_000 }),
    minutes: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({
    is: fc.constant("offline" as const),
    days: fc.integer({ min: 1, max: 60 }),
    hmPerDay: fc.integer({ min: 0, max: 5_000 }),
  }),
  fc.record({ is: fc.constant("loss" as const), hm: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ is: fc.constant("codes cleared" as const) }),
  fc.record({ is: fc.constantFrom("session" as const, "gap" as const) }),
);

/** The car's other source of distance goes along with what it drives, not with what its odometer shows. */
class HonestLife extends Life {
  #lostHm = 0;
  #clearedHm: number;

  constructor() {
    super({ counter: 600_000 });
    this.#clearedHm = this.counter;
    this.others = () => ({
      distanceSinceClearedKm: Math.min(65_535, Math.floor((this.counter + this.#lostHm - this.#clearedHm) / 10)),
    });
    this.days(10);
  }

  live(each: Happening): void {
    switch (each.is) {
      case "trip":
        this.minutes(each.minutes, each.hmPerMinute);
        return;
      case "rest":
        this.wait(each.seconds);
        return;
      case "unplugged":
        this.counter += each.days * each.hmPerDay;
        this.wait(each.days * DAY_S).minutes(1);
        return;
      case "glitch":
        // The path goes on before and after it.
        this.minutes(5);
        for (let time = 0; time < each.times; time += 1) {
          this.wait(60).read(each.by === undefined ? 0 : this.counter + each.by);
        }
        this.minutes(5);
        return;
      case "sentinels":
        this.isHidden = true;
        this.minutes(each.minutes);
        this.isHidden = false;
        return;
      case "clock":
        this.clockS = Math.max(each.shift, -this.timeUnixS);
        this.minutes(each.minutes);
        this.clockS = 0;
        return;
      case "stopped clock":
        // Unplugged, the clock stands; plugged in, it goes on from there until it is set.
        this.counter += each.days * each.hmPerDay;
        this.wait(each.days * DAY_S);
        this.clockS = -each.days * DAY_S;
        this.minutes(each.minutes);
        this.clockS = 0;
        return;
      case "offline":
        for (let day = each.days; day > 0; day -= 1) {
          this.delayS = day * DAY_S;
          this.days(1, each.hmPerDay);
        }
        this.delayS = 60;
        return;
      case "loss":
        if (this.#lostHm + each.hm > 300) return;
        this.minutes(15);
        this.counter -= each.hm;
        this.#lostHm += each.hm;
        this.minutes(15, 0);
        return;
      case "codes cleared":
        this.#clearedHm = this.counter + this.#lostHm;
        return;
      default:
        this.event({ kind: each.is });
    }
  }
}

describe("an honest car", () => {
  it("is never illogical, and logical after two quiet months and a dial reading, on 2 000 random lives", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 12 }), (happenings) => {
        const life = new HonestLife();
        for (const each of happenings) life.live(each);
        expect(life.judgement.reasons.filter(({ code }) => life.verdict === "illogical" && code)).toEqual([]);
        life.minutes(5).days(35).dial(life.counter).days(35);
        expect(life.verdict).toBe("logical");
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });
});
