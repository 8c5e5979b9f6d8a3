/** The published vectors of version 2's record (docs/protocol.md, "Record tree"), replayed with both providers. */
import { describe, expect, it } from "vitest";
import { shown } from "../scripts/cases/shown.ts";
import keys from "../vectors/keys.json" with { type: "json" };
import vectors from "../vectors/v2-record.json" with { type: "json" };
import { fromHex, toHex } from "./bytes.ts";
import { type Context, preamble } from "./context.ts";
import { native } from "./crypto/native.ts";
import { noble } from "./crypto/noble.ts";
import { ProtocolError } from "./errors.ts";
import { globalValues, newGlobals } from "./operations/globals.ts";
import { distanceAt } from "./record/as-of.ts";
import { closingsField, NO_CLOSINGS, withClosing } from "./record/closings.ts";
import { decodeRecordField, encodeRecordField, RECORD_FIELD_NAMES, type RecordField } from "./record/fields.ts";
import { globalsRoot, provenGlobals } from "./record/globals.ts";
import {
  changeRecordTree,
  newRecordTree,
  provenRecord,
  type RecordSource,
  recordRoot,
  recordSalts,
} from "./record/tree.ts";
import { isVinEnd, vinSalts, vinTag } from "./record/vin.ts";

const context: Context = { chainId: keys.chainId, application: fromHex(keys.application) };
type Opening = Omit<(typeof vectors.globals)[number], "comment" | "valid">;
const opened = ({ fields, siblings }: Opening) => ({
  fields: fields.map(({ field, salt, value }) => ({ field, salt: fromHex(salt), value: fromHex(value) })),
  siblings: siblings.map(fromHex),
});
const placed = ({ index, size, path }: Opening) => ({ index, size, path: path.map(fromHex) });

describe("vectors of the record", () => {
  it.each(vectors.fields)("field: $comment", (vector) => {
    const [field, bytes] = [vector.field as RecordField, fromHex(vector.bytes)];
    let code = "admitted";
    try {
      const value = decodeRecordField(field, bytes);
      expect(toHex(encodeRecordField(field, value))).toBe(vector.bytes);
      if ("says" in vector) expect(shown(value)).toEqual(vector.says);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      ({ code } = error);
    }
    expect(code).toBe(vector.code);
  });

  it.each(vectors.closings)("closing values: $comment", ({ readings, field }) => {
    expect(toHex(closingsField(readings.reduce(withClosing, NO_CLOSINGS)))).toBe(field);
  });

  it.each(vectors.asOf)("as of: $comment", ({ closings, odometer, timeUnixS, fromUnixS, distance }) => {
    const record = {
      odometer: decodeRecordField("odometer", fromHex(odometer)),
      closings: decodeRecordField("closings", fromHex(closings)),
    };
    expect(distanceAt(record, timeUnixS, fromUnixS) ?? null).toEqual(distance);
  });

  it("refuses more openings than it proves", () => {
    const valid = vectors.openings.filter((vector) => vector.valid).length;
    expect(vectors.openings.length).toBeGreaterThan(2 * valid);
  });
});

describe.each([native, noble])("vectors of the record on $name", (provider) => {
  it.each(vectors.trees)("tree: $comment", ({ fields, quarters, root }) => {
    const saltOf = recordSalts(
      fromHex(vectors.saltKey),
      preamble("salt", context),
      fromHex(vectors.deviceId),
      provider,
    );
    for (const { number, value, change, salt } of fields) {
      expect(toHex(saltOf(number, fromHex(value), change))).toBe(salt);
    }
    const changes = fields.map(({ change }) => change);
    const bytes = new Map(fields.map(({ field, value }) => [field, fromHex(value)]));
    const source: RecordSource = { bytesOf: (field) => bytes.get(field) ?? new Uint8Array(), saltOf };
    const tree = treeOf(changes, source);
    expect(tree.quarters.map(toHex)).toEqual(quarters);
    expect(toHex(recordRoot(tree, provider))).toBe(root);
  });

  it.each(vectors.openings)("opening: $comment", (vector) => {
    const expected = { deviceId: fromHex(vector.deviceId), stateRoot: fromHex(vector.stateRoot) };
    const proven = provenRecord(opened(vector), placed(vector), expected, provider);
    expect(proven !== undefined).toBe(vector.valid);
  });

  it.each(vectors.globals)("globals: $comment", (vector) => {
    const proven = provenGlobals(opened(vector), placed(vector), fromHex(vector.stateRoot), provider);
    expect(proven !== undefined).toBe(vector.valid);
  });

  it("globals: those of a genesis", () => {
    const { makers, root, ...stated } = vectors.genesis;
    const globals = globalValues(newGlobals({ makers: makers.map(fromHex) }, provider));
    const { actors, parameters, succession } = globals;
    const written = { actors, parameters, succession };
    expect(
      Object.fromEntries(Object.entries(written).map(([name, value]) => [name, toHex(value ?? new Uint8Array())])),
    ).toEqual(stated);
    expect(toHex(globalsRoot(globals, provider))).toBe(root);
  });

  it("VIN: salts, tag and ends", () => {
    const { vin, salts, tag, ends } = vectors.vin;
    const made = vinSalts(fromHex(vectors.saltKey), preamble("vin", context), vin, provider);
    expect([made.start, made.end].map(toHex)).toEqual(salts);
    expect(toHex(vinTag(vin, made, provider))).toBe(tag);
    for (const { characters, salt, startHash, valid } of ends) {
      const end = { characters, salt: fromHex(salt), startHash: fromHex(startHash) };
      expect(isVinEnd(fromHex(tag), end, provider)).toBe(valid);
    }
  });

  /** A tree with these numbers of changes: the new one, of which each field is set again at its change. */
  function treeOf(changes: readonly number[], source: RecordSource) {
    const last = Math.max(...changes);
    let tree = newRecordTree(source, provider);
    for (let change = 1; change <= last; change += 1) {
      const changed = RECORD_FIELD_NAMES.filter((_, number) => changes[number] === change);
      tree = changeRecordTree(tree, changed, source, provider);
    }
    return tree;
  }
});
