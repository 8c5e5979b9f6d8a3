/**
 * Two inputs and what they come to: the record's fields and salts, the state root, the notice that carries it as an
 * output, and the report. Computed from the formulas, not by the back-end; a test holds the back-end to it.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { runItem } from "../../src/accumulator.ts";
import { packPayload } from "../../src/batch.ts";
import { concat, fromHex, toHex, u32, utf8 } from "../../src/bytes.ts";
import { CAR } from "../../src/columns/profile.ts";
import { preamble } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { newHistory, withItems } from "../../src/history.ts";
import { keyIdentity } from "../../src/identity.ts";
import { encodeJudge } from "../../src/judge/encoding.ts";
import { observe } from "../../src/judge/judge.ts";
import type { Judgement } from "../../src/judge/judgement.ts";
import { PARAMETERS } from "../../src/judge/parameters.ts";
import { judgedOf } from "../../src/judge/reading.ts";
import type { Reason, ReasonCode } from "../../src/judge/reasons.ts";
import { bandValues, odometerValues, periodValues, verdictValues } from "../../src/judge/record-values.ts";
import { rulesOf } from "../../src/judge/rules.ts";
import { type Judge, newJudge } from "../../src/judge/state.ts";
import { buildTree, treeRoot } from "../../src/merkle.ts";
import { globalValues, newGlobals } from "../../src/operations/globals.ts";
import { decodeStateRoot, encodeStateRoot } from "../../src/outputs.ts";
import { encodeRecordField, RECORD_FIELD_NAMES, type RecordValues } from "../../src/record/fields.ts";
import { globalsRoot, openGlobals } from "../../src/record/globals.ts";
import {
  changeRecordTree,
  newRecordTree,
  openRecord,
  type RecordSource,
  type RecordTree,
  recordRoot,
  recordSalts,
  stateLeaf,
} from "../../src/record/tree.ts";
import { vinSalts, vinTag } from "../../src/record/vin.ts";
import type { RecordProof } from "../../src/wire/record-proof.ts";
import { encodeAdvanceReport, type Refusal } from "../../src/wire/report.ts";
import { shown } from "./shown.ts";
import { ownedRegistration, vehicle } from "./signed.ts";
import {
  context,
  deviceId,
  envelope,
  first,
  fresh,
  keys,
  owner,
  publicKey,
  readings,
  run,
  second,
  seed,
  third,
} from "./world.ts";

/** Of the two inputs' blocks. */
export const TIMES = [1_800_000_300, 1_800_000_600] as const;

/** A reason that was found so often at one time. */
const found = (code: ReasonCode, timeUnixS: number, count = 1, amounts: Partial<Reason> = {}): Reason => ({
  code,
  firstTimeUnixS: timeUnixS,
  lastTimeUnixS: timeUnixS,
  count,
  open: count,
  firstAmountHm: 0,
  totalAmountHm: 0,
  seconds: 0,
  ...amounts,
});
const unit = { numerator: 1, denominator: 1 };
const none: Judgement = {
  verdict: "no judgement",
  reasons: [found("too-few-readings", 0), found("period-too-short", 0)],
  readings: 0,
  coveredFromUnixS: 0,
  coveredToUnixS: 0,
  coveredReadings: 0,
  distanceHm: 0,
  offsetHm: 0,
  unit,
  longestSilenceS: 0,
};
const firstUnixS = readings[0]?.timeUnixS ?? 0;
const lastUnixS = readings[4]?.timeUnixS ?? 0;
/**
 * Three envelopes repeat the same five readings: the clock runs back by 240, 180, 120 and 60 s, twice, so that the block's
 * time is taken; and three stray 5.6 km below, until the fourth makes that the path. The fifth goes on from it.
 */
export const judgement: Judgement = {
  verdict: "no judgement",
  reasons: [
    found("clock-back", TIMES[1], 8, { seconds: 1_200 }),
    found("too-few-readings", lastUnixS),
    found("stepped-back", TIMES[1], 2, { firstAmountHm: 56, totalAmountHm: 112 }),
    found("period-too-short", lastUnixS, 1, { seconds: 240 }),
  ],
  readings: 9,
  coveredFromUnixS: firstUnixS,
  coveredToUnixS: lastUnixS,
  coveredReadings: 9,
  distanceHm: readings[4]?.odometerHm ?? 0,
  offsetHm: 0,
  unit,
  longestSilenceS: TIMES[1] - lastUnixS,
};
const NO_CLOSING = { days: [], months: [], years: [] };
const NOTHING_SENT = { fuelUsedCl: 2 ** 32 - 1, energyUsedWh: 2 ** 32 - 1, operatingTimeS: 2 ** 32 - 1 };
const registered = newHistory(context, publicKey, ownedRegistration.message, p);
const run3 = runItem({ count: 3, firstSequence: 1, lastSequence: 3, lastLink: third.link });
const moment = { input: 1, blockTimeUnixS: TIMES[1], place: 0, parameters: 1 };
const past = withItems(context, registered, [{ kind: "run", item: run3 }], moment, p);

/** What is judged is docs/verdict.md's; its vectors are others. */
const rules = rulesOf(CAR, PARAMETERS);
if (!rules) throw new Error("A car is judged.");
let judge: Judge = newJudge(rules);
const judgeBefore = judge;
for (let copy = 0; copy < 3; copy += 1) {
  for (const reading of readings) judge = observe(judge, judgedOf(reading, rules), TIMES[1], rules);
}

/** What a judge says of a record. */
const judged = (each: Judgement, state: Judge): Pick<RecordValues, "period" | "odometer" | "verdict" | "band"> => ({
  period: periodValues(each),
  odometer: odometerValues(state),
  band: bandValues(state),
  verdict: verdictValues(each, 1, p.sha256(encodeJudge(state))),
});
const { make, model, modelYear, vin } = vehicle;
export const ownedVinSalts = vinSalts(keys.application, preamble("vin", context), vin, p);
const before: RecordValues = {
  key: { publicKey, keyTier: 3, maker: keyIdentity(p.p256PublicKey(keys.maker), p) },
  vehicle: { make, model, modelYear, profile: 1, profileVersion: 1 },
  vin: { tag: vinTag(vin, ownedVinSalts, p) },
  owner: { owner, tenure: 1, firstSequence: 1, sinceUnixS: TIMES[0] },
  chain: { sequence: 0, link: fresh.link, session: 0, firstSequence: 0, ...registered },
  ...judged(none, judgeBefore),
  closings: NO_CLOSING,
  events: { count: 0, newest: [] },
  trouble: { ...NOTHING_SENT, active: [] },
  grants: { grants: [] },
  quarantine: { revokedReason: 0, revokedUnixS: 0, reason: 0, sinceUnixS: 0, untilUnixS: 0 },
  publication: { isPublic: 0, sinceUnixS: 0 },
  plate: { tag: new Uint8Array() },
};
/** Where its hash chain and its history stand after both inputs. */
export const chainAfter = { sequence: 3, link: third.link, session: 1, firstSequence: 1, ...past };
/** All readings are of one day, which is not over: there is no closing value yet. */
const after: RecordValues = {
  ...before,
  chain: chainAfter,
  ...judged(judgement, judge),
  trouble: { ...NOTHING_SENT, active: [{ code: 0x0301 }] },
};
const saltOf = recordSalts(keys.application, preamble("salt", context), deviceId, p);
const sourceOf = (values: RecordValues): RecordSource => ({
  bytesOf: (field) => encodeRecordField(field, values[field]),
  saltOf,
});
export const globalsAfter = newGlobals({ makers: [p.p256PublicKey(keys.maker)] }, p);
const globalsSaid = globalValues(globalsAfter);
const globals = globalsRoot(globalsSaid, p);
const begun = newRecordTree(sourceOf(before), p);
const gone = changeRecordTree(begun, ["chain", "period", "odometer", "verdict", "trouble", "band"], sourceOf(after), p);
const rootAfter = (tree: RecordTree): Uint8Array =>
  treeRoot(buildTree([stateLeaf(globals, p), stateLeaf(recordRoot(tree, p), p)], p), p);

/** Every field after both inputs, as an answer opens them: beside the record there are the globals alone. */
export const proofAfter: RecordProof = {
  opening: openRecord(gone, RECORD_FIELD_NAMES, sourceOf(after), p),
  place: { index: 1, size: 2, path: [stateLeaf(globals, p)] },
};

/** What the history must come to after both inputs. */
export const historyProofAfter: RecordProof = {
  ...proofAfter,
  opening: openRecord(gone, ["key", "chain"], sourceOf(after), p),
};

/** What operations move of the globals, after both inputs. */
export const globalsProofAfter: RecordProof = {
  opening: openGlobals(globalsSaid, ["actors", "parameters", "succession"], p),
  place: { index: 0, size: 2, path: [stateLeaf(recordRoot(gone, p), p)] },
};

/** The sixteen fields and what they come to. */
const told = (values: RecordValues, tree: RecordTree) => ({
  fields: RECORD_FIELD_NAMES.map((field, number) => {
    const value = encodeRecordField(field, values[field]);
    const change = tree.changes[number] ?? 0;
    return { number, field, value: toHex(value), change, salt: toHex(saltOf(number, value, change)) };
  }),
  root: toHex(recordRoot(tree, p)),
});

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

const OPERATED = {
  code: "admitted",
  registrationCodes: ["capacity-reached"],
  envelopeCodes: ["late-in-gap"],
  operationCodes: ["admitted", "offer-waits"],
  refusals: [{ ...refusal(1, "offer-waits", 0), operation: true }],
} as const;

const word = (value: number): Uint8Array => concat(new Uint8Array(28), u32(value));
/** Notice(bytes): selector ‖ offset ‖ length ‖ payload, padded to whole words. */
function noticeOutput(payload: Uint8Array): Uint8Array {
  const padding = new Uint8Array((32 - (payload.length % 32)) % 32);
  return concat(keccak_256(utf8("Notice(bytes)")).slice(0, 4), word(32), word(payload.length), payload, padding);
}

export const stateRootAfter = rootAfter(gone);
const STEPS = [
  { values: before, tree: begun },
  { values: after, tree: gone },
] as const;
const steps = STEPS.map(({ values, tree }, index) => {
  const root = rootAfter(tree);
  const counts = { inputIndex: index, devices: 1, admitted: index === 0 ? 1 : 3, refused: index === 0 ? 0 : 1 };
  const notice = encodeStateRoot({ root, ...counts });
  const output = noticeOutput(notice);
  return {
    index,
    timeUnixS: TIMES[index],
    payload: toHex(payloads[index] ?? seed("")),
    globalsRoot: toHex(globals),
    record: told(values, tree),
    stateRoot: toHex(root),
    notice: toHex(notice),
    output: toHex(output),
    outputLeaf: toHex(keccak_256(output)),
    report: toHex(encodeAdvanceReport(REPORTS[index] ?? REPORTS[0])),
    says: shown(REPORTS[index]),
  };
});

const notice = fromHex(steps[1]?.notice ?? "");
const at = (offset: number, byte: number): string => toHex(notice.map((each, i) => (i === offset ? byte : each)));
const report = steps[1]?.report ?? "";
export const storyVectors = {
  inputs: steps,
  notices: [
    { comment: "the second input's", payload: toHex(notice), code: "admitted", says: shown(decodeStateRoot(notice)) },
    { comment: "another selector", payload: at(0, 0), code: "malformed" },
    { comment: "a byte too many", payload: `${toHex(notice)}00`, code: "malformed" },
    { comment: "a word cut off", payload: toHex(notice.slice(0, -32)), code: "malformed" },
    { comment: "a number that does not fit its type", payload: at(36, 1), code: "malformed" },
    { comment: "no byte at all", payload: "", code: "malformed" },
  ],
  reports: [
    { comment: "the second input's", report, code: "admitted", says: shown(REPORTS[1]) },
    {
      comment: "an input that is not ours: version-unsupported",
      report: "0802",
      code: "admitted",
      says: { code: "version-unsupported", registrationCodes: [], envelopeCodes: [], refusals: [] },
    },
    {
      comment: "operations, of which one has another code",
      report: toHex(encodeAdvanceReport(OPERATED)),
      code: "admitted",
      says: shown(OPERATED),
    },
    { comment: "a byte that no code has", report: "08c801", code: "malformed" },
    { comment: "a byte that no code has, for a body", report: "1a0200c8", code: "malformed" },
    { comment: "a truncated report", report: report.slice(0, -2), code: "malformed" },
  ],
};
