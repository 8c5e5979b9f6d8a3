/**
 * What concerns no single device, as leaf 0 of the state tree (docs/protocol.md, "Globals"): eight fields, of which anyone
 * may see each, so their salts are zeros.
 */
import { equal } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { buildTree, rootOfPath, type Tree, treeRoot } from "../merkle.ts";
import {
  type FieldOpening,
  GLOBALS_TREE,
  jointSiblings,
  type OpenedField,
  rootOfOpening,
  SALT_BYTES,
  saltedLeaf,
} from "./opening.ts";
import { type StatePlace, stateLeaf } from "./tree.ts";

/** The fields in the order of their numbers, from 16. The last three are reserved and empty. */
export const GLOBAL_FIELDS = [
  "actors",
  "parameters",
  "privacyBudget",
  "releases",
  "succession",
  "reserved21",
  "reserved22",
  "reserved23",
] as const;

/** The name of a field of the globals. */
export type GlobalField = (typeof GLOBAL_FIELDS)[number];

/** Values by field; a field without one is empty. */
export type GlobalValues = Readonly<Partial<Record<GlobalField, Uint8Array>>>;

const NO_SALT = new Uint8Array(SALT_BYTES);
const NOTHING = new Uint8Array();

const openedGlobal = (field: GlobalField, values: GlobalValues): OpenedField => ({
  field: GLOBALS_TREE.first + GLOBAL_FIELDS.indexOf(field),
  salt: NO_SALT,
  value: values[field] ?? NOTHING,
});

const globalsTree = (values: GlobalValues, provider: CryptoProvider): Tree =>
  buildTree(
    GLOBAL_FIELDS.map((field) => saltedLeaf(openedGlobal(field, values), provider)),
    provider,
  );

/**
 * Returns the root (32 bytes) of the globals.
 * @example
 * globalsRoot({ parameters: utf8("parameters") }, native).length; // => 32
 */
export const globalsRoot = (values: GlobalValues, provider: CryptoProvider): Uint8Array =>
  treeRoot(globalsTree(values, provider), provider);

/**
 * Opens fields of the globals.
 * @example
 * openGlobals({ parameters: utf8("parameters") }, ["parameters"], native).siblings.length; // => 3
 */
export function openGlobals(
  values: GlobalValues,
  fields: readonly GlobalField[],
  provider: CryptoProvider,
): FieldOpening {
  const { levels } = globalsTree(values, provider);
  const wanted = GLOBAL_FIELDS.filter((field) => fields.includes(field));
  const places = wanted.map((field) => GLOBAL_FIELDS.indexOf(field));
  const nodeAt = (level: number, index: number) => levels[level]?.[index] as Uint8Array;
  return {
    fields: wanted.map((field) => openedGlobal(field, values)),
    siblings: jointSiblings(GLOBALS_TREE.depth, places, nodeAt),
  };
}

/**
 * Returns what an opening proves of the globals, by field; undefined when it does not lead to the state root (32 bytes), or
 * stands in another place than theirs.
 * @example
 * const opening = openGlobals({ parameters: utf8("parameters") }, ["parameters"], native);
 * const place = { index: 0, size: 1, path: [] };
 * const root = stateLeaf(globalsRoot({ parameters: utf8("parameters") }, native), native);
 * provenGlobals(opening, place, root, native); // => { parameters: utf8("parameters") }
 */
export function provenGlobals(
  opening: FieldOpening,
  { index, size, path }: StatePlace,
  stateRoot: Uint8Array,
  provider: CryptoProvider,
): GlobalValues | undefined {
  const root = rootOfOpening(GLOBALS_TREE, opening, provider);
  if (root === undefined || index !== 0) return undefined;
  const state = rootOfPath(stateLeaf(root, provider), index, size, path, provider);
  if (state === undefined || !equal(state, stateRoot)) return undefined;
  return Object.fromEntries(
    opening.fields.map(({ field, value }) => [GLOBAL_FIELDS[field - GLOBALS_TREE.first] as GlobalField, value]),
  );
}
