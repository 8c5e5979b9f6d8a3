/** Whose word a value is: a record and a live reading belong to the device that was asked for, or are refused. */
import { CAR, profileOf } from "@witness/protocol/columns/profile";
import { noble } from "@witness/protocol/crypto/noble";
import { keyIdentity } from "@witness/protocol/identity";
import { sealAnswer } from "@witness/protocol/seal";
import { signMessage } from "@witness/protocol/sign";
import { type CarAnswer, encodeAnswer, encodeCarAnswer } from "@witness/protocol/wire/answer";
import { decodeCarQuery, decodeQuery } from "@witness/protocol/wire/query";
import { encodeLiveReading } from "@witness/protocol/wire/reading";
import { afterEach, expect, it } from "vitest";
import { provenAnswer } from "../../test/proven-answer.ts";
import { demoWallet } from "./demo-wallet.ts";
import { memoryKeyStore } from "./key-store.ts";
import { authenticate } from "./live.ts";
import { askCar } from "./node.ts";
import { makeSignIn } from "./sign-in.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const config = { context, applicationPublicKey: new Uint8Array(33), hasArchive: false };
const own = new Uint8Array(32).fill(1);
const theirs = new Uint8Array(32).fill(2);
const publicKey = noble.p256PublicKey(own);
const deviceId = keyIdentity(publicKey, noble);
const challenge = new Uint8Array(32).fill(9);
const original = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = original;
});

/** A node without any key: it seals an invented record to whoever asks, which base mode lets everybody do. */
function lyingNode(
  named: { readonly deviceId: Uint8Array; readonly publicKey: Uint8Array },
  change: (car: CarAnswer) => CarAnswer = (car) => car,
): void {
  globalThis.fetch = async (_path, init) => {
    const asked = decodeQuery(init?.body as Uint8Array);
    if (asked.kind !== "signed") throw new Error("Only a signed question is expected.");
    const { query } = asked.signed;
    const car = provenAnswer({
      ...named,
      keyTier: 1,
      vehicle: {
        make: "Aster",
        model: "Corvina",
        modelYear: 2021,
        vin: "WAUZZZ8V5KA000001",
      },
      registeredAtUnixS: 1,
      sequence: 1,
      link: new Uint8Array(32),
      judgement: {
        verdict: "logical",
        reasons: [],
        readings: 1,
        coveredFromUnixS: 1,
        coveredToUnixS: 1,
        coveredReadings: 1,
        distanceHm: 1,
        offsetHm: 0,
        unit: { numerator: 1, denominator: 1 },
        longestSilenceS: 0,
      },
      refusals: [],
      inputCount: 1,
      timeUnixS: 1,
      activeTroubleCodes: [],
      unreadableEnvelopes: 0,
      forks: 0,
      vinSalts: { start: new Uint8Array(16).fill(1), end: new Uint8Array(16).fill(2) },
      profile: CAR,
    });
    const record = encodeCarAnswer(change(car));
    const sealed = sealAnswer(
      context,
      query,
      decodeCarQuery(query).replyKey,
      record,
      new Uint8Array(32).fill(3),
      noble,
    );
    const payload = Buffer.from(encodeAnswer({ kind: "sealed", sealed })).toString("hex");
    return Response.json({ reports: [{ payload: `0x${payload}` }] });
  };
}

async function ask() {
  const store = memoryKeyStore();
  return askCar(config, await makeSignIn(context, await demoWallet(store), store, 1_800_000_000), deviceId);
}

it("takes a record of the device that was asked for", async () => {
  lyingNode({ deviceId, publicKey });
  expect((await ask()).publicKey).toEqual(publicKey);
});

it("refuses a record that names a key of the node's own, or another car", async () => {
  const otherKey = noble.p256PublicKey(theirs);
  for (const named of [
    { deviceId, publicKey: otherKey },
    { deviceId: keyIdentity(otherKey, noble), publicKey: otherKey },
  ]) {
    lyingNode(named);
    await expect(ask()).rejects.toMatchObject({ code: "answer-unreadable" });
  }
});

it.each<[string, (car: CarAnswer) => CarAnswer]>([
  ["another verdict", (car) => ({ ...car, judgement: { ...car.judgement, verdict: "no judgement" } })],
  ["a higher odometer", (car) => ({ ...car, judgement: { ...car.judgement, distanceHm: 9 } })],
  ["a longer past", (car) => ({ ...car, judgement: { ...car.judgement, coveredFromUnixS: 0 } })],
  ["another car", (car) => ({ ...car, vehicle: { ...car.vehicle, model: "Vega" } })],
  ["another VIN", (car) => ({ ...car, vehicle: { ...car.vehicle, vin: "WAUZZZ8V5KA000002" } })],
  ["no VIN", (car) => ({ ...car, vehicle: { ...car.vehicle, vin: "" }, vinSalts: undefined })],
  ["a VIN that nothing opens", (car) => ({ ...car, vinSalts: undefined })],
  ["another profile", (car) => ({ ...car, profile: profileOf(2, 1) ?? car.profile })],
  ["another head", (car) => ({ ...car, sequence: 2 })],
  ["a code that is not active", (car) => ({ ...car, activeTroubleCodes: [7] })],
  ["another state", (car) => ({ ...car, stateRoot: new Uint8Array(32) })],
  ["no proof", (car) => ({ ...car, proof: { ...car.proof, opening: { fields: [], siblings: [] } } })],
])("refuses an answer whose proof shows otherwise: %s", async (_, change) => {
  lyingNode({ deviceId, publicKey }, change);
  await expect(ask()).rejects.toMatchObject({ code: "answer-unreadable" });
});

it("refuses a live reading that its key signed for another device or another challenge", () => {
  const value = { deviceId, challenge, timeUnixS: 5, odometerHm: 6, sequence: 1, link: new Uint8Array(32) };
  const expected = { deviceId, publicKey, challenge };
  const signed = (change: Partial<typeof value>, key = own) =>
    signMessage("live", context, encodeLiveReading({ ...value, ...change }), key, noble);
  expect(authenticate(context, expected, signed({})).odometerHm).toBe(6);
  const forged = [
    signed({ deviceId: new Uint8Array(8) }),
    signed({ challenge: new Uint8Array(32) }),
    signed({}, theirs),
  ];
  for (const reading of forged) {
    expect(() => authenticate(context, expected, reading)).toThrow(expect.objectContaining({ code: "live-forged" }));
  }
});
