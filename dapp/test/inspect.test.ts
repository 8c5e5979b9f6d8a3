/** What may be asked, by whom, and what each hears. */

import { fromHex } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import { preamble } from "@witness/protocol/context";
import { native as p } from "@witness/protocol/crypto/native";
import {
  browserKeyTypedData,
  carQueryTypedData,
  carsQueryTypedData,
  signDigest,
  typedDataDigest,
} from "@witness/protocol/eip712";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { AUTHORISATION_MAX_S } from "@witness/protocol/limits";
import { encodeReadings } from "@witness/protocol/reading";
import { provenAsOf } from "@witness/protocol/record/as-of";
import { openAnswer } from "@witness/protocol/seal";
import {
  type Answer,
  type CarAnswer,
  decodeAnswer,
  decodeCarAnswer,
  decodeCarsAnswer,
} from "@witness/protocol/wire/answer";
import {
  type CarQuery,
  encodeCarQuery,
  encodeCarsQuery,
  encodeQuery,
  type SignedQuery,
} from "@witness/protocol/wire/query";
import { computeAddress, SigningKey, Wallet } from "ethers";
import { beforeEach, describe, expect, it } from "vitest";
import { inspect } from "../src/inspect/inspect.ts";
import { type State, stateRoot } from "../src/state/state.ts";
import { context, drive, feed, inputOf, keyOf, NOW, only, run, TestDevice, withCode, world } from "./world.ts";

const wallet = new Uint8Array(32).fill(7);
const owner = fromHex(computeAddress(new SigningKey(wallet)));
const stranger = new Uint8Array(32).fill(8);
const browser = keyOf("browser");
const reply = derivePrivateKey(new Uint8Array(32).fill(3), p);
const replyKey = p.p256PublicKey(reply);

let state: State;
let device: TestDevice;
const ask = (bytes: Uint8Array): Answer => decodeAnswer(inspect(state, bytes));
const code = (answer: Answer) => (answer.kind === "none" ? answer.code : answer.kind);

/** A car query signed by a wallet. */
function carQuery(change: Partial<CarQuery> = {}, key = wallet, where = context): SignedQuery {
  const query: CarQuery = { deviceId: device.id, replyKey, ...change };
  return {
    kind: "car",
    query: encodeCarQuery(query),
    signature: signDigest(typedDataDigest(where, carQueryTypedData(where, query)), key),
  };
}

/** A car query signed by a browser key that a wallet authorised. */
function browserQuery(validUntilUnixS: number, key = wallet, signer = browser): SignedQuery {
  const browserKey = p.p256PublicKey(browser);
  const query = encodeCarQuery({ deviceId: device.id, replyKey });
  const digest = typedDataDigest(context, browserKeyTypedData(context, browserKey, validUntilUnixS));
  return {
    kind: "car",
    query,
    signature: p.p256Sign(signer, preamble("query", context), query),
    authorisation: { browserKey, validUntilUnixS, signature: signDigest(digest, key) },
  };
}

const signed = (query: SignedQuery) => ask(encodeQuery({ kind: "signed", signed: query }));

const codesOf = ({ judgement }: CarAnswer) => judgement.reasons.map(({ code }) => code);

function opened(query: SignedQuery) {
  const answer = signed(query);
  if (answer.kind !== "sealed") throw new Error(`Expected a sealed answer, heard ${code(answer)}.`);
  return decodeCarAnswer(openAnswer(context, query.query, reply, answer.sealed, p));
}

beforeEach(() => {
  state = world();
  device = new TestDevice("device");
  feed(state, inputOf({ registrations: [device.registration(owner)] }, 0, { timeUnixS: NOW - 7_200 }));
  feed(
    state,
    inputOf({ runs: [run(device.send(withCode(drive(10), 3, 0x0300)))] }, 1, {
      timeUnixS: NOW - 3_600,
    }),
  );
  const later = drive(4, 500, NOW - 600);
  feed(state, inputOf({ runs: [run(device.send(withCode(later, 0, 0x0300, true)))] }, 2));
});

describe("a car's owner", () => {
  it("default: reads the record as of now, bound to the state that answers", () => {
    const answer = opened(carQuery());
    expect(answer).toMatchObject({ sequence: 2, inputCount: 3, timeUnixS: NOW, keyTier: 1, activeTroubleCodes: [] });
    // Three low readings could be a sensor's; the fourth says that the odometer was turned back from the first on.
    const [fall] = answer.judgement.reasons;
    expect(fall).toMatchObject({ code: "odometer-decreased", firstTimeUnixS: NOW - 600, firstAmountHm: 590 });
    expect(answer.judgement).toMatchObject({ verdict: "illogical", readings: 11, distanceHm: 530 });
    expect(answer.judgement).toEqual(state.devices.values().next().value?.judgement);
    expect(answer.stateRoot).toEqual(stateRoot(state));
    expect(answer.link).toEqual(device.link);
  });

  it("given a time, hears the newest distance that the record keeps from then, beside the record as it is now", () => {
    const endOfFirst = NOW - 86_400 - (NOW % 86_400) + 86_399;
    const { asOf, sequence } = opened(carQuery({ timeUnixS: endOfFirst }));
    expect(asOf).toEqual({ grain: "day", timeUnixS: endOfFirst, distanceHm: 1_090 });
    expect(sequence).toBe(2);
    expect(opened(carQuery({ timeUnixS: NOW })).asOf).toEqual({
      grain: "reading",
      timeUnixS: NOW - 420,
      distanceHm: 530,
    });
    expect(opened(carQuery()).asOf).toBeUndefined();
    // Its last second belongs to the day; before it the record has nothing.
    expect(code(signed(carQuery({ timeUnixS: endOfFirst - 1 })))).toBe("as-of-empty");
    expect(code(signed(carQuery({ timeUnixS: 0 })))).toBe("as-of-empty");
  });

  it("proves what the record says of a time, and what was found by then", () => {
    const answer = opened(carQuery({ timeUnixS: NOW }));
    const { proof, asOf } = answer;
    const expected = { deviceId: device.id, stateRoot: stateRoot(state) };
    expect(provenAsOf(proof, expected, NOW, p)).toEqual({
      distance: asOf,
      isOpened: true,
      reasons: [{ reason: "odometer-decreased", firstTimeUnixS: NOW - 600 }],
      events: [],
      olderEvents: 0,
    });
    expect(provenAsOf(proof, expected, NOW - 601, p)).toMatchObject({ distance: { grain: "day" }, reasons: [] });
    expect(provenAsOf(proof, { ...expected, stateRoot: new Uint8Array(32) }, NOW, p)).toBeUndefined();
    const { fields } = proof.opening;
    const altered = fields.map((each) => (each.field === 8 ? { ...each, value: Uint8Array.of(0, 0, 0) } : each));
    const forged = { ...proof, opening: { ...proof.opening, fields: altered } };
    expect(provenAsOf(forged, expected, NOW, p)).toBeUndefined();
  });

  it("given a copied key, hears of it from when it was seen", () => {
    const clone = new TestDevice("device");
    clone.open();
    feed(state, inputOf({ runs: [run(clone.send(drive(3)))] }, 3, { timeUnixS: NOW + 60 }));
    expect(opened(carQuery()).forks).toBe(1);
    expect(codesOf(opened(carQuery()))).toEqual(expect.arrayContaining(["odometer-decreased", "forked-key"]));
    const expected = { deviceId: device.id, stateRoot: stateRoot(state) };
    const at = (timeUnixS: number) => provenAsOf(opened(carQuery()).proof, expected, timeUnixS, p);
    expect(at(NOW + 60)).toMatchObject({ events: [{ kind: 128, timeUnixS: NOW + 60 }] });
    expect(at(NOW + 60)?.reasons.map(({ reason }) => reason)).toEqual(["odometer-decreased", "forked-key"]);
    expect(at(NOW + 59)?.reasons.map(({ reason }) => reason)).toEqual(["odometer-decreased"]);
    expect(at(NOW + 59)?.events).toEqual([]);
    expect(opened(carQuery()).judgement).toEqual(state.devices.values().next().value?.judgement);
    expect(opened(carQuery()).refusals).toMatchObject([{ code: "forked-key", sequence: 1, inputIndex: 3 }]);
  });

  it("lists all cars of a wallet, and nobody else's", () => {
    feed(state, inputOf({ registrations: [new TestDevice("somebody's").registration()] }, 3));
    const query = { owner, replyKey };
    const digest = typedDataDigest(context, carsQueryTypedData(context, query));
    const all: SignedQuery = { kind: "cars", query: encodeCarsQuery(query), signature: signDigest(digest, wallet) };
    const answer = signed(all);
    const cars =
      answer.kind === "sealed" ? decodeCarsAnswer(openAnswer(context, all.query, reply, answer.sealed, p)) : [];
    expect(cars).toMatchObject([{ deviceId: device.id, vehicle: { make: "Aster" }, judgement: { readings: 11 } }]);
    expect(cars).toHaveLength(1);
    expect(code(signed({ ...all, signature: signDigest(digest, stranger) }))).toBe("query-unauthorised");
    const unusable = encodeCarsQuery({ owner, replyKey: new Uint8Array(33).fill(5) });
    expect(code(signed({ ...all, query: unusable }))).toBe("reply-key-invalid");
  });

  it("given a car that never sent, hears where its chain begins and that there is too little to judge", () => {
    const silent = new TestDevice("silent");
    const beginning = silent.link;
    feed(state, inputOf({ registrations: [silent.registration(owner)] }, 3));
    const answer = opened(carQuery({ deviceId: silent.id }));
    expect(answer).toMatchObject({ sequence: 0, link: beginning, unreadableEnvelopes: 0 });
    expect(answer.judgement).toMatchObject({ verdict: "no judgement", readings: 0 });
    expect(codesOf(answer)).toEqual(["too-few-readings", "period-too-short"]);
    expect(code(signed(carQuery({ deviceId: silent.id, timeUnixS: NOW })))).toBe("as-of-empty");
  });

  it("hears how many envelopes could not be read", () => {
    feed(state, inputOf({ runs: [run(device.send([], only(Uint8Array.of(255))))] }, 3));
    expect(opened(carQuery())).toMatchObject({ unreadableEnvelopes: 1, judgement: { readings: 11 } });
    expect(codesOf(opened(carQuery()))).toContain("unreadable");
  });

  it("hears of a copied key that an opening showed", () => {
    const copy = device.copy();
    feed(state, inputOf({ runs: [run(device.send(drive(1, 520, NOW - 100)))] }, 3));
    copy.open(5);
    feed(state, inputOf({ runs: [run(copy.send(drive(1, 530, NOW - 50)))] }, 4));
    expect(opened(carQuery())).toMatchObject({ forks: 1 });
    expect(codesOf(opened(carQuery()))).toContain("forked-key");
  });
});

describe("a record of many envelopes", () => {
  it("has an answer as small as that of one envelope, and is kept in as little", () => {
    const length = () => inspect(state, encodeQuery({ kind: "signed", signed: carQuery() })).length;
    const before = [length(), state.devices.byteLength];
    const raw = new Uint8Array(16_000).fill(5);
    for (let i = 0; i < 140; i += 1) {
      const readings = [{ timeUnixS: NOW - 400 + i, odometerHm: 540 + i }];
      feed(state, inputOf({ runs: [run(device.send([], encodeReadings(CAR, readings, raw)))] }, 3 + i));
    }
    expect(opened(carQuery()).judgement.readings).toBe(11 + 140);
    expect(length()).toBeLessThan((before[0] ?? 0) + 64);
    expect(state.devices.byteLength).toBeLessThanOrEqual(2 * (before[1] ?? 0));
  });
});

describe("a wallet of another library", () => {
  it("default: signs the typed data that the page shows", async () => {
    const query: CarQuery = { deviceId: device.id, replyKey };
    const { domain, types, message } = carQueryTypedData(context, query);
    const signature = await new Wallet(new SigningKey(wallet)).signTypedData(
      domain,
      Object.fromEntries(Object.entries(types).map(([name, fields]) => [name, [...fields]])),
      message,
    );
    const answer = opened({ kind: "car", query: encodeCarQuery(query), signature: fromHex(signature) });
    expect(answer.deviceId).toEqual(device.id);
  });
});

describe("a browser key", () => {
  it("default: asks for its wallet until the authorisation ends, the latest block deciding", () => {
    expect(opened(browserQuery(NOW))).toMatchObject({ sequence: 2 });
    expect(code(signed(browserQuery(NOW - 1)))).toBe("authorisation-expired");
  });

  it("boundary: 31 days, and a second more", () => {
    expect(code(signed(browserQuery(NOW + AUTHORISATION_MAX_S)))).toBe("sealed");
    expect(code(signed(browserQuery(NOW + AUTHORISATION_MAX_S + 1)))).toBe("query-unauthorised");
  });

  it("refuses another browser's signature, and a wallet that does not own the car", () => {
    expect(code(signed(browserQuery(NOW, wallet, keyOf("other"))))).toBe("query-unauthorised");
    expect(code(signed(browserQuery(NOW, stranger)))).toBe("car-unknown");
    const query = browserQuery(NOW);
    const authorisation = query.authorisation && { ...query.authorisation, signature: new Uint8Array(65) };
    expect(code(signed({ ...query, ...(authorisation ? { authorisation } : {}) }))).toBe("query-unauthorised");
  });
});

describe("a stranger", () => {
  it("hears the same about somebody's car, about no car, and about another chain's query", () => {
    const answers = [
      carQuery({}, stranger),
      carQuery({ deviceId: new Uint8Array(8).fill(9) }),
      carQuery({}, wallet, { ...context, chainId: 1 }),
    ].map((query) => inspect(state, encodeQuery({ kind: "signed", signed: query })));
    expect(answers.map((answer) => code(decodeAnswer(answer)))).toEqual(["car-unknown", "car-unknown", "car-unknown"]);
    expect(answers[1]).toEqual(answers[0]);
  });

  it("cannot put another reply key under the owner's signature, nor use one that is no point", () => {
    const theirs = p.p256PublicKey(keyOf("thief"));
    const stolen = { ...carQuery(), query: encodeCarQuery({ deviceId: device.id, replyKey: theirs }) };
    expect(code(signed(stolen))).toBe("car-unknown");
    expect(code(signed(carQuery({ replyKey: new Uint8Array(33).fill(5) })))).toBe("reply-key-invalid");
  });

  it("cannot open what a stolen query brings", () => {
    const query = carQuery();
    const answer = signed(query);
    const sealed = answer.kind === "sealed" ? answer.sealed : new Uint8Array();
    expect(() => openAnswer(context, query.query, keyOf("thief"), sealed, p)).toThrow(
      expect.objectContaining({ name: "OpenError" }),
    );
  });
});

describe("inspect", () => {
  it("answers status, head and refusals to anybody", () => {
    const replay = new TestDevice("stranger");
    feed(state, inputOf({ runs: [run(replay.send(drive(2)))] }, 3));
    feed(state, inputOf({ registrations: [device.registration(owner)] }, 4));
    expect(ask(encodeQuery({ kind: "status" }))).toMatchObject({
      status: {
        devices: 1,
        inputCount: 5,
        admitted: 2,
        refused: 1,
        registrationsRefused: 1,
        readings: 14,
        timeUnixS: NOW,
        stateRoot: stateRoot(state),
      },
    });
    expect(ask(encodeQuery({ kind: "head", deviceId: device.id }))).toMatchObject({
      head: { sequence: 2, link: device.link },
    });
    expect(code(ask(encodeQuery({ kind: "head", deviceId: replay.id })))).toBe("device-unknown");
    const all = ask(encodeQuery({ kind: "refusals", limit: 0 }));
    expect(all).toMatchObject({
      total: 2,
      refusals: [{ code: "device-registered" }, { code: "device-unknown", deviceId: replay.id, inputIndex: 3 }],
      counts: [
        { code: "device-unknown", count: 1 },
        { code: "device-registered", count: 1 },
      ],
    });
    expect(ask(encodeQuery({ kind: "refusals", limit: 5, deviceId: device.id }))).toMatchObject({
      total: 1,
      refusals: [{ code: "device-registered", registration: true }],
    });
  });

  it("gives the same bytes for the same question, and changes nothing", () => {
    const query = encodeQuery({ kind: "signed", signed: carQuery() });
    const before = stateRoot(state);
    expect(inspect(state, query)).toEqual(inspect(state, query));
    expect(stateRoot(state)).toEqual(before);
    expect(state.inputCount).toBe(3);
  });

  it("refuses bytes that are no query, and too many of them", () => {
    expect(code(ask(new Uint8Array()))).toBe("query-malformed");
    expect(code(ask(Uint8Array.of(255, 255, 255)))).toBe("query-malformed");
    expect(code(ask(new Uint8Array(4_097)))).toBe("too-large");
  });

  it("before the first input, knows no car", () => {
    state = world();
    expect(code(signed(carQuery()))).toBe("car-unknown");
    expect(ask(encodeQuery({ kind: "status" }))).toMatchObject({ status: { devices: 0, inputCount: 0 } });
  });
});
