/** The makers' side of a fleet: keys, vehicles of makes that nobody builds, devices, and their registrations. */
import { type DeviceOptions, type DeviceStore, openDevice, type TransportTo } from "@witness/device";
import { u32, utf8 } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { derivePrivateKey } from "@witness/protocol/hpke";
import type { Vehicle } from "@witness/protocol/wire/registration";
import { Car } from "./car.ts";
import { charging, cooling, excavating } from "./meters.ts";
import { MODES, type ModeName } from "./modes.ts";
import { type Random, seeded } from "./random.ts";
import { registrationOf } from "./registration.ts";
import type { RelayAnswer, RelayClient } from "./relay-client.ts";
import type { SealerOptions } from "./sealer.ts";
import { driving, habitsOf, type Sample } from "./trip.ts";

/** What it makes devices with. */
export interface FactoryOptions {
  readonly seed: number;
  readonly readingsPerEnvelope: number;
  /** P-256 scalar, 32 bytes. */
  readonly makerKey: Uint8Array;
}

/** What devices reach the world by. */
export interface FactoryDependencies extends SealerOptions {
  readonly relay: RelayClient;
  /** The address and the receipt key (33 bytes) that the maker provisions its devices with. */
  readonly pinned: DeviceOptions["relay"];
  /** How devices reach their relay; over HTTP unless given. */
  readonly transport?: TransportTo | undefined;
  /** The store of the device that has this name. */
  readonly store: (name: string) => DeviceStore;
  readonly nowUnixS: () => number;
  /** Whether devices may hold the relay's clock against theirs. */
  readonly isClockSet: () => boolean;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Secret bytes by the name of whose they are; without it all draw from `random`. */
  readonly randomOf?: (name: string) => (bytes: number) => Uint8Array;
}

/** What to make. */
export interface Order {
  /** The same name has the same key, vehicle and readings. */
  readonly name: string;
  readonly mode: ModeName;
  /** 20 bytes. */
  readonly owner: Uint8Array;
  /** What was before is driven without a word. */
  readonly fromUnixS: number;
  /** 17 characters; without it, and when it is empty, none is stated. */
  readonly vin?: string;
  /** Takes the place of the device's own readings. */
  readonly thin?: (samples: Iterator<Sample, never>) => Iterator<Sample, never>;
}

/**
 * Every car has driven since this day (1 January 2026), so that it is where it was after a restart too. What was before
 * a car's history begins is driven without a word.
 */
const BUILT_UNIX_S = 1_767_225_600;
/** An odometer that can be turned back by 40 000 km. */
const TAMPERED_LEAST_HM = 520_000;

type ModelName = Pick<Vehicle, "make" | "model" | "modelYear">;

const CARS: readonly [ModelName, ...ModelName[]] = [
  { make: "Aster", model: "Corvina", modelYear: 2021 },
  { make: "Aster", model: "Lupina", modelYear: 2019 },
  { make: "Borealis", model: "Tern", modelYear: 2022 },
];

/** What a device sits in that is no car, and what it reads, by its profile's number. */
const OTHERS: ReadonlyMap<number, readonly [ModelName, typeof excavating]> = new Map([
  [3, [{ make: "Castor", model: "Badger 8", modelYear: 2020 }, excavating]],
  [4, [{ make: "Lumen", model: "Wall 11", modelYear: 2024 }, charging]],
  [5, [{ make: "Boreas", model: "Cold 40", modelYear: 2023 }, cooling]],
]);

/**
 * Returns a secret (32 bytes) that only the holder of the maker's key and this seed can derive, the same at every start.
 */
export const fleetSecret = (
  { makerKey, seed }: Pick<FactoryOptions, "makerKey" | "seed">,
  name: string,
  provider: CryptoProvider,
): Uint8Array => provider.hmacSha256(makerKey, utf8("mock device\0"), u32(seed), utf8(name));

/** Makes devices and what they sit in. */
export class Factory {
  readonly #options: FactoryOptions;
  readonly #with: FactoryDependencies;

  constructor(options: FactoryOptions, dependencies: FactoryDependencies) {
    this.#options = options;
    this.#with = dependencies;
  }

  /** Returns a P-256 scalar (32 bytes), derived from a fleet's secret. */
  key(name: string): Uint8Array {
    return derivePrivateKey(fleetSecret(this.#options, name, this.#with.provider), this.#with.provider);
  }

  /** Returns the VIN of what has this name: of a maker that there is not. */
  vin(name: string): string {
    const random = seeded(`${this.#options.seed} vin of ${name}`, this.#with.provider);
    return `WTN${String(random.whole(0, 999_999_999)).padStart(14, "0")}`;
  }

  /** Makes a device and what it sits in; it has said nothing yet. */
  async make(order: Order): Promise<Car> {
    const { name, mode, owner, fromUnixS, vin = "", thin = (samples) => samples } = order;
    const random = seeded(`${this.#options.seed} ${name}`, this.#with.provider);
    const sinceUnixS = Math.min(BUILT_UNIX_S, fromUnixS);
    const made = this.#vehicle(mode, random, sinceUnixS);
    const { profile: stated } = MODES[mode];
    const car = await this.#open(
      name,
      { mode, owner, profile: stated ?? this.#with.profile ?? CAR },
      {
        vehicle: { ...made.vehicle, vin },
        samples: thin(made.samples),
      },
    );
    car.pass(fromUnixS);
    MODES[mode].begin?.(car);
    return car;
  }

  /** Makes a second device for a car, with a key of its own; it reads what the car drives from now on. */
  another(car: Car): Promise<Car> {
    const { mode, vehicle, firstOwner: owner } = car;
    return this.#open(
      `${car.name}, second device`,
      { mode, owner, profile: car.profile },
      { vehicle, samples: car.onward() },
    );
  }

  /** Registers a device. @param makerKey of another maker than the fleet's: P-256 scalar, 32 bytes */
  register(car: Car, makerKey: Uint8Array = this.#options.makerKey): Promise<RelayAnswer> {
    const { profile } = car;
    const settings = { ...this.#with, profile, random: this.#randomOf(`${car.name}, maker`) };
    return this.#with.relay.register(registrationOf(car.device, car, makerKey, settings));
  }

  #randomOf(name: string): (bytes: number) => Uint8Array {
    return this.#with.randomOf?.(name) ?? this.#with.random;
  }

  #vehicle(
    mode: ModeName,
    random: Random,
    sinceUnixS: number,
  ): { vehicle: ModelName; samples: Iterator<Sample, never> } {
    const other = OTHERS.get(MODES[mode].profile?.number ?? CAR.number);
    if (other) {
      const [vehicle, reads] = other;
      return { vehicle, samples: reads(random, sinceUnixS) };
    }
    const habits = habitsOf(random, random.whole(mode === "honest" ? 40_000 : TAMPERED_LEAST_HM, 1_400_000));
    return { vehicle: random.pick(CARS), samples: driving(habits, random, sinceUnixS) };
  }

  #open(
    name: string,
    { mode, owner, profile }: { readonly mode: ModeName; readonly owner: Uint8Array; readonly profile: Car["profile"] },
    made: Pick<Car, "vehicle"> & { readonly samples: Iterator<Sample, never> },
  ): Promise<Car> {
    const { application, provider, pinned, nowUnixS, isClockSet, sleep, store, relay, transport } = this.#with;
    const random = this.#randomOf(name);
    const { readingsPerEnvelope } = this.#options;
    const key = this.key(name);
    const device = {
      key,
      application,
      profile,
      relay: pinned,
      provider,
      random,
      readingsPerEnvelope,
      isClockSet,
      sleep,
      ...(transport ? { transport } : {}),
    };
    return Car.make({
      ...made,
      name,
      mode,
      profile,
      firstOwner: owner,
      store: store(name),
      readingsPerEnvelope,
      relay,
      open: (opening) => openDevice({ ...device, delivery: "on flush", nowMs: () => 1_000 * nowUnixS(), ...opening }),
    });
  }
}
