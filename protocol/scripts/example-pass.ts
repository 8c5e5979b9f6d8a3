/** A car whose owner shows it to a stranger: its record, the state and the claim that it stands under, and a pass. */
import { concat, u32 } from "../src/bytes.ts";
import { type Context, preamble } from "../src/context.ts";
import { keccak256 } from "../src/crypto/keccak.ts";
import { native } from "../src/crypto/native.ts";
import { noble } from "../src/crypto/noble.ts";
import { coverOf, groupRoot } from "../src/disclosure/key-tree.ts";
import { keyIdentity } from "../src/identity.ts";
import { emptySubtree, OUTPUTS_TREE_HEIGHT } from "../src/last-output.ts";
import { buildTree, leafHash, treePath } from "../src/merkle.ts";
import { accountOf } from "../src/operations/account.ts";
import { evidenceRoots, type PassEvidence } from "../src/pass/evidence.ts";
import { issuePass, narrowEvidence, type PublishedState, type ShowableCar } from "../src/pass/issue.ts";
import type { PassTerms } from "../src/pass/pass.ts";
import { keyPassSigner } from "../src/pass/signature.ts";
import { encodeRecordField, RECORD_FIELD_NAMES, type RecordField, type RecordValues } from "../src/record/fields.ts";
import {
  newRecordTree,
  openRecord,
  type RecordSource,
  recordRoot,
  recordSalts,
  stateLeaf,
} from "../src/record/tree.ts";
import { openVinEnd, vinSalts, vinTag } from "../src/record/vin.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
const saltKey = new Uint8Array(32).fill(2);
const deviceKey = native.p256PublicKey(new Uint8Array(32).fill(1));
const device = keyIdentity(deviceKey, native);
const VIN = "WAUZZZ8V5KA000001";
const salts = vinSalts(saltKey, preamble("vin", context), VIN, native);

/** The owner's P-256 key, the private scalar. */
export const passOwnerKey: Uint8Array = new Uint8Array(32).fill(1);
const ownerActor = { form: "key", publicKey: native.p256PublicKey(passOwnerKey) } as const;
export const passOwner: Uint8Array = accountOf(ownerActor, new Uint8Array(), native) ?? new Uint8Array();

/** What the record says, with whoever owns it. */
export const passValues = (owner: Uint8Array): RecordValues => ({
  key: { publicKey: deviceKey, keyTier: 3, maker: new Uint8Array(8).fill(4) },
  vehicle: { make: "Aster", model: "Corsa", modelYear: 2026, profile: 1, profileVersion: 1 },
  vin: { tag: vinTag(VIN, salts, native) },
  owner: { owner, tenure: 2, firstSequence: 101, sinceUnixS: 1_790_000_000 },
  chain: {
    sequence: 900,
    link: new Uint8Array(32).fill(5),
    session: 7,
    firstSequence: 850,
    accumulator: new Uint8Array(32).fill(6),
    items: 320,
  },
  period: {
    coveredFromUnixS: 1_740_000_000,
    coveredToUnixS: 1_799_990_000,
    coveredReadings: 4_000,
    readings: 4_100,
    longestSilenceS: 86_400,
  },
  odometer: { timeUnixS: 1_799_990_000, raw: 412_345, distanceHm: 412_345, offsetHm: 0 },
  verdict: {
    judgeHash: new Uint8Array(32).fill(8),
    parameters: 1,
    verdict: 1,
    reasons: [{ reason: 14, open: 0, count: 1, firstTimeUnixS: 1_760_000_000 }],
  },
  closings: {
    days: [{ day: 20_832, distanceHm: 412_100 }],
    months: [{ month: 683, distanceHm: 410_000 }],
    years: [{ year: 2_026, distanceHm: 400_000 }],
  },
  events: { count: 2, newest: [{ kind: 34, timeUnixS: 1_790_000_000, item: 210 }] },
  trouble: { fuelUsedCl: 280_000, energyUsedWh: 2 ** 32 - 1, operatingTimeS: 3_000_000, active: [] },
  grants: { grants: [] },
  quarantine: { revokedReason: 0, revokedUnixS: 0, reason: 0, sinceUnixS: 0, untilUnixS: 0 },
  publication: { isPublic: 0, sinceUnixS: 0 },
  plate: { tag: new Uint8Array() },
  band: { distanceBand: 4 },
});

const deviceIndex = 2;
const outputIndex = 5;
const saltOf = recordSalts(saltKey, preamble("salt", context), device, native);

/** The siblings of an output among seven, of which only the notice is known by its bytes. */
function outputSiblings(index: number): Uint8Array[] {
  const count = 7;
  let level = Array.from({ length: count }, (_, at) => keccak256(u32(at)));
  return Array.from({ length: OUTPUTS_TREE_HEIGHT }, (_, height) => {
    const empty = emptySubtree(height);
    const sibling = level[Math.floor(index / 2 ** height) ^ 1] ?? empty;
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, at) =>
      keccak256(concat(level[2 * at] ?? empty, level[2 * at + 1] ?? empty)),
    );
    return sibling;
  });
}

/** All that the owner of such a record may show of it; the change says a field otherwise. */
export function passEvidence(owner: Uint8Array, change: Partial<RecordValues> = {}): PassEvidence {
  const values = { ...passValues(owner), ...change };
  const source: RecordSource = {
    bytesOf: (field) => encodeRecordField(field, values[field] as never),
    saltOf,
  };
  const tree = newRecordTree(source, native);
  const leaves = [1, 2, 3, 4, 5].map((at) => leafHash(native, u32(at)));
  leaves[deviceIndex] = stateLeaf(recordRoot(tree, native), native);
  const range = { first: 10, last: 40 };
  const keys = groupRoot(preamble("group", context), new Uint8Array(32).fill(6), "distance", native);
  return {
    opening: openRecord(tree, RECORD_FIELD_NAMES, source, native),
    vinEnd: openVinEnd(VIN, salts, native),
    place: { index: deviceIndex, size: leaves.length, path: treePath(buildTree(leaves, native), deviceIndex) },
    notice: { inputIndex: 41, admitted: 3, refused: 1 },
    output: { index: outputIndex, siblings: outputSiblings(outputIndex) },
    sessions: [
      {
        session: 7,
        firstSequence: 850,
        fromSequence: 850 + range.first,
        toSequence: 850 + range.last,
        groups: { distance: coverOf(keys, range, native) },
      },
    ],
  };
}

/** Fields beside those that every pass shows. */
export const PASS_SHOWN: readonly RecordField[] = ["vehicle", "vin", "period", "odometer"];

/** What an owner is shown: all sixteen fields. */
export const ownEvidence: PassEvidence = passEvidence(passOwner);
const ownRoots = evidenceRoots(ownEvidence, native);
/** What the node answers that owner. */
export const showableCar: ShowableCar = {
  deviceId: device,
  stateRoot: ownRoots.state,
  proof: { opening: ownEvidence.opening, place: ownEvidence.place },
  vehicle: { vin: VIN },
  vinSalts: salts,
};
/** The notice of that state on chain. */
export const publishedState: PublishedState = { output: ownRoots.notice, proof: ownEvidence.output };
const showable = RECORD_FIELD_NAMES.filter((field) => field !== "plate");
/** All that a pass can show. */
export const evidence: PassEvidence = narrowEvidence(ownEvidence, showable, native);
/** What a pass without history shows. */
export const shownEvidence: PassEvidence = { ...narrowEvidence(evidence, PASS_SHOWN, native), sessions: [] };
export const passTerms: PassTerms = {
  actor: ownerActor,
  device,
  issuedUnixS: 1_800_000_000,
  expiresUnixS: 1_800_000_000 + 30 * 86_400,
  purpose: "Sale",
  forWhom: "Zoé, Basel",
};
export const pass: Uint8Array = issuePass(passTerms, evidence, keyPassSigner(context, passOwnerKey, noble), native);
