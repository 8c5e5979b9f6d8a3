/** Bounds that keep the back-end alive whatever is sent, each at its edge and one past it (docs/security.md). */
import { contentOf } from "@witness/protocol/assembly";
import { toHex } from "@witness/protocol/bytes";
import {
  BODY_MAX_BYTES,
  FORKS_KEPT,
  GROUP_READINGS_MAX,
  MESSAGES_MAX_PER_BATCH,
  REFUSALS_KEPT,
  REGISTRATION_MAX_BYTES,
} from "@witness/protocol/limits";
import { signMessage } from "@witness/protocol/sign";
import type { Signed } from "@witness/protocol/wire/envelope";
import { decodeRegistration, encodeRegistration } from "@witness/protocol/wire/registration";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { beforeEach, describe, expect, it } from "vitest";
import { advance, type Transition } from "../src/state/advance.ts";
import { placesOf, type State, stateRoot } from "../src/state/state.ts";
import { busOf, context, drive, feed, inputOf, makerKey, only, p, run, TestDevice, world } from "./world.ts";

let state: State;
let device: TestDevice;
const NOTHING = new Uint8Array();
const reportOf = ({ reports: [first = NOTHING] }: Transition) => decodeAdvanceReport(first);
const record = () => [...state.devices.values()][0];

beforeEach(() => {
  state = world();
  device = new TestDevice("device");
  feed(state, inputOf({ registrations: [device.registration()] }));
});

describe("an application with few places", () => {
  it("boundary: takes as many devices as its genesis says, and refuses one more by a code that says why", () => {
    state = world({ maximumDevices: 2 });
    const [first, second, third] = ["first", "second", "third"].map((name) => new TestDevice(name));
    if (!first || !second || !third) throw new Error("There are three devices.");
    const register = (...devices: TestDevice[]) =>
      reportOf(feed(state, inputOf({ registrations: devices.map((each) => each.registration()) }, state.inputCount)));
    expect(register(first, second, third, first).registrationCodes).toEqual([
      "admitted",
      "admitted",
      "capacity-reached",
      "device-registered",
    ]);
    const root = stateRoot(state);
    expect(register(third).registrationCodes).toEqual(["capacity-reached"]);
    expect(stateRoot(state)).toEqual(root);
    expect(state.devices.size).toBe(2);
    // What is registered goes on.
    const { envelopeCodes } = reportOf(feed(state, inputOf({ runs: [run(first.send(drive(2)))] }, 2)));
    expect(envelopeCodes).toEqual(["admitted"]);
  });

  it("given a vehicle that does not open, keeps the place for that device, and for no other", () => {
    state = world({ maximumDevices: 1 });
    const [garbled, other] = [new TestDevice("garbled"), new TestDevice("other")];
    const register = (signed: Signed) =>
      reportOf(feed(state, inputOf({ registrations: [signed] }, state.inputCount))).registrationCodes;
    const said = decodeRegistration(garbled.registration().message);
    const message = encodeRegistration({ ...said, sealedVehicle: said.sealedVehicle.toReversed() });
    expect(register(signMessage("registration", context, message, makerKey, p))).toEqual(["vehicle-unreadable"]);
    expect(placesOf(state)).toEqual({ places: 1, taken: 1 });
    expect(register(other.registration())).toEqual(["capacity-reached"]);
    expect(register(garbled.registration())).toEqual(["admitted"]);
    expect(placesOf(state)).toEqual({ places: 1, taken: 1 });
    expect(register(other.registration())).toEqual(["capacity-reached"]);
  });

  it.each([1, 2])("given a vehicle that does not open %d times, counts its device once in the same input", (times) => {
    state = world({ maximumDevices: 2 });
    const [garbled, second, third] = ["garbled", "second", "third"].map((name) => new TestDevice(name).registration());
    if (!garbled || !second || !third) throw new Error("There are three devices.");
    const said = decodeRegistration(garbled.message);
    const message = encodeRegistration({ ...said, sealedVehicle: said.sealedVehicle.toReversed() });
    const closed = signMessage("registration", context, message, makerKey, p);
    const registrations = [...new Array<Signed>(times).fill(closed), second, third];
    const { registrationCodes } = reportOf(feed(state, inputOf({ registrations })));
    expect(registrationCodes.slice(0, times)).toEqual(new Array(times).fill("vehicle-unreadable"));
    expect(registrationCodes.slice(times)).toEqual(["admitted", "capacity-reached"]);
    expect(placesOf(state)).toEqual({ places: 2, taken: 2 });
    // What opens at last takes the place that it has, and leaves none.
    const again = inputOf({ registrations: [garbled, third] }, state.inputCount);
    expect(reportOf(feed(state, again)).registrationCodes).toEqual(["admitted", "capacity-reached"]);
    expect(state.devices.size).toBe(2);
  });
});

describe("an input", () => {
  it("boundary: so many bodies and registrations, and one more rejects it whole", () => {
    const bodies = (count: number) => [
      { bodies: new Array<Uint8Array>(count).fill(Uint8Array.of(1)), signature: NOTHING },
    ];
    const registrations = (count: number) => new Array<Signed>(count).fill({ message: NOTHING, signature: NOTHING });
    const most = advance(state, inputOf({ runs: bodies(MESSAGES_MAX_PER_BATCH) }, 1));
    expect(most.status).toBe("accept");
    expect(reportOf(most).envelopeCodes).toHaveLength(MESSAGES_MAX_PER_BATCH);
    const full = advance(state, inputOf({ registrations: registrations(MESSAGES_MAX_PER_BATCH) }, 1));
    expect(reportOf(full).registrationCodes).toHaveLength(MESSAGES_MAX_PER_BATCH);
    for (const batch of [
      { runs: bodies(MESSAGES_MAX_PER_BATCH + 1) },
      { registrations: registrations(MESSAGES_MAX_PER_BATCH + 1) },
      { registrations: registrations(MESSAGES_MAX_PER_BATCH - 9), runs: bodies(10) },
    ]) {
      const more = advance(state, inputOf(batch, 1));
      expect([more.status, reportOf(more).code]).toEqual(["reject", "too-large"]);
    }
  });

  it.each([
    ["goes on from none", {}],
    ["goes on from another", { predecessor: { context: { ...context, chainId: 5 }, keyId: new Uint8Array(8) } }],
  ])("boundary: holds the longest registration where an application %s, and none of one byte more", (_, change) => {
    state = world(change);
    const said = decodeRegistration(device.registration().message);
    // A length from 128 on takes two bytes.
    const around = encodeRegistration({ ...said, sealedVehicle: new Uint8Array(128) }).length - 128;
    const codes = [0, 1].map((more) => {
      const sealedVehicle = new Uint8Array(REGISTRATION_MAX_BYTES - around + more);
      const message = encodeRegistration({ ...said, sealedVehicle });
      expect(message).toHaveLength(REGISTRATION_MAX_BYTES + more);
      const registrations = [signMessage("registration", context, message, makerKey, p)];
      return reportOf(advance(state, inputOf({ registrations }))).registrationCodes[0];
    });
    expect(codes).toEqual(["vehicle-unreadable", "too-large"]);
  });

  it("full of runs under false signatures costs one verification for each, and nothing else", () => {
    let verified = 0;
    const counting = {
      ...p,
      p256Verify: (...args: Parameters<typeof p.p256Verify>) => {
        verified += 1;
        return p.p256Verify(...args);
      },
      p256SharedSecret: () => {
        throw new Error("Nothing is decrypted for whoever did not sign.");
      },
    };
    const counted = world({ provider: counting });
    const { body } = device.send([]);
    Object.assign(counted, { devices: state.devices });
    const one = { bodies: [body], signature: new Uint8Array(64).fill(1) };
    const count = MESSAGES_MAX_PER_BATCH;
    const transition = advance(counted, inputOf({ runs: new Array(count).fill(one) }, 1));
    expect(reportOf(transition).envelopeCodes).toEqual(new Array(count).fill("signature-invalid"));
    expect(verified).toBe(count);
    expect(transition).toMatchObject({ notices: [] });
  });

  it("that repeats what is known costs no verification at all", () => {
    const sent = run(device.send(drive(2)));
    feed(state, inputOf({ runs: [sent] }, 1));
    const deaf = {
      ...state,
      genesis: { ...state.genesis, provider: { ...p, p256Verify: () => expect.fail("verified") } },
    };
    const again = advance(deaf, inputOf({ runs: new Array(100).fill(sent) }, 2));
    expect(reportOf(again).envelopeCodes).toEqual(new Array(100).fill("sequence-replayed"));
  });
});

describe("an envelope", () => {
  it("boundary: the largest body, and one byte more", () => {
    const { body } = device.send([], busOf(new Uint8Array(100)));
    const room = BODY_MAX_BYTES - body.length + 100;
    // Lengths above 16 383 take a third byte, so the largest is found by its size.
    device = new TestDevice("device");
    let envelope = device.send([], busOf(new Uint8Array(room - 1)));
    expect(envelope.body.length).toBe(BODY_MAX_BYTES);
    expect(reportOf(advance(state, inputOf({ runs: [run(envelope)] }, 1))).envelopeCodes).toEqual(["admitted"]);
    device = new TestDevice("device");
    envelope = device.send([], busOf(new Uint8Array(room)));
    expect(reportOf(advance(state, inputOf({ runs: [run(envelope)] }, 1))).envelopeCodes).toEqual(["too-large"]);
  });

  it("boundary: the most readings, and one more is kept as unreadable", () => {
    const most = contentOf(drive(GROUP_READINGS_MAX));
    feed(state, inputOf({ runs: [run(device.send([], most))] }, 1));
    expect(record()).toMatchObject({ unreadable: 0, judgement: { readings: GROUP_READINGS_MAX } });
    // The number of readings less one is a byte; steps that do not change cost no bytes for one more.
    const more = most.distance.map((byte, index) => (index === 1 ? byte + 1 : byte));
    feed(state, inputOf({ runs: [run(device.send([], only(more)))] }, 2));
    expect(record()).toMatchObject({ unreadable: 1, judgement: { readings: GROUP_READINGS_MAX } });
  });
});

describe("what is kept", () => {
  it("of refusals is the newest, all are counted, and none is in the root", () => {
    const root = toHex(stateRoot(state));
    const stranger = run(new TestDevice("stranger").send(drive(1)));
    const each = MESSAGES_MAX_PER_BATCH;
    const inputs = Math.ceil(REFUSALS_KEPT / each) + 1;
    for (let i = 0; i < inputs; i += 1) {
      const transition = feed(
        state,
        inputOf({ runs: new Array(each).fill({ ...stranger, bodies: [Uint8Array.of(i)] }) }, 1 + i),
      );
      expect(reportOf(transition).refusals).toHaveLength(each);
    }
    expect(state.refusals).toHaveLength(REFUSALS_KEPT);
    expect([...state.refusalCounts]).toEqual([["malformed", inputs * each]]);
    expect(state.totals.refused).toBe(inputs * each);
    expect(state.refusals.at(-1)?.inputIndex).toBe(inputs);
    expect(toHex(stateRoot(state))).toBe(root);
  });

  it("boundary: of forks is the first 48, and what comes later is not counted", () => {
    const first = device.copy();
    feed(state, inputOf({ runs: [run(device.send(drive(2)))] }, 1));
    const forks = FORKS_KEPT + 5;
    for (let i = 0; i < forks; i += 1) {
      const copy = first.copy();
      copy.session = 0;
      feed(state, inputOf({ runs: [run(copy.send(drive(1 + (i % 3), 10 * i)))] }, 2 + i));
    }
    expect(record()?.forkEvidence).toHaveLength(FORKS_KEPT);
    expect(record()?.forks).toBe(FORKS_KEPT);
    expect(record()?.judgement.readings).toBe(2);
  });
});
