/** What an opening does not prove, though its hashes lead somewhere. */
import { describe, expect, it } from "vitest";
import { preamble } from "../context.ts";
import { native } from "../crypto/native.ts";
import { keyIdentity } from "../identity.ts";
import { buildTree, treePath, treeRoot } from "../merkle.ts";
import { encodeRecordField, RECORD_FIELD_NAMES, recordFieldNumber } from "./fields.ts";
import { narrowOpening, type OpenedField, RECORD_TREE, rootOfOpening } from "./opening.ts";
import { provenRecord, recordSalts, stateLeaf } from "./tree.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const publicKey = native.p256PublicKey(new Uint8Array(32).fill(1));
const deviceId = keyIdentity(publicKey, native);
const saltOf = recordSalts(new Uint8Array(32).fill(3), preamble("salt", context), deviceId, native);
const key = encodeRecordField("key", { publicKey, keyTier: 1, maker: new Uint8Array(8) });
const fields: readonly OpenedField[] = RECORD_FIELD_NAMES.map((name) => {
  const field = recordFieldNumber(name);
  const value = name === "key" ? key : new Uint8Array();
  return { field, salt: saltOf(field, value, 0), value };
});
const whole = { fields, siblings: [] };
const root = rootOfOpening(RECORD_TREE, whole, native) ?? new Uint8Array();
const keyAlone = narrowOpening(RECORD_TREE, whole, [recordFieldNumber("key")], native);
const [keyField] = keyAlone.fields;
if (!keyField) throw new Error("The key is shown.");

describe("an opening", () => {
  it("shows no field twice: of two values one would be nobody's", () => {
    const made = { ...keyField, value: Uint8Array.from(key).fill(7, 0, 1) };
    expect(rootOfOpening(RECORD_TREE, keyAlone, native)).toEqual(root);
    expect(rootOfOpening(RECORD_TREE, { ...keyAlone, fields: [made, keyField] }, native)).toBeUndefined();
  });

  it.each([0, 1])("of a record is one of a car's place in the state, and not of the globals' place: %d", (index) => {
    const leaves = [0, 1].map((place) =>
      place === index ? stateLeaf(root, native) : native.sha256(Uint8Array.of(place)),
    );
    const tree = buildTree(leaves, native);
    const stateRoot = treeRoot(tree, native);
    const place = { index, size: 2, path: treePath(tree, index) };
    const proven = provenRecord(keyAlone, place, { deviceId, stateRoot }, native);
    expect(proven?.key.publicKey).toEqual(index === 1 ? publicKey : undefined);
  });
});
