/** Companies that read the dial, through the back-end: what they, the owner and the withdrawal of an entry change. */
import { beforeEach, describe, expect, it } from "vitest";
import {
  administratorsBy,
  inspector,
  keyHolder,
  otherWorkshop,
  type Signer,
  walletOf,
  workshop,
} from "../../protocol/scripts/cases/operated.ts";
import type { State } from "../src/state/state.ts";
import { act, administrators, recordOf, sealedEntry } from "./operating.ts";
import { drive, feed, inputOf, run, TestDevice, world } from "./world.ts";

const anna = walletOf("Anna");
const DIAL = 4;
const WORKSHOP = 2;
const INSPECTOR = 3;

describe("a dial reading", () => {
  const device = new TestDevice("the dial");
  const last = drive(10).at(-1)?.odometerHm ?? 0;
  let state: State;

  const reasons = () => recordOf(state, device).judged.judge.reasons.map(({ code, open }) => [code, open]);
  const read = (company: Signer, raw: number): Uint8Array =>
    act(state, device, company, "enterJournal", sealedEntry(device, DIAL, { raw }));

  beforeEach(() => {
    state = world({ administrators });
    const runs = [run(new TestDevice("the dial").send(drive(10)))];
    feed(state, inputOf({ registrations: [device.registration(anna.account)], runs }));
    for (const { publicKey } of [workshop, otherWorkshop]) {
      act(state, device, administratorsBy(), "registerActor", { role: WORKSHOP, publicKey });
    }
    act(state, device, administratorsBy(), "registerActor", { role: INSPECTOR, publicKey: inspector.publicKey });
  });

  it("is a doubt until its company withdraws it, whatever the owner's policy and dispute say", () => {
    act(state, device, anna, "setPolicy", { cosigned: 255 });
    const answers = read(workshop, 900_000);
    act(state, device, anna, "dispute", { reason: 1 }, { answers });
    expect(reasons()).toEqual([["dial-differs", 1]]);
    act(state, device, workshop, "withdrawEntry", { reason: 1 }, { answers });
    expect(reasons()).toEqual([["dial-differs", 0]]);
    read(workshop, 900_000);
    expect(reasons()).toEqual([
      ["dial-differs", 0],
      ["dial-unconfirmed", 1],
    ]);
  });

  it("has one word of a company that was revoked and came back", () => {
    const companies = () => state.globals.actors.companies.length;
    read(workshop, 900_000);
    read(inspector, last);
    act(state, device, administratorsBy(), "revokeActor", { role: WORKSHOP, actorId: workshop.id, reason: 1 });
    const before = companies();
    const again = keyHolder("the workshop's next key");
    const comeBack = { role: WORKSHOP, actorId: workshop.id, publicKey: again.publicKey };
    act(state, device, administratorsBy(), "rotateActor", comeBack);
    expect(companies()).toBe(before);
    expect(reasons()).toContainEqual(["dial-differs", 1]);
    // What it reads now takes the place of what it read then.
    act(state, device, again, "enterJournal", sealedEntry(device, DIAL, { raw: last }), { counter: 2 });
    expect(reasons()).toContainEqual(["dial-differs", 0]);
  });

  it("of one company is outweighed by two others", () => {
    read(workshop, 900_000);
    read(otherWorkshop, last);
    expect(reasons()).toContainEqual(["dial-differs", 1]);
    read(inspector, last);
    expect(reasons()).toContainEqual(["dial-differs", 0]);
  });
});
