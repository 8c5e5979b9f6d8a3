/** Records, states and claims as a back-end and a node make them, out of chance: what the contracts are to prove. */

import { concat } from "@witness/protocol/bytes";
import { keccak256 } from "@witness/protocol/crypto/keccak";
import { native } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { OUTPUTS_TREE_HEIGHT, type OutputProof } from "@witness/protocol/last-output";
import { buildTree, treePath, treeRoot } from "@witness/protocol/merkle";
import { encodeNotice, encodeStateRoot } from "@witness/protocol/outputs";
import {
  encodeRecordField,
  RECORD_FIELD_NAMES,
  RECORD_LAYOUTS,
  type RecordField,
  type RecordValues,
} from "@witness/protocol/record/fields";
import type { Part } from "@witness/protocol/record/layout";
import { SALT_BYTES } from "@witness/protocol/record/opening";
import { newRecordTree, openRecord, recordRoot, type StatePlace, stateLeaf } from "@witness/protocol/record/tree";
import type { FieldEvidence } from "../src/verifier.ts";
import type { Chance } from "./chance.ts";

const TEXTS = ["", "Renault", "Zoé", "トヨタ", "𝔛5", "\u{10ffff}\u{feff}a", "A".repeat(200)];
const ITEMS = 4;

function partOf(chance: Chance, part: Part): unknown {
  if ("list" in part) {
    // Now and then as many as there may be, for those short enough.
    const most = chance.below(8) === 0 ? Math.min(part.most, 20) : Math.min(part.most, ITEMS);
    return Array.from({ length: chance.below(most + 1) }, () => layoutValue(chance, part.list));
  }
  if ("bytes" in part) return chance.bytes(part.bytes);
  if (part.type === "text") return chance.pick(TEXTS);
  const bits = Number(part.type.slice(1));
  const edge = [0, 2 ** bits - 1][chance.below(8)];
  const value = edge ?? chance.below(2 ** bits);
  return part.type === "s48" ? value - 2 ** 47 : value;
}

const layoutValue = (chance: Chance, parts: readonly Part[]): Record<string, unknown> =>
  Object.fromEntries(parts.map((part) => [part.name, partOf(chance, part)]));

/** Returns values of every field, as bytes. @param said values that are not left to chance */
export function fieldsOf(chance: Chance, said: Partial<RecordValues> = {}): Map<RecordField, Uint8Array> {
  const publicKey = native.p256PublicKey(chance.bytes(32).fill(0, 0, 1).fill(1, 31));
  const fields = RECORD_FIELD_NAMES.map((field) => {
    const value = said[field] ?? layoutValue(chance, RECORD_LAYOUTS[field]);
    return [field, encodeRecordField(field, value as never)] as const;
  });
  const key = said.key ?? { publicKey, keyTier: 3, maker: chance.bytes(8) };
  return new Map(fields).set("key", encodeRecordField("key", key));
}

/** A record in a state, and the notice of that state. */
export interface RecordState {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** Shows fields of it, and the key. */
  readonly open: (fields: readonly RecordField[]) => FieldEvidence["opening"];
  readonly place: StatePlace;
  readonly notice: FieldEvidence["notice"];
  /** The output as it stands on chain. */
  readonly output: Uint8Array;
}

/** What a state is made of. */
export interface StateParts {
  readonly fields: ReadonlyMap<RecordField, Uint8Array>;
  /** How many there are. */
  readonly devices: number;
  /** The input that made the state; any unless given. */
  readonly inputIndex?: number;
}

/** Returns a state that holds a record among others. */
export function stateOf(chance: Chance, { fields, devices, inputIndex }: StateParts): RecordState {
  const salts = RECORD_FIELD_NAMES.map(() => chance.bytes(SALT_BYTES));
  const source = {
    bytesOf: (field: RecordField) => fields.get(field) ?? new Uint8Array(),
    saltOf: (field: number) => salts[field] ?? new Uint8Array(),
  };
  const tree = newRecordTree(source, native);
  const index = 1 + chance.below(devices);
  const leaves = Array.from({ length: devices + 1 }, () => chance.bytes(32));
  leaves[index] = stateLeaf(recordRoot(tree, native), native);
  const state = buildTree(leaves, native);
  const input = inputIndex ?? chance.below(2 ** 32);
  const notice = { inputIndex: input, admitted: chance.below(200), refused: chance.below(9) };
  const payload = encodeStateRoot({ root: treeRoot(state, native), devices, ...notice });
  return {
    deviceId: keyIdentity((fields.get("key") ?? new Uint8Array()).slice(0, 33), native),
    open: (shown) => openRecord(tree, shown, source, native),
    place: { index, size: devices + 1, path: treePath(state, index) },
    notice,
    output: encodeNotice(payload),
  };
}

const pair = (left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(keccak256(concat(left, right)));

/** The tree of all outputs of an application: its root is what is claimed. */
export interface Outputs {
  /** 32 bytes. */
  readonly root: Uint8Array;
  readonly proofOf: (index: number) => OutputProof;
}

/** Returns the tree of some outputs. */
export function outputsOf(outputs: readonly Uint8Array[]): Outputs {
  const levels = [outputs.map((output) => keccak256(output))];
  const empty = [new Uint8Array(32)];
  for (let level = 0; level < OUTPUTS_TREE_HEIGHT; level += 1) {
    const nodes = levels[level] ?? [];
    const beside = empty[level] as Uint8Array;
    const above = Array.from({ length: Math.ceil(nodes.length / 2) }, (_, at) =>
      pair(nodes[2 * at] ?? beside, nodes[2 * at + 1] ?? beside),
    );
    levels.push(above);
    empty.push(pair(beside, beside));
  }
  const proofOf = (index: number): OutputProof => ({
    index,
    siblings: empty
      .slice(0, OUTPUTS_TREE_HEIGHT)
      .map((beside, level) => levels[level]?.[Math.floor(index / 2 ** level) ^ 1] ?? beside),
  });
  return { root: levels[OUTPUTS_TREE_HEIGHT]?.[0] ?? (empty[OUTPUTS_TREE_HEIGHT] as Uint8Array), proofOf };
}

/**
 * Returns the proof of an output in a tree that is too large to make, and its root: every subtree beside it that has outputs is
 * chance. To the contracts it is the same as a tree of that many outputs.
 * @param count how many outputs there are
 */
export function proofAmong(
  chance: Chance,
  output: Uint8Array,
  { index, count }: { readonly index: number; readonly count: number },
): { readonly proof: OutputProof; readonly root: Uint8Array } {
  const nothing = outputsOf([]).proofOf(0).siblings;
  let root: Uint8Array = keccak256(output);
  const siblings = nothing.map((empty, level) => {
    const at = Math.floor(index / 2 ** level);
    const isThere = (at ^ 1) * 2 ** level < count;
    const sibling = isThere ? chance.bytes(32) : empty;
    root = at % 2 === 0 ? pair(root, sibling) : pair(sibling, root);
    return sibling;
  });
  return { proof: { index, siblings }, root };
}
