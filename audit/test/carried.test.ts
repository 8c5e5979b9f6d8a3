/** What a device sends to an application that goes on from another: partly signed for the one before. */
import { keyIdentity } from "@witness/protocol/identity";
import { linkOf } from "@witness/protocol/link";
import { announcementOf, encodeSuccession } from "@witness/protocol/succession";
import { takeOverRegistration } from "@witness/protocol/take-over";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import type { Batch } from "@witness/protocol/wire/envelope";
import { encodeQuery } from "@witness/protocol/wire/query";
import { expect, it } from "vitest";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import { newState } from "../../dapp/src/state/state.ts";
import {
  CLOSES,
  MovedDevice,
  makers,
  nextApplication,
  nextContext,
  nextPublicKey,
  Place,
  registered,
  set,
} from "../../dapp/test/succession-scene.ts";
import * as old from "../../dapp/test/world.ts";
import { drive, inputOf, NOW, p, run, TestDevice } from "../../dapp/test/world.ts";
import { BodyFinder } from "../src/receipt/carried.ts";

const payloadOf = (batch: Partial<Batch>): Uint8Array => inputOf(batch, 0, { context: nextContext }).payload;

/** The registration with which a device's record is taken over. */
function takenOver(device: TestDevice) {
  const genesis = { provider: p, makers, administrators: set, applicationPrivateKey: old.applicationPrivateKey };
  const place = new Place(old.context, newState(genesis));
  place.post({ registrations: [device.registration()], runs: [run(device.send(drive(3)))] }, NOW);
  const open = { old: old.context, next: nextContext, publicKey: nextPublicKey, templateHash: new Uint8Array(32) };
  const nowhere = { number: 1, closesUnixS: CLOSES, lastInput: 0, root: new Uint8Array(32) };
  const announcement = encodeSuccession(announcementOf({ ...open, ...nowhere }));
  place.administer("succeed", { statement: p.sha256(announcement), announcement }, NOW);
  const answer = decodeAnswer(inspect(place.state, encodeQuery({ kind: "estate", index: 1 })));
  if (answer.kind !== "estate") throw new Error("There is no estate.");
  const by = { makerId: keyIdentity(makers[0] ?? new Uint8Array(), p), keyId: nextApplication.keyId };
  return registered(takeOverRegistration(answer.estate, by, p));
}

it("a relay that carried what a device still signed for the application before has kept its word", () => {
  const device = new TestDevice("between");
  const registration = payloadOf({ registrations: [takenOver(device)] });
  const foreign = payloadOf({ runs: [run(device.send(drive(2)), device.send(drive(2)))] });
  const { id: deviceId, link } = device;
  const [both, own] = [[nextContext, old.context], [nextContext]].map(
    (each) => new BodyFinder(each, makers, { deviceId, link }),
  );
  expect([both?.look(registration), both?.look(foreign)]).toEqual([false, true]);
  // Who does not know the application before cannot say that the relay broke it.
  expect([own?.look(registration), own?.look(foreign), own?.isTakenOver]).toEqual([false, false, true]);

  const moved = new MovedDevice(device);
  const { link: before } = moved.state;
  const envelope = moved.send(drive(2));
  const wanted = { deviceId, link: linkOf(nextContext, before, envelope.body, p) };
  const finder = new BodyFinder([nextContext, old.context], makers, wanted);
  expect([registration, foreign, payloadOf({ runs: [run(envelope)] })].map(finder.look)).toEqual([false, false, true]);
});

it("a relay that was shown once more what came with the record promised nothing by it, if a maker took the record over", () => {
  const device = new TestDevice("shown again");
  const registration = takenOver(device);
  const wanted = { deviceId: device.id, link: device.link };
  const contexts = [nextContext, old.context];
  const of = (signature: Uint8Array) => {
    const finder = new BodyFinder(contexts, makers, wanted);
    expect(finder.look(payloadOf({ registrations: [{ ...registration, signature }] }))).toBe(false);
    return finder.cameAlong;
  };
  expect(of(registration.signature)).toBe(true);
  expect(of(new Uint8Array(64))).toBe(false);
});
