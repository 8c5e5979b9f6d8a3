/**
 * Signatures of passes (docs/protocol.md, "Pass"): those of operations, over the label `pass`. Beyond them s is in the lower
 * half for every form, so that nobody can write one pass in two ways.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { concat, fromHex, toHex } from "../bytes.ts";
import { type Context, preamble } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { addressOf, signDigest, typedDataDigest } from "../eip712.ts";
import { verifyTypedData } from "../operations/signature.ts";
import { accountSigning, encodeWalletSignature } from "../operations/signed.ts";
import { type PassActor, passTypedData } from "./pass.ts";

const SIGNATURE_BYTES = 64;
const WALLET_BYTES = 128;
const HALF_BYTES = 32;
/** The order n of P-256 (SEC 2, §2.4.2). */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Whoever signs passes with a key at hand. Wallets in a browser sign `passTypedData`, passkeys `passPreimage`. */
export interface PassSigner {
  readonly actor: PassActor;
  /** Returns the signature in the form of the actor. @param message as `passMessage` returns it */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/**
 * Returns the bytes that a P-256 key signs for a pass, in parts; their hash is a passkey's challenge.
 * @example
 * passPreimage(context, new Uint8Array(101)).length; // => 2
 */
export const passPreimage = (context: Context, message: Uint8Array): readonly Uint8Array[] => [
  preamble("pass", context),
  message,
];

/** Returns whether the last half of a signature by P-256 is in the lower half of the numbers below n. */
function hasLowS(signature: Uint8Array): boolean {
  const s = BigInt(`0x${toHex(signature.slice(-HALF_BYTES))}`);
  return 2n * s < P256_ORDER;
}

/**
 * Returns a signature by a P-256 key or a passkey, which ends with r ‖ s, with s in the lower half: what a browser returns may be
 * either.
 * @example
 * withLowS(native.p256Sign(privateKey, link)).length; // => 64
 */
export function withLowS(signature: Uint8Array): Uint8Array {
  if (signature.length < SIGNATURE_BYTES || hasLowS(signature)) return signature;
  const at = signature.length - HALF_BYTES;
  const s = P256_ORDER - BigInt(`0x${toHex(signature.slice(at))}`);
  return concat(signature.slice(0, at), fromHex(s.toString(16).padStart(2 * HALF_BYTES, "0")));
}

/**
 * Returns the account (20 bytes) that signed a pass, or undefined when whoever the message names did not sign it for this
 * application. Never throws on any signature.
 * @param pass `message` as it was read, `signature` in the form of the actor
 * @param origins those of the genesis, for passkeys
 * @throws {MalformedError} `malformed` when the message is none of a pass
 * @example
 * passSigner(context, decodePass(pass, native), [], native)?.length; // => 20
 */
export function passSigner(
  context: Context,
  {
    terms: { actor },
    message,
    signature,
  }: { readonly terms: { readonly actor: PassActor }; readonly message: Uint8Array; readonly signature: Uint8Array },
  origins: readonly string[],
  provider: CryptoProvider,
): Uint8Array | undefined {
  if (actor.form === "wallet") {
    if (signature.length !== WALLET_BYTES) return undefined;
    const signed = { publicKey: signature.slice(0, SIGNATURE_BYTES), signature: signature.slice(SIGNATURE_BYTES) };
    const isSigned = verifyTypedData(context, passTypedData(context, message), actor.address, signed);
    return isSigned ? actor.address : undefined;
  }
  if (signature.length < SIGNATURE_BYTES || !hasLowS(signature)) return undefined;
  return accountSigning(actor, passPreimage(context, message), signature, origins, provider);
}

/**
 * Returns a signer of passes with a wallet's key.
 * @param privateKey secp256k1 scalar, 32 bytes
 * @throws {Error} when the number is no private key of the curve
 * @example
 * walletPassSigner(context, privateKey).actor.form; // => "wallet"
 */
export function walletPassSigner(context: Context, privateKey: Uint8Array): PassSigner {
  const point = secp256k1.getPublicKey(privateKey, false);
  return {
    actor: { form: "wallet", address: addressOf(point) },
    sign: (message) => {
      const digest = typedDataDigest(context, passTypedData(context, message));
      const signature = signDigest(digest, privateKey).slice(0, SIGNATURE_BYTES);
      return encodeWalletSignature({ publicKey: point.slice(1), signature });
    },
  };
}

/**
 * Returns a signer of passes with a P-256 key: an owner without a wallet.
 * @param privateKey P-256 scalar, 32 bytes
 * @throws {RangeError} when the number is no private key of the curve
 * @example
 * keyPassSigner(context, privateKey, native).actor.form; // => "key"
 */
export const keyPassSigner = (context: Context, privateKey: Uint8Array, provider: CryptoProvider): PassSigner => ({
  actor: { form: "key", publicKey: provider.p256PublicKey(privateKey) },
  sign: (message) => withLowS(provider.p256Sign(privateKey, ...passPreimage(context, message))),
});
