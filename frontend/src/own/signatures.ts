/** Signatures of a tile, checked together by the browser's own cryptography: some ten times as fast as in JavaScript. */
import { toHex } from "@witness/protocol/bytes";
import { noble } from "@witness/protocol/crypto/noble";
import type { SignatureCheck } from "@witness/protocol/history/own-judgement";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;

/** The key that was asked for last: all signatures of a history are one device's. */
let known: { readonly name: string; readonly key: Promise<CryptoKey | undefined> } | undefined;

async function importKey(publicKey: Uint8Array): Promise<CryptoKey | undefined> {
  const point = noble.p256Uncompress(publicKey);
  if (!point) return undefined;
  try {
    return await crypto.subtle.importKey("raw", Uint8Array.from(point), ALGORITHM, false, ["verify"]);
  } catch {
    return undefined;
  }
}

function keyOf(publicKey: Uint8Array): Promise<CryptoKey | undefined> {
  const name = toHex(publicKey);
  if (known?.name !== name) known = { name, key: importKey(publicKey) };
  return known.key;
}

/** Returns whether all signatures hold. One that does not says nothing yet: the reader looks which, and why. */
export async function signaturesHold(checks: readonly SignatureCheck[]): Promise<boolean> {
  const held = await Promise.all(
    checks.map(async ({ publicKey, signature, message }) => {
      const key = await keyOf(publicKey);
      if (!key || signature.length !== 64) return false;
      const hashed = { name: "ECDSA", hash: "SHA-256" };
      return crypto.subtle.verify(hashed, key, Uint8Array.from(signature), Uint8Array.from(message));
    }),
  );
  return held.every(Boolean);
}
