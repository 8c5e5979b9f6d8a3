import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Context } from "./context.ts";
import { native } from "./crypto/native.ts";
import { MalformedError } from "./errors.ts";
import { extendHashChain, newHashChain } from "./hash-chain.ts";
import { keyIdentity } from "./identity.ts";
import { encodeOperation, type Operation } from "./operations/operation.ts";
import {
  decodePairing,
  encodePairing,
  PAIRING_BYTES,
  type PairedRecord,
  type PairingAnswer,
  type PairingStatement,
  pairingPreimage,
  verifyPairing,
} from "./pairing.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const deviceKey = new Uint8Array(32).fill(1);
const publicKey = native.p256PublicKey(deviceKey);
const deviceId = keyIdentity(publicKey, native);
const linkAt = (sequence: number) => native.sha256(Uint8Array.of(sequence));

/** Envelopes 1 to 3 in session 1, 6 and 7 in session 2: 4 and 5 are missing. */
const chain = [1, 2, 3, 6, 7].reduce(
  (before, sequence) => extendHashChain(before, { sequence, link: linkAt(sequence), session: sequence < 4 ? 1 : 2 }),
  newHashChain(context, deviceId, publicKey, native),
);
const record: PairedRecord = { chain, tenureFirstSequence: 3, tenureFirstSession: 2, pairingCounter: 4 };
const claim: Operation = {
  kind: "claim",
  actor: { form: "wallet", address: new Uint8Array(20).fill(5) },
  device: deviceId,
  tenure: 2,
  counter: 1,
  expiresUnixS: 1_800_000_000,
  answers: new Uint8Array(32).fill(6),
  fields: { pairing: new Uint8Array() },
};
const now: PairingStatement = { counter: 5, sequence: 7, link: linkAt(7), nextSession: 3 };

interface Made {
  readonly operation?: Operation;
  readonly statement?: PairingStatement;
  readonly key?: Uint8Array;
  readonly place?: Context;
}
/** What the device answers. */
const answerOf = ({ operation = claim, statement = now, key = deviceKey, place = context }: Made): PairingAnswer => ({
  ...statement,
  signature: native.p256Sign(key, ...pairingPreimage(place, operation, statement, native)),
});
const carrying = (operation: Operation, answer: PairingAnswer): Uint8Array =>
  encodeOperation({ ...operation, fields: { ...operation.fields, pairing: encodePairing(answer) } });
const verify = (made: Made, changed: Partial<PairedRecord> = {}) =>
  verifyPairing(context, carrying(made.operation ?? claim, answerOf(made)), { ...record, ...changed }, native);

describe("a pairing answer", () => {
  it("comes back as it went in", () => {
    const u32 = fc.nat(2 ** 31 - 1).map((half) => half * 2 + 1);
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const answers = fc.record({ counter: u32, sequence: u32, link: bytes(32), nextSession: u32, signature: bytes(64) });
    fc.assert(
      fc.property(answers, (answer) => {
        expect(decodePairing(encodePairing(answer))).toEqual({ ...answer });
        expect(encodePairing(answer).length).toBe(PAIRING_BYTES);
      }),
    );
  });

  it.each([0, PAIRING_BYTES - 1, PAIRING_BYTES + 1])("is none with %d bytes", (length) => {
    expect(() => decodePairing(new Uint8Array(length))).toThrow(MalformedError);
  });

  it.each<[string, Partial<PairingAnswer>]>([
    ["a counter past 32 bits", { counter: 2 ** 32 }],
    ["a fraction", { sequence: 0.5 }],
    ["a session below zero", { nextSession: -1 }],
    ["a short link", { link: new Uint8Array(31) }],
    ["a long signature", { signature: new Uint8Array(65) }],
  ])("is not made of %s", (_, wrong) => {
    expect(() => encodePairing({ ...now, signature: new Uint8Array(64), ...wrong })).toThrow(MalformedError);
  });

  it("is not made for an operation without pairing", () => {
    const offer: Operation = { ...claim, kind: "offer", fields: { buyer: new Uint8Array(20) } };
    expect(() => pairingPreimage(context, offer, now, native)).toThrow(MalformedError);
    expect(verifyPairing(context, encodeOperation(offer), record, native)).toBeUndefined();
  });

  it("gives the border at the head", () => {
    expect(verify({})).toMatchObject(now);
    expect(verify({ operation: { ...claim, kind: "acceptOffer" } })).toMatchObject(now);
    const vouch: Operation = {
      ...claim,
      kind: "vouchForOwner",
      actor: { form: "key", publicKey },
      fields: { owner: new Uint8Array(20).fill(9), pairing: new Uint8Array() },
    };
    expect(verify({ operation: vouch })).toMatchObject(now);
  });

  it("gives the border for what the old owner's envelopes have not reached yet", () => {
    const later = { ...now, sequence: 12, link: linkAt(12) };
    expect(verify({ statement: later })).toMatchObject(later);
  });

  it("gives the border after the device went on in the next session", () => {
    const before = { ...now, sequence: 5, link: linkAt(5), nextSession: 2 };
    expect(verify({ statement: before })).toMatchObject(before);
  });

  it("is of a device that has sent nothing", () => {
    const fresh = newHashChain(context, deviceId, publicKey, native);
    const first = { counter: 1, sequence: 0, link: fresh.link, nextSession: 1 };
    const empty = { chain: fresh, tenureFirstSequence: 0, tenureFirstSession: 0, pairingCounter: 0 };
    expect(verify({ statement: first }, empty)).toMatchObject(first);
    expect(verify({ statement: { ...first, link: linkAt(0) } }, empty)).toBeUndefined();
  });

  it.each<[string, PairingStatement]>([
    ["was used already", { ...now, counter: 4 }],
    ["is older than the one that was used", { ...now, counter: 3 }],
    ["has another link than the head", { ...now, link: linkAt(6) }],
    ["has another link than a kept one", { ...now, sequence: 3, link: linkAt(2), nextSession: 2 }],
    ["goes on in the open session", { ...now, nextSession: 2 }],
    ["goes on in an older session", { ...now, nextSession: 1 }],
    ["goes on in the open session after what is not there yet", { ...now, sequence: 9, nextSession: 2 }],
    ["has a border within the open session", { ...now, sequence: 6, link: linkAt(6), nextSession: 2 }],
    ["has a border before the head and a session after it", { ...now, sequence: 5, nextSession: 3 }],
    ["has a border in an earlier session than the last", { ...now, sequence: 5, nextSession: 1 }],
    ["has envelopes of an earlier session behind its border", { ...now, sequence: 3, link: linkAt(3), nextSession: 2 }],
    ["has a border before the newest tenure", { ...now, sequence: 1, link: linkAt(1), nextSession: 2 }],
  ])("is refused when it %s", (_, statement) => {
    expect(verify({ statement })).toBeUndefined();
  });

  it("is refused when it goes on in a session of an earlier tenure", () => {
    expect(verify({}, { tenureFirstSession: 3 })).toMatchObject(now);
    expect(verify({}, { tenureFirstSession: 4 })).toBeUndefined();
  });

  it.each<[string, Partial<Operation>]>([
    ["claimer", { actor: { form: "wallet", address: new Uint8Array(20).fill(8) } }],
    ["form of the same claimer", { actor: { form: "key", publicKey } }],
    ["tenure", { tenure: 3 }],
    ["counter", { counter: 2 }],
    ["expiry", { expiresUnixS: 1_900_000_000 }],
    ["offer", { answers: new Uint8Array(32) }],
    ["kind", { kind: "acceptOffer" }],
  ])("does not serve another %s", (_, changed) => {
    expect(verifyPairing(context, carrying({ ...claim, ...changed }, answerOf({})), record, native)).toBeUndefined();
  });

  it("is refused from another key, for another device, in another place, or with any byte changed", () => {
    expect(verify({ key: new Uint8Array(32).fill(2) })).toBeUndefined();
    expect(verify({ operation: { ...claim, device: new Uint8Array(8) } })).toBeUndefined();
    expect(verify({ place: { ...context, chainId: 1 } })).toBeUndefined();
    expect(verify({ place: { ...context, application: new Uint8Array(20) } })).toBeUndefined();
    const message = carrying(claim, answerOf({}));
    fc.assert(
      fc.property(fc.nat(message.length - 1), fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const changed = message.map((byte, index) => (index === at ? byte ^ difference : byte));
        expect(verifyPairing(context, changed, record, native)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });
});
