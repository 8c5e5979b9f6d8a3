/** Releases: made once, at the first input after a window, under the state root; repeated by inspect, and paid for in public. */
import { concat } from "@witness/protocol/bytes";
import { deviceIdOf } from "@witness/protocol/identity";
import { RELEASE_ROWS_PER_INPUT, RELEASE_YEAR_S } from "@witness/protocol/limits";
import { decodeStateRoot } from "@witness/protocol/outputs";
import { provenGlobals } from "@witness/protocol/record/globals";
import { cohortRow } from "@witness/protocol/release/cohorts";
import { decodePrivacyBudget, decodeReleases } from "@witness/protocol/release/globals";
import { decodeRelease, decodeReleaseTable } from "@witness/protocol/release/notice";
import { readRelease } from "@witness/protocol/release/release";
import type { ReleaseSettings } from "@witness/protocol/release/schedule";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import { beforeEach, describe, expect, it } from "vitest";
import { inspect } from "../src/inspect/inspect.ts";
import { advance } from "../src/state/advance.ts";
import { readSnapshot, writeSnapshot } from "../src/state/snapshot/snapshot.ts";
import { type State, stateRoot } from "../src/state/state.ts";
import { drive, feed, inputOf, NOW, p, run, TestDevice, withCode, world } from "./world.ts";

const WEEK_S = 604_800;
/** The first moment of the week after `NOW`'s. */
const NEXT = (Math.floor(NOW / WEEK_S) + 1) * WEEK_S;
/** So little noise that figures can be told by eye: ε is 1 000. */
const PLAIN = { windowS: WEEK_S, epsilonNumerator: 1_000, epsilonDenominator: 1, epsilonPerYear: 3_000 };
const COHORTS = [cohortRow({ make: "Aster", model: "Vega" }), cohortRow({ make: "Aster", model: "Corsa" })];
const settings = (change: Partial<ReleaseSettings> = {}): ReleaseSettings => ({
  ...PLAIN,
  cohorts: COHORTS,
  ...change,
});

const NOTHING = new Uint8Array();
let state: State;
let index = 0;
const post = (batch: Parameters<typeof inputOf>[0], timeUnixS = NOW) => {
  const transition = feed(state, inputOf(batch, index, { timeUnixS }));
  index += 1;
  if (transition.status !== "accept") throw new Error("The input was rejected.");
  return transition;
};
const begin = (change: Partial<ReleaseSettings> = {}) => {
  state = world({ releases: settings(change) });
  index = 0;
};
/** Registers cars that each drive `hm` in this week, with one trouble code. */
function fleet(model: string, cars: number, hm: number, from = 50_000): TestDevice[] {
  return Array.from({ length: cars }, (_, at) => {
    const device = new TestDevice(`${model} ${at}`);
    const readings = [
      { timeUnixS: NOW - 86_400, odometerHm: from, fuelUsedCl: 900 },
      { timeUnixS: NOW, odometerHm: from + hm, fuelUsedCl: 1_100 },
    ];
    post({ registrations: [device.registration(undefined, undefined, model)] });
    post({ runs: [run(device.send(readings.slice(0, 1)))] });
    post({ runs: [run(device.send(withCode(readings.slice(1), 0, 7)))] });
    return device;
  });
}
const asked = () => {
  const answer = decodeAnswer(inspect(state, encodeQuery({ kind: "release" })));
  if (answer.kind !== "release") throw new Error(answer.kind);
  return answer;
};
const released = () => readRelease(asked(), p).rows;
/** Sends an input that brings nothing: of a device that nobody registered. */
const pass = (timeUnixS: number) => post({ runs: [run(new TestDevice("stranger").send([]))] }, timeUnixS);
/** Ends the window. */
const endWindow = (timeUnixS = NEXT) => pass(timeUnixS);

beforeEach(() => begin());

describe("a release", () => {
  it("default: comes out with the first input after its window, and tells of the cohorts that are large enough", () => {
    fleet("Corsa", 12, 2_000);
    fleet("Vega", 3, 2_000);
    expect(pass(NEXT - 1).notices).toEqual([]);
    expect(asked()).toMatchObject({ windowS: WEEK_S, nextUnixS: NEXT, refused: 0 });
    expect(asked().head).toEqual(new Uint8Array());
    const { notices } = endWindow();
    expect(notices).toHaveLength(3);
    const { table } = decodeReleaseTable(notices[0] ?? NOTHING);
    const head = decodeRelease(notices[1] ?? NOTHING);
    expect(head).toMatchObject({
      number: 1,
      fromUnixS: NEXT - WEEK_S,
      untilUnixS: NEXT,
      rows: 2,
      suppressed: 1,
      spent: 1_000,
    });
    const [vega, corsa] = readRelease({ ...asked(), head: notices[1] ?? NOTHING, table }, p).rows;
    expect(vega).toBeUndefined();
    const [cars = 0, distanceHm = 0, codes = 0, fuelCl = 0, energyWh = 0] = corsa ?? [];
    expect([cars, codes]).toEqual([12, 12]);
    // The bar at this ε: 84 hm, 252 cl and 5 040 Wh.
    expect(Math.abs(distanceHm - 24_000)).toBeLessThan(100);
    expect(Math.abs(fuelCl - 2_400)).toBeLessThan(300);
    expect(Math.abs(energyWh)).toBeLessThan(6_000);
    expect(decodeStateRoot(notices[2] ?? NOTHING).root).toEqual(stateRoot(state));
  });

  it("is repeated byte for byte by whoever asks, whatever comes in meanwhile", () => {
    const [car] = fleet("Corsa", 12, 2_000);
    endWindow();
    const first = inspect(state, encodeQuery({ kind: "release" }));
    expect(inspect(state, encodeQuery({ kind: "release" }))).toEqual(first);
    if (car) post({ runs: [run(car.send([{ timeUnixS: NEXT, odometerHm: 60_000 }]))] }, NEXT);
    expect(inspect(state, encodeQuery({ kind: "release" }))).toEqual(first);
  });

  it("is the same for whoever runs the inputs again, and another under another key or another past", () => {
    const tableOf = (change: () => void) => {
      begin({ epsilonNumerator: 1, epsilonPerYear: 52, cohorts: COHORTS });
      fleet("Corsa", 30, 2_000);
      change();
      endWindow();
      return asked().table;
    };
    const nothing = () => {};
    expect(tableOf(nothing)).toEqual(tableOf(nothing));
    expect(tableOf(nothing)).not.toEqual(
      tableOf(() => post({ registrations: [new TestDevice("one more").registration()] })),
    );
  });

  it("stands under the state root with the budget that it spent", () => {
    fleet("Corsa", 12, 2_000);
    endWindow();
    const answer = decodeAnswer(inspect(state, encodeQuery({ kind: "globals" })));
    if (answer.kind !== "globals") throw new Error(answer.kind);
    const said = provenGlobals(answer.proof.opening, answer.proof.place, stateRoot(state), p);
    expect(decodePrivacyBudget(said?.privacyBudget ?? NOTHING)).toMatchObject({
      spent: 1_000,
      epsilonPerYear: 3_000,
      refused: 0,
    });
    const { table, suppressed } = decodeRelease(asked().head);
    expect(decodeReleases(said?.releases ?? NOTHING)).toMatchObject({
      number: 1,
      newest: [{ number: 1, table, suppressed }],
    });
  });

  it("is refused when the year's budget is spent, says when again, and comes again then", () => {
    fleet("Corsa", 12, 2_000);
    for (const week of [0, 1, 2]) expect(endWindow(NEXT + week * WEEK_S).notices).toHaveLength(3);
    const before = asked();
    // The refusal is public: the state root changes, and no release comes out.
    expect(endWindow(NEXT + 3 * WEEK_S).notices).toHaveLength(1);
    const again = NEXT - WEEK_S + RELEASE_YEAR_S;
    expect(asked()).toMatchObject({ head: before.head, refused: 1, budgetAgainUnixS: again });
    endWindow(again + WEEK_S);
    expect(decodeRelease(endWindow(again + 2 * WEEK_S).notices[1] ?? NOTHING)).toMatchObject({
      number: 4,
      spent: 1_000,
    });
  });

  it("of many cohorts takes several inputs, counts none of what they bring, and comes out whole", () => {
    const others = Array.from({ length: 2 * RELEASE_ROWS_PER_INPUT }, (_, at) =>
      cohortRow({ make: "Aster", model: `No ${at}` }),
    );
    begin({ cohorts: [...others, ...COHORTS] });
    const [car] = fleet("Corsa", 12, 2_000);
    // The budget is charged before the first row is made.
    expect(endWindow().notices).toHaveLength(1);
    const late = car?.send([{ timeUnixS: NEXT, odometerHm: 53_000 }]);
    if (late) post({ runs: [run(late)] }, NEXT + 1);
    expect(asked().head).toEqual(new Uint8Array());
    expect(endWindow(NEXT + 2).notices).toHaveLength(3);
    expect(asked().inputIndex).toBe(index - 1);
    const rows = released();
    expect(rows.slice(0, -1).every((row) => row === undefined)).toBe(true);
    expect(Math.abs((rows.at(-1)?.[1] ?? 0) - 24_000)).toBeLessThan(100);
  });
});

describe("what a car adds", () => {
  const distanceOf = () => released()[1]?.[1] ?? 0;

  it("is bounded however far it says that it drove, and however many codes it sends", () => {
    fleet("Corsa", 11, 2_000);
    const far = new TestDevice("far");
    post({ registrations: [far.registration()] });
    post({ runs: [run(far.send(drive(1)))] });
    const codes = Array.from({ length: 20 }, (_, code) => ({ code, cleared: false }));
    post({
      runs: [run(far.send(new Array(4).fill({ timeUnixS: NOW, odometerHm: 900_000_000, troubleCodes: codes })))],
    });
    endWindow();
    expect(released()[1]?.[2]).toBe(11 + 3);
    expect(distanceOf()).toBeLessThan(22_000 + 10_500 + 100);
  });

  it("is nothing in a window in which it sends nothing, and what it drove since then in the next", () => {
    const cars = fleet("Corsa", 12, 2_000);
    endWindow();
    for (const car of cars.slice(0, 11)) {
      post({ runs: [run(car.send([{ timeUnixS: NEXT + 9, odometerHm: 52_700 }]))] }, NEXT + 10);
    }
    endWindow(NEXT + WEEK_S);
    expect(released()[1]?.[0]).toBe(11);
    expect(Math.abs(distanceOf() - 11 * 700)).toBeLessThan(100);
  });

  it("is nothing of what the input that registers it brings, and counts from there", () => {
    const [car, day] = [new TestDevice("at once"), { timeUnixS: NOW - 86_400, odometerHm: 50_000 }];
    const registrations = [car.registration(undefined, undefined, "Corsa")];
    post({ registrations, runs: [run(car.send([day, { ...day, timeUnixS: NOW - 43_200, odometerHm: 50_400 }]))] });
    const corsa = () => state.contributions?.sumsOf("open", 1).slice(0, 2);
    expect(corsa()).toEqual([0, 0]);
    post({ runs: [run(car.send([{ ...day, timeUnixS: NOW, odometerHm: 51_000 }]))] });
    expect(corsa()).toEqual([1, 600]);
  });

  it("is the same whether its verdict falls or not: a roll-back in the window takes nothing away", () => {
    const [first] = fleet("Corsa", 12, 2_000);
    const back = Array.from({ length: 4 }, (_, at) => ({ timeUnixS: NOW + at, odometerHm: 10 }));
    if (first) post({ runs: [run(first.send(back))] });
    expect(state.devices.get(deviceIdOf(first?.id ?? NOTHING))?.judgement.verdict).toBe("illogical");
    endWindow();
    expect(released()[1]?.[0]).toBe(12);
    expect(Math.abs(distanceOf() - 24_000)).toBeLessThan(100);
  });

  it("goes when its key is copied, since a copy quarantines it", () => {
    const [first] = fleet("Corsa", 12, 2_000);
    const twin = first?.copy();
    if (first && twin) {
      post({ runs: [run(first.send([{ timeUnixS: NOW, odometerHm: 52_001 }]))] });
      post({ runs: [run(twin.send([{ timeUnixS: NOW, odometerHm: 52_002 }]))] });
    }
    endWindow();
    expect(released()[1]?.[0]).toBe(11);
    expect(Math.abs(distanceOf() - 22_000)).toBeLessThan(100);
  });

  it("goes to the first row of the list that it belongs to, by year and by the distance at the window's beginning", () => {
    const bands = [
      cohortRow({ make: "Aster", model: "Corsa", untilYear: 2_019 }),
      cohortRow({ make: "Aster", model: "Corsa", untilBand: 0 }),
      cohortRow({ make: "Aster", model: "Corsa" }),
    ];
    begin({ cohorts: bands });
    // All are of 2020, and begin with no distance: what they drive in the window moves none.
    const cars = fleet("Corsa", 12, 2_000, 99_000);
    endWindow();
    expect(released().map((row) => row?.[0])).toEqual([undefined, 12, undefined]);
    for (const car of cars) post({ runs: [run(car.send([{ timeUnixS: NEXT, odometerHm: 101_050 }]))] }, NEXT);
    endWindow(NEXT + WEEK_S);
    expect(released().map((row) => row?.[0])).toEqual([undefined, undefined, 12]);
  });
});

describe("a stranger who pays for an input in every window", () => {
  it("spends a budget that bears fewer windows than a year has, also where nobody drives, and no more than it", () => {
    begin({ windowS: 60, epsilonNumerator: 1, epsilonPerYear: 5 });
    for (let window = 0; window < 9; window += 1) pass(NOW + 60 * window);
    expect(state.releases?.schedule).toMatchObject({ number: 5, spent: 5, refused: 3 });
  });
});

describe("without releases in the genesis", () => {
  it("there are none, and the globals say nothing of any", () => {
    state = world();
    expect(asked()).toMatchObject({ head: NOTHING, cohorts: NOTHING, windowS: 0, nextUnixS: 0 });
    const { notices } = pass(NOW);
    expect(notices).toEqual([]);
    expect(endWindow().notices).toEqual([]);
  });
});

describe("a snapshot of a state with releases", () => {
  it("goes on from each input as the state that wrote it, also in the middle of a release", () => {
    const others = Array.from({ length: RELEASE_ROWS_PER_INPUT }, (_, at) =>
      cohortRow({ make: "Aster", model: `No ${at}` }),
    );
    begin({ cohorts: [...others, ...COHORTS], epsilonNumerator: 1 });
    const again = (): State => {
      const parts: Uint8Array[] = [];
      writeSnapshot(state, (part) => parts.push(part.slice()));
      const bytes = concat(...parts);
      return readSnapshot(state.genesis, {
        byteLength: bytes.length,
        read: (at, length) => bytes.subarray(at, at + length),
      });
    };
    const cars = fleet("Corsa", 12, 2_000);
    const batches = [NOW, NEXT, NEXT + 1, NEXT + 2, NEXT + WEEK_S, NEXT + WEEK_S + 1];
    for (const [at, timeUnixS] of batches.entries()) {
      const car = cars[at % cars.length];
      const runs = car ? [run(car.send([{ timeUnixS, odometerHm: 53_000 + at }]))] : [];
      const [input, twin] = [inputOf({ runs }, index, { timeUnixS }), again()];
      const theirs = advance(twin, input);
      const ours = post({ runs }, timeUnixS);
      if (theirs.status !== "accept") throw new Error("The twin rejects.");
      expect(theirs.notices).toEqual(ours.notices);
      expect(theirs.change.releases).toEqual(ours.change.releases);
    }
    expect(decodeRelease(asked().head).number).toBe(2);
  });
});
