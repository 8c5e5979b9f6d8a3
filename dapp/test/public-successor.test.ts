/** What a public verdict comes to when its application hands over to another (docs/protocol.md, "Taking over"). */
import { keyIdentity } from "@witness/protocol/identity";
import { decodeStateRoot } from "@witness/protocol/outputs";
import { sealPlate } from "@witness/protocol/plate-seal";
import { type CarName, provenPublicCars } from "@witness/protocol/record/public-cars";
import { announcementOf, encodeSuccession, type SuccessionStatement } from "@witness/protocol/succession";
import { takeOverRegistration } from "@witness/protocol/take-over";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import { expect, it } from "vitest";
import { walletOf } from "../../protocol/scripts/cases/operated.ts";
import { inspect } from "../src/inspect/inspect.ts";
import { newState } from "../src/state/state.ts";
import { signedAbout } from "./operating.ts";
import {
  CLOSES,
  makers,
  nextApplication,
  nextContext,
  nextKey,
  nextPublicKey,
  Place,
  predecessor,
  registered,
  reportOf,
  set,
} from "./succession-scene.ts";
import * as old from "./world.ts";
import { keyOf, makerKey, NOW, p, TestDevice } from "./world.ts";

const anna = walletOf("Anna");
const VIN = "WAUZZZ8V5KA000001";
const byVin: CarName = { kind: "vin", vin: VIN };
const plate = { country: "DE", characters: "WITN2026" };
const byPlate: CarName = { kind: "plate", plate };

function answerOf({ state }: Place, query: Parameters<typeof encodeQuery>[0]) {
  return decodeAnswer(inspect(state, encodeQuery(query)));
}
function idsOf(place: Place, name: CarName) {
  const answer = answerOf(place, { kind: "public", name });
  if (answer.kind !== "public") throw new Error("The answer is of public verdicts.");
  return provenPublicCars(name, answer, p)?.map(({ deviceId }) => deviceId);
}

it("a car stays public under its VIN, and has no plate before its owner states it to the successor", () => {
  const genesis = { provider: p, makers, administrators: set };
  const before = new Place(old.context, newState({ ...genesis, applicationPrivateKey: old.applicationPrivateKey }));
  const car = new TestDevice("car");
  before.post({ registrations: [car.registration(anna.account, makerKey, "Corsa", VIN)] }, NOW);
  const sealed = sealPlate(
    old.context,
    old.applicationPublicKey,
    { device: car.id, tenure: 1 },
    plate,
    keyOf("plate"),
    p,
  );
  const published = signedAbout(before.state, car, anna, "publishPlate", { sealed });
  expect(reportOf(before.post({ operations: [published] }, NOW)).operationCodes).toEqual(["admitted"]);
  for (const name of [byVin, byPlate]) expect(idsOf(before, name)).toEqual([car.id]);

  const open: Omit<SuccessionStatement, "lastInput" | "root"> = {
    old: old.context,
    next: nextContext,
    publicKey: nextPublicKey,
    templateHash: new Uint8Array(32).fill(5),
    number: 1,
    closesUnixS: CLOSES,
  };
  const announcement = encodeSuccession(announcementOf({ ...open, lastInput: 0, root: new Uint8Array(32) }));
  const closing = before.administer("succeed", { statement: p.sha256(announcement), announcement }, NOW);
  const [notice] = closing.status === "accept" ? closing.notices : [];
  const { root, inputIndex } = decodeStateRoot(notice ?? new Uint8Array());
  const statement = encodeSuccession({ ...open, lastInput: inputIndex, root });

  const after = new Place(nextContext, newState({ ...genesis, predecessor, applicationPrivateKey: nextKey }));
  after.administer("inherit", { statement }, CLOSES + 60);
  const given = answerOf(before, { kind: "estate", index: 1 });
  if (given.kind !== "estate") throw new Error("The record has an estate.");
  const by = { makerId: keyIdentity(makers[0] as Uint8Array, p), keyId: nextApplication.keyId };
  const taken = after.post({ registrations: [registered(takeOverRegistration(given.estate, by, p))] }, CLOSES + 100);
  expect(reportOf(taken).registrationCodes).toEqual(["admitted"]);
  expect(idsOf(after, byVin)).toEqual([car.id]);
  expect(idsOf(after, byPlate)).toEqual([]);
});
