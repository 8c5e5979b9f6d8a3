/** Lost storage and copied keys: whatever a relay tells, an honest device is no fork, and a copy is seen. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AdmissionSettings, admitRun } from "./admission.ts";
import { assemble, identify } from "./assembly.ts";
import { u32 } from "./bytes.ts";
import type { Context } from "./context.ts";
import { native } from "./crypto/native.ts";
import { type HashChain, newHashChain } from "./hash-chain.ts";
import { keyIdentity } from "./identity.ts";
import { LOST_STORAGE_SKIP, RECENT_LINKS } from "./limits.ts";
import { NO_GROUPS } from "./reading.ts";
import { SUITE } from "./wire/envelope.ts";

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

  send(chain: HashChain, sequence = this.#at.sequence + 1, opens = false) {
    if (opens) this.#session = Math.max(this.#session, chain.session) + 1;
    const change = { distance: native.sha256(u32(sequence)) };
    const opening = { suite: SUITE, keyId, encapsulatedKey };
    const state = { sequence: sequence - 1, session: this.#session, link: this.#at.link };
    const sent = assemble(device, opens ? { ...state, opening } : state, NO_GROUPS, native, change);
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
    const sent = device.send(chain, sequence, sequence === 1);
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

describe("admitRun", () => {
  it("given lost storage and any old head that a relay tells, names a gap and never a fork", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(2_000), fc.nat(5), (count, back, more, after) => {
        const { chain, places } = life(count);
        const head = older(places, back);
        const device = new Holder(head, 1);
        let sent = device.send(chain, head.sequence + LOST_STORAGE_SKIP + more, true);
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
        (count, back, skip, sends, more) => {
          const { chain, device, places } = life(count);
          const head = older(places, back);
          const copy = new Holder(head, 1);
          let posed = copy.send(chain, Math.max(head.sequence + skip, count + 1), true);
          let seen = posed.decision.fork === true;
          for (let i = 0; i < sends; i += 1) posed = copy.send(posed.chain);
          const original = device.send(posed.chain, posed.chain.sequence + 1 + more, true);
          expect(original.decision.code).toBe("admitted");
          seen ||= original.decision.fork === true;
          // Where the copy left no hole, the original may pass for the one without a past; then the copy is seen next.
          if (!seen) seen = copy.send(original.chain, original.chain.sequence + 1, true).decision.fork === true;
          expect(seen).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});
