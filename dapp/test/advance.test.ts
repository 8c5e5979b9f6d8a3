/** What a sender may try, and what the record says afterwards. Refused means: no change of root, no notice. */
import { contentOf } from "@witness/protocol/assembly";
import { concat, toHex, utf8 } from "@witness/protocol/bytes";
import { profileOf } from "@witness/protocol/columns/profile";
import { native } from "@witness/protocol/crypto/native";
import { noble } from "@witness/protocol/crypto/noble";
import { signEnvelope } from "@witness/protocol/envelope";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { deviceIdOf } from "@witness/protocol/identity";
import { decodeStateRoot } from "@witness/protocol/outputs";
import { NOT_SENT } from "@witness/protocol/record/consumption";
import { RECORD_FIELD_NAMES } from "@witness/protocol/record/fields";
import { decodeBody, type Run } from "@witness/protocol/wire/envelope";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { advance, type Transition } from "../src/state/advance.ts";
import { fieldBytes } from "../src/state/fields.ts";
import { type State, stateRoot } from "../src/state/state.ts";
import { busOf, context, drive, feed, inputOf, month, NOW, only, p, run, TestDevice, world } from "./world.ts";

let state: State;
let device: TestDevice;
const report = ({ reports: [first] }: Transition) => decodeAdvanceReport(first ?? new Uint8Array());
const root = () => toHex(stateRoot(state));
const record = (which = device) => state.devices.get(deviceIdOf(which.id));
const judgement = () => record()?.judgement;
const reasons = () => judgement()?.reasons.map(({ code }) => code);

beforeEach(() => {
  state = world();
  device = new TestDevice("device");
  feed(state, inputOf({ registrations: [device.registration()] }));
});

/** Feeds runs and expects that nothing was admitted and nothing changed. */
function refused(codes: readonly string[], ...runs: readonly Run[]) {
  const before = root();
  const transition = feed(state, inputOf({ runs }, 9));
  expect(report(transition).envelopeCodes).toEqual(codes);
  expect(root()).toBe(before);
  expect(transition).toMatchObject({ status: "accept", notices: [] });
}

describe("an honest car", () => {
  it("default: readings are judged logical, and one notice carries the root and counts", () => {
    const sent = [device.send(month()), device.send(drive(10, 1_100, NOW - 80_000))];
    const transition = feed(state, inputOf({ runs: [run(...sent)] }, 1));
    expect(judgement()).toMatchObject({ verdict: "logical", reasons: [], readings: 41, distanceHm: 1_190 });
    const [notice, ...more] = transition.status === "accept" ? transition.notices : [];
    expect(more).toEqual([]);
    const said = decodeStateRoot(notice ?? new Uint8Array());
    expect(said).toMatchObject({ inputIndex: 1, devices: 1, admitted: 2, refused: 0 });
    expect(toHex(said.root)).toBe(root());
  });

  it("given one reading, judges nothing", () => {
    feed(state, inputOf({ runs: [run(device.send(drive(1)))] }));
    expect(judgement()?.verdict).toBe("no judgement");
    expect(reasons()).toEqual(["too-few-readings", "period-too-short"]);
  });

  it("given a lost queue, goes on over a gap that is named and counted", () => {
    feed(state, inputOf({ runs: [run(device.send(month()))] }));
    device.open(1_024);
    feed(state, inputOf({ runs: [run(device.send(drive(5, 1_100, NOW - 3_600)))] }));
    const seconds = 10 * 86_400 - 3_600;
    expect(judgement()).toMatchObject({ verdict: "logical", reasons: [{ code: "gap", seconds, totalAmountHm: 100 }] });
    expect(record()).toMatchObject({ chain: { sequence: 1_026 }, events: { newest: [{ kind: 129, timeUnixS: NOW }] } });
  });
});

describe("what is authentic and implausible", () => {
  it.each([
    ["a lower odometer", [...drive(5), ...drive(5, 10, NOW - 3_600)], "odometer-decreased"],
    [
      "a jump",
      [...drive(5), { timeUnixS: NOW - 86_000, odometerHm: 900_000 }, { timeUnixS: NOW - 85_000, odometerHm: 900_100 }],
      "more-per-hour",
    ],
    [
      "too much in a day",
      [
        { timeUnixS: NOW - 76_000, odometerHm: 0 },
        { timeUnixS: NOW - 40_000, odometerHm: 15_100 },
        { timeUnixS: NOW, odometerHm: 30_200 },
      ],
      "more-per-day",
    ],
  ])("%s is admitted, and turns the verdict", (_, readings, reason) => {
    const transition = feed(state, inputOf({ runs: [run(device.send(readings))] }));
    expect(report(transition).envelopeCodes).toEqual(["admitted"]);
    expect(judgement()?.verdict).toBe("illogical");
    expect(reasons()).toContain(reason);
  });

  it.each([
    ["a clock that runs back", NOW - 90_000, "clock-back"],
    ["a reading of tomorrow", NOW + 86_400, "clock-ahead"],
  ])("%s is a remark: the block's time is taken", (_, timeUnixS, reason) => {
    const readings = [...month(), ...drive(5), { timeUnixS, odometerHm: 1_050 }];
    feed(state, inputOf({ runs: [run(device.send(readings))] }));
    expect(judgement()?.verdict).toBe("logical");
    expect(reasons()).toEqual([reason]);
  });

  it("an envelope that cannot be read is counted, and the next one follows it", () => {
    const sent = [device.send([], only(Uint8Array.of(0xff))), device.send(drive(5))];
    expect(report(feed(state, inputOf({ runs: [run(...sent)] }))).envelopeCodes).toEqual(["admitted", "admitted"]);
    expect(judgement()).toMatchObject({ verdict: "no judgement", readings: 5 });
    expect(reasons()).toEqual(["too-few-readings", "unreadable", "period-too-short"]);
  });
});

describe("the groups of an envelope", () => {
  const said = drive(5).map((reading, i) => ({ ...reading, fuelUsedCl: 700 + i }));
  const turned = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte));

  it("stand alone: one that does not open takes nothing from the others, and the envelope counts as unreadable", () => {
    const sent = device.forge(said, ({ condition }) => ({ condition: turned(condition) }));
    expect(report(feed(state, inputOf({ runs: [run(sent)] }))).envelopeCodes).toEqual(["admitted"]);
    expect(judgement()).toMatchObject({ verdict: "no judgement", readings: 5 });
    expect(reasons()).toContain("unreadable");
    expect(record()?.days.consumption.newest.fuelUsedCl).toBe(NOT_SENT);
  });

  it("hang together where one refers to the times of the other", () => {
    const sent = device.forge(said, ({ distance }) => ({ distance: turned(distance) }));
    feed(state, inputOf({ runs: [run(sent)] }));
    expect(judgement()).toMatchObject({ readings: 0 });
    expect(reasons()).toContain("unreadable");
    expect(record()?.days.consumption.newest.fuelUsedCl).toBe(NOT_SENT);
  });

  it("are absent where they say nothing, and what the bus said is no reading", () => {
    feed(state, inputOf({ runs: [run(device.send([], busOf(Uint8Array.of(4, 1))))] }));
    expect(record()).toMatchObject({ unreadable: 0, chain: { sequence: 1 }, judgement: { readings: 0 } });
  });

  it("are read by the profile of the registration: those of a car are none of a thermometer", () => {
    const thermometer = new TestDevice("thermometer", profileOf(5, 1));
    feed(state, inputOf({ registrations: [thermometer.registration()] }, 1));
    const sent = [
      thermometer.send([], contentOf(said)),
      thermometer.send([{ timeUnixS: NOW - 9, temperatureDc: 210 }]),
    ];
    feed(state, inputOf({ runs: [run(...sent)] }, 2));
    expect(record(thermometer)).toMatchObject({
      profile: { number: 5 },
      unreadable: 1,
    });
  });

  it("are opened under one key an envelope and group, and a few more at every sixteenth", () => {
    let calls = 0;
    const counting = {
      ...p,
      hmacSha256: (...args: Parameters<typeof p.hmacSha256>) => {
        // A step down the tree, and nothing else, is over these four bytes.
        if (toHex(args[1] ?? new Uint8Array()) === toHex(utf8("node"))) calls += 1;
        return p.hmacSha256(...args);
      },
    };
    const counted = world({ provider: counting });
    feed(counted, inputOf({ registrations: [device.registration()] }));
    const sent = Array.from({ length: 160 }, (_, i) =>
      device.send([{ timeUnixS: NOW - 9_000 + i, odometerHm: 9 + i }]),
    );
    feed(counted, inputOf({ runs: [run(...sent.slice(0, 80))] }, 1));
    feed(counted, inputOf({ runs: [run(...sent.slice(80))] }, 2));
    expect([...counted.devices.values()][0]).toMatchObject({ unreadable: 0, judgement: { readings: 160 } });
    expect(calls / 160).toBeLessThanOrEqual(1.2);
  });
});

describe("what is refused", () => {
  it("a replay counts nothing twice", () => {
    const sent = device.send(drive(5));
    feed(state, inputOf({ runs: [run(sent)] }));
    refused(["sequence-replayed"], run(sent));
    expect(judgement()?.readings).toBe(5);
  });

  it("a gap without an opening, and an unknown device", () => {
    feed(state, inputOf({ runs: [run(device.send(drive(5)))] }));
    device.send(drive(5));
    refused(["sequence-gap"], run(device.send(drive(5))));
    const stranger = new TestDevice("stranger");
    refused(["device-unknown"], run(stranger.send(drive(5))));
  });

  it("a second body for a taken number is refused and kept as evidence", () => {
    const first = device.send(drive(2));
    const clone = device.copy();
    const transition = feed(state, inputOf({ runs: [run(first, device.send(drive(3, 1_100, NOW - 3_600)))] }));
    expect(report(transition).envelopeCodes).toEqual(["admitted", "admitted"]);
    const second = clone.send(drive(4));
    const forked = feed(state, inputOf({ runs: [run(second)] }));
    expect(report(forked).envelopeCodes).toEqual(["forked-key"]);
    expect(forked).toMatchObject({ status: "accept", notices: [expect.any(Uint8Array)] });
    // The same evidence again tells nothing new.
    refused(["forked-key"], run(second));
    expect(judgement()).toMatchObject({ verdict: "no judgement", readings: 5 });
    expect(reasons()).toContain("forked-key");
  });

  it("another key's signature, and bytes of a device in another device's name", () => {
    const sent = device.send(drive(5));
    const thief = new TestDevice("thief");
    feed(state, inputOf({ registrations: [thief.registration()] }));
    const stolen = thief.send(drive(5));
    refused(["signature-invalid"], { ...run(sent), signature: stolen.signature });
    refused(["signature-invalid"], { ...run(stolen), signature: sent.signature });
    refused(["run-broken", "run-broken"], {
      bodies: [sent.body, stolen.body],
      signature: stolen.signature,
    });
    expect(record(thief)?.judgement.readings).toBe(0);
  });

  it("what was signed for another application or chain", () => {
    const sent = run(device.send(drive(5)));
    const before = root();
    for (const other of [
      { ...context, application: new Uint8Array(20).fill(0xcd) },
      { ...context, chainId: 1 },
    ]) {
      const elsewhere = world();
      feed(elsewhere, inputOf({ registrations: [device.registration()] }, 0, { context: other }));
      expect(elsewhere.devices.size).toBe(0);
      const transition = advance(state, inputOf({ runs: [sent] }, 1, { context: other }));
      expect(report(transition).envelopeCodes).toEqual(["signature-invalid"]);
      expect(transition).toMatchObject({ status: "accept", notices: [] });
    }
    expect(root()).toBe(before);
  });

  it("one flipped bit anywhere in a run admits nothing and changes nothing", () => {
    const sent = run(device.send(drive(5)));
    const [body = new Uint8Array()] = sent.bodies;
    const before = root();
    fc.assert(
      fc.property(fc.nat(8 * (body.length + 64) - 1), (bit) => {
        const bytes = concat(body, sent.signature);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const flipped = { bodies: [bytes.slice(0, body.length)], signature: bytes.slice(body.length) };
        const transition = advance(state, inputOf({ runs: [flipped] }));
        expect(transition).toMatchObject({ status: "accept", notices: [] });
        expect(report(transition).envelopeCodes).not.toContain("admitted");
      }),
      { numRuns: 200 },
    );
    expect(root()).toBe(before);
  });

  it("a cut tail: bodies without the last signature are refused, and the whole run is taken afterwards", () => {
    const sent = [device.send(drive(3)), device.send(drive(3, 1_100, NOW - 3_600)), device.send([])];
    const whole = run(...sent);
    refused(["signature-invalid", "signature-invalid"], { ...whole, bodies: whole.bodies.slice(0, 2) });
    expect(report(feed(state, inputOf({ runs: [whole] }))).envelopeCodes).toEqual(["admitted", "admitted", "admitted"]);
  });

  it("a session that was never opened, or is opened again", () => {
    const lazy = new TestDevice("device");
    lazy.session = 1;
    refused(["session-unknown"], run(lazy.send(drive(2))));
    feed(state, inputOf({ runs: [run(device.send(drive(2)))] }));
    device.session = 0;
    refused(["session-reused"], run(device.send(drive(2, 1_100, NOW - 3_600))));
  });

  it.each([
    ["a suite that is not spoken", { suite: 1 }, "suite-unsupported"],
    ["another application's key", { keyId: new Uint8Array(8) }, "key-unknown"],
    ["what is no point of the curve", { encapsulatedKey: new Uint8Array(65).fill(4) }, "encapsulation-invalid"],
  ])("a session opening with %s", (_, change, code) => {
    const body = decodeBody(device.send(drive(2)).body);
    const opening = body.opening && { ...body.opening, ...change };
    const link = new TestDevice("device").link;
    const { envelope } = signEnvelope(context, link, { ...body, ...(opening ? { opening } : {}) }, device.key, native);
    refused([code], run(envelope));
  });

  it("a registration again, of another maker, or for a device that is there, resets nothing", () => {
    feed(state, inputOf({ runs: [run(device.send(drive(5)))] }));
    const before = root();
    const rogue = derivePrivateKey(new Uint8Array(32).fill(1), native);
    const other = new TestDevice("other");
    const registrations = [
      device.registration(),
      device.registration(new Uint8Array(20).fill(9)),
      other.registration(undefined, rogue),
    ];
    const transition = feed(state, inputOf({ registrations }));
    expect(report(transition).registrationCodes).toEqual(["device-registered", "device-registered", "maker-unknown"]);
    expect(root()).toBe(before);
    expect(judgement()?.readings).toBe(5);
  });

  it("a bad run spoils no neighbour", () => {
    const neighbour = new TestDevice("neighbour");
    feed(state, inputOf({ registrations: [neighbour.registration()] }));
    const bad = { ...run(device.send(drive(5))), signature: new Uint8Array(64) };
    const garbage = { bodies: [Uint8Array.of(255)], signature: new Uint8Array(1) };
    const transition = feed(state, inputOf({ runs: [bad, garbage, run(neighbour.send(drive(5)))] }));
    expect(report(transition).envelopeCodes).toEqual(["signature-invalid", "malformed", "admitted"]);
    expect(record(neighbour)?.judgement.readings).toBe(5);
    expect(judgement()?.readings).toBe(0);
  });

  it.each([
    [new Uint8Array(), "malformed"],
    [Uint8Array.of(1), "malformed"],
    [Uint8Array.of(2, 1, 2), "version-unsupported"],
    [Uint8Array.of(1, 0xff, 0xff), "malformed"],
  ])("bytes that are no batch (%s) are rejected as %s", (payload, code) => {
    const transition = feed(state, inputOf({ registrations: [device.registration()] }, 3, { payload }));
    expect(transition.status).toBe("reject");
    expect(report(transition).code).toBe(code);
  });
});

describe("determinism", () => {
  it("the transition touches nothing, and both providers give the same bytes", () => {
    const input = inputOf({ runs: [run(device.send(drive(5)))] });
    const before = root();
    const first = advance(state, input);
    expect(root()).toBe(before);
    expect(advance(state, input)).toEqual(first);
    const other = world({ provider: noble });
    feed(other, inputOf({ registrations: [new TestDevice("device").registration()] }));
    const second = advance(other, input);
    expect(second.status === "accept" && second.notices).toEqual(first.status === "accept" && first.notices);
  });

  it("what is said of a car does not depend on how its envelopes were split into batches", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (cuts) => {
        const sender = new TestDevice("split");
        const at = world();
        feed(at, inputOf({ registrations: [sender.registration()] }));
        const sent = Array.from({ length: 6 }, (_, i) => sender.send(drive(3, 1_000 + 40 * i, NOW - 80_000 + 600 * i)));
        let pending: typeof sent = [];
        for (const [index, envelope] of sent.entries()) {
          pending.push(envelope);
          if (cuts[index] || index === sent.length - 1) {
            feed(at, inputOf({ runs: [run(...pending)] }));
            pending = [];
          }
        }
        const whole = world();
        feed(whole, inputOf({ registrations: [sender.registration()] }));
        feed(whole, inputOf({ runs: [run(...sent)] }));
        // The history alone names the inputs.
        const said = ({ devices }: State) => {
          const record = devices.get(deviceIdOf(sender.id));
          const names = RECORD_FIELD_NAMES.filter((name) => name !== "chain");
          return record && names.map((name) => toHex(fieldBytes(record, name, native)));
        };
        expect(said(at)).toEqual(said(whole));
      }),
      { numRuns: 12 },
    );
  });
});
