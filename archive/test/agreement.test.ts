/**
 * The archive counts as the back-end does: after every input, one edition of each device has the accumulator of its record,
 * and its tiles read to it. The back-end opens vehicles; the archive does not.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@witness/protocol/bytes";
import { preamble } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { readHistory } from "@witness/protocol/history/reader";
import { deviceIdOf } from "@witness/protocol/identity";
import { newGlobals } from "@witness/protocol/operations/globals";
import type { Operation, OperationKind } from "@witness/protocol/operations/operation";
import { signMessage } from "@witness/protocol/sign";
import { encodeSuccession } from "@witness/protocol/succession";
import type { Batch, Signed } from "@witness/protocol/wire/envelope";
import { decodeRegistration, encodeRegistration } from "@witness/protocol/wire/registration";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newState, type State } from "../../dapp/src/state/state.ts";
import {
  applicationPrivateKey,
  applicationPublicKey,
  context,
  drive,
  feed,
  inputOf,
  keyId,
  keyOf,
  makerKey,
  NOW,
  run,
  TestDevice,
} from "../../dapp/test/world.ts";
import {
  administratorKeys,
  administratorsBy,
  type Change,
  DAY_S,
  type Signer,
  signedOperation,
  walletOf,
  workshop,
} from "../../protocol/scripts/cases/operated.ts";
import { seed } from "../../protocol/scripts/cases/world.ts";
import { devicesOf, unpackInput } from "../src/input.ts";
import { Ledger, type LedgerSettings } from "../src/ledger.ts";
import { migrate } from "../src/store/migrations.ts";
import { openSqlite } from "../src/store/sqlite.ts";
import { Store } from "../src/store/store.ts";
import { Tiles, tileCount } from "../src/tiles.ts";

const [anna, ben] = [walletOf("Anna"), walletOf("Ben")];
const two = administratorsBy();
const makers = [provider.p256PublicKey(makerKey)];
const administrators = { threshold: 2, publicKeys: administratorKeys };
const settings: LedgerSettings = { context, provider, keyId, origins: [] };

let state: State;
let store: Store;
let globals: ReturnType<typeof newGlobals>;
let inputs: number;
let timeUnixS: number;
let device: TestDevice;
let directory: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "witness-agreement-"));
  const database = openSqlite(directory);
  await migrate(database, "1 0x");
  store = new Store(database);
  state = newState({ provider, makers, administrators, applicationPrivateKey });
  globals = newGlobals({ makers, administrators }, provider);
  inputs = 0;
  timeUnixS = NOW;
  device = new TestDevice("device");
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const editionsOf = (which = device) => store.editions(deviceIdOf(which.id));
const recordOf = (which = device) => {
  const record = state.devices.get(deviceIdOf(which.id));
  if (!record) throw new Error("The device is not registered.");
  return record;
};

/** The edition that has the record's accumulator. */
async function editionOf(which = device) {
  const { accumulator, items } = recordOf(which).past;
  const same = (await editionsOf(which)).filter(
    ({ record: { history } }) => toHex(history.accumulator) === toHex(accumulator),
  );
  expect(same).toHaveLength(1);
  const [edition] = same;
  if (!edition) throw new Error("No edition is the record's.");
  expect(edition.record.history.items).toBe(items);
  expect(edition.holding).toEqual(recordOf(which).holding);
  return edition;
}

/** Gives an input to back-end and archive, and compares. */
async function both(batch: Partial<Batch>, afterS = 60, devices: readonly TestDevice[] = [device]): Promise<void> {
  timeUnixS += afterS;
  const input = inputOf(batch, inputs, { timeUnixS });
  feed(state, input);
  const block = inputs + 1;
  const blockHash = provider.sha256(new Uint8Array([block]));
  const unpacked = unpackInput({ index: inputs, block, blockHash, blockTimeUnixS: timeUnixS, payload: input.payload });
  inputs += 1;
  const editions = await store.editionsOf(devicesOf([unpacked], provider));
  const { nextEdition, takenByMaker } = await store.stored();
  const ledger = new Ledger(settings, { editions, globals, nextEdition, takenByMaker, undoAbove: 0 });
  ledger.add(unpacked);
  globals = ledger.globals;
  const { items, messages, operations, changed, undo } = ledger;
  const kept = { inputs: ledger.inputs, items, messages, operations, editions: changed.values(), undo };
  await store.commit({ ...kept, checkpoint: { number: block, hash: toHex(blockHash) }, settled: 0 });
  expect(globals).toEqual(state.globals);
  expect((await store.stored()).takenByMaker).toEqual(state.takenByMaker);
  for (const each of devices) if (state.devices.has(deviceIdOf(each.id))) await editionOf(each);
}

function signed(signer: Signer, kind: OperationKind, fields: Operation["fields"] = {}, change: Change = {}) {
  const { holding, chain } = recordOf();
  const sight = { at: context, globals, holding, chain, timeUnixS, deviceKey: device.key, provider };
  return signedOperation(sight, signer, kind, fields, change);
}
async function act(...how: Parameters<typeof signed>): Promise<Uint8Array> {
  const before = recordOf().past.items;
  const operation = signed(...how);
  await both({ operations: [operation] });
  expect(recordOf().past.items).toBe(before + 1);
  return provider.sha256(operation.message);
}

/** Reads the device's tiles to the record's accumulator. */
async function read() {
  const edition = await editionOf();
  const tiles = new Tiles(store, () => 0);
  const bytes: Uint8Array[] = [];
  for (let number = 0; number < tileCount(edition); number += 1) {
    const tile = await tiles.find(edition.deviceId, toHex(edition.name), number, "identity");
    bytes.push(tile?.bytes ?? new Uint8Array());
  }
  const reading = readHistory({ ...settings, devicePublicKey: device.publicKey, proven: recordOf().past }, bytes);
  if (!("proven" in reading)) throw new Error(`${reading.fault.code} at ${reading.fault.item}`);
  return reading.proven;
}

describe("an edition is the back-end's record", () => {
  it("through runs, gaps, copied keys and registrations that do not open", async () => {
    const registration = decodeRegistration(device.registration(anna.account).message);
    const sealedVehicle = registration.sealedVehicle.with(-1, (registration.sealedVehicle.at(-1) ?? 0) ^ 1);
    const message = encodeRegistration({ ...registration, sealedVehicle });
    const sealed: Signed = { message, signature: signatureOf(message) };
    await both({ registrations: [sealed] });
    expect(state.devices.size).toBe(0);
    await both({ registrations: [device.registration(anna.account)], runs: [run(device.send(drive(10)))] });
    const twin = device.copy();
    await both({ runs: [run(device.send(drive(2))), run(twin.send(drive(3)))] });
    device.open(5);
    await both({ runs: [run(device.send(drive(2)), device.send(drive(2)))] });
    expect(await editionsOf()).toHaveLength(2);
    expect(await read()).toMatchObject({ bodies: [{}, {}, { gap: { afterSequence: 2 } }, {}], forks: [{}] });
  });

  it("through strangers' operations, which have no effect and make no edition, and a hand-over", async () => {
    await both({ registrations: [device.registration(anna.account)], runs: [run(device.send(drive(10)))] });
    const before = await editionOf();
    const strangers = Array.from({ length: 300 }, (_, index) => walletOf(`stranger ${index}`));
    const wanted = strangers.map((stranger) => signed(stranger, "publish", { isPublic: 1 }, { counter: 1 }));
    for (let from = 0; from < wanted.length; from += 75) await both({ operations: wanted.slice(from, from + 75) });
    expect(await editionsOf()).toEqual([before]);
    await act(anna, "publish", { isPublic: 1 });
    await act(anna, "publish", { isPublic: 0 });
    const answers = await act(anna, "offer", { buyer: ben.account });
    await act(ben, "acceptOffer", {}, { answers });
    device.open();
    await both({ runs: [run(device.send(drive(3)))] });
    await act(ben, "publish", { isPublic: 1 });
    expect(await editionsOf()).toHaveLength(1);
    const { operations, bodies } = await read();
    expect(operations).toHaveLength(5);
    expect(bodies).toHaveLength(2);
  });

  it("through a quarantine of an owned car, and a claim of one that is nobody's", async () => {
    const other = new TestDevice("unowned");
    await both({ registrations: [device.registration(anna.account)] });
    await act(two, "quarantine", { reason: 3, untilUnixS: timeUnixS + DAY_S });
    await act(anna, "publish", { isPublic: 1 });
    expect((await read()).operations).toHaveLength(2);
    expect(await editionsOf()).toHaveLength(1);

    device = other;
    await both({ registrations: [device.registration(new Uint8Array())], runs: [run(device.send(drive(2)))] });
    await act(ben, "claim");
    await act(ben, "publish", { isPublic: 1 });
    expect((await read()).operations).toHaveLength(2);
    expect(await editionsOf()).toHaveLength(1);
  });

  it("through companies, new makers' keys and a workshop's journal", async () => {
    await both({ registrations: [device.registration(anna.account)] });
    const newKey = keyOf("new maker");
    const { id } = state.globals.actors.companies[0] ?? { id: new Uint8Array() };
    await both({ operations: [signed(two, "registerActor", { role: 2, publicKey: workshop.publicKey })] });
    await both({
      operations: [signed(two, "rotateActor", { role: 1, actorId: id, publicKey: provider.p256PublicKey(newKey) })],
    });
    await act(workshop, "enterJournal", { entry: 1, sealed: seed("sealed") });
    const late = new TestDevice("late");
    await both({ registrations: [late.registration(anna.account)] }, 60, [late]);
    expect(await editionsOf(late)).toEqual([]);
    // What the device signed names the company: its newest key signs for it.
    const { message } = late.registration(anna.account);
    const registrations = [signMessage("registration", context, message, newKey, provider)];
    await both({ registrations }, 60, [late]);
    expect(await editionOf(late)).toMatchObject({ holding: { maker: id } });
    expect(await store.operations(0, 10)).toMatchObject([
      { number: 0, input: 1, place: 0 },
      { number: 1, input: 2, place: 0 },
    ]);
    expect(await store.operations(1, 10)).toMatchObject([{ number: 1 }]);
  });

  it("through a maker's last place, which a vehicle that does not open takes", async () => {
    await both({ registrations: [device.registration(anna.account)] });
    const { id } = state.globals.actors.companies[0] ?? { id: new Uint8Array() };
    await both({ operations: [signed(two, "allotPlaces", { actorId: id, places: 2 })] });
    const [garbled, other] = [new TestDevice("garbled"), new TestDevice("other")];
    const said = decodeRegistration(garbled.registration(anna.account).message);
    const message = encodeRegistration({ ...said, sealedVehicle: said.sealedVehicle.toReversed() });
    await both({ registrations: [signMessage("registration", context, message, makerKey, provider)] });
    await both({ registrations: [other.registration(anna.account)] }, 60, [other]);
    expect(await editionsOf(other)).toEqual([]);
    await both({ registrations: [garbled.registration(anna.account)] });
    await both({ operations: [signed(two, "allotPlaces", { actorId: id, places: 3 })] });
    await both({ registrations: [other.registration(anna.account)] }, 60, [other]);
    expect(await editionsOf(other)).toHaveLength(1);
  });

  it("until the application closes", async () => {
    await both({ registrations: [device.registration(anna.account)] });
    const closesUnixS = timeUnixS + 31 * DAY_S;
    const next = { ...context, chainId: 1 };
    const announcement = encodeSuccession({
      old: context,
      lastInput: 0,
      root: new Uint8Array(32),
      next,
      publicKey: applicationPublicKey,
      templateHash: seed("template"),
      number: 1,
      closesUnixS,
    });
    await both({
      operations: [signed(two, "succeed", { statement: provider.sha256(announcement), announcement })],
    });
    await both({ runs: [run(device.send(drive(1)))] }, 32 * DAY_S);
    expect(recordOf().past.items).toBe(0);
    expect(await store.inputs(2, 1)).toMatchObject([{ code: "application-closed" }]);
  });
});

/** The maker's signature over any message, as over a registration. */
function signatureOf(message: Uint8Array): Uint8Array {
  return provider.p256Sign(makerKey, preamble("registration", context), message);
}
