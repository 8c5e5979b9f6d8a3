import { fromHex, toHex } from "@witness/protocol/bytes";
import { noble } from "@witness/protocol/crypto/noble";
import { browserKeyTypedData, recoverAddress, typedDataDigest } from "@witness/protocol/eip712";
import { verifyMessage } from "@witness/protocol/sign";
import { expect, it } from "vitest";
import {
  AUTHORISATION_S,
  closeSession,
  demoWallet,
  type Eip1193,
  endsSession,
  injectedWallet,
  type KeyStore,
  openSession,
  randomBytes,
  restoreSession,
  signQuery,
} from "./session.ts";

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
  const session = await openSession(context, wallet, store, NOW, randomBytes);
  const { browserKey, validUntilUnixS, signature } = session.authorisation;
  expect(validUntilUnixS).toBe(NOW + AUTHORISATION_S);
  const digest = typedDataDigest(context, browserKeyTypedData(context, browserKey, validUntilUnixS));
  expect(recoverAddress(digest, signature)).toEqual(wallet.address);
  const query = Uint8Array.of(1, 2, 3);
  const signed = signQuery(context, session, "cars", query);
  expect(verifyMessage("query", context, { message: query, signature: signed.signature }, browserKey, noble)).toBe(
    true,
  );
});

it("restores a session until it runs out, and keeps the demo wallet after signing out", async () => {
  const store = memory();
  const wallet = demoWallet(store, randomBytes);
  const session = await openSession(context, wallet, store, NOW, randomBytes);
  expect(restoreSession(context, store, NOW + AUTHORISATION_S - 1)).toEqual(session);
  expect(restoreSession(context, store, NOW + AUTHORISATION_S)).toBeUndefined();
  closeSession(context, store);
  expect(restoreSession(context, store, NOW)).toBeUndefined();
  expect(demoWallet(store, randomBytes).address).toEqual(wallet.address);
});

it.each([
  ["no JSON", "{"],
  ["another page's value", '{"owner":"x"}'],
  ["a key of the wrong length", JSON.stringify({ owner: "00", key: "00", signature: "00", validUntilUnixS: NOW + 9 })],
])("does not restore %s", (_name, text) => {
  const store: KeyStore = { ...memory(), getItem: () => text };
  expect(restoreSession(context, store, NOW)).toBeUndefined();
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
  const session = await openSession(context, await injectedWallet(injected), memory(), NOW, randomBytes);
  const { browserKey, validUntilUnixS, signature } = session.authorisation;
  const digest = typedDataDigest(context, browserKeyTypedData(context, browserKey, validUntilUnixS));
  expect(recoverAddress(digest, signature)).toEqual(session.owner);
  expect(injected.asked).toEqual(["eth_requestAccounts", "eth_chainId", "eth_signTypedData_v4"]);
});

it.each([
  ["no wallet", undefined, "wallet-missing"],
  ["a wallet that declines", provider(31_337, false), "wallet-refused"],
  ["a wallet that stays on another chain", provider(1), "wallet-chain"],
])("refuses %s", async (_name, injected, code) => {
  const signingIn = async () => openSession(context, await injectedWallet(injected), memory(), NOW, randomBytes);
  await expect(signingIn()).rejects.toMatchObject({ code });
});

it("ends the sign-in of every tab when one signs out, and of no other application", async () => {
  const store = memory();
  const removed: (string | null)[] = [];
  const watched = { ...store, removeItem: (name: string) => void removed.push(name) };
  closeSession(context, watched);
  const [name = null] = removed;
  expect(endsSession(context, name, null)).toBe(true);
  expect(endsSession(context, null, null)).toBe(true);
  expect(endsSession(context, name, "{}")).toBe(false);
  expect(endsSession({ ...context, chainId: 1 }, name, null)).toBe(false);
});
