/** What a device sends to an application that goes on from another: partly signed for the one before. */
import { keyIdentity } from "@witness/protocol/identity";
import { linkOf } from "@witness/protocol/link";
import { COMPANY_ROLES } from "@witness/protocol/operations/globals";
import type { Operation } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { administratorsSigner, draftForApplication, signOperation } from "@witness/protocol/operations/signing";
import { announcementOf, encodeSuccession } from "@witness/protocol/succession";
import { takeOverRegistration } from "@witness/protocol/take-over";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import type { Batch, Signed } from "@witness/protocol/wire/envelope";
import { encodeQuery } from "@witness/protocol/wire/query";
import { expect, it } from "vitest";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import { newState, stateRoot } from "../../dapp/src/state/state.ts";
import {
  administrators,
  CLOSES,
  MovedDevice,
  makers,
  nextApplication,
  nextContext,
  nextPublicKey,
  Place,
  predecessor,
  registered,
  set,
} from "../../dapp/test/succession-scene.ts";
import * as old from "../../dapp/test/world.ts";
import { drive, inputOf, NOW, p, run, TestDevice } from "../../dapp/test/world.ts";
import { BodyFinder, OperationFinder } from "../src/convict/carried.ts";
import { Companies } from "../src/convict/companies.ts";

const payloadOf = (batch: Partial<Batch>) => ({
  payload: inputOf(batch, 0, { context: nextContext }).payload,
  timeUnixS: CLOSES + 60,
});
const { keyId } = nextApplication;
const genesisBy = (keys: readonly Uint8Array[]) => ({
  makers: keys.map((publicKey) => ({ name: "a maker", publicKey })),
  administrators: set,
  keyId,
  predecessor,
});
const companies = (keys = makers) => new Companies(nextContext, genesisBy(keys));
/** What administrators order of the new application, as its next operation. */
const ordered = (kind: "inherit" | "registerActor", counter: number, fields: Operation["fields"]): SignedOperation => {
  const signer = administratorsSigner(nextContext, 1, administrators.slice(1), p);
  return signOperation(
    draftForApplication(kind, { actor: signer.actor, expiresUnixS: CLOSES + 90, fields }, counter),
    signer,
  );
};

/** The registration with which a device's record is taken over. */
function takenOver(device: TestDevice) {
  const genesis = { provider: p, makers, administrators: set, applicationPrivateKey: old.applicationPrivateKey };
  const place = new Place(old.context, newState(genesis));
  place.post({ registrations: [device.registration()], runs: [run(device.send(drive(3)))] }, NOW);
  const open = { old: old.context, next: nextContext, publicKey: nextPublicKey, templateHash: new Uint8Array(32) };
  const statement = { ...open, number: 1, closesUnixS: CLOSES, lastInput: 0, root: new Uint8Array(32) };
  const announcement = encodeSuccession(announcementOf(statement));
  place.administer("succeed", { statement: p.sha256(announcement), announcement }, NOW);
  const answer = decodeAnswer(inspect(place.state, encodeQuery({ kind: "estate", index: 1 })));
  if (answer.kind !== "estate") throw new Error("There is no estate.");
  const by = { makerId: keyIdentity(makers[0] ?? new Uint8Array(), p), keyId: nextApplication.keyId };
  const ended = encodeSuccession({ ...statement, root: stateRoot(place.state) });
  return { registration: registered(takeOverRegistration(answer.estate, by, p)), ended };
}

it("a relay that carried what a device still signed for the application before has kept its word", () => {
  const device = new TestDevice("between");
  const registration = payloadOf({ registrations: [takenOver(device).registration] });
  const foreign = payloadOf({ runs: [run(device.send(drive(2)), device.send(drive(2)))] });
  const { id: deviceId, link } = device;
  const [both, own] = [[nextContext, old.context], [nextContext]].map(
    (each) => new BodyFinder(each, companies(), { deviceId, link }),
  );
  expect([both?.look(registration), both?.look(foreign)]).toEqual([false, true]);
  // Who does not know the application before cannot say that the relay broke it.
  expect([own?.look(registration), own?.look(foreign), own?.isTakenOver]).toEqual([false, false, true]);

  const moved = new MovedDevice(device);
  const { link: before } = moved.state;
  const envelope = moved.send(drive(2));
  const wanted = { deviceId, link: linkOf(nextContext, before, envelope.body, p) };
  const finder = new BodyFinder([nextContext, old.context], companies(), wanted);
  expect([registration, foreign, payloadOf({ runs: [run(envelope)] })].map(finder.look)).toEqual([false, false, true]);
});

it("a relay that was shown once more what came with the record promised nothing by it, if a maker took the record over", () => {
  const device = new TestDevice("shown again");
  const { registration, ended } = takenOver(device);
  const wanted = { deviceId: device.id, link: device.link };
  const contexts = [nextContext, old.context];
  const inherit = ordered("inherit", 1, { statement: ended });
  const of = (signed: Signed, ...before: readonly Partial<Batch>[]) => {
    const finder = new BodyFinder(contexts, companies(), wanted);
    for (const batch of [...before, { registrations: [signed] }]) expect(finder.look(payloadOf(batch))).toBe(false);
    return finder.cameAlong;
  };
  expect(of(registration, { operations: [inherit] })).toBe(true);
  expect(of({ ...registration, signature: new Uint8Array(64) }, { operations: [inherit] })).toBe(false);
  // A registered maker could make a record up. Nothing proves it before the application knows where the old one ended.
  expect(of(registration)).toBe(false);
});

it("a relay that carried it into an input after the application's end has carried nothing", () => {
  const device = new TestDevice("kept back");
  const open = { old: old.context, next: nextContext, publicKey: nextPublicKey, templateHash: new Uint8Array(32) };
  const statement = { ...open, number: 1, closesUnixS: CLOSES, lastInput: 0, root: new Uint8Array(32) };
  const announcement = encodeSuccession(announcementOf(statement));
  const signer = administratorsSigner(old.context, 1, administrators.slice(1), p);
  const fields = { statement: p.sha256(announcement), announcement };
  const [succeed, another] = [1, 2].map((counter) =>
    signOperation(
      draftForApplication("succeed", { actor: signer.actor, expiresUnixS: NOW + 90, fields }, counter),
      signer,
    ),
  ) as [SignedOperation, SignedOperation];
  const payloadAt = (timeUnixS: number, batch: Partial<Batch>) => ({ payload: inputOf(batch, 0).payload, timeUnixS });
  const begun = payloadAt(NOW, { registrations: [device.registration()], operations: [succeed] });
  const runs = [run(device.send(drive(2)))];
  const genesis = { makers: genesisBy(makers).makers, administrators: set, keyId: old.keyId };
  const carriedAt = (timeUnixS: number): boolean => {
    const wanted = { deviceId: device.id, link: device.link };
    const finder = new BodyFinder([old.context], new Companies(old.context, genesis), wanted);
    return [begun, payloadAt(timeUnixS, { runs })].map(finder.look).includes(true);
  };
  expect([carriedAt(CLOSES - 1), carriedAt(CLOSES)]).toEqual([true, false]);
  const ofOperation = (timeUnixS: number): boolean => {
    const finder = new OperationFinder(old.context, new Companies(old.context, genesis), p.sha256(another.message));
    return [begun, payloadAt(timeUnixS, { operations: [another] })].map(finder.look).includes(true);
  };
  expect([ofOperation(CLOSES - 1), ofOperation(CLOSES)]).toEqual([true, false]);
});

it("a maker that administrators registered later takes records over as one of the genesis does", () => {
  const device = new TestDevice("of a later maker");
  const { registration, ended } = takenOver(device);
  const finder = () =>
    new BodyFinder([nextContext, old.context], companies([]), { deviceId: device.id, link: device.link });
  const inherit = ordered("inherit", 1, { statement: ended });
  const [publicKey = new Uint8Array()] = makers;
  const register = ordered("registerActor", 2, { role: COMPANY_ROLES.maker, publicKey });
  const [known, unknown] = [finder(), finder()];
  const take = (each: BodyFinder, ...batches: readonly Partial<Batch>[]) => {
    for (const batch of batches) each.look(payloadOf(batch));
    return each.cameAlong;
  };
  expect(take(known, { operations: [inherit, register] }, { registrations: [registration] })).toBe(true);
  expect(take(unknown, { operations: [inherit] }, { registrations: [registration] })).toBe(false);
  // Registrations of an input come before its operations.
  expect(take(finder(), { operations: [inherit, register], registrations: [registration] })).toBe(false);
});
