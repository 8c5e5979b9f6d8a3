/** The whole system without a browser: what becomes of each mode of car, and of a relay that replays. */
import { toHex } from "@witness/protocol/bytes";
import { decodeReadings, type Groups } from "@witness/protocol/reading";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { System } from "../scripts/system.ts";
import { historyOf } from "./history.ts";
import { ask, type FleetCar, idOf, Owner } from "./owner.ts";
import { replayInputs } from "./replay.ts";
import { eventually, startSystem } from "./system.ts";

let system: System;
let owner: Owner;
let garage: readonly FleetCar[];

const carOf = (mode: string): FleetCar => {
  const car = garage.find((each) => each.mode === mode);
  if (!car) throw new Error(`No car is ${mode}.`);
  return car;
};
const answered = (mode: string): string[] => carOf(mode).answered.map(({ code }) => code);
const record = (mode: string) => owner.car(carOf(mode).deviceId);

beforeAll(async () => {
  system = await startSystem({ without: ["page"] });
  owner = new Owner(system);
  garage = await owner.garage();
  // Acknowledged is not recorded yet: the batches are on their way.
  const expected = garage.reduce((sum, { answered }) => {
    const admitted = answered.find(({ code }) => code === "admitted")?.count ?? 0;
    // The registration is among them.
    return sum + admitted - 1;
  }, 0);
  await eventually(
    async () => {
      const records = await Promise.all((await owner.cars()).map((car) => owner.car(idOf(car))));
      return records.reduce((sum, { history, unreadableEnvelopes }) => sum + history.length + unreadableEnvelopes, 0);
    },
    (envelopes) => envelopes >= expected,
  );
}, 120_000);
afterAll(() => system?.stop(), 30_000);

const textOf = ({ distance, condition, bus }: Groups): string => [distance, condition, bus].map(toHex).join(" ");

describe("modes", () => {
  it("honest: the record holds every reading in order, and is logical", async () => {
    const { judgement, history, profile, gaps, forks, refusals } = await record("honest");
    expect(judgement.verdict).toBe("logical");
    expect({ gaps, forks, refusals }).toEqual({ gaps: [], forks: 0, refusals: [] });
    const times = history.flatMap((groups) =>
      decodeReadings(profile, groups).readings.map(({ timeUnixS }) => timeUnixS),
    );
    expect(times.length).toBe(judgement.readings);
    expect(judgement.reasons).toEqual([]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it("rolled-back: what is authentic is admitted, and turns the verdict: lower than before", async () => {
    const { judgement, marks } = await record("rolled-back");
    expect(judgement.verdict).toBe("illogical");
    const fall = judgement.reasons.find(({ code }) => code === "odometer-decreased");
    expect(fall).toMatchObject({ count: 1, open: 1 });
    expect(fall?.firstAmountHm).toBeGreaterThan(300_000);
    expect(marks.some(({ reason }) => reason === "odometer-decreased")).toBe(true);
    expect(answered("rolled-back")).toEqual(["admitted"]);
  });

  it("blocked: the distance since codes were cleared counts on, so the odometer stood still while the car drove", async () => {
    const { judgement } = await record("blocked");
    expect(judgement.verdict).toBe("illogical");
    const still = judgement.reasons.find(({ code }) => code === "standing-still");
    // Two fifths of two months.
    expect(still?.count).toBeGreaterThan(0);
    expect(still?.firstAmountHm).toBeGreaterThan(0);
    expect(answered("blocked")).toEqual(["admitted"]);
  });

  it("replayed: nothing counts twice", async () => {
    const { judgement, history } = await record("replayed");
    expect(judgement.verdict).toBe("logical");
    expect(answered("replayed")).toContain("sequence-replayed");
    expect(new Set(history.map(textOf)).size).toBe(history.length);
  });

  it("forged: refused, and the record is as if nobody had tried", async () => {
    const { judgement, forks } = await record("forged");
    expect(judgement.verdict).toBe("logical");
    expect(forks).toBe(0);
    expect(carOf("forged").answered.find(({ code }) => code === "signature-invalid")?.count).toBe(2);
  });

  it.each(["forked", "cloned"])(
    "%s: the second envelope is refused as a reading and kept as evidence",
    async (mode) => {
      expect(answered(mode)).toContain("forked-key");
      const { judgement, forks } = await eventually(
        () => record(mode),
        (car) => car.forks > 0,
      );
      expect(forks).toBeGreaterThan(0);
      expect(judgement.reasons.map(({ code }) => code)).toContain("forked-key");
      expect(judgement.verdict).toBe("no judgement");
    },
  );

  it("gap: refused until a new session goes on over a gap that the record names", async () => {
    expect(answered("gap")).toContain("sequence-gap");
    const { judgement, gaps } = await record("gap");
    expect(gaps).toHaveLength(1);
    expect((gaps[0]?.beforeSequence ?? 0) - (gaps[0]?.afterSequence ?? 0)).toBe(5);
    expect(judgement.reasons.map(({ code }) => code)).toContain("gap");
  });

  it("lost-storage: goes on over a visible gap, and is no suspect for it", async () => {
    const { judgement, gaps, forks } = await record("lost-storage");
    expect((gaps[0]?.beforeSequence ?? 0) - (gaps[0]?.afterSequence ?? 0)).toBe(1_025);
    expect(forks).toBe(0);
    expect(judgement.verdict).toBe("logical");
    expect(judgement.reasons.map(({ code }) => code)).toContain("gap");
  });
});

describe("the archive", () => {
  it.each(["honest", "rolled-back", "blocked", "forked", "cloned", "gap", "lost-storage"])(
    "%s: has the history that the record proves, envelope by envelope",
    async (mode) => {
      const { deviceId } = carOf(mode);
      const read = await eventually(
        async () => {
          const answer = await record(mode);
          return { answer, history: await historyOf(system, deviceId, answer) };
        },
        ({ history }) => "proven" in history,
      );
      const { answer, history } = read;
      if (!("proven" in history)) throw new Error(history.fault.code);
      const { bodies, forks } = history.proven;
      expect(bodies.at(-1)).toMatchObject({ link: answer.link, body: { sequence: answer.sequence } });
      expect(bodies).toHaveLength(answer.history.length + answer.unreadableEnvelopes);
      expect(bodies.filter(({ gap }) => gap)).toHaveLength(answer.gaps.length);
      expect(forks.length + bodies.filter(({ fork }) => fork).length).toBe(answer.forks);
    },
  );
});

describe("queries", () => {
  it("as of a sequence number and as of a time, the record is what it was", async () => {
    const { deviceId } = carOf("rolled-back");
    const early = await owner.car(deviceId, { sequence: 3 });
    expect(early.sequence).toBe(3);
    expect(early.history).toHaveLength(3);
    // A few days are too few to judge, and nothing speaks against them.
    expect(early.judgement.verdict).toBe("no judgement");
    expect(early.judgement.reasons.map(({ code }) => code)).not.toContain("odometer-decreased");
    const now = await owner.car(deviceId);
    const asOfNow = await owner.car(deviceId, { timeUnixS: now.timeUnixS });
    expect(asOfNow.history.length).toBe(now.history.length);
  });

  it("given somebody else's wallet, the car is not told", async () => {
    await expect(new Owner(system).car(carOf("honest").deviceId)).rejects.toThrow("car-unknown");
  });
});

describe("a relay that replays", () => {
  it("pays for nothing: the same inputs again, cut and mixed, change no record", async () => {
    const before = await Promise.all(garage.map(({ deviceId }) => owner.car(deviceId)));
    const heads = await Promise.all(before.map((car) => ask(system, { kind: "head", deviceId: car.deviceId })));
    await replayInputs(system);
    for (const [index, car] of before.entries()) {
      const after = await owner.car(idOf(car), { sequence: car.sequence });
      expect(after.judgement).toEqual(car.judgement);
      expect(after.history).toEqual(car.history);
      const head = heads[index];
      expect(head?.kind === "head" && toHex(head.head.link)).toBe(toHex(car.link));
    }
  });
});

describe("statistics", () => {
  it("name no car, and nothing of a group smaller than k", async () => {
    const answer = await ask(system, { kind: "statistics", make: "", model: "" });
    if (answer.kind !== "statistics") throw new Error("No statistics.");
    expect(answer.k).toBe(5);
    const sizes = new Map<string, number>();
    const response = await fetch(`${system.addresses.fleet}/v1/cars`);
    for (const { make, model, mode } of (await response.json()) as { make: string; model: string; mode: string }[]) {
      // Evidence of a copied key puts a car in quarantine, where it is in no cohort.
      if (mode === "forked" || mode === "cloned") continue;
      sizes.set(`${make} ${model}`, (sizes.get(`${make} ${model}`) ?? 0) + 1);
    }
    // Which models an owner's garage gets depends on the owner, so a small group is not there each time.
    expect(answer.cohorts.length).toBeGreaterThan(0);
    expect(answer.suppressedCohorts).toBe(sizes.size - answer.cohorts.length);
    for (const { make, model, cars } of answer.cohorts) {
      expect(cars).toBeGreaterThanOrEqual(answer.k);
      expect(sizes.get(`${make} ${model}`)).toBe(cars);
    }
  });
});
