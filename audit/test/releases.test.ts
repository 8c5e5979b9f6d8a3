/** What an auditor without the key knows of releases: when one comes out, of which window, and at what price. */
import { toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { cohortRow } from "@witness/protocol/release/cohorts";
import { decodeRelease, encodeRelease } from "@witness/protocol/release/notice";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { describe, expect, it } from "vitest";
import { context, drive, feed, inputOf, keyOf, run, TestDevice, world } from "../../dapp/test/world.ts";
import { ABI } from "../src/contracts.ts";
import { noticeDisagreement } from "../src/notice.ts";
import { NOTHING_TOLD, newLedger, takeInput } from "../src/record.ts";

const HOUR_S = 3_600;
const START = 500_000 * HOUR_S;
const RELEASES = {
  windowS: HOUR_S,
  epsilonNumerator: 1,
  epsilonDenominator: 1,
  epsilonPerYear: 2,
  // Two inputs for each release.
  cohorts: Array.from({ length: 65 }, (_, at) => cohortRow({ make: "Aster", model: `No ${at}` })),
};
const genesis = {
  makers: [{ name: "Demo Motors", publicKey: native.p256PublicKey(keyOf("maker")) }],
  applicationPublicKey: native.p256PublicKey(keyOf("application")),
  releases: RELEASES,
};
const output = (payload: Uint8Array): string => ABI.encodeFunctionData("Notice", [`0x${toHex(payload)}`]);

/** Gives inputs at some times, and returns what the auditor has against the outputs of each. */
function audited(times: readonly number[], change: (notices: readonly Uint8Array[]) => readonly Uint8Array[]) {
  const makers = genesis.makers.map(({ publicKey }) => publicKey);
  const state = world({ provider: native, makers, releases: RELEASES });
  const ledger = newLedger(context, genesis);
  const car = new TestDevice("car");
  return times.map((timeUnixS, index) => {
    const stranger = new TestDevice("stranger");
    const batches = [{ registrations: [car.registration()] }, { runs: [run(car.send(drive(2, 9, START - 600)))] }];
    const input = inputOf(batches[index] ?? { runs: [run(stranger.send([]))] }, index, { timeUnixS });
    const transition = feed(state, input);
    if (transition.status !== "accept") throw new Error("The input was rejected.");
    const own = takeInput(ledger, input, NOTHING_TOLD);
    const { registrationCodes, envelopeCodes } = decodeAdvanceReport(transition.reports[0] ?? new Uint8Array());
    expect(own).toMatchObject({ registrationCodes, envelopeCodes });
    expect(own.mayChange).toBe(transition.notices.length > 0);
    const outputs = change(transition.notices).map(output);
    return noticeDisagreement(outputs, own, { inputIndex: index, devices: ledger.devices.size });
  });
}

const TIMES = [0, 0, 1, 1, 1, 2, 2, 3, 3].map((hours) => START + hours * HOUR_S);
const same = (notices: readonly Uint8Array[]) => notices;

describe("an auditor without the key", () => {
  it("default: knows each output of releases, of those that take two inputs and of one that the budget refuses", () => {
    expect(audited(TIMES, same)).toEqual(TIMES.map(() => undefined));
  });

  it.each([
    ["one that does not come out", ([, , ...root]: readonly Uint8Array[]) => root],
    ["one without its rows", ([, ...others]: readonly Uint8Array[]) => others],
    ["both notices in each other's place", ([table, head, ...root]: readonly Uint8Array[]) => [head, table, ...root]],
  ])("names %s", (_, broken) => {
    const found = audited(TIMES, (notices) =>
      notices.length === 3 ? broken(notices).filter((each) => each !== undefined) : notices,
    );
    expect(found.filter((each) => each !== undefined)).toHaveLength(2);
    expect(found[3]?.expected).toMatch(/^the two notices of release 1, then one StateRoot notice/);
  });

  it("names one that is not due, whatever it says", () => {
    let kept: readonly Uint8Array[] = [];
    const found = audited(TIMES, (notices) => {
      if (notices.length === 3) kept = notices.slice(0, 2);
      // The budget refuses the third one: this is the second once more.
      return notices.length === 1 && kept.length > 0 ? [...kept, ...notices] : notices;
    });
    expect(found.filter((each) => each !== undefined).length).toBeGreaterThan(0);
  });

  it.each([
    ["a price below the genesis'", { epsilonNumerator: 0 }],
    ["less spent than it did", { spent: 0 }],
    ["another window", { fromUnixS: START - HOUR_S }],
    ["another table", { table: new Uint8Array(32) }],
    ["another list", { cohorts: new Uint8Array(32) }],
    ["a number that had a release before", { number: 7 }],
  ])("names one that says %s", (_, change) => {
    const found = audited(TIMES, (notices) => {
      const [table, head, root] = notices;
      return table && head && root ? [table, encodeRelease({ ...decodeRelease(head), ...change }), root] : notices;
    });
    expect(found.filter((each) => each !== undefined).length).toBeGreaterThan(0);
  });
});
