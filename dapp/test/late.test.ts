/** Envelopes that a relay held back while their device went on over a gap: what the record says when they come late. */

import { newPublicRecord, takeRun } from "@witness/protocol/history/public-record";
import { keyIdentity } from "@witness/protocol/identity";
import type { Envelope } from "@witness/protocol/wire/envelope";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { beforeEach, describe, expect, it } from "vitest";
import type { State } from "../src/state/state.ts";
import { recordOf } from "./operating.ts";
import { applicationPublicKey, context, drive, feed, inputOf, NOW, p, run, TestDevice, world } from "./world.ts";

const DAY_S = 86_400;
let state: State;
let device: TestDevice;

const codesOf = (envelopes: readonly Envelope[], timeUnixS = NOW) => {
  const { reports } = feed(state, inputOf({ runs: [run(...envelopes)] }, 9, { timeUnixS }));
  return decodeAdvanceReport(reports[0] ?? new Uint8Array()).envelopeCodes;
};

beforeEach(() => {
  state = world();
  device = new TestDevice("late");
});

describe("what comes late", () => {
  it("is named and in the history, moves neither head nor path, and quarantines nobody", () => {
    const registration = device.registration();
    const first = device.send(drive(5));
    feed(state, inputOf({ registrations: [registration], runs: [run(first)] }, 1));
    const twin = device.copy();
    const held = [device.send(drive(1, 900)), device.send(drive(1, 901))];
    device.open();
    const opening = device.send(drive(2, 910));
    expect(codesOf([opening], NOW + 60)).toEqual(["admitted"]);
    const before = recordOf(state, device);
    // Eight days on: by time alone it would have been the work of a copied key.
    expect(codesOf(held, NOW + 8 * DAY_S)).toEqual(["late-in-gap", "late-in-gap"]);
    const after = recordOf(state, device);
    expect(after.past.items).toBe(before.past.items + 2);
    expect(after.chain).toMatchObject({ sequence: 4, link: before.chain.link });
    expect(after.holding.quarantine).toEqual([]);
    expect(after.judged.judge.path).toEqual(before.judged.judge.path);
    expect(after.judged.judge.reasons).toContainEqual(expect.objectContaining({ code: "late-in-gap", count: 2 }));
    expect(codesOf(held, NOW + 8 * DAY_S)).toEqual(["sequence-replayed", "sequence-replayed"]);
    expect(recordOf(state, device).past.items).toBe(after.past.items);

    // Whoever follows public bytes alone comes to the same history.
    const settings = { context, provider: p, keyId: keyIdentity(applicationPublicKey, p) };
    let known = newPublicRecord(settings, device.publicKey, registration.message);
    const runs = [
      [run(first), NOW, 1],
      [run(opening), NOW + 60, 0],
      [run(...held), NOW + 8 * DAY_S, 0],
    ] as const;
    for (const [each, blockTimeUnixS, place] of runs) {
      const input = place === 1 ? 1 : 9;
      known = takeRun(settings, known, { input, blockTimeUnixS, place, parameters: 1 }, each).record;
    }
    expect(known.history).toEqual(after.past);

    // Another body for the number of a late one is the work of two.
    expect(codesOf([twin.send(drive(1, 950))], NOW + 8 * DAY_S)).toEqual(["forked-key"]);
    expect(recordOf(state, device).holding.quarantine).toHaveLength(1);
  });
});
