/** Signatures are checked off the event loop: the result is the synchronous one, and nobody waits for a stranger. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { newHashChain } from "@witness/protocol/hash-chain";
import { decodeEnvelope, encodeEnvelope } from "@witness/protocol/wire/envelope";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { Database } from "../src/database.ts";
import { EnvelopeIntake } from "../src/envelope-intake.ts";
import { type Decision, type Intake, readEnvelopes, takeEnvelopes } from "../src/intake.ts";
import type { Outbox } from "../src/outbox.ts";
import { SqliteStore } from "../src/store/sqlite-store.ts";
import { type CheckSignatures, VerifyPool } from "../src/verify-pool.ts";
import { WorkLimits } from "../src/work-limits.ts";
import { Writer } from "./writer.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const application = { context, publicKey: new Uint8Array(33).fill(2), keyId: new Uint8Array(8).fill(9) };
const settings = { context, provider, keyId: application.keyId };
const received = { ms: 1, block: 1 };
const { check: checkInThreads } = new VerifyPool();
const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A store that knows the writers, and an intake over it. */
function makeIntake(writers: readonly Writer[], check: CheckSignatures = checkInThreads) {
  const directory = mkdtempSync(join(tmpdir(), "witness-intake-"));
  directories.push(directory);
  const database = new Database(directory, "test");
  const daily = { deviceGasPerDay: Number.MAX_SAFE_INTEGER, makerGasPerDay: Number.MAX_SAFE_INTEGER };
  const store = new SqliteStore(database, { provider, daily, nowMs: () => 1 });
  const { outbox } = store;
  for (const { identity, publicKey } of writers) {
    outbox.putChain(newHashChain(context, identity, publicKey, provider));
  }
  const keep = (intake: Intake) => {
    for (const item of intake.items) outbox.addItem(item, received);
    for (const chain of intake.chains.values()) outbox.putChain(chain);
  };
  /** Each request's decisions, in the order of the commits. */
  const committed: (readonly Decision[])[] = [];
  const receipts = (requests: readonly (readonly Decision[])[]) => {
    committed.push(...requests.filter(({ length }) => length > 0));
    return requests.map(() => []);
  };
  const limits = new WorkLimits(() => 1);
  const intake = new EnvelopeIntake({ settings, store, check, limits, received: () => received, receipts });
  return { database, outbox, keep, committed, intake };
}

/** The same envelope under another signature: one that is false, or no signature at all. */
const spoiled = (bytes: Uint8Array, fill: number): Uint8Array =>
  encodeEnvelope({ body: decodeEnvelope(bytes).body, signature: new Uint8Array(64).fill(fill) });

/** What is kept of a device, in its order. */
const itemsOf = (outbox: Outbox, { id: device }: Writer) =>
  outbox.waiting(100_000, 1_000_000_000).flatMap((each) => {
    if (each.kind !== "envelope" && each.kind !== "evidence") return [];
    const { id: _, ...item } = each;
    return item.deviceId === device ? [item] : [];
  });

describe("EnvelopeIntake", () => {
  it("decides as the synchronous rule does in the order of the commits, whatever requests are under way at once", async () => {
    const device = fc.nat({ max: 2 });
    const sealed = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant("seal" as const), device }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant("skip" as const), device }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant("forks" as const), device }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant("spoil" as const), device }) },
    );
    const requests = fc.array(fc.array(sealed, { minLength: 1, maxLength: 24 }), { minLength: 2, maxLength: 8 });
    const delays = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 20 });
    const codes = new Set<string>();
    /** More false signatures than one request may have checked. */
    const manyFalse = Array.from({ length: 12 }, () => ({ do: "spoil" as const, device: 0 }));
    await fc.assert(
      fc.asyncProperty(requests, delays, async (plan, waits) => {
        const writers = [0, 1, 2].map((name) => new Writer(name, application));
        const bodies = plan.map((actions) =>
          actions.flatMap((each) => {
            const writer = writers[each.device] ?? new Writer(each.device, application);
            if (each.do === "seal") return [writer.next(40).bytes];
            if (each.do === "skip") return [writer.next(40, { skip: 3 }).bytes];
            if (each.do === "spoil") return [spoiled(writer.fork(40).bytes, each.device)];
            return [writer.fork(40).bytes, writer.next(40).bytes, writer.next(40).bytes];
          }),
        );
        let turn = 0;
        const later: CheckSignatures = async (...asked) => {
          turn += 1;
          for (let left = waits[turn % waits.length] ?? 0; left > 0; left -= 1) await new Promise(setImmediate);
          return checkInThreads(...asked);
        };
        const subject = makeIntake(writers, later);
        const model = makeIntake(writers);
        try {
          const responses = await Promise.all(bodies.map((messages) => subject.intake.take(messages, "sender")));
          for (const decisions of subject.committed) {
            const messages = bodies[responses.findIndex((response) => response.decisions === decisions)] ?? [];
            const expected = takeEnvelopes(settings, model.outbox, readEnvelopes(messages));
            model.keep(expected);
            expect(decisions).toEqual(expected.decisions);
            for (const { code } of expected.decisions) codes.add(code);
          }
          expect(subject.committed).toHaveLength(bodies.length);
          for (const writer of writers) {
            expect(itemsOf(subject.outbox, writer)).toEqual(itemsOf(model.outbox, writer));
            expect(subject.outbox.chain(writer.id)).toEqual(model.outbox.chain(writer.id));
          }
        } finally {
          subject.database.close();
          model.database.close();
        }
      }),
      { numRuns: 40, examples: [[[manyFalse, [{ do: "forks", device: 1 }]], [1]]] },
    );
    for (const code of ["admitted", "signature-invalid", "forked-key", "rate-limited"]) expect(codes).toContain(code);
  });

  it.each(["false signatures", "signatures of a copied key"])(
    "acknowledges an honest request while an earlier one full of %s is checked",
    async (kind) => {
      const [honest, hostile] = [new Writer(0, application), new Writer(1, application)];
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const hostileKey = toHex(hostile.publicKey);
      let falseOnes = 0;
      const check: CheckSignatures = async (...asked) => {
        const [, questions] = asked;
        const isHostile = questions.some(({ publicKey }) => toHex(publicKey) === hostileKey);
        if (isHostile) await released;
        const results = await checkInThreads(...asked);
        falseOnes += results.filter((good) => !good).length;
        return results;
      };
      const { database, intake } = makeIntake([honest, hostile], check);
      const forks = Array.from({ length: 400 }, (_, index) => hostile.fork(40 + index).bytes);
      const body = kind === "false signatures" ? forks.map((bytes) => spoiled(bytes, 7)) : forks;
      const order: string[] = [];
      const first = intake.take(body, "hostile").then(({ decisions }) => {
        order.push("hostile");
        return decisions;
      });
      const { decisions } = await intake.take([honest.next(40).bytes], "honest");
      order.push("honest");
      release();
      const refused = await first;
      database.close();
      expect(decisions.map(({ code }) => code)).toEqual(["admitted"]);
      expect(order).toEqual(["honest", "hostile"]);
      expect(refused).toHaveLength(400);
      if (kind === "false signatures") expect(falseOnes).toBe(8);
    },
  );

  it("given requests of a device before the earlier ones are answered, admits all of them in order", async () => {
    const writer = new Writer(0, application);
    const slowFirst: CheckSignatures = async (...asked) => {
      const [, { length }] = asked;
      for (let left = length; left > 0; left -= 1) await new Promise(setImmediate);
      return checkInThreads(...asked);
    };
    const { database, intake } = makeIntake([writer], slowFirst);
    // Too long for runs, so that each envelope asks for a check. The later a request, the sooner it is checked.
    const requests = [30, 20, 10].map((count) => Array.from({ length: count }, () => writer.next(9_000).bytes));
    const responses = await Promise.all(requests.map((messages) => intake.take(messages, "car")));
    database.close();
    const codes = responses.flatMap(({ decisions }) => decisions.map(({ code }) => code));
    expect(codes).toEqual(Array.from({ length: 60 }, () => "admitted"));
  });

  it("given a stranger's long request that names a car, does not make the car wait for it", async () => {
    const [car, stranger] = [new Writer(0, application), new Writer(1, application)];
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const check: CheckSignatures = async (...asked) => {
      await released;
      return checkInThreads(...asked);
    };
    const { database, intake } = makeIntake([car, stranger], check);
    const garbage = Array.from({ length: 100 }, (_, index) => stranger.fork(40 + index).bytes);
    const order: string[] = [];
    const long = intake
      .take([spoiled(car.fork(40).bytes, 7), ...garbage], "stranger")
      .then(() => order.push("stranger"));
    const { decisions } = await intake.take([car.next(40).bytes], "car");
    order.push("car");
    release();
    await long;
    database.close();
    expect(decisions.map(({ code }) => code)).toEqual(["admitted"]);
    expect(order).toEqual(["car", "stranger"]);
  });

  it("counts work that brings nothing for whoever sends it, and not for the car that it names", async () => {
    const car = new Writer(0, application);
    const { database, intake } = makeIntake([car]);
    const forks = Array.from({ length: 9 }, (_, index) => car.fork(40 + index).bytes);
    await intake.take([car.next(40).bytes], "car");
    await intake.take(forks, "stranger");
    // Eight are kept and known; the ninth costs a check each time.
    const [ninth = new Uint8Array()] = forks.slice(8);
    const codesOf = async (messages: readonly Uint8Array[], sender: string) =>
      (await intake.take(messages, sender)).decisions.map(({ code }) => code);
    const stranger = await codesOf(new Array(6_000).fill(ninth), "stranger");
    expect(stranger.filter((code) => code === "forked-key")).toHaveLength(5_999);
    expect(stranger.at(-1)).toBe("rate-limited");
    expect(await codesOf([ninth, car.next(40).bytes], "car")).toEqual(["forked-key", "admitted"]);
    database.close();
  });
});
