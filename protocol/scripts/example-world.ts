/** What the examples in the sources' comments have at hand: keys, a device, and one of each message. */

import { admitRun } from "../src/admission.ts";
import { assemble, assembleRegistration, beginSession, contentOf, genesisState, identify } from "../src/assembly.ts";
import { CAR } from "../src/columns/profile.ts";
import type { Context } from "../src/context.ts";
import { native } from "../src/crypto/native.ts";
import type { Estate } from "../src/estate.ts";
import { newHashChain } from "../src/hash-chain.ts";
import { rulesFor } from "../src/history/judging.ts";
import type { OwnSettings } from "../src/history/own-position.ts";
import { editionOf, newPublicRecord, takeRun } from "../src/history/public-record.ts";
import { keyIdentity } from "../src/identity.ts";
import { encodeJudge } from "../src/judge/encoding.ts";
import type { Judgement } from "../src/judge/judgement.ts";
import { newJudge } from "../src/judge/state.ts";
import { LINK_PREFIX_BYTES } from "../src/link.ts";
import { signPossession } from "../src/possession.ts";
import { issueReceipts } from "../src/receipt.ts";
import { NO_EVENTS } from "../src/record/events.ts";
import { encodeRecordField, RECORD_FIELD_NAMES, type RecordValues } from "../src/record/fields.ts";
import { newRecordTree, openRecord, type RecordSource } from "../src/record/tree.ts";
import type { ReleaseHead } from "../src/release/notice.ts";
import { CLEAR_FIELDS, readTakeOver, type TakeOver, takeOverRegistration } from "../src/take-over.ts";
import type { CarAnswer } from "../src/wire/answer.ts";
import { decodeBody, type Run } from "../src/wire/envelope.ts";
import type { EstateAnswer } from "../src/wire/estate.ts";
import type { LiveReading } from "../src/wire/reading.ts";
import { encodeReceipt } from "../src/wire/receipt.ts";
import { encodeRecordProof } from "../src/wire/record-proof.ts";
import type { Vehicle } from "../src/wire/registration.ts";
import { encodeItem, encodeTile, type TileItem } from "../src/wire/tile.ts";

export const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
export const privateKey = new Uint8Array(32).fill(1);
export const applicationPrivateKey = new Uint8Array(32).fill(2);
export const makerPrivateKey = new Uint8Array(32).fill(3);
export const relayPrivateKey = new Uint8Array(32).fill(4);
export const keyMaterial = new Uint8Array(32).fill(5);
export const publicKey = native.p256PublicKey(privateKey);
export const makerPublicKey = native.p256PublicKey(makerPrivateKey);
export const relayPublicKey = native.p256PublicKey(relayPrivateKey);
export const deviceId = keyIdentity(publicKey, native);

const applicationPublicKey = native.p256PublicKey(applicationPrivateKey);
export const keyId = keyIdentity(applicationPublicKey, native);
export const application = { context, publicKey: applicationPublicKey, keyId };
export const settings = { context, provider: native, keyId };

export const chain = newHashChain(context, deviceId, publicKey, native);
/** The device's head before its first envelope. */
export const { link } = chain;

const identity = identify(privateKey, application, native);
const state = beginSession(identity, genesisState(identity, native), keyMaterial, native);
const content = contentOf([{ timeUnixS: 1_800_000_000, odometerHm: 123_456 }]);
export const { envelope } = assemble(identity, state, content, native);
export const body = decodeBody(envelope.body);
export const run: Run = { bodies: [envelope.body], signature: envelope.signature };

export const session = { sessionKey: new Uint8Array(32).fill(6), firstSequence: 1 };
export const fields = { deviceId, sequence: 2, session: 1, previousLink: link.slice(0, LINK_PREFIX_BYTES) };

/** The first owner's account. */
export const owner = new Uint8Array(20).fill(7);
export const vehicle: Vehicle = {
  make: "Aster",
  model: "Corsa",
  modelYear: 2026,
  vin: "",
};
export const registration = assembleRegistration(
  application,
  {
    devicePublicKey: publicKey,
    keyTier: 3,
    profile: CAR,
    vehicle,
    firstOwner: owner,
    possess: (belonging) => signPossession(context, belonging, privateKey, native),
  },
  { privateKey: makerPrivateKey, keyMaterial: new Uint8Array(32).fill(9) },
  native,
);

export const liveReading: LiveReading = {
  deviceId,
  challenge: new Uint8Array(32).fill(10),
  timeUnixS: 1_800_000_000,
  odometerHm: 123_456,
  sequence: 1,
  link: admitRun(settings, chain, run).chain.link,
};

export const judgement: Judgement = {
  verdict: "logical",
  reasons: [],
  readings: 30,
  coveredFromUnixS: 1_797_400_000,
  coveredToUnixS: 1_800_000_060,
  coveredReadings: 30,
  distanceHm: 123_470,
  offsetHm: 0,
  unit: { numerator: 1, denominator: 1 },
  longestSilenceS: 86_400,
};

export const carAnswer: CarAnswer = {
  deviceId,
  publicKey,
  keyTier: 3,
  vehicle,
  registeredAtUnixS: 1_799_999_000,
  sequence: 1,
  link,
  judgement,
  refusals: [],
  stateRoot: link,
  inputCount: 2,
  timeUnixS: 1_800_000_100,
  activeTroubleCodes: [],
  unreadableEnvelopes: 0,
  forks: 0,
  proof: { opening: { fields: [], siblings: [] }, place: { index: 1, size: 2, path: [link] } },
  profile: CAR,
};

const [receipt] = issueReceipts(
  context,
  [{ deviceId, sequence: 3, link }],
  { deadlineBlock: 500, receivedAtUnixS: 1_800_000_000 },
  relayPrivateKey,
  native,
);
if (!receipt) throw new Error("There is a receipt for every entry.");
export const receiptBytes = encodeReceipt(receipt);

/** Where the run stands on the chain; the registration came with it. */
export const position = {
  input: 0,
  place: 1,
  block: 7,
  blockHash: new Uint8Array(32).fill(11),
  blockTimeUnixS: 1_800_000_100,
  parameters: 1,
};
export const edition = editionOf(registration.message, native);
const fresh = newPublicRecord(settings, publicKey, registration.message);
export const items: readonly TileItem[] = [
  { ...position, place: 0, kind: "registration", registration },
  { ...position, kind: "run", run },
];
export const tiles = [encodeTile({ deviceId, edition, number: 0, items: items.map(encodeItem) })];
/** What the record proves of the history. */
export const proven = takeRun(settings, fresh, position, run).record.history;
/** A record of an old application, as the registration that takes it over has it. */
const oldJudge = encodeJudge(newJudge(rulesFor(CAR)));
const oldValues: RecordValues = {
  key: { publicKey, keyTier: 3, maker: deviceId },
  vehicle: { ...vehicle, profile: 1, profileVersion: 1 },
  vin: { tag: new Uint8Array(32) },
  owner: { owner, tenure: 1, firstSequence: 1, sinceUnixS: 1_799_999_000 },
  chain: { sequence: 0, link, session: 0, firstSequence: 0, accumulator: link, items: 0 },
  period: { coveredFromUnixS: 0, coveredToUnixS: 0, coveredReadings: 0, readings: 0, longestSilenceS: 0 },
  odometer: { timeUnixS: 0, raw: 0, distanceHm: 0, offsetHm: 0 },
  verdict: { judgeHash: native.sha256(oldJudge), parameters: 1, verdict: 3, reasons: [] },
  closings: { days: [], months: [], years: [] },
  events: NO_EVENTS,
  trouble: { fuelUsedCl: 0, energyUsedWh: 0, operatingTimeS: 0, active: [] },
  grants: { grants: [] },
  quarantine: { revokedReason: 0, revokedUnixS: 0, reason: 0, sinceUnixS: 0, untilUnixS: 0 },
  publication: { isPublic: 0, sinceUnixS: 0 },
  plate: { tag: new Uint8Array() },
  band: { distanceBand: 0 },
};
const oldSource: RecordSource = {
  bytesOf: (field) => encodeRecordField(field, oldValues[field] as never),
  saltOf: () => new Uint8Array(16),
};
const oldTree = newRecordTree(oldSource, native);
export const estateAnswer: EstateAnswer = {
  predecessor: encodeRecordProof({
    opening: openRecord(oldTree, CLEAR_FIELDS, oldSource, native),
    place: { index: 1, size: 2, path: [link] },
  }),
  sealedVehicle: new Uint8Array(81),
  sealedEstate: new Uint8Array(81),
  profile: 1,
  profileVersion: 1,
};
const taken = readTakeOver(takeOverRegistration(estateAnswer, { makerId: deviceId, keyId }, native), native);
if (!taken) throw new Error("The registration takes a record over.");
export const takeOver: TakeOver = taken;
const clear = new Set(takeOver.proof.opening.fields.map(({ field }) => field));
export const estate: Estate = {
  fields: openRecord(oldTree, RECORD_FIELD_NAMES, oldSource, native).fields.filter(({ field }) => !clear.has(field)),
  judge: oldJudge,
  vinSalts: undefined,
};

/** What an own judgement needs, with a node that gives no keys. */
export const own: OwnSettings = {
  context,
  provider: native,
  deviceId,
  record: {
    key: { publicKey, keyTier: 3, maker: deviceId },
    chain: { sequence: 1, link, session: 1, firstSequence: 1, ...proven },
    owner: { owner, tenure: 1, firstSequence: 1, sinceUnixS: 1_799_999_000 },
    events: NO_EVENTS,
  },
  askKeys: async () => undefined,
};

export { evidence, ownEvidence, pass, passTerms, publishedState, showableCar } from "./example-pass.ts";
export { share, shareContent, shareHeadOfReader, shareReaderKey } from "./example-share.ts";

/** The head of a release of one cohort, which is suppressed. */
export const releaseHead: ReleaseHead = {
  number: 1,
  fromUnixS: 1_799_884_800,
  untilUnixS: 1_800_489_600,
  table: link,
  cohorts: link,
  rows: 1,
  suppressed: 1,
  epsilonNumerator: 1,
  epsilonDenominator: 1,
  spent: 1,
  epsilonPerYear: 52,
};
