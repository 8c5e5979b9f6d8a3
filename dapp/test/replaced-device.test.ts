/** A device that replaces another: which one a workshop and the owner may name as its predecessor. */
import { deviceIdOf } from "@witness/protocol/identity";
import { sealEntry } from "@witness/protocol/journal-seal";
import { encodeEntryContent } from "@witness/protocol/operations/entry";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { expect, it } from "vitest";
import {
  administratorKeys,
  administratorsBy,
  type Change,
  type Signer,
  signedOperation,
  walletOf,
  workshop,
} from "../../protocol/scripts/cases/operated.ts";
import { seed } from "../../protocol/scripts/cases/world.ts";
import { newState, type State } from "../src/state/state.ts";
import {
  applicationPrivateKey,
  applicationPublicKey,
  context,
  drive,
  feed,
  inputOf,
  makerKey,
  NOW,
  p,
  run,
  TestDevice,
} from "./world.ts";

const anna = walletOf("Anna");
const VIN = "WVWZZZ1JZXW000001";
const REPLACED = 8;

const recordOf = (state: State, device: TestDevice) => {
  const record = state.devices.get(deviceIdOf(device.id));
  if (!record) throw new Error("The device is registered.");
  return record;
};
function act(
  state: State,
  device: TestDevice,
  signer: Signer,
  kind: OperationKind,
  fields: Operation["fields"],
  change: Change = {},
): Uint8Array {
  const { holding, chain } = recordOf(state, device);
  const sight = { at: context, globals: state.globals, holding, chain, timeUnixS: NOW, provider: p };
  const operation = signedOperation({ ...sight, deviceKey: device.key }, signer, kind, fields, change);
  const { reports } = feed(state, inputOf({ operations: [operation] }, 20));
  expect(decodeAdvanceReport(reports[0] ?? new Uint8Array()).operationCodes).toEqual(["admitted"]);
  return p.sha256(operation.message);
}
function replace(state: State, device: TestDevice, other: TestDevice): void {
  const content = { timeUnixS: NOW, raw: 0, numerator: 0, denominator: 0, other: other.id, text: [] };
  const place = { device: device.id, tenure: 1, entry: REPLACED };
  const sealed = sealEntry(context, applicationPublicKey, place, encodeEntryContent(content), seed("entry"), p);
  const answers = act(state, device, workshop, "enterJournal", { entry: REPLACED, sealed });
  act(state, device, anna, "acceptCorrection", {}, { answers });
}

it("names neither another car of the owner nor a device in between, but the one that was in this car", () => {
  const administrators = { threshold: 2, publicKeys: administratorKeys };
  const state = newState({ provider: p, makers: [p.p256PublicKey(makerKey)], administrators, applicationPrivateKey });
  const [worn, between, fresh, last] = ["worn", "between", "fresh", "last"].map((name) => new TestDevice(name)) as [
    TestDevice,
    TestDevice,
    TestDevice,
    TestDevice,
  ];
  const elsewhere = new TestDevice("in another car");
  const ofCar = [worn, between, fresh].map((each) => each.registration(anna.account, makerKey, "Corsa", VIN));
  const runs = [worn, between, elsewhere].map((each, at) => run(each.send(drive(5, at === 0 ? 2_000_000 : 400))));
  feed(state, inputOf({ registrations: [...ofCar, elsewhere.registration(anna.account)], runs }));
  act(state, fresh, administratorsBy(), "registerActor", { role: 2, publicKey: workshop.publicKey });
  for (const other of [elsewhere, between]) {
    replace(state, fresh, other);
    const { path, reasons } = recordOf(state, fresh).judged.judge;
    expect(path).toBeUndefined();
    expect(reasons).toMatchObject([{ code: "other-record", open: 1 }]);
  }
  // The first device of the car has one other record beside it, which may name it.
  replace(state, fresh, worn);
  expect(recordOf(state, fresh).judged.judge.path).toMatchObject({ raw: drive(5, 2_000_000).at(-1)?.odometerHm });
  // What has named its own predecessor may be named in turn.
  feed(state, inputOf({ registrations: [last.registration(anna.account, makerKey, "Corsa", VIN)] }, 30));
  replace(state, last, fresh);
  expect(recordOf(state, last).judged.judge.reasons).toMatchObject([
    { code: "other-record", open: 0 },
    { code: "device-replaced", open: 1 },
  ]);
});
