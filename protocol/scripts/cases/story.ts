/**
 * Two inputs and what they come to: the record's fields, salts and leaves, the state root, the notice that carries it
 * as an output, and the report. Computed from the formulas, not by the back-end; a test holds the back-end to it.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { packPayload } from "../../src/batch.ts";
import { concat, fromHex, toHex, u32, utf8 } from "../../src/bytes.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { buildTree, leafHash, nodeHash, treePath, treeRoot } from "../../src/merkle.ts";
import { encodeStateRoot } from "../../src/outputs.ts";
import {
  fieldLeaf,
  identityRoot,
  identityValues,
  progressRoot,
  progressValues,
  RECORD_FIELDS,
  type RecordProgress,
  recordLeaf,
} from "../../src/record.ts";
import type { Judgement } from "../../src/verdict.ts";
import { encodeAdvanceReport, type Refusal } from "../../src/wire/report.ts";
import { ownedRegistration, ownedVehicle } from "./signed.ts";
import { deviceId, envelope, first, fresh, keys, publicKey, readings, run, second, seed, third } from "./world.ts";

/** Of the two inputs' blocks. */
export const TIMES = [1_800_000_300, 1_800_000_600] as const;

const none: Judgement = {
  verdict: "no judgement",
  reasons: ["too-few-readings"],
  readingCount: 0,
  firstTimeUnixS: 0,
  lastTimeUnixS: 0,
  firstOdometerHm: 0,
  lastOdometerHm: 0,
  highestOdometerHm: 0,
  largestGapS: 0,
};
/** Three envelopes repeat the same five readings, so odometer and clock run back twice. */
export const judgement: Judgement = {
  verdict: "illogical",
  reasons: ["odometer-decreased", "clock-back"],
  readingCount: 15,
  firstTimeUnixS: readings[0]?.timeUnixS ?? 0,
  lastTimeUnixS: readings[4]?.timeUnixS ?? 0,
  firstOdometerHm: readings[0]?.odometerHm ?? 0,
  lastOdometerHm: readings[4]?.odometerHm ?? 0,
  highestOdometerHm: readings[4]?.odometerHm ?? 0,
  largestGapS: 60,
};
const nothing = { gaps: 0, forks: 0, unreadable: 0 };
const identity = { publicKey, keyTier: 3, vehicle: ownedVehicle } as const;
const before: RecordProgress = { sequence: 0, link: fresh.link, session: 0, judgement: none, ...nothing };
const after: RecordProgress = { sequence: 3, link: third.link, session: 1, judgement, ...nothing };

/** HMAC-SHA-256(application key, "witness/v1 salt" ‖ 0 ‖ device id ‖ u8(field) ‖ version)[0..16]. */
const saltFor = (version: Uint8Array) => (field: number) =>
  p.hmacSha256(keys.application, utf8("witness/v1 salt\0"), deviceId, Uint8Array.of(field), version).slice(0, 16);
const salts = ({ link, forks }: RecordProgress) => {
  const progress = saltFor(concat(link, u32(forks)));
  const fixed = saltFor(new Uint8Array());
  return (field: number) => (field < 4 ? fixed(field) : progress(field));
};
const leafOf = (progress: RecordProgress): Uint8Array =>
  recordLeaf(p, identityRoot(p, identity, salts(progress)), progressRoot(p, progress, salts(progress)));

/** The record tree in full, and a state tree in which it stands among others. */
function recordTree(progress: RecordProgress) {
  const values = [...identityValues(identity), ...progressValues(progress)];
  const leaves = values.map((value, field) => fieldLeaf(p, salts(progress)(field), field, value));
  const tree = buildTree(leaves, p);
  return {
    fields: values.map((value, field) => ({
      index: field,
      field: RECORD_FIELDS[field],
      value: toHex(value),
      salt: toHex(salts(progress)(field)),
      leaf: toHex(leaves[field] ?? seed("")),
      path: treePath(tree, field).map(toHex),
    })),
    recordRoot: toHex(treeRoot(tree, p)),
    stateLeaf: toHex(leafHash(p, treeRoot(tree, p))),
  };
}

const fleet = [seed("car 0"), leafOf(after), seed("car 2")];
const fleetTree = buildTree(fleet, p);
const told = recordTree(after);
const verdict = told.fields[7] ?? { value: "", salt: "", path: [] };
const proof = {
  index: 7,
  value: verdict.value,
  salt: verdict.salt,
  path: verdict.path,
  stateIndex: 1,
  stateSize: 3,
  statePath: treePath(fleetTree, 1).map(toHex),
  stateRoot: toHex(treeRoot(fleetTree, p)),
};
const openings = (
  [
    ["the verdict, in a state of three records", {}],
    ["another value", { value: verdict.value.replace(/^02/, "01") }],
    ["another salt", { salt: told.fields[6]?.salt ?? "" }],
    ["another field", { index: 6 }],
    ["a path cut short", { path: verdict.path.slice(1) }],
    ["another record's place", { stateIndex: 2 }],
    ["a state of another size", { stateSize: 2 }],
    ["another state", { stateRoot: toHex(seed("state")) }],
  ] as const
).map(([comment, change], index) => ({ comment, ...proof, ...change, valid: index === 0 }));

const payloads = [
  packPayload({ registrations: [ownedRegistration], runs: [] }),
  packPayload({ registrations: [], runs: [run(first, second, third), run(second), run(envelope(third.link, 5))] }),
];
const refusal = (index: number, code: Refusal["code"], sequence: number): Refusal => ({
  index,
  registration: false,
  deviceId,
  sequence,
  code,
  inputIndex: 1,
  timeUnixS: TIMES[1],
});
export const refusals: readonly Refusal[] = [refusal(3, "sequence-replayed", 2), refusal(4, "sequence-gap", 5)];
export const counts = refusals.map(({ code }) => ({ code, count: 1 }));
const REPORTS = [
  { code: "admitted", registrationCodes: ["admitted"], envelopeCodes: [], refusals: [] },
  {
    code: "admitted",
    registrationCodes: [],
    envelopeCodes: ["admitted", "admitted", "admitted", "sequence-replayed", "sequence-gap"],
    refusals,
  },
] as const;

const word = (value: number): Uint8Array => concat(new Uint8Array(28), u32(value));
/** Notice(bytes): selector ‖ offset ‖ length ‖ payload, padded to whole words. */
function noticeOutput(payload: Uint8Array): Uint8Array {
  const padding = new Uint8Array((32 - (payload.length % 32)) % 32);
  return concat(keccak_256(utf8("Notice(bytes)")).slice(0, 4), word(32), word(payload.length), payload, padding);
}

export const stateRootAfter = leafOf(after);
const steps = [before, after].map((progress, index) => {
  const root = leafOf(progress);
  const counts = { inputIndex: index, devices: 1, admitted: index === 0 ? 1 : 3, refused: index === 0 ? 0 : 1 };
  const notice = encodeStateRoot({ root, ...counts });
  const output = noticeOutput(notice);
  return {
    index,
    timeUnixS: TIMES[index],
    payload: toHex(payloads[index] ?? seed("")),
    stateRoot: toHex(root),
    notice: toHex(notice),
    output: toHex(output),
    outputLeaf: toHex(keccak_256(output)),
    report: toHex(encodeAdvanceReport(REPORTS[index] ?? REPORTS[0])),
    says: REPORTS[index],
  };
});

const notice = fromHex(steps[1]?.notice ?? "");
const at = (offset: number, byte: number): string => toHex(notice.map((each, i) => (i === offset ? byte : each)));
const report = steps[1]?.report ?? "";
export const storyVectors = {
  inputs: steps,
  records: {
    afterInput: 1,
    ...told,
    openings,
    halves: {
      identity: toHex(identityRoot(p, identity, salts(after))),
      progress: toHex(progressRoot(p, after, salts(after))),
      joined: toHex(nodeHash(p, identityRoot(p, identity, salts(after)), progressRoot(p, after, salts(after)))),
    },
  },
  notices: [
    { comment: "the second input's", payload: toHex(notice), code: "admitted" },
    { comment: "another selector", payload: at(0, 0), code: "malformed" },
    { comment: "a byte too many", payload: `${toHex(notice)}00`, code: "malformed" },
    { comment: "a word cut off", payload: toHex(notice.slice(0, -32)), code: "malformed" },
    { comment: "a number that does not fit its type", payload: at(36, 1), code: "malformed" },
    { comment: "no byte at all", payload: "", code: "malformed" },
  ],
  reports: [
    { comment: "the second input's", report, code: "admitted" },
    { comment: "an input that is not ours: version-unsupported", report: "0802", code: "admitted" },
    { comment: "a byte that no code has", report: "08c801", code: "malformed" },
    { comment: "a byte that no code has, for a body", report: "1a0200c8", code: "malformed" },
    { comment: "a truncated report", report: report.slice(0, -2), code: "malformed" },
  ],
};
