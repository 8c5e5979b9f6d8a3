/**
 * What an answer proves under the state root (docs/protocol.md, "Answers"): of a car the whole record as it is now, or what
 * concerns no single device. Pure.
 */
import type { Context } from "@witness/protocol/context";
import { deviceIdOf } from "@witness/protocol/identity";
import { RECORD_FIELD_NAMES, type RecordField } from "@witness/protocol/record/fields";
import { type GlobalField, openGlobals } from "@witness/protocol/record/globals";
import type { StatePlace } from "@witness/protocol/record/tree";
import type { RecordProof } from "@witness/protocol/wire/record-proof";
import { allGlobals, openFields } from "../state/leaf.ts";
import type { DeviceRecord, State } from "../state/state.ts";

/** What a later owner is not shown: the distances of the days on which somebody else drove. */
const OF_EARLIER_TENURES: readonly RecordField[] = ["closings"];

const placeOf = ({ tree }: State, index: number): StatePlace => ({ index, size: tree.size, path: tree.path(index) });

/** Opens fields of a record, and shows where it stands in the state. */
export function fieldsProof(
  state: State,
  context: Context,
  record: DeviceRecord,
  fields: readonly RecordField[],
): RecordProof {
  const tree = state.devices.treeOf(deviceIdOf(record.chain.deviceId));
  if (tree === undefined) throw new RangeError("Every record has a tree.");
  return { opening: openFields(state.genesis, context, record, tree, fields), place: placeOf(state, record.index) };
}

/** Opens every field of a record that its owner may see. All of them need no sibling. */
export function ownerProof(state: State, context: Context, record: DeviceRecord): RecordProof {
  const isFirst = record.holding.tenure <= 1;
  const shown = RECORD_FIELD_NAMES.filter((field) => isFirst || !OF_EARLIER_TENURES.includes(field));
  return fieldsProof(state, context, record, shown);
}

/** Opens what a history must come to. All of it is public: whoever has the inputs reckons the same. */
export const historyProof = (state: State, context: Context, record: DeviceRecord): RecordProof =>
  fieldsProof(state, context, record, ["key", "chain"]);

const GLOBALS_SAID: readonly GlobalField[] = ["actors", "parameters", "succession"];

/** Opens what operations move of the globals, and what releases spent where there are any. */
export function globalsProof(state: State): RecordProof {
  const { genesis, releases } = state;
  const fields: readonly GlobalField[] = releases ? [...GLOBALS_SAID, "privacyBudget", "releases"] : GLOBALS_SAID;
  return { opening: openGlobals(allGlobals(state), fields, genesis.provider), place: placeOf(state, 0) };
}
