/** What a workshop is told before it writes: reckoned by the judge's rules over what the owner granted, and nothing else. */
import type { JudgeEvent } from "@witness/protocol/judge/events";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { encodeQuery } from "@witness/protocol/wire/query";
import { beforeEach, describe, expect, it } from "vitest";
import { TestArchive } from "../../audit/test/judged-car.ts";
import { inspect } from "../../dapp/src/inspect/inspect.ts";
import type { State } from "../../dapp/src/state/state.ts";
import { signedAbout } from "../../dapp/test/operating.ts";
import { context, drive, feed, inputOf, keyOf, NOW, p, run, TestDevice, world } from "../../dapp/test/world.ts";
import { DAY_S, keyHolder } from "../../protocol/scripts/cases/operated.ts";
import { doubtsOf, foresee } from "../src/foresight.ts";
import type { NodeReader } from "../src/node.ts";

const anna = keyHolder("Anna");
/** The workshop's key: what was granted is read by it. */
const privateKey = keyOf("workshop that looks");
const grantee = p.p256PublicKey(privateKey);

let state: State;
let device: TestDevice;
let archive: TestArchive;
let inputs: number;

function send(readings: ReturnType<typeof drive>, timeUnixS = NOW): void {
  inputs += 1;
  const taken = run(device.send(readings));
  feed(state, inputOf({ runs: [taken] }, inputs, { timeUnixS }));
  archive.add(taken, { input: inputs, timeUnixS });
}
function grant(groups: number, firstSequence: number, lastSequence: number): void {
  inputs += 1;
  const { timeUnixS } = state;
  const fields = { grantee, groups, firstSequence, lastSequence, untilUnixS: timeUnixS + DAY_S };
  const operation = signedAbout(state, device, anna, "grant", fields);
  feed(state, inputOf({ operations: [operation] }, inputs, { timeUnixS }));
  archive.operate(operation, { input: inputs, timeUnixS });
}

const node = (): NodeReader => {
  const ask: NodeReader["ask"] = async (query) => decodeAnswer(inspect(state, encodeQuery(query)));
  const head: NodeReader["head"] = async (deviceId) => {
    const answer = await ask({ kind: "head", deviceId });
    if (answer.kind !== "head") throw new Error(answer.kind);
    return answer.head;
  };
  const unused = () => Promise.reject(new Error("It is not asked."));
  return { ask, head, globals: unused, holding: unused, wouldTake: unused };
};
async function* tiles() {
  yield* archive.tiles();
}
const look = (event: JudgeEvent) =>
  foresee({ context, node: node(), tiles, deviceId: device.id, privateKey, event, nowUnixS: NOW + 3_600 });

const dial = (raw: number): JudgeEvent => ({ kind: "dial-reading", raw, company: 1, entry: 0 });
const CLUSTER: JudgeEvent = { kind: "cluster-replaced", byWorkshop: true, byOwner: true };
const LAST_HM = 1_290;

beforeEach(() => {
  inputs = 0;
  state = world();
  device = new TestDevice("device");
  const registration = device.registration(anna.account);
  feed(state, inputOf({ registrations: [registration] }));
  archive = new TestArchive(device, registration, { input: 0, timeUnixS: NOW });
  send(drive(10, 1_000, NOW - 8_000));
  send(drive(10, 1_100, NOW - 7_000));
  send(drive(10, 1_200, NOW - 6_000));
});

describe("a workshop that was granted the distance", () => {
  it("hears nothing against a dial that agrees, and how far one that does not is from the car's own word", async () => {
    grant(1, 1, 9);
    const agrees = await look(dial(LAST_HM));
    expect(agrees).toMatchObject({ readings: 30, fromSequence: 1, toSequence: 3 });
    expect(doubtsOf(agrees)).toEqual([]);
    const [doubt, ...more] = doubtsOf(await look(dial(LAST_HM + 500_000)));
    expect(doubt).toContain("dial-differs by 50000 km");
    expect(more).toEqual([]);
  });

  it("hears nothing against a new cluster, before its first reading or after the fall that it explains", async () => {
    grant(1, 1, 9);
    expect(doubtsOf(await look(CLUSTER))).toEqual([]);
    for (let sent = 0; sent < 2; sent += 1) send(drive(8, 5 + 80 * sent, NOW - 4_000 + 600 * sent));
    const explained = await look(CLUSTER);
    const open = ({ reasons }: { readonly reasons: readonly { readonly code: string; readonly open: number }[] }) =>
      reasons.find(({ code }) => code === "odometer-decreased")?.open;
    expect(explained && [open(explained.before), open(explained.after)]).toEqual([1, 0]);
    expect(doubtsOf(explained)).toEqual([]);
  });

  it("hears that a unit which does not fit would be refused, and be said of the car", async () => {
    grant(1, 1, 9);
    const wrong: JudgeEvent = {
      kind: "unit-changed",
      unit: { numerator: 1, denominator: 1 },
      byWorkshop: true,
      byOwner: true,
    };
    expect(doubtsOf(await look(wrong)).join()).toContain("correction-refused");
  });
});

describe("what was not granted", () => {
  it("is not reckoned with: of a part of the history the rest stays closed", async () => {
    grant(1, 3, 9);
    expect(await look(dial(LAST_HM))).toMatchObject({ readings: 10, fromSequence: 3, toSequence: 3 });
  });

  it("is nothing at all without a grant, or with one of another group: it is said, and reckoned with nothing", async () => {
    const blind = await look(dial(LAST_HM));
    expect(blind).toBeUndefined();
    expect(doubtsOf(blind)).toEqual([expect.stringContaining("was not reckoned")]);
    grant(4, 1, 9);
    expect(await look(dial(LAST_HM))).toBeUndefined();
  });
});
