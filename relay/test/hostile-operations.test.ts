/**
 * Operations that must change nothing, end to end: the relay refuses each, and when somebody posts it to the InputBox all the
 * same, the back-end refuses it with the same code and its state stays as it was.
 */
import { packPayload } from "@witness/protocol/batch";
import { fromHex, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { deviceIdOf } from "@witness/protocol/identity";
import { decodeOperation, encodeOperation, isPaired, type Operation } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { encodeSignedOperation } from "@witness/protocol/wire/envelope";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type State, stateRoot } from "../../dapp/src/state/state.ts";
import type { Device } from "../../device/src/index.ts";
import {
  administratorKeys,
  administratorsBy,
  DAY_S,
  keyHolder,
  type Signer,
  walletOf,
} from "../../protocol/scripts/cases/operated.ts";
import { type BackEnd, startBackEnd } from "./back-end.ts";
import { codeOf, octets } from "./requests.ts";
import { makeWorld, type RunningRelay, until, type World } from "./world.ts";

const [anna, ben, eve] = [walletOf("Anna"), walletOf("Ben"), keyHolder("Eve")];
const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
const now = (): number => Math.floor(Date.now() / 1_000);

let world: World;
let state: State;
let relay: RunningRelay;
let backEnd: BackEnd;
let car: Device;
/** Another car that Anna owns. */
let other: Device;

const holding = (of = car) => backEnd.holding(of);

interface Said extends Partial<Omit<Operation, "kind" | "actor">> {
  /** The application that it is signed for. */
  readonly at?: Context;
}

/** Signs as somebody would who knows the state, but for what is said. The car's device answers where one is asked. */
async function signed(signer: Signer, kind: Operation["kind"], said: Said = {}, on = car): Promise<SignedOperation> {
  const { at = world.application.context, ...change } = said;
  const named: Operation = {
    kind,
    actor: signer.actor,
    device: fromHex(on.id),
    tenure: holding(on).tenure,
    counter: 1,
    expiresUnixS: now() + 3_600,
    answers: new Uint8Array(32),
    fields: {},
    ...change,
  };
  const unanswered = { ...named, fields: { ...named.fields, pairing: new Uint8Array() } };
  const fields =
    isPaired(kind) && !named.fields["pairing"] ? { pairing: await on.answerPairing(unanswered) } : named.fields;
  const message = encodeOperation({ ...named, fields });
  return { message, signature: signer.sign(message, at, provider) };
}

const post = (operation: SignedOperation): Promise<Response> =>
  octets(relay.url, "/v1/operations", encodeSignedOperation(operation));

/** Posts to the InputBox what no relay need carry, and returns what the back-end says of each. */
async function posted(operations: readonly SignedOperation[]) {
  await backEnd.follow();
  const before = backEnd.inputs;
  const application = `0x${toHex(world.application.context.application)}`;
  await world.chain.add(application, [packPayload({ registrations: [], runs: [], operations })]);
  await until(async () => {
    await backEnd.follow();
    return backEnd.inputs > before;
  });
  return decodeAdvanceReport(backEnd.last?.reports[0] ?? new Uint8Array()).operationCodes;
}

/** Everything of the state that an operation could move. */
const standing = () => [toHex(stateRoot(state)), holding(car), holding(other), state.globals];

async function refused(operation: SignedOperation, code: string): Promise<void> {
  const before = standing();
  expect(await codeOf(await post(operation)), "the relay").toBe(code);
  expect(await posted([operation]), "the back-end").toEqual([code]);
  expect(standing()).toEqual(before);
}

/** Takes effect, by the chain itself. */
async function done(operation: SignedOperation): Promise<Uint8Array> {
  expect(await posted([operation])).toEqual(["admitted"]);
  return provider.sha256(operation.message);
}

beforeAll(async () => {
  world = await makeWorld();
  backEnd = await startBackEnd(world, { threshold: 2, publicKeys: administratorKeys });
  ({ state, relay } = backEnd);
  car = await backEnd.openCar();
  other = await backEnd.openCar(anna.account);
}, 120_000);
afterAll(async () => {
  await car?.close();
  await other?.close();
  await world?.close();
  backEnd?.node.close();
});

describe("two who race for a car", () => {
  it("have the device's answer both, and the first in the chain has the car; the second changes nothing", async () => {
    const [first, second] = [await signed(anna, "claim"), await signed(eve, "claim")];
    expect(await posted([first, second])).toEqual(["admitted", "tenure-changed"]);
    expect(holding().tenures.map(({ owner }) => toHex(owner))).toEqual([toHex(anna.account)]);
    await refused(second, "tenure-changed");
    // With the number of the tenure that is now, her word is another, and the device's answer is for the old one.
    const { fields } = decodeOperation(second.message);
    await refused(await signed(eve, "claim", { fields }), "car-owned");
  }, 60_000);
});

describe("an offer", () => {
  it("that is replayed after it was withdrawn offers nothing, and nobody accepts it", async () => {
    const offer = await signed(anna, "offer", { fields: { buyer: ben.account } });
    const answers = await done(offer);
    await done(await signed(anna, "withdrawOffer", { counter: 2, answers }));
    await refused(offer, "operation-replayed");
    await refused(await signed(ben, "acceptOffer", { answers }), "offer-unknown");
  }, 60_000);

  it("is accepted by its buyer, for its car, with the answer of the device in it, once", async () => {
    const answers = await done(await signed(anna, "offer", { counter: 3, fields: { buyer: ben.account } }));
    await refused(await signed(eve, "acceptOffer", { answers }), "offer-unknown");
    // Signed for the other car, where nothing was offered; and with the other car's answer for this one.
    await refused(await signed(ben, "acceptOffer", { answers }, other), "offer-unknown");
    const foreign = decodeOperation((await signed(ben, "acceptOffer", { answers }, other)).message);
    const { fields } = foreign;
    await refused(await signed(ben, "acceptOffer", { answers, fields }), "pairing-invalid");
    const accepted = await signed(ben, "acceptOffer", { answers });
    await done(accepted);
    expect(toHex(holding().tenures.at(-1)?.owner ?? new Uint8Array())).toBe(toHex(ben.account));
    await refused(accepted, "tenure-changed");
    // The seller's word is worth nothing any more.
    await refused(await signed(anna, "publish", { counter: 1, fields: { isPublic: 1 } }), "actor-unauthorised");
  }, 60_000);
});

describe("an operation", () => {
  const show = { fields: { isPublic: 1 } } as const;

  it("that is signed for another application or chain is nobody's", async () => {
    const { context } = world.application;
    for (const at of [
      { ...context, application: new Uint8Array(20).fill(9) },
      { ...context, chainId: 1 },
    ])
      await refused(await signed(ben, "publish", { ...show, at }), "signature-invalid");
  }, 60_000);

  it("with another counter, tenure, car or end than are due changes nothing", async () => {
    await refused(await signed(ben, "publish", { ...show, counter: 2 }), "operation-gap");
    await refused(await signed(ben, "publish", { ...show, counter: 0 }), "operation-replayed");
    await refused(await signed(ben, "publish", { ...show, tenure: 1 }), "tenure-changed");
    await refused(await signed(ben, "publish", { ...show, device: random(8) }), "device-unknown");
    await refused(await signed(ben, "publish", show, other), "actor-unauthorised");
    await refused(await signed(ben, "publish", { ...show, expiresUnixS: now() - DAY_S }), "operation-expired");
    const late = now() + 40 * DAY_S;
    await refused(await signed(ben, "publish", { ...show, expiresUnixS: late }), "operation-too-long");
    const published = await signed(ben, "publish", show);
    await done(published);
    await refused(published, "operation-replayed");
  }, 60_000);

  it("by one administrator alone, or by one twice, quarantines nobody", async () => {
    const order = { fields: { reason: 3, untilUnixS: now() + 30 * DAY_S } };
    await refused(await signed(administratorsBy([0]), "quarantine", order), "signature-invalid");
    await refused(await signed(administratorsBy([1, 1]), "quarantine", order), "signature-invalid");
    await refused(await signed(ben, "quarantine", order), "actor-unauthorised");
    await done(await signed(administratorsBy([0, 2]), "quarantine", order));
    const [ordered] = holding().quarantine;
    const answers = ordered?.identity ?? new Uint8Array(32);
    await refused(
      await signed(administratorsBy([1]), "releaseQuarantine", { counter: 2, answers }),
      "signature-invalid",
    );
    await refused(await signed(ben, "releaseQuarantine", { counter: 2, answers }), "actor-unauthorised");
    expect(state.devices.get(deviceIdOf(fromHex(car.id)))?.holding.quarantine.length).toBe(1);
  }, 60_000);
});
