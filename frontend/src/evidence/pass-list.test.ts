import { expect, it } from "vitest";
import { memoryKeyStore } from "./key-store.ts";
import { type ListedPass, listedPasses, listPass } from "./pass-list.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const [owner, other] = [new Uint8Array(20).fill(1), new Uint8Array(20).fill(2)];
const [device, second] = [new Uint8Array(8).fill(3), new Uint8Array(8).fill(4)];

const pass = (identity: number, change: Partial<ListedPass> = {}): ListedPass => ({
  identity: new Uint8Array(32).fill(identity),
  device,
  issuedUnixS: 1_800_000_000 + identity,
  expiresUnixS: 1_800_100_000,
  purpose: "Sale",
  forWhom: "",
  fields: ["band"],
  ...change,
});

it("lists an owner's passes of one car, the newest first, each once", async () => {
  const store = memoryKeyStore();
  const withdrawn = pass(1, { withdrawal: { tenure: 1, counter: 1, sentUnixS: 1_800_000_009 } });
  await listPass(store, context, owner, pass(1));
  await listPass(store, context, owner, pass(2));
  await listPass(store, context, owner, pass(3, { device: second }));
  await listPass(store, context, other, pass(4));
  await listPass(store, { ...context, chainId: 1 }, owner, pass(5));
  await listPass(store, context, owner, withdrawn);
  expect(await listedPasses(store, context, owner, device)).toEqual([pass(2), withdrawn]);
});

it("passes over what something else left under such a name", async () => {
  const store = memoryKeyStore();
  await listPass(store, context, owner, { ...pass(1), identity: new Uint8Array(3) });
  await store.put(`pass.31337.${"07".repeat(20)}.${"01".repeat(20)}.x`, "text");
  expect(await listedPasses(store, context, owner, device)).toEqual([]);
});
