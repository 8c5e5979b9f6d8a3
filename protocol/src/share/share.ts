/** Shares as files (docs/protocol.md, "Share"): sealed to the P-256 key of whoever may read, so that it can travel by any way. */
import { ByteReader } from "../byte-reader.ts";
import { concat, equal, u64 } from "../bytes.ts";
import { type Context, preamble } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { MalformedError, OpenError } from "../errors.ts";
import { openFrom, sealTo } from "../hpke.ts";
import { SHARE_MAX_BYTES } from "../limits.ts";
import { decodeShareContent, encodeShareContent, type ShareContent } from "./content.ts";
import { ShareError } from "./errors.ts";

const SHARE_VERSION = 1;
const APPLICATION_BYTES = 20;
const GRANTEE_BYTES = 33;
const HEAD_BYTES = 1 + 8 + APPLICATION_BYTES + GRANTEE_BYTES;

/** What everybody sees of a share: for which application and for whose key it is. */
export interface ShareHead {
  readonly context: Context;
  /** 33 bytes. */
  readonly grantee: Uint8Array;
}

const encodeHead = ({ context, grantee }: ShareHead): Uint8Array => {
  if (grantee.length !== GRANTEE_BYTES) throw new MalformedError({ field: "grantee" });
  return concat(Uint8Array.of(SHARE_VERSION), u64(context.chainId), context.application, grantee);
};

/**
 * Returns a share as bytes: `u8(1) ‖ u64(chain id) ‖ application (20) ‖ grantee (33) ‖ sealed`. Before the seal stands what it binds.
 * @param keyMaterial 32 secret random bytes, never used before
 * @throws {MalformedError} `malformed` when a part does not fit, or it is longer than SHARE_MAX_BYTES
 * @throws {RangeError} when the grantee's key is not a point of the curve
 * @example
 * sealShare(shareHeadOfReader, shareContent, keyMaterial, native).length === share.length; // => true
 */
export function sealShare(
  head: ShareHead,
  content: ShareContent,
  keyMaterial: Uint8Array,
  provider: CryptoProvider,
): Uint8Array {
  const before = encodeHead(head);
  const { context, grantee } = head;
  const said = encodeShareContent(content);
  const bytes = concat(before, sealTo(grantee, preamble("share", context), before, said, keyMaterial, provider));
  if (bytes.length > SHARE_MAX_BYTES) throw new MalformedError({ bytes: bytes.length });
  return bytes;
}

/**
 * Reads for which application and whose key a share is.
 * @throws {ShareError} `share-malformed` when the bytes are none
 * @example
 * shareHead(share); // => shareHeadOfReader
 */
export function shareHead(bytes: Uint8Array): ShareHead {
  try {
    if (bytes.length > SHARE_MAX_BYTES) throw new MalformedError({ bytes: bytes.length });
    const reader = new ByteReader(bytes);
    if (reader.number(1) !== SHARE_VERSION) throw new MalformedError({ field: "version" });
    return {
      context: { chainId: reader.u64(), application: reader.bytes(APPLICATION_BYTES) },
      grantee: reader.bytes(GRANTEE_BYTES),
    };
  } catch (cause) {
    if (cause instanceof MalformedError) throw new ShareError("share-malformed", { cause });
    throw cause;
  }
}

/** A share that was opened. */
export interface OpenedShare extends ShareHead {
  readonly content: ShareContent;
  /** As it was sealed. */
  readonly bytes: Uint8Array;
}

/**
 * Opens a share.
 * @param privateKey the grantee's, 32 bytes
 * @throws {ShareError} `share-sealed` when it is sealed to another key or was altered, `share-malformed`
 * @example
 * openShare(share, shareReaderKey, native).content; // => shareContent
 */
export function openShare(share: Uint8Array, privateKey: Uint8Array, provider: CryptoProvider): OpenedShare {
  const head = shareHead(share);
  if (!equal(provider.p256PublicKey(privateKey), head.grantee)) throw new ShareError("share-sealed");
  try {
    const info = preamble("share", head.context);
    const bytes = openFrom(share.subarray(HEAD_BYTES), privateKey, info, share.subarray(0, HEAD_BYTES), provider);
    return { ...head, content: decodeShareContent(bytes), bytes };
  } catch (cause) {
    if (cause instanceof OpenError) throw new ShareError("share-sealed", { cause });
    if (cause instanceof MalformedError) throw new ShareError("share-malformed", { cause });
    throw cause;
  }
}
