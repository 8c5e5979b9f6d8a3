/** Who signed an operation of version 2, and each way to be nobody (docs/protocol.md, "Signatures of operations"). */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { concat, fromHex, toHex, u32, utf8 } from "../../src/bytes.ts";
import type { Context } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { typedDataDigest } from "../../src/eip712.ts";
import { derivePrivateKey } from "../../src/hpke.ts";
import {
  ACTOR_FORMS,
  encodeOperation,
  OPERATIONS,
  type Operation,
  type OperationKind,
  operationTypedData,
} from "../../src/operations/operation.ts";
import { operationPreimage } from "../../src/operations/signature.ts";
import { keyActor, operationOf, passkeyActor, setActor, walletActor } from "./operations.ts";
import { browserKey, context, keys, other, otherForm, seed, WALLET_ORDER, wallet } from "./world.ts";

/** One bit of a byte turned, counted from the end when `at` is below 0. */
const turned = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === (at + bytes.length) % bytes.length ? byte ^ 1 : byte));
const hex = (value: bigint): Uint8Array => fromHex(value.toString(16).padStart(64, "0"));
const valid = (comment: string): boolean => comment.startsWith("admitted: ");
const said = (comment: string): string => comment.replace(/^admitted: /, "");

// ---- wallets

const digestOf = (operation: Operation, at: Context = context): Uint8Array =>
  typedDataDigest(at, operationTypedData(at, operation));
const byWallet = (digest: Uint8Array, key = wallet): Uint8Array => secp256k1.sign(digest, key, { prehash: false });
const walletKey = secp256k1.getPublicKey(wallet, false).slice(1);
const stranger = seed("a stranger's wallet");
const strangerKey = secp256k1.getPublicKey(stranger, false).slice(1);

const byOwner = (kind: OperationKind): Operation => operationOf(kind, { actor: walletActor });
const offer = byOwner("offer");
const good = byWallet(digestOf(offer));
/** Bytes that are no operation, or that a wallet cannot have signed: there is no digest of them. */
const NO_WALLETS: readonly (readonly [string, Uint8Array])[] = [
  ["a message with a byte more", concat(encodeOperation(offer), Uint8Array.of(0))],
  ["a message with a byte less", encodeOperation(offer).slice(0, -1)],
  ["no message", new Uint8Array()],
  ["an actor that is a passkey", encodeOperation(operationOf("offer", { actor: passkeyActor }))],
  ["an actor that is administrators", encodeOperation(operationOf("offer", { actor: setActor }))],
];
const WALLETS: readonly (readonly [string, Operation, Uint8Array, Uint8Array])[] = [
  ...(Object.keys(OPERATIONS) as OperationKind[]).map((kind) => {
    const operation = byOwner(kind);
    return [`admitted: ${kind}`, operation, walletKey, byWallet(digestOf(operation))] as const;
  }),
  ["another field", { ...offer, fields: { buyer: seed("another buyer").slice(0, 20) } }, walletKey, good],
  [
    "another kind with the same fields",
    byOwner("withdrawOffer"),
    walletKey,
    byWallet(digestOf(byOwner("revokeGrant"))),
  ],
  ["another device", { ...offer, device: seed("device").slice(0, 8) }, walletKey, good],
  ["another tenure", { ...offer, tenure: 3 }, walletKey, good],
  ["another counter", { ...offer, counter: 6 }, walletKey, good],
  ["another expiry", { ...offer, expiresUnixS: offer.expiresUnixS + 1 }, walletKey, good],
  ["another answer", { ...offer, answers: seed("answer") }, walletKey, good],
  ["for another application", offer, walletKey, byWallet(digestOf(offer, other))],
  ["for another chain", offer, walletKey, byWallet(digestOf(offer, { ...context, chainId: 1 }))],
  ["by a stranger", offer, walletKey, byWallet(digestOf(offer), stranger)],
  ["a stranger's key and signature: not the actor's address", offer, strangerKey, byWallet(digestOf(offer), stranger)],
  ["the upper half of s", offer, walletKey, otherForm(good, WALLET_ORDER)],
  ["a turned bit of r", offer, walletKey, turned(good, 0)],
  ["a turned bit of s", offer, walletKey, turned(good, -1)],
  ["r of 0", offer, walletKey, concat(new Uint8Array(32), good.slice(32))],
  ["s of 0", offer, walletKey, concat(good.slice(0, 32), new Uint8Array(32))],
  ["r of the order", offer, walletKey, concat(hex(WALLET_ORDER), good.slice(32))],
  ["a signature of 65 bytes", offer, walletKey, concat(good, Uint8Array.of(27))],
  ["a signature of 63 bytes", offer, walletKey, good.slice(0, -1)],
  ["no signature", offer, walletKey, new Uint8Array()],
  ["a key that is no point", offer, turned(walletKey, -1), good],
  ["a key of 65 bytes", offer, concat(Uint8Array.of(4), walletKey), good],
  ["a compressed key", offer, secp256k1.getPublicKey(wallet, true), good],
  ["an actor that is a key", operationOf("offer", { actor: keyActor }), walletKey, good],
];
const wallets = [
  ...WALLETS.map(([comment, operation, publicKey, signature]) => ({
    comment: said(comment),
    message: toHex(encodeOperation(operation)),
    ...(operation.actor.form === "wallet" ? { digest: toHex(digestOf(operation)) } : {}),
    publicKey: toHex(publicKey),
    signature: toHex(signature),
    valid: valid(comment),
  })),
  ...NO_WALLETS.map(([comment, message]) => ({
    comment,
    message: toHex(message),
    publicKey: toHex(walletKey),
    signature: toHex(good),
    valid: false,
  })),
];

// ---- keys

const revoke = encodeOperation(operationOf("revokeDevice"));
const asPasskey = encodeOperation(
  operationOf("revokeDevice", { actor: { form: "passkey", publicKey: p.p256PublicKey(keys.maker) } }),
);
const longer = concat(revoke, Uint8Array.of(0));
const ofAdministrators = encodeOperation(operationOf("releaseQuarantine"));
const byKey = (message: Uint8Array, key = keys.maker, at: Context = context): Uint8Array =>
  p.p256Sign(key, ...operationPreimage(at, message));
const signed = byKey(revoke);
const KEYS: readonly (readonly [string, Uint8Array, Uint8Array])[] = [
  ["admitted: a maker's key", revoke, signed],
  ["admitted: the other half of s, which P-256 admits", revoke, otherForm(signed)],
  ["by another key", revoke, byKey(revoke, keys.stranger)],
  ["for another application", revoke, byKey(revoke, keys.maker, other)],
  ["for another chain", revoke, byKey(revoke, keys.maker, { ...context, chainId: 1 })],
  ["a message of the same key as a passkey", asPasskey, byKey(asPasskey)],
  ["a message of a wallet", encodeOperation(byOwner("publish")), byKey(encodeOperation(byOwner("publish")))],
  ["a message with a byte more", longer, byKey(longer)],
  ["a message of administrators", ofAdministrators, byKey(ofAdministrators)],
  ["without the preamble", revoke, p.p256Sign(keys.maker, revoke)],
  ["over the identity", revoke, byKey(p.sha256(revoke))],
  ["over another reason", turned(revoke, -1), signed],
  ["a turned bit of the signature", revoke, turned(signed, 63)],
  ["a signature of 63 bytes", revoke, signed.slice(0, -1)],
  ["no signature", revoke, new Uint8Array()],
];
const byKeys = KEYS.map(([comment, message, signature]) => ({
  comment: said(comment),
  message: toHex(message),
  signature: toHex(signature),
  valid: valid(comment),
}));

// ---- passkeys

const RP_ID_HASH = p.sha256(utf8("witness.example"));
const ORIGINS = ["https://witness.example", "https://app.witness.example:8443"] as const;
const publish = encodeOperation(operationOf("publish", { actor: passkeyActor }));
const challengeOf = (message: Uint8Array, at: Context = context): string =>
  Buffer.from(p.sha256(...operationPreimage(at, message))).toString("base64url");
const dataOf = (flags: number, bytes = 37, rpIdHash = RP_ID_HASH): Uint8Array =>
  concat(rpIdHash, Uint8Array.of(flags), u32(9), new Uint8Array(256)).slice(0, bytes);

interface Passkey {
  readonly message?: Uint8Array;
  readonly data?: Uint8Array;
  /** Behind the challenge. */
  readonly rest?: string;
  readonly challenge?: string;
  readonly origin?: string;
  readonly text?: string | Uint8Array;
  readonly key?: Uint8Array;
  readonly change?: (signature: Uint8Array) => Uint8Array;
  readonly afterwards?: { readonly data?: Uint8Array; readonly client?: Uint8Array };
}
function passkey(how: Passkey) {
  const data = how.data ?? dataOf(5);
  const origin = how.origin ?? ORIGINS[0];
  const said = `{"type":"webauthn.get","challenge":"${how.challenge ?? challengeOf(how.message ?? publish)}","origin":"${origin}"`;
  const text = how.text ?? `${said}${how.rest ?? ',"crossOrigin":false}'}`;
  const client = typeof text === "string" ? utf8(text) : text;
  const made = p.p256Sign(how.key ?? browserKey, data, p.sha256(client));
  return {
    message: toHex(how.message ?? publish),
    authenticatorData: toHex(how.afterwards?.data ?? data),
    clientData: toHex(how.afterwards?.client ?? client),
    signature: toHex(how.change ? how.change(made) : made),
  };
}
const clientOf = (type: string): string =>
  `{"type":"${type}","challenge":"${challengeOf(publish)}","origin":"${ORIGINS[0]}","crossOrigin":false}`;
/** The same message of the same key, and the form of the actor is that of a plain key. */
const asKey = (message: Uint8Array): Uint8Array => message.map((byte, index) => (index === 1 ? ACTOR_FORMS.key : byte));
const whole = clientOf("webauthn.get");
const filled = (bytes: number): string => `,"crossOrigin":false,"x":"${"x".repeat(bytes - whole.length - 7)}"}`;
const PASSKEYS: readonly (readonly [string, Passkey])[] = [
  ["admitted: a passkey", {}],
  ["admitted: from the other origin", { origin: ORIGINS[1] }],
  ["admitted: more behind a comma", { rest: ',"crossOrigin":false,"extra_keys_may_be_added_here":"do not compare"}' }],
  ["admitted: flags of a backup beside those asked for", { data: dataOf(0x1d) }],
  ["admitted: a counter of zero", { data: concat(RP_ID_HASH, Uint8Array.of(5), u32(0)) }],
  ["admitted: boundary: 256 bytes of authenticator data", { data: dataOf(0x85, 256) }],
  ["admitted: boundary: 512 bytes of client data", { rest: filled(512) }],
  ["admitted: the other half of s", { change: (made) => otherForm(made) }],
  ["user not verified", { data: dataOf(1) }],
  ["user not present", { data: dataOf(4) }],
  ["no flag", { data: dataOf(0) }],
  ["for another relying party", { data: dataOf(5, 37, p.sha256(utf8("witness.example.org"))) }],
  ["36 bytes of authenticator data", { data: dataOf(5, 36) }],
  ["257 bytes of authenticator data", { data: dataOf(5, 257) }],
  ["513 bytes of client data", { rest: filled(513) }],
  ["from another origin", { origin: "https://witness.example.org" }],
  ["from an origin of which another is the beginning", { origin: `${ORIGINS[0]}:444` }],
  ["from an origin without its end", { origin: ORIGINS[0].slice(0, -1) }],
  ["across origins", { rest: ',"crossOrigin":true}' }],
  ["without the field of other origins", { rest: "}" }],
  ["neither comma nor brace behind", { rest: ',"crossOrigin":falsehood}' }],
  ["nothing behind", { rest: ',"crossOrigin":false' }],
  ["with a space", { text: whole.replace(",", ", ") }],
  ["with a mark of byte order", { text: `\u{feff}${whole}` }],
  ["fields in another order", { text: whole.replace(/^{("type":"webauthn.get"),(.*)}$/, "{$2,$1}") }],
  ["an enrolment", { text: clientOf("webauthn.create") }],
  ["no client data", { text: "" }],
  ["a challenge with padding", { challenge: `${challengeOf(publish)}=` }],
  ["a challenge in hexadecimal", { challenge: toHex(p.sha256(...operationPreimage(context, publish))) }],
  ["the identity for a challenge", { challenge: Buffer.from(p.sha256(publish)).toString("base64url") }],
  ["for another application", { challenge: challengeOf(publish, other) }],
  ["for another operation", { challenge: challengeOf(revoke) }],
  ["by another key", { key: keys.stranger }],
  ["a message of the same key, not as a passkey", { message: asKey(publish) }],
  ["a message with a byte more", { message: concat(publish, Uint8Array.of(0)) }],
  ["a message of a wallet", { message: encodeOperation(byOwner("publish")) }],
  ["authenticator data that was not signed", { afterwards: { data: dataOf(0x1d) } }],
  ["client data that was not signed", { afterwards: { client: utf8(whole.replace("}", ",}")) } }],
  ["a turned bit of the signature", { change: (made) => turned(made, 0) }],
  ["no signature", { change: () => new Uint8Array() }],
];
const passkeys = PASSKEYS.map(([comment, how]) => ({ comment: said(comment), ...passkey(how), valid: valid(comment) }));

// ---- administrators

const administratorKeys = [0, 1, 2, 3, 4].map((index) => derivePrivateKey(seed(`administrator ${index}`), p));
const publicKeys = administratorKeys.map((key) => p.p256PublicKey(key));
const quarantine = encodeOperation(operationOf("quarantine", { actor: setActor }));
const ofSet = (set: number): Uint8Array =>
  encodeOperation(operationOf("quarantine", { actor: { form: "administrators", set } }));
const by = (index: number, message = quarantine, signer = index) => ({
  index,
  signature: byKey(message, administratorKeys[signer]),
});
interface Set {
  readonly keys?: readonly Uint8Array[];
  readonly threshold?: number;
  readonly message?: Uint8Array;
}
const many = (count: number): Uint8Array[] =>
  Array.from(
    { length: count },
    (_, index) => publicKeys[index] ?? p.p256PublicKey(derivePrivateKey(seed(`a${index}`), p)),
  );
const twice = publicKeys.map((key, index) => (index === 1 ? (publicKeys[0] ?? key) : key));
const SETS: readonly (readonly [string, readonly ReturnType<typeof by>[], Set?])[] = [
  ["admitted: three of five", [by(0), by(2), by(4)]],
  ["admitted: four of five, of whom three suffice", [by(0), by(1), by(2), by(3)]],
  ["admitted: all", [by(0), by(1), by(2), by(3), by(4)]],
  ["admitted: one of one", [by(0)], { keys: publicKeys.slice(0, 1), threshold: 1 }],
  ["admitted: boundary: sixteen", [by(1), by(2), by(4)], { keys: many(16) }],
  [
    "admitted: a key that the set has twice, and two others",
    [by(0), by(1, quarantine, 0), by(2), by(3)],
    { keys: twice },
  ],
  ["two of five, of whom three must sign", [by(0), by(2)]],
  ["none", []],
  ["none, and none must sign", [], { threshold: 0 }],
  ["one, and none must sign", [by(0)], { threshold: 0 }],
  ["seventeen in the set", [by(1), by(2), by(4)], { keys: many(17) }],
  ["one administrator twice", [by(0), by(0), by(2)]],
  ["descending", [by(4), by(2), by(0)]],
  ["a key that the set has twice, and one other", [by(0), by(1, quarantine, 0), by(2)], { keys: twice }],
  ["three good ones and one that is not", [by(0), by(1), by(2), by(3, quarantine, 4)]],
  ["an index behind the set", [by(0), by(2), { ...by(4), index: 5 }]],
  ["under another's index", [by(0), by(1, quarantine, 2), by(4)]],
  ["one over another operation", [by(0), by(2), by(4, ofSet(4))]],
  [
    "one for another application",
    [by(0), by(2), { index: 4, signature: byKey(quarantine, administratorKeys[4], other) }],
  ],
  ["a message that names another set", [0, 2, 4].map((index) => by(index, ofSet(4))), { message: ofSet(4) }],
  ["a message of a single key", [0, 2, 4].map((index) => by(index, revoke)), { message: revoke }],
  ["a signature of 63 bytes", [by(0), by(2), { index: 4, signature: by(4).signature.slice(1) }]],
];
const administrators = SETS.map(([comment, signatures, set = {}]) => ({
  comment: said(comment),
  message: toHex(set.message ?? quarantine),
  threshold: set.threshold ?? 3,
  publicKeys: (set.keys ?? publicKeys).map(toHex),
  signatures: signatures.map(({ index, signature }) => ({ index, signature: toHex(signature) })),
  valid: valid(comment),
}));

export const actorVectors = {
  "v2-signatures": {
    wallets,
    keys: byKeys,
    passkeys: {
      rpIdHash: toHex(RP_ID_HASH),
      origins: ORIGINS,
      vectors: passkeys,
    },
    administrators: { set: 3, vectors: administrators },
  },
};
