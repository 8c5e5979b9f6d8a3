/**
 * What senders with real keys may send: bodies, openings, readings and registrations that are authentic, but may be
 * wrong in any way. The fuzzer reads heads and session keys from the state, as a device would keep them.
 */

import {
  assemble,
  assembleRegistration,
  beginSession,
  contentOf,
  type DeviceIdentity,
  type DeviceState,
} from "@witness/protocol/assembly";
import { toHex } from "@witness/protocol/bytes";
import { BitWriter } from "@witness/protocol/columns/bits";
import { CAR, PROFILES, type Profile } from "@witness/protocol/columns/profile";
import { GROUP_NAMES, quantityOf } from "@witness/protocol/columns/quantity";
import { PLACES } from "@witness/protocol/disclosure/key-tree";
import { signBody } from "@witness/protocol/envelope";
import { recentLinks } from "@witness/protocol/hash-chain";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { type DeviceId, keyIdentity } from "@witness/protocol/identity";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { type Belonging, signPossession } from "@witness/protocol/possession";
import { type Groups, NO_GROUPS, type Reading } from "@witness/protocol/reading";
import { sealVehicle } from "@witness/protocol/seal";
import { signMessage } from "@witness/protocol/sign";
import type { Run, Signed } from "@witness/protocol/wire/envelope";
import { encodeVehicle } from "@witness/protocol/wire/registration";
import type { DeviceRecord, State } from "../src/state/state.ts";
import { application, applicationPublicKey, context, keyId, makerKey, NOW, p } from "../test/world.ts";
import type { Chance } from "./chance.ts";
import { mutateBytes, mutateMessage } from "./mutate.ts";

/** The back-end that is tried, and the keys of its devices and owners. */
export interface Stage {
  readonly state: State;
  /** Device keys (32 bytes) by device id in hexadecimal. */
  readonly keys: Map<string, Uint8Array>;
  /** Messages that were made before, for replays and splices. */
  readonly runs: Run[];
  readonly registrations: Signed[];
  readonly queries: Uint8Array[];
  readonly operations: SignedOperation[];
  /** Signatures (hexadecimal) under which nothing may take effect; or message and signature. */
  readonly forged: Set<string>;
  /** Links (hexadecimal) that the devices' keys stand behind: each run's last, and those that it covers. */
  readonly signed: Set<string>;
  inputIndex: number;
}

/** The one VIN that cars of the fuzzer have. */
export const FUZZ_VIN = "WAS0000000000FUZZ";

const NOTHING = new Uint8Array();
const U32 = 2 ** 32 - 1;

/** A group that is laid out as it should be and says anything: sums beyond a range, counts that differ. */
function wildGroup(chance: Chance): Uint8Array {
  const writer = new BitWriter();
  const edge = () => chance.pick([0, 1, 2 ** 31 - 1, 2 ** 32 - 1, 2 ** 34, chance.below(100_000)]);
  const differences = () => {
    writer.varint(edge());
    writer.byte(chance.pick([0, 1, 7, 31, 32, 128, 129]));
    for (let i = chance.below(4); i > 0; i -= 1) writer.varint(edge());
  };
  writer.varint(chance.pick([1, 2, 3, 7, 127, chance.below(300)]));
  writer.byte(chance.pick([0, 1, 3, 255]));
  writer.u32(chance.pick([0, NOW, U32]));
  if (chance.oneIn(2)) differences();
  writer.varint(edge());
  if (chance.oneIn(2)) differences();
  return writer.finish();
}

/** Readings of any profile: each whole quantity at each of them, near its last value or at an edge of its range. */
function anyReadings(chance: Chance, { quantities }: Profile): Reading[] {
  const count = chance.oneIn(50) ? 96 : 1 + chance.below(6);
  const from = chance.pick([NOW - 100_000, NOW - 9_000, 0]);
  const rows: Record<string, number>[] = Array.from({ length: count }, (_, i) => ({ timeUnixS: from + 60 * i }));
  for (const { quantity } of quantities) {
    const { column, low, high } = quantityOf(quantity);
    if (column !== "whole") continue;
    const begin = chance.pick([low, high, Math.max(low, Math.min(high, chance.below(100_000)))]);
    const step = chance.pick([0, 1, 10, -1]);
    for (const [i, row] of rows.entries()) row[quantity] = Math.max(low, Math.min(high, begin + step * i));
  }
  return rows as unknown as Reading[];
}

/** Returns what a device may seal: a drive, well-formed nonsense, or bytes that are no group. */
function plaintext(chance: Chance, record: DeviceRecord): Groups {
  if (chance.oneIn(8)) return { ...NO_GROUPS, [chance.pick(GROUP_NAMES)]: chance.bytes(chance.below(60)) };
  if (chance.oneIn(4)) {
    const condition = chance.oneIn(2) ? wildGroup(chance) : NOTHING;
    return { distance: wildGroup(chance), condition, bus: chance.bytes(chance.below(9)) };
  }
  if (record.profile !== CAR) return contentOf(anyReadings(chance, record.profile), record.profile);
  const { path } = record.judged.judge;
  const last = { timeUnixS: path?.momentUnixS ?? NOW - 100_000, odometerHm: path?.raw ?? 1_000 };
  const from = last.timeUnixS > NOW || last.odometerHm > 2 ** 31 ? { timeUnixS: NOW - 9_000, odometerHm: 1_000 } : last;
  const fuel = chance.oneIn(2);
  const readings = Array.from({ length: chance.oneIn(50) ? 96 : chance.below(6) }, (_, i) => ({
    timeUnixS: from.timeUnixS + 60 * (i + 1),
    odometerHm: from.odometerHm + 10 * i + chance.below(10),
    ...(fuel ? { fuelUsedCl: 1_000 + i } : {}),
    ...(chance.oneIn(9) ? { troubleCodes: [{ code: chance.pick([0, 1, 65_535]), cleared: chance.oneIn(2) }] } : {}),
  }));
  const groups = contentOf(readings);
  return chance.oneIn(3) ? { ...groups, distance: mutateMessage(chance, groups.distance) } : groups;
}

/** Returns the next envelope of a sender with a device's key, sometimes a wrong one, and the sender's new head. */
function nextEnvelope(chance: Chance, record: DeviceRecord, privateKey: Uint8Array, state: DeviceState) {
  const { deviceId, publicKey } = record.chain;
  const opens = state.sessionKey === undefined || chance.oneIn(16);
  const skip = opens && chance.oneIn(3) ? chance.below(2_000) : 0;
  const wrong = chance.oneIn(4);
  // Sessions and readings are sealed under the wrong name too, so that only the name is wrong.
  const device: DeviceIdentity = {
    application,
    privateKey,
    publicKey,
    deviceId: wrong && chance.oneIn(6) ? chance.bytes(8) : deviceId,
    profile: record.profile,
  };
  // After the highest number a careless device begins at 0 again.
  const sequence =
    wrong && chance.oneIn(3)
      ? chance.pick([0, state.sequence, U32, chance.below(9)])
      : (state.sequence + 1 + skip) >>> 0;
  const session =
    wrong && chance.oneIn(3) ? chance.pick([0, U32, chance.below(9)]) : (state.session + (opens ? 1 : 0)) >>> 0;
  // Whatever the number, its place is one of the session's.
  const firstSequence = Math.max(sequence - PLACES + 1, Math.min(sequence, state.firstSequence ?? sequence));
  let at: DeviceState = { ...state, sequence: sequence - 1, session, firstSequence };
  if (opens) at = beginSession(device, { ...at, session: session - 1 }, chance.bytes(32), p);
  let { opening } = at;
  if (opening) {
    if (wrong && chance.oneIn(3)) opening = { ...opening, suite: chance.below(4) };
    if (wrong && chance.oneIn(3)) opening = { ...opening, keyId: chance.bytes(8) };
    if (wrong && chance.oneIn(3))
      opening = { ...opening, encapsulatedKey: mutateBytes(chance, opening.encapsulatedKey) };
  }
  const made = assemble(device, at, plaintext(chance, record), p, opening ? { opening } : {});
  if (!chance.oneIn(5)) return made;
  const spoilt = signBody(context, state.link, mutateMessage(chance, made.envelope.body), privateKey, p);
  return { envelope: spoilt.envelope, link: spoilt.link, state: { ...made.state, link: spoilt.link } };
}

/** Returns the record of some device. One is read: reading all of them took half of the time. */
export function someRecord(chance: Chance, { state, keys }: Stage): DeviceRecord | undefined {
  const ids = [...keys.keys()];
  let record: DeviceRecord | undefined;
  // Some keys were in registrations that were refused.
  for (let tries = 0; tries < 4 && record === undefined; tries += 1) {
    const id = chance.some(ids);
    record = id === undefined ? undefined : state.devices.get(id as DeviceId);
  }
  return record;
}

/** Returns the key (32 bytes) of a device. */
export const deviceKeyOf = ({ keys }: Stage, { chain }: DeviceRecord): Uint8Array | undefined =>
  keys.get(toHex(chain.deviceId));

/** Returns a run of one device, signed by its key, with mistakes inside. */
export function makeRun(chance: Chance, stage: Stage): Run {
  const record = someRecord(chance, stage);
  const key = record && deviceKeyOf(stage, record);
  if (!record || !key) return { bodies: [chance.bytes(50)], signature: chance.bytes(64) };
  // Sometimes a copy of the key continues from an old head of the device.
  const old = chance.oneIn(10) ? chance.some(recentLinks(record.chain)) : undefined;
  const { sequence, link } = old ?? record.chain;
  const { session, firstSequence } = record.chain;
  let state: DeviceState = { sequence, link, session, firstSequence, sessionKey: record.session?.sessionKey };
  const bodies: Uint8Array[] = [];
  let signature: Uint8Array = NOTHING;
  const count = chance.oneIn(200) ? 300 : 1 + chance.below(3);
  for (let i = 0; i < count; i += 1) {
    const made = nextEnvelope(chance, record, key, state);
    bodies.push(made.envelope.body);
    // A run holds only the last body's signature.
    signature = made.envelope.signature;
    state = made.state;
    stage.signed.add(toHex(made.link));
  }
  const run = { bodies, signature: chance.oneIn(30) ? mutateBytes(chance, signature) : signature };
  remember(stage.runs, run);
  return run;
}

/** Returns a registration by the real maker, sometimes a wrong one. Notes the device's key when it is valid. */
export function makeRegistration(chance: Chance, stage: Stage): Signed {
  const deviceKey = derivePrivateKey(chance.bytes(32), p);
  const real = p.p256PublicKey(deviceKey);
  const wrong = chance.oneIn(2);
  const devicePublicKey = wrong && chance.oneIn(4) ? mutateBytes(chance, real) : real;
  stage.keys.set(toHex(keyIdentity(devicePublicKey, p)), deviceKey);
  const vehicle = {
    make: chance.pick(["Aster", "Bora"]),
    model: chance.pick(["Corsa", "Vega", "Ré 5"]),
    modelYear: 2_000 + chance.below(30),
    vin: chance.oneIn(2) ? FUZZ_VIN : "",
  };
  const firstOwner = new Uint8Array(20).fill(chance.below(4));
  const profile = chance.some(PROFILES) ?? CAR;
  const plain = encodeVehicle(vehicle);
  const said = wrong && chance.oneIn(3) ? mutateMessage(chance, plain) : plain;
  const keyMaterial = chance.bytes(32);
  const sealed = sealVehicle(context, devicePublicKey, applicationPublicKey, said, keyMaterial, p);
  const possess = (belonging: Belonging): Uint8Array =>
    signPossession(
      context,
      wrong && chance.oneIn(6) ? { ...belonging, firstOwner: chance.bytes(20) } : belonging,
      deviceKey,
      p,
    );
  const registered = { devicePublicKey, keyTier: 1, profile, vehicle, firstOwner, possess } as const;
  const signed = assembleRegistration(application, registered, { privateKey: makerKey, keyMaterial }, p, {
    firstOwner: wrong && chance.oneIn(6) ? chance.bytes(chance.below(40)) : firstOwner,
    keyId: wrong && chance.oneIn(6) ? chance.bytes(8) : keyId,
    sealedVehicle: wrong && chance.oneIn(4) ? mutateBytes(chance, sealed) : sealed,
  });
  const spoilt = wrong && chance.oneIn(3);
  const made = spoilt
    ? signMessage("registration", context, mutateMessage(chance, signed.message), makerKey, p)
    : chance.oneIn(20)
      ? { message: signed.message, signature: mutateBytes(chance, signed.signature) }
      : signed;
  remember(stage.registrations, made);
  return made;
}

/** Keeps the newest messages. */
export function remember<T>(kept: T[], item: T): void {
  kept.push(item);
  if (kept.length > 200) kept.shift();
}
