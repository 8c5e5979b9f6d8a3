import { fromHex, toHex } from "@witness/protocol/bytes";
import { noble } from "@witness/protocol/crypto/noble";
import { browserKeyTypedData, recoverAddress, signDigest, typedDataDigest } from "@witness/protocol/eip712";
import { sealAnswer } from "@witness/protocol/seal";
import { verifyMessage } from "@witness/protocol/sign";
import { encodeCarsQuery } from "@witness/protocol/wire/query";
import { expect, it, vi } from "vitest";
import { makeBrowserKeys, openAsBrowser } from "./browser-keys.ts";
import { demoWallet, leaveOldStore, type OldStore } from "./demo-wallet.ts";
import { type KeyStore, memoryKeyStore } from "./key-store.ts";
import { AUTHORISATION_S, forgetSignIn, isKept, makeSignIn, restoreSignIn, signInName, signQuery } from "./sign-in.ts";
import { type Eip1193, injectedWallet, type Wallet } from "./wallet.ts";

const context = { chainId: 31337, application: new Uint8Array(20).fill(7) };
const NOW = 1_800_000_000;

/** Keeps what structured clone makes of it, as IndexedDB does. */
function cloning(): KeyStore {
  const inner = memoryKeyStore();
  return { ...inner, put: (name, value) => inner.put(name, structuredClone(value)) };
}

it("has the wallet authorise the browser's key, which then signs queries", async () => {
  const store = cloning();
  const wallet = await demoWallet(store);
  const signedIn = await makeSignIn(context, wallet, store, NOW);
  const { browserKey, validUntilUnixS, signature } = signedIn.authorisation;
  expect(validUntilUnixS).toBe(NOW + AUTHORISATION_S);
  const digest = typedDataDigest(context, browserKeyTypedData(context, browserKey, validUntilUnixS));
  expect(recoverAddress(digest, signature)).toEqual(wallet.address);
  const query = Uint8Array.of(1, 2, 3);
  const signed = await signQuery(context, signedIn, "cars", query);
  const message = { message: query, signature: signed.signature };
  expect(verifyMessage("query", context, message, browserKey, noble)).toBe(true);
});

it("opens what the back-end seals to its key, and nothing else", async () => {
  const keys = await makeBrowserKeys();
  const query = encodeCarsQuery({ owner: new Uint8Array(20), replyKey: keys.openingPublicKey });
  const answer = Uint8Array.of(4, 5, 6);
  const sealTo = (key: Uint8Array) => sealAnswer(context, query, key, answer, new Uint8Array(32).fill(9), noble);
  const sealed = sealTo(keys.openingPublicKey);
  expect(await openAsBrowser(keys, context, query, sealed)).toEqual(answer);
  const wrong = [
    sealTo(keys.signingPublicKey),
    sealed.with(-1, (sealed.at(-1) ?? 0) ^ 1),
    // No point of the curve, and no room for one.
    sealed.with(1, (sealed[1] ?? 0) ^ 1),
    sealed.slice(0, 10),
  ];
  for (const bytes of wrong) await expect(openAsBrowser(keys, context, query, bytes)).rejects.toThrow();
  await expect(openAsBrowser(keys, context, Uint8Array.of(1), sealed)).rejects.toThrow();
});

it("keeps no key that can be exported", async () => {
  const values: unknown[] = [];
  const inner = memoryKeyStore();
  const store: KeyStore = {
    ...inner,
    put(name, value) {
      values.push(value);
      return inner.put(name, value);
    },
  };
  const signedIn = await makeSignIn(context, await demoWallet(store), store, NOW);
  for (const key of [signedIn.keys.signing, signedIn.keys.opening, (values[0] as { key: CryptoKey }).key]) {
    await expect(crypto.subtle.exportKey(key.type === "secret" ? "raw" : "pkcs8", key)).rejects.toThrow();
  }
  expect(values).toHaveLength(2);
});

it("restores a sign-in until it runs out, and keeps the demo wallet after signing out", async () => {
  const store = cloning();
  const wallet = await demoWallet(store);
  const signedIn = await makeSignIn(context, wallet, store, NOW);
  expect((await restoreSignIn(context, store, NOW + AUTHORISATION_S - 1))?.authorisation).toEqual(
    signedIn.authorisation,
  );
  expect(await restoreSignIn({ ...context, chainId: 1 }, store, NOW)).toBeUndefined();
  expect(await restoreSignIn(context, store, NOW + AUTHORISATION_S)).toBeUndefined();
  expect(await isKept(context, store)).toBe(true);
  await forgetSignIn(context, store);
  expect(await isKept(context, store)).toBe(false);
  expect(await restoreSignIn(context, store, NOW)).toBeUndefined();
  expect((await demoWallet(store)).address).toEqual(wallet.address);
});

it("restores nothing but a sign-in: not another value, nor keys that can be exported", async () => {
  const store = memoryKeyStore();
  const signedIn = await makeSignIn(context, await demoWallet(store), store, NOW);
  const { privateKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]);
  const others = [
    "text",
    null,
    { owner: "x" },
    { ...signedIn, owner: new Uint8Array(19) },
    { ...signedIn, keys: { ...signedIn.keys, signing: privateKey } },
    { ...signedIn, keys: { ...signedIn.keys, opening: signedIn.keys.signing } },
  ];
  for (const other of others) {
    await store.put(signInName(context), other);
    expect(await restoreSignIn(context, store, NOW)).toBeUndefined();
  }
});

it("empties the old store of keys, and finds the demo wallet's cars again", async () => {
  const key = "11".repeat(32);
  const old = new Map([
    ["witness.demo-wallet", key],
    ["witness.session.31337.07", "{}"],
    ["witness.session.1.08", "{}"],
    ["witness.theme", "dark"],
  ]);
  const storage: OldStore = {
    get length() {
      return old.size;
    },
    key: (index) => [...old.keys()][index] ?? null,
    getItem: (name) => old.get(name) ?? null,
    removeItem: (name) => void old.delete(name),
  };
  const store = cloning();
  await leaveOldStore(storage, store);
  expect([...old.keys()]).toEqual(["witness.theme"]);
  const digest = new Uint8Array(32);
  const wallet = await demoWallet(store);
  const typed = browserKeyTypedData(context, new Uint8Array(33), NOW);
  expect(recoverAddress(typedDataDigest(context, typed), await wallet.sign(context, typed))).toEqual(wallet.address);
  expect(wallet.address).toEqual(recoverAddress(digest, signDigest(digest, fromHex(key))));
});

it("says what is wrong where the browser makes no keys: over plain HTTP from another machine", async () => {
  // Such a page has the random numbers of `crypto`, and nothing else of it.
  vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
  vi.stubGlobal("CryptoKey", undefined);
  try {
    const store = memoryKeyStore();
    await leaveOldStore(undefined, store);
    expect(await restoreSignIn(context, store, NOW)).toBeUndefined();
    await expect(demoWallet(store)).rejects.toMatchObject({ code: "browser-insecure" });
    const injected: Wallet = { address: new Uint8Array(20), kind: "injected", sign: async () => new Uint8Array(65) };
    await expect(makeSignIn(context, injected, store, NOW)).rejects.toMatchObject({ code: "browser-insecure" });
  } finally {
    vi.unstubAllGlobals();
  }
});

/** A wallet as a page meets it, around a demo key. */
async function provider(chainId: number, agrees = true): Promise<Eip1193 & { readonly asked: string[] }> {
  const asked: string[] = [];
  const inner = await demoWallet(memoryKeyStore());
  return {
    asked,
    request: async ({ method, params }) => {
      asked.push(method);
      if (method === "eth_requestAccounts" && agrees) return [`0x${toHex(inner.address)}`];
      if (method === "eth_chainId") return `0x${chainId.toString(16)}`;
      if (method === "eth_signTypedData_v4" && agrees) {
        const { message } = JSON.parse(String(params?.[1])) as {
          message: { publicKey: string; validUntilUnixS: number };
        };
        const data = browserKeyTypedData(context, fromHex(message.publicKey.slice(2)), message.validUntilUnixS);
        return `0x${toHex(await inner.sign(context, data))}`;
      }
      throw Object.assign(new Error("rejected"), { code: 4001 });
    },
  };
}

it("signs in with an injected wallet, asking it once", async () => {
  const injected = await provider(context.chainId);
  const signedIn = await makeSignIn(context, await injectedWallet(injected), memoryKeyStore(), NOW);
  const { browserKey, validUntilUnixS, signature } = signedIn.authorisation;
  const digest = typedDataDigest(context, browserKeyTypedData(context, browserKey, validUntilUnixS));
  expect(recoverAddress(digest, signature)).toEqual(signedIn.owner);
  expect(injected.asked).toEqual(["eth_requestAccounts", "eth_chainId", "eth_signTypedData_v4"]);
});

it.each([
  ["no wallet", async (): Promise<Eip1193 | undefined> => undefined, "wallet-missing"],
  ["a wallet that declines", () => provider(31_337, false), "wallet-refused"],
  ["a wallet that stays on another chain", () => provider(1), "wallet-chain"],
])("refuses %s", async (_name, open, code) => {
  const store = memoryKeyStore();
  const signingIn = async (): Promise<unknown> => makeSignIn(context, await injectedWallet(await open()), store, NOW);
  await expect(signingIn()).rejects.toMatchObject({ code });
  expect(await isKept(context, store)).toBe(false);
});
