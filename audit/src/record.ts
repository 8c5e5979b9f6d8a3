/**
 * What can be seen of the record without any key (docs/protocol.md, "Admission" and "History accumulator"): who was
 * registered by which maker, which envelopes count, where gaps and forks are, and what each history comes to. Clear bytes
 * are refused exactly as the back-end refuses them.
 */

import type { Genesis } from "@witness/ethereum/genesis";
import { admitRegistration, readBody } from "@witness/protocol/admission";
import { unpackPayload } from "@witness/protocol/batch";
import { toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native } from "@witness/protocol/crypto/native";
import { CODES, type Code, ProtocolError } from "@witness/protocol/errors";
import { newPublicRecord, type PublicRecord, takeRun } from "@witness/protocol/history/public-record";
import { keyIdentity } from "@witness/protocol/identity";
import type { Batch, Run, Signed } from "@witness/protocol/wire/envelope";

/** How many of one kind of message came to what. */
export interface Tally {
  readonly admitted: number;
  readonly ignored: number;
  readonly refused: number;
}

interface Device {
  readonly record: PublicRecord;
  readonly makerKey: string;
  readonly gaps: number;
  readonly forks: number;
}

/** An input as the record needs it. */
export interface Arrival {
  readonly index: number;
  /** Of the block. */
  readonly timeUnixS: number;
  readonly payload: Uint8Array;
}

/** The version of the parameters that an application begins with, and keeps. */
const PARAMETERS = 1;

/** The record so far; `takeInput` changes it. */
export interface Ledger {
  readonly context: Context;
  readonly genesis: Pick<Genesis, "makers" | "applicationPublicKey">;
  readonly keyId: Uint8Array;
  readonly devices: Map<string, Device>;
  registrations: Tally;
  envelopes: Tally;
  /** How often each code was given, `admitted` apart. */
  readonly codes: Map<Code, number>;
  /** Inputs that are no batch of ours. */
  rejected: number;
}

/** What became of one input, in the form of the back-end's report. */
export interface Decisions {
  readonly code: Code;
  readonly registrationCodes: readonly Code[];
  readonly envelopeCodes: readonly Code[];
  /**
   * Whether the input changed the record, and so made an output: something was admitted, or is new evidence of a copied
   * key. "May", because a blind audit admits vehicles that do not open.
   */
  readonly mayChange: boolean;
}

const NONE: Tally = { admitted: 0, ignored: 0, refused: 0 };

/** Returns an empty record. */
export function newLedger(context: Context, genesis: Pick<Genesis, "makers" | "applicationPublicKey">): Ledger {
  const keyId = keyIdentity(genesis.applicationPublicKey, native);
  return {
    context,
    genesis,
    keyId,
    devices: new Map(),
    registrations: NONE,
    envelopes: NONE,
    codes: new Map(),
    rejected: 0,
  };
}

function tally(ledger: Ledger, kind: "registrations" | "envelopes", codes: readonly Code[]): void {
  let { admitted, ignored, refused } = ledger[kind];
  for (const code of codes) {
    const { action } = CODES[code];
    if (action === "admit") admitted += 1;
    else if (action === "ignore") ignored += 1;
    else refused += 1;
    if (action !== "admit") ledger.codes.set(code, (ledger.codes.get(code) ?? 0) + 1);
  }
  ledger[kind] = { admitted, ignored, refused };
}

function register({ context, genesis, keyId, devices }: Ledger, signed: Signed, unreadable: boolean): Code {
  const makers = genesis.makers.map(({ publicKey }) => publicKey);
  const publicKeyOf = (id: Uint8Array) => devices.get(toHex(id))?.record.chain.publicKey;
  const decision = admitRegistration({ context, provider: native, keyId }, makers, publicKeyOf, signed);
  if (decision.code !== "admitted") return decision.code;
  // Here the back-end opens the vehicle's description, which nobody without the key can.
  if (unreadable) return "vehicle-unreadable";
  const { devicePublicKey } = decision.registration;
  const record = newPublicRecord({ context, provider: native }, devicePublicKey, signed.message);
  devices.set(toHex(decision.deviceId), { record, makerKey: toHex(decision.maker), gaps: 0, forks: 0 });
  return "admitted";
}

/** Decides on each body of a run; `changed` says whether the device's record is another one afterwards. */
function decideRun(
  { context, keyId, devices }: Ledger,
  { index, timeUnixS }: Arrival,
  place: number,
  run: Run,
): { codes: readonly Code[]; changed: boolean } {
  const [first] = run.bodies;
  const read = first && readBody(first);
  const id = read && "body" in read ? toHex(read.body.deviceId) : undefined;
  const device = id === undefined ? undefined : devices.get(id);
  if (id === undefined || !device) {
    const codes = run.bodies.map((bytes) => {
      const each = readBody(bytes);
      if ("code" in each) return each.code;
      return id === undefined ? "run-broken" : "device-unknown";
    });
    return { codes, changed: false };
  }
  const moment = { input: index, blockTimeUnixS: timeUnixS, place, parameters: PARAMETERS };
  const { record, items, decisions } = takeRun({ context, provider: native, keyId }, device.record, moment, run);
  let { gaps, forks } = device;
  for (const { gap, fork } of decisions) {
    if (gap) gaps += 1;
    if (fork) forks += 1;
  }
  forks += items.filter(({ kind }) => kind === "fork").length;
  devices.set(id, { ...device, record, gaps, forks });
  return { codes: decisions.map(({ code }) => code), changed: record !== device.record };
}

/**
 * Judges one input and moves the record. Whatever the bytes are, it returns what was decided. `unreadable` are
 * the places of registrations whose vehicle is known not to open; a blind audit knows of none.
 */
export function takeInput(ledger: Ledger, arrival: Arrival, unreadable: ReadonlySet<number>): Decisions {
  let batch: Batch;
  try {
    batch = unpackPayload(arrival.payload);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    ledger.rejected += 1;
    return { code: error.code, registrationCodes: [], envelopeCodes: [], mayChange: false };
  }
  const registrationCodes = batch.registrations.map((signed, place) => register(ledger, signed, unreadable.has(place)));
  const before = batch.registrations.length;
  const runs = batch.runs.map((run, place) => decideRun(ledger, arrival, before + place, run));
  const envelopeCodes = runs.flatMap(({ codes }) => codes);
  tally(ledger, "registrations", registrationCodes);
  tally(ledger, "envelopes", envelopeCodes);
  // Whether an operation takes effect can hang on the owner whom a sealed vehicle names: that is the back-end's to say.
  const isOperated = (batch.operations ?? []).length > 0;
  const mayChange = isOperated || registrationCodes.includes("admitted") || runs.some(({ changed }) => changed);
  return { code: "admitted", registrationCodes, envelopeCodes, mayChange };
}

/** Returns how many devices each maker registered, by the maker's public key. */
export function devicesByMaker({ devices }: Ledger): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { makerKey } of devices.values()) counts.set(makerKey, (counts.get(makerKey) ?? 0) + 1);
  return counts;
}

/** Returns what each device's history comes to, in the order of registration: what a proven record must say. */
export function histories({ devices }: Ledger): { device: string; items: number; accumulator: string }[] {
  return [...devices].map(([device, { record }]) => {
    const { items, accumulator } = record.history;
    return { device, items, accumulator: toHex(accumulator) };
  });
}

/** Returns the devices with gaps or forks, by id. */
export function troubledDevices({ devices }: Ledger): { id: string; gaps: number; forks: number }[] {
  return [...devices]
    .map(([id, { gaps, forks }]) => ({ id, gaps, forks }))
    .filter(({ gaps, forks }) => gaps + forks > 0)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
