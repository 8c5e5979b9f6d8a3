/**
 * Signing operations as a person or a company does (docs/protocol.md, "Operations"): who signs, what is written into the
 * message besides the kind's own fields, and the bytes that travel. Passkeys sign in a browser, so they are not here.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { equal } from "../bytes.ts";
import type { Context } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { addressOf, signDigest, typedDataDigest } from "../eip712.ts";
import { MalformedError } from "../errors.ts";
import { keyIdentity } from "../identity.ts";
import { accountOf } from "./account.ts";
import type { Holding } from "./holding.ts";
import {
  type Actor,
  encodeOperation,
  isPaired,
  OPERATIONS,
  type Operation,
  type OperationKind,
  operationTypedData,
} from "./operation.ts";
import { operationPreimage } from "./signature.ts";
import { encodeAdministratorSignatures, encodeWalletSignature, type SignedOperation } from "./signed.ts";

/** Whoever signs operations for one application. */
export interface OperationSigner {
  readonly actor: Actor;
  /** 20 bytes, by which a record names an owner; no bytes for administrators, who own nothing. */
  readonly account: Uint8Array;
  /** Returns the signature in the form of the actor. @param message the operation, encoded */
  readonly sign: (operation: Operation, message: Uint8Array) => Uint8Array;
}

const NO_BYTES = new Uint8Array();
const SIGNATURE_BYTES = 64;

/**
 * Returns a signer with a wallet's key, who signs EIP-712.
 * @param privateKey secp256k1 scalar, 32 bytes
 * @throws {Error} when the number is no private key of the curve
 * @example
 * walletSigner(context, privateKey).actor.form; // => "wallet"
 */
export function walletSigner(context: Context, privateKey: Uint8Array): OperationSigner {
  const point = secp256k1.getPublicKey(privateKey, false);
  const address = addressOf(point);
  return {
    actor: { form: "wallet", address },
    account: address,
    sign: (operation) => {
      const digest = typedDataDigest(context, operationTypedData(context, operation));
      const signature = signDigest(digest, privateKey).slice(0, SIGNATURE_BYTES);
      return encodeWalletSignature({ publicKey: point.slice(1), signature });
    },
  };
}

/**
 * Returns a signer with a P-256 key: a company, or an owner without a wallet.
 * @param privateKey P-256 scalar, 32 bytes
 * @throws {RangeError} when the number is no private key of the curve
 * @example
 * keySigner(context, privateKey, native).account.length; // => 20
 */
export function keySigner(context: Context, privateKey: Uint8Array, provider: CryptoProvider): OperationSigner {
  const actor = { form: "key", publicKey: provider.p256PublicKey(privateKey) } as const;
  return {
    actor,
    account: accountOf(actor, NO_BYTES, provider) ?? NO_BYTES,
    sign: (_, message) => provider.p256Sign(privateKey, ...operationPreimage(context, message)),
  };
}

/** The key of one administrator: its place in the set, and the P-256 scalar (32 bytes). */
export interface AdministratorKey {
  readonly index: number;
  readonly privateKey: Uint8Array;
}

/**
 * Returns administrators who sign together.
 * @param set the number of their set, 1 in a new application
 * @param keys of as many as must sign; the order is of no importance
 * @example
 * administratorsSigner(context, 1, [{ index: 0, privateKey }], native).actor.form; // => "administrators"
 */
export function administratorsSigner(
  context: Context,
  set: number,
  keys: readonly AdministratorKey[],
  provider: CryptoProvider,
): OperationSigner {
  const ascending = [...keys].sort((a, b) => a.index - b.index);
  return {
    actor: { form: "administrators", set },
    account: NO_BYTES,
    sign: (_, message) => {
      const preimage = operationPreimage(context, message);
      return encodeAdministratorSignatures(
        ascending.map(({ index, privateKey }) => ({ index, signature: provider.p256Sign(privateKey, ...preimage) })),
      );
    },
  };
}

/** What an operation says besides its kind. */
export interface Drafted {
  /** Of whoever signs. */
  readonly actor: Actor;
  /** A Unix time, at most 31 days after the block that carries the operation. */
  readonly expiresUnixS: number;
  /** The kind's own fields; `pairing` may be left out, since the device answers the operation without it. */
  readonly fields?: Operation["fields"];
  /** The identity (32 bytes) of the operation that is answered, such as an offer or an entry; zeros unless given. */
  readonly answers?: Uint8Array;
}

const NOTHING = new Uint8Array(32);
const NO_DEVICE = new Uint8Array(8);

function draft(
  kind: OperationKind,
  drafted: Drafted,
  named: Pick<Operation, "device" | "tenure" | "counter">,
): Operation {
  const { actor, expiresUnixS, fields = {}, answers = NOTHING } = drafted;
  const own = isPaired(kind) ? { ...fields, pairing: fields["pairing"] ?? NO_BYTES } : fields;
  return { kind, actor, ...named, expiresUnixS, answers, fields: own };
}

/** Returns the counter of the actor's next operation of a kind. */
function nextCounter(kind: OperationKind, actor: Actor, holding: Holding, provider: CryptoProvider): number {
  if (kind === "claim" || kind === "acceptOffer") return 1;
  switch (OPERATIONS[kind].actor) {
    case "administrator":
      return holding.administratorCounter + 1;
    case "maker":
      return holding.makerCounter + 1;
    case "workshop": {
      if (!("publicKey" in actor)) throw new MalformedError({ field: "actor" });
      const id = keyIdentity(actor.publicKey, provider);
      return (holding.companies.find(({ company }) => equal(company, id))?.counter ?? 0) + 1;
    }
    case "owner":
      return holding.ownerCounter + 1;
  }
}

/**
 * Returns an operation about a device, with the tenure and the actor's next counter as the record has them. A company whose
 * key was rotated, and a buyer who withdraws an offer, give the counter themselves.
 * @param holding of the record, as a node tells it to everybody (docs/protocol.md, "Queries")
 * @throws {MalformedError} `malformed` when a workshop has no key
 * @example
 * const holding = newHolding(deviceId, owner, 1_800_000_000);
 * const drafted = { actor: { form: "wallet", address: owner }, expiresUnixS: 1_800_000_000, fields: { isPublic: 1 } } as const;
 * draftOperation("publish", drafted, { device: deviceId, holding }, native).counter; // => 1
 */
export function draftOperation(
  kind: OperationKind,
  drafted: Drafted,
  { device, holding, counter }: { readonly device: Uint8Array; readonly holding: Holding; readonly counter?: number },
  provider: CryptoProvider,
): Operation {
  const next = counter ?? nextCounter(kind, drafted.actor, holding, provider);
  return draft(kind, drafted, { device, tenure: holding.tenure, counter: next });
}

/**
 * Returns an operation of administrators about the application as a whole.
 * @param counter one more than that of their last one, 1 in a new application
 * @example
 * const actor = { form: "administrators", set: 1 } as const;
 * const fields = { role: 2, publicKey };
 * draftForApplication("registerActor", { actor, expiresUnixS: 1_800_000_000, fields }, 1).tenure; // => 0
 */
export const draftForApplication = (kind: OperationKind, drafted: Drafted, counter: number): Operation =>
  draft(kind, drafted, { device: NO_DEVICE, tenure: 0, counter });

/**
 * Returns an operation as it travels.
 * @throws {MalformedError} `malformed` when a field is missing or does not fit
 * @example
 * const signer = keySigner(context, privateKey, native);
 * const holding = newHolding(deviceId, signer.account, 1_800_000_000);
 * const drafted = { actor: signer.actor, expiresUnixS: 1_800_000_000, fields: { isPublic: 1 } };
 * const signed = signOperation(draftOperation("publish", drafted, { device: deviceId, holding }, native), signer);
 * encodeSignedOperation(signed).length; // => 156
 */
export function signOperation(operation: Operation, signer: OperationSigner): SignedOperation {
  const message = encodeOperation(operation);
  return { message, signature: signer.sign(operation, message) };
}
