/**
 * What can be seen of the record without any key (docs/protocol.md, "Admission" and "History accumulator"): who was
 * registered by which maker, which envelopes count, where gaps and forks are, and what each history comes to. Clear bytes
 * are refused exactly as the back-end refuses them.
 */

import type { Genesis } from "@witness/ethereum/genesis";
import { readBody } from "@witness/protocol/admission";
import { unpackPayload } from "@witness/protocol/batch";
import { toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native } from "@witness/protocol/crypto/native";
import { CODES, type Code, ProtocolError } from "@witness/protocol/errors";
import { operationAdded, withItems } from "@witness/protocol/history";
import {
  begunHolding,
  heldAfter,
  newPublicRecord,
  type PublicRecord,
  takeRun,
} from "@witness/protocol/history/public-record";
import { keyIdentity } from "@witness/protocol/identity";
import { DEVICES_MAX_UNLESS_SAID } from "@witness/protocol/limits";
import { takeOperation } from "@witness/protocol/operations/effect";
import {
  type Globals,
  isClosed,
  makerKeys,
  newGlobals,
  parametersAt,
  placesAllotted,
} from "@witness/protocol/operations/globals";
import type { Holding } from "@witness/protocol/operations/holding";
import { operationMoment } from "@witness/protocol/operations/rule";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import { type Places, takenBy, takePlace } from "@witness/protocol/places";
import { withInheritedRoot } from "@witness/protocol/predecessor";
import { admitRegistration } from "@witness/protocol/registration-admission";
import { cohortsRoot } from "@witness/protocol/release/cohorts";
import type { ReleaseHead } from "@witness/protocol/release/notice";
import { NO_SCHEDULE, type ReleaseSettings, type Schedule, stepSchedule } from "@witness/protocol/release/schedule";
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
  readonly holding: Holding;
}

/** An input as the record needs it. */
export interface Arrival {
  readonly index: number;
  /** Of the block. */
  readonly timeUnixS: number;
  readonly payload: Uint8Array;
}

/** What the back-end says of an input that only the key tells. A blind audit is told nothing. */
export interface Told {
  /** The codes of registrations whose vehicle or estate does not open or is none, by their place. */
  readonly vehicles: ReadonlyMap<number, Code>;
}

/** Codes that a registration can get once its vehicle and its estate are opened. */
const VEHICLE_CODES: readonly Code[] = ["vehicle-unreadable", "estate-unreadable", "malformed"];

/** Returns what the codes of an input's registrations say of vehicles, for an auditor who ran the back-end. */
export const toldBy = (registrationCodes: readonly Code[]): Told => ({
  vehicles: new Map([...registrationCodes.entries()].filter(([, code]) => VEHICLE_CODES.includes(code))),
});

/** What a blind audit is told. */
export const NOTHING_TOLD: Told = { vehicles: new Map() };

/** What of the genesis the record hangs on. */
type LedgerGenesis = Pick<Genesis, "makers" | "administrators" | "origins" | "predecessor" | "applicationPublicKey"> &
  Partial<Pick<Genesis, "maximumDevices" | "placesPerMaker" | "releases">>;

/** The record so far; `takeInput` changes it. */
export interface Ledger {
  readonly context: Context;
  readonly genesis: LedgerGenesis;
  readonly keyId: Uint8Array;
  readonly devices: Map<string, Device>;
  /** Devices without a record that took a place: a vehicle or estate that did not open, as the auditor is told. */
  readonly unopened: Set<string>;
  /** How many places each maker took, by the company's id. */
  readonly takenByMaker: Map<string, number>;
  /** What concerns the application as a whole: all of it is public. */
  globals: Globals;
  /** How far releases of statistics have come; their times and their cost are public, their figures need the key. */
  schedule: Schedule;
  registrations: Tally;
  operations: Tally;
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
  readonly operationCodes: readonly Code[];
  /**
   * Whether the input changed the record, and so made an output: something was admitted, or is new evidence of a copied
   * key. "May", because a blind audit admits vehicles that do not open.
   */
  readonly mayChange: boolean;
  /** The release that comes out with the input. */
  readonly release?: DueRelease | undefined;
}

/** What a release must say of itself, whatever its figures are. */
export interface DueRelease {
  readonly settings: ReleaseSettings;
  readonly head: Omit<ReleaseHead, "table" | "suppressed">;
}

const NONE: Tally = { admitted: 0, ignored: 0, refused: 0 };

/** Returns an empty record. */
export function newLedger(context: Context, genesis: LedgerGenesis): Ledger {
  const keyId = keyIdentity(genesis.applicationPublicKey, native);
  const makers = genesis.makers.map(({ publicKey }) => publicKey);
  return {
    context,
    genesis,
    keyId,
    devices: new Map(),
    unopened: new Set(),
    takenByMaker: new Map(),
    globals: newGlobals({ ...genesis, makers }, native),
    schedule: NO_SCHEDULE,
    registrations: NONE,
    operations: NONE,
    envelopes: NONE,
    codes: new Map(),
    rejected: 0,
  };
}

function tally(ledger: Ledger, kind: "registrations" | "operations" | "envelopes", codes: readonly Code[]): void {
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

function register(ledger: Ledger, { blockTimeUnixS }: MessagePlace, signed: Signed, vehicle: Code | undefined): Code {
  const { context, genesis, globals, keyId, devices, unopened, takenByMaker } = ledger;
  const publicKeyOf = (id: Uint8Array) => devices.get(toHex(id))?.record.chain.publicKey;
  const { maximumDevices = DEVICES_MAX_UNLESS_SAID } = genesis;
  const places: Places = {
    places: maximumDevices,
    taken: devices.size + unopened.size,
    of: (maker) => ({ places: placesAllotted(globals, maker), taken: takenBy(takenByMaker, maker) }),
    has: (id) => unopened.has(toHex(id)),
  };
  const before = { makers: makerKeys(globals), publicKeyOf, places };
  const predecessor = withInheritedRoot(genesis.predecessor, globals);
  const decision = admitRegistration({ context, provider: native, keyId, predecessor }, before, signed);
  if (decision.code !== "admitted") return decision.code;
  if (!places.has(decision.deviceId)) takePlace(takenByMaker, decision.maker.id);
  // Here the back-end opens the vehicle's description, which nobody without the key can.
  if (vehicle) {
    unopened.add(toHex(decision.deviceId));
    return vehicle;
  }
  unopened.delete(toHex(decision.deviceId));
  const { devicePublicKey } = decision.registration;
  const record = newPublicRecord({ context, provider: native }, devicePublicKey, signed.message);
  const holding = begunHolding(decision, blockTimeUnixS, native);
  devices.set(toHex(decision.deviceId), {
    record,
    makerKey: toHex(decision.maker.publicKey),
    gaps: 0,
    forks: 0,
    holding,
  });
  return "admitted";
}

/** Where a message of a batch stands. */
interface MessagePlace {
  readonly input: number;
  readonly blockTimeUnixS: number;
  readonly place: number;
  readonly parameters: number;
}

/** Decides on an operation, and lets it take effect. */
function operate(ledger: Ledger, moment: MessagePlace, signed: SignedOperation): Code {
  const { context, genesis, globals, devices } = ledger;
  const { origins, predecessor } = genesis;
  const at = operationMoment({ context, provider: native, origins, predecessor }, moment.blockTimeUnixS);
  const recordOf = (id: Uint8Array) => {
    const device = devices.get(toHex(id));
    return device && { holding: device.holding, chain: device.record.chain };
  };
  const outcome = takeOperation({ globals, recordOf }, at, signed);
  if (outcome.code !== "admitted") return outcome.code;
  const { code, operation, holding } = outcome;
  ledger.globals = outcome.globals ?? globals;
  const id = toHex(operation.device);
  const device = devices.get(id);
  if (!device || !holding) return code;
  const { record } = device;
  const history = withItems(context, record.history, [operationAdded(signed.message, native)], moment, native);
  devices.set(id, { ...device, holding, record: { ...record, history } });
  return code;
}

/** Decides on each body of a run; `changed` says whether the device's record is another one afterwards. */
function decideRun(
  { context, genesis, keyId, devices }: Ledger,
  moment: MessagePlace,
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
  const settings = { context, provider: native, keyId, predecessor: genesis.predecessor };
  const step = takeRun(settings, device.record, moment, run);
  const { record, items, decisions } = step;
  let { gaps, forks } = device;
  for (const { gap, fork } of decisions) {
    if (gap) gaps += 1;
    if (fork) forks += 1;
  }
  forks += items.filter(({ kind, late }) => kind === "fork" && !late).length;
  const holding = heldAfter(device.holding, device.record, step, moment.blockTimeUnixS);
  devices.set(id, { ...device, record, gaps, forks, holding });
  return { codes: decisions.map(({ code }) => code), changed: record !== device.record };
}

/**
 * Judges one input and moves the record. Whatever the bytes are, it returns what was decided.
 */
export function takeInput(ledger: Ledger, { index, timeUnixS, payload }: Arrival, told: Told): Decisions {
  const reject = (code: Code): Decisions => {
    ledger.rejected += 1;
    return { code, registrationCodes: [], envelopeCodes: [], operationCodes: [], mayChange: false };
  };
  let batch: Batch;
  try {
    batch = unpackPayload(payload);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return reject(error.code);
  }
  if (isClosed(ledger.globals, timeUnixS)) return reject("application-closed");
  const { registrations, operations = [] } = batch;
  const parameters = parametersAt(ledger.globals, timeUnixS);
  const at = (place: number): MessagePlace => ({ input: index, blockTimeUnixS: timeUnixS, place, parameters });
  const registrationCodes = registrations.map((signed, place) =>
    register(ledger, at(place), signed, told.vehicles.get(place)),
  );
  const operationCodes = operations.map((signed, place) => operate(ledger, at(registrations.length + place), signed));
  const before = registrations.length + operations.length;
  const runs = batch.runs.map((run, place) => decideRun(ledger, at(before + place), run));
  const envelopeCodes = runs.flatMap(({ codes }) => codes);
  tally(ledger, "registrations", registrationCodes);
  tally(ledger, "operations", operationCodes);
  tally(ledger, "envelopes", envelopeCodes);
  const { isSaid, release } = passReleases(ledger, timeUnixS);
  const mayChange =
    isSaid || [...registrationCodes, ...operationCodes].includes("admitted") || runs.some(({ changed }) => changed);
  return { code: "admitted", registrationCodes, envelopeCodes, operationCodes, mayChange, release };
}

/** Goes on to the time of an input. Returns whether the globals say another thing then, and the release that is due. */
function passReleases(
  ledger: Ledger,
  timeUnixS: number,
): { readonly isSaid: boolean; readonly release: DueRelease | undefined } {
  const { releases: settings } = ledger.genesis;
  if (!settings) return { isSaid: false, release: undefined };
  const { after, ends, rows, finishes } = stepSchedule(settings, ledger.schedule, timeUnixS);
  ledger.schedule = after;
  if (!rows || !finishes) return { isSaid: ends, release: undefined };
  const { windowS, epsilonNumerator, epsilonDenominator, epsilonPerYear, cohorts } = settings;
  const { number, window } = rows.of;
  const head = {
    number,
    fromUnixS: window * windowS,
    untilUnixS: (window + 1) * windowS,
    cohorts: cohortsRoot(cohorts, native),
    rows: cohorts.length,
    epsilonNumerator,
    epsilonDenominator,
    spent: after.spent,
    epsilonPerYear,
  };
  return { isSaid: true, release: { settings, head } };
}

/** Returns how many devices each maker registered, by the maker's public key. */
export function devicesByMaker({ devices }: Ledger): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { makerKey } of devices.values()) counts.set(makerKey, (counts.get(makerKey) ?? 0) + 1);
  return counts;
}

/** What a device's history comes to. */
export interface HistoryEnd {
  readonly device: string;
  readonly items: number;
  readonly accumulator: string;
}

/** Returns what each device's history comes to, in the order of registration: what a proven record must say. */
export function histories({ devices }: Ledger): HistoryEnd[] {
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
