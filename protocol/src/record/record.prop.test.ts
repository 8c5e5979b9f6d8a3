import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, toHex, u32, utf8 } from "../bytes.ts";
import { preamble } from "../context.ts";
import { native } from "../crypto/native.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { MalformedError } from "../errors.ts";
import { keyIdentity } from "../identity.ts";
import { CLOSING_DAYS_MAX, GRANTS_MAX } from "../limits.ts";
import { buildTree, leafHash, nodeHash, treePath, treeRoot } from "../merkle.ts";
import {
  decodeRecordField,
  encodeRecordField,
  RECORD_FIELD_NAMES,
  RECORD_LAYOUTS,
  type RecordField,
  type RecordValues,
  recordFieldNumber,
} from "./fields.ts";
import { GLOBAL_FIELDS, globalsRoot, openGlobals, provenGlobals } from "./globals.ts";
import type { Part } from "./layout.ts";
import { type FieldOpening, GLOBALS_TREE, RECORD_TREE, rootOfOpening } from "./opening.ts";
import {
  changeRecordTree,
  newRecordTree,
  openRecord,
  provenRecord,
  type RecordSource,
  type RecordTree,
  recordRoot,
  recordSalts,
  stateLeaf,
} from "./tree.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const publicKey = native.p256PublicKey(new Uint8Array(32).fill(1));
const deviceId = keyIdentity(publicKey, native);
const otherKey = native.p256PublicKey(new Uint8Array(32).fill(2));
const saltOf = recordSalts(new Uint8Array(32).fill(3), preamble("salt", context), deviceId, native);

function valueOfPart(part: Part): fc.Arbitrary<unknown> {
  if ("list" in part) return fc.array(valueOfLayout(part.list), { maxLength: Math.min(part.most, 5) });
  if ("bytes" in part) return fc.uint8Array({ minLength: part.bytes, maxLength: part.bytes });
  switch (part.type) {
    case "text":
      return fc.string({ unit: "binary", maxLength: 20 });
    case "s48":
      return fc.integer({ min: -(2 ** 47), max: 2 ** 47 - 1 });
    default:
      return fc.integer({ min: 0, max: 2 ** Number(part.type.slice(1)) - 1 });
  }
}
const valueOfLayout = (parts: readonly Part[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(parts.map((part) => [part.name, valueOfPart(part)]))).map((value) => ({ ...value }));
const anyField = fc.constantFrom(...RECORD_FIELD_NAMES);
const anyFields = fc.subarray([...RECORD_FIELD_NAMES]);
const anyValue = <F extends RecordField>(field: F) =>
  valueOfLayout(RECORD_LAYOUTS[field]) as unknown as fc.Arbitrary<RecordValues[F]>;
const encoded = (field: RecordField) => anyValue(field).map((value) => encodeRecordField(field, value));

describe("a field's value", () => {
  it("comes back as it went in, for every field", () => {
    fc.assert(
      fc.property(
        anyField.chain((field) => fc.tuple(fc.constant(field), anyValue(field))),
        ([field, value]) => {
          expect(decodeRecordField(field, encodeRecordField(field, value))).toEqual(value);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("has one form: what decodes encodes to the same bytes", () => {
    fc.assert(
      fc.property(anyField, fc.uint8Array({ maxLength: 120 }), (field, bytes) => {
        let value: RecordValues[RecordField];
        try {
          value = decodeRecordField(field, bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
          return;
        }
        expect(encodeRecordField(field, value)).toEqual(bytes);
      }),
      { numRuns: 1_000 },
    );
  });

  it("has the bytes of the specification", () => {
    const chain = { sequence: 1, session: 2, firstSequence: 3, items: 4 };
    const link = new Uint8Array(32).fill(5);
    const bytes = encodeRecordField("chain", { ...chain, link, accumulator: link });
    expect(toHex(bytes)).toBe(`00000001${"05".repeat(32)}0000000200000003${"05".repeat(32)}00000004`);
    expect(bytes.length).toBe(80);
    const odometer = { timeUnixS: 1, raw: 2, distanceHm: 2 ** 40, offsetHm: -1 };
    expect(toHex(encodeRecordField("odometer", odometer))).toBe("00000001000000020100000000007fffffffffff");
    const vehicle = { make: "Zoé", model: "", modelYear: 2026, profile: 1, profileVersion: 1 };
    expect(toHex(encodeRecordField("vehicle", vehicle))).toBe("045a6fc3a90007ea00010001");
    const none = new Uint8Array();
    expect(encodeRecordField("plate", { tag: none })).toEqual(none);
    expect(decodeRecordField("plate", none)).toEqual({ tag: none });
    expect(decodeRecordField("plate", link)).toEqual({ tag: link });
  });

  const wrong: readonly (readonly [string, RecordField, Uint8Array])[] = [
    ["a byte is missing", "key", new Uint8Array(33)],
    ["a byte is too many", "key", new Uint8Array(35)],
    ["a plate's tag is cut short", "plate", new Uint8Array(31)],
    ["a plate's tag is too long", "plate", new Uint8Array(33)],
    ["a list is longer than it may be", "grants", concat(Uint8Array.of(GRANTS_MAX + 1), new Uint8Array(1_000))],
    ["a list is shorter than it says", "grants", Uint8Array.of(1)],
    ["a text is no UTF-8", "vehicle", Uint8Array.of(1, 0xff, 0, 0, 0, 0, 0, 0, 0)],
    ["a text is longer than the rest", "vehicle", Uint8Array.of(9, 65)],
  ];
  it.each(wrong)("is refused when %s", (_, field, bytes) => {
    expect(() => decodeRecordField(field, bytes)).toThrow(MalformedError);
  });

  const closing = { day: 1, distanceHm: 1 };
  const unfit: readonly (readonly [string, RecordField, object])[] = [
    ["a number that does not fit", "publication", { isPublic: 256, sinceUnixS: 0 }],
    ["a fraction", "publication", { isPublic: 0.5, sinceUnixS: 0 }],
    ["a missing part", "publication", { isPublic: 1 }],
    ["bytes of another length", "vin", { tag: new Uint8Array(31) }],
    ["bytes of another length than one or none", "plate", { tag: new Uint8Array(31) }],
    ["half a character", "vehicle", { make: "\ud800", model: "", modelYear: 1, profile: 1, profileVersion: 1 }],
    ["a long text", "vehicle", { make: "é".repeat(128), model: "", modelYear: 1, profile: 1, profileVersion: 1 }],
    ["too many days", "closings", { days: Array(CLOSING_DAYS_MAX + 1).fill(closing), months: [], years: [] }],
    ["an offset below 48 bits", "odometer", { timeUnixS: 0, raw: 0, distanceHm: 0, offsetHm: -(2 ** 47) - 1 }],
  ];
  it.each(unfit)("is not made of %s", (_, field, value) => {
    expect(() => encodeRecordField(field, value as never)).toThrow(MalformedError);
  });
});

/** A record to change: values by field. */
const startOf = (): Map<RecordField, Uint8Array> => {
  const values = new Map<RecordField, Uint8Array>();
  for (const field of RECORD_FIELD_NAMES) {
    const [first] = fc.sample(encoded(field), { numRuns: 1, seed: recordFieldNumber(field) });
    values.set(field, first ?? new Uint8Array());
  }
  values.set("key", encodeRecordField("key", { publicKey, keyTier: 3, maker: new Uint8Array(8).fill(4) }));
  return values;
};
const sourceOf = (values: ReadonlyMap<RecordField, Uint8Array>): RecordSource => ({
  bytesOf: (field) => values.get(field) ?? new Uint8Array(),
  saltOf,
});

/** All sixteen leaves anew, to the letter of RFC 6962. */
function naiveRoot(values: ReadonlyMap<RecordField, Uint8Array>, changes: readonly number[]): Uint8Array {
  let level = RECORD_FIELD_NAMES.map((field, number) => {
    const value = values.get(field) ?? new Uint8Array();
    return leafHash(native, saltOf(number, value, changes[number] ?? 0), Uint8Array.of(number), value);
  });
  while (level.length > 1) {
    level = level
      .map((hash, index) => (index % 2 === 0 ? nodeHash(native, hash, level[index + 1] ?? hash) : hash))
      .filter((_, index) => index % 2 === 0);
  }
  return level[0] ?? new Uint8Array();
}

const changeOf = anyField
  .filter((field) => field !== "key" && RECORD_LAYOUTS[field].length > 0)
  .chain((field) => fc.tuple(fc.constant(field), encoded(field)));

describe("a record's tree", () => {
  it("has the root of all sixteen fields, whatever changes in whatever order", () => {
    fc.assert(
      fc.property(fc.array(fc.array(changeOf, { maxLength: 4 }), { maxLength: 8 }), (steps) => {
        const values = startOf();
        let tree = newRecordTree(sourceOf(values), native);
        expect(recordRoot(tree, native)).toEqual(naiveRoot(values, tree.changes));
        for (const step of steps) {
          for (const [field, value] of step) values.set(field, value);
          const before = tree;
          const changed = step.map(([field]) => field);
          tree = changeRecordTree(tree, changed, sourceOf(values), native);
          expect(tree.change).toBe(before.change + (step.length > 0 ? 1 : 0));
          expect(recordRoot(tree, native)).toEqual(naiveRoot(values, tree.changes));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("computes only the quarters that a change touches", () => {
    const values = startOf();
    const tree = newRecordTree(sourceOf(values), native);
    const asked: RecordField[] = [];
    const source: RecordSource = {
      bytesOf: (field) => {
        asked.push(field);
        return values.get(field) ?? new Uint8Array();
      },
      saltOf,
    };
    const next = changeRecordTree(tree, ["chain", "verdict"], source, native);
    expect(asked).toEqual(["chain", "period", "odometer", "verdict"]);
    expect(next.quarters.map((root, quarter) => root === tree.quarters[quarter])).toEqual([true, false, true, true]);
  });

  it("salts a value that comes back anew, and two values of one change apart", () => {
    const value = utf8("value");
    expect(saltOf(3, value, 1)).not.toEqual(saltOf(3, value, 2));
    expect(saltOf(3, value, 1)).not.toEqual(saltOf(3, utf8("other"), 1));
    expect(saltOf(3, value, 1)).not.toEqual(saltOf(4, value, 1));
    const other = recordSalts(
      new Uint8Array(32).fill(3),
      preamble("salt", context),
      keyIdentity(otherKey, native),
      native,
    );
    expect(saltOf(3, value, 1)).not.toEqual(other(3, value, 1));
    const values = startOf();
    const tree = newRecordTree(sourceOf(values), native);
    const again = changeRecordTree(tree, ["owner"], sourceOf(values), native);
    expect(recordRoot(again, native)).not.toEqual(recordRoot(tree, native));
  });

  it("ends its salts with the number of the change that set the field, not of the record's last", () => {
    const values = startOf();
    let tree = newRecordTree(sourceOf(values), native);
    tree = changeRecordTree(tree, ["chain"], sourceOf(values), native);
    tree = changeRecordTree(tree, ["period"], sourceOf(values), native);
    expect(tree.changes.slice(0, 6)).toEqual([0, 0, 0, 0, 1, 2]);
    const endings: Uint8Array[] = [];
    const spy: CryptoProvider = {
      ...native,
      hmacSha256: (key, ...parts) => {
        endings.push(parts.at(-1) ?? new Uint8Array());
        return native.hmacSha256(key, ...parts);
      },
    };
    recordSalts(new Uint8Array(32), preamble("salt", context), deviceId, spy)(4, utf8("value"), 7);
    expect(endings).toEqual([u32(7)]);
  });

  it("stops at the last number of a change", () => {
    const tree: RecordTree = { ...newRecordTree(sourceOf(startOf()), native), change: 2 ** 32 - 1 };
    expect(() => changeRecordTree(tree, ["chain"], sourceOf(startOf()), native)).toThrow(RangeError);
  });
});

describe("an opening", () => {
  const values = startOf();
  let tree = newRecordTree(sourceOf(values), native);
  for (const field of ["chain", "events", "chain"] as const)
    tree = changeRecordTree(tree, [field], sourceOf(values), native);
  const globals = { parameters: utf8("parameters"), succession: utf8("succession") };
  const record = stateLeaf(recordRoot(tree, native), native);
  const leaves = [stateLeaf(globalsRoot(globals, native), native), record, leafHash(native, utf8("another"))];
  const state = buildTree(leaves, native);
  const stateRoot = treeRoot(state, native);
  const placeOf = (index: number) => ({ index, size: leaves.length, path: treePath(state, index) });
  const expected = { deviceId, stateRoot };
  const open = (fields: readonly RecordField[]) => openRecord(tree, fields, sourceOf(values), native);

  it("proves the fields that were asked for, and the key, and no other", () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const proven = provenRecord(open(fields), placeOf(1), expected, native);
        const names = RECORD_FIELD_NAMES.filter((name) => name === "key" || fields.includes(name));
        expect(Object.keys(proven ?? {}).sort()).toEqual([...names].sort());
        for (const name of names) {
          expect(proven?.[name]).toEqual(decodeRecordField(name, values.get(name) ?? new Uint8Array()));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("shares siblings", () => {
    expect(open([]).siblings.length).toBe(4);
    expect(open(["vehicle", "vin", "owner"]).siblings.length).toBe(2);
    expect(open([...RECORD_FIELD_NAMES]).siblings.length).toBe(0);
  });

  it("proves nothing after any change of a byte, a salt, a field's number or a sibling", () => {
    const flip = (bytes: Uint8Array, at: number) =>
      bytes.map((byte, index) => (index === at % bytes.length ? byte ^ 1 : byte));
    fc.assert(
      fc.property(anyFields, fc.nat(), fc.nat(), fc.nat(3), (fields, which, at, kind) => {
        const good = open(fields);
        const root = recordRoot(tree, native);
        expect(rootOfOpening(RECORD_TREE, good, native)).toEqual(root);
        const place = which % good.fields.length;
        const sibling = good.siblings.length > 0 ? which % good.siblings.length : -1;
        const changed: FieldOpening = {
          fields: good.fields.map((field, index) => {
            if (index !== place || kind === 3) return field;
            if (kind === 0) return { ...field, salt: flip(field.salt, at) };
            if (kind === 1) return { ...field, value: concat(field.value, Uint8Array.of(0)) };
            return { ...field, field: (field.field + 1 + (at % 15)) % 16 };
          }),
          siblings: good.siblings.map((bytes, index) => (kind === 3 && index === sibling ? flip(bytes, at) : bytes)),
        };
        if (kind === 3 && sibling < 0) return;
        expect(rootOfOpening(RECORD_TREE, changed, native)).not.toEqual(root);
      }),
      { numRuns: 300 },
    );
  });

  const good = open(["owner", "chain"]);
  const [key, owner, chain] = good.fields;
  if (!key || !owner || !chain) throw new Error("The opening has three fields.");
  const broken: readonly (readonly [string, FieldOpening])[] = [
    ["no field", { ...good, fields: [] }],
    ["a field less", { ...good, fields: [key, owner] }],
    ["a field twice", { ...good, fields: [key, key, owner, chain] }],
    ["fields out of order", { ...good, fields: [owner, key, chain] }],
    ["a field past the sixteen", { ...good, fields: [key, owner, { ...chain, field: 16 }] }],
    ["a field below the first", { ...good, fields: [{ ...key, field: -1 }, owner, chain] }],
    ["a field between two", { ...good, fields: [key, { ...owner, field: 2.5 }, chain] }],
    ["a sibling less", { ...good, siblings: good.siblings.slice(1) }],
    ["a sibling more", { ...good, siblings: [...good.siblings, new Uint8Array(32)] }],
    ["siblings in another order", { ...good, siblings: good.siblings.toReversed() }],
    ["a short sibling", { ...good, siblings: good.siblings.with(0, new Uint8Array(31)) }],
    [
      "a salt that took a byte of what follows",
      {
        ...good,
        fields: [{ ...key, salt: concat(key.salt, Uint8Array.of(0)), value: key.value.subarray(1) }, owner, chain],
      },
    ],
  ];
  it.each(broken)("proves nothing with %s", (_, opening) => {
    expect(provenRecord(opening, placeOf(1), expected, native)).toBeUndefined();
  });

  it("proves nothing elsewhere, of another device, or without the key", () => {
    for (const index of [0, 2]) expect(provenRecord(good, placeOf(index), expected, native)).toBeUndefined();
    expect(provenRecord(good, { ...placeOf(1), size: 2 }, expected, native)).toBeUndefined();
    expect(provenRecord(good, { ...placeOf(1), path: [] }, expected, native)).toBeUndefined();
    expect(provenRecord(good, placeOf(1), { ...expected, stateRoot: record }, native)).toBeUndefined();
    const other = { ...expected, deviceId: keyIdentity(otherKey, native) };
    expect(provenRecord(good, placeOf(1), other, native)).toBeUndefined();
    const level = (tree_: RecordTree) => buildTree(tree_.quarters, native);
    // What it takes to show the field `chain` alone: true, and of nobody's record.
    const keyless: FieldOpening = { fields: [chain], siblings: siblingsOf(chain.field, level(tree).levels) };
    expect(rootOfOpening(RECORD_TREE, keyless, native)).toEqual(recordRoot(tree, native));
    expect(provenRecord(keyless, placeOf(1), expected, native)).toBeUndefined();
  });

  /** The four siblings of a field of the second quarter. */
  function siblingsOf(field: number, upper: readonly (readonly Uint8Array[])[]): Uint8Array[] {
    const fields = RECORD_FIELD_NAMES.slice(4, 8).map((name, index) => {
      const value = values.get(name) ?? new Uint8Array();
      return leafHash(native, saltOf(4 + index, value, tree.changes[4 + index] ?? 0), Uint8Array.of(4 + index), value);
    });
    const quarter = treePath(buildTree(fields, native), field - 4);
    return [...quarter, upper[0]?.[0] ?? new Uint8Array(), upper[1]?.[1] ?? new Uint8Array()];
  }

  it("of the globals proves them at leaf 0 only", () => {
    const opening = openGlobals(globals, ["succession", "parameters"], native);
    expect(provenGlobals(opening, placeOf(0), stateRoot, native)).toEqual(globals);
    expect(openGlobals(globals, [...GLOBAL_FIELDS], native).siblings).toEqual([]);
    for (const index of [1, 2]) expect(provenGlobals(opening, placeOf(index), stateRoot, native)).toBeUndefined();
    expect(provenGlobals(opening, placeOf(0), record, native)).toBeUndefined();
    expect(provenGlobals({ ...opening, fields: [] }, placeOf(0), stateRoot, native)).toBeUndefined();
    expect(provenRecord(opening, placeOf(0), expected, native)).toBeUndefined();
    expect(provenGlobals(good, placeOf(0), stateRoot, native)).toBeUndefined();
    expect(rootOfOpening(GLOBALS_TREE, { ...opening, siblings: opening.siblings.slice(1) }, native)).toBeUndefined();
    const lie = opening.fields.map((field) => ({ ...field, value: utf8("lie") }));
    expect(provenGlobals({ ...opening, fields: lie }, placeOf(0), stateRoot, native)).toBeUndefined();
  });
});
