/** Envelopes as a device makes them (docs/protocol.md, "Link" and "Envelope"). `admission.ts` decides on them. */
import type { Context } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { linkPreimage } from "./link.ts";
import { type Body, type Envelope, encodeBody } from "./wire/envelope.ts";

/**
 * Signs a body that goes on from `previousLink` (32 bytes). Returns the envelope and its link (32 bytes), which the device
 * keeps as its new head.
 * @param privateKey P-256 scalar, 32 bytes
 * @throws {LimitError} `too-large` when a number of the body does not fit 32 bits
 * @example
 * const { envelope, link: head } = signEnvelope(context, link, body, privateKey, native);
 */
export function signEnvelope(
  context: Context,
  previousLink: Uint8Array,
  body: Body,
  privateKey: Uint8Array,
  provider: CryptoProvider,
): { readonly envelope: Envelope; readonly link: Uint8Array } {
  return signBody(context, previousLink, encodeBody(body), privateKey, provider);
}

/**
 * Signs the bytes of a body as they are, well-formed or not: for those who forge. Returns the envelope and its link
 * (32 bytes).
 * @param privateKey P-256 scalar, 32 bytes
 * @example
 * const forged = signBody(context, link, utf8("no body at all"), privateKey, native);
 */
export function signBody(
  context: Context,
  previousLink: Uint8Array,
  body: Uint8Array,
  privateKey: Uint8Array,
  provider: CryptoProvider,
): { readonly envelope: Envelope; readonly link: Uint8Array } {
  const preimage = linkPreimage(context, previousLink, body);
  return {
    envelope: { body, signature: provider.p256Sign(privateKey, ...preimage) },
    link: provider.sha256(...preimage),
  };
}
