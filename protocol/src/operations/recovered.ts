/**
 * A wallet's signature as wallets return it (65 bytes, r ‖ s ‖ v) in the form that operations and passes carry: with the public
 * key, so that nobody who checks it has to recover one.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { equal } from "../bytes.ts";
import { addressOf } from "../eip712.ts";
import { encodeWalletSignature } from "./signed.ts";

const SIGNATURE_BYTES = 65;

/**
 * Returns a wallet's signature as bytes, as `encodeWalletSignature` does; undefined when these bytes are none by this wallet over the
 * digest. Never throws on any signature.
 * @param digest 32 bytes
 * @param signature r ‖ s ‖ v
 * @param wallet its address, 20 bytes
 * @example
 * const digest = typedDataDigest(context, browserKeyTypedData(context, publicKey, 1_800_000_000));
 * recoveredWalletSignature(digest, new Uint8Array(65), owner); // => undefined
 */
export function recoveredWalletSignature(
  digest: Uint8Array,
  signature: Uint8Array,
  wallet: Uint8Array,
): Uint8Array | undefined {
  const v = signature[64] ?? 255;
  const recovery = v >= 27 ? v - 27 : v;
  if (signature.length !== SIGNATURE_BYTES || recovery > 1) return undefined;
  try {
    const parsed = secp256k1.Signature.fromBytes(signature.slice(0, 64), "compact").addRecoveryBit(recovery);
    // EIP-2: the upper half of s is another form of the same signature.
    if (parsed.hasHighS()) return undefined;
    const publicKey = parsed.recoverPublicKey(digest).toBytes(false);
    if (!equal(addressOf(publicKey), wallet)) return undefined;
    return encodeWalletSignature({ publicKey: publicKey.slice(1), signature: signature.slice(0, 64) });
  } catch {
    return undefined;
  }
}
