/** A record's tree, and so its leaf in the state tree (docs/protocol.md, "Record tree"). Pure. */
import { type Context, preamble } from "@witness/protocol/context";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { globalValues } from "@witness/protocol/operations/globals";
import type { RecordField } from "@witness/protocol/record/fields";
import { type GlobalValues, globalsRoot } from "@witness/protocol/record/globals";
import type { FieldOpening } from "@witness/protocol/record/opening";
import { type Plate, plateSalt } from "@witness/protocol/record/plate";
import {
  changeRecordTree,
  newRecordTree,
  openRecord,
  type RecordSource,
  type RecordTree,
  recordRoot,
  recordSalts,
  recordTreeAt,
  stateLeaf,
} from "@witness/protocol/record/tree";
import { type VinSalts, vinSalts } from "@witness/protocol/record/vin";
import { releaseGlobals } from "../analytics/releases.ts";
import { changedFields, fieldBytes } from "./fields.ts";
import type { DeviceRecord, Genesis, KeptDevice, State } from "./state.ts";

function sourceOf({ provider, applicationPrivateKey }: Genesis, context: Context, record: DeviceRecord): RecordSource {
  const saltOf = recordSalts(applicationPrivateKey, preamble("salt", context), record.chain.deviceId, provider);
  return { bytesOf: (field) => fieldBytes(record, field, provider), saltOf };
}

/** Returns the tree of a record after an input; `kept` are record and tree before it, undefined for a new device. */
export function treeAfter(
  genesis: Genesis,
  context: Context,
  record: DeviceRecord,
  kept: KeptDevice | undefined,
): RecordTree {
  const source = sourceOf(genesis, context, record);
  if (kept === undefined) return newRecordTree(source, genesis.provider);
  const changed = changedFields(kept.record, record, genesis.provider);
  const known = new Map(changed.map(({ name, bytes }) => [name, bytes]));
  const bytesOf = (field: RecordField): Uint8Array => known.get(field) ?? source.bytesOf(field);
  return changeRecordTree(kept.tree, [...known.keys()], { ...source, bytesOf }, genesis.provider);
}

/** Returns the tree of a record from its fields alone, each as the change with the number of `tree` set it. */
export const treeAgain = (genesis: Genesis, context: Context, record: DeviceRecord, tree: RecordTree): RecordTree =>
  recordTreeAt(tree.change, tree.changes, sourceOf(genesis, context, record), genesis.provider);

/** Returns the leaf (32 bytes) of a record's tree in the state tree. */
export const leafOf = ({ provider }: Genesis, tree: RecordTree): Uint8Array =>
  stateLeaf(recordRoot(tree, provider), provider);

/** Returns the leaf (32 bytes) of the globals in the state tree. */
export const globalsLeaf = (said: Pick<State, "globals" | "releases">, provider: CryptoProvider): Uint8Array =>
  stateLeaf(globalsRoot(allGlobals(said), provider), provider);

/** Returns the fields of leaf 0. */
export const allGlobals = ({ globals, releases }: Pick<State, "globals" | "releases">): GlobalValues => ({
  ...globalValues(globals),
  ...releaseGlobals(releases),
});

/** Opens fields of a record as it is now. */
export const openFields = (
  genesis: Genesis,
  context: Context,
  record: DeviceRecord,
  tree: RecordTree,
  fields: readonly RecordField[],
): FieldOpening => openRecord(tree, fields, sourceOf(genesis, context, record), genesis.provider);

/** Returns the salt of a plate's tag. */
export const plateSaltOf = ({ provider, applicationPrivateKey }: Genesis, context: Context, plate: Plate): Uint8Array =>
  plateSalt(applicationPrivateKey, preamble("plate", context), plate, provider);

/** Returns what opens the tag of a VIN; undefined when the maker stated none. */
export const vinSaltsOf = (
  { provider, applicationPrivateKey }: Genesis,
  context: Context,
  vin: string,
): VinSalts | undefined =>
  vin === "" ? undefined : vinSalts(applicationPrivateKey, preamble("vin", context), vin, provider);
