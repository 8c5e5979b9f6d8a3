/** What a device answers to an operation, and that nothing of one owner is sealed with another's. */
import { admitRun } from "@witness/protocol/admission";
import { native as provider } from "@witness/protocol/crypto/native";
import { newHashChain } from "@witness/protocol/hash-chain";
import { keyIdentity } from "@witness/protocol/identity";
import { encodeOperation, type Operation } from "@witness/protocol/operations/operation";
import { decodePairing, verifyPairing } from "@witness/protocol/pairing";
import { decodeBody, decodeEnvelope, type Envelope } from "@witness/protocol/wire/envelope";
import { beforeEach, describe, expect, it } from "vitest";
import { type Device, memoryStore, openDevice } from "../src/index.ts";
import { application, deviceKey, devicePublicKey, drive, NOW, relayPublicKey } from "./setting.ts";

const { context, keyId } = application;
const deviceId = keyIdentity(devicePublicKey, provider);
const claim: Operation = {
  kind: "claim",
  actor: { form: "wallet", address: new Uint8Array(20).fill(5) },
  device: deviceId,
  tenure: 0,
  counter: 1,
  expiresUnixS: NOW + 86_400,
  answers: new Uint8Array(32),
  fields: { pairing: new Uint8Array() },
};

let sealed: Envelope[];
let store: ReturnType<typeof memoryStore>;
let device: Device;

const open = (firstStart = false): Promise<Device> =>
  openDevice({
    key: deviceKey,
    application,
    relay: { url: "http://127.0.0.1:9", publicKey: relayPublicKey },
    store,
    firstStart,
    delivery: "on flush",
    provider,
    nowMs: () => NOW * 1_000,
    onEvent: (event) => {
      if (event.type === "sealed") sealed.push(decodeEnvelope(event.envelope));
    },
  });

/** The record's side: the hash chain after everything that was sealed. */
function chain() {
  const settings = { context, provider, keyId };
  return sealed.reduce(
    (before, { body, signature }) => admitRun(settings, before, { bodies: [body], signature }).chain,
    newHashChain(context, deviceId, devicePublicKey, provider),
  );
}
function verified(pairing: Uint8Array, pairingCounter = 0, tenureFirstSequence = 0) {
  const message = encodeOperation({ ...claim, fields: { pairing } });
  return verifyPairing(
    context,
    message,
    { chain: chain(), tenureFirstSequence, tenureFirstSession: 0, pairingCounter },
    provider,
  );
}

beforeEach(async () => {
  sealed = [];
  store = memoryStore();
  device = await open(true);
});

describe("a device that is asked to answer an operation", () => {
  it("has sent nothing: the border is before its first envelope", async () => {
    expect(verified(await device.answerPairing(claim))).toMatchObject({ sequence: 0, nextSession: 1 });
    await device.send(...drive(3));
    await device.seal();
    expect(decodeBody(sealed[0]?.body ?? new Uint8Array())).toMatchObject({ sequence: 1, session: 1 });
  });

  it("seals what it gathered first, and goes on in a session of its own", async () => {
    await device.send(...drive(3));
    const pairing = await device.answerPairing(claim);
    expect(sealed.length).toBe(1);
    expect(verified(pairing)).toMatchObject({ sequence: 1, nextSession: 2 });
    await device.send(...drive(3, 3));
    await device.seal();
    expect(decodeBody(sealed[1]?.body ?? new Uint8Array())).toMatchObject({ sequence: 2, session: 2 });
    // The answer fits the record after the device went on, too.
    expect(verified(pairing)).toMatchObject({ sequence: 1 });
  });

  it("counts its answers on, over a restart and a lost storage", async () => {
    const counterOf = (pairing: Uint8Array) => decodePairing(pairing).counter;
    const first = await device.answerPairing(claim);
    expect(counterOf(first)).toBe(NOW);
    await device.close();
    device = await open();
    const second = await device.answerPairing(claim);
    expect(counterOf(second)).toBe(NOW + 1);
    expect(verified(first, counterOf(second))).toBeUndefined();
    expect(verified(second, counterOf(first))).toBeDefined();
  });

  it("opens the session that it named after a restart", async () => {
    await device.send(...drive(2));
    const pairing = await device.answerPairing(claim);
    await device.close();
    device = await open();
    await device.send(...drive(2, 2));
    await device.seal();
    const { session, opening } = decodeBody(sealed.at(-1)?.body ?? new Uint8Array());
    expect(session).toBe(decodePairing(pairing).nextSession);
    expect(opening).toBeDefined();
  });

  it("answers for itself alone, and only what is to be answered", async () => {
    const code = (operation: Operation) =>
      device.answerPairing(operation).catch((error: { code: string }) => error.code);
    expect(await code({ ...claim, device: new Uint8Array(8) })).toBe("operation-malformed");
    expect(await code({ ...claim, kind: "offer", fields: { buyer: new Uint8Array(20) } })).toBe("operation-malformed");
    const bytes: unknown = encodeOperation(claim);
    expect(await code(bytes as Operation)).toBe("operation-malformed");
    const lost = await openDevice({
      key: deviceKey,
      application,
      relay: { url: "http://127.0.0.1:9", publicKey: relayPublicKey },
      store: memoryStore(),
      provider,
    });
    expect(await lost.answerPairing(claim).catch((error: { code: string }) => error.code)).toBe("head-unproven");
  });
});
