/**
 * The two keys of a signed-in browser: one signs queries, answers are sealed to the other. WebCrypto makes them and
 * never gives them out, so a script on the page can use them while it runs but cannot take them away.
 */

import { concat } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { preamble } from "@witness/protocol/context";
import { noble } from "@witness/protocol/crypto/noble";
import { OpenError } from "@witness/protocol/errors";
import { ENCAPSULATED_KEY_BYTES } from "@witness/protocol/hpke";
import { openAnswer } from "@witness/protocol/seal";
import { EvidenceError } from "./errors.ts";

/** Keys and their public parts (33 bytes each, compressed P-256). */
export interface BrowserKeys {
  /** ECDSA, not extractable. */
  readonly signing: CryptoKey;
  readonly signingPublicKey: Uint8Array;
  /** ECDH, not extractable. */
  readonly opening: CryptoKey;
  readonly openingPublicKey: Uint8Array;
}

const CURVE = "P-256";

/** Whether this browser makes keys for this page: it does over HTTPS and on the loopback address only. */
export const makesKeys = (): boolean => (globalThis.crypto?.subtle as SubtleCrypto | undefined) !== undefined;

/** Throws unless this browser makes keys for this page. @throws {EvidenceError} `browser-insecure` */
export function assertMakesKeys(): void {
  if (makesKeys()) return;
  const sentence = "This browser makes keys only for a page that came over HTTPS or from this machine; open it so.";
  throw new EvidenceError("browser-insecure", sentence);
}

async function publicBytes(key: CryptoKey): Promise<Uint8Array> {
  const point = noble.p256Compress(new Uint8Array(await crypto.subtle.exportKey("raw", key)));
  if (!point) throw new Error("The browser's P-256 key is not a point of the curve.");
  return point;
}

/** Makes two new keys. @throws {EvidenceError} `browser-insecure` */
export async function makeBrowserKeys(): Promise<BrowserKeys> {
  assertMakesKeys();
  const signing = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: CURVE }, false, ["sign"]);
  const opening = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: CURVE }, false, ["deriveBits"]);
  return {
    signing: signing.privateKey,
    signingPublicKey: await publicBytes(signing.publicKey),
    opening: opening.privateKey,
    openingPublicKey: await publicBytes(opening.publicKey),
  };
}

/** Signs a query as the protocol's `signMessage` does ("Signed bytes"). Returns 64 bytes, r ‖ s. */
export async function signAsBrowser(keys: BrowserKeys, context: Context, query: Uint8Array): Promise<Uint8Array> {
  const bytes = Uint8Array.from(concat(preamble("query", context), query));
  return new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.signing, bytes));
}

/** ECDH of the opening key with a point (65 bytes). Returns x (32 bytes), or undefined for no point of the curve. */
async function sharedSecret({ opening }: BrowserKeys, point: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    const algorithm = { name: "ECDH", namedCurve: CURVE };
    const other = await crypto.subtle.importKey("raw", Uint8Array.from(point), algorithm, false, []);
    return new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: other }, opening, 256));
  } catch {
    return undefined;
  }
}

/**
 * Opens an answer that was sealed to the opening key.
 * @param query the encoded query that was answered
 * @throws {OpenError} when query, key, context or bytes are not those of the seal
 */
export async function openAsBrowser(
  keys: BrowserKeys,
  context: Context,
  query: Uint8Array,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  const secret = await sharedSecret(keys, sealed.subarray(0, ENCAPSULATED_KEY_BYTES));
  const point = noble.p256Uncompress(keys.openingPublicKey);
  if (!secret || !point) throw new OpenError();
  // HPKE takes the private key for these two only; the key stays in WebCrypto, so their results are given instead.
  const held = { ...noble, p256SharedSecret: () => secret, p256PublicKey: () => point };
  return openAnswer(context, query, new Uint8Array(), sealed, held);
}

const isKey = (value: unknown, algorithm: string): boolean =>
  value instanceof CryptoKey && value.type === "private" && value.algorithm.name === algorithm && !value.extractable;

/** Whether a kept value is a pair of browser keys, and neither can be exported. */
export function areBrowserKeys(value: unknown): value is BrowserKeys {
  const keys = (value ?? {}) as Partial<Record<keyof BrowserKeys, unknown>>;
  const isPoint = (point: unknown): boolean => point instanceof Uint8Array && noble.p256Uncompress(point) !== undefined;
  return (
    isKey(keys.signing, "ECDSA") &&
    isKey(keys.opening, "ECDH") &&
    isPoint(keys.signingPublicKey) &&
    isPoint(keys.openingPublicKey)
  );
}
