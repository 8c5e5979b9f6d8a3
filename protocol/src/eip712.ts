/**
 * What a wallet signs (EIP-712): a query, or the permission for a browser key to ask for a limited time
 * (docs/protocol.md, "Queries"). Hashing by hand, held equal to ethers by a test; recovery as in EIP-2.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { concat, toHex, u32, utf8 } from "./bytes.ts";
import type { Context } from "./context.ts";
import { keccak256 } from "./crypto/keccak.ts";

/** A field of a typed structure. */
export interface TypedField {
  readonly name: string;
  readonly type: "bytes" | "bytes8" | "bytes32" | "uint8" | "uint16" | "uint32" | "uint256" | "address" | "string";
}

/** One typed structure, ready for `eth_signTypedData_v4`. */
export interface TypedData {
  readonly domain: {
    readonly name: "Witness";
    readonly version: "1";
    readonly chainId: number;
    readonly verifyingContract: string;
  };
  readonly types: Readonly<Record<string, readonly TypedField[]>>;
  readonly primaryType: string;
  readonly message: Readonly<Record<string, string | number>>;
  /** The same values as bytes, in the order of the fields, for hashing. */
  readonly values: readonly Uint8Array[];
}

const DOMAIN: readonly TypedField[] = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

const TYPES = {
  CarQuery: [
    { name: "device", type: "bytes8" },
    { name: "asOfTimeUnixS", type: "uint32" },
    { name: "replyKey", type: "bytes" },
  ],
  CarsQuery: [
    { name: "owner", type: "address" },
    { name: "replyKey", type: "bytes" },
  ],
  KeysQuery: [
    { name: "device", type: "bytes8" },
    { name: "session", type: "uint32" },
    { name: "firstSequence", type: "uint32" },
    { name: "previousLink", type: "bytes32" },
    { name: "suite", type: "uint8" },
    { name: "keyId", type: "bytes8" },
    { name: "encapsulatedKey", type: "bytes" },
    { name: "fromSequence", type: "uint32" },
    { name: "toSequence", type: "uint32" },
    { name: "groups", type: "uint8" },
    { name: "replyKey", type: "bytes" },
    { name: "ticketFirst", type: "uint32" },
    { name: "ticketLast", type: "uint32" },
    { name: "ticket", type: "bytes" },
  ],
  BrowserKey: [
    { name: "publicKey", type: "bytes" },
    { name: "validUntilUnixS", type: "uint32" },
  ],
} as const satisfies Record<string, readonly TypedField[]>;

const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;

/** What a structure says: its name, its fields in order, their values as a wallet shows them, and the same as bytes. */
export interface TypedStructure {
  readonly name: string;
  readonly fields: readonly TypedField[];
  readonly message: TypedData["message"];
  readonly values: readonly Uint8Array[];
}

/**
 * Returns a structure in this application's domain.
 * @example
 * const fields = [{ name: "device", type: "bytes8" }] as const;
 * const message = { device: `0x${toHex(deviceId)}` };
 * typedDataOf(context, { name: "Claim", fields, message, values: [deviceId] }).primaryType; // => "Claim"
 */
export function typedDataOf(context: Context, { name, fields, message, values }: TypedStructure): TypedData {
  const verifyingContract = hex(context.application);
  return {
    domain: { name: "Witness", version: "1", chainId: context.chainId, verifyingContract },
    types: { [name]: fields },
    primaryType: name,
    message,
    values,
  };
}

/**
 * Returns the typed form of a car query; 0 stands for a time that is not given.
 * @param query device id (8 bytes), reply key (33 bytes)
 * @example
 * carQueryTypedData(context, { deviceId, replyKey: publicKey }).primaryType; // => "CarQuery"
 */
export function carQueryTypedData(
  context: Context,
  query: { deviceId: Uint8Array; timeUnixS?: number; replyKey: Uint8Array },
): TypedData {
  const time = query.timeUnixS ?? 0;
  const { deviceId, replyKey } = query;
  const message = { device: hex(deviceId), asOfTimeUnixS: time, replyKey: hex(replyKey) };
  return typedDataOf(context, {
    name: "CarQuery",
    fields: TYPES.CarQuery,
    message,
    values: [deviceId, u32(time), replyKey],
  });
}

/**
 * Returns the typed form of the question for all cars of an owner (20 bytes), with a reply key (33 bytes).
 * @example
 * carsQueryTypedData(context, { owner, replyKey: publicKey }).primaryType; // => "CarsQuery"
 */
export function carsQueryTypedData(context: Context, query: { owner: Uint8Array; replyKey: Uint8Array }): TypedData {
  const message = { owner: hex(query.owner), replyKey: hex(query.replyKey) };
  return typedDataOf(context, {
    name: "CarsQuery",
    fields: TYPES.CarsQuery,
    message,
    values: [query.owner, query.replyKey],
  });
}

/**
 * Returns the typed form of the question for keys of a session.
 * @param query as `KeysQuery` of wire/keys.ts, the groups as the sum of their bits; zeros and no bytes stand for no ticket
 * @example
 * const opening = { suite: 2, keyId: deviceId, encapsulatedKey: new Uint8Array(65) };
 * const session = { deviceId, session: 1, firstSequence: 1, previousLink: link, opening };
 * const asked = { fromSequence: 1, toSequence: 9, groups: 1, replyKey: publicKey };
 * keysQueryTypedData(context, { ...session, ...asked }).primaryType; // => "KeysQuery"
 */
export function keysQueryTypedData(
  context: Context,
  query: {
    deviceId: Uint8Array;
    session: number;
    firstSequence: number;
    previousLink: Uint8Array;
    opening: { suite: number; keyId: Uint8Array; encapsulatedKey: Uint8Array };
    fromSequence: number;
    toSequence: number;
    groups: number;
    replyKey: Uint8Array;
    ticket?: { first: number; last: number; mac: Uint8Array } | undefined;
  },
): TypedData {
  const { deviceId, session, firstSequence, previousLink, fromSequence, toSequence, groups, replyKey } = query;
  const { first, last, mac } = query.ticket ?? { first: 0, last: 0, mac: new Uint8Array() };
  const { suite, keyId, encapsulatedKey } = query.opening;
  const message = {
    device: hex(deviceId),
    session,
    firstSequence,
    previousLink: hex(previousLink),
    suite,
    keyId: hex(keyId),
    encapsulatedKey: hex(encapsulatedKey),
    fromSequence,
    toSequence,
    groups,
    replyKey: hex(replyKey),
    ticketFirst: first,
    ticketLast: last,
    ticket: hex(mac),
  };
  const values = [
    deviceId,
    u32(session),
    u32(firstSequence),
    previousLink,
    u32(suite),
    keyId,
    encapsulatedKey,
    u32(fromSequence),
    u32(toSequence),
    u32(groups),
    replyKey,
    u32(first),
    u32(last),
    mac,
  ];
  return typedDataOf(context, { name: "KeysQuery", fields: TYPES.KeysQuery, message, values });
}

/**
 * Returns the typed form of a wallet's permission for a browser key (33 bytes, compressed P-256).
 * @example
 * browserKeyTypedData(context, publicKey, 1_800_000_000).primaryType; // => "BrowserKey"
 */
export function browserKeyTypedData(context: Context, publicKey: Uint8Array, validUntilUnixS: number): TypedData {
  const message = { publicKey: hex(publicKey), validUntilUnixS };
  return typedDataOf(context, {
    name: "BrowserKey",
    fields: TYPES.BrowserKey,
    message,
    values: [publicKey, u32(validUntilUnixS)],
  });
}

const left = (bytes: Uint8Array): Uint8Array => concat(new Uint8Array(32 - bytes.length), bytes);

/** EIP-712 encodeData of one field. */
function encodeField(type: TypedField["type"], value: Uint8Array): Uint8Array {
  if (type === "bytes" || type === "string") return keccak256(value);
  return type === "bytes8" ? concat(value, new Uint8Array(24)) : left(value);
}

function hashStruct(name: string, fields: readonly TypedField[], values: readonly Uint8Array[]): Uint8Array {
  const type = `${name}(${fields.map((field) => `${field.type} ${field.name}`).join(",")})`;
  const encoded = fields.map((field, index) => encodeField(field.type, values[index] ?? new Uint8Array()));
  return keccak256(concat(keccak256(utf8(type)), ...encoded));
}

/**
 * Returns the digest (32 bytes) that a wallet signs: keccak256(0x19 ‖ 0x01 ‖ domain ‖ struct).
 * @example
 * const digest = typedDataDigest(context, browserKeyTypedData(context, publicKey, 1_800_000_000));
 */
export function typedDataDigest(context: Context, data: TypedData): Uint8Array {
  const chainId = new Uint8Array(8);
  new DataView(chainId.buffer).setBigUint64(0, BigInt(context.chainId));
  const domain = hashStruct("EIP712Domain", DOMAIN, [utf8("Witness"), utf8("1"), chainId, context.application]);
  const struct = hashStruct(data.primaryType, data.types[data.primaryType] ?? [], data.values);
  return keccak256(concat(Uint8Array.of(0x19, 0x01), domain, struct));
}

/**
 * Returns the Ethereum address (20 bytes) of a secp256k1 public key (33 or 65 bytes).
 * @throws {Error} when the bytes are not a point of the curve
 * @example
 * const generator = fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
 * toHex(addressOf(generator)); // => "7e5f4552091a69125d5dfcb7b8c2659029395bdf"
 */
export function addressOf(publicKey: Uint8Array): Uint8Array {
  return keccak256(secp256k1.Point.fromBytes(publicKey).toBytes(false).subarray(1)).slice(12);
}

/**
 * Returns the address (20 bytes) of whoever signed a digest (32 bytes), or undefined when the signature (65 bytes,
 * r ‖ s ‖ v) names nobody. Never throws on any signature.
 * @example
 * const digest = typedDataDigest(context, browserKeyTypedData(context, publicKey, 1_800_000_000));
 * recoverAddress(digest, new Uint8Array(65)); // => undefined
 */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array): Uint8Array | undefined {
  const v = signature[64] ?? 255;
  const recovery = v >= 27 ? v - 27 : v;
  if (signature.length !== 65 || recovery > 1) return undefined;
  try {
    const parsed = secp256k1.Signature.fromBytes(signature.slice(0, 64), "compact").addRecoveryBit(recovery);
    // EIP-2: the upper half of s is another form of the same signature.
    if (parsed.hasHighS()) return undefined;
    return addressOf(parsed.recoverPublicKey(digest).toBytes());
  } catch {
    return undefined;
  }
}

/**
 * Returns whether a secp256k1 key (65 bytes, uncompressed) signed a digest (32 bytes) with r ‖ s (64 bytes). The upper half
 * of s is refused (EIP-2): it is another form of the same signature. Never throws on any signature.
 * @example
 * const digest = typedDataDigest(context, browserKeyTypedData(context, publicKey, 1_800_000_000));
 * verifyDigest(digest, new Uint8Array(64), new Uint8Array(65)); // => false
 */
export function verifyDigest(digest: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return secp256k1.verify(signature, digest, publicKey, { prehash: false, lowS: true });
  } catch {
    return false;
  }
}

/**
 * Signs a digest (32 bytes) with a secp256k1 key (32 bytes). Returns 65 bytes, r ‖ s ‖ v. For demo wallets made in the
 * browser.
 * @example
 * const digest = typedDataDigest(context, browserKeyTypedData(context, publicKey, 1_800_000_000));
 * signDigest(digest, privateKey).length; // => 65
 */
export function signDigest(digest: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const signature = secp256k1.sign(digest, privateKey, { prehash: false, format: "recovered" });
  return concat(signature.slice(1), Uint8Array.of((signature[0] ?? 0) + 27));
}
