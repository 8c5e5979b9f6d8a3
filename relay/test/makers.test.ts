/** A maker that administrators register, rotate and revoke later: a real relay takes its registrations as the back-end does. */

import { assembleRegistration } from "@witness/protocol/assembly";
import { CAR } from "@witness/protocol/columns/profile";
import { native as provider } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { COMPANY_ROLES } from "@witness/protocol/operations/globals";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import { administratorsSigner, draftForApplication, signOperation } from "@witness/protocol/operations/signing";
import type { Belonging } from "@witness/protocol/possession";
import { encodeSigned, encodeSignedOperation } from "@witness/protocol/wire/envelope";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { State } from "../../dapp/src/state/state.ts";
import { type BackEnd, startBackEnd } from "./back-end.ts";
import { codeOf, octets } from "./requests.ts";
import { makeWorld, type RunningRelay, until, type World } from "./world.ts";

const keyOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const publicKeyOf = (byte: number): Uint8Array => provider.p256PublicKey(keyOf(byte));
/** Three administrators, of whom two must sign. */
const ADMINISTRATORS = [31, 32, 33];
const [NEW_MAKER, NEXT_KEY, STRANGER] = [41, 42, 43];

let world: World;
let state: State;
let relay: RunningRelay;
let backEnd: BackEnd;

/** Two administrators order something through the relay, and the back-end does it. */
async function ordered(kind: OperationKind, fields: Operation["fields"]): Promise<void> {
  const { context } = world.application;
  const keys = [31, 33].map((byte, place) => ({ index: 2 * place, privateKey: keyOf(byte) }));
  const signer = administratorsSigner(context, 1, keys, provider);
  const counter = state.globals.actors.counter + 1;
  const expiresUnixS = Math.floor(Date.now() / 1_000) + 3_600;
  const signed = signOperation(
    draftForApplication(kind, { actor: signer.actor, expiresUnixS, fields }, counter),
    signer,
  );
  await until(async () => (await octets(relay.url, "/v1/operations", encodeSignedOperation(signed))).status === 202);
  await until(async () => (await backEnd.follow()).globals.actors.counter === counter);
}

/** @param first the key that began the company */
function register(maker: number, first: number): Promise<Response> {
  const device = world.device();
  const vehicle = { make: "Aster", model: "Corvina", modelYear: 2021, vin: "" };
  const possess = (belonging: Belonging): Uint8Array => device.possess(belonging);
  const registered = {
    devicePublicKey: device.publicKey,
    keyTier: 1,
    profile: CAR,
    vehicle,
    firstOwner: new Uint8Array(),
    possess,
  } as const;
  const id = keyIdentity(publicKeyOf(first), provider);
  const by = { privateKey: keyOf(maker), id, keyMaterial: crypto.getRandomValues(new Uint8Array(32)) };
  return octets(
    relay.url,
    "/v1/registrations",
    encodeSigned(assembleRegistration(world.application, registered, by, provider)),
  );
}
/** Until the relay has asked again: it does so once in a while. */
const becomes = (maker: number, code: string, first = NEW_MAKER): Promise<void> =>
  until(async () => {
    const response = await register(maker, first);
    return (response.status === 202 ? "admitted" : await codeOf(response)) === code;
  });

beforeAll(async () => {
  world = await makeWorld();
  backEnd = await startBackEnd(world, { threshold: 2, publicKeys: ADMINISTRATORS.map(publicKeyOf) });
  ({ state, relay } = backEnd);
  // A first input gives the state its chain and application.
  expect((await octets(relay.url, "/v1/registrations", world.registration(world.device()))).status).toBe(202);
  await until(async () => (await backEnd.follow()).devices.size === 1);
}, 120_000);
afterAll(async () => {
  await world?.close();
  backEnd?.node.close();
});

describe("a maker", () => {
  it("that administrators register later registers devices once a claim says so, by its newest key, until it is revoked", async () => {
    expect(await codeOf(await register(NEW_MAKER, NEW_MAKER))).toBe("maker-unknown");
    await ordered("registerActor", { role: COMPANY_ROLES.maker, publicKey: publicKeyOf(NEW_MAKER) });
    // The node says it, and the chain does not yet.
    await becomes(NEW_MAKER, "chain-unavailable");
    expect(await codeOf(await register(STRANGER, STRANGER))).toBe("maker-unknown");
    await backEnd.claim();
    await becomes(NEW_MAKER, "admitted");
    const actorId = keyIdentity(publicKeyOf(NEW_MAKER), provider);
    await ordered("rotateActor", { role: COMPANY_ROLES.maker, actorId, publicKey: publicKeyOf(NEXT_KEY) });
    await becomes(NEW_MAKER, "signature-invalid");
    await becomes(NEXT_KEY, "chain-unavailable");
    await backEnd.claim();
    await becomes(NEXT_KEY, "admitted");
    await becomes(NEXT_KEY, "maker-unknown", NEXT_KEY);
    await ordered("revokeActor", { role: COMPANY_ROLES.maker, actorId, reason: 1 });
    await becomes(NEXT_KEY, "maker-unknown");
    expect(await codeOf(await register(STRANGER, STRANGER))).toBe("maker-unknown");
    await until(async () => (await backEnd.follow()).devices.size === 3);
  }, 120_000);
});
