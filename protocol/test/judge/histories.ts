/** Random histories whose steps lie at the edges of the rules: wraps, resets, sentinels, clocks that jump, silences. */
import fc from "fast-check";
import type { JudgeEvent } from "../../src/judge/events.ts";
import { type CounterQuantity, PARAMETERS } from "../../src/judge/parameters.ts";
import type { JudgedReading } from "../../src/judge/reading.ts";
import type { Rules } from "../../src/judge/rules.ts";
import { reachHm } from "../../src/judge/windows.ts";
import type { Entry } from "./second-judge.ts";

const DAY_S = 86_400;
const MILES = { numerator: 1_609_344, denominator: 1_000_000 };
const KILOMETRES = { numerator: 1, denominator: 1 };
/** Units that fit without the counter being converted, and one by which a value may be nowhere. */
const NEARLY = { numerator: 1_001, denominator: 1_000 };
const LONG = { numerator: 2 ** 21 - 1, denominator: 1 };

/** A counter that wraps soon, late or never, in kilometres or miles. */
const rules: fc.Arbitrary<Rules> = fc
  .record({
    wrapsAtBits: fc.constantFrom(16, 20, 32, undefined),
    unit: fc.constantFrom(KILOMETRES, KILOMETRES, MILES),
    counter: fc.constantFrom<CounterQuantity[]>(
      "odometerHm",
      "odometerHm",
      "odometerHm",
      "operatingTimeS",
      "energyUsedWh",
    ),
  })
  .map(({ wrapsAtBits, unit, counter }) => ({
    parameters: PARAMETERS[counter],
    counter,
    workSentinels: {},
    unit,
    wrapsAt: wrapsAtBits === undefined ? undefined : 2 ** wrapsAtBits,
    sentinels: [2 ** (wrapsAtBits ?? 32) - 1],
    high: 2 ** 32 - 1,
    sourceSaturatesAtKm: 65_535,
  }));

const SECONDS = [0, 1, 59, 60, 61, 300, 599, 600, 601, 900, 3_600, DAY_S / 3, DAY_S, 7 * DAY_S, 29 * DAY_S, 30 * DAY_S];
const VOIDS = [60 * DAY_S, 60 * DAY_S + 1, 90 * DAY_S, 400 * DAY_S];
const seconds = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...SECONDS) },
  { weight: 1, arbitrary: fc.constantFrom(...VOIDS) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 900 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 * DAY_S }) },
);

/** How far the car drives in a time, in hectometres: within reach, at its edge, or past it. */
type Drive = { readonly edge: boolean; readonly hm: number };
const drive: fc.Arbitrary<Drive> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ edge: fc.constant(false), hm: fc.integer({ min: 0, max: 60 }) }) },
  { weight: 2, arbitrary: fc.record({ edge: fc.constant(true), hm: fc.constantFrom(-1, 0, 0, 1) }) },
  { weight: 1, arbitrary: fc.record({ edge: fc.constant(false), hm: fc.integer({ min: 0, max: 400_000 }) }) },
);

const FALLS = [1, 50, 99, 100, 101, 150, 199, 200, 201, 300, 301, 1_000, 20_000, 400_000];
const SHIFTS = [-1, 0, 1, -DAY_S, -7 * DAY_S, -7 * DAY_S - 1, -61 * DAY_S, 899, 900, 901, 960, 961, 1e9, -2e9];
const DELAYS = [0, 1, 60, 3_600, 7 * DAY_S, 7 * DAY_S + 1, 60 * DAY_S];

const signs = fc.constantFrom(true, true, true, true, true, false);
const signatures = { byWorkshop: signs, byOwner: signs };
const plain = fc.constantFrom<JudgeEvent>(
  { kind: "session" },
  { kind: "gap" },
  { kind: "gap" },
  { kind: "forked-key" },
  { kind: "late-in-gap" },
  { kind: "unreadable" },
  { kind: "import" },
  { kind: "device-moved" },
  { kind: "other-record", isNamed: false },
  { kind: "other-record", isNamed: true },
);

type Action =
  | { readonly do: "read"; readonly seconds: number; readonly drive: Drive; readonly times: number }
  | { readonly do: "stray"; readonly seconds: number; readonly by: number; readonly times: number }
  | { readonly do: "absolute"; readonly seconds: number; readonly counter: number }
  | { readonly do: "hidden"; readonly seconds: number; readonly km: number }
  | { readonly do: "turn"; readonly hm: number }
  | { readonly do: "convert"; readonly toMiles: boolean }
  | { readonly do: "emigrate"; readonly toMiles: boolean; readonly isLate: boolean }
  | { readonly do: "clock"; readonly shift: number }
  | { readonly do: "delay"; readonly seconds: number }
  | { readonly do: "source"; readonly km: number; readonly set: number | undefined }
  | { readonly do: "work"; readonly use: number; readonly speed: number }
  | { readonly do: "event"; readonly event: JudgeEvent }
  | { readonly do: "correct"; readonly event: JudgeEvent }
  | { readonly do: "dial"; readonly by: number; readonly company: number; readonly entry: number }
  | { readonly do: "withdraw"; readonly company: number; readonly entry: number }
  | { readonly do: "quarrel"; readonly lines: readonly Action[] }
  | { readonly do: "succeed"; readonly by: number; readonly ago: number; readonly offset: number };

/** Few companies and few entries, so that some come again. */
const company = fc.constantFrom(0, 1, 1, 1, 1, 2, 2, 2, 3, 4, 5);
const entry = fc.constantFrom(7, 8);
const times = fc.constantFrom(1, 1, 1, 2, 3, 4, 5, 31);
const dial: fc.Arbitrary<Action> = fc.record({
  do: fc.constant("dial" as const),
  company,
  entry,
  by: fc.constantFrom(-101, -11, -10, -9, 0, 0, 5, 51, 1_000, 20_000, 400_000),
});
const withdraw: fc.Arbitrary<Action> = fc.record({ do: fc.constant("withdraw" as const), company, entry });

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant("read" as const), seconds, drive, times }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("stray" as const),
      seconds: fc.oneof(fc.constantFrom(0, 60, 300, 600, 601), seconds),
      by: fc.oneof(
        fc.constantFrom(...FALLS).map((fall) => -fall),
        fc.constantFrom(1_000, 20_000, 700_000, 5_000_000),
      ),
      times: fc.constantFrom(1, 1, 2, 3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("absolute" as const),
      seconds,
      counter: fc.constantFrom(0, 1, 2 ** 16 - 1, 2 ** 16, 2 ** 20 - 2, 2 ** 32 - 1, 2 ** 32 - 2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("hidden" as const), seconds, km: fc.integer({ min: 0, max: 500 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("turn" as const), hm: fc.constantFrom(...FALLS, -50_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("convert" as const), toMiles: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("emigrate" as const), toMiles: fc.boolean(), isLate: fc.boolean() }),
  },
  // Weeks of an honest life, so that some verdicts are logical.
  {
    weight: 1,
    arbitrary: fc.constant<Action>({ do: "read", seconds: DAY_S, drive: { edge: false, hm: 300 }, times: 31 }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("clock" as const), shift: fc.constantFrom(...SHIFTS) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delay" as const), seconds: fc.constantFrom(...DELAYS) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("source" as const),
      km: fc.constantFrom(0, 1, 5, 10, 11, 20, 5_000),
      set: fc.constantFrom(undefined, undefined, undefined, 0, 1, 65_534, 65_535),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("work" as const),
      use: fc.constantFrom(-5, 0, 10, 100, 1_500, 3_000, 3_001, 72_001),
      speed: fc.constantFrom(0, 30, 130, 255),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("event" as const), event: plain }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("correct" as const),
      event: fc.oneof(
        fc.record({ kind: fc.constant("cluster-replaced" as const), ...signatures }),
        fc.record({
          kind: fc.constant("unit-changed" as const),
          unit: fc.constantFrom(MILES, KILOMETRES, NEARLY, NEARLY, LONG),
          ...signatures,
        }),
      ),
    }),
  },
  { weight: 2, arbitrary: dial },
  { weight: 1, arbitrary: withdraw },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("quarrel" as const),
      lines: fc.array(fc.oneof({ weight: 4, arbitrary: dial }, { weight: 1, arbitrary: withdraw }), {
        minLength: 4,
        maxLength: 12,
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("succeed" as const),
      by: fc.constantFrom(-1_000, 0, 0, 1_000),
      ago: fc.constantFrom(0, DAY_S, 61 * DAY_S),
      offset: fc.constantFrom(0, 65_536, -1_000),
    }),
  },
);

/** The world in which actions happen: true time, the car's counters, the device's clock, and what was kept of them. */
class World {
  readonly entries: Entry[] = [];
  readonly #rules: Rules;
  #time = 1_700_000_000;
  #clock = 0;
  #delay = 60;
  #blockUnixS = 0;
  #counter: number;
  #sourceKm: number | undefined;
  #sourceStepKm = 0;
  #work = 1_000;
  #workStep: number | undefined;
  #speed: number | undefined;

  constructor(rules: Rules, counter: number) {
    this.#rules = rules;
    this.#counter = counter;
  }

  #wrapped(counter: number): number {
    const { wrapsAt = 2 ** 32 } = this.#rules;
    return ((counter % wrapsAt) + wrapsAt) % wrapsAt;
  }

  /** The time of a block; a later one is never before it. */
  get #block(): number {
    this.#blockUnixS = Math.max(this.#blockUnixS, this.#time + this.#delay);
    return this.#blockUnixS;
  }

  #read(counter: number | undefined): void {
    if (this.#sourceKm !== undefined) this.#sourceKm = Math.min(65_535, this.#sourceKm + this.#sourceStepKm);
    this.#work = Math.max(0, this.#work + (this.#workStep ?? 0));
    const reading: JudgedReading = {
      timeUnixS: Math.max(0, this.#time + this.#clock),
      ...(counter === undefined ? {} : { counter }),
      ...(this.#sourceKm === undefined ? {} : { distanceSinceClearedKm: this.#sourceKm }),
      ...(this.#workStep === undefined ? {} : { fuelUsedCl: this.#work, operatingTimeS: this.#work * 2 }),
      ...(this.#speed === undefined ? {} : { speedKmh: this.#speed }),
    };
    this.entries.push({ blockTimeUnixS: this.#block, reading });
  }

  #happen(event: JudgeEvent): void {
    this.entries.push({ blockTimeUnixS: this.#block, event });
  }

  act(action: Action): void {
    switch (action.do) {
      case "read":
        for (let time = 0; time < action.times; time += 1) {
          this.#time += action.seconds;
          const { edge, hm } = action.drive;
          this.#counter += Math.max(0, edge ? reachHm(PARAMETERS.odometerHm, action.seconds) + hm : hm);
          this.#read(this.#wrapped(this.#counter));
        }
        return;
      case "stray":
        for (let time = 0; time < action.times; time += 1) {
          this.#time += action.seconds;
          this.#read(Math.max(0, this.#wrapped(this.#counter) + action.by));
        }
        return;
      case "absolute":
        this.#time += action.seconds;
        this.#read(action.counter);
        return;
      case "hidden":
        this.#time += action.seconds;
        this.#counter += action.km * 10;
        this.#read(undefined);
        return;
      case "turn":
        this.#counter = Math.max(0, this.#counter - action.hm);
        return;
      case "convert": {
        const [numerator, denominator] = action.toMiles ? [1_000_000, 1_609_344] : [1_609_344, 1_000_000];
        this.#counter = Math.floor((this.#counter * numerator) / denominator);
        return;
      }
      case "emigrate": {
        const unit = action.toMiles ? MILES : KILOMETRES;
        const paper: JudgeEvent = { kind: "unit-changed", unit, byWorkshop: true, byOwner: true };
        if (!action.isLate) this.#happen(paper);
        this.act({ do: "convert", toMiles: action.toMiles });
        this.act({ do: "read", seconds: 60, drive: { edge: false, hm: 10 }, times: 4 });
        if (action.isLate) this.#happen(paper);
        return;
      }
      case "clock":
        this.#clock = action.shift;
        return;
      case "delay":
        this.#delay = action.seconds;
        return;
      case "source":
        this.#sourceKm = action.set ?? this.#sourceKm ?? 1_000;
        this.#sourceStepKm = action.km;
        return;
      case "work":
        this.#workStep = action.use;
        this.#speed = action.speed;
        return;
      case "dial":
        this.#happen({
          kind: "dial-reading",
          raw: Math.max(0, this.#wrapped(this.#counter) + action.by),
          company: action.company,
          entry: action.entry,
        });
        return;
      case "quarrel":
        for (const line of action.lines) this.act(line);
        return;
      case "withdraw":
        this.#happen({ kind: "dial-withdrawn", company: action.company, entry: action.entry });
        return;
      case "succeed":
        this.#happen({
          kind: "device-replaced",
          closing: {
            raw: Math.max(0, this.#wrapped(this.#counter) + action.by),
            offsetHm: action.offset,
            timeUnixS: this.#time - action.ago,
          },
        });
        return;
      default:
        this.#happen(action.event);
    }
  }
}

/** Rules and a history under them. */
export const histories: fc.Arbitrary<{ readonly rules: Rules; readonly entries: readonly Entry[] }> = fc
  .record({
    rules,
    counter: fc.constantFrom(0, 100, 50_000, 65_000, 65_500, 1_048_000, 2_000_000),
    actions: fc.array(action, { maxLength: 24 }),
  })
  .map((drawn) => {
    const world = new World(drawn.rules, drawn.counter);
    for (const each of drawn.actions) world.act(each);
    return { rules: drawn.rules, entries: world.entries };
  });
