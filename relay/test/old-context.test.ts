/**
 * A relay of an application that goes on from another: devices whose record was taken over may end there what they began for the
 * old application, until they open a session for the new one. What the relay knows of that survives its end.
 */
import { toHex, utf8 } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import { administratorsSigner, draftForApplication, signOperation } from "@witness/protocol/operations/signing";
import type { Reading } from "@witness/protocol/reading";
import { signMessage } from "@witness/protocol/sign";
import { announcementOf, encodeSuccession, type SuccessionStatement } from "@witness/protocol/succession";
import { takeOverRegistration } from "@witness/protocol/take-over";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { type Envelope, encodeEnvelope, encodeSigned, encodeSignedOperation } from "@witness/protocol/wire/envelope";
import { encodeQuery } from "@witness/protocol/wire/query";
import { encodeRegistration } from "@witness/protocol/wire/registration";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import { newState, stateRoot } from "../../dapp/src/state/state.ts";
import { DAY_S, MovedDevice, Place, set } from "../../dapp/test/succession-scene.ts";
import * as old from "../../dapp/test/world.ts";
import { BackEnd } from "./back-end.ts";
import { Outputs } from "./claiming.ts";
import { Judging } from "./judging.ts";
import { startNode } from "./node.ts";
import { codeOf, octets } from "./requests.ts";
import { makeWorld, type RunningRelay, startRelay, until, type World } from "./world.ts";

const nowUnixS = Math.floor(Date.now() / 1_000);
const makers = [provider.p256PublicKey(old.makerKey)];
const predecessor = { context: old.context, keyId: old.keyId };

let world: World;
let backEnd: BackEnd;
let place: Place;
let device: old.TestDevice;
const relays: RunningRelay[] = [];

let odometerHm = 1_000;
function reading(): Reading[] {
  odometerHm += 10;
  return [{ timeUnixS: nowUnixS - DAY_S + odometerHm, odometerHm }];
}
const record = () => backEnd.state.devices.get(deviceIdOf(device.id));
const carried = (sequence: number): Promise<void> =>
  until(async () => (await backEnd.follow()).devices.get(deviceIdOf(device.id))?.chain.sequence === sequence);
const codeFor = async ({ url }: RunningRelay, envelope: Envelope): Promise<string> =>
  codeOf(await octets(url, "/v1/envelopes", encodeEnvelope(envelope)));

/** Ends the relay as a power cut would, and starts it on what it has on disk, with no node to ask. */
async function restarted(relay: RunningRelay): Promise<RunningRelay> {
  await relay.kill();
  const { RELAY_INSPECT_URL: _, ...alone } = relay.environment;
  const started = await startRelay(alone);
  relays.push(started);
  return started;
}

/** The old application with one car, which ended a minute ago. */
function oldApplication(): SuccessionStatement {
  const { applicationPrivateKey } = old;
  place = new Place(old.context, newState({ provider: old.p, makers, administrators: set, applicationPrivateKey }));
  device = new old.TestDevice("a car that goes on");
  const beforeUnixS = nowUnixS - 40 * DAY_S;
  place.post({ registrations: [device.registration()] }, beforeUnixS);
  place.post({ runs: [old.run(device.send(reading()))] }, beforeUnixS);
  const statement: SuccessionStatement = {
    old: old.context,
    lastInput: 2,
    root: new Uint8Array(32),
    next: world.application.context,
    publicKey: world.application.publicKey,
    templateHash: provider.sha256(utf8("template")),
    number: 1,
    closesUnixS: nowUnixS - 60,
  };
  const announcement = encodeSuccession(announcementOf(statement));
  place.administer("succeed", { statement: provider.sha256(announcement), announcement }, beforeUnixS);
  return { ...statement, root: stateRoot(place.state) };
}

/** Posts the operation by which the new application is told: its first input. */
async function inherit(statement: SuccessionStatement): Promise<Response> {
  const keys = [0, 2].map((index) => ({ index, privateKey: old.keyOf(`administrator ${index}`) }));
  const signer = administratorsSigner(world.application.context, 1, keys, provider);
  const fields = { statement: encodeSuccession(statement) };
  const drafted = { actor: signer.actor, expiresUnixS: nowUnixS + 3_600, fields };
  const operation = signOperation(draftForApplication("inherit", drafted, 1), signer);
  return octets(backEnd.relay.url, "/v1/operations", encodeSignedOperation(operation));
}

beforeAll(async () => {
  world = await makeWorld();
  const { applicationPrivateKey } = world.secrets;
  const genesis = { provider, makers, administrators: set, predecessor, applicationPrivateKey };
  const judging = new Judging(world.application.context, genesis);
  const { state } = judging;
  const node = await startNode((_, bytes) => ({ report: inspect(state, bytes), inputs: state.inputCount }));
  const written = {
    makers: makers.map((key) => ({ name: "Test Motors", publicKey: toHex(key) })),
    administrators: { threshold: set.threshold, publicKeys: set.publicKeys.map(toHex) },
    applicationPublicKey: toHex(world.application.publicKey),
    predecessor: {
      chainId: old.context.chainId,
      application: `0x${toHex(old.context.application)}`,
      applicationPublicKey: toHex(old.applicationPublicKey),
    },
  };
  const outputs = new Outputs();
  const settings = { RELAY_GENESIS: world.write("next.json", JSON.stringify(written)), RELAY_INSPECT_URL: node.url };
  backEnd = new BackEnd(world, judging, { node, relay: await world.another(settings), outputs });
}, 120_000);
afterAll(async () => {
  for (const each of relays) await each.kill();
  await world?.close();
  backEnd?.node.close();
});

describe("A relay of an application that goes on from another", () => {
  it("carries the operation that tells where the old one ended, though the new one has had no input yet", async () => {
    const statement = oldApplication();
    // The old application ended: nothing is to be told of it before, and nobody else tells.
    expect(await codeOf(await inherit({ ...statement, closesUnixS: nowUnixS + 3_600 }))).toBe("succession-invalid");
    expect((await inherit(statement)).status).toBe(202);
    await until(async () => (await backEnd.follow()).globals.succession.inherited.length === 1);
    const answer = decodeAnswer(inspect(place.state, encodeQuery({ kind: "estate", index: 1 })));
    if (answer.kind !== "estate") throw new Error(answer.kind);
    const by = { makerId: keyIdentity(makers[0] as Uint8Array, provider), keyId: world.application.keyId };
    const message = encodeRegistration(takeOverRegistration(answer.estate, by, provider));
    const signed = signMessage("registration", world.application.context, message, old.makerKey, provider);
    await until(async () => {
      const response = await octets(backEnd.relay.url, "/v1/registrations", encodeSigned(signed));
      return response.status === 202 || (await codeOf(response)) === "device-registered";
    });
    await until(async () => (await backEnd.follow()).devices.size === 1);
    expect(record()?.chain).toMatchObject({ sequence: 1, firstHere: 0 });
  }, 60_000);

  it("takes what a device began for the old one, before and after it was killed, and none of it is judged", async () => {
    const judged = record()?.judgement;
    expect(await codeFor(backEnd.relay, device.send(reading()))).toBe("admitted");
    await carried(2);
    const relay = await restarted(backEnd.relay);
    expect(await codeFor(relay, device.send(reading()))).toBe("admitted");
    await carried(3);
    expect(record()).toMatchObject({ chain: { firstHere: 0 }, forks: 0, unreadable: 0, judgement: judged });
  }, 60_000);

  it("learns of the node, when its store is new, that the device has not come over yet", async () => {
    const { RELAY_GENESIS = "", RELAY_INSPECT_URL = "" } = backEnd.relay.environment;
    const fresh = await world.another({ RELAY_GENESIS, RELAY_INSPECT_URL });
    relays.push(fresh);
    expect(await codeFor(fresh, device.send(reading()))).toBe("admitted");
    await carried(4);
    expect(record()).toMatchObject({ chain: { firstHere: 0 }, forks: 0 });
  }, 60_000);

  it("knows after its end where a device began here: a body for the old one is then evidence, and is carried", async () => {
    const [copy, lost] = [device.copy(), device.copy()];
    const moved = new MovedDevice(device, world.application);
    const relay = relays.at(-1) as RunningRelay;
    expect(await codeFor(relay, moved.send(reading()))).toBe("admitted");
    await carried(5);
    expect(record()).toMatchObject({ chain: { firstHere: 5 }, forks: 0 });
    const again = await restarted(relay);
    // A device that lost its storage and was told the old head is no copy of itself.
    lost.open(1_024);
    expect(
      await codeFor(
        again,
        lost.forge(reading(), () => ({ lost: true })),
      ),
    ).toBe("key-unknown");
    expect(await codeFor(again, copy.send(reading()))).toBe("forked-key");
    await until(async () => (await backEnd.follow()).devices.get(deviceIdOf(device.id))?.forks === 1);
    expect(await codeFor(again, moved.send(reading()))).toBe("admitted");
    await carried(6);
  }, 60_000);
});
