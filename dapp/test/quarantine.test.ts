/** Quarantine, by administrators or by the rule for copied keys: reason, end, appeal, release, and what statistics show. */
import { preamble } from "@witness/protocol/context";
import { openAnswer } from "@witness/protocol/seal";
import { decodeAnswer, decodeCarAnswer } from "@witness/protocol/wire/answer";
import { encodeCarQuery, encodeQuery } from "@witness/protocol/wire/query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { administratorsBy, DAY_S, keyHolder } from "../../protocol/scripts/cases/operated.ts";
import { inspect } from "../src/inspect/inspect.ts";
import { PackedPieces } from "../src/state/packed/pieces.ts";
import { KeysScene, replyKey } from "./keys-scene.ts";
import { signedAbout } from "./operating.ts";
import { context, drive, keyOf, NOW, p, run, TestDevice } from "./world.ts";

const anna = keyHolder("Anna");
const two = administratorsBy();
let scene: KeysScene;

/** How many cars each cohort has. */
const cohort = () => {
  const asked = encodeQuery({ kind: "statistics", make: "Aster", model: "Corsa" });
  const answer = decodeAnswer(inspect(scene.state, asked));
  if (answer.kind !== "statistics") throw new Error(answer.kind);
  return answer.cohorts.map(({ cars }) => cars);
};
/** What the owner is told. */
function told() {
  const bytes = encodeCarQuery({ deviceId: scene.device.id, replyKey });
  const signature = anna.signOver([preamble("query", context), bytes], p);
  const signed = { kind: "car", query: bytes, asker: anna.actor, signature } as const;
  const answer = decodeAnswer(inspect(scene.state, encodeQuery({ kind: "signed", signed })));
  if (answer.kind !== "sealed") throw new Error(answer.kind);
  return decodeCarAnswer(openAnswer(context, bytes, keyOf("reply"), answer.sealed, p)).holding?.quarantine;
}
const codes = (...how: Parameters<KeysScene["signed"]>) =>
  scene.post({ operations: [scene.signed(...how)] }).operationCodes;

beforeEach(() => {
  scene = new KeysScene(anna);
  scene.post({ runs: [run(scene.device.send(drive(10)))] });
});

describe("a quarantine that administrators order", () => {
  it("keeps a car out of statistics until it is released or its end has come, and the owner is told why", () => {
    for (let made = 0; made < 6; made += 1) {
      const other = new TestDevice(`car ${made}`);
      const driven = other.send([...drive(1), ...drive(1, 4_990, NOW - 60_000)]);
      scene.post({ registrations: [other.registration()], runs: [run(driven)] });
    }
    // With the scene's own second car, which has not driven.
    const [all] = cohort();
    const without = [Number(all) - 1];
    const untilUnixS = NOW + DAY_S;
    const answers = scene.act(two, "quarantine", { reason: 3, untilUnixS });
    expect(cohort()).toEqual(without);
    expect(told()).toMatchObject([{ identity: answers, reason: 3, untilUnixS, appealedUnixS: 0 }]);
    scene.act(anna, "dispute", { reason: 1 }, { answers });
    expect(told()).toMatchObject([{ appealedUnixS: NOW }]);
    expect(cohort()).toEqual(without);
    scene.act(two, "releaseQuarantine", {}, { answers });
    expect([cohort(), told()]).toEqual([[all], []]);
    scene.act(two, "quarantine", { reason: 3, untilUnixS });
    const passes = (timeUnixS: number) =>
      scene.post({ operations: [scene.signed(anna, "publish", { isPublic: 1 })] }, timeUnixS);
    passes(untilUnixS - 1);
    expect(cohort()).toEqual(without);
    passes(untilUnixS);
    expect(cohort()).toEqual([all]);
  });

  it("costs a question about all cars nothing: no record is read for it", () => {
    const answers = scene.act(two, "quarantine", { reason: 3, untilUnixS: NOW + DAY_S });
    const read = vi.spyOn(PackedPieces.prototype, "get");
    try {
      cohort();
      expect(read).not.toHaveBeenCalled();
      scene.act(two, "releaseQuarantine", {}, { answers });
      expect(read).toHaveBeenCalled();
    } finally {
      read.mockRestore();
    }
  });

  it("of several cars end each at its time, whatever happened to them meanwhile", () => {
    const ends = [3, 1, 2].map((days) => NOW + days * DAY_S);
    const cars = ends.map((_, at) => new TestDevice(`car ${at}`));
    const driven = cars.map((car) => car.send([...drive(1), ...drive(1, 4_990, NOW - 60_000)]));
    const five = Array.from({ length: 5 }, (_, at) => new TestDevice(`always ${at}`));
    scene.post({ registrations: [...cars, ...five].map((car) => car.registration(anna.account)) });
    const always = five.map((car) => car.send([...drive(1), ...drive(1, 4_990, NOW - 60_000)]));
    scene.post({ runs: [...driven, ...always].map((envelope) => run(envelope)) });
    const [all] = cohort();
    for (const [at, untilUnixS] of ends.entries()) {
      const order = signedAbout(scene.state, cars[at]!, two, "quarantine", { reason: 3, untilUnixS });
      expect(scene.post({ operations: [order] }).operationCodes).toEqual(["admitted"]);
    }
    // A car that drives on while it is kept out.
    scene.post({ runs: [run(cars[0]!.send(drive(1, 5_000, NOW - 600)))] });
    const seen = [0, 1, 2, 3].map((days) => {
      scene.post({ runs: [run(five[0]!.send([]))] }, NOW + days * DAY_S);
      return Number(all) - Number(cohort()[0]);
    });
    expect(seen).toEqual([3, 2, 1, 0]);
  });

  it("is nobody's alone to order or to release: neither one administrator's, nor the maker's, nor the owner's", () => {
    const order = { reason: 3, untilUnixS: NOW + DAY_S };
    expect(codes(administratorsBy([0]), "quarantine", order)).toEqual(["signature-invalid"]);
    expect(codes(administratorsBy([2, 2]), "quarantine", order)).toEqual(["signature-invalid"]);
    for (const party of [anna, keyHolder("maker")])
      expect(codes(party, "quarantine", order)).toEqual(["actor-unauthorised"]);
    expect(scene.holding().quarantine).toEqual([]);
    const answers = scene.act(administratorsBy([0, 2]), "quarantine", order);
    expect(codes(administratorsBy([1]), "releaseQuarantine", {}, { answers })).toEqual(["signature-invalid"]);
    expect(codes(anna, "releaseQuarantine", {}, { answers })).toEqual(["actor-unauthorised"]);
    expect(scene.holding().quarantine.length).toBe(1);
  });
});

describe("a quarantine by rule", () => {
  it("follows from a copied key, is appealed against and released, and begins anew with new evidence", () => {
    const { device } = scene;
    const fork = (from: number) => {
      const twin = device.copy();
      scene.post({ runs: [run(device.send(drive(2, from, NOW - 600)))] });
      return () => scene.post({ runs: [run(twin.send(drive(2, from + 500, NOW - 600)))] });
    };
    fork(2_000)();
    expect(told()).toMatchObject([{ reason: 128, untilUnixS: NOW + 90 * DAY_S, appealedUnixS: 0 }]);
    const answers = scene.holding().quarantine[0]?.identity ?? new Uint8Array(32);
    scene.act(anna, "dispute", { reason: 2 }, { answers });
    // The appeal ends nothing by itself, and one administrator does not either.
    expect(told()).toMatchObject([{ reason: 128, appealedUnixS: NOW }]);
    expect(codes(administratorsBy([1]), "releaseQuarantine", {}, { answers })).toEqual(["signature-invalid"]);
    scene.act(two, "releaseQuarantine", {}, { answers });
    expect(told()).toEqual([]);
    // What was known does not begin it again; another body of the copy does.
    const again = fork(4_000);
    expect(told()).toEqual([]);
    again();
    expect(told()).toMatchObject([{ reason: 128, appealedUnixS: 0 }]);
  });
});
