/** Signing and verifying under a label: registrations, receipts, live readings and queries. */
import { type Context, type Label, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import type { Signed } from "./wire/envelope.ts";

/**
 * Signs label ‖ chain id ‖ application ‖ message with P-256 and SHA-256 (docs/protocol.md, "Signed bytes").
 * Returns the message with its signature: 64 bytes, r ‖ s.
 * @param privateKey P-256 scalar, 32 bytes
 * @example
 * const signed = signMessage("live", context, encodeLiveReading(liveReading), privateKey, native);
 */
export function signMessage(
  label: Label,
  context: Context,
  message: Uint8Array,
  privateKey: Uint8Array,
  provider: CryptoProvider,
): Signed {
  return { message, signature: provider.p256Sign(privateKey, preamble(label, context), message) };
}

/**
 * Returns whether `publicKey` (33 bytes, compressed) signed this message for this label, chain and application.
 * Never throws on any message or signature.
 * @example
 * const signed = signMessage("live", context, utf8("any bytes"), privateKey, native);
 * verifyMessage("live", context, signed, publicKey, native); // => true
 * verifyMessage("query", context, signed, publicKey, native); // => false
 */
export function verifyMessage(
  label: Label,
  context: Context,
  { message, signature }: Signed,
  publicKey: Uint8Array,
  provider: CryptoProvider,
): boolean {
  return provider.p256Verify(publicKey, signature, preamble(label, context), message);
}
