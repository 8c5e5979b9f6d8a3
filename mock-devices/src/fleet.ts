/** The fleet: its cars' first weeks are delivered at once, then they drive on with the clock. */
import { fromHex } from "@witness/protocol/bytes";
import type { DeviceId } from "@witness/protocol/identity";
import type { Car } from "./car.ts";
import { Factory, type FactoryDependencies, type FactoryOptions, type Order } from "./factory.ts";
import { actsOf, type ModeTools, type Span } from "./mode.ts";
import { GARAGE, GARAGE_MODES, GARAGE_WITH_VIN, type GarageMode, MODES } from "./modes.ts";
import { RelayAnswerError } from "./relay-client.ts";
import { Sealer } from "./sealer.ts";

/** What a fleet is made with. */
export interface FleetOptions extends FactoryOptions {
  readonly cars: number;
  /** Seconds that the fleet drives in a second. */
  readonly speed: number;
  /** Days of history that a car brings along. */
  readonly days: number;
  /** Garages take memory here and gas there, and anybody may ask for one: no more than so many. */
  readonly garages: number;
}

/** What it reaches the world by. */
export interface FleetDependencies extends FactoryDependencies {
  /** Told of what goes wrong while driving. */
  readonly onError: (error: unknown) => void;
}

const DAY_S = 86_400;
/** The fleet starts this far behind the clock, so that its cars can be watched while they drive. */
const FLEET_BEHIND_S = DAY_S;
const GARAGE_BEHIND_S = DAY_S / 4;
/** Cars that deliver at once. */
const AT_ONCE = 12;
/** A garage waits for the chain, but not for ever. */
const INCLUDED_WITHIN_S = 20;
const INCLUDED_EVERY_MS = 250;
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
  readonly #factory: Factory;
  readonly #sending = new Set<Car>();
  readonly #garages = new Map<string, Promise<readonly Car[]>>();
  #closed = false;

  constructor(options: FleetOptions, dependencies: FleetDependencies) {
    this.#options = options;
    this.#with = dependencies;
    this.#factory = new Factory(options, dependencies);
  }

  async #make(order: Order): Promise<Car> {
    const car = await this.#factory.make(order);
    this.cars.set(car.device.id, car);
    return car;
  }

  /**
   * Registers a car. Returns whether it is new. One that was here before goes on from its head, over a visible gap, and
   * from no head that it did not sign. @throws {RelayAnswerError}
   */
  async #register(car: Car): Promise<boolean> {
    const { relay, nowUnixS } = this.#with;
    const answer = await this.#factory.register(car);
    car.count([answer]);
    if (answer.code === "admitted") return true;
    if (answer.code !== "device-registered") {
      throw new RelayAnswerError(`The relay refused to register a car (${answer.code}).`, { code: answer.code });
    }
    const head = await relay.head(car.device.id);
    if (head?.sequence === 0) return true;
    // What waited in its store goes first; a device whose store is lost goes on from a head that it signed, or not at all.
    await car.device.flush({ withinMs: Number.POSITIVE_INFINITY });
    MODES[car.mode].again?.(car);
    car.pass(nowUnixS());
    this.#release(car, nowUnixS());
    return false;
  }

  /** Registers the cars of the fleet and delivers their first weeks; what one meets does not stop the others. */
  async begin(): Promise<void> {
    const owner = this.#with.provider.sha256(this.#factory.key("fleet owner")).slice(0, 20);
    const untilUnixS = this.#with.nowUnixS() - FLEET_BEHIND_S;
    const fromUnixS = untilUnixS - this.#options.days * DAY_S;
    let next = 0;
    const deliverer = async (): Promise<void> => {
      while (next < this.#options.cars && !this.#closed) {
        const name = `car ${next++}`;
        try {
          const car = await this.#make({ name, mode: "honest", owner, fromUnixS });
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
    const span = { fromUnixS: untilUnixS - this.#options.days * DAY_S, untilUnixS };
    const made = await Promise.all(
      GARAGE.map(async (mode) => {
        const name = `${address} ${mode}`;
        const vin = GARAGE_WITH_VIN.includes(mode) ? this.#factory.vin(name) : "";
        const car = await this.#make({ name, mode, owner, vin, fromUnixS: span.fromUnixS });
        return { mode, car };
      }),
    );
    const tools: ModeTools = {
      copies: new Map(),
      stranger: () => new Sealer(this.#factory.key(`${address} stranger`), this.#with),
    };
    await Promise.all(made.map(({ car, mode }) => this.#furnish(car, mode, span, tools)));
    const cars = made.map(({ car }) => car);
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
  async #furnish(car: Car, mode: GarageMode, span: Span, tools: ModeTools): Promise<void> {
    if (!(await this.#register(car))) return;
    for (const { atUnixS, act } of actsOf(GARAGE_MODES[mode], tools, span)) {
      await car.driveTo(atUnixS);
      await act(car);
    }
    this.#release(car, span.untilUnixS);
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
