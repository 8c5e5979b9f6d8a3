/** Admission, attack by attack. The chain object must be untouched by whatever is refused. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AdmissionSettings, admitRun } from "./admission.ts";
import { assemble } from "./assembly.ts";
import { concat } from "./bytes.ts";
import { CAR } from "./columns/profile.ts";
import type { Context } from "./context.ts";
import { native } from "./crypto/native.ts";
import { PLACES } from "./disclosure/key-tree.ts";
import { CODES } from "./errors.ts";
import { extendHashChain, type HashChain, newHashChain, recentLinks } from "./hash-chain.ts";
import { keyIdentity } from "./identity.ts";
import { BODY_MAX_BYTES, RECENT_LINKS } from "./limits.ts";
import { LINK_PREFIX_BYTES } from "./link.ts";
import { NO_GROUPS } from "./reading.ts";
import { SUITE } from "./suite.ts";
import type { Body, Envelope, Run } from "./wire/envelope.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const elsewhere: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xcd) };
const deviceKey = new Uint8Array(32).fill(1);
const strangerKey = new Uint8Array(32).fill(2);
const publicKey = native.p256PublicKey(deviceKey);
const deviceId = keyIdentity(publicKey, native);
const keyId = new Uint8Array(8).fill(6);
const settings: AdmissionSettings = { context, provider: native, keyId };
const encapsulatedKey = native.p256Uncompress(native.p256PublicKey(strangerKey)) ?? publicKey;
const distance = new Uint8Array(30).fill(9);
const fresh = newHashChain(context, deviceId, publicKey, native);

interface Sent {
  readonly envelope: Envelope;
  readonly link: Uint8Array;
}
const send = (previous: Uint8Array, body: Partial<Body>, key = deviceKey, at = context): Sent => {
  const signer = { application: { context: at, publicKey, keyId }, privateKey: key, publicKey, deviceId, profile: CAR };
  const change = { previousLink: previous.slice(0, LINK_PREFIX_BYTES), distance, ...body };
  return assemble(signer, { sequence: 0, session: 1, link: previous }, NO_GROUPS, native, change);
};
const opening = (previous: Uint8Array, body: Partial<Body> = {}, key = deviceKey, at = context): Sent =>
  send(previous, { previousLink: previous, opening: { suite: SUITE, keyId, encapsulatedKey }, ...body }, key, at);
const run = (...sent: readonly Sent[]): Run => ({
  bodies: sent.map(({ envelope }) => envelope.body),
  signature: sent.at(-1)?.envelope.signature ?? new Uint8Array(64),
});
const codes = (chain: HashChain, which: Run) => admitRun(settings, chain, which).decisions.map(({ code }) => code);
const after = (chain: HashChain, ...sent: readonly Sent[]): HashChain => admitRun(settings, chain, run(...sent)).chain;

const first = opening(fresh.link);
const second = send(first.link, { sequence: 2 });
const third = send(second.link, { sequence: 3 });
const chain = after(fresh, first, second, third);

describe("admitRun", () => {
  it("default: admits a run by its last signature, and the head is its last link", () => {
    expect(chain.sequence).toBe(3);
    expect(chain.link).toEqual(third.link);
    expect(recentLinks(chain).map(({ sequence }) => sequence)).toEqual([3, 2, 1, 0]);
  });

  it("boundary: a session has a place for each of its keys, and the next body opens another", () => {
    const opened = after(fresh, first);
    const before = (sequence: number) =>
      extendHashChain(opened, { sequence: sequence - 1, link: second.link, session: opened.session });
    const next = (sequence: number) => codes(before(sequence), run(send(second.link, { sequence })));
    expect(next(PLACES)).toEqual(["admitted"]);
    expect(next(PLACES + 1)).toEqual(["session-full"]);
    const reopening = opening(second.link, { sequence: PLACES + 1, session: 2 });
    expect(codes(before(PLACES + 1), run(reopening))).toEqual(["admitted"]);
  });

  it("given what is known already, ignores it and goes on with what is new", () => {
    expect(codes(chain, run(first, second))).toEqual(["sequence-replayed", "sequence-replayed"]);
    const fourth = send(third.link, { sequence: 4 });
    expect(codes(chain, run(second, third, fourth))).toEqual(["sequence-replayed", "sequence-replayed", "admitted"]);
  });

  it.each([
    ["another key's signature", run(send(third.link, { sequence: 4 }, strangerKey)), "signature-invalid"],
    ["another application", run(send(third.link, { sequence: 4 }, deviceKey, elsewhere)), "signature-invalid"],
    [
      "another chain",
      run(send(third.link, { sequence: 4 }, deviceKey, { ...context, chainId: 1 })),
      "signature-invalid",
    ],
    ["a missing envelope", run(send(new Uint8Array(32).fill(1), { sequence: 5 })), "sequence-gap"],
    ["a skipped number behind the head", run(send(third.link, { sequence: 5 })), "sequence-gap"],
    ["an unknown previous link", run(send(new Uint8Array(32).fill(1), { sequence: 4 })), "link-mismatch"],
    ["an older link than the head", run(send(second.link, { sequence: 4 })), "link-mismatch"],
    ["a session that is not open", run(send(third.link, { sequence: 4, session: 2 })), "session-unknown"],
    ["a session number again", run(opening(third.link, { sequence: 4 })), "session-reused"],
    [
      "another application's key",
      run(
        opening(third.link, { sequence: 4, session: 2, opening: { suite: SUITE, keyId: deviceId, encapsulatedKey } }),
      ),
      "key-unknown",
    ],
    [
      "an unknown suite",
      run(opening(third.link, { sequence: 4, session: 2, opening: { suite: 1, keyId, encapsulatedKey } })),
      "suite-unsupported",
    ],
    [
      "no point of the curve",
      run(
        opening(third.link, {
          sequence: 4,
          session: 2,
          opening: { suite: SUITE, keyId, encapsulatedKey: new Uint8Array(65).fill(4) },
        }),
      ),
      "encapsulation-invalid",
    ],
    [
      "a second body for a number taken",
      run(send(second.link, { sequence: 3, distance: new Uint8Array(40) })),
      "forked-key",
    ],
    [
      "a forged second body for a number taken",
      run(send(second.link, { sequence: 3, distance: new Uint8Array(40) }, strangerKey)),
      "signature-invalid",
    ],
    ["another device's body", run(send(third.link, { sequence: 4, deviceId: keyId })), "run-broken"],
    ["bytes that are no body", { bodies: [new Uint8Array([255, 255])], signature: new Uint8Array(64) }, "malformed"],
    [
      "a body above the limit",
      { bodies: [new Uint8Array(BODY_MAX_BYTES + 1)], signature: new Uint8Array(64) },
      "too-large",
    ],
    [
      "a signature of another length",
      { ...run(send(third.link, { sequence: 4 })), signature: new Uint8Array(63) },
      "signature-invalid",
    ],
  ] as const)("refuses %s and leaves the chain as it was", (_, which, code) => {
    const { decisions, chain: left } = admitRun(settings, chain, which);
    expect(decisions.map((decision) => decision.code)).toEqual([code]);
    expect(CODES[code].action).toBe("refuse");
    expect(left).toBe(chain);
  });

  it("given no body, decides nothing", () => {
    expect(admitRun(settings, chain, { bodies: [], signature: new Uint8Array(64) })).toEqual({ decisions: [], chain });
  });

  it("given nothing but what is known already, asks for no signature", () => {
    const unsigned = { ...run(second, third), signature: new Uint8Array(64) };
    expect(codes(chain, unsigned)).toEqual(["sequence-replayed", "sequence-replayed"]);
  });

  it("boundary: behind an unknown link, the head's number is regressed and the next one is a mismatch", () => {
    const unknown = new Uint8Array(32).fill(1);
    expect(codes(chain, run(send(unknown, { sequence: 3 })))).toEqual(["sequence-regressed"]);
    expect(codes(chain, run(send(unknown, { sequence: 4 })))).toEqual(["link-mismatch"]);
    expect(codes(chain, run(send(unknown, { sequence: 5 })))).toEqual(["sequence-gap"]);
  });

  it("given one body that is none, gives it its own code and breaks the run for the others", () => {
    const fourth = send(third.link, { sequence: 4 });
    const decision = admitRun(settings, chain, {
      bodies: [fourth.envelope.body, new Uint8Array([255])],
      signature: fourth.envelope.signature,
    });
    expect(decision.decisions.map(({ code }) => code)).toEqual(["run-broken", "malformed"]);
    expect(decision.decisions[0]?.body?.sequence).toBe(4);
  });

  it("given bodies that do not follow each other, refuses the run", () => {
    expect(codes(chain, run(send(third.link, { sequence: 4 }), send(second.link, { sequence: 5 })))).toEqual([
      "run-broken",
      "run-broken",
    ]);
  });

  it("given a lost queue, admits an opening over a gap that is counted and named", () => {
    const { decisions, chain: next } = admitRun(
      settings,
      chain,
      run(opening(third.link, { sequence: 20, session: 2 })),
    );
    expect(decisions[0]).toMatchObject({ code: "admitted", gap: { afterSequence: 3, beforeSequence: 20 } });
    expect(decisions[0]?.fork).toBeUndefined();
    expect(next.sequence).toBe(20);
    expect(codes(next, run(send(third.link, { sequence: 4 })))).toEqual(["late-in-gap"]);
  });

  it("given an opening over links that never came, admits it over a gap", () => {
    const unseen = new Uint8Array(32).fill(0x77);
    const { decisions } = admitRun(settings, chain, run(opening(unseen, { sequence: 9, session: 2 })));
    expect(decisions[0]).toMatchObject({ code: "admitted", gap: { afterSequence: 3, beforeSequence: 9 } });
    expect(decisions[0]?.fork).toBeUndefined();
  });

  it("given an opening from a link that has a successor, admits it and names the fork", () => {
    const { decisions } = admitRun(settings, chain, run(opening(second.link, { sequence: 9, session: 2 })));
    expect(decisions[0]).toMatchObject({ code: "admitted", fork: true });
  });

  it("given two kept links that begin alike, reads every body as its device signed it, or refuses it", () => {
    const alike = concat(third.link.slice(0, LINK_PREFIX_BYTES), new Uint8Array(28).fill(1));
    const both = extendHashChain(chain, { sequence: 4, link: alike, session: 1 });
    const next = send(alike, { sequence: 5 });
    expect(codes(both, run(next, send(next.link, { sequence: 6 })))).toEqual(["admitted", "admitted"]);
    expect(codes(both, run(send(third.link, { sequence: 4 })))).toEqual(["forked-key"]);
    expect(codes(both, run(send(third.link, { sequence: 5 })))).toEqual(["signature-invalid"]);
    expect(codes(both, run(opening(third.link, { sequence: 9, session: 2 })))).toEqual(["admitted"]);
  });

  it("given a run whose body has the first bytes of a link that another body has, refuses it", () => {
    // As whoever has no key finds in minutes: a body that the next one seems to go on from.
    const fourth = send(third.link, { sequence: 4 });
    const fifth = send(fourth.link, { sequence: 5 });
    const found = send(third.link, { sequence: 4, distance: new Uint8Array(40) }, strangerKey);
    const forged = send(fourth.link, { sequence: 5, previousLink: found.link.slice(0, LINK_PREFIX_BYTES) });
    expect(codes(chain, run(found, forged))).toEqual(["signature-invalid", "signature-invalid"]);
    expect(codes(chain, run(found, fifth))).toEqual(["run-broken", "run-broken"]);
  });

  it("given a body or an opening behind the hole of a gap, finds no link there", () => {
    const hole = new Uint8Array(32);
    const overGap = after(chain, opening(third.link, { sequence: 20, session: 2 }));
    expect(codes(overGap, run(send(hole, { sequence: 22, session: 2 })))).toEqual(["sequence-gap"]);
    const { decisions } = admitRun(settings, overGap, run(opening(hole, { sequence: 22, session: 3 })));
    expect(decisions[0]).toMatchObject({ code: "admitted" });
    expect(decisions[0]?.fork).toBeUndefined();
  });

  it("boundary: a replay is recognised as long as its link is kept, and refused without a count after that", () => {
    let long = chain;
    let last = third;
    for (let sequence = 4; sequence < 4 + RECENT_LINKS; sequence += 1) {
      last = send(last.link, { sequence });
      long = after(long, last);
    }
    expect(recentLinks(long)).toHaveLength(RECENT_LINKS);
    expect(codes(long, run(third))).toEqual(["sequence-regressed"]);
    expect(codes(long, run(last))).toEqual(["sequence-replayed"]);
  });

  it("answers any bytes with codes, never with a throw, and any flipped bit is refused", () => {
    const fourth = send(third.link, { sequence: 4 });
    const bits = fc.nat(fourth.envelope.body.length * 8 - 1);
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 4 }),
        fc.uint8Array({ maxLength: 70 }),
        bits,
        (bodies, signature, bit) => {
          expect(admitRun(settings, chain, { bodies, signature }).chain).toBe(chain);
          const body = fourth.envelope.body.slice();
          body[bit >> 3] = (body[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          const flipped = admitRun(settings, chain, { bodies: [body], signature: fourth.envelope.signature });
          expect(flipped.chain).toBe(chain);
          expect(flipped.decisions[0]?.code).not.toBe("admitted");
        },
      ),
      { numRuns: 300 },
    );
  });
});
