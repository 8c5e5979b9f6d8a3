/** Whatever a car does in whichever application, it is judged from its start to what the newest record says. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { NOW } from "../../dapp/test/world.ts";
import { anna, judgeMoved, succeed } from "./judged-succession.ts";
import { DAY_S, SucceededCar } from "./succeeded-car.ts";

type Step =
  | { readonly do: "drive"; readonly days: number }
  | { readonly do: "reopen"; readonly skip: number }
  | { readonly do: "say"; readonly day: number; readonly odometerHm: number }
  | { readonly do: "publish" }
  | { readonly do: "succeed"; readonly days: number }
  /** Some envelopes reach the next application that are signed for the one before. */
  | { readonly do: "succeedLate"; readonly envelopes: number; readonly reopens: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("drive" as const), days: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reopen" as const), skip: fc.integer({ min: 0, max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("say" as const),
      day: fc.integer({ min: 0, max: 200 }),
      odometerHm: fc.integer({ min: 1, max: 100_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "publish" }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("succeed" as const), days: fc.integer({ min: 0, max: 5 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("succeedLate" as const),
      envelopes: fc.integer({ min: 1, max: 3 }),
      reopens: fc.boolean(),
    }),
  },
);

const readings = (day: number, odometerHm: number) => [{ timeUnixS: NOW + day * DAY_S, odometerHm }];

async function take(car: SucceededCar, each: Step): Promise<void> {
  switch (each.do) {
    case "drive":
      return car.drive(each.days);
    case "reopen":
      return car.sender.open(each.skip);
    case "say":
      return car.post(car.sender.send(readings(each.day, each.odometerHm)));
    case "publish":
      car.operate(anna, "publish", { isPublic: 1 });
      return;
    case "succeed":
      return succeed(car, each.days);
    case "succeedLate": {
      const statement = car.announce();
      await car.succeed(statement);
      if (each.reopens) car.sender.open(1);
      car.post(...Array.from({ length: each.envelopes }, (_, index) => car.sender.send(readings(index, 9))));
      return car.follow();
    }
  }
}

it("comes to the newest record, or to nothing but what these keys were not given", async () => {
  let number = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
      number += 1;
      const car = new SucceededCar(`random ${number}`, anna.account);
      for (const each of steps) await take(car, each);
      const { result, difference, earlier } = await judgeMoved(car);
      expect([result, difference]).toEqual(["EQUAL", undefined]);
      expect(earlier.map((part) => part.result)).toEqual(car.places.slice(1).map(() => "EQUAL"));
    }),
    { numRuns: 20, seed: 7 },
  );
});
