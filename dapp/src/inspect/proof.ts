/** What an answer about a car proves: the whole record as it is now, under the state root (docs/protocol.md, "Answers"). Pure. */
import type { Context } from "@witness/protocol/context";
import { deviceIdOf } from "@witness/protocol/identity";
import { treePath, treeSize } from "@witness/protocol/merkle";
import { RECORD_FIELD_NAMES } from "@witness/protocol/record/fields";
import type { RecordProof } from "@witness/protocol/wire/record-proof";
import { openFields } from "../state/leaf.ts";
import type { DeviceRecord, State } from "../state/state.ts";

/** Opens every field of a record: all of them need no sibling. */
export function proofOf(state: State, context: Context, record: DeviceRecord): RecordProof {
  const tree = state.recordTrees.get(deviceIdOf(record.chain.deviceId));
  if (tree === undefined) throw new RangeError("Every record has a tree.");
  const { index } = record;
  return {
    opening: openFields(state.genesis, context, record, tree, RECORD_FIELD_NAMES),
    place: { index, size: treeSize(state.tree), path: treePath(state.tree, index) },
  };
}
