/** Keys, readings, sessions and trees. */
import { concat, fromHex, toHex, u32 } from "../../src/bytes.ts";
import { encodeGroup } from "../../src/columns/group.ts";
import { type Profile, profileOf } from "../../src/columns/profile.ts";
import { GROUP_NAMES, type GroupName } from "../../src/columns/quantity.ts";
import { preamble } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { LINK_PREFIX_BYTES } from "../../src/link.ts";
import { buildTree, leafHash, treePath, treeRoot } from "../../src/merkle.ts";
import { decodeReadings, encodeReadings, type Groups, NO_GROUPS, type Reading } from "../../src/reading.ts";
import { sealGroups } from "../../src/seal.ts";
import {
  content,
  context,
  deviceId,
  first,
  fresh,
  hexed,
  keyId,
  keys,
  opening,
  publicKey,
  readings,
  sealedFor,
  sealing,
  second,
  seed,
  session,
} from "./world.ts";

// ---- what envelopes say

const profileNumbered = (number: number): Profile => {
  const found = profileOf(number, 1);
  if (!found) throw new RangeError(`There is no profile ${number}.1.`);
  return found;
};
const car = profileNumbered(1);
const one = { timeUnixS: 1_800_000_000, odometerHm: 123_456 };
const ownTimes = encodeGroup(car, "condition", {
  timesUnixS: [one.timeUnixS + 9, one.timeUnixS + 19],
  whole: new Map([["fuelUsedCl", [700, 701]] as const]),
  sparse: new Map(),
});
const sameTimes = encodeGroup(car, "condition", {
  timesUnixS: [one.timeUnixS],
  whole: new Map([["fuelUsedCl", [700]] as const]),
  sparse: new Map(),
});
const of = (list: readonly Reading[], profile = car): Groups => encodeReadings(profile, list);
const BROKEN = fromHex("ff");
const SAID: readonly (readonly [string, Profile, Groups])[] = [
  ["five readings, one trouble code", car, content],
  ["nothing", car, NO_GROUPS],
  ["bytes of the bus alone", car, { ...NO_GROUPS, bus: fromHex("0401a6") }],
  [
    "the odometer falls and the clock runs back: well-formed, and evidence",
    car,
    of(readings.map(({ timeUnixS, odometerHm }) => ({ timeUnixS, odometerHm })).reverse()),
  ],
  ["a condition without a distance", car, of([{ timeUnixS: 5, energyUsedWh: 7 }])],
  [
    "a condition with times of its own: readings behind those of the distance",
    car,
    { ...of([one]), condition: ownTimes },
  ],
  ["a condition that says the distance's times again", car, { ...of([one]), condition: sameTimes }],
  [
    "two trouble codes at one reading, one of them cleared",
    car,
    of([{ ...one, troubleCodes: [1, 0xffff].map((code) => ({ code, cleared: code > 1 })) }]),
  ],
  ["values at some readings", car, of([{ ...one, stateOfChargePm: 810 }, one, { ...one, stateOfChargePm: 800 }])],
  ["a thermometer", profileNumbered(5), of([{ timeUnixS: 5, temperatureDc: -2_732 }], profileNumbered(5))],
  ["an hour meter", profileNumbered(3), of([{ timeUnixS: 5, operatingTimeS: 3_600 }], profileNumbered(3))],
  ["a distance that breaks a rule", car, { ...NO_GROUPS, distance: BROKEN }],
  ["a condition that breaks a rule", car, { ...of([one]), condition: BROKEN }],
  ["a condition that refers to the times of a distance that breaks a rule", car, { ...content, distance: BROKEN }],
  [
    "a condition with times of its own beside a distance that breaks a rule",
    car,
    { ...NO_GROUPS, distance: BROKEN, condition: ownTimes },
  ],
  ["a condition that refers to the times of no distance", car, { ...content, distance: new Uint8Array() }],
  ["the groups of another profile", profileNumbered(5), content],
];
const readingVectors = SAID.map(([comment, profile, groups]) => {
  const { readings: list, judged, broken } = decodeReadings(profile, groups);
  const code = broken.length === 0 ? "admitted" : "unreadable";
  return {
    comment,
    profile: [profile.number, profile.version],
    ...hexed(groups),
    code,
    readings: list,
    judged,
    broken,
  };
});

// ---- what is sealed

const clearFields = { deviceId, sequence: 2, session: 1, previousLink: first.link.slice(0, LINK_PREFIX_BYTES) };
const plain: Groups = { ...content, bus: fromHex("0401a6") };
const sealed = sealGroups(context, clearFields, sealing, sealedFor, plain, p);
const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
interface Seal extends Partial<typeof clearFields> {
  readonly keyId?: Uint8Array;
  readonly profile?: readonly [number, number];
  readonly group?: GroupName;
  readonly sealed?: Uint8Array;
}
const own = GROUP_NAMES.map((group) => [`of the group ${group}, as sealed`, { group, sealed: sealed[group] }] as const);
const SEALS: readonly (readonly [string, Seal])[] = [
  ...own,
  ["with a flipped bit in the tag", { sealed: flipped(sealed.distance, sealed.distance.length - 1) }],
  ["with a flipped bit in the text", { sealed: flipped(sealed.distance, 0) }],
  ["cut by a byte", { sealed: sealed.distance.slice(0, -1) }],
  ["under another number", { sequence: 3 }],
  ["under another session", { session: 2 }],
  ["behind another link", { previousLink: second.link.slice(0, LINK_PREFIX_BYTES) }],
  ["under another device", { deviceId: keyId }],
  ["under another key of the application", { keyId: deviceId }],
  ["as another group", { group: "condition" }],
  ["in the name of another profile", { profile: [2, 1] }],
  ["in the name of another version of the profile", { profile: [1, 2] }],
];
const seals = SEALS.map(([comment, change], index) => {
  const seal = { ...clearFields, keyId, profile: [1, 1], group: "distance", sealed: sealed.distance, ...change };
  return {
    comment,
    deviceId: toHex(seal.deviceId),
    sequence: seal.sequence,
    session: seal.session,
    previousLink: toHex(seal.previousLink),
    keyId: toHex(seal.keyId),
    profile: seal.profile,
    group: seal.group,
    sealed: toHex(seal.sealed),
    code: index < own.length ? "admitted" : "unreadable",
  };
});

const leaves = Array.from({ length: 7 }, (_, index) => leafHash(p, u32(index)));
const tree = buildTree(leaves, p);
export const chainVectors = {
  keys: {
    chainId: context.chainId,
    application: toHex(context.application),
    privateKeys: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, toHex(key)])),
    publicKeys: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, toHex(p.p256PublicKey(key))])),
    deviceId: toHex(deviceId),
    keyId: toHex(keyId),
    envelopePreamble: toHex(preamble("envelope", context)),
    genesisLink: toHex(fresh.link),
  },
  session: {
    keyMaterial: toHex(seed("ephemeral")),
    session: 1,
    firstSequence: 1,
    previousLink: toHex(fresh.link),
    info: toHex(concat(preamble("session", context), publicKey, u32(1), u32(1), fresh.link)),
    encapsulatedKey: toHex(opening.encapsulatedKey),
    sessionKey: toHex(session.sessionKey),
    sealed: {
      sequence: 2,
      previousLink: toHex(clearFields.previousLink),
      plaintext: hexed(plain),
      ciphertext: hexed(sealed),
    },
    seals,
  },
  readings: readingVectors,
  merkle: {
    leaves: leaves.map(toHex),
    root: toHex(treeRoot(tree, p)),
    paths: leaves.map((_, index) => treePath(tree, index).map(toHex)),
    refused: [
      { comment: "another leaf's path", leaf: 0, index: 1, size: 7, path: treePath(tree, 0).map(toHex) },
      { comment: "a path cut short", leaf: 2, index: 2, size: 7, path: treePath(tree, 2).slice(0, -1).map(toHex) },
      {
        comment: "a path too long",
        leaf: 2,
        index: 2,
        size: 7,
        path: [...treePath(tree, 2), leaves[0] ?? seed("")].map(toHex),
      },
      { comment: "an index that the tree has not", leaf: 6, index: 7, size: 7, path: treePath(tree, 6).map(toHex) },
      { comment: "a tree of another size", leaf: 6, index: 6, size: 8, path: treePath(tree, 6).map(toHex) },
      {
        comment: "the last leaf with a sibling of its own",
        leaf: 6,
        index: 6,
        size: 7,
        path: [toHex(leaves[6] ?? seed("")), ...treePath(tree, 6).map(toHex)],
      },
    ],
    empty: toHex(treeRoot(buildTree([], p), p)),
  },
};
