/**
 * The demo wallet: an Ethereum key made in this browser, for demo cars only. WebCrypto has no such curve, so the key is
 * kept encrypted under an AES key that WebCrypto does not give out, and is bytes only while it signs.
 */
import { fromHex } from "@witness/protocol/bytes";
import { recoverAddress, signDigest, typedDataDigest } from "@witness/protocol/eip712";
import { assertMakesKeys, makesKeys } from "./browser-keys.ts";
import { EvidenceError } from "./errors.ts";
import type { KeyStore } from "./key-store.ts";
import type { Wallet } from "./wallet.ts";

const NAME = "demo-wallet";

interface Kept {
  /** AES-256-GCM, not extractable. */
  readonly key: CryptoKey;
  /** 12 bytes. */
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

const isKept = (value: unknown): value is Kept => {
  const { key, nonce, sealed } = (value ?? {}) as Partial<Record<keyof Kept, unknown>>;
  return key instanceof CryptoKey && !key.extractable && nonce instanceof Uint8Array && sealed instanceof Uint8Array;
};

/** Keeps a private key (32 bytes) encrypted. */
async function keep(store: KeyStore, privateKey: Uint8Array): Promise<Kept> {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, Uint8Array.from(privateKey));
  const kept = { key, nonce, sealed: new Uint8Array(sealed) };
  await store.put(NAME, kept);
  return kept;
}

/**
 * Opens the demo wallet of this browser, which is made on first use.
 * @throws {EvidenceError} `wallet-missing`, `browser-insecure`
 */
export async function demoWallet(store: KeyStore): Promise<Wallet> {
  assertMakesKeys();
  const found = await store.get(NAME);
  const kept = isKept(found) ? found : await keep(store, crypto.getRandomValues(new Uint8Array(32)));
  const sign = async (digest: Uint8Array): Promise<Uint8Array> => {
    const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.nonce }, kept.key, kept.sealed);
    const privateKey = new Uint8Array(opened);
    try {
      return signDigest(digest, privateKey);
    } finally {
      privateKey.fill(0);
    }
  };
  // The address that a signature names is the key's own: no chain library is needed to find it.
  const digest = new Uint8Array(32);
  const address = await sign(digest).then((signature) => recoverAddress(digest, signature));
  if (!address) throw new EvidenceError("wallet-missing", "The demo key is broken; clear this site's data and reload.");
  return { address, kind: "demo", sign: (context, data) => sign(typedDataDigest(context, data)) };
}

/** The part of localStorage that earlier builds used. */
export type OldStore = Pick<Storage, "length" | "key" | "getItem" | "removeItem">;

const OLD_DEMO_WALLET = "witness.demo-wallet";
const OLD_SIGN_IN = "witness.session.";

/**
 * Empties localStorage of the keys that earlier builds kept there as text. The demo wallet moves to the new store, so
 * that its cars are found again; a browser key that was text is deleted, and its owner signs in once more.
 */
export async function leaveOldStore(old: OldStore | undefined, store: KeyStore): Promise<void> {
  if (!old) return;
  const names = Array.from({ length: old.length }, (_, index) => old.key(index) ?? "");
  for (const name of names.filter((each) => each.startsWith(OLD_SIGN_IN))) old.removeItem(name);
  const text = old.getItem(OLD_DEMO_WALLET);
  // Without WebCrypto the key has no other place; nobody can sign in with it either.
  if (text === null || !makesKeys()) return;
  if (/^[0-9a-f]{64}$/.test(text) && (await store.get(NAME)) === undefined) await keep(store, fromHex(text));
  old.removeItem(OLD_DEMO_WALLET);
}
