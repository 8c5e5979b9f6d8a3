/**
 * Signatures ahead of the commit. Admission is synchronous and one after the other, since each request sees what the ones
 * before it changed; but whether a signature verifies depends on nothing but its bytes. So the questions that admission
 * will ask are found by asking it beforehand, answered by Node's thread pool, and looked up when it asks again. What was
 * not foreseen it asks then and there: these answers save time and decide nothing.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { concat, toHex } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";

/** Keys as OpenSSL holds them are dear to make; about 1 kB each. */
const KEYS_KEPT = 8_192;
/** SubjectPublicKeyInfo of a compressed P-256 point, up to the point itself (RFC 5480). */
const SPKI = Buffer.from("3039301306072a8648ce3d020106082a8648ce3d030107032200", "hex");

interface Question {
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
}

const keys = new Map<string, KeyObject | undefined>();

function keyOf(publicKey: Uint8Array): KeyObject | undefined {
  const name = toHex(publicKey);
  if (keys.has(name)) return keys.get(name);
  let key: KeyObject | undefined;
  try {
    key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" });
  } catch {
    // No point of the curve: nothing verifies under it.
  }
  const [oldest] = keys.size >= KEYS_KEPT ? keys.keys() : [];
  if (oldest !== undefined) keys.delete(oldest);
  keys.set(name, key);
  return key;
}

const verifies = ({ publicKey, signature, message }: Question): Promise<boolean> =>
  new Promise((resolve) => {
    const key = keyOf(publicKey);
    if (!key || signature.length !== 64) resolve(false);
    else {
      verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature, (error, holds) => {
        resolve(error === null && holds);
      });
    }
  });

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** A question's name: the key, the signature and every byte that is signed. */
const nameOf = (provider: CryptoProvider, publicKey: Uint8Array, signature: Uint8Array, parts: readonly Uint8Array[]) =>
  textOf(concat(provider.sha256(...parts), signature, publicKey));

/** The relay's receipt key (P-256, 32 bytes) as the thread pool takes it. */
export function receiptKeyOf(privateKey: Uint8Array, provider: CryptoProvider): KeyObject {
  const point = provider.p256Uncompress(provider.p256PublicKey(privateKey));
  if (!point) throw new Error("A public key is a point.");
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", d: text(privateKey), x: text(point.slice(1, 33)), y: text(point.slice(33)) };
  return createPrivateKey({ key: jwk, format: "jwk" });
}

const signs = (key: KeyObject, message: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    sign("sha256", message, { key, dsaEncoding: "ieee-p1363" }, (error, signature) => {
      if (error) reject(error);
      else resolve(new Uint8Array(signature));
    });
  });

/**
 * Finds out by `rehearse`, which must change nothing, what will be verified and signed if everything verifies, has it done
 * in the thread pool, and answers a provider that knows the results. Nothing is signed ahead where a signature is wrong.
 */
export async function ahead(
  provider: CryptoProvider,
  receiptKey: KeyObject,
  rehearse: (provider: CryptoProvider) => void,
): Promise<CryptoProvider> {
  const questions = new Map<string, Question>();
  const messages = new Map<string, Uint8Array>();
  rehearse({
    ...provider,
    p256Verify: (publicKey, signature, ...parts) => {
      questions.set(nameOf(provider, publicKey, signature, parts), { publicKey, signature, message: concat(...parts) });
      return true;
    },
    p256Sign: (_key, ...parts) => {
      const message = concat(...parts);
      messages.set(textOf(message), message);
      return new Uint8Array(64);
    },
  });
  const verified = new Map<string, boolean>();
  await Promise.all(
    [...questions].map(async ([name, question]) => {
      verified.set(name, await verifies(question));
    }),
  );
  const signed = new Map<string, Uint8Array>();
  if ([...verified.values()].every((holds) => holds)) {
    await Promise.all(
      [...messages].map(async ([name, message]) => {
        signed.set(name, await signs(receiptKey, message));
      }),
    );
  }
  return {
    ...provider,
    p256Verify: (publicKey, signature, ...parts) =>
      verified.get(nameOf(provider, publicKey, signature, parts)) ??
      provider.p256Verify(publicKey, signature, ...parts),
    p256Sign: (key, ...parts) => signed.get(textOf(concat(...parts))) ?? provider.p256Sign(key, ...parts),
  };
}
