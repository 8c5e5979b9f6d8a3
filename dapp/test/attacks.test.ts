/** Attacks that worked once, each as it was found (docs/security.md, "Found by attack"). */
import { deviceIdOf } from "@witness/protocol/identity";
import { PARAMETERS } from "@witness/protocol/judge/parameters";
import { reachHm } from "@witness/protocol/judge/windows";
import { COHORT_MIN_CARS, RECENT_LINKS, REFUSALS_KEPT_PER_CODE } from "@witness/protocol/limits";
import { decodeAnswer, decodeCarAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { beforeEach, describe, expect, it } from "vitest";
import { carAnswer } from "../src/inspect/car.ts";
import { inspect } from "../src/inspect/inspect.ts";
import { type State, stateRoot } from "../src/state/state.ts";
import { context, drive, feed, inputOf, NOW, run, TestDevice, world } from "./world.ts";

let state: State;
let device: TestDevice;
const DAY_S = 86_400;
/** The most that a list in a record may hold, whatever was sent. */
const LIST_MAX = 200;

const record = () => state.devices.get(deviceIdOf(device.id));
function answer() {
  const known = record();
  const bytes = known && carAnswer(state, context, known, { deviceId: device.id, replyKey: device.publicKey });
  if (!bytes) throw new Error("The car is not answered.");
  return { bytes, ...decodeCarAnswer(bytes) };
}

beforeEach(() => {
  state = world();
  device = new TestDevice("device");
  feed(state, inputOf({ registrations: [device.registration()] }));
});

/** The lengths of all lists in the record. */
const listLengths = () =>
  Object.values(record() ?? {}).flatMap((value) => (Array.isArray(value) ? [value.length] : []));

describe("what an input costs", () => {
  it("does not grow with the trouble codes that a device has set", () => {
    const codes = (from: number) => Array.from({ length: 100 }, (_, i) => ({ code: from + i, cleared: false }));
    for (let i = 0; i < 5; i += 1) {
      const readings = drive(1, 1_000 + i, NOW - 1_000 + i);
      const sent = device.send(readings.map((reading) => ({ ...reading, troubleCodes: codes(100 * i) })));
      feed(state, inputOf({ runs: [run(sent)] }, 1 + i));
    }
    expect(Math.max(...listLengths())).toBeLessThanOrEqual(LIST_MAX);
    expect(record()).toMatchObject({ troubleCodesSet: 500 });
    expect(answer().activeTroubleCodes).toEqual(record()?.activeTroubleCodes);
  });

  it("does not grow with the sessions and gaps that a record holds", () => {
    for (let i = 0; i < LIST_MAX + 1; i += 1) {
      device.open(1);
      feed(state, inputOf({ runs: [run(device.send([]))] }, 1 + i));
    }
    expect(Math.max(...listLengths())).toBeLessThanOrEqual(LIST_MAX);
    expect(answer().judgement.reasons.find(({ code }) => code === "gap")?.count).toBe(LIST_MAX + 1);
  });
});

describe("a past with a fork in it", () => {
  const fork = (origin: TestDevice, i: number, timeUnixS: number) => {
    const copy = origin.copy();
    copy.session = 0;
    return feed(state, inputOf({ runs: [run(copy.send(drive(1, 10 + i)))] }, 2 + i, { timeUnixS }));
  };

  it("does not become clean by later forks", () => {
    const origin = device.copy();
    feed(state, inputOf({ runs: [run(device.send(drive(2)))] }, 1, { timeUnixS: NOW }));
    fork(origin, 0, NOW);
    expect(answer()).toMatchObject({ forks: 1, judgement: { verdict: "no judgement" } });
    for (let i = 1; i <= RECENT_LINKS; i += 1) fork(origin, i, NOW + DAY_S);
    expect(answer()).toMatchObject({ forks: RECENT_LINKS + 1, judgement: { verdict: "no judgement" } });
  });

  it("does not become clean by later forks of higher numbers", () => {
    const origin = device.copy();
    feed(state, inputOf({ runs: [run(device.send(drive(2)))] }, 1));
    const second = device.copy();
    feed(state, inputOf({ runs: [run(device.send(drive(2, 1_100, NOW - 3_600)))] }, 2));
    for (let i = 1; i <= RECENT_LINKS; i += 1) {
      const copy = second.copy();
      feed(state, inputOf({ runs: [run(copy.send(drive(1, 2_000 + i)))] }, 2 + i));
    }
    fork(origin, RECENT_LINKS + 1, NOW);
    expect(answer()).toMatchObject({ judgement: { verdict: "no judgement" } });
  });

  it("is not written anew by whoever posts known evidence again", () => {
    const origin = device.copy();
    feed(state, inputOf({ runs: [run(device.send(drive(2)))] }, 1));
    for (let i = 0; i < RECENT_LINKS + 3; i += 1) fork(origin, i, NOW);
    const root = stateRoot(state);
    for (let i = 0; i < RECENT_LINKS + 3; i += 1) fork(origin, i, NOW + DAY_S);
    expect(stateRoot(state)).toEqual(root);
  });
});

describe("a car's refusals", () => {
  it("are not listed with old bodies, which any stranger can post again", () => {
    const openings = Array.from({ length: REFUSALS_KEPT_PER_CODE + 2 }, (_, i) => {
      device.open();
      return device.send(drive(1, 1_000 + i, NOW - 9_000 + 60 * i));
    });
    feed(state, inputOf({ runs: [run(...openings)] }, 1));
    const later = Array.from({ length: RECENT_LINKS }, (_, i) =>
      device.send(drive(1, 1_100 + i, NOW - 5_000 + 60 * i)),
    );
    feed(state, inputOf({ runs: [run(...later)] }, 2));
    const before = answer().refusals;
    for (const [i, opening] of openings.entries()) {
      const { reports } = feed(state, inputOf({ runs: [run(opening)] }, 4 + i));
      expect(decodeAdvanceReport(reports[0] ?? new Uint8Array()).envelopeCodes).toEqual(["sequence-regressed"]);
    }
    expect(answer().refusals).toEqual(before);
  });
});

describe("statistics", () => {
  const FAR = { timeUnixS: NOW - 1, odometerHm: 5_000 };
  const ask = (make: string, model: string) => inspect(state, encodeQuery({ kind: "statistics", make, model }));
  const cars = (model: string, count: number) =>
    Array.from({ length: count }, (_, i) => {
      const car = new TestDevice(`${model} ${i}`);
      feed(state, inputOf({ registrations: [car.registration(undefined, undefined, model)] }));
      feed(state, inputOf({ runs: [run(car.send([...drive(1), FAR]))] }));
      return car;
    });

  it("say the same of a make and model that is suppressed and of one that does not exist", () => {
    cars("Vega", COHORT_MIN_CARS - 1);
    expect(ask("Aster", "Vega")).toEqual(ask("Aster", "Nowhere"));
    expect(ask("Aster", "")).toEqual(ask("Nobody", ""));
    expect(ask("", "Vega")).toEqual(ask("", "Nowhere"));
  });

  it("do not change by a single bit when a car of a group of five is rolled back", () => {
    const [first] = cars("Vega", COHORT_MIN_CARS);
    const before = decodeAnswer(ask("Aster", "Vega"));
    expect(before).toMatchObject({ cohorts: [{ cars: COHORT_MIN_CARS }] });
    if (first) feed(state, inputOf({ runs: [run(first.send(new Array(4).fill({ ...FAR, odometerHm: 10 })))] }));
    expect(state.devices.get(deviceIdOf(first?.id ?? new Uint8Array()))?.judgement.verdict).toBe("illogical");
    const after = decodeAnswer(ask("Aster", "Vega"));
    // It sent one reading more, as every car does.
    expect(after).toEqual({
      ...before,
      cohorts:
        before.kind === "statistics" ? before.cohorts.map((each) => ({ ...each, readings: each.readings + 1 })) : [],
    });
  });

  it("take from an impossible jump no more than a car can drive", () => {
    const [first] = cars("Vega", COHORT_MIN_CARS);
    if (first)
      feed(state, inputOf({ runs: [run(first.send(new Array(4).fill({ ...FAR, odometerHm: 4_000_000_000 })))] }));
    const answer = decodeAnswer(ask("Aster", "Vega"));
    const [cohort] = answer.kind === "statistics" ? answer.cohorts : [];
    expect(cohort?.distancePerDayHm).toBe(
      Math.floor((4 * 4_000 + reachHm(PARAMETERS.odometerHm, 86_399)) / COHORT_MIN_CARS),
    );
  });
});
