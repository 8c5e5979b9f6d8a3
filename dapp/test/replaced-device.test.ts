/** A device that replaces another: which one a workshop and the owner may name as its predecessor. */
import { expect, it } from "vitest";
import { administratorsBy, walletOf, workshop } from "../../protocol/scripts/cases/operated.ts";
import type { State } from "../src/state/state.ts";
import { act, administrators, recordOf, sealedEntry } from "./operating.ts";
import { drive, feed, inputOf, makerKey, run, TestDevice, world } from "./world.ts";

const anna = walletOf("Anna");
const VIN = "WVWZZZ1JZXW000001";
const REPLACED = 8;

function replace(state: State, device: TestDevice, other: TestDevice): void {
  const fields = sealedEntry(device, REPLACED, { other: other.id });
  const answers = act(state, device, workshop, "enterJournal", fields);
  act(state, device, anna, "acceptCorrection", {}, { answers });
}

it("names neither another car of the owner nor a device in between, but the one that was in this car", () => {
  const state = world({ administrators });
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
  for (const other of [elsewhere, between, fresh]) {
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

it("gains nothing by naming itself", () => {
  const state = world({ administrators });
  const [one, other] = [new TestDevice("one"), new TestDevice("other")];
  const registrations = [one, other].map((each) => each.registration(anna.account, makerKey, "Corsa", VIN));
  feed(state, inputOf({ registrations, runs: [run(one.send(drive(5)))] }));
  act(state, one, administratorsBy(), "registerActor", { role: 2, publicKey: workshop.publicKey });
  const { path } = recordOf(state, one).judged.judge;
  replace(state, one, one);
  const { judge } = recordOf(state, one).judged;
  expect(judge.path).toEqual(path);
  expect(judge.reasons).toMatchObject([
    { code: "correction-refused", open: 1 },
    { code: "other-record", open: 1 },
  ]);
});
