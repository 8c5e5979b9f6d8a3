/** The fleet: cars of makes that nobody builds, their first weeks delivered at once, then driving on with the clock. */
import { type DeviceOptions, type DeviceStore, openDevice } from "@witness/device";
import { fromHex, u32, utf8 } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import { derivePrivateKey } from "@witness/protocol/hpke";
import type { DeviceId } from "@witness/protocol/identity";
import type { Vehicle } from "@witness/protocol/wire/registration";
import { Car } from "./car.ts";
import { FAULTS, type FaultTools, MODES, type Mode } from "./faults.ts";
import { type Random, seeded } from "./random.ts";
import { registrationOf } from "./registration.ts";
import { RelayAnswerError, type RelayClient } from "./relay-client.ts";
import { Sealer, type SealerOptions } from "./sealer.ts";
import { driving, habitsOf } from "./trip.ts";

/** What a fleet is made with. */
export interface FleetOptions {
  readonly cars: number;
  readonly seed: number;
  /** Seconds that the fleet drives in a second. */
  readonly speed: number;
  readonly readingsPerEnvelope: number;
  /** Days of history that a car brings along. */
  readonly days: number;
  /** Garages take memory here and gas there, and anybody may ask for one: no more than so many. */
  readonly garages: number;
  /** P-256 scalar, 32 bytes. */
  readonly makerKey: Uint8Array;
}

/** What it reaches the world by. */
export interface FleetDependencies extends SealerOptions {
  readonly relay: RelayClient;
  /** The address and the receipt key (33 bytes) that the maker provisions its devices with. */
  readonly pinned: DeviceOptions["relay"];
  /** The store of the device that has this name. */
  readonly store: (name: string) => DeviceStore;
  readonly nowUnixS: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Told of what goes wrong while driving. */
  readonly onError: (error: unknown) => void;
}

const DAY_S = 86_400;
/** The fleet starts this far behind the clock, so that its cars can be watched while they drive. */
const FLEET_BEHIND_S = DAY_S;
const GARAGE_BEHIND_S = DAY_S / 4;
/**
 * Every car has driven since this day (1 January 2026), so that it is where it was after a restart too. What was before
 * a car's history begins is driven without a word.
 */
const BUILT_UNIX_S = 1_767_225_600;
/** Cars that deliver at once. */
const AT_ONCE = 12;
/** A garage waits for the chain, but not for ever. */
const INCLUDED_WITHIN_S = 20;
const INCLUDED_EVERY_MS = 250;
/** An odometer that can be turned back by 40 000 km. */
const GARAGE_LEAST_HM = 520_000;

const MODELS: readonly [ModelName, ...ModelName[]] = [
  { make: "Aster", model: "Corvina", modelYear: 2021 },
  { make: "Aster", model: "Lupina", modelYear: 2019 },
  { make: "Borealis", model: "Tern", modelYear: 2022 },
];
type ModelName = Pick<Vehicle, "make" | "model" | "modelYear">;

/** There are as many garages as this fleet keeps. */
export class FleetFullError extends Error {
  readonly code = "fleet-full";

  constructor(most: number) {
    super(`This fleet keeps ${most} garages; start another one.`);
    this.name = "FleetFullError";
  }
}

/** Cars, and the garages that owners asked for. */
export class Fleet {
  readonly cars = new Map<DeviceId, Car>();
  readonly #options: FleetOptions;
  readonly #with: FleetDependencies;
  readonly #sending = new Set<Car>();
  readonly #garages = new Map<string, Promise<readonly Car[]>>();
  #closed = false;

  constructor(options: FleetOptions, dependencies: FleetDependencies) {
    this.#options = options;
    this.#with = dependencies;
  }

  /** A key that only the holder of the maker's key and this seed can derive, the same at every start. */
  #key(name: string): Uint8Array {
    const { provider } = this.#with;
    const { makerKey, seed } = this.#options;
    return derivePrivateKey(provider.hmacSha256(makerKey, utf8("mock device\0"), u32(seed), utf8(name)), provider);
  }

  async #make(name: string, mode: Mode, owner: Uint8Array, fromUnixS: number): Promise<Car> {
    const { application, profile = CAR, provider, random: secret, pinned, nowUnixS, sleep, store, relay } = this.#with;
    const { readingsPerEnvelope } = this.#options;
    const random = seeded(`${this.#options.seed} ${name}`, provider);
    const least = mode === "honest" ? 40_000 : GARAGE_LEAST_HM;
    const habits = habitsOf(random, random.whole(least, 1_400_000));
    const key = this.#key(name);
    const car = await Car.make({
      mode,
      vehicle: { ...vehicleOf(random), vin: "" },
      firstOwner: owner,
      store: store(name),
      samples: driving(habits, random, Math.min(BUILT_UNIX_S, fromUnixS)),
      readingsPerEnvelope,
      relay,
      open: (opening) =>
        openDevice({
          key,
          application,
          profile,
          relay: pinned,
          provider,
          random: secret,
          readingsPerEnvelope,
          delivery: "on flush",
          nowMs: () => 1_000 * nowUnixS(),
          sleep,
          ...opening,
        }),
    });
    car.pass(fromUnixS);
    this.cars.set(car.device.id, car);
    return car;
  }

  /**
   * Registers a car; answers whether it is new. One that was here before goes on from its head, over a visible gap, and
   * from no head that it did not sign. @throws {RelayAnswerError}
   */
  async #register(car: Car): Promise<boolean> {
    const { relay, nowUnixS } = this.#with;
    const answer = await relay.register(registrationOf(car.device, car, this.#options.makerKey, this.#with));
    car.count([answer]);
    if (answer.code === "admitted") return true;
    if (answer.code !== "device-registered") {
      throw new RelayAnswerError(`The relay refused to register a car (${answer.code}).`, { code: answer.code });
    }
    const head = await relay.head(car.device.id);
    if (head?.sequence === 0) return true;
    // What waited in its store goes first; a device whose store is lost goes on from a head that it signed, or not at all.
    await car.device.flush({ withinMs: Number.POSITIVE_INFINITY });
    FAULTS[car.mode].again?.(car);
    car.pass(nowUnixS());
    this.#release(car, nowUnixS());
    return false;
  }

  /** Registers the cars of the fleet and delivers their first weeks; what one meets does not stop the others. */
  async begin(): Promise<void> {
    const owner = this.#with.provider.sha256(this.#key("fleet owner")).slice(0, 20);
    const untilUnixS = this.#with.nowUnixS() - FLEET_BEHIND_S;
    const fromUnixS = untilUnixS - this.#options.days * DAY_S;
    let next = 0;
    const deliverer = async (): Promise<void> => {
      while (next < this.#options.cars && !this.#closed) {
        const name = `car ${next++}`;
        try {
          const car = await this.#make(name, "honest", owner, fromUnixS);
          if (!(await this.#register(car))) continue;
          await car.driveTo(untilUnixS);
          this.#release(car, untilUnixS);
        } catch (error) {
          this.#failed(error);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, deliverer));
  }

  /**
   * The garage of an owner (20 bytes, 0x and 40 digits): one car of each mode; the same one when asked again.
   * @throws {FleetFullError}
   */
  garage(address: string): Promise<readonly Car[]> {
    const key = address.toLowerCase();
    const known = this.#garages.get(key);
    if (known) return known;
    const { garages } = this.#options;
    if (this.#garages.size >= garages) return Promise.reject(new FleetFullError(garages));
    const made = this.#makeGarage(key);
    this.#garages.set(key, made);
    made.catch(() => this.#garages.delete(key));
    return made;
  }

  async #makeGarage(address: string): Promise<readonly Car[]> {
    const owner = fromHex(address);
    const untilUnixS = this.#with.nowUnixS() - GARAGE_BEHIND_S;
    const fromUnixS = untilUnixS - this.#options.days * DAY_S;
    const cars = await Promise.all(MODES.map((mode) => this.#make(`${address} ${mode}`, mode, owner, fromUnixS)));
    const tools: FaultTools = {
      copies: new Map(),
      stranger: () => new Sealer(this.#key(`${address} stranger`), this.#with),
    };
    await Promise.all(cars.map((car) => this.#furnish(car, { fromUnixS, untilUnixS }, tools)));
    // Who looks at his cars at once finds their history in the record, as a rule.
    const latest = this.#with.nowUnixS() + INCLUDED_WITHIN_S;
    const through = await Promise.all(cars.map(async (car) => (await car.head())?.sequence ?? 0));
    for (const [index, car] of cars.entries()) {
      for (let included = -1; included < (through[index] ?? 0) && this.#with.nowUnixS() < latest; ) {
        included = (await car.head())?.included ?? Number.POSITIVE_INFINITY;
        if (included < (through[index] ?? 0)) await this.#with.sleep(INCLUDED_EVERY_MS);
      }
    }
    return cars;
  }

  /** Registers a car, delivers its history, and does to it what its mode says. */
  async #furnish(
    car: Car,
    { fromUnixS, untilUnixS }: { readonly fromUnixS: number; readonly untilUnixS: number },
    tools: FaultTools,
  ): Promise<void> {
    if (!(await this.#register(car))) return;
    const fault = FAULTS[car.mode];
    await car.driveTo(fromUnixS + Math.floor(((untilUnixS - fromUnixS) * 3) / 5));
    await fault.midway?.(car);
    await car.driveTo(untilUnixS - DAY_S);
    await fault.late?.(car, tools);
    await car.driveTo(untilUnixS);
    await car.deliver();
    await fault.end?.(car, tools);
    this.#release(car, untilUnixS);
  }

  #release(car: Car, clockUnixS: number): void {
    car.onTheRoad = { clockUnixS, sinceUnixS: this.#with.nowUnixS() };
  }

  /**
   * Lets every car drive to where its clock stands; clocks run at the fleet's speed and never past the real one. What
   * they send goes its own way: a relay that is slow or away holds no car up.
   */
  drive(): void {
    for (const car of this.cars.values()) {
      if (!car.onTheRoad) continue;
      const now = this.#with.nowUnixS();
      const { clockUnixS, sinceUnixS } = car.onTheRoad;
      car.drive(Math.min(now, clockUnixS + (now - sinceUnixS) * this.#options.speed));
      const goes = car.waits && !car.last?.offline && !this.#sending.has(car) && this.#sending.size < AT_ONCE;
      if (goes) this.#send(car);
      else car.keep().catch((error) => this.#failed(error));
    }
  }

  #send(car: Car): void {
    this.#sending.add(car);
    car
      .deliver()
      .catch((error) => this.#failed(error))
      .finally(() => this.#sending.delete(car));
  }

  /** What ends because the fleet ends is no failure. */
  #failed(error: unknown): void {
    if (!this.#closed) this.#with.onError(error);
  }

  /** Ends what is under way: what cars have read is in their stores then, and waits there for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.cars.values()].map((car) => car.close()));
  }
}

const vehicleOf = (random: Random): ModelName => random.pick(MODELS);
