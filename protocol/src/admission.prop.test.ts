/** Lost storage and copied keys: whatever a relay tells, an honest device is no fork, and a copy is seen. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AdmissionSettings, admitRun } from "./admission.ts";
import { assemble, type DeviceState, identify } from "./assembly.ts";
import { u32 } from "./bytes.ts";
import type { Context } from "./context.ts";
import { native } from "./crypto/native.ts";
import { type HashChain, newHashChain } from "./hash-chain.ts";
import { keyIdentity } from "./identity.ts";
import { LOST_STORAGE_SKIP, RECENT_LINKS } from "./limits.ts";
import { NO_GROUPS } from "./reading.ts";
import { SUITE } from "./suite.ts";
import type { Run } from "./wire/envelope.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const key = new Uint8Array(32).fill(1);
const publicKey = native.p256PublicKey(key);
const deviceId = keyIdentity(publicKey, native);
const keyId = new Uint8Array(8).fill(6);
const encapsulatedKey = native.p256Uncompress(publicKey) ?? publicKey;
const device = identify(key, { context, publicKey, keyId }, native);
const settings: AdmissionSettings = { context, provider: native, keyId };

interface Place {
  readonly sequence: number;
  readonly link: Uint8Array;
}

/** One holder of the key: it remembers where it stands, and the record decides over what it sends. */
class Holder {
  #at: Place;
  #session: number;

  constructor(at: Place, session: number) {
    this.#at = at;
    this.#session = session;
  }

  send(chain: HashChain, sequence = this.#at.sequence + 1, how?: "opens" | "lost") {
    if (how) this.#session = Math.max(this.#session, chain.session) + 1;
    const change = { distance: native.sha256(u32(sequence)) };
    const opening = { suite: SUITE, keyId, encapsulatedKey };
    const at = { sequence: sequence - 1, session: this.#session, link: this.#at.link };
    const state: DeviceState = { ...at, ...(how ? { opening } : {}), ...(how === "lost" ? { lost: true } : {}) };
    const sent = assemble(device, state, NO_GROUPS, native, change);
    this.#at = { sequence, link: sent.link };
    const run = { bodies: [sent.envelope.body], signature: sent.envelope.signature };
    const { decisions, chain: next } = admitRun(settings, chain, run);
    const [decision] = decisions;
    if (!decision) throw new Error("A run of one body has one decision.");
    return { decision, chain: next, at: this.#at };
  }
}

/** A record after a device sent `count` envelopes, with every place that its head had. */
function life(count: number) {
  let chain = newHashChain(context, deviceId, publicKey, native);
  const device = new Holder({ sequence: 0, link: chain.link }, 0);
  const places: Place[] = [];
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const sent = device.send(chain, sequence, sequence === 1 ? "opens" : undefined);
    chain = sent.chain;
    places.push(sent.at);
  }
  return { chain, device, places };
}
const older = (places: readonly Place[], back: number): Place => {
  const place = places.at(-1 - (back % Math.min(places.length, RECENT_LINKS)));
  if (!place) throw new Error("There is a place.");
  return place;
};

/** A device that signs as docs/protocol.md says, on storage that it may lose; and every body that it ever signed. */
class Honest {
  readonly signed: (Place & { readonly session: number; readonly run: Run })[] = [];
  #at: DeviceState;
  #opens = true;

  constructor(genesis: Uint8Array) {
    this.#at = { sequence: 0, session: 0, link: genesis };
  }

  send(): void {
    const { sequence, link, lost } = this.#at;
    const session = this.#at.session + (this.#opens ? 1 : 0);
    const change = { distance: native.sha256(u32(this.signed.length)) };
    const opening = { suite: SUITE, keyId, encapsulatedKey };
    const state = { sequence, session, link, ...(this.#opens ? { opening } : {}), ...(lost ? { lost } : {}) };
    const sent = assemble(device, state, NO_GROUPS, native, change);
    const run = { bodies: [sent.envelope.body], signature: sent.envelope.signature };
    this.#at = { sequence: sequence + 1, session, link: sent.link };
    this.#opens = false;
    this.signed.push({ sequence: sequence + 1, session, link: sent.link, run });
  }

  /** A month is over, or it restarted: a new session from its own last link. */
  reopen(): void {
    this.#opens = true;
  }

  /** It forgets everything, and a relay tells one of its heads: any of them. */
  lose(told: number, skip: number): void {
    const head = this.signed[told % Math.max(1, this.signed.length)];
    if (!head) return;
    this.#at = { sequence: head.sequence + skip, session: head.session, link: head.link, lost: true };
    this.#opens = true;
  }
}

type Step =
  | { readonly do: "send" }
  | { readonly do: "reopen" }
  | { readonly do: "lose"; readonly told: number; readonly skip: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>({ do: "send" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "reopen" }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("lose" as const),
      told: fc.nat(),
      // The protocol asks for 1 024; whatever number comes of it, the rule must hold.
      skip: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(1_023, 1_024, 1_025, 2_048)),
    }),
  },
);

describe("admitRun", () => {
  it("given whatever relays tell, hold back and reorder, finds no fork of a device that loses its storage again and again", () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 3, maxLength: 60 }),
        fc.array(fc.nat(), { maxLength: 120 }),
        (steps, order) => {
          let chain = newHashChain(context, deviceId, publicKey, native);
          const device = new Honest(chain.link);
          const post = (which: Run | undefined) => {
            if (!which) return;
            const { decisions, chain: next } = admitRun(settings, chain, which);
            chain = next;
            for (const { code, fork } of decisions) {
              expect(code).not.toBe("forked-key");
              expect(fork).toBeUndefined();
            }
          };
          for (const each of steps) {
            if (each.do === "send") device.send();
            else if (each.do === "reopen") device.reopen();
            else device.lose(each.told, each.skip);
          }
          for (const place of order) post(device.signed[place % Math.max(1, device.signed.length)]?.run);
          for (const { run } of device.signed) post(run);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("given lost storage and any old head that a relay tells, names a gap and never a fork", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(2_000), fc.nat(5), (count, back, more, after) => {
        const { chain, places } = life(count);
        const head = older(places, back);
        const device = new Holder(head, 1);
        let sent = device.send(chain, head.sequence + LOST_STORAGE_SKIP + more, "lost");
        expect(sent.decision).toMatchObject({ code: "admitted", gap: { afterSequence: count } });
        expect(sent.decision.fork).toBeUndefined();
        for (let i = 0; i < after; i += 1) {
          sent = device.send(sent.chain);
          expect(sent.decision.code).toBe("admitted");
        }
      }),
      { numRuns: 60 },
    );
  });

  it("given a copy that poses as a device without its past, names the fork when the original goes on", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.nat(),
        fc.integer({ min: 1, max: 3_000 }),
        fc.nat(5),
        fc.nat(3_000),
        fc.constantFrom("lost" as const, "opens" as const),
        (count, back, skip, sends, more, how) => {
          const { chain, device, places } = life(count);
          const head = older(places, back);
          const copy = new Holder(head, 1);
          let posed = copy.send(chain, Math.max(head.sequence + skip, count + 1), how);
          for (let i = 0; i < sends; i += 1) posed = copy.send(posed.chain);
          const original = device.send(posed.chain, posed.chain.sequence + 1 + more, "opens");
          expect(original.decision).toMatchObject({ code: "admitted", fork: true });
        },
      ),
      { numRuns: 100 },
    );
  });
});
