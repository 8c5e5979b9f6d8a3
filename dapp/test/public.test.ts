/** Public verdicts by VIN and plate: who is found, who is hidden, and what somebody tries who lies (docs/security.md). */
import { concat, equal } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { PUBLIC_CARS_MAX } from "@witness/protocol/limits";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { sealPlate } from "@witness/protocol/plate-seal";
import { recordFieldNumber } from "@witness/protocol/record/fields";
import type { Plate } from "@witness/protocol/record/plate";
import type { CarName, PublicAnswer } from "@witness/protocol/record/public-cars";
import { hasVin, PUBLIC_FIELDS, type PublicCar, provenPublicCars } from "@witness/protocol/record/public-cars";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { beforeEach, describe, expect, it } from "vitest";
import { type Change, type Signer, walletOf } from "../../protocol/scripts/cases/operated.ts";
import { inspect } from "../src/inspect/inspect.ts";
import { readSnapshot, writeSnapshot } from "../src/state/snapshot/snapshot.ts";
import { type State, stateRoot } from "../src/state/state.ts";
import { recordOf, signedAbout } from "./operating.ts";
import { applicationPublicKey, context, feed, inputOf, keyOf, month, NOW, p, run, TestDevice, world } from "./world.ts";

const [anna, ben, eve] = [walletOf("Anna"), walletOf("Ben"), walletOf("Eve")];
const VIN = "WAUZZZ8V5KA000001";
const PLATE: Plate = { country: "DE", characters: "WITN2026" };
const byVin: CarName = { kind: "vin", vin: VIN };
const byPlate: CarName = { kind: "plate", plate: PLATE };

let state: State;
let device: TestDevice;
/** Eve's own car, a good one. */
let eves: TestDevice;

const codesOf = (...operations: readonly SignedOperation[]) => {
  const { reports } = feed(state, inputOf({ operations }, state.inputCount + 1, { timeUnixS: NOW }));
  return decodeAdvanceReport(reports[0] ?? new Uint8Array()).operationCodes;
};
const sign = (by: Signer, kind: OperationKind, fields: Operation["fields"] = {}, change: Change = {}, of = device) =>
  signedAbout(state, of, by, kind, fields, change);
const act = (...about: Parameters<typeof sign>): Uint8Array => {
  const operation = sign(...about);
  expect(codesOf(operation)).toEqual(["admitted"]);
  return p.sha256(operation.message);
};
const sealed = (of = device, tenure = 1, plate = PLATE) => ({
  sealed: sealPlate(context, applicationPublicKey, { device: of.id, tenure }, plate, keyOf("plate"), p),
});
const answerTo = (name: CarName, of = state): Uint8Array => inspect(of, encodeQuery({ kind: "public", name }));
function said(name: CarName): PublicAnswer {
  const answer = decodeAnswer(answerTo(name));
  if (answer.kind !== "public") throw new Error("The answer is of public verdicts.");
  return answer;
}
/** What a reader proves of the answer. */
function found(name: CarName): readonly PublicCar[] {
  const answer = said(name);
  expect(answer.stateRoot).toEqual(stateRoot(state));
  const cars = provenPublicCars(name, answer, native);
  if (cars === undefined) throw new Error("The answer is not proven.");
  return cars;
}
const idsOf = (name: CarName) => found(name).map(({ deviceId }) => deviceId);

beforeEach(() => {
  state = world();
  [device, eves] = [new TestDevice("device"), new TestDevice("Eve's")];
  const registrations = [
    device.registration(anna.account, undefined, undefined, VIN),
    eves.registration(eve.account, undefined, "Vega"),
  ];
  feed(state, inputOf({ registrations }, 0));
  feed(state, inputOf({ runs: [run(device.send(month())), run(eves.send(month()))] }, 1));
});

describe("a car that its owner publishes", () => {
  it("is found by the VIN that its maker stated, with verdict, reasons and period, and is hidden again", () => {
    const nothing = answerTo(byVin);
    expect(idsOf(byVin)).toEqual([]);
    act(anna, "publish", { isPublic: 1 });
    const [car] = found(byVin);
    expect(car).toMatchObject({
      deviceId: device.id,
      vehicle: { make: "Aster", model: "Corsa", modelYear: 2020 },
      verdict: { verdict: 1, reasons: [] },
      period: { coveredReadings: 31 },
    });
    expect(said(byVin)).toMatchObject({ total: 1, timeUnixS: NOW });
    act(anna, "publish", { isPublic: 0 });
    expect(idsOf(byVin)).toEqual([]);
    // Nothing of it is left in the answer, but that the state is another.
    expect(answerTo(byVin).length).toBe(nothing.length);
  });

  it("is found by a plate that nobody but its owner, the back-end and whoever asks for it knows", () => {
    const published = sign(anna, "publishPlate", sealed());
    expect(new TextDecoder("latin1").decode(published.message)).not.toContain("WITN");
    expect(codesOf(published)).toEqual(["admitted"]);
    expect(idsOf(byPlate)).toEqual([device.id]);
    expect(idsOf(byVin)).toEqual([device.id]);
    expect(idsOf({ kind: "plate", plate: { country: "FR", characters: PLATE.characters } })).toEqual([]);
    // Another plate takes its place, and the VIN alone takes every plate's.
    act(anna, "publishPlate", sealed(device, 1, { country: "DE", characters: "NEW1" }));
    expect(idsOf(byPlate)).toEqual([]);
    act(anna, "publish", { isPublic: 1 });
    expect(idsOf({ kind: "plate", plate: { country: "DE", characters: "NEW1" } })).toEqual([]);
    expect(idsOf(byVin)).toEqual([device.id]);
  });

  it("shows no reading, no owner and no grant, whatever is asked", () => {
    act(anna, "publishPlate", sealed());
    for (const name of [byVin, byPlate]) {
      const shown = said(name).cars[0]?.opening.fields.map(({ field }) => field);
      expect(shown).toEqual(PUBLIC_FIELDS.map(recordFieldNumber));
      const { chain, judged, holding } = recordOf(state, device);
      const answer = Buffer.from(answerTo(name));
      expect(judged.judge.path?.raw).toBe(1_000);
      expect(answer.includes(Buffer.from([0, 0, 0x03, 0xe8]))).toBe(false);
      for (const hidden of [holding.tenures[0]?.owner, chain.link]) {
        expect(answer.includes(Buffer.from(hidden ?? new Uint8Array(20)))).toBe(false);
      }
    }
  });

  it("stays what it is over a snapshot", () => {
    act(anna, "publishPlate", sealed());
    act(eve, "publishPlate", sealed(eves), {}, eves);
    const parts: Uint8Array[] = [];
    writeSnapshot(state, (part) => parts.push(part.slice()));
    const bytes = concat(...parts);
    const source = { byteLength: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length) };
    const again = readSnapshot(state.genesis, source);
    for (const name of [byVin, byPlate]) expect(answerTo(name, again)).toEqual(answerTo(name));
    expect(idsOf(byPlate).length).toBe(2);
  });
});

describe("whoever lies about a name", () => {
  it("cannot give a car another's VIN: the maker stated it", () => {
    act(eve, "publish", { isPublic: 1 }, {}, eves);
    expect(idsOf(byVin)).toEqual([]);
    act(anna, "publish", { isPublic: 1 });
    expect(idsOf(byVin)).toEqual([device.id]);
    // A plate that looks like a VIN is none: it is too long.
    expect(() => sealed(eves, 1, { country: "DE", characters: VIN })).toThrow();
  });

  it("with a plate is one of two: whoever asks sees both, and by the VIN on the windscreen the one that has it", () => {
    act(eve, "publishPlate", sealed(eves), {}, eves);
    const [only] = found(byPlate);
    // Alone it is the owner's word, and the answer says of what car.
    expect(only).toMatchObject({ deviceId: eves.id, vehicle: { model: "Vega" } });
    expect(only && hasVin(only)).toBe(false);
    act(anna, "publishPlate", sealed());
    expect(idsOf(byPlate)).toEqual([device.id, eves.id]);
    expect(said(byPlate).total).toBe(2);
    expect(idsOf(byVin)).toEqual([device.id]);
  });

  it("by a second device of one VIN is one of two, and each verdict says it though the other is hidden", () => {
    const clean = new TestDevice("clean");
    feed(state, inputOf({ registrations: [clean.registration(ben.account, undefined, undefined, VIN)] }, 5));
    act(ben, "publish", { isPublic: 1 }, {}, clean);
    const [shown] = found(byVin);
    expect(shown?.deviceId).toEqual(clean.id);
    expect(shown?.verdict).toMatchObject({ verdict: 3, reasons: expect.arrayContaining([expect.anything()]) });
    act(anna, "publish", { isPublic: 1 });
    expect(idsOf(byVin)).toEqual([device.id, clean.id]);
  });

  it("with more cars than an answer has cannot push out those that were there before", () => {
    act(anna, "publishPlate", sealed());
    const many = Array.from({ length: PUBLIC_CARS_MAX + 1 }, (_, at) => new TestDevice(`many ${at}`));
    feed(state, inputOf({ registrations: many.map((each) => each.registration(eve.account)) }, 5));
    for (const each of many) act(eve, "publishPlate", sealed(each), {}, each);
    expect(said(byPlate)).toMatchObject({ total: PUBLIC_CARS_MAX + 2 });
    expect(idsOf(byPlate)).toHaveLength(PUBLIC_CARS_MAX);
    expect(idsOf(byPlate)[0]).toEqual(device.id);
  });

  it("and takes another's sealed plate publishes a car without one", () => {
    const { sealed: annas } = sealed();
    act(eve, "publishPlate", { sealed: annas }, {}, eves);
    expect(idsOf(byPlate)).toEqual([]);
    expect(recordOf(state, eves)).toMatchObject({ holding: { isPublic: 1 }, plateTag: undefined });
  });
});

describe("after it was hidden, and after the sale", () => {
  it("what was signed before has no effect again", () => {
    const published = sign(anna, "publishPlate", sealed());
    expect(codesOf(published, published)).toEqual(["admitted", "operation-replayed"]);
    act(anna, "publish", { isPublic: 0 });
    expect(codesOf(published)).toEqual(["operation-replayed"]);
    expect(idsOf(byPlate)).toEqual([]);
    expect(idsOf(byVin)).toEqual([]);
  });

  it("the buyer decides anew, and the seller's word is void", () => {
    act(anna, "publishPlate", sealed());
    const answers = act(anna, "offer", { buyer: ben.account });
    const before = sign(anna, "publishPlate", sealed());
    device.open();
    act(ben, "acceptOffer", {}, { answers });
    expect(idsOf(byVin)).toEqual([]);
    expect(idsOf(byPlate)).toEqual([]);
    expect(codesOf(before)).toEqual(["tenure-changed"]);
    expect(codesOf(sign(anna, "publishPlate", sealed(device, 2), { counter: 1 }))).toEqual(["actor-unauthorised"]);
    expect(codesOf(sign(anna, "publish", { isPublic: 1 }, { counter: 1 }))).toEqual(["actor-unauthorised"]);
    // What the seller sealed does not open in the buyer's time.
    act(ben, "publishPlate", sealed(device, 1));
    expect(idsOf(byPlate)).toEqual([]);
    expect(idsOf(byVin)).toEqual([device.id]);
    act(ben, "publishPlate", sealed(device, 2));
    expect(idsOf(byPlate)).toEqual([device.id]);
  });

  it("what was signed for another application is nobody's word", () => {
    const other = { ...context, application: new Uint8Array(20).fill(0xcd) };
    const operation = sign(anna, "publishPlate", sealed(), { at: other });
    const elsewhere = { ...operation, signature: anna.sign(operation.message, other, p) };
    expect(codesOf(elsewhere)).toEqual(["signature-invalid"]);
  });
});

describe("who asks", () => {
  it("is told of a hidden car what it is told of none, byte for byte", () => {
    const unknown: CarName = { kind: "vin", vin: "WAUZZZ8V5KA999999" };
    expect(equal(answerTo(byVin), answerTo(unknown))).toBe(true);
    expect(equal(answerTo(byPlate), answerTo(unknown))).toBe(true);
  });

  it("before the first input hears that there is no car", () => {
    expect(decodeAnswer(answerTo(byVin, world()))).toEqual({ kind: "none", code: "car-unknown" });
  });

  it.each([
    ["a VIN of 16 characters", { kind: "vin", vin: VIN.slice(1) }],
    ["a VIN with a letter that none has", { kind: "vin", vin: VIN.replace("Z", "O") }],
    ["a text of 3 000 characters", { kind: "vin", vin: "1".repeat(3_000) }],
    ["nothing", { kind: "vin", vin: "" }],
    ["a plate without a country", { kind: "plate", plate: { country: "", characters: "WITN2026" } }],
    ["a plate of 13 characters", { kind: "plate", plate: { country: "DE", characters: "1234567890123" } }],
    ["a plate with a space", { kind: "plate", plate: { country: "DE", characters: "WI TN" } }],
  ] satisfies [string, CarName][])("for %s is refused", (_, name) => {
    expect(decodeAnswer(answerTo(name))).toEqual({ kind: "none", code: "query-malformed" });
  });

  it("for more than a query may hold is refused before it is read", () => {
    expect(decodeAnswer(answerTo({ kind: "vin", vin: "1".repeat(5_000) }))).toEqual({
      kind: "none",
      code: "too-large",
    });
  });
});
