/** Every message that is written is read as it was said, and what is wrong with bytes is named. */
import { describe, expect, it } from "vitest";
import {
  body,
  carAnswer,
  deviceId,
  envelope,
  judgement,
  link,
  liveReading,
  publicKey,
  receiptBytes,
  registration,
  run,
  vehicle,
} from "../../scripts/example-world.ts";
import { concat } from "../bytes.ts";
import { witness } from "../generated/witness.js";
import {
  type Answer,
  decodeAnswer,
  decodeCarAnswer,
  decodeCarsAnswer,
  encodeAnswer,
  encodeCarAnswer,
  encodeCarsAnswer,
} from "./answer.ts";
import {
  decodeBatch,
  decodeBody,
  decodeEnvelope,
  decodeSigned,
  encodeBatch,
  encodeBody,
  encodeEnvelope,
  encodeSigned,
} from "./envelope.ts";
import {
  decodeCarQuery,
  decodeCarsQuery,
  decodeQuery,
  encodeCarQuery,
  encodeCarsQuery,
  encodeQuery,
  type Query,
} from "./query.ts";
import { decodeLiveReading, encodeLiveReading } from "./reading.ts";
import { decodeReceipt, decodeReceiptRoot, encodeReceipt, encodeReceiptRoot } from "./receipt.ts";
import { decodeRegistration, decodeVehicle, encodeRegistration, encodeVehicle } from "./registration.ts";
import { decodeAdvanceReport, encodeAdvanceReport, type Refusal } from "./report.ts";

const { v2 } = witness;
const bytes = (length: number, fill = 7) => new Uint8Array(length).fill(fill);
const refusal: Refusal = {
  index: 3,
  registration: true,
  deviceId,
  sequence: 4,
  code: "sequence-gap",
  inputIndex: 5,
  timeUnixS: 6,
};
const reason = {
  firstTimeUnixS: 1,
  lastTimeUnixS: 2,
  count: 3,
  open: 1,
  firstAmountHm: 4,
  totalAmountHm: 5,
  seconds: 6,
};
const judged = {
  ...judgement,
  verdict: "illogical",
  reasons: [
    { code: "odometer-decreased", ...reason },
    { code: "gap", ...reason },
  ],
  distanceHm: 2 ** 40,
  offsetHm: -(2 ** 40),
} as const;
const fullCar = {
  ...carAnswer,
  judgement: judged,
  refusals: [refusal],
  activeTroubleCodes: [0x0301],
  unreadableEnvelopes: 2,
  asOf: { grain: "month", timeUnixS: 1_800_000_000, distanceHm: 7 },
  forks: 1,
} as const;
const signed = { kind: "car", query: bytes(50), signature: bytes(65) } as const;
const authorisation = { browserKey: bytes(33), validUntilUnixS: 9, signature: bytes(65) };
const receipt = { ...decodeReceipt(receiptBytes), index: 1, path: [link, bytes(32)] };
const root = { root: link, size: 2, deadlineBlock: 500, receivedAtUnixS: 9 };
const cohort = {
  make: "Aster",
  model: "Corsa",
  cars: 5,
  distancePerDayHm: 1,
  troubleCodesPerTenThousandKmMilli: 2,
  readings: 9,
};
const status = {
  stateRoot: link,
  devices: 1,
  inputCount: 2,
  admitted: 3,
  refused: 4,
  registrationsRefused: 5,
  readings: 6,
  timeUnixS: 7,
  keyId: deviceId,
  publicKey,
};

const queries: readonly Query[] = [
  { kind: "signed", signed },
  { kind: "signed", signed: { ...signed, kind: "cars" } },
  { kind: "signed", signed: { ...signed, signature: bytes(64), authorisation } },
  { kind: "refusals", limit: 3 },
  { kind: "refusals", limit: 3, deviceId },
  { kind: "statistics", make: "", model: "" },
  { kind: "statistics", make: "Aster", model: "Corsa" },
  { kind: "head", deviceId },
  { kind: "status" },
  { kind: "history", deviceId },
];
const answers: readonly Answer[] = [
  { kind: "none", code: "car-unknown" },
  { kind: "sealed", sealed: bytes(90) },
  { kind: "refusals", refusals: [], total: 0, counts: [] },
  { kind: "refusals", refusals: [refusal], total: 7, counts: [{ code: "malformed", count: 3 }] },
  { kind: "statistics", cohorts: [], suppressedCohorts: 0, k: 5 },
  { kind: "statistics", cohorts: [cohort], suppressedCohorts: 2, k: 5 },
  { kind: "head", head: { deviceId, publicKey, sequence: 3, link, session: 2, firstSequence: 3 } },
  {
    kind: "status",
    status: {
      ...status,
      places: 500_000,
      placesTaken: 3,
      makerPlaces: [{ maker: new Uint8Array(8).fill(3), places: 9, taken: 3 }],
    },
  },
  { kind: "history", stateRoot: link, timeUnixS: 7, inputCount: 2, proof: fullCar.proof },
];

describe("a message", () => {
  it.each(queries)("query %j is read as it was asked", (query) => {
    expect(decodeQuery(encodeQuery(query))).toStrictEqual(query);
  });

  it.each(answers)("answer %j is read as it was given", (answer) => {
    expect(decodeAnswer(encodeAnswer(answer))).toStrictEqual(answer);
  });

  it.each([
    ["a car's record", () => decodeCarAnswer(encodeCarAnswer(fullCar)), fullCar],
    [
      "an owner's list",
      () => decodeCarsAnswer(encodeCarsAnswer([{ deviceId, vehicle, judgement: judged }])),
      [{ deviceId, vehicle, judgement: judged }],
    ],
    ["an empty list", () => decodeCarsAnswer(encodeCarsAnswer([])), []],
    ["an envelope", () => decodeEnvelope(encodeEnvelope(envelope)), envelope],
    ["a body", () => decodeBody(encodeBody(body)), body],
    ["a signed message", () => decodeSigned(encodeSigned(registration)), registration],
    [
      "a batch",
      () => decodeBatch(encodeBatch({ registrations: [registration], runs: [run] })),
      { registrations: [registration], runs: [run] },
    ],
    [
      "a batch of messages without content",
      () => decodeBatch(Uint8Array.of(0x0a, 0, 0x12, 0)),
      {
        registrations: [{ message: bytes(0), signature: bytes(0) }],
        runs: [{ bodies: [], signature: bytes(0) }],
      },
    ],
    [
      "a car query up to a time",
      () => decodeCarQuery(encodeCarQuery({ deviceId, timeUnixS: 9, replyKey: publicKey })),
      { deviceId, timeUnixS: 9, replyKey: publicKey },
    ],
    [
      "a cars query",
      () => decodeCarsQuery(encodeCarsQuery({ owner: bytes(20), replyKey: publicKey })),
      { owner: bytes(20), replyKey: publicKey },
    ],
    ["a live reading", () => decodeLiveReading(encodeLiveReading(liveReading)), liveReading],
    ["a receipt", () => decodeReceipt(encodeReceipt(receipt)), receipt],
    ["a receipt's root", () => decodeReceiptRoot(encodeReceiptRoot(root)), root],
    ["a vehicle", () => decodeVehicle(encodeVehicle(vehicle)), vehicle],
    ["a registration", () => encodeRegistration(decodeRegistration(registration.message)), registration.message],
    [
      "a report",
      () =>
        decodeAdvanceReport(
          encodeAdvanceReport({
            code: "admitted",
            registrationCodes: ["malformed"],
            envelopeCodes: ["admitted"],
            refusals: [refusal],
          }),
        ),
      { code: "admitted", registrationCodes: ["malformed"], envelopeCodes: ["admitted"], refusals: [refusal] },
    ],
  ])("%s is read as it was written", (_, read, said) => {
    expect(read()).toStrictEqual(said);
  });

  it("boundary: a signed query that states an empty list of cars asks about a car", () => {
    const asked = v2.Query.encode({ signed: { cars: bytes(0), signature: bytes(65) } }).finish();
    const query = { kind: "signed", signed: { kind: "car", query: bytes(0), signature: bytes(65) } };
    expect(decodeQuery(asked)).toStrictEqual(query);
  });

  it("is a buffer of its own", () => {
    expect(encodeBody(body).buffer.byteLength).toBe(encodeBody(body).length);
  });

  it("default: fields that are left out are false", () => {
    const [refused] = decodeAdvanceReport(Uint8Array.of(0x22, 0)).refusals;
    expect(refused?.registration).toBe(false);
  });

  it("boundary: an unknown number of ten bytes is skipped, of eleven or cut short it is malformed", () => {
    const unknown =
      (...number: number[]) =>
      () =>
        decodeEnvelope(concat(encodeEnvelope(envelope), Uint8Array.of(0x78, ...number)));
    const long = (count: number) => Array.from({ length: count - 1 }, () => 128);
    for (const number of [[0], [128, 1], [...long(10), 1]]) expect(unknown(...number)()).toStrictEqual(envelope);
    for (const number of [[], [128], [...long(11), 1]]) {
      expect(unknown(...number)).toThrow(expect.objectContaining({ code: "malformed" }));
    }
  });
});

describe("what is wrong", () => {
  const encoded = encodeBody(body);
  const vehicleOf = (change: Partial<typeof vehicle>) => () => decodeVehicle(encodeVehicle({ ...vehicle, ...change }));
  const registered = decodeRegistration(registration.message);
  const sealed = (length: number) => () =>
    decodeRegistration(encodeRegistration({ ...registered, sealedVehicle: bytes(length) }));
  const firstOwner = (length: number) => () =>
    decodeRegistration(encodeRegistration({ ...registered, firstOwner: bytes(length) }));
  const judgedAs = (change: object) => () =>
    decodeCarsAnswer(
      v2.CarsAnswer.encode({ cars: [{ deviceId, vehicle, judgement: { verdict: 1, ...change } }] }).finish(),
    );

  it.each([
    ["no body", () => decodeBody(Uint8Array.of(255)), { message: "Body", bytes: 1 }],
    ["a body cut short", () => decodeBody(encoded.slice(0, -1)), { message: "Body", bytes: encoded.length - 1 }],
    [
      "a distance that is a tag alone",
      () => decodeBody(encodeBody({ ...body, distance: bytes(16) })),
      { field: "distance", bytes: 16 },
    ],
    [
      "a condition that is a tag alone",
      () => decodeBody(encodeBody({ ...body, condition: bytes(16) })),
      { field: "condition", bytes: 16 },
    ],
    [
      "bytes of the bus that are a tag alone",
      () => decodeBody(encodeBody({ ...body, bus: bytes(16) })),
      { field: "bus", bytes: 16 },
    ],
    ["no sequence", () => decodeBody(encodeBody({ ...body, sequence: 0 })), { field: "sequence", value: 0 }],
    ["no session", () => decodeBody(encodeBody({ ...body, session: 0 })), { field: "session", value: 0 }],
    [
      "a long device id",
      () => decodeBody(encodeBody({ ...body, deviceId: bytes(9) })),
      { field: "device_id", bytes: 9 },
    ],
    [
      "a short signature",
      () => decodeEnvelope(encodeEnvelope({ ...envelope, signature: bytes(63) })),
      { field: "signature", bytes: 63 },
    ],
    ["no query", () => decodeQuery(new Uint8Array()), { field: "query" }],
    [
      "a refusals query of 7 bytes",
      () => decodeQuery(encodeQuery({ kind: "refusals", limit: 1, deviceId: bytes(7) })),
      { field: "device_id", bytes: 7 },
    ],
    ["an unknown code", () => decodeAnswer(v2.Answer.encode({ code: 255 }).finish()), { field: "code", value: 255 }],
    [
      "an unknown code in a report",
      () => decodeAdvanceReport(v2.AdvanceReport.encode({ code: 255 }).finish()),
      { field: "code", value: 255 },
    ],
    ["an unknown verdict", judgedAs({ verdict: 9 }), { field: "verdict", value: 9 }],
    ["no verdict", judgedAs({ verdict: 0 }), { field: "verdict", value: 0 }],
    ["a distance of another length", judgedAs({ distanceHm: bytes(5) }), { field: "distance_hm", bytes: 5 }],
    ["an unknown reason", judgedAs({ reasons: [{ reason: 99 }] }), { field: "reason", value: 99 }],
    ["a list of cars without fields", () => decodeCarsAnswer(Uint8Array.of(0x0a, 0)), { field: "device_id", bytes: 0 }],
    ["a first owner of 19 bytes", firstOwner(19), { field: "first_owner", bytes: 19 }],
    ["a first owner of 21 bytes", firstOwner(21), { field: "first_owner", bytes: 21 }],
    ["a sealed vehicle cut short", sealed(80), { field: "sealed_vehicle" }],
    ["a make of 41 characters", vehicleOf({ make: "A".repeat(41) }), { field: "make" }],
    ["a model without characters", vehicleOf({ model: "" }), { field: "model" }],
    ["a model year before 1900", vehicleOf({ modelYear: 1899 }), { field: "model_year", value: 1899 }],
    [
      "a path of 33 nodes",
      () => decodeReceipt(encodeReceipt({ ...receipt, path: Array.from({ length: 33 }, () => link) })),
      { field: "path", nodes: 33 },
    ],
    [
      "a tree of no leaves",
      () => decodeReceiptRoot(encodeReceiptRoot({ ...root, size: 0 })),
      { field: "size", value: 0 },
    ],
  ])("%s, is malformed and named", (_, read, facts) => {
    expect(read).toThrow(expect.objectContaining({ code: "malformed", facts }));
  });

  it.each([
    ["a number", () => encodeBody({ ...body, sequence: 2 ** 32 }), { field: "sequence", value: 2 ** 32 }],
    [
      "a number inside a message",
      () => encodeCarAnswer({ ...carAnswer, activeTroubleCodes: [-1] }),
      { field: "activeTroubleCodes", value: -1 },
    ],
  ])("%s that does not fit, is too large and named", (_, write, facts) => {
    expect(write).toThrow(expect.objectContaining({ code: "too-large", facts }));
  });

  it("keeps the cause, for whoever searches", () => {
    const cause = expect.any(Error);
    expect(() => decodeBody(Uint8Array.of(255))).toThrow(expect.objectContaining({ cause }));
    expect(() => decodeAnswer(v2.Answer.encode({ code: 255 }).finish())).toThrow(expect.objectContaining({ cause }));
    expect(() => decodeAdvanceReport(v2.AdvanceReport.encode({ code: 255 }).finish())).toThrow(
      expect.objectContaining({ cause }),
    );
  });

  it("boundary: a first owner of 20 bytes, or none", () => {
    for (const count of [0, 20]) expect(firstOwner(count)().firstOwner).toHaveLength(count);
  });
  it("boundary: the shortest sealed vehicle, and the longest path", () => {
    expect(sealed(81)().sealedVehicle).toHaveLength(81);
    const path = Array.from({ length: 32 }, () => link);
    expect(decodeReceipt(encodeReceipt({ ...receipt, path })).path).toEqual(path);
  });
});
