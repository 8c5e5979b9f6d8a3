/** What each kind of message comes to, where a batch holds something that cannot be opened or read. */
import { deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import { sealVehicle } from "@witness/protocol/seal";
import { signMessage } from "@witness/protocol/sign";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import type { Signed } from "@witness/protocol/wire/envelope";
import { encodeQuery } from "@witness/protocol/wire/query";
import { encodeRegistration } from "@witness/protocol/wire/registration";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { beforeEach, describe, expect, it } from "vitest";
import { walletOf, workshop } from "../../protocol/scripts/cases/operated.ts";
import { inspect } from "../src/inspect/inspect.ts";
import type { Transition } from "../src/state/advance.ts";
import type { State } from "../src/state/state.ts";
import { administrators, signedAbout } from "./operating.ts";
import {
  applicationPublicKey,
  context,
  drive,
  feed,
  inputOf,
  keyId,
  makerKey,
  NOW,
  only,
  p,
  run,
  TestDevice,
  withCode,
  world,
} from "./world.ts";

const RUBBISH = Uint8Array.of(0xff);
let state: State;
let device: TestDevice;
const reportOf = ({ reports: [first] }: Transition) => decodeAdvanceReport(first ?? new Uint8Array());

/** A registration by the right maker, whose sealed vehicle is what these bytes are. */
function registrationOf(which: TestDevice, sealedVehicle: Uint8Array): Signed {
  const makerId = keyIdentity(p.p256PublicKey(makerKey), p);
  const belonging = { makerId, firstOwner: new Uint8Array(20).fill(1) };
  const message = encodeRegistration({
    ...belonging,
    devicePublicKey: which.publicKey,
    keyTier: 1,
    keyId,
    sealedVehicle,
    profile: 1,
    profileVersion: 1,
    possession: which.possess(belonging),
  });
  return signMessage("registration", context, message, makerKey, p);
}
const sealed = (which: TestDevice, vehicle: Uint8Array): Uint8Array =>
  sealVehicle(context, which.publicKey, applicationPublicKey, vehicle, p.sha256(vehicle), p);

beforeEach(() => {
  state = world();
  device = new TestDevice("device");
});

describe("a registration", () => {
  it("is refused when its vehicle does not open, or is none; the device stays unknown", () => {
    const closed = sealed(device, RUBBISH);
    closed[closed.length - 1] = (closed.at(-1) ?? 0) ^ 1;
    const registrations = [registrationOf(device, closed), registrationOf(device, sealed(device, RUBBISH))];
    const transition = feed(state, inputOf({ registrations, runs: [run(device.send(drive(1)))] }));
    const { registrationCodes, envelopeCodes, refusals } = reportOf(transition);
    expect(registrationCodes).toEqual(["vehicle-unreadable", "malformed"]);
    expect(envelopeCodes).toEqual(["device-unknown"]);
    // Who could not be opened is named by nobody's word.
    expect(refusals[0]).toMatchObject({ registration: true, code: "vehicle-unreadable", deviceId: new Uint8Array() });
    expect(transition).toMatchObject({ status: "accept", notices: [] });
    expect(state.devices.size).toBe(0);
  });

  it("stands before its device's first envelopes in one input", () => {
    const batch = { registrations: [device.registration()], runs: [run(device.send(drive(2)))] };
    expect(reportOf(feed(state, inputOf(batch))).envelopeCodes).toEqual(["admitted"]);
    const other = new TestDevice("other");
    const both = { registrations: [other.registration(), other.registration()] };
    expect(reportOf(feed(state, inputOf(both, 1))).registrationCodes).toEqual(["admitted", "device-registered"]);
    expect(state.devices.get(deviceIdOf(other.id))).toMatchObject({ index: 2, forkEvidence: [] });
  });
});

describe("an input", () => {
  it("says of each refusal which message of which kind it is, and counts envelopes apart", () => {
    const stranger = new TestDevice("stranger");
    const garbage: Signed = { message: RUBBISH, signature: new Uint8Array(64) };
    const sent = run(device.send(drive(2)), device.send(drive(1, 1_100, NOW - 3_600)));
    const input = inputOf({
      registrations: [device.registration(), garbage],
      operations: [garbage],
      runs: [sent, run(stranger.send(drive(1)))],
    });
    const { registrationCodes, operationCodes, envelopeCodes, refusals } = reportOf(feed(state, input));
    expect(registrationCodes).toEqual(["admitted", "malformed"]);
    expect(operationCodes).toEqual(["malformed"]);
    expect(envelopeCodes).toEqual(["admitted", "admitted", "device-unknown"]);
    const said = refusals.map(({ index, registration, operation }) => [index, registration, operation === true]);
    expect(said).toEqual([
      [1, true, false],
      [0, false, true],
      [2, false, false],
    ]);
    const answer = decodeAnswer(inspect(state, encodeQuery({ kind: "status" })));
    const status = { admitted: 2, refused: 1, registrationsRefused: 2, readings: 3, devices: 1 };
    expect(answer).toMatchObject({ kind: "status", status });
    feed(state, inputOf({ runs: [run(device.send(drive(1, 1_200, NOW - 60)))] }, 1));
    expect(decodeAnswer(inspect(state, encodeQuery({ kind: "status" })))).toMatchObject({ status: { admitted: 3 } });
  });
});

describe("an operation", () => {
  it("about the application is refused in no device's name", () => {
    state = world({ administrators });
    feed(state, inputOf({ registrations: [device.registration()] }));
    const { publicKey } = workshop;
    const operations = [signedAbout(state, device, walletOf("Anna"), "registerActor", { role: 2, publicKey })];
    const { operationCodes, refusals } = reportOf(feed(state, inputOf({ operations }, 1)));
    expect(operationCodes).toEqual(["actor-unauthorised"]);
    expect(refusals).toMatchObject([{ operation: true, deviceId: new Uint8Array() }]);
  });
});

describe("a run", () => {
  beforeEach(() => {
    feed(state, inputOf({ registrations: [device.registration()] }));
  });

  it("with something in it that is no body is refused whole, each in the device's name", () => {
    const sent = run(device.send(drive(1)));
    const broken = { ...sent, bodies: [...sent.bodies, RUBBISH] };
    const { envelopeCodes, refusals } = reportOf(feed(state, inputOf({ runs: [broken] }, 1)));
    expect(envelopeCodes).toEqual(["run-broken", "malformed"]);
    expect(refusals.map(({ deviceId, sequence }) => [[...deviceId], sequence])).toEqual([
      [[...device.id], 1],
      [[...device.id], 0],
    ]);
  });

  it("that begins with something that is no body names no device for what follows it", () => {
    const sent = run(device.send(drive(1)));
    const broken = { ...sent, bodies: [RUBBISH, ...sent.bodies] };
    expect(reportOf(feed(state, inputOf({ runs: [broken] }, 1))).envelopeCodes).toEqual(["malformed", "run-broken"]);
  });

  it("goes on in the next run of the same input, session and all", () => {
    const runs = [run(device.send(drive(2))), run(device.send(drive(2, 1_100, NOW - 3_600)))];
    expect(reportOf(feed(state, inputOf({ runs }, 1))).envelopeCodes).toEqual(["admitted", "admitted"]);
    expect(state.totals).toMatchObject({ envelopesAdmitted: 2, readings: 4 });
  });

  it("counts the trouble codes that it sets, and none that it clears", () => {
    const troubleCodes = [1, 2].map((code) => ({ code, cleared: false }));
    const sent = device.send(drive(1).map((reading) => ({ ...reading, troubleCodes })));
    feed(state, inputOf({ runs: [run(sent)] }, 1));
    const cleared = device.send(withCode(drive(1, 1_010, NOW - 60), 0, 1, true));
    feed(state, inputOf({ runs: [run(cleared)] }, 2));
    const record = state.devices.get(deviceIdOf(device.id));
    expect(record).toMatchObject({ troubleCodesSet: 2, activeTroubleCodes: [2] });
  });

  it("of two who go on from one past is counted as a fork", () => {
    feed(state, inputOf({ runs: [run(device.send(drive(1)))] }, 1));
    const copy = device.copy();
    feed(state, inputOf({ runs: [run(device.send(drive(1, 1_010, NOW - 600)))] }, 2));
    copy.open(5);
    feed(state, inputOf({ runs: [run(copy.send(drive(1, 1_020, NOW - 60)))] }, 3));
    const record = state.devices.get(deviceIdOf(device.id));
    expect(record).toMatchObject({ forks: 1 });
    expect(record?.judgement.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(["gap", "forked-key"]));
  });

  it("of what cannot be read sets no trouble code", () => {
    feed(state, inputOf({ runs: [run(device.send([], only(RUBBISH)))] }, 1));
    const record = state.devices.get(deviceIdOf(device.id));
    expect(record).toMatchObject({ unreadable: 1, troubleCodesSet: 0, activeTroubleCodes: [] });
  });
});
