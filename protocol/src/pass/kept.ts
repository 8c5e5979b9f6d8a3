/**
 * Passes that an archive keeps for a link short enough for a QR code (docs/protocol.md, "Pass"). The archive has bytes that
 * tell it nothing, named by their hash; the secret stands in the link alone.
 */
import { equal, utf8 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { hkdfExpand, hkdfExtract } from "../hkdf.ts";
import { KEPT_PASS_MAX_BYTES } from "../limits.ts";
import { PassError } from "./errors.ts";
import { KEPT_SECRET_BYTES, type KeptPassLink } from "./link.ts";

const INFO = utf8("witness/v2 kept pass");
const NOTHING = new Uint8Array();
/** One key seals one pass, so its nonce may be a constant. */
const NONCE = new Uint8Array(12);

const keyOf = (secret: Uint8Array, provider: CryptoProvider): Uint8Array =>
  hkdfExpand(provider, hkdfExtract(provider, NOTHING, secret), INFO, 32);

/**
 * Returns a pass as an archive keeps it, and what its link carries.
 * @param secret KEPT_SECRET_BYTES random bytes, never used before
 * @throws {RangeError} when the secret has another length
 * @example
 * keepPass(pass, new Uint8Array(16), native).bytes.length; // => pass.length + 16
 */
export function keepPass(
  pass: Uint8Array,
  secret: Uint8Array,
  provider: CryptoProvider,
): { readonly bytes: Uint8Array; readonly link: KeptPassLink } {
  if (secret.length !== KEPT_SECRET_BYTES) throw new RangeError(`A secret has ${KEPT_SECRET_BYTES} bytes.`);
  const bytes = provider.aesGcmSeal(keyOf(secret, provider), NONCE, NOTHING, pass);
  return { bytes, link: { hash: provider.sha256(bytes), secret } };
}

/**
 * Returns the pass that an archive kept.
 * @param bytes as the archive gave them
 * @throws {PassError} `pass-kept-other` when they are not those that the link names, or its secret does not open them
 * @example
 * const { bytes, link: kept } = keepPass(pass, new Uint8Array(16), native);
 * openKeptPass(bytes, kept, native); // => pass
 */
export function openKeptPass(bytes: Uint8Array, { hash, secret }: KeptPassLink, provider: CryptoProvider): Uint8Array {
  const isNamed = bytes.length <= KEPT_PASS_MAX_BYTES && equal(provider.sha256(bytes), hash);
  const pass = isNamed ? provider.aesGcmOpen(keyOf(secret, provider), NONCE, NOTHING, bytes) : undefined;
  if (pass === undefined) throw new PassError("pass-kept-other");
  return pass;
}
