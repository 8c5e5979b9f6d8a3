/** An application hands over to another: records, devices and verdicts go on, and nobody else's record comes in. */
import { equal, utf8 } from "@witness/protocol/bytes";
import { keyIdentity } from "@witness/protocol/identity";
import { decodeStateRoot } from "@witness/protocol/outputs";
import { signPossession } from "@witness/protocol/possession";
import type { Reading } from "@witness/protocol/reading";
import { recordFieldNumber } from "@witness/protocol/record/fields";
import { announcementOf, encodeSuccession, type SuccessionStatement } from "@witness/protocol/succession";
import { takeOverRegistration } from "@witness/protocol/take-over";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import type { Envelope } from "@witness/protocol/wire/envelope";
import { encodeQuery } from "@witness/protocol/wire/query";
import { decodeRecordProof, encodeRecordProof } from "@witness/protocol/wire/record-proof";
import type { Registration } from "@witness/protocol/wire/registration";
import { beforeAll, describe, expect, it } from "vitest";
import { inspect } from "../src/inspect/inspect.ts";
import { type DeviceRecord, newState, placesOf, stateRoot } from "../src/state/state.ts";
import {
  CLOSES,
  DAY_S,
  MovedDevice,
  makers,
  nextApplication,
  nextContext,
  nextKey,
  nextPublicKey,
  onwards,
  Place,
  parts,
  predecessor,
  registered,
  reportOf,
  rivalKey,
  set,
} from "./succession-scene.ts";
import * as old from "./world.ts";
import { keyOf, makerKey, month, NOW, p, run, TestDevice } from "./world.ts";

const DEVICES = 200;
const vinOf = (number: number): string => `WAUZZZ8V5KA${String(number).padStart(6, "0")}`;

let before: Place;
let after: Place;
let devices: readonly TestDevice[];
let statement: SuccessionStatement;

function estate(index: number, place = before) {
  const answer = decodeAnswer(inspect(place.state, encodeQuery({ kind: "estate", index })));
  return answer.kind === "estate" ? answer.estate : answer;
}
function takeOver(index: number, place = before): Registration {
  const given = estate(index, place);
  if ("kind" in given) throw new Error(given.kind);
  const by = { makerId: keyIdentity(makers[0] as Uint8Array, p), keyId: nextApplication.keyId };
  return takeOverRegistration(given, by, p);
}

const newPlace = (root?: SuccessionStatement): Place => {
  const place = new Place(
    nextContext,
    newState({ provider: p, makers, administrators: set, predecessor, applicationPrivateKey: nextKey }),
  );
  if (root) place.administer("inherit", { statement: encodeSuccession(root) }, CLOSES + 60);
  return place;
};

beforeAll(() => {
  const genesis = { provider: p, makers, administrators: set, applicationPrivateKey: old.applicationPrivateKey };
  before = new Place(old.context, newState(genesis));
  devices = Array.from({ length: DEVICES }, (_, number) => new TestDevice(`car ${number}`));
  const owner = (number: number) => p.sha256(utf8(`owner ${number}`)).slice(0, 20);
  const registrations = devices.map((device, number) =>
    device.registration(owner(number), makerKey, "Corsa", number % 3 === 0 ? vinOf(number) : ""),
  );
  for (const part of parts(registrations)) before.post({ registrations: part }, NOW);
  // One of them has lost kilometres: its verdict must not be forgotten.
  const readingsOf = (number: number): Reading[] =>
    number === 7 ? [...month(5_000), ...month(700).slice(20)] : month(700 + number);
  const first = devices.map((device, number) => run(device.send(readingsOf(number))));
  for (const part of parts(first)) before.post({ runs: part }, NOW);
  const open: Omit<SuccessionStatement, "lastInput" | "root"> = {
    old: old.context,
    next: nextContext,
    publicKey: nextPublicKey,
    templateHash: p.sha256(utf8("template")),
    number: 1,
    closesUnixS: CLOSES,
  };
  const announcement = encodeSuccession(announcementOf({ ...open, lastInput: 0, root: new Uint8Array(32) }));
  before.administer("succeed", { statement: p.sha256(announcement), announcement }, NOW);
  const second = devices.map((device) => run(device.send(onwards(5))));
  const [last] = parts(second)
    .map((part) => before.post({ runs: part }, NOW + 60))
    .slice(-1);
  const [notice] = last?.status === "accept" ? last.notices : [];
  const { root, inputIndex } = decodeStateRoot(notice ?? new Uint8Array());
  statement = { ...open, lastInput: inputIndex, root };
});

describe("A succession", () => {
  it("closes the old application, whose last notice holds the root that the statement names", () => {
    expect(statement.root).toEqual(stateRoot(before.state));
    const late = before.post({ runs: [run((devices[0] as TestDevice).copy().send(onwards(1)))] }, CLOSES);
    expect(reportOf(late).code).toBe("application-closed");
    expect(late.status).toBe("reject");
    expect(before.state.globals.succession.announced).toHaveLength(1);
  });

  it("takes no record over before the new application has been told where the old one ended", () => {
    after = newPlace();
    const { registrationCodes } = reportOf(after.post({ registrations: [registered(takeOver(1))] }, CLOSES + 30));
    expect(registrationCodes).toEqual(["predecessor-unknown"]);
  });

  it("is told once, by the administrators, of the old application that the genesis names, and after it has closed", () => {
    const told = (change: Partial<SuccessionStatement>, timeUnixS = CLOSES + 60) => {
      const bytes = encodeSuccession({ ...statement, ...change });
      return reportOf(newPlace().administer("inherit", { statement: bytes }, timeUnixS)).operationCodes?.[0];
    };
    const stranger = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
    expect(told({ old: stranger })).toBe("succession-invalid");
    expect(told({ next: stranger })).toBe("succession-invalid");
    expect(told({ root: new Uint8Array(32) })).toBe("succession-invalid");
    expect(told({}, CLOSES - 1)).toBe("succession-invalid");
    expect(told({})).toBe("admitted");
    const twice = newPlace(statement).administer("inherit", { statement: encodeSuccession(statement) }, CLOSES + 90);
    expect(reportOf(twice).operationCodes).toEqual(["succession-invalid"]);
  });

  it.each([2, 3])("is told of a number above that of a successor which it announced itself: %d above 2", (number) => {
    const own = { ...statement, old: nextContext, next: old.context, number: 2, closesUnixS: CLOSES + 60 * DAY_S };
    const announcement = encodeSuccession(announcementOf(own));
    const place = newPlace();
    const announced = place.administer("succeed", { statement: p.sha256(announcement), announcement }, CLOSES);
    const told = place.administer("inherit", { statement: encodeSuccession({ ...statement, number }) }, CLOSES + 60);
    const codes = [announced, told].map((each) => reportOf(each).operationCodes?.[0]);
    expect(codes).toEqual(["admitted", number > 2 ? "admitted" : "succession-invalid"]);
  });

  it("moves 200 records with verdict, owner, closing values and events, each as it was", () => {
    after.administer("inherit", { statement: encodeSuccession(statement) }, CLOSES + 60);
    const registrations = devices.map((_, number) => registered(takeOver(number + 1)));
    const most = Math.max(...registrations.map(({ message }) => message.length));
    expect(most).toBeLessThan(3_000);
    for (let from = 0; from < DEVICES; from += 20) {
      const { registrationCodes } = reportOf(
        after.post({ registrations: registrations.slice(from, from + 20) }, CLOSES + 100),
      );
      expect(new Set(registrationCodes)).toEqual(new Set(["admitted"]));
    }
    for (const [number, { id }] of devices.entries()) {
      const [was, is] = [before.record(id), after.record(id)];
      expect(is.judgement).toEqual(was.judgement);
      expect(is.judged.judge).toEqual(was.judged.judge);
      // The day that is open stands in no field: it is the one of the newest reading of the path.
      const { open: _, ...closed } = was.days.closings;
      expect(is.days.closings).toMatchObject(number === 7 ? closed : was.days.closings);
      expect(is.holding.tenures).toEqual(was.holding.tenures);
      expect(is.vehicle).toEqual(was.vehicle);
      expect(is.chain).toMatchObject({ sequence: was.chain.sequence, link: was.chain.link, firstHere: 0 });
      expect(is.events.newest.at(-1)).toEqual({ kind: 131, timeUnixS: CLOSES + 100, item: 0 });
      // Another key, another tag: nobody can follow a VIN from one application to the other.
      expect(equal(is.vinTag, was.vinTag)).toBe(number % 3 !== 0);
    }
    expect(after.record((devices[7] as TestDevice).id).judgement.verdict).toBe("illogical");
    expect(after.record((devices[8] as TestDevice).id).judgement.verdict).toBe("logical");
  });

  it("lets every device go on without a gap in sequence or verdict", () => {
    const moved = devices.map((device) => new MovedDevice(device));
    const runs = moved.map((device) => run(device.send(onwards(20, 1_360).map(later))));
    for (const part of parts(runs)) {
      const { envelopeCodes } = reportOf(after.post({ runs: part }, NOW + 32 * DAY_S));
      expect(new Set(envelopeCodes)).toEqual(new Set(["admitted"]));
    }
    for (const [number, { id, sequence }] of devices.entries()) {
      const [was, is] = [before.record(id), after.record(id)];
      expect(is.chain).toMatchObject({ sequence: sequence + 1, firstHere: sequence + 1 });
      expect(is.judgement.reasons.map(({ code }) => code)).not.toContain("gap");
      expect(is.judgement.readings).toBeGreaterThan(was.judgement.readings);
      expect(is.judgement.verdict).toBe(number === 7 ? "illogical" : "logical");
      expect(is.judgement.coveredFromUnixS).toBe(was.judgement.coveredFromUnixS);
    }
  });
});

it("says of two records of one VIN what the old application said of them, and no more", () => {
  const genesis = { provider: p, makers, administrators: set, applicationPrivateKey: old.applicationPrivateKey };
  const place = new Place(old.context, newState(genesis));
  const both = ["worn", "fresh"].map((name) => new TestDevice(name));
  const owner = new Uint8Array(20).fill(5);
  place.post({ registrations: both.map((each) => each.registration(owner, makerKey, "Corsa", vinOf(0))) }, NOW);
  place.post({ runs: both.map((each) => run(each.send(month(700)))) }, NOW);
  const announcement = encodeSuccession(announcementOf(statement));
  place.administer("succeed", { statement: p.sha256(announcement), announcement }, NOW);
  const ended = { ...statement, lastInput: place.inputs - 1, root: stateRoot(place.state) };
  const [next, anew] = [newPlace(ended), newPlace(ended)];
  for (const index of [1, 2]) next.post({ registrations: [registered(takeOver(index, place))] }, CLOSES + 100);
  for (const { id } of both) {
    expect(next.record(id).judgement).toEqual(place.record(id).judgement);
    expect(next.record(id).events.newest.filter(({ kind }) => kind === 130)).toHaveLength(1);
  }
  // Of a record that begins here it has not been said.
  const [{ id, key }, begun] = [both[1] as TestDevice, without(takeOver(2, place))];
  const fresh = registered({ ...begun, possession: signPossession(nextContext, begun, key, p) });
  anew.post({ registrations: [registered(takeOver(1, place)), fresh] }, CLOSES + 100);
  expect(anew.record(id).judgement.reasons.map(({ code }) => code)).toContain("other-record");
});

/** A month on: after the old application has closed. */
const later = (reading: Reading): Reading => ({ ...reading, timeUnixS: reading.timeUnixS + 14 * DAY_S });

/** The registration of a device that begins anew. */
const without = ({ predecessor: _, sealedEstate: __, ...registration }: Registration): Registration => registration;

describe("A hijack", () => {
  it.each([
    ["another maker's signature", (r: Registration) => registered(r, keyOf("other maker")), "signature-invalid"],
    [
      "another owner",
      (r: Registration) => registered({ ...r, firstOwner: new Uint8Array(20).fill(9) }),
      "predecessor-unproven",
    ],
    [
      "another registered maker's signature",
      (r: Registration) => registered({ ...r, makerId: keyIdentity(makers[1] as Uint8Array, p) }, rivalKey),
      "predecessor-unproven",
    ],
    [
      "no proof, as a new device of another maker's",
      (r: Registration) =>
        registered(
          {
            ...without(r),
            makerId: keyIdentity(makers[1] as Uint8Array, p),
            possession: signPossession(nextContext, r, rivalKey, p),
          },
          rivalKey,
        ),
      "possession-invalid",
    ],
    ["a key said to be safer", (r: Registration) => registered({ ...r, keyTier: 3 }), "predecessor-unproven"],
    [
      "another device's proof",
      (r: Registration) => registered({ ...r, ...onlyOf(takeOver(2), "predecessor") }),
      "predecessor-unproven",
    ],
    [
      "another device's estate",
      (r: Registration) => registered({ ...r, ...onlyOf(takeOver(2), "sealedEstate") }),
      "estate-unreadable",
    ],
    [
      "another device's vehicle",
      (r: Registration) => registered({ ...r, sealedVehicle: takeOver(2).sealedVehicle }),
      "vehicle-unreadable",
    ],
    ["an owner changed in the proof", (r: Registration) => registered(changedOwner(r)), "predecessor-unproven"],
    ["fewer fields", (r: Registration) => registered(fewerFields(r)), "malformed"],
  ])("with %s is refused, and takes a place where only the back-end can see it", (_, forged, code) => {
    const place = newPlace(statement);
    const { registrationCodes } = reportOf(place.post({ registrations: [forged(takeOver(1))] }, CLOSES + 120));
    expect(registrationCodes).toEqual([code]);
    expect([place.state.devices.size, placesOf(place.state).taken]).toEqual([0, code.endsWith("-unreadable") ? 1 : 0]);
  });

  it.each([
    ["another root", () => p.sha256(utf8("another root"))],
    ["an older root", () => olderRoot()],
  ])("under %s takes no record over", (_, root) => {
    const place = newPlace({ ...statement, root: root() });
    const { registrationCodes } = reportOf(place.post({ registrations: [registered(takeOver(1))] }, CLOSES + 120));
    expect(registrationCodes).toEqual(["predecessor-unproven"]);
  });

  it("that registers a car twice changes nothing", () => {
    const place = newPlace(statement);
    place.post({ registrations: [registered(takeOver(1))] }, CLOSES + 120);
    const root = stateRoot(place.state);
    const { registrationCodes } = reportOf(place.post({ registrations: [registered(takeOver(1))] }, CLOSES + 121));
    expect(registrationCodes).toEqual(["device-registered"]);
    expect(stateRoot(place.state)).toEqual(root);
  });
});

const gapsOf = ({ judgement: { reasons } }: DeviceRecord) => reasons.find(({ code }) => code === "gap")?.count ?? 0;

describe("A device between two applications", () => {
  function taken(number: number) {
    const place = newPlace(statement);
    place.post({ registrations: [registered(takeOver(number + 1))] }, CLOSES + 120);
    return { place, device: (devices[number] as TestDevice).copy() };
  }
  const send = (place: Place, ...envelopes: Envelope[]) =>
    reportOf(place.post({ runs: [run(...envelopes)] }, NOW + 32 * DAY_S)).envelopeCodes;

  it("may end what it began: bodies for the old application go on from the old head, and are not judged", () => {
    const { place, device } = taken(20);
    const { judge } = place.record(device.id).judged;
    expect(send(place, device.send(onwards(1)), device.send(onwards(1)))).toEqual(["admitted", "admitted"]);
    device.open();
    expect(send(place, device.send(onwards(1)))).toEqual(["admitted"]);
    expect(place.record(device.id).judged.judge).toEqual(judge);
    expect(place.record(device.id)).toMatchObject({ forks: 0, unreadable: 0 });
    expect(gapsOf(place.record(device.id))).toBe(0);
    const moved = new MovedDevice(device);
    expect(send(place, moved.send(onwards(3, 1_360).map(later)))).toEqual(["admitted"]);
    expect([gapsOf(place.record(device.id)), place.record(device.id).forks]).toEqual([0, 0]);
    expect(place.record(device.id).judgement.verdict).toBe("logical");
  });

  it("has two masters when it signs for the old one again: that is evidence of a copied key", () => {
    const { place, device } = taken(21);
    const copy = device.copy();
    const moved = new MovedDevice(device);
    send(place, moved.send(onwards(3, 1_360).map(later)), moved.send(onwards(3, 1_390).map(later)));
    const [first, second] = [copy.send(onwards(1)), copy.send(onwards(1))];
    expect(send(place, first)).toEqual(["forked-key"]);
    // Whatever number it has.
    copy.sequence += 40;
    copy.open();
    expect(send(place, first, second)).toEqual(["forked-key", "forked-key"]);
    expect(place.record(device.id).forkEvidence).toHaveLength(2);
    expect(place.record(device.id).judgement.reasons.map(({ code }) => code)).toContain("forked-key");
    expect(place.record(device.id).chain.sequence).toBe(moved.state.sequence);
  });

  it("that lost its storage and was told the old head is no copy of itself, whatever it sends behind that opening", () => {
    const { place, device } = taken(24);
    const told = device.copy();
    const moved = new MovedDevice(device);
    send(place, moved.send(onwards(3, 1_360).map(later)), moved.send(onwards(3, 1_390).map(later)));
    told.open(1_024);
    const opening = told.forge(onwards(1), () => ({ lost: true }));
    expect(send(place, opening, told.send(onwards(1)), told.send(onwards(1)))).toEqual([
      "key-unknown",
      "key-unknown",
      "key-unknown",
    ]);
    expect(place.record(device.id)).toMatchObject({ forks: 0, forkEvidence: [], holding: { quarantine: [] } });
    expect(place.record(device.id).judgement.verdict).toBe("logical");
  });

  it("opens in the new one over a gap when what it sent the old one is lost, and that shows", () => {
    const { place, device } = taken(22);
    device.send(onwards(1));
    const moved = new MovedDevice(device);
    expect(send(place, moved.send(onwards(3, 1_360).map(later)))).toEqual(["admitted"]);
    expect(place.record(device.id)).toMatchObject({ forks: 0 });
    expect(gapsOf(place.record(device.id))).toBe(1);
  });

  it("opens over a gap when it goes on from the old head without the link of the succession", () => {
    const { place, device } = taken(23);
    const moved = new MovedDevice(device);
    moved.state = { ...moved.state, link: device.link };
    expect(send(place, moved.send(onwards(3, 1_360).map(later)))).toEqual(["admitted"]);
    expect(place.record(device.id)).toMatchObject({ forks: 0 });
    expect(gapsOf(place.record(device.id))).toBe(1);
  });

  it("has no say over the old application's key: an estate is given out for an announced successor alone", () => {
    expect(estate(1, newPlace(statement))).toMatchObject({ kind: "none", code: "successor-unknown" });
    expect(estate(DEVICES + 1)).toMatchObject({ kind: "none", code: "device-unknown" });
    expect(estate(0)).toMatchObject({ kind: "none", code: "device-unknown" });
  });
});

const onlyOf = (registration: Registration, part: "predecessor" | "sealedEstate"): Partial<Registration> =>
  Object.fromEntries(Object.entries(registration).filter(([name]) => name === part));

function changedOwner(registration: Registration): Registration {
  const proof = decodeRecordProof(registration.predecessor ?? new Uint8Array());
  const fields = proof.opening.fields.map((field) =>
    field.field === recordFieldNumber("owner")
      ? { ...field, value: new Uint8Array(field.value).fill(9, 0, 20) }
      : field,
  );
  const changed = encodeRecordProof({ ...proof, opening: { ...proof.opening, fields } });
  return { ...registration, predecessor: changed, firstOwner: new Uint8Array(20).fill(9) };
}

function fewerFields(registration: Registration): Registration {
  const proof = decodeRecordProof(registration.predecessor ?? new Uint8Array());
  const fields = proof.opening.fields.slice(0, 5);
  return { ...registration, predecessor: encodeRecordProof({ ...proof, opening: { ...proof.opening, fields } }) };
}

/** The root after the readings of the first month: before the last ones came. */
function olderRoot(): Uint8Array {
  const place = new Place(
    old.context,
    newState({ provider: p, makers, administrators: set, applicationPrivateKey: old.applicationPrivateKey }),
  );
  const device = new TestDevice("car 0");
  place.post({ registrations: [device.registration()] }, NOW);
  return stateRoot(place.state);
}
