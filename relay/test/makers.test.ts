/** A maker that administrators register, rotate and revoke later: a real relay takes its registrations as the back-end does. */

import { assembleRegistration } from "@witness/protocol/assembly";
import { toHex } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import { native as provider } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { COMPANY_ROLES, makerKeys, newGlobals } from "@witness/protocol/operations/globals";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import { administratorsSigner, draftForApplication, signOperation } from "@witness/protocol/operations/signing";
import type { Belonging } from "@witness/protocol/possession";
import { decodeAnswer, encodeAnswer } from "@witness/protocol/wire/answer";
import { encodeSigned, encodeSignedOperation } from "@witness/protocol/wire/envelope";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { globalsProof } from "../../dapp/src/inspect/proof.ts";
import { newState, type State, stateRoot } from "../../dapp/src/state/state.ts";
import { AcceptedMakers, type StateChecks } from "../src/accepted-makers.ts";
import { Makers } from "../src/makers.ts";
import { type BackEnd, startBackEnd } from "./back-end.ts";
import type { NodeAnswer } from "./node.ts";
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

describe("makers", () => {
  const genesis = makerKeys(newGlobals({ makers: [publicKeyOf(NEW_MAKER)] }, provider));
  const trouble: string[] = [];
  let now = 0;
  let asked = 0;
  const made = (
    answer: () => NodeAnswer["report"] | undefined,
    checks?: StateChecks,
    kept = new Map<string, string>(),
  ) => {
    asked = 0;
    const ask = async () => {
      asked += 1;
      const report = answer();
      return report && { answer: decodeAnswer(report), inputs: 0 };
    };
    const database = { meta: (name: string) => kept.get(name), setMeta: kept.set.bind(kept) };
    const onTrouble = (code: string) => trouble.push(code);
    return new Makers({
      accepted: new AcceptedMakers(database, genesis, checks, () => onTrouble("unchecked")),
      node: { ask },
      provider,
      nowMs: () => now,
      onHeard: () => undefined,
      onTrouble,
    });
  };
  const stateOf = (makers: readonly number[]) =>
    newState({ provider, makers: makers.map(publicKeyOf), applicationPrivateKey: keyOf(9) });
  const answerOf = (change: object, makers = [STRANGER]) => {
    const other = stateOf(makers);
    const said = { stateRoot: stateRoot(other), timeUnixS: 0, proof: globalsProof(other) };
    return encodeAnswer({ kind: "globals", ...said, ...change });
  };
  const publicKeysIn = ({ keys }: Makers) => keys.map(({ publicKey }) => publicKey);

  /** A node that publishes each state that it is asked for, and a chain that accepts the first so many. */
  class Chain implements StateChecks {
    accepted = 0;
    published: Uint8Array[] = [];
    isSilent = false;
    findNotice = async (root: Uint8Array) => {
      if (this.isSilent) throw new Error("silent");
      const place = this.published.findIndex((each) => toHex(each) === toHex(root));
      if (place < 0) this.published.push(root);
      return this.readOutput(place < 0 ? this.published.length - 1 : place);
    };
    readOutput = async (index: number) => {
      const output = this.published[index];
      return output && { index, output, proof: undefined };
    };
    isAccepted = async ({ index }: { readonly index: number }) => index < this.accepted;
  }
  /** Asks again as soon as that may be. */
  const again = async (makers: Makers) => {
    now += 2_000;
    await makers.refresh();
  };

  it("are the genesis' while the node does not say, and what it says must hold under its own root", async () => {
    const silent = made(() => undefined);
    await silent.refresh();
    expect(silent.keys).toEqual(genesis);
    const lying = made(() => answerOf({ stateRoot: new Uint8Array(32) }));
    await lying.refresh();
    expect([lying.keys, trouble]).toEqual([genesis, ["node-unavailable"]]);
  });

  it("are none that a node invents, as long as no accepted claim has its state", async () => {
    const chain = new Chain();
    const invented = made(() => answerOf({}, [NEW_MAKER, STRANGER]), chain);
    await again(invented);
    expect(publicKeysIn(invented)).toEqual([publicKeyOf(NEW_MAKER)]);
    expect(invented.awaited.map(({ publicKey }) => publicKey)).toEqual([publicKeyOf(STRANGER)]);
    chain.accepted = 1;
    await again(invented);
    expect(publicKeysIn(invented)).toEqual([NEW_MAKER, STRANGER].map(publicKeyOf));
    expect(invented.awaited).toEqual([]);
    const unchecked = made(() => answerOf({}, [NEW_MAKER, STRANGER]));
    await again(unchecked);
    expect(unchecked.keys).toEqual(genesis);
  });

  it("are not paid for any more as soon as the node leaves them out, and come back when it names them", async () => {
    let makers = [STRANGER];
    const told = made(() => answerOf({}, makers), new Chain());
    await again(told);
    expect(told.keys).toEqual([]);
    makers = [NEW_MAKER];
    await again(told);
    expect(told.keys).toEqual(genesis);
  });

  it("stay what the chain accepted when the node says nothing, falls behind or plays an old state again", async () => {
    const chain = new Chain();
    const kept = new Map<string, string>();
    let answer: Uint8Array | undefined = answerOf({}, [NEW_MAKER, STRANGER]);
    const told = made(() => answer, chain, kept);
    await again(told);
    answer = answerOf({}, [NEW_MAKER]);
    await again(told);
    chain.accepted = 2;
    await again(told);
    expect(publicKeysIn(told)).toEqual([publicKeyOf(NEW_MAKER)]);
    answer = answerOf({}, [NEW_MAKER, STRANGER]);
    await again(told);
    expect(publicKeysIn(told)).toEqual([publicKeyOf(NEW_MAKER)]);
    answer = undefined;
    await again(told);
    expect(publicKeysIn(told)).toEqual([publicKeyOf(NEW_MAKER)]);
  });

  it("are kept on disk, and so is what waits for a claim", async () => {
    const chain = new Chain();
    const kept = new Map<string, string>();
    let answer: Uint8Array | undefined = answerOf({}, [NEW_MAKER, STRANGER]);
    await again(made(() => answer, chain, kept));
    chain.accepted = 1;
    await again(made(() => answer, chain, kept));
    answer = undefined;
    expect(publicKeysIn(made(() => answer, chain, kept))).toEqual([NEW_MAKER, STRANGER].map(publicKeyOf));
  });

  it("are found again after a node was changed that had made states up, and while one tells no outputs", async () => {
    const chain = new Chain();
    const kept = new Map<string, string>();
    await again(made(() => answerOf({}, [STRANGER]), chain, kept));
    const honest = new Chain();
    const told = made(() => answerOf({}, [NEW_MAKER, NEXT_KEY]), honest, kept);
    honest.isSilent = true;
    await again(told);
    expect(trouble.at(-1)).toBe("unchecked");
    expect(told.keys).toEqual(genesis);
    honest.isSilent = false;
    await again(told);
    await again(told);
    honest.accepted = 1;
    await again(told);
    expect(publicKeysIn(told)).toEqual([NEW_MAKER, NEXT_KEY].map(publicKeyOf));
  });

  it("are asked for once in a while, however many want to know", async () => {
    const told = made(() => answerOf({}));
    await Promise.all(Array.from({ length: 50 }, () => told.refresh()));
    expect(asked).toBe(1);
    now += 1_999;
    await told.refresh();
    expect(asked).toBe(1);
    now += 1;
    await told.refresh();
    expect(asked).toBe(2);
  });
});
