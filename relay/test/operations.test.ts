/** Operations through a real relay and chain to the back-end: a car is claimed, offered and accepted. */
import { fromHex, toHex } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { deviceIdOf } from "@witness/protocol/identity";
import { isPaired, type OperationKind } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import {
  type Drafted,
  draftOperation,
  type OperationSigner,
  signOperation,
  walletSigner,
} from "@witness/protocol/operations/signing";
import { verifyOperationReceipt } from "@witness/protocol/receipt";
import { encodeSignedOperation } from "@witness/protocol/wire/envelope";
import { decodeOperationReceipt } from "@witness/protocol/wire/receipt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { State } from "../../dapp/src/state/state.ts";
import type { Device } from "../../device/src/index.ts";
import { type BackEnd, startBackEnd } from "./back-end.ts";
import { startNode } from "./node.ts";
import { codeOf, octets } from "./requests.ts";
import { makeWorld, type RunningRelay, until, type World } from "./world.ts";

let world: World;
let state: State;
let relay: RunningRelay;
let backEnd: BackEnd;
let device: Device;
let anna: OperationSigner;
let ben: OperationSigner;
let eve: OperationSigner;
let relayPublicKey: Uint8Array;
/** What the relay promised, base64, by the operation's identity. */
const receipts = new Map<string, string>();

const holding = () => backEnd.holding(device);

/** Resolves when the holding in the record is as it must be. */
const followed = (holds: (now: ReturnType<typeof holding>) => boolean): Promise<void> =>
  until(async () => {
    await backEnd.follow();
    return holds(holding());
  });

/** Returns the first operation of whoever signs, with the device's answer where one is asked. */
async function signed(
  signer: OperationSigner,
  kind: OperationKind,
  said: Pick<Drafted, "fields" | "answers"> = {},
): Promise<SignedOperation> {
  const drafted = { ...said, actor: signer.actor, expiresUnixS: state.timeUnixS + 3_600 };
  const named = { device: fromHex(device.id), holding: holding(), counter: 1 };
  const unanswered = draftOperation(kind, drafted, named, provider);
  const fields = isPaired(kind) ? { pairing: await device.answerPairing(unanswered) } : unanswered.fields;
  return signOperation({ ...unanswered, fields }, signer);
}
const post = async (...how: Parameters<typeof signed>): Promise<Response> =>
  patiently(encodeSignedOperation(await signed(...how)));
/** Posts until nothing else is under way: the relay may not have seen yet in which block its last payload is. */
async function patiently(bytes: Uint8Array): Promise<Response> {
  let response = await octets(relay.url, "/v1/operations", bytes);
  await until(async () => {
    if (response.status !== 429) return true;
    response = await octets(relay.url, "/v1/operations", bytes);
    return response.status !== 429;
  });
  return response;
}
async function taken(...how: Parameters<typeof post>): Promise<Uint8Array> {
  const response = await post(...how);
  const { code, identity, receipt } = (await response.json()) as Readonly<
    Record<"code" | "identity" | "receipt", string>
  >;
  expect([response.status, code]).toEqual([202, "admitted"]);
  receipts.set(identity, receipt);
  return fromHex(identity);
}

beforeAll(async () => {
  world = await makeWorld();
  backEnd = await startBackEnd(world);
  ({ state, relay } = backEnd);
  relayPublicKey = await backEnd.relayPublicKey();
  const walletOf = (byte: number) => walletSigner(world.application.context, new Uint8Array(32).fill(byte));
  [anna, ben, eve] = [walletOf(61), walletOf(62), walletOf(63)];
  device = await backEnd.openCar();
}, 120_000);
afterAll(async () => {
  await device?.close();
  await world?.close();
  backEnd?.node.close();
});

/** The device drives and delivers; the record has it. */
async function drive(from: number): Promise<void> {
  const timeUnixS = Math.floor(Date.now() / 1_000) - 3_600 + from;
  await device.send({ timeUnixS, odometerHm: 1_000 + from }, { timeUnixS: timeUnixS + 1, odometerHm: 1_001 + from });
  await device.flush();
  const { sequence } = device.status;
  await until(async () => (await backEnd.follow()).devices.get(device.id)?.chain.sequence === sequence);
}

describe("a car", () => {
  it("is claimed, offered and accepted through relay and chain, each with the device's answer where it is asked", async () => {
    await drive(0);
    // Nobody may write to a car that nobody owns.
    expect(await codeOf(await post(eve, "publish", { fields: { isPublic: 1 } }))).toBe("car-unowned");
    await taken(anna, "claim");
    await followed((now) => now.tenure === 1);
    expect(holding().tenures).toMatchObject([{ owner: anna.account, firstSequence: 2 }]);
    await drive(10);
    expect(await codeOf(await post(eve, "claim"))).toBe("car-owned");
    expect(await codeOf(await post(eve, "offer", { fields: { buyer: eve.account } }))).toBe("actor-unauthorised");
    const answers = await taken(anna, "offer", { fields: { buyer: ben.account } });
    await followed((now) => now.offer.length === 1);
    expect(await codeOf(await post(eve, "acceptOffer", { answers }))).toBe("offer-unknown");
    await taken(ben, "acceptOffer", { answers });
    await followed((now) => now.tenure === 2);
    await drive(20);
    const { chain, holding: held } = state.devices.get(deviceIdOf(fromHex(device.id))) ?? {};
    expect(held?.tenures).toMatchObject([
      { owner: anna.account, firstSequence: 2 },
      { owner: ben.account, firstSequence: 3 },
    ]);
    // What the buyer owns is in a session of its own.
    expect(chain).toMatchObject({ sequence: 3, firstSequence: 3 });
    const carried = (await world.batches()).flatMap(({ operations = [] }) => operations);
    expect(carried.length).toBe(3);
    // Each was promised, and is in an input before the block that was named.
    const block = Number(await world.chain.provider.send("eth_blockNumber", []));
    for (const { message } of carried) {
      const identity = provider.sha256(message);
      const receipt = decodeOperationReceipt(Buffer.from(receipts.get(toHex(identity)) ?? "", "base64"));
      expect(toHex(receipt.identity)).toBe(toHex(identity));
      const promise = verifyOperationReceipt(world.application.context, receipt, relayPublicKey, provider);
      expect(promise?.deadlineBlock).toBeGreaterThanOrEqual(block);
      const elsewhere = { ...world.application.context, chainId: 1 };
      expect(verifyOperationReceipt(elsewhere, receipt, relayPublicKey, provider)).toBeUndefined();
    }
    const metrics = await (await fetch(`${relay.url}/metrics`)).text();
    expect(metrics).toContain('relay_operations_total{code="admitted"} 3');
  }, 120_000);

  it("has one operation under way; the same again is the same, another waits", async () => {
    const shown = await signed(ben, "publish", { fields: { isPublic: 1 } });
    const first = encodeSignedOperation(shown);
    const hidden = encodeSignedOperation(await signed(ben, "publish", { fields: { isPublic: 0 } }));
    // Held back, so that nothing is in a block meanwhile.
    await world.chain.provider.send("evm_setAutomine", [false]);
    try {
      const taken = await patiently(first);
      expect(taken.status).toBe(202);
      const again = await octets(relay.url, "/v1/operations", first);
      // The same promise: a later one would give the relay more time.
      expect([again.status, await again.json()]).toEqual([202, await taken.json()]);
      const other = await octets(relay.url, "/v1/operations", hidden);
      expect([other.status, other.headers.get("retry-after")]).toEqual([429, "15"]);
    } finally {
      await world.chain.provider.send("evm_setAutomine", [true]);
      await world.chain.provider.send("evm_mine", []);
    }
    await followed((now) => now.isPublic === 1);
    const carried = (await world.batches()).flatMap(({ operations = [] }) =>
      operations.map(({ message }) => toHex(message)),
    );
    expect(carried.filter((message) => message === toHex(shown.message)).length).toBe(1);
  }, 60_000);
});

describe("an operation", () => {
  it("is refused when it is none, and waits while no node can say what it comes to", async () => {
    const none = await octets(relay.url, "/v1/operations", Uint8Array.of(10, 1, 0));
    expect([none.status, await codeOf(none)]).toEqual([400, "malformed"]);
    expect(await codeOf(await octets(relay.url, "/v1/operations", new Uint8Array(3_700)))).toBe("too-large");
    const withdrawn = encodeSignedOperation(await signed(anna, "withdrawOffer"));
    const mute = await startNode(() => ({ report: undefined, inputs: 0 }));
    for (const settings of [{}, { RELAY_INSPECT_URL: mute.url }]) {
      const alone = await world.another(settings);
      const posted = await octets(alone.url, "/v1/operations", withdrawn);
      expect([posted.status, await codeOf(posted)]).toEqual([503, "chain-unavailable"]);
    }
    mute.close();
  });
});
