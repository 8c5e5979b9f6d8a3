/** Taking over a record, and a device between two applications (docs/protocol.md, "Taking over"). */
import { admitRun } from "../../src/admission.ts";
import { concat, toHex, u32 } from "../../src/bytes.ts";
import { CAR } from "../../src/columns/profile.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { decodeEstate, encodeEstate, provenEstate } from "../../src/estate.ts";
import type { HashChain } from "../../src/hash-chain.ts";
import { rulesFor } from "../../src/history/judging.ts";
import { derivePrivateKey } from "../../src/hpke.ts";
import { keyIdentity } from "../../src/identity.ts";
import { encodeJudge } from "../../src/judge/encoding.ts";
import { newJudge } from "../../src/judge/state.ts";
import { buildTree, treePath, treeRoot } from "../../src/merkle.ts";
import { PLACES_FOR_ALL } from "../../src/places.ts";
import { encodeRecordField, RECORD_FIELD_NAMES, type RecordField, type RecordValues } from "../../src/record/fields.ts";
import { newRecordTree, openRecord, type RecordSource, recordRoot, stateLeaf } from "../../src/record/tree.ts";
import { admitRegistration } from "../../src/registration-admission.ts";
import { signMessage } from "../../src/sign.ts";
import { decodeSignedSuccession, encodeSignedSuccession, successionLink } from "../../src/succession.ts";
import { CLEAR_FIELDS, readTakeOver } from "../../src/take-over.ts";
import type { Opening } from "../../src/wire/envelope.ts";
import { encodeRecordProof } from "../../src/wire/record-proof.ts";
import { encodeRegistration, type Registration } from "../../src/wire/registration.ts";
import { predecessor as there } from "./operated.ts";
import {
  codeOf,
  context,
  deviceId,
  envelope,
  keyId,
  keys,
  opening,
  owner,
  publicKey,
  run,
  type Sent,
  seed,
  third,
} from "./world.ts";

const oldKeyId = keyIdentity(p.p256PublicKey(derivePrivateKey(seed("the application's key before"), p)), p);
const head = { sequence: 7, link: seed("the old head") };
const judge = encodeJudge(newJudge(rulesFor(CAR)));
const makerId = keyIdentity(p.p256PublicKey(keys.maker), p);
const nobody = new Uint8Array(20);
const values: RecordValues = {
  key: { publicKey, keyTier: 3, maker: makerId },
  vehicle: { make: "Aster", model: "Corsa", modelYear: 2026, profile: 1, profileVersion: 1 },
  vin: { tag: new Uint8Array(32) },
  owner: { owner, tenure: 2, firstSequence: 4, sinceUnixS: 1_800_000_000 },
  chain: { ...head, session: 2, firstSequence: 5, accumulator: seed("old history"), items: 12 },
  period: { coveredFromUnixS: 0, coveredToUnixS: 0, coveredReadings: 0, readings: 0, longestSilenceS: 0 },
  odometer: { timeUnixS: 0, raw: 0, distanceHm: 0, offsetHm: 0 },
  verdict: { judgeHash: p.sha256(judge), parameters: 1, verdict: 3, reasons: [] },
  closings: { days: [{ day: 20_000, distanceHm: 9 }], months: [], years: [] },
  events: { count: 1, newest: [{ kind: 33, timeUnixS: 1_799_000_000, item: 3 }] },
  trouble: { fuelUsedCl: 1, energyUsedWh: 2, operatingTimeS: 3, active: [{ code: 0x0301 }] },
  grants: { grants: [] },
  quarantine: { revokedReason: 0, revokedUnixS: 0, reason: 0, sinceUnixS: 0, untilUnixS: 0 },
  publication: { isPublic: 1, sinceUnixS: 1_799_500_000 },
  plate: { tag: new Uint8Array() },
  band: { distanceBand: 0 },
};

/** An old record with its place in a state of three devices. */
function recordOf(said: RecordValues) {
  const bytesOf = (field: RecordField): Uint8Array => encodeRecordField(field, said[field] as never);
  const source: RecordSource = { bytesOf, saltOf: (field) => seed(`salt ${field}`).slice(0, 16) };
  const tree = newRecordTree(source, p);
  const leaves = [seed("globals"), seed("one"), stateLeaf(recordRoot(tree, p), p), seed("three")];
  const state = buildTree(leaves, p);
  const place = { index: 2, size: 4, path: treePath(state, 2) };
  const open = (fields: readonly RecordField[]) => openRecord(tree, fields, source, p);
  return { open, place, root: treeRoot(state, p) };
}
const record = recordOf(values);
const unclaimed = recordOf({ ...values, owner: { owner: nobody, tenure: 0, firstSequence: 0, sinceUnixS: 0 } });

const sealed = (name: string): Uint8Array => concat(seed(name), seed(name), seed(name));
const proofOf = (of: ReturnType<typeof recordOf>, fields: readonly RecordField[] = CLEAR_FIELDS, index = 2) =>
  encodeRecordProof({ opening: of.open(fields), place: { ...of.place, index } });
const registration: Registration = {
  devicePublicKey: publicKey,
  keyTier: 3,
  makerId,
  keyId,
  sealedVehicle: sealed("vehicle"),
  profile: 1,
  profileVersion: 1,
  firstOwner: owner,
  predecessor: proofOf(record),
  sealedEstate: sealed("estate"),
};
const REGISTRATIONS: readonly (readonly [string, Partial<Registration>, boolean?])[] = [
  ["a record taken over", {}],
  ["before the application was told where the old one ended", {}, false],
  ["with another tier", { keyTier: 2 }],
  ["with another owner", { firstOwner: nobody }],
  ["with no owner", { firstOwner: new Uint8Array() }],
  ["by another maker", { makerId: keyIdentity(p.p256PublicKey(keys.stranger), p) }],
  ["under another root", { predecessor: proofOf(unclaimed), firstOwner: new Uint8Array() }],
  ["at another place", { predecessor: proofOf(record, CLEAR_FIELDS, 3) }],
  ["at the place of the globals", { predecessor: proofOf(record, CLEAR_FIELDS, 0) }],
  ["with fewer fields", { predecessor: proofOf(record, ["key", "chain"]) }],
  ["with a field that is to be sealed", { predecessor: proofOf(record, [...CLEAR_FIELDS, "closings"]) }],
  ["with a proof that is none", { predecessor: seed("proof") }],
  ["without an estate", { sealedEstate: new Uint8Array() }],
  ["with an estate that cannot be one", { sealedEstate: new Uint8Array(80) }],
];
export const predecessor = { context: there, keyId: oldKeyId };
const makers = [keys.maker, keys.stranger].map((key) => p.p256PublicKey(key));
const before = {
  makers: makers.map((key) => ({ id: keyIdentity(key, p), publicKey: key })),
  publicKeyOf: () => undefined,
  places: PLACES_FOR_ALL,
};
const registrations = REGISTRATIONS.map(([comment, change, isTold = true]) => {
  const message = encodeRegistration({ ...registration, ...change });
  const signed = signMessage("registration", context, message, change.makerId ? keys.stranger : keys.maker, p);
  const root = isTold ? record.root : undefined;
  const settings = { context, provider: p, keyId, predecessor: { ...predecessor, root } };
  const decision = admitRegistration(settings, before, signed);
  const chain = decision.code === "admitted" ? decision.takeOver?.values.chain : undefined;
  const told = chain && { ...chain, link: toHex(chain.link), accumulator: toHex(chain.accumulator) };
  return { comment, told: isTold, message: toHex(message), code: decision.code, ...(told ? { chain: told } : {}) };
});

const clear = CLEAR_FIELDS.map((name) => RECORD_FIELD_NAMES.indexOf(name));
const fields = record.open(RECORD_FIELD_NAMES).fields.filter(({ field }) => !clear.includes(field));
const whole = encodeEstate({ fields, judge, vinSalts: undefined });
const salts = { start: seed("start").slice(0, 16), end: seed("end").slice(0, 16) };
const ESTATES: readonly (readonly [string, Uint8Array])[] = [
  ["the record's", whole],
  ["with salts of a VIN", encodeEstate({ fields, judge, vinSalts: salts })],
  [
    "with another judge",
    encodeEstate({ fields, judge: concat(judge.slice(0, -1), Uint8Array.of(9)), vinSalts: undefined }),
  ],
  [
    "with another value",
    encodeEstate({
      fields: fields.map((each) => (each.field === 8 ? { ...each, value: new Uint8Array(3) } : each)),
      judge,
      vinSalts: undefined,
    }),
  ],
  ["with a byte more", concat(whole, Uint8Array.of(0))],
  ["with one salt of a VIN", concat(whole, salts.start)],
  ["with a byte less", whole.slice(0, -1)],
  ["nothing", new Uint8Array()],
];
/** The registration that takes the record over, as its maker signed it. */
export const takenRegistration = signMessage("registration", context, encodeRegistration(registration), keys.maker, p);
const takeOver = readTakeOver(registration, p);
if (!takeOver) throw new Error("The registration takes a record over.");
const estates = ESTATES.map(([comment, bytes]) => {
  const code = codeOf(() => decodeEstate(bytes));
  const valid = code === "admitted" && provenEstate(takeOver, decodeEstate(bytes), p) !== undefined;
  return { comment, bytes: toHex(bytes), code, ...(code === "admitted" ? { valid } : {}) };
});

// ---- a device between two applications

const begun: HashChain = {
  deviceId,
  publicKey,
  ...head,
  session: 2,
  firstSequence: 5,
  recent: concat(u32(head.sequence), head.link),
  firstHere: 0,
};
const settings = { context, provider: p, keyId, predecessor };
const bridge = (at: typeof head): Uint8Array => successionLink(there, context, at, p);
const oldOpening: Opening = { ...opening, keyId: oldKeyId };
const there8 = envelope(head.link, 8, { at: there, session: 2 });
const there9 = envelope(there8.link, 9, { at: there, session: 2 });
const opened9 = envelope(there8.link, 9, { at: there, session: 3, opening: oldOpening });
const here8 = envelope(bridge(head), 8, { session: 3, opening });
const here9 = envelope(here8.link, 9, { session: 3 });
const here10 = envelope(here9.link, 10, { session: 3 });
const on9 = envelope(bridge({ sequence: 8, link: there8.link }), 9, { session: 3, opening });
const onward = (from: HashChain, ...sent: Sent[]): HashChain => admitRun(settings, from, run(...sent)).chain;
const moved = onward(begun, here8, here9);
const copied8 = envelope(head.link, 8, { at: there, session: 2 });
const copied9 = envelope(copied8.link, 9, { at: there, session: 2 });
const copied10 = envelope(copied9.link, 10, { at: there, session: 2 });
const lost = (sequence: number, previous: Uint8Array, session = 4) =>
  envelope(previous, sequence, { session, opening, lost: true });
const lostThere = envelope(head.link, 1_031, { at: there, session: 9, opening: oldOpening, lost: true });
/** What its device sends behind that: for the application before, for this one, and a copy of it for the one before again. */
export const betweenTwo = {
  there: [there8, opened9],
  here: [here8, here9, here10],
  behind: [envelope(bridge({ sequence: 9, link: opened9.link }), 10, { session: 4, opening })],
  copied: [copied8],
} as const;
const RUNS: readonly (readonly [string, HashChain, readonly Sent[]])[] = [
  ["the first body for this application", begun, [here8]],
  ["the first two", begun, [here8, here9]],
  ["a body for the old one, which goes on from its head", begun, [there8]],
  ["two of them", begun, [there8, there9]],
  ["a session that is opened for the old one", onward(begun, there8), [opened9]],
  ["the first for this one, behind one for the old one", onward(begun, there8), [on9]],
  ["the first for this one, whose past in the old one is missing", begun, [on9]],
  ["bodies for both in one run", begun, [there8, on9]],
  [
    "the old head gone on from without the link of the succession",
    begun,
    [envelope(head.link, 8, { session: 3, opening })],
  ],
  ["the first with a session that was open", begun, [envelope(bridge(head), 8, { session: 2, opening })]],
  ["a device that lost its storage, over 1 024 numbers", begun, [lost(1_032, bridge(head))]],
  ["an ordinary body for this one before an opening", begun, [envelope(bridge(head), 8, { session: 2 })]],
  ["the first once more", moved, [here8]],
  ["the next", moved, [here10]],
  ["a body for the old one after the first for this one", moved, [copied8]],
  ["three of them, the last above the head", moved, [copied8, copied9, copied10]],
  [
    "a session for the old one after that",
    moved,
    [envelope(head.link, 12, { at: there, session: 9, opening: oldOpening })],
  ],
  ["a session for the old one of a device that lost its storage and was told the old head", moved, [lostThere]],
  ["the same with the body behind it", moved, [lostThere, envelope(lostThere.link, 1_032, { at: there, session: 9 })]],
  ["another first for this one", moved, [envelope(bridge(head), 8, { session: 5, opening })]],
  ["another opening from the link of the succession", moved, [envelope(bridge(head), 12, { session: 4, opening })]],
  ["the same by a device that says it lost its storage", moved, [lost(1_031, bridge(head))]],
  ["a body for the old one from a link that nobody keeps", moved, [envelope(third.link, 4, { at: there, session: 2 })]],
];
const runs = RUNS.map(([comment, from, sent]) => {
  const which = run(...sent);
  const { decisions, chain: left } = admitRun(settings, from, which);
  const { sequence, session, firstSequence, recent, firstHere } = from;
  return {
    comment,
    chainBefore: { sequence, session, firstSequence, recent: toHex(recent), firstHere },
    bodies: which.bodies.map(toHex),
    signature: toHex(which.signature),
    codes: decisions.map(({ code }) => code),
    links: decisions.flatMap(({ link }) => (link ? [toHex(link)] : [])),
    gaps: decisions.map(({ gap }) => (gap ? [gap.afterSequence, gap.beforeSequence] : null)),
    forks: decisions.map(({ fork }) => fork === true),
    after: { sequence: left.sequence, link: toHex(left.link), firstHere: left.firstHere },
  };
});

// ---- what is carried to devices

const carried = encodeSignedSuccession({
  statement: new Uint8Array(173).fill(1),
  operation: seed("operation"),
  administrators: [0, 2].map((index) => ({ index, signature: concat(seed(`r ${index}`), seed(`s ${index}`)) })),
  maker: concat(seed("maker r"), seed("maker s")),
});
const SIGNED: readonly (readonly [string, Uint8Array])[] = [
  ["a statement with its signatures", carried],
  ["with a byte more", concat(carried, Uint8Array.of(0))],
  ["with a byte less", carried.slice(0, -1)],
  ["that says one signature more", carried.map((byte, at) => (at === 173 + 2 + 32 ? byte + 1 : byte))],
  ["that says a longer operation", carried.map((byte, at) => (at === 174 ? 64 : byte))],
  ["cut within the statement", carried.slice(0, 100)],
];
const signed = SIGNED.map(([comment, bytes]) => {
  const code = codeOf(() => decodeSignedSuccession(bytes));
  if (code !== "admitted") return { comment, bytes: toHex(bytes), code };
  const { statement, operation, maker } = decodeSignedSuccession(bytes);
  return { comment, bytes: toHex(bytes), code, parts: [statement, operation, maker].map(toHex) };
});

export const takeOverVectors = {
  "v2-take-over": {
    predecessor: { chainId: there.chainId, application: toHex(there.application), keyId: toHex(oldKeyId) },
    root: toHex(record.root),
    devicePublicKey: toHex(publicKey),
    keyId: toHex(keyId),
    signed,
    registrations,
    estates,
    runs,
  },
};
