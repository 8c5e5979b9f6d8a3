/** Signing and verifying under a label: registrations, receipts, live readings and queries. */
import { type Context, type Label, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import type { Signed } from "./wire/envelope.ts";

/** Signs label ‖ chain id ‖ application ‖ message with P-256 and SHA-256; 64 bytes, r ‖ s. */
export function signMessage(
  label: Label,
  context: Context,
  message: Uint8Array,
  privateKey: Uint8Array,
  provider: CryptoProvider,
): Signed {
  return { message, signature: provider.p256Sign(privateKey, preamble(label, context), message) };
}

/** Whether `publicKey` (33 bytes) signed this message for this label, chain and application. */
export function verifyMessage(
  label: Label,
  context: Context,
  { message, signature }: Signed,
  publicKey: Uint8Array,
  provider: CryptoProvider,
): boolean {
  return provider.p256Verify(publicKey, signature, preamble(label, context), message);
}
