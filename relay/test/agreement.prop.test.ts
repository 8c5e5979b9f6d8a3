/**
 * The relay's promise against the back-end's judgement: whatever devices send, in whatever order, however payloads are
 * cut and however often the relay's process ends, all that was acknowledged is in the record, and nothing that was paid
 * for is refused but evidence.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concat, toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import { linkPreimage } from "@witness/protocol/link";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { pack } from "../src/batcher.ts";
import { Database } from "../src/database.ts";
import { type Decision, type Item, readEnvelopes, takeEnvelopes } from "../src/intake.ts";
import { Outbox } from "../src/outbox.ts";
import { Payloads } from "../src/payloads.ts";
import { takeRegistration } from "../src/registration.ts";
import { Judging } from "./judging.ts";
import { application, applicationKey, context, makers, registrationBytes, settings, trusted } from "./maker.ts";
import { Writer } from "./writer.ts";

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

const DEVICES = 3;
const device = fc.nat({ max: DEVICES - 1 });
/** Mostly small; now and then a few fill a payload. */
const size = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 16, max: 400 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2_000, max: 15_000 }) },
);
const action = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("seal" as const), device, size, rubbish: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("skip" as const), device, size, skip: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("fork" as const), device, size }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("send" as const), picks: fc.array(fc.nat({ max: 60 }), { maxLength: 12 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("send new" as const), fails: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ do: "pack" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "restart" as const }) },
);

/** Each may cost two checks: in its run, and by itself. */
const FEW = 4;

/** A relay without its sockets, and a back-end behind it. */
class Pair {
  readonly writers = Array.from({ length: DEVICES }, (_, name) => new Writer(name, application));
  readonly #backEnd = new Judging(context, { provider, makers, applicationPrivateKey: applicationKey });
  readonly state = this.#backEnd.state;
  readonly acknowledged = new Map<string, string>();
  readonly evidence = new Set<string>();
  readonly sealed: Uint8Array[] = [];
  fresh: Uint8Array[] = [];
  readonly #directory = mkdtempSync(join(tmpdir(), "witness-agreement-"));
  #database: Database;
  outbox: Outbox;

  constructor() {
    directories.push(this.#directory);
    this.#database = new Database(this.#directory, "test");
    this.outbox = new Outbox(this.#database);
    for (const writer of this.writers) {
      const taken = takeRegistration(settings, trusted, this.outbox, registrationBytes(writer));
      if (!("signed" in taken)) throw new Error(taken.code);
      this.#database.transaction(() => {
        this.outbox.addRegistration(taken.deviceId, taken.signed, { ms: 1, block: 1 });
        this.outbox.putChain(taken.chain);
      });
    }
  }

  add(bytes: Uint8Array): void {
    this.sealed.push(bytes);
    this.fresh.push(bytes);
  }

  take(messages: readonly Uint8Array[], fails = false): readonly Decision[] {
    let decisions: readonly Decision[] = [];
    let items: readonly Item[] = [];
    const work = () => {
      const taken = takeEnvelopes(settings, this.outbox, readEnvelopes(messages));
      for (const item of taken.items) this.outbox.addItem(item, { ms: 1, block: 1 });
      for (const chain of taken.chains.values()) this.outbox.putChain(chain);
      if (fails) throw new RangeError("the disk");
      ({ decisions, items } = taken);
    };
    if (fails) expect(() => this.#database.transaction(work)).toThrow("the disk");
    else this.#database.transaction(work);
    for (const { code, deviceId, sequence, link } of decisions) {
      if (code === "admitted" && deviceId && link) this.acknowledged.set(toHex(link), `${deviceId} ${sequence}`);
    }
    for (const { kind, link } of items) if (kind === "evidence") this.evidence.add(toHex(link));
    return decisions;
  }

  /** Sends all that was sealed, a few a request: of one request at most eight false signatures are checked. */
  takeAll(): readonly Decision[] {
    const decisions: Decision[] = [];
    for (let at = 0; at < this.sealed.length; at += FEW) decisions.push(...this.take(this.sealed.slice(at, at + FEW)));
    return decisions;
  }

  /** Packs once, and has the back-end judge it. Returns whether there was anything. */
  pack(): boolean {
    const proves = ({ deviceId, previousLink, body, signature }: Item) => {
      const key = this.outbox.chain(deviceId)?.publicKey ?? new Uint8Array();
      return provider.p256Verify(key, signature, ...linkPreimage(context, previousLink, body));
    };
    const packed = pack(this.outbox.waiting(4_096, PAYLOAD_MAX_BYTES), proves);
    if (!packed) return false;
    const payloads = new Payloads(this.#database);
    this.#database.transaction(() => {
      const id = payloads.add(packed.payload, packed.ids.length);
      payloads.setSince(id, this.outbox.setPacked(packed.ids, id));
      this.outbox.strip(id);
      payloads.remove(id);
    });
    const judged = this.#backEnd.take(packed.payload);
    if (judged.status !== "accept") throw new Error("The back-end took a payload for foreign.");
    const report = decodeAdvanceReport(judged.reports[0] ?? new Uint8Array());
    expect(new Set(report.registrationCodes)).toEqual(new Set(report.registrationCodes.length > 0 ? ["admitted"] : []));
    for (const code of report.envelopeCodes) expect(["admitted", "forked-key"]).toContain(code);
    return true;
  }

  restart(): void {
    this.#database.close();
    this.#database = new Database(this.#directory, "test");
    this.outbox = new Outbox(this.#database);
  }

  close(): void {
    this.#database.close();
  }
}

describe("relay and back-end", () => {
  it("agree on everything that the relay acknowledged", () => {
    let acknowledged = 0;
    fc.assert(
      fc.property(fc.array(action, { minLength: 20, maxLength: 120 }), (actions) => {
        const pair = new Pair();
        try {
          for (const each of actions) {
            const writer = pair.writers["device" in each ? each.device : 0];
            if (!writer) continue;
            if (each.do === "seal") pair.add(writer.next(each.size, { rubbish: each.rubbish }).bytes);
            else if (each.do === "skip") pair.add(writer.next(each.size, { skip: each.skip }).bytes);
            else if (each.do === "fork") pair.add(writer.fork(each.size).bytes);
            else if (each.do === "pack") pair.pack();
            else if (each.do === "restart") pair.restart();
            else if (each.do === "send") {
              const { sealed } = pair;
              pair.take(each.picks.map((pick) => sealed[sealed.length - 1 - pick] ?? Uint8Array.of(1)));
            } else {
              pair.take(pair.fresh, each.fails);
              if (!each.fails) pair.fresh = [];
            }
          }
          pair.takeAll();
          while (pair.pack());
          expect(pair.outbox.backlog().bytes).toBe(0);
          for (const [id, { chain, forkEvidence }] of pair.state.devices) {
            // Each link covers the one that it goes on from, so the head stands for all.
            const { sequence, link } = chain;
            if (sequence > 0) expect(pair.acknowledged.get(toHex(link))).toBe(`${id} ${sequence}`);
            for (const { link } of forkEvidence) pair.evidence.delete(toHex(link));
            // Both stand at the same link, and remember the same ones.
            expect(pair.outbox.chain(id)).toEqual({ ...chain, recent: concat(chain.recent) });
          }
          expect(pair.state.totals.envelopesAdmitted).toBe(pair.acknowledged.size);
          acknowledged += pair.acknowledged.size;
          expect(pair.evidence).toEqual(new Set());
          // Once more, all of it: nothing is admitted twice, and nothing is paid for.
          for (const { code } of pair.takeAll()) expect(code).not.toBe("admitted");
          expect(pair.outbox.backlog().bytes).toBe(0);
        } finally {
          pair.close();
        }
      }),
      { numRuns: 60 },
    );
    expect(acknowledged).toBeGreaterThan(200);
  });
});
