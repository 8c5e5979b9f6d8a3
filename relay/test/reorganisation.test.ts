/** A chain that drops what the relay had brought into a block. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { octets } from "./requests.ts";
import { makeWorld, type RunningRelay, sequencesOnChain, startRelay, until, type World } from "./world.ts";

let world: World;
let relay: RunningRelay;

beforeAll(async () => {
  world = await makeWorld();
  relay = await startRelay(world.environment);
}, 60_000);
afterAll(async () => {
  await relay?.kill();
  await world?.close();
});

it("a reorganisation that drops an input brings it back, once: what was acknowledged is sent again", async () => {
  const { provider: chain } = world.chain;
  const device = world.device();
  expect((await octets(relay.url, "/v1/registrations", world.registration(device))).status).toBe(202);
  const onChain = async () => (await sequencesOnChain(world)).get(device.id);
  const included = async () => {
    const response = await fetch(`${relay.url}/v1/devices/${device.id}/head`);
    return ((await response.json()) as { included: number | null }).included;
  };
  // What the relay has not seen in a block is no reorganisation to it: it takes its time before it sends that again.
  const sends = async (sequences: readonly number[]) => {
    const { bytes } = device.seal(world.samples(8, 10));
    expect((await octets(relay.url, "/v1/envelopes", bytes)).status).toBe(202);
    await until(async () => (await included()) === sequences.length);
    expect(await onChain()).toEqual(sequences);
  };
  // On the chain after the registration, which stays there.
  await sends([1]);
  const snapshot = await chain.send("evm_snapshot", []);
  await sends([1, 2]);
  // The relay sends it again within milliseconds; until a block is made, the chain is seen without it.
  await chain.send("evm_setAutomine", [false]);
  await chain.send("evm_revert", [snapshot]);
  expect(await onChain()).toEqual([1]);
  await chain.send("evm_setAutomine", [true]);
  // It is looked for again once it should be final.
  await world.chain.mine(40);
  await until(async () => ((await onChain())?.length ?? 0) > 1);
  // The relay sends in order, so what it sent twice would be before this one.
  await sends([1, 2, 3]);
});
