/**
 * Operations: what people and companies do to a record (docs/protocol.md, "Operations"). One table says who may send a
 * kind and which fields it has; the bytes and the form that a wallet shows both follow from it.
 */
import { ByteReader } from "../byte-reader.ts";
import { concat, toHex, u32 } from "../bytes.ts";
import type { Context } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { type TypedData, type TypedField, typedDataOf } from "../eip712.ts";
import { MalformedError } from "../errors.ts";
import { OPERATION_MAX_BYTES } from "../limits.ts";

/** Who sends a kind of operation. */
export type ActorRole = "administrator" | "maker" | "owner" | "workshop";

/** What a field holds: a whole number of so many bits, or bytes. `bytes` has a length of its own, up to 2 048. */
export type FieldType = "u8" | "u16" | "u32" | "bytes8" | "bytes20" | "bytes32" | "bytes33" | "bytes";

/** A field of an operation. */
export interface OperationField {
  readonly name: string;
  readonly type: FieldType;
}

interface Kind {
  /** The byte that begins a message; it is never given to another kind. */
  readonly number: number;
  readonly actor: ActorRole;
  readonly fields: readonly OperationField[];
}

const PAIRING = { name: "pairing", type: "bytes" } as const;
const REASON = { name: "reason", type: "u8" } as const;
const ROLE = { name: "role", type: "u8" } as const;
const ACTOR_ID = { name: "actorId", type: "bytes8" } as const;
const PUBLIC_KEY = { name: "publicKey", type: "bytes33" } as const;
const UNTIL = { name: "untilUnixS", type: "u32" } as const;

/** Every kind of operation. What an operation answers, such as an offer, is named by its hash in `answers`. */
export const OPERATIONS = {
  registerActor: { number: 1, actor: "administrator", fields: [ROLE, PUBLIC_KEY] },
  rotateActor: { number: 2, actor: "administrator", fields: [ROLE, ACTOR_ID, PUBLIC_KEY] },
  revokeActor: { number: 3, actor: "administrator", fields: [ROLE, ACTOR_ID, REASON] },
  setParameters: {
    number: 4,
    actor: "administrator",
    fields: [
      { name: "version", type: "u16" },
      { name: "fromUnixS", type: "u32" },
    ],
  },
  quarantine: { number: 5, actor: "administrator", fields: [REASON, UNTIL] },
  releaseQuarantine: { number: 6, actor: "administrator", fields: [] },
  succeed: {
    number: 7,
    actor: "administrator",
    fields: [
      { name: "statement", type: "bytes32" },
      { name: "announcement", type: "bytes" },
    ],
  },
  setAdministrators: {
    number: 8,
    actor: "administrator",
    fields: [
      { name: "threshold", type: "u8" },
      { name: "publicKeys", type: "bytes" },
    ],
  },
  inherit: { number: 9, actor: "administrator", fields: [{ name: "statement", type: "bytes" }] },
  allotPlaces: { number: 10, actor: "administrator", fields: [ACTOR_ID, { name: "places", type: "u32" }] },
  revokeDevice: { number: 16, actor: "maker", fields: [REASON] },
  attestFirmware: { number: 17, actor: "maker", fields: [{ name: "firmware", type: "bytes32" }] },
  vouchForOwner: { number: 18, actor: "maker", fields: [{ name: "owner", type: "bytes20" }, PAIRING] },
  claim: { number: 32, actor: "owner", fields: [PAIRING] },
  offer: { number: 33, actor: "owner", fields: [{ name: "buyer", type: "bytes20" }] },
  acceptOffer: { number: 34, actor: "owner", fields: [PAIRING] },
  withdrawOffer: { number: 35, actor: "owner", fields: [] },
  grant: {
    number: 36,
    actor: "owner",
    fields: [
      { name: "grantee", type: "bytes33" },
      { name: "groups", type: "u8" },
      { name: "firstSequence", type: "u32" },
      { name: "lastSequence", type: "u32" },
      UNTIL,
    ],
  },
  revokeGrant: { number: 37, actor: "owner", fields: [] },
  publish: { number: 38, actor: "owner", fields: [{ name: "isPublic", type: "u8" }] },
  dispute: { number: 39, actor: "owner", fields: [REASON] },
  acceptCorrection: { number: 40, actor: "owner", fields: [] },
  setPolicy: { number: 41, actor: "owner", fields: [{ name: "cosigned", type: "u8" }] },
  withdrawPass: { number: 42, actor: "owner", fields: [] },
  publishPlate: { number: 43, actor: "owner", fields: [{ name: "sealed", type: "bytes" }] },
  enterJournal: {
    number: 48,
    actor: "workshop",
    fields: [
      { name: "entry", type: "u8" },
      { name: "sealed", type: "bytes" },
    ],
  },
  withdrawEntry: { number: 49, actor: "workshop", fields: [REASON] },
} as const satisfies Record<string, Kind>;

/** The name of a kind of operation. */
export type OperationKind = keyof typeof OPERATIONS;

/**
 * Returns whether the device in the car must answer operations of a kind.
 * @example
 * isPaired("claim"); // => true
 */
export const isPaired = (kind: OperationKind): boolean =>
  OPERATIONS[kind].fields.some(({ name }) => name === "pairing");

/**
 * Returns whether operations of a kind concern the application as a whole, and no device.
 * @example
 * isOfApplication("registerActor"); // => true
 */
export const isOfApplication = (kind: OperationKind): boolean =>
  OPERATIONS[kind].actor === "administrator" && kind !== "quarantine" && kind !== "releaseQuarantine";

/** The fields of a kind by name; of several kinds, those of any of them. */
export type FieldsOf<K extends OperationKind> = K extends OperationKind
  ? {
      readonly [F in (typeof OPERATIONS)[K]["fields"][number] as F["name"]]: F["type"] extends "u8" | "u16" | "u32"
        ? number
        : Uint8Array;
    }
  : never;

/** Fields that every operation has, in the order of their bytes, after the actor. */
const COMMON: readonly OperationField[] = [
  { name: "device", type: "bytes8" },
  { name: "tenure", type: "u32" },
  { name: "counter", type: "u32" },
  { name: "expiresUnixS", type: "u32" },
  { name: "answers", type: "bytes32" },
];

/** How an actor signs. */
export const ACTOR_FORMS = { wallet: 1, key: 2, passkey: 3, administrators: 4 } as const;

/** The name of a way to sign. */
export type ActorForm = keyof typeof ACTOR_FORMS;

/** Whoever acts: a wallet by its address (20 bytes), a P-256 key or passkey by its key (33), administrators by their set. */
export type Actor =
  | { readonly form: "wallet"; readonly address: Uint8Array }
  | { readonly form: "key" | "passkey"; readonly publicKey: Uint8Array }
  | { readonly form: "administrators"; readonly set: number };

/** A message of an operation, before it is signed. */
export interface Operation {
  readonly kind: OperationKind;
  readonly actor: Actor;
  /** 8 bytes; zeros when the operation concerns no device. */
  readonly device: Uint8Array;
  /** The number of the owner's tenure of this record. */
  readonly tenure: number;
  /** Exactly the next of this actor on this record. */
  readonly counter: number;
  /** After this block time it has no effect; at most 31 days ahead. */
  readonly expiresUnixS: number;
  /** The identity of the operation that is answered (32 bytes), or zeros. */
  readonly answers: Uint8Array;
  /** The kind's own fields by name. */
  readonly fields: Readonly<Record<string, number | Uint8Array>>;
}

const NUMBERS: Partial<Record<FieldType, number>> = { u8: 1, u16: 2, u32: 4 };
const LENGTHS: Partial<Record<FieldType, number>> = { bytes8: 8, bytes20: 20, bytes32: 32, bytes33: 33 };
const BYTES_MAX = 2_048;

function encodeNumber(name: string, value: unknown, bytes: number): Uint8Array {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value >= 256 ** bytes) {
    throw new MalformedError({ field: name });
  }
  return u32(value).slice(4 - bytes);
}

function encodeField({ name, type }: OperationField, value: unknown): Uint8Array {
  const numberBytes = NUMBERS[type];
  if (numberBytes !== undefined) return encodeNumber(name, value, numberBytes);
  const length = LENGTHS[type];
  if (!(value instanceof Uint8Array) || (length === undefined ? value.length > BYTES_MAX : value.length !== length)) {
    throw new MalformedError({ field: name });
  }
  return length === undefined ? concat(encodeNumber(name, value.length, 2), value) : value;
}

/**
 * Returns an actor as bytes: u8(form), and the address (20), the key (33), or u32 of the set's number.
 * @throws {MalformedError} `malformed` when address, key or number do not fit
 * @example
 * encodeActor({ form: "administrators", set: 1 }); // => Uint8Array.of(4, 0, 0, 0, 1)
 */
export function encodeActor(actor: Actor): Uint8Array {
  const form = Uint8Array.of(ACTOR_FORMS[actor.form]);
  switch (actor.form) {
    case "wallet":
      return concat(form, encodeField({ name: "address", type: "bytes20" }, actor.address));
    case "administrators":
      return concat(form, encodeNumber("set", actor.set, 4));
    default:
      return concat(form, encodeField({ name: "publicKey", type: "bytes33" }, actor.publicKey));
  }
}

const valuesOf = (operation: Operation): Readonly<Record<string, unknown>> => ({
  ...operation.fields,
  device: operation.device,
  tenure: operation.tenure,
  counter: operation.counter,
  expiresUnixS: operation.expiresUnixS,
  answers: operation.answers,
});

/**
 * Encodes an operation: `u8(kind) ‖ u8(form) ‖ actor ‖ the common fields ‖ the kind's own`. There is one encoding of each.
 * @throws {MalformedError} `malformed` when a field is missing or does not fit its type
 * @example
 * const actor = { form: "wallet", address: owner } as const;
 * const common = { device: deviceId, tenure: 1, counter: 1, expiresUnixS: 1_800_000_000, answers: new Uint8Array(32) };
 * encodeOperation({ kind: "withdrawOffer", actor, ...common, fields: {} }).length; // => 74
 */
export function encodeOperation(operation: Operation): Uint8Array {
  const { number, fields } = OPERATIONS[operation.kind];
  const values = valuesOf(operation);
  const encoded = [...COMMON, ...fields].map((field) => encodeField(field, values[field.name]));
  return concat(Uint8Array.of(number), encodeActor(operation.actor), ...encoded);
}

const KINDS = new Map<number, OperationKind>(
  (Object.keys(OPERATIONS) as OperationKind[]).map((kind) => [OPERATIONS[kind].number, kind]),
);
const FORMS = new Map<number, ActorForm>(
  (Object.keys(ACTOR_FORMS) as ActorForm[]).map((form) => [ACTOR_FORMS[form], form]),
);

/** Takes fields off a message, one after the other. */
class FieldReader extends ByteReader {
  field(type: FieldType): number | Uint8Array {
    const numberBytes = NUMBERS[type];
    if (numberBytes !== undefined) return this.number(numberBytes);
    const length = LENGTHS[type] ?? this.number(2);
    if (length > BYTES_MAX) throw new MalformedError({ at: this.at });
    return this.bytes(length);
  }
}

/**
 * Takes an actor off a message.
 * @throws {MalformedError} `malformed` when the form is unknown, or bytes are missing
 * @example
 * readActor(new ByteReader(Uint8Array.of(4, 0, 0, 0, 1))); // => { form: "administrators", set: 1 }
 */
export function readActor(reader: ByteReader): Actor {
  const form = FORMS.get(reader.number(1));
  switch (form) {
    case undefined:
      throw new MalformedError({ field: "form" });
    case "wallet":
      return { form, address: reader.bytes(20) };
    case "administrators":
      return { form, set: reader.number(4) };
    default:
      return { form, publicKey: reader.bytes(33) };
  }
}

/**
 * Decodes an operation. Whether its actor signed it and may send it is asked elsewhere.
 * @throws {MalformedError} `malformed` when the kind or form is unknown, or the bytes are not as `encodeOperation` writes
 * @example
 * const actor = { form: "key", publicKey } as const;
 * const common = { device: deviceId, tenure: 1, counter: 1, expiresUnixS: 1_800_000_000, answers: new Uint8Array(32) };
 * const operation = { kind: "publish", actor, ...common, fields: { isPublic: 1 } } as const;
 * decodeOperation(encodeOperation(operation)); // => operation
 */
export function decodeOperation(message: Uint8Array): Operation {
  if (message.length > OPERATION_MAX_BYTES) throw new MalformedError({ bytes: message.length });
  const reader = new FieldReader(message);
  const kind = KINDS.get(reader.number(1));
  if (kind === undefined) throw new MalformedError({ field: "kind" });
  const actor = readActor(reader);
  const device = reader.bytes(8);
  const tenure = reader.number(4);
  const counter = reader.number(4);
  const expiresUnixS = reader.number(4);
  const answers = reader.bytes(32);
  const fields = Object.fromEntries(OPERATIONS[kind].fields.map(({ name, type }) => [name, reader.field(type)]));
  reader.finish();
  return { kind, actor, device, tenure, counter, expiresUnixS, answers, fields };
}

/**
 * Returns an operation's identity (32 bytes): the hash of its message, never of a signature, which can be had in several
 * forms.
 * @example
 * operationIdentity(registration.message, native).length; // => 32
 */
export const operationIdentity = (message: Uint8Array, provider: CryptoProvider): Uint8Array =>
  provider.sha256(message);

const SOLIDITY: Record<FieldType, TypedField["type"]> = {
  u8: "uint8",
  u16: "uint16",
  u32: "uint32",
  bytes8: "bytes8",
  bytes20: "address",
  bytes32: "bytes32",
  bytes33: "bytes",
  bytes: "bytes",
};

/**
 * Returns the form of a wallet's operation that `eth_signTypedData_v4` shows: the kind as the structure's name, and every
 * field of the message. The chain and the application stand in the domain.
 * @throws {MalformedError} `malformed` when the actor is no wallet, or a field does not fit its type
 * @example
 * const actor = { form: "wallet", address: owner } as const;
 * const common = { device: deviceId, tenure: 1, counter: 1, expiresUnixS: 1_800_000_000, answers: new Uint8Array(32) };
 * operationTypedData(context, { kind: "withdrawOffer", actor, ...common, fields: {} }).primaryType; // => "WithdrawOffer"
 */
export function operationTypedData(context: Context, operation: Operation): TypedData {
  const { actor, kind } = operation;
  if (actor.form !== "wallet") throw new MalformedError({ field: "form" });
  const own = [{ name: "actor", type: "bytes20" }, ...COMMON, ...OPERATIONS[kind].fields] as const;
  const values: Readonly<Record<string, unknown>> = { ...valuesOf(operation), actor: actor.address };
  const message: Record<string, string | number> = {};
  for (const { name } of own) {
    const value = values[name];
    message[name] = value instanceof Uint8Array ? `0x${toHex(value)}` : Number(value);
  }
  return typedDataOf(context, {
    name: `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
    fields: own.map(({ name, type }) => ({ name, type: SOLIDITY[type] })),
    message,
    // The length of `bytes` is not part of its value there.
    values: own.map((field) => encodeField(field, values[field.name]).slice(field.type === "bytes" ? 2 : 0)),
  });
}
