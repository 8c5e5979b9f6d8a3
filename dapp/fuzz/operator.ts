/**
 * Operations that anybody may put into a batch: by wallets, keys, passkeys and administrators who are who they say and know
 * the state, each wrong in any way. What is signed blind is tried at its edges: authenticator data, and the client data's prefix.
 */
import { concat, toHex, u32, utf8 } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { ProtocolError } from "@witness/protocol/errors";
import { derivePrivateKey } from "@witness/protocol/hpke";
import type { DeviceId } from "@witness/protocol/identity";
import { sealEntry } from "@witness/protocol/journal-seal";
import { encodeEntryContent } from "@witness/protocol/operations/entry";
import { OPERATIONS, type Operation, type OperationKind } from "@witness/protocol/operations/operation";
import { operationPreimage } from "@witness/protocol/operations/signature";
import { encodePasskeySignature, type SignedOperation } from "@witness/protocol/operations/signed";
import { sealPlate } from "@witness/protocol/plate-seal";
import type { Plate } from "@witness/protocol/record/plate";
import {
  administratorKeys,
  administratorsBy,
  type Change,
  keyHolder,
  passkeyOf,
  type Signer,
  signedOperation,
  walletOf,
} from "../../protocol/scripts/cases/operated.ts";
import { seed } from "../../protocol/scripts/cases/world.ts";
import type { DeviceRecord } from "../src/state/state.ts";
import { applicationPublicKey, context, keyOf, makerKey, NOW, p } from "../test/world.ts";
import type { Chance } from "./chance.ts";
import { mutateBytes } from "./mutate.ts";
import { deviceKeyOf, remember, type Stage, someRecord } from "./sender.ts";

const RP_ID_HASH = p.sha256(utf8("witness.example"));
export const ORIGINS: readonly string[] = ["https://witness.example", "https://witness.example.org"];
export const administrators = { threshold: 2, publicKeys: administratorKeys };

const wallet = walletOf("fuzz owner");
const key = keyHolder("fuzz owner");
const passkey = passkeyOf("fuzz owner");
/** Who owns cars, in each form. */
export const OWNERS: readonly [Signer, ...Signer[]] = [wallet, key, passkey];
const committees = [[0, 1], [1, 2], [0, 1, 2], [0], [1, 0], [0, 0]].map((indices) => administratorsBy(indices));
export const workshops = ["a", "b", "c"].map((name) => keyHolder(`fuzz workshop ${name}`));
const makerActor = { form: "key", publicKey: p.p256PublicKey(makerKey) } as const;
const maker: Signer = {
  actor: makerActor,
  account: new Uint8Array(),
  sign: (message, at, provider) => provider.p256Sign(makerKey, ...operationPreimage(at, message)),
};
const strangers: readonly Signer[] = [keyHolder("fuzz stranger"), passkeyOf("fuzz stranger")];

/** Client data that is nearly what a browser writes. */
const CLIENT_DATA: readonly ((challenge: string, origin: string) => string)[] = [
  (challenge, origin) => `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","crossOrigin":false}`,
  (challenge, origin) =>
    `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","crossOrigin":false,"x":1}`,
  (challenge, origin) => `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","crossOrigin":false`,
  (challenge, origin) => `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","crossOrigin":falsey}`,
  (challenge, origin) => `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","crossOrigin":true}`,
  (challenge, origin) =>
    `{"type":"webauthn.create","challenge":"${challenge}","origin":"${origin}","crossOrigin":false}`,
  (challenge, origin) => `{"type":"webauthn.get","challenge":"${challenge}=","origin":"${origin}","crossOrigin":false}`,
  (challenge, origin) =>
    `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}.evil.example","crossOrigin":false}`,
  (challenge, origin) => `{"type":"webauthn.get", "challenge":"${challenge}","origin":"${origin}","crossOrigin":false}`,
  (challenge, origin) => `{"origin":"${origin}","type":"webauthn.get","challenge":"${challenge}","crossOrigin":false}`,
  (challenge, origin) =>
    `{"type":"webauthn.get","challenge":"AA","challenge":"${challenge}","origin":"${origin}","crossOrigin":false}`,
];
/** The first two are what browsers write. */
const HONEST_CLIENT_DATA = 2;

const passkeyPrivateKey = derivePrivateKey(seed("passkey of fuzz owner"), p);

/** Signs as the passkey does, with data that no authenticator or browser would give. */
function asserted(chance: Chance, stage: Stage, message: Uint8Array, at: Context): Uint8Array {
  const flags = chance.pick([5, 5, 5, 0x45, 0, 1, 4]);
  const length = chance.pick([37, 37, 37, 256, 0, 36, 257]);
  const authenticatorData = new Uint8Array(length);
  authenticatorData.set(concat(RP_ID_HASH, Uint8Array.of(flags), u32(1)).subarray(0, length));
  // Another relying party makes another account, which may claim a car like any other.
  if (chance.oneIn(6) && length > 31) authenticatorData[chance.below(32)] = chance.below(256);
  const form = chance.oneIn(2) ? chance.below(HONEST_CLIENT_DATA) : chance.below(CLIENT_DATA.length);
  const challenge = Buffer.from(p.sha256(...operationPreimage(at, message))).toString("base64url");
  const origin = chance.pick(["https://witness.example", "https://witness.example.org"]);
  const clientData = utf8((CLIENT_DATA[form]?.(challenge, origin) ?? "").padEnd(chance.pick([0, 0, 512, 513])));
  const signature = p.p256Sign(passkeyPrivateKey, authenticatorData, p.sha256(clientData));
  const bytes = encodePasskeySignature({ authenticatorData, clientData, signature });
  const isGood = (flags & 5) === 5 && length >= 37 && length <= 256 && clientData.length <= 512;
  if (!isGood || form >= HONEST_CLIENT_DATA) stage.forged.add(toHex(bytes));
  return bytes;
}

const KINDS = Object.keys(OPERATIONS) as [OperationKind, ...OperationKind[]];
/** Plates that owners state, some of them several owners the same. */
export const PLATES: readonly [Plate, ...Plate[]] = [
  { country: "DE", characters: "WITN2026" },
  { country: "FR", characters: "WITN2026" },
  { country: "BG", characters: "СА1234ВХ" },
];

const EDGES = [0, 1, 2, NOW - 1, NOW, NOW + 1, NOW + 31 * 86_400, NOW + 31 * 86_400 + 1, 2 ** 31, 2 ** 32 - 1] as const;

/** Fields of a kind that mean something, or anything that fits them. */
function fieldsOf(chance: Chance, kind: OperationKind, { chain, holding }: DeviceRecord): Operation["fields"] {
  const fields: Record<string, number | Uint8Array> = {};
  for (const { name, type } of OPERATIONS[kind].fields) {
    if (type === "u8" || type === "u16" || type === "u32") {
      const most = type === "u8" ? 256 : type === "u16" ? 65_536 : 2 ** 32;
      const any = chance.oneIn(4) ? chance.pick(EDGES) : chance.below(6);
      fields[name] = name.endsWith("UnixS") && chance.oneIn(2) ? NOW + chance.below(86_400 * 40) : any % most;
    } else if (type === "bytes") fields[name] = chance.bytes(chance.pick([0, 33, 66, 108, 173, 2_048]));
    else fields[name] = chance.bytes({ bytes8: 8, bytes20: 20, bytes32: 32, bytes33: 33 }[type]);
  }
  const someKey = chance.some(workshops)?.publicKey ?? key.publicKey;
  const account = (chance.some(OWNERS) ?? key).account;
  if ("publicKey" in fields && !chance.oneIn(4)) fields["publicKey"] = someKey;
  if ("grantee" in fields && !chance.oneIn(4)) fields["grantee"] = someKey;
  if ("buyer" in fields && !chance.oneIn(4)) fields["buyer"] = account;
  if ("owner" in fields && !chance.oneIn(4)) fields["owner"] = account;
  // The last of them only: all others are to go on.
  if ("actorId" in fields && !chance.oneIn(4)) Object.assign(fields, { role: 3, actorId: workshops.at(-1)?.id });
  if ("firstSequence" in fields && !chance.oneIn(4))
    Object.assign(fields, { groups: 1 + chance.below(7), firstSequence: 1 + chance.below(9), lastSequence: 2 ** 31 });
  if (kind === "setAdministrators" && !chance.oneIn(8)) fields["threshold"] = chance.below(2);
  if (kind === "succeed") fields["statement"] = p.sha256(fields["announcement"] as Uint8Array);
  if (kind === "publishPlate" && !chance.oneIn(4)) {
    const place = { device: chain.deviceId, tenure: holding.tenure };
    const sealed = sealPlate(context, applicationPublicKey, place, chance.pick(PLATES), chance.bytes(32), p);
    fields["sealed"] = chance.oneIn(9) ? mutateBytes(chance, sealed) : sealed;
  } else if ("sealed" in fields && !chance.oneIn(4)) {
    const entry = chance.below(10);
    const other = chance.oneIn(2) ? chain.deviceId : chance.bytes(8);
    const numbers = {
      timeUnixS: NOW,
      raw: chance.pick(EDGES),
      numerator: chance.below(3),
      denominator: chance.below(3),
    };
    const content = { ...numbers, other, text: chance.oneIn(3) ? [{ line: "oil" }] : [] };
    const place = { device: chain.deviceId, tenure: holding.tenure, entry: chance.oneIn(9) ? 0 : entry };
    const sealed = sealEntry(context, applicationPublicKey, place, encodeEntryContent(content), chance.bytes(32), p);
    Object.assign(fields, { entry, sealed: chance.oneIn(9) ? mutateBytes(chance, sealed) : sealed });
  }
  return fields;
}

/** Returns what an operation of a kind may answer in a record, sometimes anything that it has. */
function answersOf(chance: Chance, kind: OperationKind, { holding }: DeviceRecord): Uint8Array {
  const { offer, quarantine, loss, waiting, grants, journal } = holding;
  const ofKind: Partial<Record<OperationKind, readonly { readonly identity: Uint8Array }[]>> = {
    acceptOffer: offer,
    withdrawOffer: offer,
    revokeGrant: grants,
    acceptCorrection: waiting,
    releaseQuarantine: quarantine,
    dispute: [...quarantine, ...journal],
    withdrawEntry: [...waiting, ...journal],
    vouchForOwner: loss,
  };
  const all = [...offer, ...quarantine, ...loss, ...waiting, ...grants, ...journal];
  const identity = chance.some(chance.oneIn(8) ? all : (ofKind[kind] ?? []))?.identity;
  if (!identity) return chance.oneIn(8) ? chance.bytes(32) : new Uint8Array(32);
  return concat(identity, new Uint8Array(32 - identity.length));
}

function signerOf(chance: Chance, kind: OperationKind, { holding }: DeviceRecord): Signer {
  if (chance.oneIn(8)) return chance.some([...OWNERS, ...committees, ...workshops, maker, ...strangers]) ?? key;
  const owner = holding.tenures.at(-1)?.owner;
  switch (OPERATIONS[kind].actor) {
    case "administrator":
      return (chance.oneIn(4) ? chance.some(committees) : committees[0]) ?? key;
    case "maker":
      return maker;
    case "workshop":
      return chance.some(workshops) ?? key;
    default: {
      const named = kind === "acceptOffer" ? holding.offer[0]?.buyer : kind === "claim" ? undefined : owner;
      const own = OWNERS.find(({ account }) => named && Buffer.compare(account, named) === 0);
      return own ?? chance.some(OWNERS) ?? key;
    }
  }
}

/** What is said otherwise than the state has it. */
function changeOf(chance: Chance, kind: OperationKind, record: DeviceRecord, wrong: boolean): Change {
  const answers = { answers: answersOf(chance, kind, record) };
  if (!wrong) return answers;
  switch (chance.below(7)) {
    case 0:
      return { ...answers, counter: chance.pick([0, 1, 2, 3, 2 ** 32 - 1]) };
    case 1:
      return { ...answers, tenure: chance.pick([0, 1, 2, 2 ** 32 - 1]) };
    case 2:
      return { ...answers, expiresUnixS: chance.pick(EDGES) };
    case 3:
      return { ...answers, at: { ...context, chainId: context.chainId + 1 } };
    case 4:
      return { ...answers, at: { ...context, application: new Uint8Array(20).fill(1) } };
    case 5:
      return { ...answers, device: chance.oneIn(2) ? new Uint8Array(8) : chance.bytes(8) };
    default: {
      const { sequence } = record.chain;
      const statement = { counter: chance.below(3), sequence: chance.pick([0, sequence, sequence + 1, 2 ** 32 - 1]) };
      return { ...answers, statement, ...(chance.oneIn(2) ? { deviceKey: keyOf("another device") } : {}) };
    }
  }
}

/** The first few devices, about which most is said. */
const BUSY = 6;

function busyRecord(chance: Chance, { state, keys }: Stage): DeviceRecord | undefined {
  const id = chance.some([...keys.keys()].slice(0, BUSY));
  return id === undefined ? undefined : state.devices.get(id as DeviceId);
}

/** Returns an operation by somebody who knows the state, sometimes a wrong one. */
export function makeOperation(chance: Chance, stage: Stage): SignedOperation {
  const known = chance.oneIn(8) ? chance.some(stage.operations) : undefined;
  if (known) return chance.oneIn(3) ? spoilt(chance, stage, known) : known;
  const record = chance.oneIn(4) ? someRecord(chance, stage) : busyRecord(chance, stage);
  if (!record) return { message: chance.bytes(90), signature: chance.bytes(64) };
  const { globals, timeUnixS } = stage.state;
  const { holding, chain } = record;
  const deviceKey = deviceKeyOf(stage, record) ?? keyOf("another device");
  const kind = chance.pick(KINDS);
  const signer = signerOf(chance, kind, record);
  const sight = { at: context, globals, holding, chain, timeUnixS: Math.max(timeUnixS, NOW), deviceKey, provider: p };
  const wrong = chance.oneIn(3);
  const change = changeOf(chance, kind, record, wrong);
  const made = signedOrNoise(chance, () =>
    signedOperation(sight, signer, kind, fieldsOf(chance, kind, record), change),
  );
  const isAsserted = signer === passkey && chance.oneIn(2);
  const signed = isAsserted
    ? { ...made, signature: asserted(chance, stage, made.message, change.at ?? context) }
    : made;
  // Signed for another application or chain.
  if (change.at) stage.forged.add(toHex(signed.signature));
  remember(stage.operations, signed);
  return chance.oneIn(8) ? spoilt(chance, stage, signed) : signed;
}

/** Of a record whose numbers are the highest that there are, the next one cannot be written. */
function signedOrNoise(chance: Chance, sign: () => SignedOperation): SignedOperation {
  try {
    return sign();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { message: chance.bytes(90), signature: chance.bytes(64) };
  }
}

/** Returns an operation with other bytes: cut, longer than it may be, or signed by its maker as it is. */
function spoilt(chance: Chance, stage: Stage, { message, signature }: SignedOperation): SignedOperation {
  switch (chance.below(4)) {
    case 0:
      return { message: concat(message, new Uint8Array(chance.pick([1, 2_560]))), signature };
    case 1:
      return { message, signature: mutateBytes(chance, signature) };
    case 2: {
      // A company signs bytes that may be no operation at all.
      const bytes = mutateBytes(chance, message);
      return { message: bytes, signature: p.p256Sign(makerKey, ...operationPreimage(context, bytes)) };
    }
    default: {
      const bytes = mutateBytes(chance, message);
      if (Buffer.compare(bytes, message) !== 0) stage.forged.add(`${toHex(bytes)} ${toHex(signature)}`);
      return { message: bytes, signature };
    }
  }
}
