/**
 * What earlier systems of this kind got wrong, tried here (docs/security.md has the list). Each attempt goes through
 * the back-end's own loop; what was refused leaves the record, the totals and the root as they were.
 */
import { concat, equal, toHex } from "@witness/protocol/bytes";
import { signEnvelope } from "@witness/protocol/envelope";
import { deviceIdOf, keyIdentity, parseDeviceId } from "@witness/protocol/identity";
import { LINK_PREFIX_BYTES, linkPreimage } from "@witness/protocol/link";
import { signMessage } from "@witness/protocol/sign";
import { decodeAnswer } from "@witness/protocol/wire/answer";
import { type Body, decodeBody, type Envelope, encodeBody, type Run } from "@witness/protocol/wire/envelope";
import { encodeQuery } from "@witness/protocol/wire/query";
import { decodeRegistration, encodeRegistration } from "@witness/protocol/wire/registration";
import { decodeAdvanceReport } from "@witness/protocol/wire/report";
import { beforeEach, describe, expect, it } from "vitest";
import { inspect } from "../src/inspect/inspect.ts";
import { handle } from "../src/rollup/loop.ts";
import { type State, stateRoot } from "../src/state/state.ts";
import { context, drive, feed, inputOf, makerKey, NOW, p, run, TestDevice, world } from "./world.ts";

let state: State;
let car: TestDevice;
let other: TestDevice;

beforeEach(() => {
  state = world();
  car = new TestDevice("car");
  other = new TestDevice("other");
  feed(state, inputOf({ registrations: [car.registration(), other.registration()] }));
});

const recordOf = (device: TestDevice) => state.devices.get(deviceIdOf(device.id));
/** All that a fraud is after: every record, what was counted, and the root. */
const everything = () => ({
  root: toHex(stateRoot(state)),
  totals: { admitted: state.totals.admitted, readings: state.totals.readings },
  records: structuredClone([...state.devices.values()]),
});

/** Posts an input as the rollup server does, and answers what was emitted. */
async function post(batch: Parameters<typeof inputOf>[0], timeUnixS = NOW) {
  const { payload } = inputOf(batch);
  const metadata = {
    chain_id: context.chainId,
    app_contract: `0x${toHex(context.application)}`,
    block_timestamp: timeUnixS,
    input_index: state.inputCount,
  };
  const data = { metadata, payload: `0x${toHex(payload)}` };
  const calls: string[] = [];
  let report = new Uint8Array();
  const status = await handle(state, JSON.stringify({ request_type: "advance_state", data }), (path, body) => {
    calls.push(path);
    if (path === "/report")
      report = Uint8Array.from(Buffer.from((body as { payload: string }).payload.slice(2), "hex"));
    return Promise.resolve({ status: 200, body: "" });
  });
  const { registrationCodes, envelopeCodes } = decodeAdvanceReport(report);
  return { status, calls, codes: [...registrationCodes, ...envelopeCodes] };
}

/** Posts what must be refused with these codes, and finds everything as it was, and no notice. */
async function refused(codes: readonly string[], batch: Parameters<typeof post>[0]) {
  const before = everything();
  expect(await post(batch)).toEqual({ status: "accept", calls: ["/report"], codes });
  expect(everything()).toEqual(before);
}

/** A body with other fields, signed by any key behind any link. */
function forged(envelope: Envelope, change: Partial<Body>, { link, key }: { link: Uint8Array; key: Uint8Array }): Run {
  return run(signEnvelope(context, link, { ...decodeBody(envelope.body), ...change }, key, p).envelope);
}

describe("a replay", () => {
  it("doubles nothing: in the same input, in a later one, or with new envelopes behind it", async () => {
    const first = car.send(drive(5));
    expect((await post({ runs: [run(first), run(first)] })).codes).toEqual(["admitted", "sequence-replayed"]);
    expect(recordOf(car)?.judgement).toMatchObject({ readings: 5, distanceHm: 1_040 });
    await refused(["sequence-replayed", "sequence-replayed"], { runs: [run(first), run(first)] });
    const next = car.send(drive(5, 1_100, NOW - 3_600));
    expect((await post({ runs: [run(first, next)] })).codes).toEqual(["sequence-replayed", "admitted"]);
    expect(recordOf(car)?.judgement.readings).toBe(10);
    expect(state.totals.readings).toBe(10);
  });
});

describe("a distance", () => {
  it("is never negative: a roll-back is kept as evidence and takes nothing from the fleet's figures", async () => {
    for (let i = 0; i < 5; i += 1) {
      const honest = new TestDevice(`honest ${i}`);
      await post({ registrations: [honest.registration()] });
      await post({ runs: [run(honest.send([...drive(1), { timeUnixS: NOW - 1, odometerHm: 3_000 }]))] });
    }
    const ask = () => decodeAnswer(inspect(state, encodeQuery({ kind: "statistics", make: "", model: "" })));
    const distances = () => {
      const answer = ask();
      return answer.kind === "statistics" ? answer.cohorts.map(({ distancePerDayHm }) => distancePerDayHm) : [];
    };
    await post({ runs: [run(car.send([...drive(1), { timeUnixS: NOW - 1, odometerHm: 3_000 }]))] });
    const before = distances();
    expect(before).toEqual([2_000]);
    await post({ runs: [run(car.send(new Array(4).fill({ timeUnixS: NOW - 1, odometerHm: 0 })))] });
    expect(recordOf(car)?.judgement).toMatchObject({ verdict: "illogical", distanceHm: 0 });
    expect(distances()).toEqual(before);
  });
});

describe("an invalid signature", () => {
  it("is answered with a report alone: no notice, whatever the signature is", async () => {
    const good = run(car.send(drive(5)));
    const signatures = [new Uint8Array(64), new Uint8Array(0), new Uint8Array(65), good.signature.slice(0, 63)];
    for (const signature of signatures) await refused(["signature-invalid"], { runs: [{ ...good, signature }] });
    const message = other.registration().message;
    await refused(["signature-invalid"], { registrations: [{ message, signature: new Uint8Array(64) }] });
  });
});

describe("a field of a message", () => {
  it("moves no record to another device: neither a device id nor a vehicle", async () => {
    await post({ runs: [run(other.send(drive(2)))] });
    const toVictim = { deviceId: other.id, sequence: 2, previousLink: other.link.slice(0, LINK_PREFIX_BYTES) };
    const sent = car.send(drive(5));
    // The first body opens the session; the ordinary one behind it is what a thief would move.
    await post({ runs: [run(sent)] });
    const next = car.send(drive(5, 1_100, NOW - 3_600));
    await refused(["signature-invalid"], { runs: [forged(next, toVictim, { link: other.link, key: car.key })] });
    await refused(["signature-invalid"], { runs: [{ ...run(next), signature: other.send(drive(1)).signature }] });
    // Nor does it ride along: behind the car's own body, on the car's links, under the car's own signature.
    const named = encodeBody({ ...decodeBody(car.send(drive(1)).body), deviceId: other.id });
    const link = p.sha256(
      ...linkPreimage(context, recordOf(car)?.chain.link ?? new Uint8Array(), run(next).bodies[0] ?? named),
    );
    const signature = p.p256Sign(car.key, ...linkPreimage(context, link, named));
    await refused(["run-broken", "run-broken"], { runs: [{ bodies: [...run(next).bodies, named], signature }] });
    // A maker's own signature cannot put another car's sealed vehicle on a device.
    const thief = new TestDevice("thief");
    const { sealedVehicle } = decodeRegistration(car.registration().message);
    const moved = encodeRegistration({ ...decodeRegistration(thief.registration().message), sealedVehicle });
    await refused(["vehicle-unreadable"], {
      registrations: [signMessage("registration", context, moved, makerKey, p)],
    });
  });
});

describe("an identity", () => {
  it("is made of a key's bytes in their one form, not of any text", async () => {
    const uncompressed = p.p256Uncompress(car.publicKey) ?? new Uint8Array();
    const fields = decodeRegistration(car.registration().message);
    for (const devicePublicKey of [uncompressed, concat(Uint8Array.of(6), uncompressed.slice(1))]) {
      const again = encodeRegistration({ ...fields, devicePublicKey });
      await refused(["malformed"], { registrations: [signMessage("registration", context, again, makerKey, p)] });
    }
    expect(equal(car.id, keyIdentity(car.publicKey, p))).toBe(true);
    expect(parseDeviceId(`0x${toHex(car.id).toUpperCase()}`)).toBe(deviceIdOf(car.id));
  });
});

describe("a link", () => {
  it("is 32 bytes: another past with the same first four bytes does not verify", async () => {
    await post({ runs: [run(car.send(drive(2)))] });
    // As if a device had searched until 32 bits of two links were the same, to have two pasts: a matter of minutes.
    const colliding = concat(car.link.slice(0, LINK_PREFIX_BYTES), new Uint8Array(24).fill(1));
    const next = car.send(drive(2, 1_100, NOW - 3_600));
    await refused(["signature-invalid"], { runs: [forged(next, {}, { link: colliding, key: car.key })] });
    expect((await post({ runs: [run(next)] })).codes).toEqual(["admitted"]);
    // An opening says the whole link, so that four of its bytes never decide alone.
    const short = new TestDevice("short").send(drive(2));
    const body = encodeBody({
      ...decodeBody(short.body),
      deviceId: car.id,
      previousLink: car.link.slice(0, LINK_PREFIX_BYTES),
    });
    await refused(["malformed"], { runs: [{ bodies: [body], signature: short.signature }] });
  });
});

describe("a registration again", () => {
  it("resets neither counter nor owner, and is no way back to the first envelope", async () => {
    const first = car.send(drive(5));
    await post({ runs: [run(first)] });
    await refused(["device-registered", "sequence-replayed"], {
      registrations: [car.registration(new Uint8Array(20).fill(9))],
      runs: [run(first)],
    });
  });
});

describe("one signature", () => {
  it("counts once: a body repeated, a fork shown twice, a car that sends much", async () => {
    const first = car.send(drive(3));
    await post({ runs: [run(first)] });
    const twin = car.copy();
    await post({ runs: [run(car.send(drive(3, 1_100, NOW - 3_600)))] });
    const fork = run(twin.send(drive(4, 1_100, NOW - 3_000)));
    expect((await post({ runs: [fork, fork] })).codes).toEqual(["forked-key", "forked-key"]);
    expect(recordOf(car)?.forks).toBe(1);
    await refused(["forked-key", "forked-key"], { runs: [fork, fork] });
    // High s is another text of the same signature: it is the link that names an envelope.
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const s = order - BigInt(`0x${toHex(first.signature.slice(32))}`);
    const mirrored = concat(first.signature.slice(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex"));
    await refused(["sequence-replayed"], { runs: [{ ...run(first), signature: mirrored }] });
    // k counts cars: one car that sends five times is one car.
    for (let i = 0; i < 5; i += 1)
      await post({ runs: [run(other.send(drive(2, 1_000 + 20 * i, NOW - 9_000 + 300 * i)))] });
    const answer = decodeAnswer(inspect(state, encodeQuery({ kind: "statistics", make: "", model: "" })));
    expect(answer).toMatchObject({ kind: "statistics", cohorts: [], suppressedCohorts: 1 });
  });
});

describe("a sequence number", () => {
  it("is the device's: whoever carries an envelope can give it no other", async () => {
    const first = car.send(drive(5));
    for (const sequence of [2, 3, 1_000]) {
      const body = encodeBody({ ...decodeBody(first.body), sequence });
      await refused(["signature-invalid"], { runs: [{ bodies: [body], signature: first.signature }] });
    }
    expect((await post({ runs: [run(first)] })).codes).toEqual(["admitted"]);
  });
});

describe("a device that restarts", () => {
  it("without its past is refused, and its new session names the gap", async () => {
    await post({ runs: [run(car.send(drive(5)), car.send(drive(5, 1_100, NOW - 3_600)))] });
    const restarted = new TestDevice("car");
    restarted.session = 1;
    restarted.open();
    // It begins at number 1 again: taken, by another body. That is evidence, and no reading of it counts.
    const again = run(restarted.send(drive(5, 5, NOW - 60)));
    expect((await post({ runs: [again] })).codes).toEqual(["forked-key"]);
    expect(recordOf(car)?.judgement.readings).toBe(10);
    // Numbers left out without an opening: the envelope goes on from the head, but is not the next one.
    const silent = forged(car.copy().send(drive(1)), { sequence: 9 }, car);
    await refused(["sequence-gap"], { runs: [silent] });
    // From the head that it is told, over numbers that it may have used.
    car.open(1_024);
    expect((await post({ runs: [run(car.send(drive(5, 1_200, NOW - 600)))] })).codes).toEqual(["admitted"]);
    expect(recordOf(car)).toMatchObject({ chain: { sequence: 1_027 }, events: { newest: [{}, { kind: 129 }] } });
  });
});

describe("a cut tail", () => {
  it("is seen: what follows it is refused, and the head tells where the record ends", async () => {
    const kept = car.send(drive(3));
    car.send(drive(3, 1_100, NOW - 7_200));
    const late = car.send(drive(3, 1_200, NOW - 3_600));
    await post({ runs: [run(kept)] });
    await refused(["sequence-gap"], { runs: [run(late)] });
    const head = decodeAnswer(inspect(state, encodeQuery({ kind: "head", deviceId: car.id })));
    // The car itself says 3, so whoever stands before it sees that two are missing.
    expect([head.kind === "head" && head.head.sequence, car.sequence]).toEqual([1, 3]);
  });
});

describe("statistics", () => {
  it("name no device and no owner, not even in bytes", async () => {
    const owner = new Uint8Array(20).fill(0x77);
    const cars = Array.from({ length: 6 }, (_, i) => new TestDevice(`named ${i}`));
    await post({ registrations: cars.map((each) => each.registration(owner)) });
    const far = { timeUnixS: NOW - 1, odometerHm: 3_000 };
    for (const each of cars) await post({ runs: [run(each.send([...drive(5), far]))] });
    const said = toHex(inspect(state, encodeQuery({ kind: "statistics", make: "", model: "" })));
    expect(decodeAnswer(Uint8Array.from(Buffer.from(said, "hex")))).toMatchObject({ cohorts: [{ cars: 8 }] });
    for (const secret of [owner, ...cars.flatMap(({ id, publicKey, link }) => [id, publicKey, link])]) {
      expect(said).not.toContain(toHex(secret));
    }
  });
});

describe("a time", () => {
  it("is what the device signed: the carrier's block moves no reading", async () => {
    const sent = run(car.send(drive(5)));
    const elsewhere = world();
    feed(elsewhere, inputOf({ registrations: [car.registration()] }));
    feed(elsewhere, inputOf({ runs: [sent] }, 1, { timeUnixS: NOW + 40 * 86_400 }));
    await post({ runs: [sent] });
    expect(recordOf(car)?.judgement).toEqual(elsewhere.devices.get(deviceIdOf(car.id))?.judgement);
    expect(recordOf(car)?.judgement.coveredFromUnixS).toBe(NOW - 86_400);
    const flipped = Uint8Array.from(sent.bodies[0] ?? []);
    flipped[flipped.length - 90] = (flipped[flipped.length - 90] ?? 0) ^ 1;
    await refused(["signature-invalid"], { runs: [{ ...sent, bodies: [flipped] }] });
  });

  it("of long ago is not too late: a year offline is taken, and judged by its own clock", async () => {
    const year = 365 * 86_400;
    const codes = await post({
      runs: [run(car.send([...drive(5, 1_000, NOW - year), ...drive(5, 90_000, NOW - 900)]))],
    });
    expect(codes).toMatchObject({ codes: ["admitted"], calls: ["/report", "/notice"] });
    expect(recordOf(car)?.judgement).toMatchObject({ readings: 10, coveredReadings: 5 });
    expect(recordOf(car)?.judgement.reasons).toContainEqual(
      expect.objectContaining({ code: "void", totalAmountHm: 88_960, firstTimeUnixS: NOW - year + 240 }),
    );
  });
});

it("what is signed holds the chain and the application, and the link before", () => {
  const parts = concat(...linkPreimage(context, car.link, new Uint8Array()));
  expect(toHex(parts)).toContain(
    `${(31_337).toString(16).padStart(16, "0")}${toHex(context.application)}${toHex(car.link)}`,
  );
});
