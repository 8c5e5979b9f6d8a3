/** Operations of version 2: each kind, and each rule of their bytes broken once (docs/protocol.md, "Operations"). */
import { concat, toHex, u32 } from "../../src/bytes.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import {
  ACTOR_FORMS,
  type Actor,
  decodeOperation,
  encodeOperation,
  type FieldType,
  OPERATIONS,
  type Operation,
  type OperationKind,
  operationIdentity,
} from "../../src/operations/operation.ts";
import { browserKey, deviceId, keys, owner, seed } from "./world.ts";

export const keyActor: Actor = { form: "key", publicKey: p.p256PublicKey(keys.maker) };
export const walletActor: Actor = { form: "wallet", address: owner };
export const passkeyActor: Actor = { form: "passkey", publicKey: p.p256PublicKey(browserKey) };
export const setActor: Actor = { form: "administrators", set: 3 };

const LENGTHS = { bytes8: 8, bytes20: 20, bytes32: 32, bytes33: 33, bytes: 40 } as const;
const sample = (name: string, type: FieldType): number | Uint8Array => {
  if (type === "u8") return 2;
  if (type === "u16") return 513;
  if (type === "u32") return 1_800_086_400;
  const length = LENGTHS[type];
  return concat(seed(name), seed(`${name} again`)).slice(0, length);
};

const ACTORS = { administrator: setActor, maker: keyActor, owner: walletActor, workshop: keyActor } as const;
/** An operation of a kind whose fields all have a value, changed as a case wants it. */
export function operationOf(kind: OperationKind, change: Partial<Operation> = {}): Operation {
  const { actor, fields } = OPERATIONS[kind];
  return {
    kind,
    actor: ACTORS[actor],
    device: deviceId,
    tenure: 2,
    counter: 5,
    expiresUnixS: 1_800_086_400,
    answers: new Uint8Array(32),
    fields: Object.fromEntries(fields.map(({ name, type }) => [name, sample(name, type)])),
    ...change,
  };
}
const bytesOf = (kind: OperationKind, change: Partial<Operation> = {}): Uint8Array =>
  encodeOperation(operationOf(kind, change));

const KINDS = Object.keys(OPERATIONS) as OperationKind[];
const U32_MAX = 2 ** 32 - 1;
const ADMITTED: readonly (readonly [string, Uint8Array])[] = [
  ...KINDS.map((kind) => [kind, bytesOf(kind)] as const),
  ["by a passkey", bytesOf("publish", { actor: passkeyActor })],
  ["by an actor of whom the kind is not: its bytes do not say so", bytesOf("quarantine", { actor: walletActor })],
  ["an answer to an offer", bytesOf("acceptOffer", { answers: p.sha256(bytesOf("offer")) })],
  ["that concerns no device", bytesOf("registerActor", { device: new Uint8Array(8), tenure: 0 })],
  [
    "the greatest numbers",
    bytesOf("setParameters", {
      actor: { form: "administrators", set: U32_MAX },
      tenure: U32_MAX,
      counter: U32_MAX,
      expiresUnixS: U32_MAX,
      fields: { version: 65_535, fromUnixS: U32_MAX },
    }),
  ],
  [
    "boundary: 2 048 bytes in a field",
    bytesOf("enterJournal", { fields: { entry: 0, sealed: new Uint8Array(2_048) } }),
  ],
  [
    "a grantee that is no point",
    bytesOf("grant", { fields: { ...operationOf("grant").fields, grantee: new Uint8Array(33) } }),
  ],
];

const journal = bytesOf("enterJournal");
/** The entry's head, and a field `bytes` whose length is not that of its bytes. */
const sealedAs = (length: number, bytes: number): Uint8Array =>
  concat(journal.slice(0, -42), u32(length).slice(2), new Uint8Array(bytes));
const publish = bytesOf("publish");
const put = (at: number, byte: number): Uint8Array => publish.map((each, index) => (index === at ? byte : each));
const REFUSED: readonly (readonly [string, Uint8Array])[] = [
  ["no bytes", new Uint8Array()],
  ["a kind alone", publish.slice(0, 1)],
  ...KINDS.map((kind) => [`a byte less: ${kind}`, bytesOf(kind).slice(0, -1)] as const),
  ["a byte more", concat(publish, Uint8Array.of(0))],
  ["a byte more behind a field of bytes", concat(journal, Uint8Array.of(0))],
  ...[0, 9, 15, 19, 31, 42, 47, 50, 255].map((kind) => [`kind ${kind}`, put(0, kind)] as const),
  ...[0, 5, 255].map((form) => [`form ${form}`, put(1, form)] as const),
  ["a wallet's bytes as a key's", put(1, ACTOR_FORMS.key)],
  ["a wallet's bytes as administrators'", put(1, ACTOR_FORMS.administrators)],
  ["cut in the actor", publish.slice(0, 12)],
  ["cut behind the actor", publish.slice(0, 22)],
  ["cut in what is answered", publish.slice(0, 60)],
  ["2 049 bytes in a field", sealedAs(2_049, 2_049)],
  ["65 535 bytes in a field, and not there", sealedAs(65_535, 40)],
  ["a length of more than what follows", sealedAs(41, 40)],
  ["a length of less than what follows", sealedAs(39, 40)],
  ["a length cut in two", journal.slice(0, -41)],
  ["2 561 bytes", concat(journal, new Uint8Array(2_561 - journal.length))],
];

const shown = (value: number | Uint8Array): number | string => (typeof value === "number" ? value : toHex(value));
function read(message: Uint8Array) {
  const { kind, actor, device, tenure, counter, expiresUnixS, answers, fields } = decodeOperation(message);
  const who = actor.form === "wallet" ? actor.address : actor.form === "administrators" ? actor.set : actor.publicKey;
  return {
    kind,
    form: ACTOR_FORMS[actor.form],
    actor: shown(who),
    device: toHex(device),
    tenure,
    counter,
    expiresUnixS,
    answers: toHex(answers),
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shown(value)])),
  };
}

export const operationVectors = {
  "v2-operations": [
    ...ADMITTED.map(([comment, message]) => ({
      comment,
      message: toHex(message),
      code: "admitted",
      identity: toHex(operationIdentity(message, p)),
      read: read(message),
    })),
    ...REFUSED.map(([comment, message]) => ({ comment, message: toHex(message), code: "malformed" })),
  ],
};
