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
import { type Decision, type Intake, type Item, readEnvelopes, takeEnvelopes } from "../src/intake.ts";
import { Outbox } from "../src/outbox.ts";
import { type VerifySignature, verifyInPool } from "../src/signature-checks.ts";
import { Writer } from "./writer.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const application = { context, publicKey: new Uint8Array(33).fill(2), keyId: new Uint8Array(8).fill(9) };
const settings = { context, provider, keyId: application.keyId };
const received = { ms: 1, block: 1 };
const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A store that knows the writers, and an intake over it. */
function makeIntake(writers: readonly Writer[], verify: VerifySignature) {
  const directory = mkdtempSync(join(tmpdir(), "witness-intake-"));
  directories.push(directory);
  const database = new Database(directory, "test");
  const outbox = new Outbox(database);
  for (const { identity, publicKey } of writers) {
    outbox.putChain(newHashChain(context, identity, publicKey, provider));
  }
  const items: Item[] = [];
  const keep = (intake: Intake) => {
    for (const item of intake.items) outbox.addItem(item, received);
    for (const chain of intake.chains.values()) outbox.putChain(chain);
    items.push(...intake.items);
  };
  const receipts = (requests: readonly (readonly Decision[])[]) => requests.map(() => []);
  const intake = new EnvelopeIntake({ settings, known: outbox, database, verify, keep, receipts });
  return { database, outbox, items, keep, intake };
}

/** The same envelope under another signature: one that is false, or no signature at all. */
const spoiled = (bytes: Uint8Array, fill: number): Uint8Array =>
  encodeEnvelope({ body: decodeEnvelope(bytes).body, signature: new Uint8Array(64).fill(fill) });

const itemsOf = (items: readonly Item[], { id }: Writer) => items.filter(({ deviceId }) => deviceId === id);

describe("EnvelopeIntake", () => {
  it("decides as the synchronous rule does, whatever requests are under way at once", async () => {
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
        const later: VerifySignature = async (...check) => {
          turn += 1;
          for (let left = waits[turn % waits.length] ?? 0; left > 0; left -= 1) await new Promise(setImmediate);
          return verifyInPool(...check);
        };
        const subject = makeIntake(writers, later);
        const model = makeIntake(writers, verifyInPool);
        try {
          const responses = await Promise.all(bodies.map((messages) => subject.intake.take(messages)));
          for (const [index, messages] of bodies.entries()) {
            const expected = takeEnvelopes(settings, model.outbox, readEnvelopes(messages));
            model.keep(expected);
            expect(responses[index]?.decisions).toEqual(expected.decisions);
            for (const { code } of expected.decisions) codes.add(code);
          }
          for (const writer of writers) {
            expect(itemsOf(subject.items, writer)).toEqual(itemsOf(model.items, writer));
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
      let checks = 0;
      const verify: VerifySignature = async (publicKey, signature, parts) => {
        if (toHex(publicKey) === hostileKey) {
          checks += 1;
          await released;
        }
        return verifyInPool(publicKey, signature, parts);
      };
      const { database, intake } = makeIntake([honest, hostile], verify);
      const forks = Array.from({ length: 400 }, (_, index) => hostile.fork(40 + index).bytes);
      const body = kind === "false signatures" ? forks.map((bytes) => spoiled(bytes, 7)) : forks;
      const order: string[] = [];
      const first = intake.take(body).then(({ decisions }) => {
        order.push("hostile");
        return decisions;
      });
      const { decisions } = await intake.take([honest.next(40).bytes]);
      order.push("honest");
      release();
      const refused = await first;
      database.close();
      expect(decisions.map(({ code }) => code)).toEqual(["admitted"]);
      expect(order).toEqual(["honest", "hostile"]);
      expect(refused).toHaveLength(400);
      if (kind === "false signatures") expect(checks).toBeLessThanOrEqual(8);
    },
  );
});
