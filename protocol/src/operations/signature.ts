/**
 * Who signed an operation (docs/protocol.md, "Signatures of operations"): a wallet over EIP-712, a P-256 key, a passkey, or
 * administrators, k of n. Every check is bounded, and all that is cheap comes before the first curve operation. Each takes
 * the message alone and reads the actor out of it, so nobody can have one message signed and another taken for it.
 */
import { encodeBase64Url } from "../base64url.ts";
import { concat, equal, startsWith, toHex, utf8 } from "../bytes.ts";
import { type Context, preamble } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { addressOf, type TypedData, typedDataDigest, verifyDigest } from "../eip712.ts";
import { ADMINISTRATORS_MAX, AUTHENTICATOR_DATA_MAX_BYTES, CLIENT_DATA_MAX_BYTES } from "../limits.ts";
import { type Actor, decodeOperation, type Operation, operationTypedData } from "./operation.ts";

const AUTHENTICATOR_DATA_MIN_BYTES = 37;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;

/** A wallet's signature (64 bytes, r ‖ s) with the public key (64 bytes, x ‖ y), so that nobody has to recover it. */
export interface WalletSignature {
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
}

/** What a passkey signs, as the browser returns it; the signature is r ‖ s (64 bytes), not DER. */
export interface PasskeySignature {
  readonly authenticatorData: Uint8Array;
  readonly clientData: Uint8Array;
  readonly signature: Uint8Array;
}

/** One administrator's signature (64 bytes) and the index of the key in the set. */
export interface AdministratorSignature {
  readonly index: number;
  readonly signature: Uint8Array;
}

/** A set of administrators, of whom `threshold` must sign. */
export interface AdministratorSet {
  readonly number: number;
  readonly threshold: number;
  /** 33 bytes each. */
  readonly publicKeys: readonly Uint8Array[];
}

/** What a passkey may sign for: stored when it was enrolled, and the genesis' origins. */
export interface PasskeyBinding {
  /** 32 bytes: SHA-256 of the relying party's id. */
  readonly rpIdHash: Uint8Array;
  readonly origins: readonly string[];
}

/**
 * Returns the bytes that a P-256 key signs for an operation, in parts.
 * @example
 * operationPreimage(context, registration.message).length; // => 2
 */
export const operationPreimage = (context: Context, message: Uint8Array): readonly Uint8Array[] => [
  preamble("operation", context),
  message,
];

/** Returns what a message says, or undefined when it is no operation. */
function readOperation(message: Uint8Array): Operation | undefined {
  try {
    return decodeOperation(message);
  } catch {
    return undefined;
  }
}

/** Returns the key (33 bytes) that a message names in this form, or undefined. */
function actorKey(message: Uint8Array, form: "key" | "passkey"): Uint8Array | undefined {
  const actor: Actor | undefined = readOperation(message)?.actor;
  return actor?.form === form && "publicKey" in actor ? actor.publicKey : undefined;
}

/**
 * Returns whether a wallet signed a typed structure: the key's address is the wallet's (20 bytes), and s is in the lower half
 * (EIP-2).
 * @example
 * const signed = { publicKey: new Uint8Array(64), signature: new Uint8Array(64) };
 * verifyTypedData(context, browserKeyTypedData(context, publicKey, 1_800_000_000), owner, signed); // => false
 */
export function verifyTypedData(
  context: Context,
  data: TypedData,
  wallet: Uint8Array,
  { publicKey, signature }: WalletSignature,
): boolean {
  if (publicKey.length !== 64 || signature.length !== 64) return false;
  const point = concat(Uint8Array.of(4), publicKey);
  let address: Uint8Array;
  try {
    address = addressOf(point);
  } catch {
    return false;
  }
  return equal(address, wallet) && verifyDigest(typedDataDigest(context, data), signature, point);
}

/**
 * Returns whether a wallet signed an operation: the key's address is the actor's, and s is in the lower half (EIP-2).
 * @param message the operation's bytes
 * @example
 * const actor = { form: "wallet", address: owner } as const;
 * const common = { device: deviceId, tenure: 1, counter: 1, expiresUnixS: 1_800_000_000, answers: new Uint8Array(32) };
 * const message = encodeOperation({ kind: "withdrawOffer", actor, ...common, fields: {} });
 * const signed = { publicKey: new Uint8Array(64), signature: new Uint8Array(64) };
 * verifyWallet(context, message, signed); // => false
 */
export function verifyWallet(context: Context, message: Uint8Array, signed: WalletSignature): boolean {
  const operation = readOperation(message);
  if (operation?.actor.form !== "wallet") return false;
  return verifyTypedData(context, operationTypedData(context, operation), operation.actor.address, signed);
}

/**
 * Returns whether the P-256 key that an operation names as its actor signed it (64 bytes, r ‖ s).
 * @param message the operation's bytes
 * @example
 * const actor = { form: "key", publicKey } as const;
 * const common = { device: deviceId, tenure: 1, counter: 1, expiresUnixS: 1_800_000_000, answers: new Uint8Array(32) };
 * const message = encodeOperation({ kind: "withdrawOffer", actor, ...common, fields: {} });
 * const signature = native.p256Sign(privateKey, ...operationPreimage(context, message));
 * verifyKey(context, message, signature, native); // => true
 */
export function verifyKey(
  context: Context,
  message: Uint8Array,
  signature: Uint8Array,
  provider: CryptoProvider,
): boolean {
  const publicKey = actorKey(message, "key");
  return publicKey !== undefined && provider.p256Verify(publicKey, signature, ...operationPreimage(context, message));
}

/** WebAuthn, §5.8.1.1: what every client writes first, in this order, so that nobody has to parse JSON. */
const clientDataPrefix = (challenge: Uint8Array, origin: string): Uint8Array =>
  utf8(`{"type":"webauthn.get","challenge":"${encodeBase64Url(challenge)}","origin":"${origin}","crossOrigin":false`);

const COMMA = 0x2c;
const BRACE = 0x7d;

function isClientData(clientData: Uint8Array, challenge: Uint8Array, origins: readonly string[]): boolean {
  return origins.some((origin) => {
    const prefix = clientDataPrefix(challenge, origin);
    const next = clientData[prefix.length];
    return startsWith(clientData, prefix) && (next === COMMA || next === BRACE);
  });
}

/**
 * Returns whether a passkey signed some bytes with its user present and verified, for this relying party and from one of the
 * origins. The counter of signatures is ignored: passkeys are synchronised.
 * @param parts what was signed: its hash is the challenge
 * @example
 * const nothing = new Uint8Array();
 * const signed = { authenticatorData: nothing, clientData: nothing, signature: nothing };
 * const binding = { rpIdHash: new Uint8Array(32), origins: ["https://example.org"] };
 * verifyAssertion(publicKey, [nothing], { binding, signed }, native); // => false
 */
export function verifyAssertion(
  publicKey: Uint8Array,
  parts: readonly Uint8Array[],
  { binding, signed }: { readonly binding: PasskeyBinding; readonly signed: PasskeySignature },
  provider: CryptoProvider,
): boolean {
  const { authenticatorData, clientData, signature } = signed;
  if (authenticatorData.length < AUTHENTICATOR_DATA_MIN_BYTES) return false;
  if (authenticatorData.length > AUTHENTICATOR_DATA_MAX_BYTES || clientData.length > CLIENT_DATA_MAX_BYTES)
    return false;
  const flags = authenticatorData[32] ?? 0;
  if ((flags & USER_PRESENT) === 0 || (flags & USER_VERIFIED) === 0) return false;
  if (!equal(authenticatorData.subarray(0, 32), binding.rpIdHash)) return false;
  if (!isClientData(clientData, provider.sha256(...parts), binding.origins)) return false;
  return provider.p256Verify(publicKey, signature, authenticatorData, provider.sha256(clientData));
}

/**
 * Returns whether the passkey that an operation names as its actor signed it, as `verifyAssertion` asks.
 * @param message the operation's bytes
 * @example
 * const nothing = new Uint8Array();
 * const signed = { authenticatorData: nothing, clientData: nothing, signature: nothing };
 * const binding = { rpIdHash: new Uint8Array(32), origins: ["https://example.org"] };
 * verifyPasskey(context, registration.message, { binding, signed }, native); // => false
 */
export function verifyPasskey(
  context: Context,
  message: Uint8Array,
  assertion: { readonly binding: PasskeyBinding; readonly signed: PasskeySignature },
  provider: CryptoProvider,
): boolean {
  const publicKey = actorKey(message, "passkey");
  if (publicKey === undefined) return false;
  return verifyAssertion(publicKey, operationPreimage(context, message), assertion, provider);
}

/**
 * Returns whether enough administrators of a set signed an operation that names the set's number. The signatures stand in
 * strictly ascending order of their keys' indices, and equal keys count once, so nobody counts twice.
 * @example
 * const set = { number: 1, threshold: 1, publicKeys: [publicKey] };
 * const actor = { form: "administrators", set: 1 } as const;
 * const common = { device: deviceId, tenure: 0, counter: 1, expiresUnixS: 1_800_000_000, answers: new Uint8Array(32) };
 * const message = encodeOperation({ kind: "releaseQuarantine", actor, ...common, fields: {} });
 * const signature = native.p256Sign(privateKey, ...operationPreimage(context, message));
 * verifyAdministrators(context, { message, set, signatures: [{ index: 0, signature }] }, native); // => true
 */
export function verifyAdministrators(
  context: Context,
  {
    message,
    set,
    signatures,
  }: {
    readonly message: Uint8Array;
    readonly set: AdministratorSet;
    readonly signatures: readonly AdministratorSignature[];
  },
  provider: CryptoProvider,
): boolean {
  const actor = readOperation(message)?.actor;
  if (actor?.form !== "administrators" || actor.set !== set.number) return false;
  if (set.threshold < 1 || set.publicKeys.length > ADMINISTRATORS_MAX) return false;
  if (signatures.length < set.threshold || signatures.length > set.publicKeys.length) return false;
  let last = -1;
  const signers = new Set<string>();
  for (const { index } of signatures) {
    const publicKey = set.publicKeys[index];
    if (!Number.isInteger(index) || index <= last || publicKey === undefined) return false;
    last = index;
    signers.add(toHex(publicKey));
  }
  if (signers.size < set.threshold) return false;
  const preimage = operationPreimage(context, message);
  return signatures.every(({ index, signature }) => {
    const publicKey = set.publicKeys[index];
    return publicKey !== undefined && provider.p256Verify(publicKey, signature, ...preimage);
  });
}
