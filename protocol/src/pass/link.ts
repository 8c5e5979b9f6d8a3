/**
 * Links of passes (docs/protocol.md, "Pass"). All of it stands in the fragment, which no browser sends to a server: either
 * the pass, or where an archive keeps it encrypted and the secret that opens it.
 */
import { decodeBase64Url, encodeBase64Url } from "../base64url.ts";
import { concat } from "../bytes.ts";
import { PassError } from "./errors.ts";
import { PASS_MAX_BYTES, PASS_VERSION } from "./pass.ts";

/** Where a kept pass is, and what opens it. */
export interface KeptPassLink {
  /** 32 bytes: SHA-256 of the encrypted pass. */
  readonly hash: Uint8Array;
  /** KEPT_SECRET_BYTES. */
  readonly secret: Uint8Array;
}

/** What a link carries. */
export type PassLink =
  | { readonly form: "whole"; readonly pass: Uint8Array }
  | ({ readonly form: "kept" } & KeptPassLink);

/** The length of the secret that opens a kept pass. */
export const KEPT_SECRET_BYTES = 16;
const KEPT_VERSION = 2;
const HASH_BYTES = 32;

/**
 * Returns the fragment of a link, without `#`.
 * @example
 * encodePassLink({ form: "kept", hash: link, secret: new Uint8Array(16) }).length; // => 66
 */
export const encodePassLink = (link: PassLink): string =>
  encodeBase64Url(link.form === "whole" ? link.pass : concat(Uint8Array.of(KEPT_VERSION), link.hash, link.secret));

/**
 * Reads a link: a whole URL, of which the fragment counts, or the fragment alone. Whether a whole pass can be read, `decodePass`
 * asks.
 * @throws {PassError} `pass-link-malformed` when the fragment is none of a pass
 * @example
 * const fragment = encodePassLink({ form: "kept", hash: link, secret: new Uint8Array(16) });
 * parsePassLink(`https://example.org/p#${fragment}`).form; // => "kept"
 */
export function parsePassLink(text: string): PassLink {
  const fragment = text.trim().slice(text.trim().indexOf("#") + 1);
  const bytes = fragment.length > 2 * PASS_MAX_BYTES ? undefined : decodeBase64Url(fragment);
  switch (bytes?.[0]) {
    case PASS_VERSION:
      return { form: "whole", pass: bytes };
    case KEPT_VERSION:
      if (bytes.length !== 1 + HASH_BYTES + KEPT_SECRET_BYTES) break;
      return { form: "kept", hash: bytes.slice(1, 1 + HASH_BYTES), secret: bytes.slice(1 + HASH_BYTES) };
  }
  throw new PassError("pass-link-malformed");
}
