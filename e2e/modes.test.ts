/** The whole system without a browser: what becomes of each mode of car, and of a relay that replays. */
import { toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { provenAsOf } from "@witness/protocol/record/as-of";
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
      const answer = await ask(system, { kind: "status" });
      return answer.kind === "status" ? answer.status.admitted : 0;
    },
    (envelopes) => envelopes >= expected,
  );
}, 120_000);
afterAll(() => system?.stop(), 30_000);

/** Returns how far the numbers go on at each gap of a car, as the archive has its history. */
async function gapsOf(mode: string): Promise<readonly number[]> {
  const { deviceId } = carOf(mode);
  const read = await eventually(
    async () => historyOf(system, deviceId, await record(mode)),
    (history) => "proven" in history,
  );
  const bodies = "proven" in read ? read.proven.bodies : [];
  return bodies.flatMap(({ gap }) => (gap ? [gap.beforeSequence - gap.afterSequence] : []));
}

describe("modes", () => {
  it("honest: the record is logical, and nothing speaks against it", async () => {
    const { judgement, forks, refusals, unreadableEnvelopes } = await record("honest");
    expect({ forks, refusals, unreadableEnvelopes }).toEqual({ forks: 0, refusals: [], unreadableEnvelopes: 0 });
    expect(judgement).toMatchObject({ verdict: "logical", reasons: [] });
    expect(judgement.readings).toBeGreaterThan(30);
  });

  it("rolled-back: what is authentic is admitted, and turns the verdict: lower than before", async () => {
    const { judgement } = await record("rolled-back");
    expect(judgement.verdict).toBe("illogical");
    const fall = judgement.reasons.find(({ code }) => code === "odometer-decreased");
    expect(fall).toMatchObject({ count: 1, open: 1 });
    expect(fall?.firstAmountHm).toBeGreaterThan(300_000);
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
    const { judgement, sequence } = await record("replayed");
    expect(judgement.verdict).toBe("logical");
    expect(answered("replayed")).toContain("sequence-replayed");
    const admitted = carOf("replayed").answered.find(({ code }) => code === "admitted")?.count ?? 0;
    // The registration is among them.
    expect(sequence).toBe(admitted - 1);
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
    const { judgement } = await record("gap");
    const [gap] = judgement.reasons.filter(({ code }) => code === "gap");
    expect(gap).toMatchObject({ count: 1 });
    expect(gap?.totalAmountHm, "driven in the gap").toBeGreaterThan(0);
    expect(await gapsOf("gap")).toEqual([5]);
    expect(judgement.reasons.map(({ code }) => code)).toContain("gap");
  });

  it("lost-storage: goes on over a visible gap, and is no suspect for it", async () => {
    const { judgement, forks } = await record("lost-storage");
    expect(await gapsOf("lost-storage")).toEqual([1_025]);
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
      const missing = bodies.reduce((sum, { gap }) => sum + (gap ? gap.beforeSequence - gap.afterSequence - 1 : 0), 0);
      expect(bodies.length + missing).toBe(answer.sequence);
      const gaps = answer.judgement.reasons.find(({ code }) => code === "gap")?.count ?? 0;
      expect(bodies.filter(({ gap }) => gap)).toHaveLength(gaps);
      expect(forks.length + bodies.filter(({ fork }) => fork).length).toBe(answer.forks);
    },
  );
});

describe("queries", () => {
  it("as of a time, the record says how far the car had come, and proves it", async () => {
    const { deviceId } = carOf("rolled-back");
    const now = await owner.car(deviceId);
    const asOf = await owner.car(deviceId, { timeUnixS: now.judgement.coveredToUnixS - 20 * 86_400 });
    expect(asOf.asOf?.grain).toBe("day");
    const expected = { deviceId: asOf.deviceId, stateRoot: asOf.stateRoot };
    const proven = provenAsOf(asOf.proof, expected, now.judgement.coveredToUnixS - 20 * 86_400, provider);
    expect(proven?.distance).toEqual(asOf.asOf);
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
      const after = await owner.car(idOf(car));
      expect(after.judgement).toEqual(car.judgement);
      expect(after.link).toEqual(car.link);
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
