/** Keys, readings, sessions and trees. */
import { concat, fromHex, toHex, u32 } from "../../src/bytes.ts";
import { preamble } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { ProtocolError } from "../../src/errors.ts";
import { buildTree, leafHash, treePath, treeRoot } from "../../src/merkle.ts";
import { decodeReadings, encodeReadings } from "../../src/reading.ts";
import { sealReadings } from "../../src/seal.ts";
import { encodeColumns } from "../../src/wire/reading.ts";
import {
  context,
  deviceId,
  first,
  fresh,
  keyId,
  keys,
  opening,
  plaintext,
  publicKey,
  readings,
  said,
  sealing,
  second,
  seed,
  session,
} from "./world.ts";

const columns = {
  firstTimeUnixS: 10,
  firstOdometerHm: 10,
  timeDeltaS: [1],
  odometerDeltaHm: [1],
  fuelUsedCl: [],
  energyUsedWh: [],
  troubleCodes: [],
  profile: 0,
  raw: new Uint8Array(),
};
const nothing = { firstTimeUnixS: 0, firstOdometerHm: 0, timeDeltaS: [] };
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const codes = (count: number) => zeros(count).map((_, code) => ({ reading: 1, code, cleared: code % 2 === 1 }));
const encodings: readonly (readonly [string, Uint8Array])[] = [
  ["five readings, one trouble code", plaintext],
  ["no reading", encodeReadings({ ...said, readings: [], troubleCodes: [] })],
  [
    "the odometer falls and the clock runs back: well-formed, and evidence",
    encodeReadings({ ...said, troubleCodes: [], readings: [...readings].reverse() }),
  ],
  ["columns of unequal length", encodeColumns({ ...columns, odometerDeltaHm: [] })],
  ["a sum below zero", encodeColumns({ ...columns, odometerDeltaHm: [-11] })],
  ["a sum above 32 bits", encodeColumns({ ...columns, firstTimeUnixS: 2 ** 32 - 1 })],
  ["an incomplete fuel column", encodeColumns({ ...columns, fuelUsedCl: [1] })],
  [
    "a trouble code of a reading that is not there",
    encodeColumns({ ...columns, troubleCodes: [{ reading: 2, code: 1, cleared: false }] }),
  ],
  ["a truncated message", plaintext.slice(0, -1)],
  [
    "a trouble code of 17 bits",
    encodeColumns({ ...columns, troubleCodes: [{ reading: 0, code: 0x1_0000, cleared: false }] }),
  ],
  ["columns without a first reading", encodeColumns({ ...columns, ...nothing, odometerDeltaHm: [1] })],
  ["boundary: 1 000 readings", encodeColumns({ ...columns, timeDeltaS: zeros(999), odometerDeltaHm: zeros(999) })],
  ["boundary: 1 001 readings", encodeColumns({ ...columns, timeDeltaS: zeros(1_000), odometerDeltaHm: zeros(1_000) })],
  ["boundary: 100 trouble codes", encodeColumns({ ...columns, troubleCodes: codes(100) })],
  ["boundary: 101 trouble codes", encodeColumns({ ...columns, troubleCodes: codes(101) })],
  ["the largest sum", encodeColumns({ ...columns, firstTimeUnixS: 2 ** 32 - 2 })],
  ["fuel and energy", encodeColumns({ ...columns, fuelUsedCl: [5, -5], energyUsedWh: [0, 2 ** 31 - 1] })],
  ["an unknown field is ignored", concat(plaintext, fromHex("9a0603010203"))],
  ["a column not packed, in two places", fromHex("080a100a18022002180220025a00")],
  ["the wire type of a group that nobody opened", concat(plaintext, fromHex("7c"))],
];
const readingVectors = encodings.map(([comment, bytes]) => {
  try {
    const { readings: list, troubleCodes } = decodeReadings(bytes);
    // What is as long as the limit is told by its length and its first reading.
    const told = list.length > 10 ? list.slice(0, 1) : list;
    return { comment, bytes: toHex(bytes), code: "admitted", count: list.length, readings: told, troubleCodes };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { comment, bytes: toHex(bytes), code: error.code };
  }
});

const clearFields = { deviceId, sequence: 2, session: 1, previousLink: first.link.slice(0, 8) };
const sealed = sealReadings(context, clearFields, sealing, plaintext, p);
const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
type Seal = Partial<typeof clearFields> & { readonly keyId?: Uint8Array; readonly ciphertext?: Uint8Array };
const seals = (
  [
    ["as sealed", {}],
    ["with a flipped bit in the tag", { ciphertext: flipped(sealed, sealed.length - 1) }],
    ["with a flipped bit in the text", { ciphertext: flipped(sealed, 0) }],
    ["cut by a byte", { ciphertext: sealed.slice(0, -1) }],
    ["under another number", { sequence: 3 }],
    ["under another session", { session: 2 }],
    ["behind another link", { previousLink: second.link.slice(0, 8) }],
    ["under another device", { deviceId: keyId }],
    ["under another key of the application", { keyId: deviceId }],
  ] as const satisfies readonly (readonly [string, Seal])[]
).map(([comment, change]: readonly [string, Seal]) => {
  const seal = { ...clearFields, keyId, ciphertext: sealed, ...change };
  return {
    comment,
    deviceId: toHex(seal.deviceId),
    sequence: seal.sequence,
    session: seal.session,
    previousLink: toHex(seal.previousLink),
    keyId: toHex(seal.keyId),
    ciphertext: toHex(seal.ciphertext),
    code: Object.keys(change).length === 0 ? "admitted" : "unreadable",
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
      plaintext: toHex(plaintext),
      ciphertext: toHex(sealed),
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
