/**
 * Links: each envelope's hash covers the one before, so the newest covers the device's whole past
 * (docs/protocol.md, "Link"). The hash that is signed is the link.
 */
import { type Context, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";

/** The length of a link. */
export const LINK_BYTES = 32;
/**
 * How much of it an ordinary body repeats: enough to tell a body that goes on from a kept link from one that does not. It proves
 * nothing, since the signature covers all 32 bytes.
 */
export const LINK_PREFIX_BYTES = 4;

/**
 * Returns the link before a device's first envelope: 32 bytes that only this key, chain and application have.
 * @param devicePublicKey 33 bytes, compressed
 * @example
 * const link = genesisLink(context, publicKey, native);
 */
export function genesisLink(context: Context, devicePublicKey: Uint8Array, provider: CryptoProvider): Uint8Array {
  return provider.sha256(preamble("genesis", context), devicePublicKey);
}

/**
 * Returns the bytes, in parts, that a device signs for a body; their SHA-256 is the body's link.
 * @param previousLink 32 bytes
 * @param body an encoded body, exactly as it is sent
 * @example
 * const isAuthentic = native.p256Verify(publicKey, envelope.signature, ...linkPreimage(context, link, envelope.body));
 * isAuthentic; // => true
 */
export function linkPreimage(context: Context, previousLink: Uint8Array, body: Uint8Array): readonly Uint8Array[] {
  return [preamble("envelope", context), previousLink, body];
}

/**
 * Returns the link (32 bytes) of an encoded body that goes on from `previousLink` (32 bytes).
 * @example
 * const next = linkOf(context, genesisLink(context, publicKey, native), envelope.body, native);
 */
export function linkOf(
  context: Context,
  previousLink: Uint8Array,
  body: Uint8Array,
  provider: CryptoProvider,
): Uint8Array {
  return provider.sha256(...linkPreimage(context, previousLink, body));
}
