/** Nobody writes lies into a car's record, and nobody pushes the truth out of it. */
import { deviceIdOf } from "@witness/protocol/identity";
import { MESSAGES_MAX_PER_BATCH, RECENT_LINKS, REFUSALS_KEPT_PER_CODE } from "@witness/protocol/limits";
import { LINK_PREFIX_BYTES } from "@witness/protocol/link";
import { decodeAnswer, decodeCarAnswer } from "@witness/protocol/wire/answer";
import { encodeBody } from "@witness/protocol/wire/envelope";
import { encodeQuery } from "@witness/protocol/wire/query";
import { beforeEach, describe, expect, it } from "vitest";
import { carAnswer } from "../src/inspect/car.ts";
import { inspect } from "../src/inspect/inspect.ts";
import type { State } from "../src/state/state.ts";
import { busOf, context, drive, feed, inputOf, run, TestDevice, world } from "./world.ts";

let state: State;
let device: TestDevice;

/** What the owner reads about the car. */
function told() {
  const record = state.devices.get(deviceIdOf(device.id));
  const query = { deviceId: device.id, replyKey: device.publicKey };
  const answer = record && carAnswer(state, context, record, query);
  return answer ? decodeCarAnswer(answer).refusals : [];
}

/** As many bodies in the device's name as fit an input; nobody signed them. */
const FLOOD = MESSAGES_MAX_PER_BATCH;
const unsigned = () => {
  const body = encodeBody({
    deviceId: device.id,
    sequence: 100,
    session: 1,
    previousLink: new Uint8Array(LINK_PREFIX_BYTES),
    ...busOf(new Uint8Array(17)),
  });
  return { bodies: new Array<Uint8Array>(FLOOD).fill(body), signature: new Uint8Array(64) };
};

beforeEach(() => {
  state = world();
  device = new TestDevice("device");
  feed(state, inputOf({ registrations: [device.registration()] }));
});

describe("a car's refusals", () => {
  it("name each body once, however often somebody posts it", () => {
    const copy = device.copy();
    feed(state, inputOf({ runs: [run(device.send(drive(2)))] }, 1));
    const forked = run(copy.send(drive(3)));
    for (const index of [2, 3, 4]) feed(state, inputOf({ runs: [forked] }, index));
    expect(told()).toMatchObject([{ code: "forked-key", inputIndex: 2 }]);
    expect(told()).toHaveLength(1);
  });

  it("are not touched by unsigned bodies in its name, however many", () => {
    const copy = device.copy();
    feed(state, inputOf({ runs: [run(device.send(drive(2)))] }, 1));
    feed(state, inputOf({ runs: [run(copy.send(drive(3)))] }, 2));
    const before = told();
    expect(before).toMatchObject([{ code: "forked-key", sequence: 1, inputIndex: 2 }]);
    for (const index of [3, 4, 5]) {
      const flood = feed(state, inputOf({ runs: [unsigned()] }, index));
      expect(flood).toMatchObject({ status: "accept", notices: [] });
    }
    expect(told()).toEqual(before);
    const answer = decodeAnswer(inspect(state, encodeQuery({ kind: "refusals", limit: 1 })));
    expect(answer).toMatchObject({
      total: 1 + 3 * FLOOD,
      refusals: [{ code: "sequence-gap", deviceId: device.id, inputIndex: 5 }],
      counts: [
        { code: "sequence-gap", count: 3 * FLOOD },
        { code: "forked-key", count: 1 },
      ],
    });
  });

  it("name what is replayed once, and are bounded for each code alone", () => {
    const copy = device.copy();
    // The link that both go on from is kept too.
    const sent = Array.from({ length: RECENT_LINKS - 1 }, (_, i) => device.send(drive(1, 1_000 + i)));
    feed(state, inputOf({ runs: [run(...sent)] }, 1));
    const known = new TestDevice("device");
    known.link = copy.link;
    feed(state, inputOf({ runs: [run(known.send(drive(2)))] }, 2));
    for (const index of [3, 4]) feed(state, inputOf({ runs: sent.map((each) => run(each)) }, index));
    const codes = told().map(({ code }) => code);
    expect(codes.filter((code) => code === "sequence-replayed")).toHaveLength(REFUSALS_KEPT_PER_CODE);
    expect(codes.filter((code) => code === "forked-key")).toHaveLength(1);
    const before = told();
    const once = sent.slice(-1).map((each) => run(each));
    feed(state, inputOf({ runs: [...once, ...once] }, 5));
    expect(told()).toEqual(before);
  });
});
