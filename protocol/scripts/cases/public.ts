/** Plates, questions for public verdicts, and answers to them (docs/protocol.md, "Public verdict"). */
import { concat, fromHex, toHex, u32, utf8 } from "../../src/bytes.ts";
import { preamble } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { keyIdentity } from "../../src/identity.ts";
import { PLATE_BYTES } from "../../src/limits.ts";
import { buildTree, treePath, treeRoot } from "../../src/merkle.ts";
import { sealPlate } from "../../src/plate-seal.ts";
import { encodeRecordField, type RecordField, type RecordValues } from "../../src/record/fields.ts";
import { encodePlate, type Plate, plateSalt, plateTag } from "../../src/record/plate.ts";
import type { CarName, PublicAnswer } from "../../src/record/public-cars.ts";
import { PUBLIC_FIELDS } from "../../src/record/public-cars.ts";
import { newRecordTree, openRecord, recordRoot, recordSalts, stateLeaf } from "../../src/record/tree.ts";
import { NO_VIN_TAG, vinSalts } from "../../src/record/vin.ts";
import { encodeAnswer } from "../../src/wire/answer.ts";
import { encodeQuery } from "../../src/wire/query.ts";
import type { RecordProof } from "../../src/wire/record-proof.ts";
import { recordValues } from "./record.ts";
import { applicationKey, context, deviceId, keys, other, publicKey, seed } from "./world.ts";

const plate: Plate = { country: "DE", characters: "WITN2026" };
const elsewhere: Plate = { country: "FR", characters: "WITN2026" };
const VIN = "WAUZZZ8V5KA000001";
const label = preamble("plate", context);
const saltOfPlate = plateSalt(keys.application, label, plate, p);
const tagOfPlate = plateTag(plate, saltOfPlate, p);
const vinSaltsOfCar = vinSalts(keys.application, preamble("vin", context), VIN, p);
const saltOfVin = concat(vinSaltsOfCar.start, vinSaltsOfCar.end);

/** A text in the place of a plate. */
const padded = (text: string | Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(PLATE_BYTES);
  bytes.set(typeof text === "string" ? utf8(text) : text);
  return bytes;
};
const admittedPlates: readonly (readonly [string, Plate])[] = [
  ["of Germany", plate],
  ["the same of another country", elsewhere],
  ["with an umlaut", { country: "DE", characters: "TÜMX1" }],
  ["of Bulgaria", { country: "BG", characters: "СА1234ВХ" }],
  ["of Japan", { country: "JP", characters: "品川300あ1234" }],
  ["boundary: one character", { country: "NL", characters: "1" }],
  ["boundary: twelve characters of three bytes", { country: "JP", characters: "品".repeat(12) }],
];
const wrongPlates: readonly (readonly [string, Uint8Array])[] = [
  ["no characters", padded("DE")],
  ["nothing", padded("")],
  ["thirteen characters", padded("DE1234567890123")],
  ["a small letter", padded("DEWItN2026")],
  ["a space", padded("DEWI TN 2026")],
  ["a country of small letters", padded("deWITN2026")],
  ["a country with a digit", padded("D1WITN2026")],
  ["a character behind the end", concat(padded("DEWITN2026").slice(0, -1), utf8("X"))],
  ["no UTF-8", padded(Uint8Array.of(0x44, 0x45, 0xff))],
  ["a character of no plate", padded("DEWITN😀")],
  ["a byte too few", encodePlate(plate).slice(0, -1)],
  ["a byte too many", concat(encodePlate(plate), Uint8Array.of(0))],
];

const place = { device: deviceId, tenure: 2 };
const sealed = sealPlate(context, applicationKey, place, plate, seed("plate"), p);
const turned = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
const seals: readonly (readonly [string, typeof place, Uint8Array, boolean])[] = [
  ["by the owner", place, sealed, true],
  ["of another car", { ...place, device: seed("another car").slice(0, 8) }, sealed, false],
  ["of the tenure before", { ...place, tenure: 1 }, sealed, false],
  ["for another application", place, sealPlate(other, applicationKey, place, plate, seed("plate"), p), false],
  ["to another key", place, sealPlate(context, p.p256PublicKey(keys.relay), place, plate, seed("plate"), p), false],
  ["altered", place, turned(sealed, 70), false],
  ["without a byte", place, sealed.slice(0, -1), false],
];

const byVin: CarName = { kind: "vin", vin: VIN };
const byPlate: CarName = { kind: "plate", plate };
const query = (name: CarName): Uint8Array => encodeQuery({ kind: "public", name });
const varint = (value: number): readonly number[] => (value < 128 ? [value] : [(value & 127) | 128, value >> 7]);
const field = (number: number, bytes: Uint8Array): Uint8Array =>
  concat(Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes);
const asked = (vin: string, country: string, characters: string): Uint8Array => {
  const parts = [vin, country, characters].map((text, at) => (text === "" ? fromHex("") : field(130 + at, utf8(text))));
  return field(130, concat(...parts));
};
const admittedQueries: readonly (readonly [string, CarName])[] = [
  ["by VIN", byVin],
  ["by plate", byPlate],
  ["by a plate of three bytes a character", { kind: "plate", plate: { country: "JP", characters: "品川300あ1234" } }],
];
const wrongQueries: readonly (readonly [string, Uint8Array])[] = [
  ["for nothing", asked("", "", "")],
  ["for a VIN and a plate", asked(VIN, "DE", "WITN2026")],
  ["for a VIN of 16 characters", asked(VIN.slice(1), "", "")],
  ["for a VIN with the letter O", asked("WAUZZZ8V5KAO00001", "", "")],
  ["for a VIN in small letters", asked(VIN.toLowerCase(), "", "")],
  ["for a plate without its country", asked("", "", "WITN2026")],
  ["for a country without a plate", asked("", "DE", "")],
  ["for a plate as it is set on the metal", asked("", "DE", "WI TN 2026")],
  ["for a plate that is too long", asked("", "DE", "1234567890123")],
  ["for a plate with a character behind an end", asked("", "DE", "WITN\0X")],
];

/** A car of the state, as it differs from the record of the other vectors. */
interface Car {
  readonly key: Uint8Array;
  readonly values: RecordValues;
}
const carOf = (name: string, change: Partial<RecordValues>): Car => {
  const key = name === "device" ? publicKey : p.p256PublicKey(seed(`${name} key`));
  return { key, values: { ...recordValues, key: { ...recordValues.key, publicKey: key }, ...change } };
};
const hidden = { publication: { isPublic: 0, sinceUnixS: recordValues.publication.sinceUnixS } };
const named = { plate: { tag: tagOfPlate } };
const cars: readonly Car[] = [
  carOf("device", named),
  carOf("second", { ...named, vin: { tag: NO_VIN_TAG } }),
  carOf("hidden", { ...named, ...hidden }),
  carOf("elsewhere", { plate: { tag: plateTag(elsewhere, plateSalt(keys.application, label, elsewhere, p), p) } }),
];
const trees = cars.map(({ key, values }) => {
  const id = keyIdentity(key, p);
  const bytesOf = (name: RecordField): Uint8Array => encodeRecordField(name, values[name]);
  const source = { bytesOf, saltOf: recordSalts(keys.application, preamble("salt", context), id, p) };
  return { source, tree: newRecordTree(source, p) };
});
const state = buildTree([seed("globals"), ...trees.map(({ tree }) => stateLeaf(recordRoot(tree, p), p))], p);
const stateRoot = treeRoot(state, p);
const opened = (index: number, fields: readonly RecordField[] = PUBLIC_FIELDS): RecordProof => {
  const of = trees[index - 1];
  if (of === undefined) throw new Error("There is no such car.");
  return {
    opening: openRecord(of.tree, fields, of.source, p),
    place: { index, size: cars.length + 1, path: treePath(state, index) },
  };
};
const answer = (change: Partial<PublicAnswer> = {}): PublicAnswer => ({
  stateRoot,
  timeUnixS: 1_800_000_000,
  inputCount: 7,
  cars: [opened(1), opened(2)],
  total: 2,
  salts: saltOfPlate,
  ...change,
});
const none = answer({ cars: [], total: 0, salts: new Uint8Array() });
const ofVin = answer({ cars: [opened(1), opened(4)], total: 2, salts: saltOfVin });
const first = opened(1);
const lied: RecordProof = {
  ...first,
  opening: {
    ...first.opening,
    fields: first.opening.fields.map((each) => (each.field === 7 ? { ...each, value: turned(each.value, 34) } : each)),
  },
};
const answers: readonly (readonly [string, CarName, PublicAnswer, boolean])[] = [
  ["two cars of one plate", byPlate, answer(), true],
  ["one car of a VIN, and one that its maker gave the same", byVin, ofVin, true],
  ["no car", byVin, none, true],
  ["a car that its owner hid", byPlate, answer({ cars: [opened(1), opened(3)] }), false],
  ["a car of another plate", byPlate, answer({ cars: [opened(1), opened(4)] }), false],
  ["a car without a VIN, by VIN", byVin, { ...ofVin, cars: [opened(1), opened(2)] }, false],
  ["the salts of a VIN for a plate", byPlate, answer({ salts: saltOfVin }), false],
  ["no salt", byPlate, answer({ salts: new Uint8Array() }), false],
  ["another salt", byPlate, answer({ salts: turned(saltOfPlate, 0) }), false],
  [
    "the salts of a VIN the other way round",
    byVin,
    { ...ofVin, salts: concat(vinSaltsOfCar.end, vinSaltsOfCar.start) },
    false,
  ],
  ["one car twice", byPlate, answer({ cars: [opened(1), opened(1)] }), false],
  ["cars out of order", byPlate, answer({ cars: [opened(2), opened(1)] }), false],
  ["fewer cars than there are", byPlate, answer({ cars: [opened(1)] }), false],
  ["more cars than there are", byPlate, answer({ total: 1 }), false],
  ["no car of one", byVin, { ...none, total: 1 }, false],
  ["another verdict", byPlate, answer({ cars: [lied, opened(2)] }), false],
  ["another state", byPlate, answer({ stateRoot: seed("state") }), false],
  ["without the verdict", byVin, { ...ofVin, cars: [opened(1, ["vin", "publication"]), opened(4)] }, false],
  ["a car in another's place", byPlate, answer({ cars: [{ ...first, place: opened(2).place }, opened(2)] }), false],
];
const bytesOfAnswer = (of: PublicAnswer): Uint8Array => encodeAnswer({ kind: "public", ...of });
const wrongAnswers: readonly (readonly [string, Uint8Array])[] = [
  ["without a state root", field(130, new Uint8Array())],
  ["a salt of 15 bytes", bytesOfAnswer(answer({ salts: saltOfPlate.slice(1) }))],
  ["nine cars", bytesOfAnswer(answer({ cars: Array.from({ length: 9 }, () => opened(1)), total: 9 }))],
];

export const publicVectors = {
  "v2-public": {
    saltKey: toHex(keys.application),
    plates: [
      ...admittedPlates.map(([comment, each]) => ({
        comment,
        bytes: toHex(encodePlate(each)),
        code: "admitted",
        ...each,
        salt: toHex(plateSalt(keys.application, label, each, p)),
        tag: toHex(plateTag(each, plateSalt(keys.application, label, each, p), p)),
      })),
      ...wrongPlates.map(([comment, bytes]) => ({ comment, bytes: toHex(bytes), code: "malformed" })),
    ],
    seals: seals.map(([comment, { device, tenure }, bytes, valid]) => ({
      comment,
      associated: toHex(concat(device, u32(tenure))),
      sealed: toHex(bytes),
      valid,
      ...(valid ? { opens: toHex(encodePlate(plate)) } : {}),
    })),
    queries: [
      ...admittedQueries.map(([comment, name]) => ({ comment, query: toHex(query(name)), code: "admitted" })),
      ...wrongQueries.map(([comment, bytes]) => ({ comment, query: toHex(bytes), code: "query-malformed" })),
    ],
    answers: [
      ...answers.map(([comment, name, of, valid]) => ({
        comment,
        query: toHex(query(name)),
        answer: toHex(bytesOfAnswer(of)),
        valid,
        ...(valid ? { devices: of.cars.map((_, at) => toHex(deviceAt(of, at))) } : {}),
      })),
    ],
    malformed: wrongAnswers.map(([comment, bytes]) => ({ comment, answer: toHex(bytes), code: "malformed" })),
  },
};

function deviceAt({ cars: shown }: PublicAnswer, at: number): Uint8Array {
  const index = shown[at]?.place.index ?? 0;
  return keyIdentity(cars[index - 1]?.key ?? publicKey, p);
}
