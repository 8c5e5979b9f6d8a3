import { fromHex, toHex } from "@witness/protocol/bytes";
import { noble } from "@witness/protocol/crypto/noble";
import { browserKeyTypedData, recoverAddress, typedDataDigest } from "@witness/protocol/eip712";
import { verifyMessage } from "@witness/protocol/sign";
import { expect, it } from "vitest";
import {
  AUTHORISATION_S,
  demoWallet,
  type Eip1193,
  endsSignIn,
  forgetSignIn,
  injectedWallet,
  type KeyStore,
  makeSignIn,
  randomBytes,
  restoreSignIn,
  signQuery,
} from "./sign-in.ts";

const context = { chainId: 31337, application: new Uint8Array(20).fill(7) };
const NOW = 1_800_000_000;

function memory(): KeyStore {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
}

it("has the wallet authorise the browser key, which then signs queries", async () => {
  const store = memory();
  const wallet = demoWallet(store, randomBytes);
  const signedIn = await makeSignIn(context, wallet, store, NOW, randomBytes);
  const { browserKey, validUntilUnixS, signature } = signedIn.authorisation;
  expect(validUntilUnixS).toBe(NOW + AUTHORISATION_S);
  const digest = typedDataDigest(context, browserKeyTypedData(context, browserKey, validUntilUnixS));
  expect(recoverAddress(digest, signature)).toEqual(wallet.address);
  const query = Uint8Array.of(1, 2, 3);
  const signed = signQuery(context, signedIn, "cars", query);
  expect(verifyMessage("query", context, { message: query, signature: signed.signature }, browserKey, noble)).toBe(
    true,
  );
});

it("restores a sign-in until it runs out, and keeps the demo wallet after signing out", async () => {
  const store = memory();
  const wallet = demoWallet(store, randomBytes);
  const signedIn = await makeSignIn(context, wallet, store, NOW, randomBytes);
  expect(restoreSignIn(context, store, NOW + AUTHORISATION_S - 1)).toEqual(signedIn);
  expect(restoreSignIn(context, store, NOW + AUTHORISATION_S)).toBeUndefined();
  forgetSignIn(context, store);
  expect(restoreSignIn(context, store, NOW)).toBeUndefined();
  expect(demoWallet(store, randomBytes).address).toEqual(wallet.address);
});

it.each([
  ["no JSON", "{"],
  ["another page's value", '{"owner":"x"}'],
  ["a key of the wrong length", JSON.stringify({ owner: "00", key: "00", signature: "00", validUntilUnixS: NOW + 9 })],
])("does not restore %s", (_name, text) => {
  const store: KeyStore = { ...memory(), getItem: () => text };
  expect(restoreSignIn(context, store, NOW)).toBeUndefined();
  expect(demoWallet(store, randomBytes).address).toHaveLength(20);
});

/** A wallet as a page meets it, around a demo key. */
function provider(chainId: number, agrees = true): Eip1193 & { readonly asked: string[] } {
  const asked: string[] = [];
  const inner = demoWallet(memory(), randomBytes);
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
  const injected = provider(context.chainId);
  const signedIn = await makeSignIn(context, await injectedWallet(injected), memory(), NOW, randomBytes);
  const { browserKey, validUntilUnixS, signature } = signedIn.authorisation;
  const digest = typedDataDigest(context, browserKeyTypedData(context, browserKey, validUntilUnixS));
  expect(recoverAddress(digest, signature)).toEqual(signedIn.owner);
  expect(injected.asked).toEqual(["eth_requestAccounts", "eth_chainId", "eth_signTypedData_v4"]);
});

it.each([
  ["no wallet", undefined, "wallet-missing"],
  ["a wallet that declines", provider(31_337, false), "wallet-refused"],
  ["a wallet that stays on another chain", provider(1), "wallet-chain"],
])("refuses %s", async (_name, injected, code) => {
  const signingIn = async () => makeSignIn(context, await injectedWallet(injected), memory(), NOW, randomBytes);
  await expect(signingIn()).rejects.toMatchObject({ code });
});

it("ends the sign-in of every tab when one signs out, and of no other application", async () => {
  const store = memory();
  const removed: (string | null)[] = [];
  const watched = { ...store, removeItem: (name: string) => void removed.push(name) };
  forgetSignIn(context, watched);
  const [name = null] = removed;
  expect(endsSignIn(context, name, null)).toBe(true);
  expect(endsSignIn(context, null, null)).toBe(true);
  expect(endsSignIn(context, name, "{}")).toBe(false);
  expect(endsSignIn({ ...context, chainId: 1 }, name, null)).toBe(false);
});
