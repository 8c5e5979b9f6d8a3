/** The owner of a car whose record was taken over, who judges it from its start. */
import { walletOf } from "../../protocol/scripts/cases/operated.ts";
import { seed } from "../../protocol/scripts/cases/world.ts";
import type { EarlierApplication } from "../src/judge/earlier.ts";
import { type Judged, type JudgeOptions, judgeCar } from "../src/judge/judge.ts";
import { ownerOf } from "../src/judge/owner.ts";
import { type Place, SucceededCar } from "./succeeded-car.ts";

export const anna = walletOf("Anna");
export const keyOfAnna = seed("wallet of Anna");

/** An application before, asked for all that it has. */
export const asked = (place: Place, key = keyOfAnna, change: Partial<EarlierApplication> = {}): EarlierApplication => ({
  context: place.settings.context,
  keyId: place.settings.keyId,
  archive: place.archive,
  node: place.node,
  owner: ownerOf(place.settings.context, change.node ?? place.node, key),
  claims: async () => place.node.claims,
  ...change,
});

export function judgeMoved(car: SucceededCar, change: Partial<JudgeOptions> = {}, key = keyOfAnna): Promise<Judged> {
  const { settings, node, archive } = car.newest;
  node.claim();
  return judgeCar({
    context: settings.context,
    deviceId: car.device.id,
    archive,
    node,
    owner: ownerOf(settings.context, change.node ?? node, key),
    claims: async () => node.claims,
    before: car.places
      .slice(0, -1)
      .toReversed()
      .map((place) => asked(place, key)),
    waitS: 0,
    nowMs: () => 0,
    progress: () => {},
    ...change,
  });
}

/** The next application takes the car's record over, and its device follows. */
export async function succeed(car: SucceededCar, days = 30): Promise<void> {
  const statement = car.announce();
  car.drive(days);
  await car.succeed(statement);
  car.follow();
}

/** A car of so many applications, with a gap in the first. */
export async function moved(name: string, successions = 1): Promise<SucceededCar> {
  const car = new SucceededCar(name, anna.account);
  car.drive(35);
  for (let each = 0; each < successions; each += 1) {
    await succeed(car);
    car.drive(35);
  }
  return car;
}
