/** Taking a pass back: what the wallet signs, what the relay gets, and what an owner is told when it does not come to that. */
import { equal, toHex } from "@witness/protocol/bytes";
import { noble } from "@witness/protocol/crypto/noble";
import { newHolding } from "@witness/protocol/operations/holding";
import { decodeOperation } from "@witness/protocol/operations/operation";
import { verifySignedOperation } from "@witness/protocol/operations/signed";
import { encodeAnswer } from "@witness/protocol/wire/answer";
import { decodeSignedOperation } from "@witness/protocol/wire/envelope";
import { afterEach, expect, it, vi } from "vitest";
import { demoWallet } from "./demo-wallet.ts";
import { memoryKeyStore } from "./key-store.ts";
import type { ListedPass } from "./pass-list.ts";
import { withdrawPass } from "./pass-withdrawal.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const NOW = 1_800_000_000;
const listed: ListedPass = {
  identity: new Uint8Array(32).fill(6),
  device: new Uint8Array(8).fill(3),
  issuedUnixS: NOW - 60,
  expiresUnixS: NOW + 3_600,
  purpose: "Sale",
  forWhom: "",
  fields: ["band"],
};
const wallet = await demoWallet(memoryKeyStore());
const holding = newHolding(new Uint8Array(8), wallet.address, NOW - 9_000);
const answer = `0x${toHex(encodeAnswer({ kind: "holding", holding }))}`;

let posted: Uint8Array[] = [];
/** Node and relay behind the page's server. */
const serving = (relay: () => Response): void => {
  posted = [];
  vi.stubGlobal("fetch", async (url: string, { body }: { readonly body: Uint8Array }) => {
    if (url === "/api/inspect") return Response.json({ reports: [{ payload: answer }], processed_input_count: 1 });
    expect(url).toBe("/api/relay/v1/operations");
    posted.push(body);
    return relay();
  });
};
afterEach(() => {
  vi.unstubAllGlobals();
});

it("has the owner's wallet sign the next operation, and posts it", async () => {
  serving(() => Response.json({ code: "admitted" }, { status: 202 }));
  const done = await withdrawPass(context, wallet, { owner: wallet.address, listed, nowUnixS: NOW });
  const { tenure, ownerCounter } = holding;
  expect(done).toEqual({ ...listed, withdrawal: { tenure, counter: ownerCounter + 1, sentUnixS: NOW } });
  const signed = decodeSignedOperation(posted[0] ?? new Uint8Array());
  const operation = decodeOperation(signed.message);
  expect(operation).toMatchObject({ kind: "withdrawPass", device: listed.device, answers: listed.identity, tenure });
  const verifiers = { administrators: { number: 1, threshold: 1, publicKeys: [] }, origins: [] };
  expect(verifySignedOperation(context, signed, operation.actor, verifiers, noble)).toBe(true);
});

it.each([
  ["no connection", () => Promise.reject(new TypeError("Failed to fetch")), { code: "relay-unavailable" }],
  ["a server that fails", () => new Response("no", { status: 502 }), { code: "relay-unavailable" }],
  [
    "a relay that pushes back",
    () => Response.json({ code: "rate-limited" }, { status: 429 }),
    { code: "not-answered", declined: "rate-limited" },
  ],
])("given %s, says so, and the pass is as it was", async (_, relay, error) => {
  serving(relay as () => Response);
  const asked = withdrawPass(context, wallet, { owner: wallet.address, listed, nowUnixS: NOW });
  await expect(asked).rejects.toMatchObject(error);
});

it("asks nobody when the wallet is another account's than the one that signed in", async () => {
  serving(() => Response.json({ code: "admitted" }));
  const other = new Uint8Array(20).fill(1);
  expect(equal(other, wallet.address)).toBe(false);
  const asked = withdrawPass(context, wallet, { owner: other, listed, nowUnixS: NOW });
  await expect(asked).rejects.toMatchObject({ code: "wallet-other" });
  expect(posted).toEqual([]);
});
