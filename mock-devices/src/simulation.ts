/**
 * Years of a fleet in minutes: devices of every kind, their owners and workshops, in step with a clock that the caller
 * moves. The same seed, keys and chain give the same readings and the same operations, byte for byte.
 */
import { memoryStore } from "@witness/device";
import { keySigner, type OperationSigner } from "@witness/protocol/operations/signing";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import { biographyOf, isClaimed } from "./biography.ts";
import type { Car } from "./car.ts";
import { Factory, type FactoryDependencies, type FactoryOptions, fleetSecret } from "./factory.ts";
import { thinned } from "./meters.ts";
import { type Act, actsOf, type PaperTools, type Span } from "./mode.ts";
import { MODES, type ModeName } from "./modes.ts";
import type { NodeClient } from "./node-client.ts";
import { type Companies, People } from "./people.ts";
import { repeatableSecrets, seeded } from "./random.ts";
import { RelayAnswerError } from "./relay-client.ts";
import { Sealer } from "./sealer.ts";
import type { Sample } from "./trip.ts";

/** What to simulate. */
export interface SimulationOptions extends FactoryOptions, Span {
  /** Ordinary cars, with owners who change, services and inspections. */
  readonly cars: number;
  /** Besides them, one device of each. */
  readonly modes: readonly ModeName[];
  /**
   * Days between two deliveries, 6 at most: what comes a week after it was read is taken for a clock that is behind
   * (docs/verdict.md, "Time").
   */
  readonly stepDays: number;
  /** Minutes between two readings on the way. */
  readonly everyMinutes: number;
}

/** What it reaches the world by. */
export interface SimulationDependencies
  extends Omit<FactoryDependencies, "nowUnixS" | "isClockSet" | "random" | "randomOf" | "store"> {
  readonly node: NodeClient;
  readonly administrators: OperationSigner;
  /** P-256 scalars, 32 bytes each, of the companies that administrators register. */
  readonly companyKeys: Readonly<Record<keyof Companies, Uint8Array>>;
  /** Moves the chain's clock: from now on no block has an earlier time. */
  readonly advanceTo: (unixS: number) => Promise<void>;
}

/** A device that lives, and what is still to happen to it. */
interface Life {
  car: Car;
  readonly mode: ModeName;
  readonly isOrdinary: boolean;
  readonly acts: Act[];
}

/** What a record says of a device, beside what it should. */
export interface SimulatedRecord {
  readonly car: Car;
  readonly mode: ModeName;
  readonly judgement: CarAnswer["judgement"];
  /** Whether verdict and reasons are those of the mode. Of an ordinary car the dial may have been read besides. */
  readonly isExpected: boolean;
}

const DAY_S = 86_400;
/** Devices that deliver at once. */
const AT_ONCE = 12;
const LOOKS_EVERY_MS = 20;
/** Every third ordinary car is of the maker that was registered later. */
const MAKERS_TURN = 3;
const MAKER_AGAIN_MS = 250;
const MAKER_ASKED = 40;

/** A fleet over the years. */
export class Simulation {
  readonly people: People;
  readonly #options: SimulationOptions;
  readonly #with: SimulationDependencies;
  readonly #factory: Factory;
  readonly #lives: Life[] = [];
  readonly #settings: ConstructorParameters<typeof Factory>[1];
  #nowUnixS: number;

  constructor(options: SimulationOptions, dependencies: SimulationDependencies) {
    this.#options = options;
    this.#with = dependencies;
    this.#nowUnixS = options.fromUnixS;
    const { application, provider, sleep, relay, node, administrators, companyKeys } = dependencies;
    const signerOf = (key: Uint8Array) => keySigner(application.context, key, provider);
    const nowUnixS = () => this.#nowUnixS;
    const secret = (name: string) => fleetSecret(options, name, provider);
    const randomOf = repeatableSecrets(secret("chance"), provider);
    // They live in the simulation's time, and the relay in this machine's.
    const clock = { nowUnixS, isClockSet: () => false };
    this.#settings = { ...dependencies, ...clock, random: randomOf("all"), randomOf, store: () => memoryStore() };
    this.#factory = new Factory(options, this.#settings);
    this.people = new People({
      application,
      provider,
      relay,
      node,
      administrators,
      maker: signerOf(options.makerKey),
      companies: {
        workshop: signerOf(companyKeys.workshop),
        inspector: signerOf(companyKeys.inspector),
        maker: signerOf(companyKeys.maker),
      },
      secret,
      randomOf,
      nowUnixS,
      sleep,
    });
  }

  /** Every device that lives, and those that others took the place of. */
  get cars(): readonly Car[] {
    return this.#lives.map(({ car }) => car);
  }

  /**
   * Registers all devices and lets them live; yields the time after each delivery, when all of it is in the record.
   * @throws {RelayAnswerError} {OperationRefusedError} when something is refused that no mode asks for
   */
  async *run(): AsyncGenerator<number, void> {
    const { fromUnixS, untilUnixS, stepDays } = this.#options;
    await this.#with.advanceTo(fromUnixS);
    await this.#makeModes();
    await this.#makeOrdinary(0);
    await this.people.begin();
    await this.#makeOrdinary(1);
    // Whoever was registered first differs from run to run; what is told of them does not.
    this.#lives.sort((a, b) => (a.car.name < b.car.name ? -1 : 1));
    for (let next = fromUnixS; next < untilUnixS; ) {
      next = Math.min(untilUnixS, next + stepDays * DAY_S);
      this.#nowUnixS = next;
      await this.#with.advanceTo(next);
      await inTurns([...this.#lives], (life) => this.#live(life));
      await inTurns([...this.#lives], ({ car }) => this.#recorded(car));
      yield next;
    }
  }

  /** Asks each owner's record. */
  async outcomes(): Promise<readonly SimulatedRecord[]> {
    const outcomes: SimulatedRecord[] = [];
    for (const { car, mode, isOrdinary } of this.#lives) {
      const { judgement } = await this.people.ask(car);
      const expected = MODES[mode];
      const reasons = judgement.reasons
        .map(({ code }) => code)
        .filter((code) => !(isOrdinary && code === "dial-reading"));
      const isExpected =
        judgement.verdict === expected.verdict && [...reasons].sort().join() === [...expected.reasons].sort().join();
      outcomes.push({ car, mode, judgement, isExpected });
    }
    return outcomes;
  }

  /** Ends what devices do. */
  async close(): Promise<void> {
    await Promise.all(this.#lives.map(({ car }) => car.close()));
  }

  async #makeModes(): Promise<void> {
    await inTurns(this.#options.modes, async (mode) => {
      const made = await this.#make(`device that is ${mode}`, mode, false);
      const life: Life = { ...made, isOrdinary: false, acts: [] };
      life.acts.push(...actsOf(MODES[mode], this.#toolsOf(life), this.#options));
      this.#lives.push(life);
    });
  }

  /** Makes ordinary cars, of the genesis' maker (0) or of the one that administrators registered (1). */
  async #makeOrdinary(maker: 0 | 1): Promise<void> {
    const { cars, seed } = this.#options;
    const numbers = Array.from({ length: cars }, (_, index) => index + 1);
    const own = numbers.filter((number) => (number % MAKERS_TURN === 0 ? 1 : 0) === maker);
    const makerKey = maker === 0 ? this.#options.makerKey : this.#with.companyKeys.maker;
    await inTurns(own, async (number) => {
      const name = `ordinary car ${number}`;
      const random = seeded(`${seed} life of ${name}`, this.#with.provider);
      const isToClaim = isClaimed(random);
      const made = await this.#make(name, "honest", isToClaim, makerKey);
      const acts = biographyOf(random, this.people, this.#options, isToClaim);
      this.#lives.push({ ...made, isOrdinary: true, acts: [...acts] });
    });
  }

  async #make(
    name: string,
    mode: ModeName,
    isToClaim: boolean,
    makerKey?: Uint8Array,
  ): Promise<{ car: Car; readonly mode: ModeName }> {
    const { fromUnixS, everyMinutes } = this.#options;
    const owner = isToClaim ? new Uint8Array() : this.people.firstOwner(name).account;
    const thin = (samples: Iterator<Sample, never>) => thinned(samples, everyMinutes);
    const vin = this.#factory.vin(name);
    const car = await this.#factory.make({ name, mode, owner, fromUnixS, vin, thin });
    await this.#register(car, makerKey);
    return { car, mode };
  }

  async #register(car: Car, makerKey?: Uint8Array): Promise<void> {
    let { code } = await this.#factory.register(car, makerKey);
    // A relay asks for new makers once in a while.
    for (let asked = 1; code === "maker-unknown" && asked < MAKER_ASKED; asked += 1) {
      await this.#with.sleep(MAKER_AGAIN_MS);
      ({ code } = await this.#factory.register(car, makerKey));
    }
    car.count([{ code }]);
    if (code === "admitted") return;
    throw new RelayAnswerError(`The relay refused to register a device (${code}).`, { code });
  }

  #toolsOf(life: Life): PaperTools {
    return {
      people: this.people,
      copies: new Map(),
      stranger: () => new Sealer(this.#factory.key(`${life.car.name}, stranger`), this.#settings),
      another: async (car) => {
        const next = await this.#factory.another(car);
        this.people.keeps(next, this.people.ownerOf(car));
        await this.#register(next);
        await car.close();
        life.car = next;
        return next;
      },
    };
  }

  /** Lets a device live until now, with all that happens meanwhile, and deliver unless it is offline. */
  async #live(life: Life): Promise<void> {
    for (let act = life.acts[0]; act && act.atUnixS <= this.#nowUnixS; act = life.acts[0]) {
      life.acts.shift();
      life.car.drive(act.atUnixS);
      await life.car.deliver();
      await act.act(life.car);
    }
    life.car.drive(this.#nowUnixS);
    if (life.car.last?.offline) await life.car.keep();
    else await life.car.deliver();
  }

  /** Resolves when all that the relay took of a device is in the record. */
  async #recorded(car: Car): Promise<void> {
    const { node, sleep } = this.#with;
    const { sequence = 0 } = (await car.head()) ?? {};
    while ((await node.sequence(car.device.id)) < sequence) await sleep(LOOKS_EVERY_MS);
  }
}

/** Does something to all, a few at a time. */
async function inTurns<T>(all: readonly T[], act: (each: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let each = all[next++]; each !== undefined; each = all[next++]) await act(each);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
