/** What the owner accepts of a workshop, through the back-end: it counts as it was written, however long it waited. */
import { expect, it } from "vitest";
import { administratorsBy, otherWorkshop, walletOf, workshop } from "../../protocol/scripts/cases/operated.ts";
import { act, administrators, recordOf, sealedEntry } from "./operating.ts";
import { drive, feed, inputOf, NOW, run, TestDevice, world } from "./world.ts";

const anna = walletOf("Anna");
const SERVICE = 1;
const UNIT_CHANGED = 6;
/** As many entries as the back-end keeps of those that wait for nobody. */
const KEPT = 16;
/** Tenths of a mile. */
const MILES = { numerator: 1_609, denominator: 1_000 };

it("has a counter go on in miles when the owner accepts that, whatever was entered meanwhile", () => {
  const state = world({ administrators });
  const device = new TestDevice("an import");
  const runs = [run(device.send(drive(10, 10_000)))];
  feed(state, inputOf({ registrations: [device.registration(anna.account)], runs }));
  for (const { publicKey } of [workshop, otherWorkshop]) {
    act(state, device, administratorsBy(), "registerActor", { role: 2, publicKey });
  }
  const answers = act(state, device, workshop, "enterJournal", sealedEntry(device, UNIT_CHANGED, MILES));
  for (let entered = 0; entered < KEPT; entered += 1) {
    act(state, device, otherWorkshop, "enterJournal", sealedEntry(device, SERVICE));
  }
  expect(recordOf(state, device).judged.judge.path).toMatchObject({ raw: 10_090, positionHm: 10_090 });
  act(state, device, anna, "acceptCorrection", {}, { answers });
  feed(state, inputOf({ runs: [run(device.send(drive(10, 6_272, NOW - 3_600)))] }, state.inputCount));
  const { judge } = recordOf(state, device).judged;
  expect(judge.reasons.map(({ code }) => code)).toEqual(["unit-changed"]);
  expect(judge.path).toMatchObject({ raw: 6_362, positionHm: Math.floor(6_362 * 1.609) });
});
