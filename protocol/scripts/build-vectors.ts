/**
 * Writes protocol/vectors/*.json: inputs, intermediate values and expected codes that a stranger can implement
 * against. Everything is seeded and signed deterministically (RFC 6979), so the files change only with the protocol.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHex, u32, utf8 } from "../src/bytes.ts";
import { type Chain, newChain } from "../src/chain.ts";
import { type Context, preamble } from "../src/context.ts";
import { noble as p } from "../src/crypto/noble.ts";
import { authenticateRun, signEnvelope } from "../src/envelope.ts";
import { ProtocolError } from "../src/errors.ts";
import { derivePrivateKey } from "../src/hpke.ts";
import { keyIdentity } from "../src/identity.ts";
import { buildTree, leafHash, treePath, treeRoot } from "../src/merkle.ts";
import { decodeReadings, encodeReadings, type Reading } from "../src/reading.ts";
import { sealReadings, sealVehicle } from "../src/seal.ts";
import { openSession, SUITE } from "../src/session.ts";
import { signMessage } from "../src/sign.ts";
import type { Body, Run } from "../src/wire/envelope.ts";
import { encodeColumns } from "../src/wire/reading.ts";
import { encodeReceipt } from "../src/wire/receipt.ts";
import { encodeRegistration, encodeVehicle } from "../src/wire/registration.ts";

const seed = (name: string): Uint8Array => p.sha256(utf8(`witness vectors/${name}`));
const keyOf = (name: string): Uint8Array => derivePrivateKey(seed(name), p);
const context: Context = { chainId: 31_337, application: seed("application address").slice(0, 20) };
const keys = {
  device: keyOf("device"),
  stranger: keyOf("stranger"),
  maker: keyOf("maker"),
  application: keyOf("application"),
  relay: keyOf("relay"),
};
const publicKey = p.p256PublicKey(keys.device);
const deviceId = keyIdentity(publicKey, p);
const applicationKey = p.p256PublicKey(keys.application);
const keyId = keyIdentity(applicationKey, p);
const fresh = newChain(context, deviceId, publicKey, p);
const session = openSession(
  context,
  { deviceId, session: 1 },
  { publicKey: applicationKey, keyId },
  seed("ephemeral"),
  p,
);
const sealing = { sessionKey: session.sessionKey, suite: SUITE, keyId };

const readings: Reading[] = Array.from({ length: 5 }, (_, i) => ({
  timeUnixS: 1_800_000_000 + 60 * i,
  odometerHm: 1_234_560 + 14 * i,
  fuelUsedCl: 812_000 + 11 * i,
}));
const said = {
  readings,
  troubleCodes: [{ reading: 2, code: 0x0301, cleared: false }],
  profile: 0,
  raw: new Uint8Array(),
};
const plaintext = encodeReadings(said);

type Change = Partial<Body> & { readonly key?: Uint8Array; readonly at?: Context; readonly text?: Uint8Array };

/** Signs a body that goes on from `previous`, changed as a case wants it. */
function envelope(previous: Uint8Array, sequence: number, change: Change = {}) {
  const { key = keys.device, at = context, text = plaintext, ...fields } = change;
  const previousLink = fields.previousLink ?? (fields.opening ? previous : previous.slice(0, 8));
  const clear = { deviceId, sequence, session: 1, previousLink, ...fields };
  const ciphertext = fields.ciphertext ?? sealReadings(at, clear, sealing, text, p);
  return signEnvelope(at, previous, { ...clear, ciphertext }, key, p);
}
type Sent = ReturnType<typeof envelope>;
const run = (...sent: Sent[]): Run => ({
  bodies: sent.map((each) => each.envelope.body),
  signature: sent.at(-1)?.envelope.signature ?? new Uint8Array(64),
});
const after = (chain: Chain, ...sent: Sent[]): Chain =>
  authenticateRun({ context, provider: p, keyId }, chain, run(...sent)).chain;

const opening = session.opening;
const first = envelope(fresh.link, 1, { opening });
const second = envelope(first.link, 2);
const third = envelope(second.link, 3);
const chain = after(fresh, first, second, third);
const other: Context = { ...context, application: seed("another application").slice(0, 20) };

const cases: readonly (readonly [string, readonly Sent[], Run | undefined, Chain])[] = [
  ["a session opening is a device's first envelope", [first], undefined, fresh],
  ["a run of three carries one signature, the last", [first, second, third], undefined, fresh],
  ["the next envelope", [envelope(third.link, 4)], undefined, chain],
  [
    "an opening over a gap is admitted, the gap is named",
    [envelope(third.link, 1_027, { opening, session: 2 })],
    undefined,
    chain,
  ],
  ["a replay is ignored", [second], undefined, chain],
  ["an ordinary envelope cannot be the first", [envelope(fresh.link, 1)], undefined, fresh],
  ["signed by another key", [envelope(third.link, 4, { key: keys.stranger })], undefined, chain],
  ["signed for another application", [envelope(third.link, 4, { at: other })], undefined, chain],
  ["signed for another chain", [envelope(third.link, 4, { at: { ...context, chainId: 1 } })], undefined, chain],
  ["a number is missing", [envelope(third.link, 5)], undefined, chain],
  ["the previous link is not the head", [envelope(second.link, 4)], undefined, chain],
  ["the previous link is unknown", [envelope(seed("nowhere"), 4)], undefined, chain],
  [
    "a second body for a number that is taken",
    [envelope(second.link, 3, { text: encodeReadings({ ...said, profile: 1 }) })],
    undefined,
    chain,
  ],
  ["a session that is not open", [envelope(third.link, 4, { session: 2 })], undefined, chain],
  ["a session number again", [envelope(third.link, 4, { opening })], undefined, chain],
  [
    "sealed to another key",
    [envelope(third.link, 4, { session: 2, opening: { ...opening, keyId: deviceId } })],
    undefined,
    chain,
  ],
  ["an unknown suite", [envelope(third.link, 4, { session: 2, opening: { ...opening, suite: 2 } })], undefined, chain],
  [
    "no point of the curve",
    [envelope(third.link, 4, { session: 2, opening: { ...opening, encapsulatedKey: new Uint8Array(65).fill(4) } })],
    undefined,
    chain,
  ],
  ["bodies that do not follow each other", [envelope(third.link, 4), envelope(second.link, 5)], undefined, chain],
  ["bytes that are no body", [], { bodies: [Uint8Array.of(0xff, 0xff)], signature: new Uint8Array(64) }, chain],
  ["a body without a ciphertext", [envelope(third.link, 4, { ciphertext: new Uint8Array(3) })], undefined, chain],
];

const envelopes = cases.map(([comment, sent, raw, from]) => {
  const which = raw ?? run(...sent);
  const { decisions, chain: left } = authenticateRun({ context, provider: p, keyId }, from, which);
  return {
    comment,
    chainBefore: { sequence: from.sequence, session: from.session, recent: toHex(from.recent) },
    bodies: which.bodies.map(toHex),
    signature: toHex(which.signature),
    codes: decisions.map(({ code }) => code),
    links: decisions.map(({ link }) => (link ? toHex(link) : null)),
    headAfter: { sequence: left.sequence, link: toHex(left.link) },
  };
});

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
];
const readingVectors = encodings.map(([comment, bytes]) => {
  try {
    const { readings: list, troubleCodes } = decodeReadings(bytes);
    return { comment, bytes: toHex(bytes), code: "admitted", readings: list, troubleCodes };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { comment, bytes: toHex(bytes), code: error.code };
  }
});

const vehicle = {
  make: "Aster",
  model: "Corsa 1.2",
  modelYear: 2021,
  owner: seed("owner").slice(0, 20),
  vinCommitment: seed("vin"),
};
const registration = encodeRegistration({
  devicePublicKey: publicKey,
  keyTier: 3,
  makerId: keyIdentity(p.p256PublicKey(keys.maker), p),
  keyId,
  sealedVehicle: sealVehicle(context, publicKey, applicationKey, encodeVehicle(vehicle), seed("vehicle ephemeral"), p),
});
const receipt = encodeReceipt({
  deviceId,
  sequence: 3,
  link: third.link,
  deadlineBlock: 1_000,
  receivedAtUnixS: 1_800_000_300,
});
const signed = [
  { label: "registration", key: "maker", message: registration },
  { label: "receipt", key: "relay", message: receipt },
] as const;
const signatures = signed.flatMap(({ label, key, message }) => {
  const { signature } = signMessage(label, context, message, keys[key], p);
  const base = {
    label,
    publicKey: toHex(p.p256PublicKey(keys[key])),
    message: toHex(message),
    signature: toHex(signature),
  };
  return [
    { comment: `a ${label}`, ...base, valid: true },
    { comment: "under another label", ...base, label: "query", valid: false },
    { comment: "by another key", ...base, publicKey: toHex(publicKey), valid: false },
  ];
});

const leaves = Array.from({ length: 7 }, (_, index) => leafHash(p, u32(index)));
const tree = buildTree(leaves, p);
const fields = { deviceId, sequence: 2, session: 1, previousLink: first.link.slice(0, 8) };
const files = {
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
    info: toHex(Uint8Array.from([...preamble("session", context), ...deviceId, ...u32(1)])),
    encapsulatedKey: toHex(opening.encapsulatedKey),
    sessionKey: toHex(session.sessionKey),
    sealed: {
      sequence: 2,
      previousLink: toHex(fields.previousLink),
      plaintext: toHex(plaintext),
      ciphertext: toHex(sealReadings(context, fields, sealing, plaintext, p)),
    },
  },
  readings: readingVectors,
  envelopes,
  signatures,
  merkle: {
    leaves: leaves.map(toHex),
    root: toHex(treeRoot(tree, p)),
    paths: leaves.map((_, index) => treePath(tree, index).map(toHex)),
  },
};
const directory = join(import.meta.dirname, "../vectors");
for (const [name, content] of Object.entries(files))
  writeFileSync(join(directory, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
