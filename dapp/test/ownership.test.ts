/** Operations through the back-end: who may ask what before and after, and what inputs that carry them leave. */
import { concat } from "@witness/protocol/bytes";
import { carQueryTypedData, carsQueryTypedData, signDigest, typedDataDigest } from "@witness/protocol/eip712";
import type { EntryContent } from "@witness/protocol/operations/entry";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { provenRecord } from "@witness/protocol/record/tree";
import { openAnswer } from "@witness/protocol/seal";
import { signMessage } from "@witness/protocol/sign";
import { encodeSuccession } from "@witness/protocol/succession";
import { decodeAnswer, decodeCarAnswer, decodeCarsAnswer } from "@witness/protocol/wire/answer";
import { encodeCarQuery, encodeCarsQuery, encodeQuery } from "@witness/protocol/wire/query";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { beforeEach, describe, expect, it } from "vitest";
import {
  administratorsBy,
  type Change,
  DAY_S,
  type Signer,
  walletOf,
  workshop,
} from "../../protocol/scripts/cases/operated.ts";
import { seed } from "../../protocol/scripts/cases/world.ts";
import { inspect } from "../src/inspect/inspect.ts";
import type { Transition } from "../src/state/advance.ts";
import { type State, stateRoot } from "../src/state/state.ts";
import { administrators, recordOf as recordIn, sealedEntry, signedAbout } from "./operating.ts";
import {
  applicationPublicKey,
  context,
  drive,
  feed,
  inputOf,
  keyOf,
  makerKey,
  NOW,
  p,
  run,
  TestDevice,
  world,
} from "./world.ts";

const [anna, ben] = [walletOf("Anna"), walletOf("Ben")];
const walletKeys = { Anna: seed("wallet of Anna"), Ben: seed("wallet of Ben") };
const reply = keyOf("reply");
const replyKey = p.p256PublicKey(reply);
const two = administratorsBy();

let state: State;
let device: TestDevice;
let inputs: number;

const reportOf = ({ reports: [first] }: Transition) => decodeAdvanceReport(first ?? new Uint8Array());
const recordOf = (which = device) => recordIn(state, which);

const signed = (signer: Signer, kind: OperationKind, fields: Operation["fields"] = {}, change: Change = {}) =>
  signedAbout(state, device, signer, kind, fields, change);
function post(operations: readonly SignedOperation[], timeUnixS = state.timeUnixS): Transition {
  inputs += 1;
  return feed(state, inputOf({ operations }, inputs, { timeUnixS }));
}
const codesOf = (transition: Transition) => reportOf(transition).operationCodes;
const act = (...how: Parameters<typeof signed>): Uint8Array => {
  const operation = signed(...how);
  expect(codesOf(post([operation]))).toEqual(["admitted"]);
  return p.sha256(operation.message);
};

function car(name: keyof typeof walletKeys, bound: { timeUnixS?: number } = {}) {
  const query = { deviceId: device.id, replyKey, ...bound };
  const bytes = encodeCarQuery(query);
  const signature = signDigest(typedDataDigest(context, carQueryTypedData(context, query)), walletKeys[name]);
  const answer = decodeAnswer(
    inspect(state, encodeQuery({ kind: "signed", signed: { kind: "car", query: bytes, signature } })),
  );
  if (answer.kind === "none") return answer.code;
  if (answer.kind !== "sealed") throw new Error(answer.kind);
  return decodeCarAnswer(openAnswer(context, bytes, reply, answer.sealed, p));
}
function cars(name: keyof typeof walletKeys): number {
  const query = { owner: (name === "Anna" ? anna : ben).account, replyKey };
  const bytes = encodeCarsQuery(query);
  const signature = signDigest(typedDataDigest(context, carsQueryTypedData(context, query)), walletKeys[name]);
  const answer = decodeAnswer(
    inspect(state, encodeQuery({ kind: "signed", signed: { kind: "cars", query: bytes, signature } })),
  );
  if (answer.kind !== "sealed") throw new Error(answer.kind);
  return decodeCarsAnswer(openAnswer(context, bytes, reply, answer.sealed, p)).length;
}
const answered = (...asked: Parameters<typeof car>) => {
  const answer = car(...asked);
  if (typeof answer === "string") throw new Error(answer);
  return answer;
};

beforeEach(() => {
  inputs = 1;
  state = world({ administrators });
  device = new TestDevice("device");
  feed(state, inputOf({ registrations: [device.registration(anna.account)] }));
  feed(state, inputOf({ runs: [run(device.send(drive(10)))] }, 1));
});

describe("a hand-over", () => {
  it("moves the owner's queries, and gives the buyer what is sealed behind the border", () => {
    expect(car("Ben")).toBe("car-unknown");
    const answers = act(anna, "offer", { buyer: ben.account });
    expect(answered("Anna").holding?.offer).toMatchObject([{ buyer: ben.account }]);
    const root = stateRoot(state);
    const accepted = post([signed(ben, "acceptOffer", {}, { answers })], NOW + 60);
    expect(codesOf(accepted)).toEqual(["admitted"]);
    expect(accepted).toMatchObject({ status: "accept", notices: [expect.any(Uint8Array)] });
    expect(stateRoot(state)).not.toEqual(root);
    expect(car("Anna")).toBe("car-unknown");
    expect([cars("Anna"), cars("Ben")]).toEqual([0, 1]);
    expect(answered("Ben")).toMatchObject({ sequence: 1, judgement: { readings: 10 } });
    expect(answered("Ben").holding?.tenures.at(-1)?.owner).toEqual(ben.account);
    device.open();
    feed(state, inputOf({ runs: [run(device.send(drive(3, 2_000, NOW)))] }, 9, { timeUnixS: NOW + 300 }));
    const { holding, proof } = answered("Ben");
    // The days of whoever drove before are not opened to a later owner.
    expect(proof.opening.fields.map(({ field }) => field)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15]);
    const expected = { deviceId: device.id, stateRoot: stateRoot(state) };
    expect(provenRecord(proof.opening, proof.place, expected, p)?.owner).toMatchObject({
      owner: ben.account,
      tenure: 2,
    });
    // Borders are told, other owners' accounts are not.
    expect(holding?.tenures).toMatchObject([
      { owner: new Uint8Array(20), firstSequence: 1 },
      { owner: ben.account, firstSequence: 2, firstTimeUnixS: NOW + 60 },
    ]);
  });

  it("tells the buyer nothing of how far the car had come on the seller's days, whatever bound is given", () => {
    feed(state, inputOf({ runs: [run(device.send(drive(3, 2_000, NOW - 600)))] }, 2));
    const answers = act(anna, "offer", { buyer: ben.account });
    post([signed(ben, "acceptOffer", {}, { answers })], NOW + 60);
    for (const bound of [{ timeUnixS: NOW - 86_400 }, { timeUnixS: NOW - 600 }])
      expect(car("Ben", bound)).toBe("as-of-empty");
    device.open();
    feed(state, inputOf({ runs: [run(device.send(drive(3, 3_000, NOW)))] }, 9, { timeUnixS: NOW + 300 }));
    // Three days later the day of the sale is over. The seller drove on it too, so it is not told, and neither is its month.
    const days = [0, 1, 2].map((day) => ({ timeUnixS: NOW + day * 86_400 + 600, odometerHm: 3_100 + day }));
    feed(state, inputOf({ runs: [run(device.send(days))] }, 10, { timeUnixS: NOW + 3 * 86_400 }));
    const timeUnixS = NOW - (NOW % 86_400) + 86_399;
    expect(car("Ben", { timeUnixS })).toBe("as-of-empty");
    expect(answered("Ben", { timeUnixS: timeUnixS + 86_400 }).asOf).toMatchObject({ grain: "day", distanceHm: 3_101 });
  });

  it("of two in one input happens once", () => {
    const answers = act(anna, "offer", { buyer: ben.account });
    const accepted = signed(ben, "acceptOffer", {}, { answers });
    expect(codesOf(post([accepted, accepted]))).toEqual(["admitted", "tenure-changed"]);
    const { refusals } = reportOf(post([accepted]));
    expect(refusals).toMatchObject([{ operation: true, registration: false, code: "tenure-changed" }]);
    expect(recordOf().holding.tenure).toBe(2);
    // One run, the offer, the acceptance: what took effect is an item of the history, and an event.
    expect(recordOf().past.items).toBe(3);
    expect(recordOf().events.newest.map(({ kind, item }) => [kind, item])).toEqual([
      [33, 2],
      [34, 3],
    ]);
  });

  it("comes between registrations and runs of its input", () => {
    const answers = act(anna, "offer", { buyer: ben.account });
    const accepted = signed(ben, "acceptOffer", {}, { answers });
    device.open();
    const runs = [run(device.send(drive(2, 3_000, NOW)))];
    const { operationCodes, envelopeCodes } = reportOf(feed(state, inputOf({ operations: [accepted], runs }, 9)));
    expect([operationCodes, envelopeCodes]).toEqual([["admitted"], ["admitted"]]);
    expect(answered("Ben").sequence).toBe(2);
  });
});

describe("the journal", () => {
  const service = (tenure = 1) => sealedEntry(device, 1, { raw: 1_234, text: [{ line: "Oil and filter" }] }, tenure);

  it("is opened to the owner in whose tenure it was written", () => {
    act(two, "registerActor", { role: 2, publicKey: workshop.publicKey });
    const identity = act(workshop, "enterJournal", service());
    act(workshop, "enterJournal", { ...service(), entry: 4 });
    expect(answered("Anna").journal).toMatchObject([
      { identity, company: workshop.id, entry: 1, content: { raw: 1_234, text: [{ line: "Oil and filter" }] } },
      // Sealed as another kind: it stands there, and says nothing.
      { entry: 4, content: undefined },
    ]);
    const answers = act(anna, "offer", { buyer: ben.account });
    act(ben, "acceptOffer", {}, { answers });
    expect(answered("Ben").journal).toBeUndefined();
    act(workshop, "enterJournal", service(2));
    expect(answered("Ben").journal?.length).toBe(1);
  });
});

describe("a correction", () => {
  const entry = (name: number, change?: Partial<EntryContent>) => sealedEntry(device, name, change);
  const reasons = () => answered("Anna").judgement.reasons.map(({ code, open }) => [code, open]);

  beforeEach(() => {
    act(two, "registerActor", { role: 2, publicKey: workshop.publicKey });
  });

  it("of a cluster counts when the owner accepts it, and lifts the fall that it explains", () => {
    const lower = drive(6, 5, NOW + 600);
    feed(state, inputOf({ runs: [run(device.send(lower))] }, 9, { timeUnixS: NOW + 1_200 }));
    expect(reasons()).toContainEqual(["odometer-decreased", 1]);
    const answers = act(workshop, "enterJournal", entry(5));
    expect(reasons()).toContainEqual(["odometer-decreased", 1]);
    act(anna, "acceptCorrection", {}, { answers });
    expect(reasons()).toContainEqual(["odometer-decreased", 0]);
    expect(reasons().map(([code]) => code)).toContain("cluster-replaced");
  });

  it("by the dial is judged at once, from what is sealed", () => {
    const last = drive(10).at(-1)?.odometerHm ?? 0;
    act(workshop, "enterJournal", entry(4, { raw: last }));
    expect(reasons().map(([code]) => code)).toContain("dial-reading");
    act(workshop, "enterJournal", entry(4, { raw: last + 500_000 }));
    expect(reasons()).toContainEqual(["dial-differs", 1]);
  });

  it("names a predecessor of the same owner, and tells nobody a stranger's odometer", () => {
    const [old, strangers, fresh] = [new TestDevice("old"), new TestDevice("strangers"), new TestDevice("fresh")];
    const registrations = [
      old.registration(anna.account),
      strangers.registration(ben.account),
      fresh.registration(anna.account),
    ];
    feed(state, inputOf({ registrations, runs: [run(old.send(drive(5))), run(strangers.send(drive(5)))] }, 9));
    device = fresh;
    const replaced = (other: Uint8Array) => {
      const answers = act(workshop, "enterJournal", entry(8, { other }));
      act(anna, "acceptCorrection", {}, { answers });
    };
    replaced(strangers.id);
    expect(recordOf().judged.judge.path).toBeUndefined();
    replaced(old.id);
    expect(recordOf().judged.judge.path).toMatchObject({ raw: drive(5).at(-1)?.odometerHm });
    expect(reasons().map(([code]) => code)).toContain("device-replaced");
  });
});

describe("an operation", () => {
  it("can be asked about before it is posted; the question changes nothing", () => {
    const ask = (operation: SignedOperation) => {
      const answer = decodeAnswer(inspect(state, encodeQuery({ kind: "operation", operation })));
      return answer.kind === "none" ? answer.code : answer.kind;
    };
    const offer = signed(anna, "offer", { buyer: ben.account });
    expect(ask(offer)).toBe("admitted");
    expect(ask(offer)).toBe("admitted");
    expect(ask(signed(ben, "offer", { buyer: anna.account }))).toBe("actor-unauthorised");
    expect(ask({ message: offer.message, signature: offer.signature.with(80, 1) })).toBe("signature-invalid");
    post([offer]);
    expect(ask(offer)).toBe("operation-replayed");
  });

  it("needs what anybody may ask of the holding: counters and tenure, and nobody's account", () => {
    act(anna, "publish", { isPublic: 1 });
    const answer = decodeAnswer(inspect(state, encodeQuery({ kind: "holding", deviceId: device.id })));
    expect(answer).toMatchObject({
      kind: "holding",
      holding: { tenure: 1, ownerCounter: 1, isPublic: 1, tenures: [] },
    });
  });

  it("of a maker's new key lets it register devices", () => {
    const newKey = keyOf("new maker");
    const { id } = state.globals.actors.companies[0] ?? { id: new Uint8Array() };
    const root = stateRoot(state);
    act(two, "rotateActor", { role: 1, actorId: id, publicKey: p.p256PublicKey(newKey) });
    expect(stateRoot(state)).not.toEqual(root);
    const other = new TestDevice("other");
    const { message } = other.registration(anna.account);
    const register = (key: Uint8Array) => {
      const registrations = [signMessage("registration", context, message, key, p)];
      return reportOf(feed(state, inputOf({ registrations }, 30))).registrationCodes;
    };
    expect(register(makerKey)).toEqual(["signature-invalid"]);
    expect(register(newKey)).toEqual(["admitted"]);
    expect(recordOf(other).holding.maker).toEqual(id);
  });

  it("of a wallet is one of 16 in a batch, counted before any is checked", () => {
    const offer = signed(anna, "offer", { buyer: ben.account });
    const many = (count: number) => Array.from({ length: count }, () => ({ ...offer, signature: new Uint8Array(1) }));
    expect(post(many(17))).toMatchObject({ status: "reject" });
    expect(codesOf(post(many(16)))?.every((code) => code === "signature-invalid")).toBe(true);
  });

  it("that announces a successor closes the application at its time, for every input", () => {
    const closesUnixS = NOW + 31 * DAY_S;
    const announcement = encodeSuccession({
      old: context,
      lastInput: 0,
      root: new Uint8Array(32),
      next: { ...context, chainId: 1 },
      publicKey: applicationPublicKey,
      templateHash: seed("template"),
      number: 1,
      closesUnixS,
    });
    act(two, "succeed", { statement: p.sha256(announcement), announcement });
    const late = () => feed(state, inputOf({ runs: [run(device.send(drive(1)))] }, 40, { timeUnixS: closesUnixS }));
    expect(late().status).toBe("reject");
    expect(reportOf(late()).code).toBe("application-closed");
  });

  it("is no message of another application", () => {
    const elsewhere = { ...context, application: new Uint8Array(20).fill(1) };
    const offer = signed(anna, "offer", { buyer: ben.account }, { at: elsewhere });
    const before = recordOf();
    expect(codesOf(post([offer, { message: concat(offer.message), signature: offer.signature }]))).toEqual([
      "signature-invalid",
      "signature-invalid",
    ]);
    expect(recordOf()).toEqual(before);
  });
});
