/**
 * An operation with its signature as it travels (docs/protocol.md, "Signatures of operations"). The signature's bytes have
 * one form for each form of actor, and the actor stands in the message, so nobody chooses how a message is checked.
 */
import { concat, u16 } from "../bytes.ts";
import type { Context } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { ADMINISTRATORS_MAX } from "../limits.ts";
import { accountOf } from "./account.ts";
import { ACTOR_FORMS, type Operation } from "./operation.ts";
import {
  type AdministratorSet,
  type AdministratorSignature,
  type PasskeySignature,
  verifyAdministrators,
  verifyAssertion,
  verifyKey,
  verifyPasskey,
  verifyWallet,
  type WalletSignature,
} from "./signature.ts";

/** A message and who signed it, as a batch carries them. */
export interface SignedOperation {
  /** As `encodeOperation` writes it. */
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

const SIGNATURE_BYTES = 64;
const WALLET_BYTES = 128;
/** Of one administrator's signature: u8(index) ‖ r ‖ s. */
export const ADMINISTRATOR_BYTES = 1 + SIGNATURE_BYTES;
const RP_ID_HASH_BYTES = 32;

/**
 * Returns a wallet's signature as bytes: public key (64) ‖ r ‖ s.
 * @example
 * encodeWalletSignature({ publicKey: new Uint8Array(64), signature: new Uint8Array(64) }).length; // => 128
 */
export const encodeWalletSignature = ({ publicKey, signature }: WalletSignature): Uint8Array =>
  concat(publicKey, signature);

/**
 * Returns a passkey's signature as bytes: u16(length) ‖ authenticator data ‖ u16(length) ‖ client data ‖ r ‖ s.
 * @example
 * const [authenticatorData, clientData, signature] = [new Uint8Array(37), new Uint8Array(9), new Uint8Array(64)];
 * encodePasskeySignature({ authenticatorData, clientData, signature }).length; // => 114
 */
export const encodePasskeySignature = (signed: PasskeySignature): Uint8Array => {
  const { authenticatorData, clientData, signature } = signed;
  return concat(u16(authenticatorData.length), authenticatorData, u16(clientData.length), clientData, signature);
};

/**
 * Returns administrators' signatures as bytes: u8(index) ‖ r ‖ s of each.
 * @example
 * encodeAdministratorSignatures([{ index: 3, signature: new Uint8Array(64) }]).length; // => 65
 */
export const encodeAdministratorSignatures = (signatures: readonly AdministratorSignature[]): Uint8Array =>
  concat(...signatures.map(({ index, signature }) => concat(Uint8Array.of(index), signature)));

function readPasskey(bytes: Uint8Array): PasskeySignature | undefined {
  const lengthAt = (at: number): number => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  const middle = 2 + lengthAt(0);
  const end = middle + 2 + lengthAt(middle);
  if (bytes.length !== end + SIGNATURE_BYTES) return undefined;
  return {
    authenticatorData: bytes.slice(2, middle),
    clientData: bytes.slice(middle + 2, end),
    signature: bytes.slice(end),
  };
}

/**
 * Reads administrators' signatures; none when the bytes are not as `encodeAdministratorSignatures` writes them.
 * @example
 * decodeAdministratorSignatures(new Uint8Array(65)); // => [{ index: 0, signature: new Uint8Array(64) }]
 */
export function decodeAdministratorSignatures(bytes: Uint8Array): readonly AdministratorSignature[] {
  const count = bytes.length / ADMINISTRATOR_BYTES;
  if (!Number.isInteger(count) || count > ADMINISTRATORS_MAX) return [];
  return Array.from({ length: count }, (_, place) => {
    const at = place * ADMINISTRATOR_BYTES;
    return { index: bytes[at] ?? 0, signature: bytes.slice(at + 1, at + ADMINISTRATOR_BYTES) };
  });
}

/** What signatures are checked against. */
export interface Verifiers {
  readonly administrators: AdministratorSet;
  /** The genesis' origins, for passkeys. */
  readonly origins: readonly string[];
}

/**
 * Returns whether a message has a wallet for its actor. Only one byte of it is read.
 * @example
 * isByWallet(registration.message); // => false
 */
export const isByWallet = (message: Uint8Array): boolean => message[1] === ACTOR_FORMS.wallet;

/**
 * Returns the account (20 bytes) that a signed operation acts for: of a passkey, the one that its authenticator's data
 * names, which it signed. Undefined for administrators. Whether the signature holds is asked elsewhere.
 * @example
 * const actor = { form: "wallet", address: owner } as const;
 * actingAccount(actor, new Uint8Array(), native); // => owner
 */
export function actingAccount(
  actor: Operation["actor"],
  signature: Uint8Array,
  provider: CryptoProvider,
): Uint8Array | undefined {
  const passkey = actor.form === "passkey" ? readPasskey(signature) : undefined;
  return accountOf(actor, passkey?.authenticatorData.subarray(0, RP_ID_HASH_BYTES) ?? new Uint8Array(), provider);
}

/**
 * Returns whether the actor that a message names signed it for this application. Never throws on any bytes.
 * @param operation what `decodeOperation` read of the message
 * @example
 * const actor = { form: "key", publicKey } as const;
 * const common = { device: deviceId, tenure: 1, counter: 1, expiresUnixS: 1_800_000_000, answers: new Uint8Array(32) };
 * const operation = { kind: "withdrawOffer", actor, ...common, fields: {} } as const;
 * const message = encodeOperation(operation);
 * const signature = native.p256Sign(privateKey, ...operationPreimage(context, message));
 * const verifiers = { administrators: { number: 1, threshold: 2, publicKeys: [] }, origins: [] };
 * verifySignedOperation(context, { message, signature }, operation.actor, verifiers, native); // => true
 */
export function verifySignedOperation(
  context: Context,
  { message, signature }: SignedOperation,
  actor: Operation["actor"],
  { administrators, origins }: Verifiers,
  provider: CryptoProvider,
): boolean {
  switch (actor.form) {
    case "wallet": {
      if (signature.length !== WALLET_BYTES) return false;
      const wallet = { publicKey: signature.slice(0, 64), signature: signature.slice(64) };
      return verifyWallet(context, message, wallet);
    }
    case "key":
      return signature.length === SIGNATURE_BYTES && verifyKey(context, message, signature, provider);
    case "passkey": {
      const signed = readPasskey(signature);
      if (signed === undefined) return false;
      // The account names the relying party, and the account is what the record knows.
      const rpIdHash = signed.authenticatorData.slice(0, RP_ID_HASH_BYTES);
      return verifyPasskey(context, message, { binding: { rpIdHash, origins }, signed }, provider);
    }
    case "administrators": {
      const signatures = decodeAdministratorSignatures(signature);
      return verifyAdministrators(context, { message, set: administrators, signatures }, provider);
    }
  }
}

/**
 * Returns the account (20 bytes) of a P-256 key or passkey that signed some bytes, or undefined when it did not. For what is no
 * operation, such as a query.
 * @param parts what was signed, which begins with the preamble of its purpose
 * @example
 * const signature = native.p256Sign(privateKey, preamble("query", context));
 * accountSigning({ form: "key", publicKey }, [preamble("query", context)], signature, [], native)?.length; // => 20
 */
export function accountSigning(
  asker: Extract<Operation["actor"], { readonly publicKey: Uint8Array }>,
  parts: readonly Uint8Array[],
  signature: Uint8Array,
  origins: readonly string[],
  provider: CryptoProvider,
): Uint8Array | undefined {
  const { publicKey } = asker;
  if (asker.form === "key") {
    const isSigned = provider.p256Verify(publicKey, signature, ...parts);
    return isSigned ? actingAccount(asker, signature, provider) : undefined;
  }
  const signed = readPasskey(signature);
  if (signed === undefined) return undefined;
  const rpIdHash = signed.authenticatorData.slice(0, RP_ID_HASH_BYTES);
  const isSigned = verifyAssertion(publicKey, parts, { binding: { rpIdHash, origins }, signed }, provider);
  return isSigned ? actingAccount(asker, signature, provider) : undefined;
}

/**
 * Returns the origins that a passkey's signature names. Whoever does not know which of them the application allows may take all:
 * the passkey has signed them.
 * @example
 * originsIn(new Uint8Array(64)); // => []
 */
export const originsIn = (signature: Uint8Array): readonly string[] =>
  Array.from(String.fromCharCode(...signature).matchAll(/"origin":"([^"]*)"/g), ([, origin = ""]) => origin);
