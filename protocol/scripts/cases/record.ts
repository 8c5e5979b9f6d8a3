/** Records of version 2: fields, salts, trees, openings, closing values and tags (docs/protocol.md, "Record tree"). */
import { concat, toHex, u32, utf8 } from "../../src/bytes.ts";
import { preamble } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { keyIdentity } from "../../src/identity.ts";
import { buildTree, treePath, treeRoot } from "../../src/merkle.ts";
import { globalValues, newGlobals } from "../../src/operations/globals.ts";
import { type ClosingReading, closingsField, NO_CLOSINGS, withClosing } from "../../src/record/closings.ts";
import { EVENT_KINDS, NO_EVENTS, type RecordEvents, withEvent } from "../../src/record/events.ts";
import {
  encodeRecordField,
  RECORD_FIELD_NAMES,
  type RecordField,
  type RecordValues,
  recordFieldNumber,
} from "../../src/record/fields.ts";
import { globalsRoot, openGlobals } from "../../src/record/globals.ts";
import { type FieldOpening, SALT_BYTES } from "../../src/record/opening.ts";
import {
  changeRecordTree,
  newRecordTree,
  openRecord,
  type RecordTree,
  recordRoot,
  recordSalts,
  stateLeaf,
} from "../../src/record/tree.ts";
import { openVinEnd, type VinEnd, vinSalts, vinTag } from "../../src/record/vin.ts";
import { asOfVectors } from "./as-of.ts";
import { shown } from "./shown.ts";
import { context, deviceId, keys, owner, publicKey, seed } from "./world.ts";

const VIN = "WAUZZZ8V5KA000001";
const vinLabel = preamble("vin", context);
const salts = vinSalts(keys.application, vinLabel, VIN, p);
const tag = vinTag(VIN, salts, p);
const DAY_S = 86_400;
const NEW_YEAR = 1_798_761_600;

/** Readings of a car by their time and distance. */
const closingCases: readonly (readonly [string, readonly (readonly [number, number])[]])[] = [
  ["no reading yet", []],
  [
    "readings of one day, which is not over",
    [
      [NEW_YEAR, 10],
      [NEW_YEAR + 60, 20],
    ],
  ],
  [
    "a day that is over, and with it a month and a year",
    [
      [NEW_YEAR - 60, 10],
      [NEW_YEAR, 20],
    ],
  ],
  [
    "a clock that goes back: the later reading closes the day",
    [
      [NEW_YEAR, 10],
      [NEW_YEAR - DAY_S, 30],
      [NEW_YEAR + DAY_S, 40],
    ],
  ],
  [
    "the last day of February in a leap year",
    [
      [1_835_395_200, 10],
      [1_835_481_600, 20],
    ],
  ],
  [
    "a fall, and a distance above four bytes",
    [
      [NEW_YEAR, 2 ** 40],
      [NEW_YEAR + DAY_S, 7],
      [NEW_YEAR + 2 * DAY_S, 8],
    ],
  ],
  [
    "sixty-three days that are over: the oldest is gone",
    Array.from({ length: 64 }, (_, day) => [NEW_YEAR + day * DAY_S, 100 + day] as const),
  ],
  [
    "sixty-two months that are over, and the years after them",
    [
      ...Array.from({ length: 63 }, (_, month) => [NEW_YEAR + month * 31 * DAY_S, month] as const),
      ...Array.from({ length: 63 }, (_, year) => [NEW_YEAR + (2_200 + 366 * year) * DAY_S, 100 + year] as const),
    ],
  ],
];
const closings = closingCases.map(([comment, pairs]) => {
  const readings: ClosingReading[] = pairs.map(([timeUnixS, distanceHm]) => ({ timeUnixS, distanceHm }));
  return { comment, readings, field: toHex(closingsField(readings.reduce(withClosing, NO_CLOSINGS))) };
});

let events: RecordEvents = NO_EVENTS;
for (let item = 1; item <= 17; item += 1) {
  events = withEvent(events, {
    kind: item % 2 === 0 ? EVENT_KINDS.fork : EVENT_KINDS.gap,
    timeUnixS: NEW_YEAR + item,
    item,
  });
}

/** A record that has lived. */
export const recordValues: RecordValues = {
  key: { publicKey, keyTier: 3, maker: keyIdentity(p.p256PublicKey(keys.maker), p) },
  vehicle: { make: "Aster", model: "Zoé", modelYear: 2026, profile: 1, profileVersion: 1 },
  vin: { tag },
  owner: { owner, tenure: 1, firstSequence: 1, sinceUnixS: NEW_YEAR },
  chain: { sequence: 3, link: seed("link"), session: 1, firstSequence: 1, accumulator: seed("accumulator"), items: 2 },
  period: {
    coveredFromUnixS: NEW_YEAR,
    coveredToUnixS: NEW_YEAR + 40 * DAY_S,
    coveredReadings: 31,
    readings: 40,
    longestSilenceS: 7_200,
  },
  odometer: { timeUnixS: NEW_YEAR + 40 * DAY_S, raw: 1_234_560, distanceHm: 2 ** 33, offsetHm: -7 },
  verdict: {
    judgeHash: seed("judge"),
    parameters: 1,
    verdict: 1,
    reasons: [{ reason: 10, open: 1, count: 2, firstTimeUnixS: NEW_YEAR }],
  },
  closings: {
    days: [{ day: 20_819, distanceHm: 10 }],
    months: [{ month: 683, distanceHm: 10 }],
    years: [{ year: 2026, distanceHm: 10 }],
  },
  events,
  trouble: { fuelUsedCl: 812_000, energyUsedWh: 2 ** 32 - 1, operatingTimeS: 2 ** 32 - 1, active: [{ code: 0x0301 }] },
  grants: {
    grants: [
      {
        identity: seed("grant").slice(0, 16),
        grantee: publicKey,
        groups: 1,
        firstSequence: 1,
        lastSequence: 3,
        untilUnixS: NEW_YEAR,
      },
    ],
  },
  quarantine: { revokedReason: 0, revokedUnixS: 0, reason: 0, sinceUnixS: 0, untilUnixS: 0 },
  publication: { isPublic: 1, sinceUnixS: NEW_YEAR },
  plate: { tag: new Uint8Array() },
  // Above what the band can say.
  band: { distanceBand: 65_535 },
};
const bytesOf = (field: RecordField): Uint8Array => encodeRecordField(field, recordValues[field]);

const HEAD = { link: new Uint8Array(32), session: 0, firstSequence: 0, accumulator: new Uint8Array(32), items: 0 };
const more: readonly (readonly [string, RecordField, Uint8Array])[] = [
  [
    "a device that nobody claimed",
    "owner",
    encodeRecordField("owner", { owner: new Uint8Array(20), tenure: 0, firstSequence: 0, sinceUnixS: 0 }),
  ],
  ["a device that has sent nothing", "chain", encodeRecordField("chain", { sequence: 0, ...HEAD })],
  ["a plate", "plate", encodeRecordField("plate", { tag: seed("plate") })],
  ["the ends of six bytes with a sign", "odometer", concat(new Uint8Array(14), new Uint8Array(6))],
];
const wrong: readonly (readonly [string, RecordField, Uint8Array])[] = [
  ...RECORD_FIELD_NAMES.filter((field) => bytesOf(field).length > 0).map(
    (field) => [`${field} without its last byte`, field, bytesOf(field).slice(0, -1)] as const,
  ),
  ...RECORD_FIELD_NAMES.map(
    (field) => [`${field} and a byte`, field, concat(bytesOf(field), Uint8Array.of(0))] as const,
  ),
  ["a plate's tag without its last byte", "plate", seed("plate").slice(0, -1)],
  ["a plate's tag and a byte", "plate", concat(seed("plate"), Uint8Array.of(0))],
  ["a list of days that is longer than two months", "closings", concat(Uint8Array.of(63), new Uint8Array(63 * 6 + 2))],
  [
    "a list of months that is longer than five years",
    "closings",
    concat(Uint8Array.of(0, 61), new Uint8Array(61 * 6 + 1)),
  ],
  ["seventeen events", "events", concat(u32(17), Uint8Array.of(17), new Uint8Array(17 * 9))],
  ["a hundred and one active codes", "trouble", concat(new Uint8Array(12), Uint8Array.of(101), new Uint8Array(202))],
  ["nine grants", "grants", concat(Uint8Array.of(9), new Uint8Array(9 * 62))],
  ["a name that is no UTF-8", "vehicle", Uint8Array.of(1, 0xff, 0, 7, 0xea, 0, 1, 0, 1)],
  ["a name with an overlong form", "vehicle", Uint8Array.of(2, 0xc0, 0x80, 0, 7, 0xea, 0, 1, 0, 1)],
  ["a name with half a character", "vehicle", Uint8Array.of(3, 0xed, 0xa0, 0x80, 0, 7, 0xea, 0, 1, 0, 1)],
];
const fields = [
  ...RECORD_FIELD_NAMES.map((field) => ({
    comment: field,
    field,
    bytes: toHex(bytesOf(field)),
    code: "admitted",
    says: shown(recordValues[field]),
  })),
  ...more.map(([comment, field, bytes]) => ({ comment, field, bytes: toHex(bytes), code: "admitted" })),
  ...wrong.map(([comment, field, bytes]) => ({ comment, field, bytes: toHex(bytes), code: "malformed" })),
];

const saltOf = recordSalts(keys.application, preamble("salt", context), deviceId, p);
const source = { bytesOf, saltOf };
const begun = newRecordTree(source, p);
const tree = changeRecordTree(begun, ["chain", "period", "odometer", "verdict", "events"], source, p);
const told = ({ changes, quarters }: RecordTree) => ({
  fields: RECORD_FIELD_NAMES.map((field) => {
    const [number, value] = [recordFieldNumber(field), bytesOf(field)];
    const change = changes[number] ?? 0;
    return { number, field, value: toHex(value), change, salt: toHex(saltOf(number, value, change)) };
  }),
  quarters: quarters.map(toHex),
  root: toHex(recordRoot({ change: 0, changes, quarters }, p)),
});

const makers = [p.p256PublicKey(keys.maker)];
const globals = globalValues(newGlobals({ makers }, p));
const leaves = [
  stateLeaf(globalsRoot(globals, p), p),
  seed("record 1"),
  stateLeaf(recordRoot(tree, p), p),
  seed("record 3"),
];
const state = buildTree(leaves, p);
const stateRoot = treeRoot(state, p);
interface Shown {
  readonly opening: FieldOpening;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Uint8Array[];
  readonly stateRoot: Uint8Array;
}
const at = (index: number, opening: FieldOpening): Shown => ({
  opening,
  index,
  size: leaves.length,
  path: treePath(state, index),
  stateRoot,
});
const written = ({ opening, index, size, path, stateRoot: root }: Shown) => ({
  fields: opening.fields.map(({ field, salt, value }) => ({ field, salt: toHex(salt), value: toHex(value) })),
  siblings: opening.siblings.map(toHex),
  index,
  size,
  path: path.map(toHex),
  stateRoot: toHex(root),
});
const open = (names: readonly RecordField[]): FieldOpening => openRecord(tree, names, source, p);
const run = open(["chain", "period", "odometer", "verdict"]);
const good = at(2, run);
const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, place) => (place === 0 ? byte ^ 1 : byte));
const field = (place: number, change: Partial<FieldOpening["fields"][number]>): Shown =>
  at(2, { ...run, fields: run.fields.map((each, index) => (index === place ? { ...each, ...change } : each)) });
const [first, ...rest] = run.fields;
if (first === undefined) throw new Error("An opening begins with the key.");
const keyless: FieldOpening = { fields: rest, siblings: open(["owner"]).siblings };
const openings: readonly (readonly [string, Shown, boolean])[] = [
  ["the key alone", at(2, open([])), true],
  ["what a run changes, and the key", good, true],
  ["the last quarter", at(2, open(["grants", "publication"])), true],
  ["every field", at(2, open([...RECORD_FIELD_NAMES])), true],
  ["another value", field(1, { value: flipped(first.value) }), false],
  ["another salt", field(1, { salt: flipped(first.salt) }), false],
  [
    "a salt that took a byte of the value",
    field(0, { salt: concat(first.salt, first.value.slice(0, 1)), value: first.value.slice(1) }),
    false,
  ],
  ["another field's number", field(4, { field: 8 }), false],
  ["a number among the globals", field(4, { field: 16 }), false],
  ["fields out of order", at(2, { ...run, fields: [...rest, first] }), false],
  ["a field twice", at(2, { ...run, fields: [first, first, ...rest] }), false],
  ["a field left out", at(2, { ...run, fields: run.fields.slice(0, -1) }), false],
  ["no field", at(2, { ...run, fields: [] }), false],
  ["without the key", at(2, keyless), false],
  ["a sibling too few", at(2, { ...run, siblings: run.siblings.slice(1) }), false],
  ["a sibling too many", at(2, { ...run, siblings: [...run.siblings, seed("sibling")] }), false],
  ["siblings in another order", at(2, { ...run, siblings: run.siblings.toReversed() }), false],
  ["a sibling of 31 bytes", at(2, { ...run, siblings: run.siblings.map((each) => each.slice(1)) }), false],
  ["another record's place", { ...good, index: 1 }, false],
  ["the globals' place", { ...good, index: 0 }, false],
  ["a state of another size", { ...good, size: 5 }, false],
  ["a path cut short", { ...good, path: good.path.slice(1) }, false],
  ["another state", { ...good, stateRoot: seed("state") }, false],
  ["the globals in place of a record", at(0, openGlobals(globals, ["actors"], p)), false],
];
const others = [
  {
    comment: "an opening of another device's record",
    deviceId: toHex(seed("device").slice(0, 8)),
    ...written(good),
    valid: false,
  },
];
const globalsOpenings: readonly (readonly [string, Shown, boolean])[] = [
  ["actors and parameters", at(0, openGlobals(globals, ["actors", "parameters"], p)), true],
  ["a field that nothing was written into", at(0, openGlobals(globals, ["releases"], p)), true],
  ["in a record's place", at(1, openGlobals(globals, ["actors"], p)), false],
  [
    "another value",
    at(0, {
      ...openGlobals(globals, ["releases"], p),
      fields: [{ field: 19, salt: new Uint8Array(SALT_BYTES), value: utf8("lie") }],
    }),
    false,
  ],
  ["a record in their place", at(2, run), false],
  [
    "a record's number",
    at(0, {
      ...openGlobals(globals, ["actors"], p),
      fields: [{ field: 0, salt: new Uint8Array(SALT_BYTES), value: globals.actors ?? utf8("") }],
    }),
    false,
  ],
];

const end = openVinEnd(VIN, salts, p);
const ends: readonly (readonly [string, VinEnd, boolean])[] = [
  ["the last four", end, true],
  ["other characters", { ...end, characters: "0002" }, false],
  ["five characters", { ...end, characters: "00001" }, false],
  ["three characters", { ...end, characters: "001" }, false],
  ["the salt of the beginning", { ...end, salt: salts.start }, false],
  ["another beginning", { ...end, startHash: seed("beginning") }, false],
];

export const recordVectors = {
  "v2-record": {
    saltKey: toHex(keys.application),
    deviceId: toHex(deviceId),
    fields,
    closings,
    asOf: asOfVectors,
    trees: [
      { comment: "a new record", ...told(begun) },
      { comment: "after a run with an event", ...told(tree) },
    ],
    openings: [
      ...openings.map(([comment, each, valid]) => ({ comment, deviceId: toHex(deviceId), ...written(each), valid })),
      ...others,
    ],
    globals: globalsOpenings.map(([comment, each, valid]) => ({ comment, ...written(each), valid })),
    genesis: {
      succession: toHex(globals.succession ?? utf8("")),
      makers: makers.map(toHex),
      actors: toHex(globals.actors ?? utf8("")),
      parameters: toHex(globals.parameters ?? utf8("")),
      root: toHex(globalsRoot(globals, p)),
    },
    vin: {
      vin: VIN,
      salts: [toHex(salts.start), toHex(salts.end)],
      tag: toHex(tag),
      ends: ends.map(([comment, { characters, salt, startHash }, valid]) => ({
        comment,
        characters,
        salt: toHex(salt),
        startHash: toHex(startHash),
        valid,
      })),
    },
  },
};
