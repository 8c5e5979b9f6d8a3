import { noble } from "@witness/protocol/crypto/noble";
import { browserKeyTypedData, recoverAddress, typedDataDigest } from "@witness/protocol/eip712";
import { verifyMessage } from "@witness/protocol/sign";
import { expect, it } from "vitest";
import {
  AUTHORISATION_S,
  closeSession,
  demoWallet,
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
