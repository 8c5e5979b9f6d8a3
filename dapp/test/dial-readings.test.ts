/** Companies that read the dial, through the back-end: what they, the owner and the withdrawal of an entry change. */
import { deviceIdOf } from "@witness/protocol/identity";
import { sealEntry } from "@witness/protocol/journal-seal";
import { encodeEntryContent } from "@witness/protocol/operations/entry";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { beforeEach, describe, expect, it } from "vitest";
import {
  administratorKeys,
  administratorsBy,
  type Change,
  inspector,
  otherWorkshop,
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
const DIAL = 4;
const WORKSHOP = 2;
const INSPECTOR = 3;

describe("a dial reading", () => {
  const device = new TestDevice("the dial");
  const last = drive(10).at(-1)?.odometerHm ?? 0;
  let state: State;

  const recordOf = () => {
    const record = state.devices.get(deviceIdOf(device.id));
    if (!record) throw new Error("The device is registered.");
    return record;
  };
  const reasons = () => recordOf().judged.judge.reasons.map(({ code, open }) => [code, open]);
  const act = (signer: Signer, kind: OperationKind, fields: Operation["fields"], change: Change = {}): Uint8Array => {
    const { holding, chain } = recordOf();
    const sight = { at: context, globals: state.globals, holding, chain, timeUnixS: NOW, provider: p };
    const operation = signedOperation({ ...sight, deviceKey: device.key }, signer, kind, fields, change);
    const { reports } = feed(state, inputOf({ operations: [operation] }, 20));
    expect(decodeAdvanceReport(reports[0] ?? new Uint8Array()).operationCodes).toEqual(["admitted"]);
    return p.sha256(operation.message);
  };
  const read = (company: Signer, raw: number): Uint8Array => {
    const content = { timeUnixS: NOW, raw, numerator: 0, denominator: 0, other: new Uint8Array(8), text: [] };
    const place = { device: device.id, tenure: 1, entry: DIAL };
    const sealed = sealEntry(context, applicationPublicKey, place, encodeEntryContent(content), seed("entry"), p);
    return act(company, "enterJournal", { entry: DIAL, sealed });
  };

  beforeEach(() => {
    const administrators = { threshold: 2, publicKeys: administratorKeys };
    state = newState({ provider: p, makers: [p.p256PublicKey(makerKey)], administrators, applicationPrivateKey });
    const runs = [run(new TestDevice("the dial").send(drive(10)))];
    feed(state, inputOf({ registrations: [device.registration(anna.account)], runs }));
    for (const { publicKey } of [workshop, otherWorkshop]) {
      act(administratorsBy(), "registerActor", { role: WORKSHOP, publicKey });
    }
    act(administratorsBy(), "registerActor", { role: INSPECTOR, publicKey: inspector.publicKey });
  });

  it("is a doubt until its company withdraws it, whatever the owner's policy and dispute say", () => {
    act(anna, "setPolicy", { cosigned: 255 });
    const answers = read(workshop, 900_000);
    act(anna, "dispute", { reason: 1 }, { answers });
    expect(reasons()).toEqual([["dial-differs", 1]]);
    act(workshop, "withdrawEntry", { reason: 1 }, { answers });
    expect(reasons()).toEqual([["dial-differs", 0]]);
    read(workshop, 900_000);
    expect(reasons()).toEqual([
      ["dial-differs", 0],
      ["dial-unconfirmed", 1],
    ]);
  });

  it("of one company is outweighed by two others", () => {
    read(workshop, 900_000);
    read(otherWorkshop, last);
    expect(reasons()).toContainEqual(["dial-differs", 1]);
    read(inspector, last);
    expect(reasons()).toContainEqual(["dial-differs", 0]);
  });
});
