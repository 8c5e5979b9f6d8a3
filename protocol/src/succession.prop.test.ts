import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, equal, u16, u32, utf8 } from "./bytes.ts";
import { type Context, preamble } from "./context.ts";
import { native } from "./crypto/native.ts";
import { MalformedError } from "./errors.ts";
import { OPERATION_MAX_BYTES } from "./limits.ts";
import { encodeOperation, type Operation } from "./operations/operation.ts";
import { operationPreimage } from "./operations/signature.ts";
import {
  type Allegiance,
  announcementOf,
  decodeSignedSuccession,
  decodeSuccession,
  encodeSignedSuccession,
  encodeSuccession,
  followSuccession,
  isAnnouncedInTime,
  type SignedSuccession,
  SUCCESSION_BYTES,
  SUCCESSION_NOTICE_S,
  type SuccessionStatement,
  successionLink,
  verifySuccession,
} from "./succession.ts";

const placeOf = (byte: number): Context => ({ chainId: 31_337, application: new Uint8Array(20).fill(byte) });
const [first, second, third] = [placeOf(1), placeOf(2), placeOf(3)] as const;
const keys = [11, 12, 13].map((byte) => new Uint8Array(32).fill(byte));
const maker = new Uint8Array(32).fill(21);
const publicKey = native.p256PublicKey(new Uint8Array(32).fill(31));
const administrators = { number: 1, threshold: 2, publicKeys: keys.map((key) => native.p256PublicKey(key)) };
const signers = { administrators, makerPublicKey: native.p256PublicKey(maker) };
const statement: SuccessionStatement = {
  old: first,
  lastInput: 99,
  root: new Uint8Array(32).fill(4),
  next: second,
  publicKey,
  templateHash: new Uint8Array(32).fill(5),
  number: 1,
  closesUnixS: 1_800_000_000,
};

interface Signing {
  readonly place?: Context;
  readonly by?: readonly number[];
  readonly makerKey?: Uint8Array;
  readonly operation?: Partial<Operation>;
}
function sign(
  said: SuccessionStatement,
  { place = said.old, by = [0, 1], makerKey = maker, operation = {} }: Signing = {},
) {
  const bytes = encodeSuccession(said);
  const message = encodeOperation({
    kind: "succeed",
    actor: { form: "administrators", set: 1 },
    device: new Uint8Array(8),
    tenure: 0,
    counter: 1,
    expiresUnixS: 1_800_000_000,
    answers: new Uint8Array(32),
    fields: { statement: native.sha256(bytes), announcement: bytes },
    ...operation,
  });
  const signed: SignedSuccession = {
    statement: bytes,
    operation: message,
    administrators: by.map((index) => ({
      index,
      signature: native.p256Sign(keys[index] ?? maker, ...operationPreimage(place, message)),
    })),
    maker: native.p256Sign(makerKey, preamble("succession", place), bytes),
  };
  return signed;
}
const verify = (signed: SignedSuccession, place = first) => verifySuccession(place, signed, signers, native);

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const wide = fc.maxSafeNat();
const places = fc.record({ chainId: wide, application: bytes(20) });
const statements = fc.record({
  old: places,
  lastInput: wide,
  root: bytes(32),
  next: places,
  publicKey: bytes(33),
  templateHash: bytes(32),
  number: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  closesUnixS: wide,
});

describe("a statement of succession", () => {
  it("comes back as it went in, and has one form", () => {
    fc.assert(
      fc.property(statements, bytes(SUCCESSION_BYTES), (said, any) => {
        const { old, next, ...rest } = said;
        const plain = { ...rest, old: { ...old }, next: { ...next } };
        expect(decodeSuccession(encodeSuccession(said))).toEqual(plain);
        const small = any.map((byte, at) => ([0, 1, 28, 29, 68, 69, 165, 166].includes(at) ? 0 : byte)).with(161, 1);
        expect(encodeSuccession(decodeSuccession(small))).toEqual(small);
      }),
    );
  });

  it.each([0, SUCCESSION_BYTES - 1, SUCCESSION_BYTES + 1])("is none with %d bytes", (length) => {
    expect(() => decodeSuccession(new Uint8Array(length).fill(1))).toThrow(MalformedError);
  });

  it("is none with the number 0, or a number that is not exact", () => {
    expect(() => decodeSuccession(new Uint8Array(SUCCESSION_BYTES))).toThrow(MalformedError);
    const encoded = encodeSuccession(statement);
    for (const at of [0, 28, 68, 165]) {
      const large = encoded.map((byte, index) => (index === at ? 0xff : byte));
      expect(() => decodeSuccession(large)).toThrow(MalformedError);
    }
    expect(() => decodeSuccession(Uint8Array.of(...encoded, 0))).toThrow(MalformedError);
  });

  it.each<[string, Partial<SuccessionStatement>]>([
    ["the number 0", { number: 0 }],
    ["a number past 32 bits", { number: 2 ** 32 }],
    ["an input below zero", { lastInput: -1 }],
    ["a time with a fraction", { closesUnixS: 0.5 }],
    ["a short root", { root: new Uint8Array(31) }],
    ["a long key", { publicKey: new Uint8Array(34) }],
    ["a short template hash", { templateHash: new Uint8Array(0) }],
    ["a short application", { next: { chainId: 1, application: new Uint8Array(19) } }],
    ["a chain that is no number", { old: { chainId: Number.NaN, application: new Uint8Array(20) } }],
  ])("is not made of %s", (_, wrong) => {
    expect(() => encodeSuccession({ ...statement, ...wrong })).toThrow(MalformedError);
  });

  it("boundary: is carried with an operation of as many bytes as one may have, and with no longer one", () => {
    const signed = { ...sign(statement), operation: new Uint8Array(OPERATION_MAX_BYTES).fill(1) };
    const carried = encodeSignedSuccession(signed);
    expect(decodeSignedSuccession(carried)).toEqual(signed);
    const longer = new Uint8Array(OPERATION_MAX_BYTES + 1).fill(1);
    expect(() => encodeSignedSuccession({ ...signed, operation: longer })).toThrow(MalformedError);
    const [before, behind] = [SUCCESSION_BYTES, SUCCESSION_BYTES + 2 + OPERATION_MAX_BYTES];
    const written = concat(carried.slice(0, before), u16(longer.length), longer, carried.slice(behind));
    expect(() => decodeSignedSuccession(written)).toThrow(MalformedError);
  });

  it("is announced 30 days ahead", () => {
    const { closesUnixS } = statement;
    expect(isAnnouncedInTime(statement, closesUnixS - SUCCESSION_NOTICE_S)).toBe(true);
    expect(isAnnouncedInTime(statement, closesUnixS - SUCCESSION_NOTICE_S + 1)).toBe(false);
    expect(isAnnouncedInTime(statement, closesUnixS + 1)).toBe(false);
    const announcement = announcementOf(statement);
    expect(encodeSuccession(announcement)).not.toEqual(encodeSuccession(statement));
    expect(encodeSuccession(announcementOf({ ...statement, lastInput: 1, root: new Uint8Array(32) }))).toEqual(
      encodeSuccession(announcement),
    );
  });
});

describe("who signs a succession", () => {
  it("is k of n administrators and the maker", () => {
    expect(verify(sign(statement))).toEqual(statement);
    expect(verify(sign(statement, { by: [0, 2] }))).toEqual(statement);
    expect(verify(sign(statement, { by: [0, 1, 2] }))).toEqual(statement);
  });

  it.each<[string, Signing]>([
    ["nobody of the administrators", { by: [] }],
    ["too few of them", { by: [1] }],
    ["one of them twice", { by: [1, 1] }],
    ["another maker", { makerKey: keys[0] ?? maker }],
    ["all for the new application", { place: second }],
    ["all for another operation", { operation: { kind: "attestFirmware", fields: { firmware: new Uint8Array(32) } } }],
    [
      "all for another statement",
      { operation: { fields: { statement: new Uint8Array(32), announcement: new Uint8Array(SUCCESSION_BYTES) } } },
    ],
    ["another set of administrators", { operation: { actor: { form: "administrators", set: 2 } } }],
    ["a wallet", { operation: { actor: { form: "wallet", address: new Uint8Array(20) } } }],
  ])("is not %s", (_, signing) => {
    expect(verify(sign(statement, signing))).toBeUndefined();
  });

  it("is nobody for bytes that are changed, swapped or none", () => {
    const signed = sign(statement);
    const other = sign({ ...statement, next: third });
    const nothing = new Uint8Array();
    expect(verify({ ...signed, statement: other.statement })).toBeUndefined();
    expect(verify({ ...signed, operation: other.operation })).toBeUndefined();
    expect(verify({ ...signed, maker: other.maker })).toBeUndefined();
    expect(verify({ ...signed, administrators: other.administrators })).toBeUndefined();
    expect(verify({ ...signed, statement: nothing })).toBeUndefined();
    expect(verify({ ...signed, operation: nothing })).toBeUndefined();
    expect(verify({ ...signed, maker: nothing })).toBeUndefined();
    const operation = { kind: "setParameters", fields: { version: 2, fromUnixS: 1_800_000_000 } } as const;
    expect(verify(sign(statement, { operation }))).toBeUndefined();
    expect(verify(signed, third)).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(SUCCESSION_BYTES - 1), fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const changed = signed.statement.map((byte, index) => (index === at ? byte ^ difference : byte));
        expect(verify({ ...signed, statement: changed })).toBeUndefined();
      }),
    );
  });
});

describe("a device", () => {
  const held: Allegiance = { context: first, publicKey: native.p256PublicKey(maker), number: 0 };
  const follow = (from: Allegiance, said: SuccessionStatement, signing: Signing = {}) =>
    followSuccession(from, sign(said, signing), signers, native);
  const moved: Allegiance = { context: second, publicKey, number: 1 };

  it("follows what both signed, and on from there", () => {
    expect(follow(held, statement)).toEqual(moved);
    const onward = { ...statement, old: second, next: third, number: 2 };
    expect(follow(moved, onward)).toEqual({ context: third, publicKey, number: 2 });
    const elsewhere = { ...first, chainId: 1 };
    expect(follow(held, { ...statement, next: elsewhere })).toEqual({ ...moved, context: elsewhere });
  });

  it("never goes back, whoever signs", () => {
    const back = { ...statement, old: second, next: first };
    expect(follow(moved, { ...back, number: 1 })).toBeUndefined();
    expect(follow({ ...moved, number: 5 }, { ...back, number: 4 })).toBeUndefined();
    // The first application's own successions are not for a device that left it.
    expect(follow(moved, { ...statement, next: third, number: 9 })).toBeUndefined();
    expect(follow(moved, statement)).toBeUndefined();
  });

  it("keeps the highest number, whatever is shown to it in whatever order", () => {
    const shown = fc.record({
      old: fc.constantFrom(first, second, third),
      next: fc.constantFrom(first, second, third),
      number: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(shown, { maxLength: 8 }), (all) => {
        let now = held;
        for (const each of all) {
          const after = follow(now, { ...statement, ...each });
          const isHere = equal(each.old.application, now.context.application);
          const isNext = isHere && each.number > now.number && each.next !== each.old;
          expect(after !== undefined).toBe(isNext);
          expect((after ?? now).number).toBeGreaterThanOrEqual(now.number);
          now = after ?? now;
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, Partial<SuccessionStatement>, Signing]>([
    ["an announcement", announcementOf(statement), {}],
    ["a key that is none", { publicKey: new Uint8Array(33).fill(2, 0, 1).fill(0xff, 1) }, {}],
    ["the application that it is with", { next: first }, {}],
    ["one of the same address on another chain", { old: { ...first, chainId: 1 } }, { place: first }],
    ["what the maker did not sign", {}, { makerKey: keys[1] ?? maker }],
    ["what the administrators did not sign", {}, { by: [2] }],
  ])("stays when it is shown %s", (_, changed, signing) => {
    expect(follow(held, { ...statement, ...changed }, signing)).toBeUndefined();
  });
});

describe("the first link in the new application", () => {
  const link = native.sha256(utf8("head"));

  it("has the bytes of the specification", () => {
    const joined = concat(preamble("succession", second), preamble("envelope", first), link, u32(7));
    expect(successionLink(first, second, { sequence: 7, link }, native)).toEqual(native.sha256(joined));
  });

  it("is of one head, one number and two places", () => {
    const links = [
      successionLink(first, second, { sequence: 7, link }, native),
      successionLink(second, first, { sequence: 7, link }, native),
      successionLink(first, third, { sequence: 7, link }, native),
      successionLink(first, second, { sequence: 8, link }, native),
      successionLink(first, second, { sequence: 7, link: native.sha256(link) }, native),
    ];
    expect(new Set(links.map(String)).size).toBe(links.length);
    expect(() => successionLink(first, second, { sequence: 7, link: link.slice(1) }, native)).toThrow(RangeError);
    expect(() => successionLink(first, second, { sequence: 2 ** 32, link }, native)).toThrow(RangeError);
  });
});
