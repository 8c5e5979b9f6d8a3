/**
 * What the back-end knows. A transition computes a change and touches nothing; `apply` writes it when the input is
 * accepted, so that a rejected input leaves no trace in a process as in a machine.
 */

import { equal } from "@witness/protocol/bytes";
import type { Profile } from "@witness/protocol/columns/profile";
import type { Context } from "@witness/protocol/context";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import type { Code } from "@witness/protocol/errors";
import type { ForkEvidence } from "@witness/protocol/fork-evidence";
import type { HashChain } from "@witness/protocol/hash-chain";
import type { History } from "@witness/protocol/history";
import type { Judged } from "@witness/protocol/history/judging";
import { type DeviceId, deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import type { Judgement } from "@witness/protocol/judge/judgement";
import { DEVICES_MAX_UNLESS_SAID, REFUSALS_KEPT, REFUSALS_KEPT_PER_CODE } from "@witness/protocol/limits";
import type { TreeChange } from "@witness/protocol/merkle";
import { type Founders, type Globals, newGlobals } from "@witness/protocol/operations/globals";
import type { Holding } from "@witness/protocol/operations/holding";
import type { Taken, TakenByMaker } from "@witness/protocol/places";
import type { Predecessor } from "@witness/protocol/predecessor";
import type { Days } from "@witness/protocol/record/days";
import type { RecordEvents } from "@witness/protocol/record/events";
import type { RecordTree } from "@witness/protocol/record/tree";
import type { ReleaseSettings } from "@witness/protocol/release/schedule";
import type { SessionKeys } from "@witness/protocol/session";
import type { ToldEntry } from "@witness/protocol/wire/answer";
import type { KeyTier, Vehicle } from "@witness/protocol/wire/registration";
import type { Refusal } from "@witness/protocol/wire/report";
import { Contributions } from "../analytics/contributions.ts";
import { newReleases, type ReleaseChange, type Releases } from "../analytics/releases.ts";
import { globalsLeaf } from "./leaf.ts";
import { PackedTree } from "./packed/tree.ts";
import { Devices } from "./store/devices.ts";

/** What the back-end is started with. */
export interface Genesis {
  readonly provider: CryptoProvider;
  /** The makers' public keys, 33 bytes each. */
  readonly makers: readonly Uint8Array[];
  /** Absent: nobody may do what administrators do. */
  readonly administrators?: Founders["administrators"];
  /** How many devices it takes; DEVICES_MAX_UNLESS_SAID unless said. */
  readonly maximumDevices?: number;
  /** How many of them each maker may register at first; a share of them unless said. */
  readonly placesPerMaker?: number | undefined;
  /** Origins whose pages may ask passkeys; none unless said. */
  readonly origins?: readonly string[];
  /** The application that this one goes on from. */
  readonly predecessor?: Predecessor | undefined;
  /** How statistics are released; without it none are. */
  readonly releases?: ReleaseSettings | undefined;
  /** 32 bytes. */
  readonly applicationPrivateKey: Uint8Array;
}

/** Evidence of a copied key, with the time of the block that carried it. */
export interface DatedForkEvidence extends ForkEvidence {
  readonly timeUnixS: number;
}

/** A refusal of bytes that the device's own key signed: nobody else can make one. */
export interface SignedRefusal {
  readonly refusal: Refusal;
  /** 32 bytes, of the refused body: whoever posts it again adds nothing. */
  readonly link: Uint8Array;
}

/** One device's record. */
export interface DeviceRecord {
  /** Its leaf in the state tree, from 1. */
  readonly index: number;
  readonly chain: HashChain;
  readonly keyTier: KeyTier;
  readonly profile: Profile;
  readonly vehicle: Vehicle;
  readonly registeredAtUnixS: number;
  /** The open one; undefined before the first. */
  readonly session: SessionKeys | undefined;
  readonly judged: Judged;
  readonly judgement: Judgement;
  /** How many; which they are stands in the history. */
  readonly forks: number;
  /** The first, each once, in the order in which they came. */
  readonly forkEvidence: readonly DatedForkEvidence[];
  readonly unreadable: number;
  /** Set and not cleared, ascending. */
  readonly activeTroubleCodes: readonly number[];
  readonly troubleCodesSet: number;
  /** 32 bytes; zeros when the maker stated no VIN. */
  readonly vinTag: Uint8Array;
  /** 32 bytes: of the plate under which its owner lets the public verdict be found. */
  readonly plateTag: Uint8Array | undefined;
  /** What operations move: owner, grants, quarantine, publication. */
  readonly holding: Holding;
  /** Everything that happened, as one hash. */
  readonly past: History;
  readonly days: Days;
  readonly events: RecordEvents;
  /** Entries of the journal, the newest, and those that wait for the owner; packed, `readJournal` reads them. */
  readonly journal: Uint8Array;
}

/** A device as the state has it. */
export interface KeptDevice {
  readonly record: DeviceRecord;
  readonly tree: RecordTree;
}

/** An entry of the journal as it is kept. */
export interface KeptEntry extends ToldEntry {
  /** The tenure in which it was made: its owner alone is told it. */
  readonly tenure: number;
}

/** Counts over all inputs. */
export interface Totals {
  /** Registrations and envelopes together, as in the notices. */
  readonly admitted: number;
  readonly refused: number;
  readonly envelopesAdmitted: number;
  readonly envelopesRefused: number;
  readonly readings: number;
}

/** Everything that the back-end keeps. */
export interface State {
  readonly genesis: Genesis;
  /** 33 bytes and 8 bytes. */
  readonly applicationPublicKey: Uint8Array;
  readonly keyId: Uint8Array;
  readonly devices: Devices;
  /**
   * Devices that took a place by a registration whose vehicle or estate did not open, by id: everybody can count places, and
   * nobody without the key what opens.
   */
  readonly unopened: Set<DeviceId>;
  /** How many places each maker took, by the company's id. A place is its who took it first, whoever registers the device at last. */
  readonly takenByMaker: Map<string, number>;
  /** What concerns no single device: leaf 0 of the state tree. */
  globals: Globals;
  /** What was released, and what is being; undefined when the genesis asks for no releases. */
  releases: Releases | undefined;
  /** What each car adds to the next release. */
  readonly contributions: Contributions | undefined;
  readonly tree: PackedTree;
  context: Context | undefined;
  totals: Totals;
  inputCount: number;
  /** One more than the index of the last accepted input; a rejected one makes nothing. */
  nextInput: number;
  timeUnixS: number;
  /** The newest of any kind, the newest last. Anybody can fill it, so no car's record is told from it. */
  readonly refusals: Refusal[];
  readonly refusalCounts: Map<Code, number>;
  /** What the devices' own keys signed, the newest last; outside the state root: what was refused changes no record. */
  readonly signedRefusals: Map<DeviceId, readonly SignedRefusal[]>;
}

/** What one accepted input changes. */
export interface StateChange {
  readonly context: Context;
  readonly globals: Globals;
  readonly releases: ReleaseChange | undefined;
  readonly records: ReadonlyMap<DeviceId, DeviceRecord>;
  /** The devices that were there before, of those that were looked at. */
  readonly before: ReadonlyMap<DeviceId, KeptDevice>;
  readonly recordTrees: ReadonlyMap<DeviceId, RecordTree>;
  readonly tree: TreeChange | undefined;
  /** Devices that take a place without a record from now on, and those that do no longer. */
  readonly unopened: ReadonlyMap<DeviceId, boolean>;
  /** Of makers that took places: how many each has taken now. */
  readonly takenByMaker: TakenByMaker;
  readonly totals: Totals;
  /** One more than the input's index. */
  readonly nextInput: number;
  readonly timeUnixS: number;
  readonly refusals: readonly Refusal[];
  /** Those of them that a device's key signed. */
  readonly signedRefusals: readonly SignedRefusal[];
}

/** Returns the state before the first input. */
export function newState(genesis: Genesis): State {
  const { provider } = genesis;
  const applicationPublicKey = provider.p256PublicKey(genesis.applicationPrivateKey);
  const globals = newGlobals(genesis, provider);
  const tree = new PackedTree(provider);
  const releases = genesis.releases && newReleases(genesis.releases, provider);
  tree.apply(tree.change(new Map([[0, globalsLeaf({ globals, releases }, provider)]])));
  return {
    genesis,
    applicationPublicKey,
    keyId: keyIdentity(applicationPublicKey, provider),
    devices: new Devices(provider, genesis.applicationPrivateKey),
    unopened: new Set(),
    takenByMaker: new Map(),
    globals,
    releases,
    contributions: genesis.releases && new Contributions(genesis.releases),
    tree,
    context: undefined,
    totals: { admitted: 0, refused: 0, envelopesAdmitted: 0, envelopesRefused: 0, readings: 0 },
    inputCount: 0,
    nextInput: 0,
    timeUnixS: 0,
    refusals: [],
    refusalCounts: new Map(),
    signedRefusals: new Map(),
  };
}

/** Returns how many devices the application takes, and how many have taken a place. */
export const placesOf = ({ genesis, devices, unopened }: State): Taken => ({
  places: genesis.maximumDevices ?? DEVICES_MAX_UNLESS_SAID,
  taken: devices.size + unopened.size,
});

/** Returns the state root, 32 bytes. */
export const stateRoot = (state: State): Uint8Array => state.tree.root;

/** Returns the list with one more. Of each code the first are kept, so that nobody pushes one out. */
function keepSigned(kept: readonly SignedRefusal[], { refusal, link }: SignedRefusal): readonly SignedRefusal[] {
  const alike = kept.filter((each) => each.refusal.code === refusal.code);
  if (alike.some((each) => equal(each.link, link))) return kept;
  return alike.length < REFUSALS_KEPT_PER_CODE ? [...kept, { refusal, link }] : kept;
}

/** Ends a window, if the input does, and counts what the input brings in the one that is open then. */
function applyReleases(state: State, { releases, records, before, timeUnixS }: StateChange): void {
  const { contributions } = state;
  if (!releases || !contributions) return;
  if (releases.ends) contributions.endWindow();
  state.releases = releases.releases;
  const window = releases.releases.schedule.window ?? 0;
  for (const [id, record] of records) {
    contributions.change(record.index - 1, before.get(id)?.record, record, { window, timeUnixS });
  }
}

/** Writes a change into the state it was computed for. */
export function apply(state: State, change: StateChange): void {
  state.devices.passTo(change.timeUnixS);
  applyReleases(state, change);
  for (const [id, record] of change.records) {
    const tree = change.recordTrees.get(id);
    if (tree === undefined) throw new RangeError("Every record has a tree.");
    state.devices.set(record, tree, change.before.get(id)?.record);
  }
  for (const [id, isUnopened] of change.unopened) {
    if (isUnopened) state.unopened.add(id);
    else state.unopened.delete(id);
  }
  for (const [maker, taken] of change.takenByMaker) state.takenByMaker.set(maker, taken);
  if (change.tree) state.tree.apply(change.tree);
  state.context = change.context;
  state.globals = change.globals;
  state.totals = change.totals;
  state.inputCount += 1;
  state.nextInput = change.nextInput;
  state.timeUnixS = change.timeUnixS;
  state.refusals.push(...change.refusals);
  state.refusals.splice(0, Math.max(0, state.refusals.length - REFUSALS_KEPT));
  for (const { code } of change.refusals) state.refusalCounts.set(code, (state.refusalCounts.get(code) ?? 0) + 1);
  for (const signed of change.signedRefusals) {
    const id = deviceIdOf(signed.refusal.deviceId);
    state.signedRefusals.set(id, keepSigned(state.signedRefusals.get(id) ?? [], signed));
  }
}
