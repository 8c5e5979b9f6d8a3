import { SigningKey, TypedDataEncoder, Wallet } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, toHex, utf8 } from "../bytes.ts";
import type { Context } from "../context.ts";
import { native } from "../crypto/native.ts";
import { typedDataDigest } from "../eip712.ts";
import { MalformedError, ProtocolError } from "../errors.ts";
import { OPERATION_MAX_BYTES } from "../limits.ts";
import {
  type Actor,
  decodeOperation,
  encodeOperation,
  type FieldType,
  OPERATIONS,
  type Operation,
  type OperationField,
  type OperationKind,
  operationIdentity,
  operationTypedData,
} from "./operation.ts";
import {
  type AdministratorSignature,
  operationPreimage,
  type PasskeySignature,
  verifyAdministrators,
  verifyKey,
  verifyPasskey,
  verifyWallet,
} from "./signature.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const otherPlaces: Context[] = [
  { ...context, chainId: 1 },
  { ...context, application: new Uint8Array(20).fill(0xac) },
];
const keys = [1, 2, 3, 4].map((byte) => new Uint8Array(32).fill(byte));
const publicKeys = keys.map((key) => native.p256PublicKey(key));
const [privateKey = new Uint8Array(), otherKey = new Uint8Array()] = keys;
const [publicKey = new Uint8Array()] = publicKeys;
const wallet = new Wallet(`0x${"11".repeat(32)}`);
const walletActor: Actor = { form: "wallet", address: fromHex(wallet.address.toLowerCase()) };

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const VALUES: Record<FieldType, fc.Arbitrary<number | Uint8Array>> = {
  u8: fc.nat(255),
  u16: fc.nat(65_535),
  u32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  bytes8: bytes(8),
  bytes20: bytes(20),
  bytes32: bytes(32),
  bytes33: bytes(33),
  bytes: fc.uint8Array({ maxLength: 200 }),
};
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyActor: fc.Arbitrary<Actor> = fc.oneof(
  bytes(20).map((address): Actor => ({ form: "wallet", address })),
  bytes(33).map((key): Actor => ({ form: "key", publicKey: key })),
  bytes(33).map((key): Actor => ({ form: "passkey", publicKey: key })),
  u32.map((set): Actor => ({ form: "administrators", set })),
);
const kinds = Object.keys(OPERATIONS) as OperationKind[];
const operationBy = (actor: fc.Arbitrary<Actor>): fc.Arbitrary<Operation> =>
  fc.constantFrom(...kinds).chain((kind) => {
    const own: readonly OperationField[] = OPERATIONS[kind].fields;
    const fields = fc.record(Object.fromEntries(own.map(({ name, type }) => [name, VALUES[type]])));
    const common = { device: bytes(8), tenure: u32, counter: u32, expiresUnixS: u32, answers: bytes(32) };
    return fc
      .record({ ...common, actor, fields })
      .map((rest): Operation => ({ ...rest, kind, fields: { ...rest.fields } }));
  });
const offer: Operation = {
  kind: "offer",
  actor: walletActor,
  device: new Uint8Array(8).fill(1),
  tenure: 2,
  counter: 3,
  expiresUnixS: 1_800_000_000,
  answers: new Uint8Array(32),
  fields: { buyer: new Uint8Array(20).fill(9) },
};
const message = encodeOperation(offer);

describe("an operation's bytes", () => {
  it("give back what went in", () => {
    fc.assert(
      fc.property(operationBy(anyActor), (operation) => {
        expect(decodeOperation(encodeOperation(operation))).toEqual(operation);
      }),
      { numRuns: 400 },
    );
  });

  it("have one form: what decodes encodes to the same bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 160 }), fc.constantFrom(...kinds), (tail, kind) => {
        const candidate = concat(Uint8Array.of(OPERATIONS[kind].number), tail);
        let operation: Operation;
        try {
          operation = decodeOperation(candidate);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
          return;
        }
        expect(encodeOperation(operation)).toEqual(candidate);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["a byte is missing", message.subarray(0, -1)],
    ["a byte is too many", concat(message, Uint8Array.of(0))],
    ["the kind is unknown", concat(Uint8Array.of(250), message.subarray(1))],
    ["the form is unknown", concat(Uint8Array.of(33, 9), message.subarray(2))],
    ["there is nothing", new Uint8Array()],
    ["there is too much", new Uint8Array(OPERATION_MAX_BYTES + 1).fill(1)],
  ])("are refused when %s", (_, wrong) => {
    expect(() => decodeOperation(wrong)).toThrow(MalformedError);
  });

  it.each<[string, Partial<Operation>]>([
    ["a number that does not fit", { tenure: 2 ** 32 }],
    ["a number below zero", { counter: -1 }],
    ["a fraction", { expiresUnixS: 0.5 }],
    ["a device of another length", { device: new Uint8Array(7) }],
    ["a missing field", { fields: {} }],
    ["a text for bytes", { fields: { buyer: 5 } }],
  ])("are not made of %s", (_, wrong) => {
    expect(() => encodeOperation({ ...offer, ...wrong })).toThrow(MalformedError);
  });

  it("bound a field of bytes", () => {
    const claim = (length: number): Operation => ({
      ...offer,
      kind: "claim",
      fields: { pairing: new Uint8Array(length) },
    });
    expect(encodeOperation(claim(2_048)).length).toBeLessThanOrEqual(OPERATION_MAX_BYTES);
    expect(() => encodeOperation(claim(2_049))).toThrow(MalformedError);
  });

  it("have numbers that no other kind has", () => {
    expect(new Set(kinds.map((kind) => OPERATIONS[kind].number)).size).toBe(kinds.length);
  });
});

describe("a wallet's operation", () => {
  const signatureOf = (data: Uint8Array, key = wallet.privateKey) => {
    const signing = new SigningKey(key);
    const { r, s } = signing.sign(data);
    return { publicKey: fromHex(signing.publicKey).slice(1), signature: concat(fromHex(r), fromHex(s)) };
  };
  const digest = typedDataDigest(context, operationTypedData(context, offer));

  it("hashes as ethers hashes what the wallet is shown, for every kind", () => {
    fc.assert(
      fc.property(operationBy(bytes(20).map((address): Actor => ({ form: "wallet", address }))), (operation) => {
        const { domain, types, message: shown } = operationTypedData(context, operation);
        const expected = TypedDataEncoder.hash(domain, types as never, shown);
        expect(`0x${toHex(typedDataDigest(context, operationTypedData(context, operation)))}`).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("is verified by the key that the wallet has, and no other", () => {
    const signed = signatureOf(digest);
    const verify = (changed: Partial<Operation>) =>
      verifyWallet(context, encodeOperation({ ...offer, ...changed }), signed);
    expect(verify({})).toBe(true);
    expect(verifyWallet(context, message, signatureOf(digest, `0x${"22".repeat(32)}`))).toBe(false);
    expect(verify({ counter: 4 })).toBe(false);
    expect(verify({ fields: { buyer: new Uint8Array(20) } })).toBe(false);
    expect(verify({ actor: { form: "key", publicKey } })).toBe(false);
    expect(verifyWallet(context, message.subarray(1), signed)).toBe(false);
    for (const place of otherPlaces) expect(verifyWallet(place, message, signed)).toBe(false);
  });

  it("is refused with the other half of s, and with bytes that are no key or signature", () => {
    const signed = signatureOf(digest);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = order - BigInt(`0x${toHex(signed.signature.subarray(32))}`);
    const high = concat(signed.signature.subarray(0, 32), fromHex(s.toString(16).padStart(64, "0")));
    expect(verifyWallet(context, message, { ...signed, signature: high })).toBe(false);
    expect(verifyWallet(context, message, { ...signed, publicKey: new Uint8Array(64) })).toBe(false);
    expect(verifyWallet(context, message, { ...signed, signature: new Uint8Array(64) })).toBe(false);
    expect(verifyWallet(context, message, { ...signed, signature: new Uint8Array(63) })).toBe(false);
  });
});

describe("a key's operation", () => {
  const named = encodeOperation({ ...offer, actor: { form: "key", publicKey } });
  const sign = (bytes: Uint8Array, key = privateKey) => native.p256Sign(key, ...operationPreimage(context, bytes));

  it("is verified in its place only", () => {
    const signature = sign(named);
    expect(verifyKey(context, named, signature, native)).toBe(true);
    expect(verifyKey(context, named.subarray(1), signature, native)).toBe(false);
    for (const place of otherPlaces) expect(verifyKey(place, named, signature, native)).toBe(false);
  });

  it.each<[string, Actor]>([
    ["another key", { form: "key", publicKey: publicKeys[1] ?? publicKey }],
    ["a passkey", { form: "passkey", publicKey }],
    ["a wallet", walletActor],
    ["administrators", { form: "administrators", set: 7 }],
  ])("is refused when its message names %s", (_, actor) => {
    const other = encodeOperation({ ...offer, actor });
    expect(verifyKey(context, other, sign(other), native)).toBe(false);
    expect(verifyKey(context, named, sign(named, otherKey), native)).toBe(false);
  });

  it("has an identity that its signature does not change", () => {
    expect(operationIdentity(message, native)).toEqual(native.sha256(message));
  });
});

describe("a passkey's operation", () => {
  const byPasskey = encodeOperation({ ...offer, actor: { form: "passkey", publicKey } });
  const rpIdHash = native.sha256(utf8("witness.example"));
  const binding = { rpIdHash, origins: ["https://witness.example"] };
  const challenge = Buffer.from(native.sha256(...operationPreimage(context, byPasskey))).toString("base64url");
  const client = (fields: string) => utf8(fields);
  const good = `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://witness.example","crossOrigin":false`;
  const sign = ({ data = concat(rpIdHash, Uint8Array.of(0x05, 0, 0, 0, 0)), text = `${good}}`, key = privateKey }) => {
    const clientData = client(text);
    const signature = native.p256Sign(key, data, native.sha256(clientData));
    return { authenticatorData: data, clientData, signature };
  };
  const verify = (signed: PasskeySignature, place = context) =>
    verifyPasskey(place, byPasskey, { binding, signed }, native);
  const flags = (byte: number) => concat(rpIdHash, Uint8Array.of(byte, 0, 0, 0, 0));

  it("is verified with its user present and verified, whatever follows in the client's data", () => {
    expect(verify(sign({}))).toBe(true);
    expect(verify(sign({ text: `${good},"other":"x"}` }))).toBe(true);
    expect(verify(sign({ data: concat(flags(0x85), new Uint8Array(100)) }))).toBe(true);
  });

  it.each([
    ["the user was not present", { data: flags(0x04) }],
    ["the user was not verified", { data: flags(0x01) }],
    ["it was for another relying party", { data: concat(native.sha256(utf8("evil")), Uint8Array.of(5, 0, 0, 0, 0)) }],
    ["the authenticator's data is short", { data: flags(0x05).slice(0, 36) }],
    ["the authenticator's data is long", { data: concat(flags(0x05), new Uint8Array(220)) }],
    ["it was made in a frame", { text: `${good.replace("false", "true")}}` }],
    ["it was made elsewhere", { text: `${good.replace("https://witness.example", "https://evil.example")}}` }],
    ["the origin only begins alike", { text: `${good.replace('example"', 'example.evil"')}}` }],
    ["it was an enrolment", { text: `${good.replace("webauthn.get", "webauthn.create")}}` }],
    ["the challenge is another", { text: `${good.replace(challenge.slice(0, 8), "AAAAAAAA")}}` }],
    ["the client's data goes on otherwise", { text: `${good}x}` }],
    ["the client's data is long", { text: `${good},"other":"${"x".repeat(512)}"}` }],
    ["another key signed", { key: otherKey }],
  ])("is refused when %s", (_, changed) => {
    expect(verify(sign(changed))).toBe(false);
  });

  it("is refused when its message names another actor, or is none", () => {
    for (const other of [message, byPasskey.subarray(1)]) {
      expect(verifyPasskey(context, other, { binding, signed: sign({}) }, native)).toBe(false);
    }
  });

  it("is refused in another place", () => {
    for (const place of otherPlaces) expect(verify(sign({}), place)).toBe(false);
  });
});

describe("the administrators' operation", () => {
  const set = { number: 7, threshold: 2, publicKeys };
  const operation: Operation = {
    ...offer,
    kind: "releaseQuarantine",
    actor: { form: "administrators", set: 7 },
    fields: {},
  };
  const signed = encodeOperation(operation);
  const by = (index: number, key = keys[index] ?? privateKey): AdministratorSignature => ({
    index,
    signature: native.p256Sign(key, ...operationPreimage(context, signed)),
  });
  const verify = (signatures: readonly AdministratorSignature[], changed: Partial<typeof set> = {}) =>
    verifyAdministrators(context, { message: signed, set: { ...set, ...changed }, signatures }, native);

  it("is verified by k of n", () => {
    expect(verify([by(0), by(1)])).toBe(true);
    expect(verify([by(1), by(3)])).toBe(true);
    expect(verify([by(0), by(1), by(2), by(3)])).toBe(true);
  });

  it("counts a signature and a key once", () => {
    expect(verify([by(0), by(0)])).toBe(false);
    expect(verify([by(1), by(0)])).toBe(false);
    const twice = [publicKeys[0] ?? publicKey, publicKeys[0] ?? publicKey];
    expect(verify([by(0), by(1, privateKey)], { publicKeys: twice })).toBe(false);
  });

  it.each([
    ["too few signed", [by(0)], {}],
    ["nobody signed, and nobody must", [], { threshold: 0 }],
    [
      "a stranger signed",
      [
        by(0),
        by(
          1,
          otherKey.map((byte) => byte + 7),
        ),
      ],
      {},
    ],
    ["an index is not in the set", [by(0), { ...by(1), index: 4 }], {}],
    ["an index is no whole number", [by(0), { ...by(1), index: 0.5 }], {}],
    ["the set is another", [by(0), by(1)], { number: 8 }],
    ["one of more than enough is false", [by(0), by(1), { ...by(2), signature: new Uint8Array(64) }], {}],
  ])("is refused when %s", (_, signatures, changed) => {
    expect(verify(signatures, changed)).toBe(false);
  });

  it("is refused when the message names no set, or is none: what is judged is what was signed", () => {
    for (const other of [message, encodeOperation({ ...operation, counter: 4 }), signed.subarray(1)]) {
      const signatures = [by(0), by(1)];
      expect(verifyAdministrators(context, { message: other, set, signatures }, native)).toBe(false);
    }
  });

  it("is refused when the set is larger than it may be", () => {
    const many = Array.from({ length: 17 }, () => publicKey);
    expect(verify([by(0), by(1)], { publicKeys: many })).toBe(false);
  });
});
