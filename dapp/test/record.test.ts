/** The record: what its fields say, what changes of its tree, what leads from an answer to the notice. */
import { extendHistory, forkItem, runItem } from "@witness/protocol/accumulator";
import { equal, toHex } from "@witness/protocol/bytes";
import { preamble } from "@witness/protocol/context";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { newHistory } from "@witness/protocol/history";
import { deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import { globalValues, newGlobals } from "@witness/protocol/operations/globals";
import { decodeStateRoot } from "@witness/protocol/outputs";
import { NOT_SENT } from "@witness/protocol/record/consumption";
import {
  decodeRecordField,
  RECORD_FIELD_NAMES,
  type RecordField,
  type RecordValues,
} from "@witness/protocol/record/fields";
import { openGlobals, provenGlobals } from "@witness/protocol/record/globals";
import { provenRecord } from "@witness/protocol/record/tree";
import { vinSalts, vinTag } from "@witness/protocol/record/vin";
import { decodeAnswer, decodeCarAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import { beforeEach, describe, expect, it } from "vitest";
import { carAnswer } from "../src/inspect/car.ts";
import { inspect } from "../src/inspect/inspect.ts";
import { fieldBytes } from "../src/state/fields.ts";
import { type State, stateRoot } from "../src/state/state.ts";
import { context, drive, feed, inputOf, makerKey, NOW, p, run, TestDevice, world } from "./world.ts";

const DAY_S = 86_400;
let state: State;
let device: TestDevice;
let registration: ReturnType<TestDevice["registration"]>;

beforeEach(() => {
  state = world();
  device = new TestDevice("device");
  registration = device.registration();
  feed(state, inputOf({ registrations: [registration] }));
});

const recordOf = (which = device) => {
  const record = state.devices.get(deviceIdOf(which.id));
  if (!record) throw new Error("The device is not registered.");
  return record;
};
const said = <F extends RecordField>(field: F): RecordValues[F] =>
  decodeRecordField(field, fieldBytes(recordOf(), field, p));
const answer = () => {
  const bytes = carAnswer(state, context, recordOf(), { deviceId: device.id, replyKey: device.publicKey });
  return decodeCarAnswer(bytes ?? new Uint8Array());
};

describe("an answer about a car", () => {
  it("default: opens every field under the state root of the newest notice, which is the input's only output", () => {
    const others = ["left", "right"].map((name) => new TestDevice(name).registration());
    feed(state, inputOf({ registrations: others }, 1));
    const transition = feed(state, inputOf({ runs: [run(device.send(drive(3)))] }, 2));
    expect(transition.status === "accept" && transition.notices.length).toBe(1);
    const notice = transition.status === "accept" ? transition.notices.at(-1) : undefined;
    const { root, devices } = decodeStateRoot(notice ?? new Uint8Array());
    const { proof, stateRoot: named } = answer();
    expect(named).toEqual(root);
    expect(proof.place).toMatchObject({ index: 1, size: devices + 1 });
    const proven = provenRecord(proof.opening, proof.place, { deviceId: device.id, stateRoot: root }, p);
    expect(Object.keys(proven ?? {}).sort()).toEqual([...RECORD_FIELD_NAMES].sort());
    expect(proven?.key).toEqual({
      publicKey: device.publicKey,
      keyTier: 1,
      maker: keyIdentity(p.p256PublicKey(makerKey), p),
    });
    expect(proven?.chain).toMatchObject({ sequence: 1, link: device.link, session: 1, firstSequence: 1, items: 1 });
    expect(proven?.vehicle).toMatchObject({ make: "Aster", model: "Corsa", modelYear: 2020 });
    expect(proven?.owner).toMatchObject({ tenure: 1, firstSequence: 1, sinceUnixS: NOW });
    const other = { deviceId: new TestDevice("left").id, stateRoot: root };
    expect(provenRecord(proof.opening, proof.place, other, p)).toBeUndefined();
  });

  it("proves the record of now when it is as of an earlier time", () => {
    for (const [index, readings] of [drive(2), drive(2, 2_000, NOW - 3_600)].entries()) {
      feed(state, inputOf({ runs: [run(device.send(readings))] }, 1 + index));
    }
    const query = { deviceId: device.id, replyKey: device.publicKey, timeUnixS: NOW };
    const { proof, sequence } = decodeCarAnswer(carAnswer(state, context, recordOf(), query) ?? new Uint8Array());
    const proven = provenRecord(proof.opening, proof.place, { deviceId: device.id, stateRoot: stateRoot(state) }, p);
    expect(sequence).toBe(2);
    expect(proven?.chain?.sequence).toBe(2);
  });
});

describe("the band of a record", () => {
  it("is set when the car has come another 10 000 km, and stands as it is until then", () => {
    const shown = () => answer().proof.opening.fields.find(({ field }) => field === 15);
    const sent = (startHm: number, at: number) => {
      feed(state, inputOf({ runs: [run(device.send(drive(2, startHm, NOW - 7_200 + 1_800 * at)))] }, 1 + at));
      return shown();
    };
    expect(said("band").distanceBand).toBe(0);
    const first = sent(99_900, 0);
    expect(said("odometer").distanceHm).toBeLessThan(100_000);
    expect(first).toEqual(sent(99_950, 1));
    expect(said("band").distanceBand).toBe(0);
    const next = sent(100_000, 2);
    expect(said("band").distanceBand).toBe(1);
    expect(next?.salt).not.toEqual(first?.salt);
  });
});

describe("an answer about a history", () => {
  const ask = (deviceId: Uint8Array) => decodeAnswer(inspect(state, encodeQuery({ kind: "history", deviceId })));

  it("proves to anybody what the history must come to, and shows no other field of the record", () => {
    const answer = ask(device.id);
    if (answer.kind !== "history") throw new Error(answer.kind);
    const { stateRoot: named, proof } = answer;
    expect(named).toEqual(stateRoot(state));
    const { key, chain, ...others } =
      provenRecord(proof.opening, proof.place, { deviceId: device.id, stateRoot: named }, p) ?? {};
    expect(key?.publicKey).toEqual(device.publicKey);
    expect(chain).toMatchObject({ sequence: 0, link: device.link, items: 0 });
    expect(others).toEqual({});
  });

  it("is none where there is no such record", () => {
    expect(ask(new TestDevice("nobody's").id)).toEqual({ kind: "none", code: "device-unknown" });
    expect(decodeAnswer(inspect(world(), encodeQuery({ kind: "history", deviceId: device.id })))).toEqual({
      kind: "none",
      code: "device-unknown",
    });
  });
});

describe("the state tree", () => {
  it("has the globals of the genesis in leaf 0, before the first input and after it", () => {
    for (const at of [world(), state]) {
      const opening = openGlobals(globalValues(at.globals), ["actors"], p);
      const place = { index: 0, size: at.tree.size, path: at.tree.path(0) };
      const { actors } = provenGlobals(opening, place, stateRoot(at), p) ?? {};
      const genesis = newGlobals({ makers: [p.p256PublicKey(makerKey)] }, p);
      expect(actors).toEqual(globalValues(genesis).actors);
    }
    expect([world().tree.size, state.tree.size]).toEqual([1, 2]);
  });
});

describe("the history accumulator", () => {
  const label = preamble("history", context);
  const item = (kind: "run" | "fork", bytes: Uint8Array, input: number, place: number) => ({
    kind,
    input,
    blockTimeUnixS: NOW,
    place,
    parameters: 1,
    item: bytes,
  });

  it("is what whoever has the inputs reckons: runs, evidence, with their inputs and places", () => {
    const twin = device.copy();
    const first = device.send(drive(2));
    const second = device.send(drive(2, 2_000));
    const links = [device.link];
    feed(state, inputOf({ registrations: [new TestDevice("other").registration()], runs: [run(first, second)] }, 4));
    const copied = twin.send(drive(2, 9_000));
    feed(state, inputOf({ runs: [run(copied), run(copied), run(second), run(device.send(drive(1, 3_000)))] }, 7));
    links.push(twin.link, device.link);
    const [two, fork, three] = links as [Uint8Array, Uint8Array, Uint8Array];
    const expected = [
      item("run", runItem({ count: 2, firstSequence: 1, lastSequence: 2, lastLink: two }), 4, 1),
      item("fork", forkItem(1, fork), 7, 0),
      item("run", runItem({ count: 1, firstSequence: 3, lastSequence: 3, lastLink: three }), 7, 3),
    ].reduce(
      (accumulator, each) => extendHistory(label, accumulator, each, p),
      newHistory(context, device.publicKey, registration.message, p).accumulator,
    );
    expect(recordOf().past.items).toBe(3);
    expect(said("chain").accumulator).toEqual(expected);
    expect(said("events")).toEqual({ count: 1, newest: [{ kind: 128, timeUnixS: NOW, item: 2 }] });
  });

  it("stays as it is when nothing is new", () => {
    const envelope = device.send(drive(2));
    feed(state, inputOf({ runs: [run(envelope)] }, 1));
    const before = recordOf().past;
    feed(state, inputOf({ runs: [run(envelope)] }, 2));
    expect(recordOf().past).toEqual(before);
  });

  it("names the item of a gap among the events", () => {
    feed(state, inputOf({ runs: [run(device.send(drive(2)))] }, 1));
    device.open(5);
    feed(state, inputOf({ runs: [run(device.send(drive(2, 2_000)))] }, 2));
    expect(said("events")).toEqual({ count: 1, newest: [{ kind: 129, timeUnixS: NOW, item: 2 }] });
    expect(said("chain")).toMatchObject({ session: 2, firstSequence: 7, items: 2 });
  });
});

describe("a second record for one VIN", () => {
  const VIN = "WAUZZZ8V5KA000001";
  const [first, second, third] = ["first", "second", "third"].map((name) => new TestDevice(name)) as [
    TestDevice,
    TestDevice,
    TestDevice,
  ];
  const register = (...devices: readonly TestDevice[]) => {
    const registrations = devices.map((each) => each.registration(undefined, undefined, undefined, VIN));
    return feed(state, inputOf({ registrations }, state.inputCount));
  };
  const eventsOf = (which: TestDevice) => decodeRecordField("events", fieldBytes(recordOf(which), "events", p));
  const event = (item: number) => ({ kind: 130, timeUnixS: NOW, item });

  it("is an event of both, in whatever inputs they come", () => {
    register(first);
    expect(eventsOf(first).count).toBe(0);
    feed(state, inputOf({ runs: [run(first.send(drive(2)))] }, 2));
    const before = state.devices.treeOf(deviceIdOf(first.id))?.quarters;
    register(second, third);
    expect(eventsOf(first)).toEqual({ count: 1, newest: [event(1)] });
    expect(eventsOf(second)).toEqual({ count: 2, newest: [event(0), event(0)] });
    expect(eventsOf(third)).toEqual({ count: 1, newest: [event(0)] });
    const after = state.devices.treeOf(deviceIdOf(first.id))?.quarters;
    expect(after?.map((root, quarter) => equal(root, before?.[quarter] ?? new Uint8Array()))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    for (const each of [first, second, third]) {
      const { verdict, reasons } = recordOf(each).judgement;
      expect(verdict).toBe("no judgement");
      expect(reasons.map(({ code }) => code)).toContain("other-record");
    }
  });

  it("is seen later too, and by the newest record of the tag", () => {
    register(first);
    register(second);
    feed(state, inputOf({ runs: [run(first.send(drive(2)))] }, 3));
    register(third);
    expect([first, second, third].map((each) => eventsOf(each).count)).toEqual([1, 2, 1]);
  });

  it("is none where makers state no VIN, or another", () => {
    const others = [
      device.registration(),
      first.registration(),
      second.registration(undefined, undefined, undefined, VIN),
      third.registration(undefined, undefined, undefined, "WAUZZZ8V5KA000002"),
    ];
    feed(state, inputOf({ registrations: others }, 1));
    for (const each of [first, second, third]) expect(eventsOf(each).count).toBe(0);
    const tags = [first, second, third].map((each) => toHex(recordOf(each).vinTag));
    expect(new Set(tags).size).toBe(3);
    const label = preamble("vin", context);
    const expected = vinTag(VIN, vinSalts(state.genesis.applicationPrivateKey, label, VIN, p), p);
    expect(decodeRecordField("vin", fieldBytes(recordOf(second), "vin", p)).tag).toEqual(expected);
  });
});

describe("closing values", () => {
  it("are those of the days that are over, with the fuel used until then", () => {
    const midnight = NOW - (NOW % DAY_S) - DAY_S;
    const at = (seconds: number, odometerHm: number, fuelUsedCl: number) => ({
      timeUnixS: midnight + seconds,
      odometerHm,
      fuelUsedCl,
    });
    const readings = [at(-120, 1_000, 700), at(-60, 1_010, 710), at(0, 1_020, 720)];
    feed(state, inputOf({ runs: [run(device.send(readings.slice(0, 2)))] }, 1));
    expect(said("closings").days).toEqual([]);
    expect(said("trouble").fuelUsedCl).toBe(NOT_SENT);
    feed(state, inputOf({ runs: [run(device.send(readings.slice(2)))] }, 2));
    expect(said("closings").days).toEqual([{ day: Math.floor(midnight / DAY_S) - 1, distanceHm: 1_010 }]);
    expect(said("trouble").fuelUsedCl).toBe(710);
  });
});

describe("a record's tree", () => {
  /** Feeds one run to a state whose salts are counted. Returns how many there were, and the quarters that changed. */
  function cost(readings: Parameters<TestDevice["send"]>[0]) {
    const before = state.devices.treeOf(deviceIdOf(device.id))?.quarters ?? [];
    const salts: string[] = [];
    const counting: CryptoProvider = {
      ...p,
      hmacSha256: (key, ...parts) => {
        if (equal(parts[0] ?? new Uint8Array(), preamble("salt", context)))
          salts.push(toHex(parts[2] ?? new Uint8Array()));
        return p.hmacSha256(key, ...parts);
      },
    };
    state = { ...state, genesis: { ...state.genesis, provider: counting } };
    feed(state, inputOf({ runs: [run(device.send(readings))] }, state.inputCount));
    const after = state.devices.treeOf(deviceIdOf(device.id))?.quarters ?? [];
    return {
      salts,
      changed: after.flatMap((root, quarter) => (equal(root, before[quarter] ?? new Uint8Array()) ? [] : [quarter])),
    };
  }

  it("costs a run the four fields of one quarter, and those of another once a day", () => {
    const morning = NOW - (NOW % DAY_S) - DAY_S;
    expect(cost(drive(2, 1_000, morning))).toEqual({ salts: ["04", "05", "06", "07"], changed: [1] });
    expect(cost(drive(2, 1_100, morning + 3_600)).changed).toEqual([1]);
    const next = cost(drive(2, 1_200, morning + DAY_S));
    expect(next.changed).toEqual([1, 2]);
    expect(next.salts.length).toBe(8);
    expect(cost(drive(2, 1_300, morning + DAY_S + 3_600)).changed).toEqual([1]);
  });

  it("numbers its changes, once an input at most, and a field keeps that of its own", () => {
    feed(state, inputOf({ runs: [run(device.send(drive(2))), run(device.send(drive(2, 2_000)))] }, 1));
    feed(state, inputOf({ runs: [run(device.send(drive(2, 3_000)))] }, 2));
    const tree = state.devices.treeOf(deviceIdOf(device.id));
    expect(tree?.change).toBe(2);
    expect(tree?.changes.slice(0, 8)).toEqual([0, 0, 0, 0, 2, 2, 2, expect.any(Number)]);
  });
});
