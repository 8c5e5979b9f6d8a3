/**
 * The whole state as bytes, and back: the next input then makes the same outputs and the same state as it would have made
 * without. Equal states make equal bytes. Pure.
 */
import { equal, fromHex, toHex } from "@witness/protocol/bytes";
import { deviceIdOf } from "@witness/protocol/identity";
import { decodeGlobals, globalValues } from "@witness/protocol/operations/globals";
import { globalsLeaf, leafOf, treeAgain } from "../leaf.ts";
import { type Genesis, newState, type State, stateRoot } from "../state.ts";
import { SnapshotError } from "./error.ts";
import { genesisHash, type Head, headItem, nameItem, refusalItem, signedItem } from "./parts.ts";
import { readReleases, writeReleases } from "./releases.ts";
import {
  type SnapshotOwner,
  SnapshotReader,
  type SnapshotSink,
  type SnapshotSource,
  SnapshotWriter,
} from "./stream.ts";

/** Leaves of the state tree that are set at once. */
const LEAVES_AT_ONCE = 1_024;

const GLOBAL_ITEMS = ["actors", "parameters", "succession"] as const;

const ownerOf = ({ genesis, applicationPublicKey }: State): SnapshotOwner => ({
  provider: genesis.provider,
  applicationPrivateKey: genesis.applicationPrivateKey,
  applicationPublicKey,
  genesisHash: genesisHash(genesis),
});

function headOf(state: State): Head {
  const { context, totals, inputCount, nextInput, timeUnixS, devices } = state;
  return {
    contexts: context ? [context] : [],
    totals,
    inputCount,
    nextInput,
    timeUnixS,
    stateRoot: stateRoot(state),
    refusalCounts: Array.from(state.refusalCounts, ([code, count]) => ({ code, count })),
    takenByMaker: Array.from(state.takenByMaker, ([maker, taken]) => ({ maker: fromHex(maker), taken })),
    counts: {
      names: devices.names.size,
      refusals: state.refusals.length,
      signed: state.signedRefusals.size,
      unopened: state.unopened.size,
      devices: devices.size,
    },
  };
}

/** Writes a state, part by part. It holds what the key guards: keep it as the key is kept. */
export function writeSnapshot(state: State, sink: SnapshotSink): void {
  const writer = new SnapshotWriter(ownerOf(state), sink);
  writer.item(headItem.encode(headOf(state)));
  const globals = globalValues(state.globals);
  for (const field of GLOBAL_ITEMS) writer.item(globals[field] ?? new Uint8Array());
  writeReleases(state, writer);
  for (const name of state.devices.names) writer.item(nameItem.encode(name));
  for (const refusal of state.refusals) writer.item(refusalItem.encode(refusal));
  for (const signed of state.signedRefusals.values()) writer.item(signedItem.encode(signed));
  for (const id of state.unopened) writer.item(fromHex(id));
  for (let number = 0; number < state.devices.size; number += 1) {
    const { record, journal } = state.devices.packed(number);
    writer.item(record);
    writer.item(journal);
    if (state.contributions) writer.item(state.contributions.packed(number));
  }
  writer.end();
}

/** Adds all devices. The state tree is computed from the fields of each record, and not taken from what was kept of it. */
function readDevices(state: State, reader: SnapshotReader, devices: number): void {
  const { genesis, context } = state;
  let leaves = new Map<number, Uint8Array>();
  for (let number = 0; number < devices; number += 1) {
    const packed = { record: reader.item(), journal: reader.item() };
    const record = state.devices.restore(packed);
    state.contributions?.restore(number, reader.item());
    const kept = state.devices.treeOf(deviceIdOf(record.chain.deviceId));
    if (context === undefined || kept === undefined) throw new RangeError("Every record has a tree.");
    const tree = treeAgain(genesis, context, record, kept);
    if (!tree.quarters.every((quarter, at) => equal(quarter, kept.quarters[at] ?? new Uint8Array()))) {
      throw new RangeError("A record's tree is that of its fields.");
    }
    leaves.set(number + 1, leafOf(genesis, tree));
    if (leaves.size === LEAVES_AT_ONCE || number === devices - 1) {
      state.tree.apply(state.tree.change(leaves));
      leaves = new Map();
    }
  }
}

function readState(genesis: Genesis, reader: SnapshotReader): State {
  const head = headItem.decode(reader.item());
  const { counts, contexts, totals, inputCount, nextInput, timeUnixS, refusalCounts, takenByMaker } = head;
  const items = <Item>(count: number, decode: (item: Uint8Array) => Item): Item[] =>
    Array.from({ length: count }, () => decode(reader.item()));
  const [actors, parameters, succession] = GLOBAL_ITEMS.map(() => reader.item()) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const globals = decodeGlobals({ actors, parameters, succession });
  const state: State = {
    ...newState(genesis),
    globals,
    context: contexts[0],
    totals,
    inputCount,
    nextInput,
    timeUnixS,
  };
  readReleases(state, reader);
  for (const name of items(counts.names, nameItem.decode)) state.devices.names.numberOf(name);
  state.refusals.push(...items(counts.refusals, refusalItem.decode));
  for (const { code, count } of refusalCounts) state.refusalCounts.set(code, count);
  for (const { maker, taken } of takenByMaker) state.takenByMaker.set(toHex(maker), taken);
  for (const signed of items(counts.signed, signedItem.decode)) {
    const [first] = signed;
    if (first) state.signedRefusals.set(deviceIdOf(first.refusal.deviceId), signed);
  }
  for (const id of items(counts.unopened, deviceIdOf)) state.unopened.add(id);
  state.tree.apply(state.tree.change(new Map([[0, globalsLeaf(state, genesis.provider)]])));
  state.devices.passTo(timeUnixS);
  readDevices(state, reader, counts.devices);
  if (reader.left > 0 || !equal(stateRoot(state), head.stateRoot)) {
    throw new RangeError("The records lead to the state root that the snapshot names.");
  }
  return state;
}

/**
 * Returns the state that was written. Its seal is checked before anything is read, and every record against the state root.
 * @throws {SnapshotError} `snapshot-invalid`, `snapshot-mismatch`
 */
export function readSnapshot(genesis: Genesis, source: SnapshotSource): State {
  const reader = new SnapshotReader(ownerOf(newState(genesis)), source);
  try {
    return readState(genesis, reader);
  } catch (cause) {
    throw new SnapshotError(
      "The snapshot does not lead to the state root that it names: another release of the back-end wrote it. Drive this one from its inputs.",
      { code: "snapshot-invalid", cause },
    );
  }
}
