/** Operations of one gene: each of another device, whose record the attacker brought to where it takes effect. */
import { concat, u32, utf8 } from "@witness/protocol/bytes";
import { sealEntry } from "@witness/protocol/journal-seal";
import { encodeEntryContent } from "@witness/protocol/operations/entry";
import type { Holding } from "@witness/protocol/operations/holding";
import { isOfApplication, isPaired, OPERATIONS, type Operation } from "@witness/protocol/operations/operation";
import type { SignedOperation } from "@witness/protocol/operations/signed";
import {
  administratorsSigner,
  draftForApplication,
  draftOperation,
  type OperationSigner,
  signOperation,
} from "@witness/protocol/operations/signing";
import { encodePairing, pairingPreimage } from "@witness/protocol/pairing";
import { sealPlate } from "@witness/protocol/plate-seal";
import { encodeSuccession } from "@witness/protocol/succession";
import type { DeviceRecord } from "../../src/state/state.ts";
import { applicationPublicKey, context, NOW, p, type TestDevice } from "../../test/world.ts";
import type { OperationGene } from "./gene.ts";
import { administrators, maker, ownerOf, type Prepared, UNTIL_UNIX_S, workshops } from "./prepared.ts";

const committee = administratorsSigner(
  context,
  1,
  administrators.map((privateKey, index) => ({ index, privateKey })),
  p,
);
const PLATE = { country: "DE", characters: "WITN2026" };
const EXPIRES_UNIX_S = NOW + 86_400;

/** What a kind says, what it answers, and the holding on which it takes effect. */
interface Story {
  readonly fields?: Operation["fields"];
  readonly answers?: Uint8Array | undefined;
  readonly held?: (holding: Holding) => Holding;
}

const announcement = (): Uint8Array =>
  encodeSuccession({
    old: context,
    lastInput: 0,
    root: new Uint8Array(32),
    next: { chainId: context.chainId, application: new Uint8Array(20).fill(0xcd) },
    publicKey: applicationPublicKey,
    templateHash: new Uint8Array(32).fill(5),
    number: 1,
    closesUnixS: NOW + 40 * 86_400,
  });

function storyOf({ kind, entry }: OperationGene, { chain, holding }: DeviceRecord, nonce: number, at: number): Story {
  const name = p.sha256(u32(nonce), u32(at));
  const account = name.slice(0, 20);
  switch (kind) {
    case "registerActor":
      return { fields: { role: 2, publicKey: chain.publicKey } };
    case "rotateActor":
      return { fields: { role: 1, actorId: holding.maker, publicKey: chain.publicKey } };
    case "revokeActor":
      return { fields: { role: 1, actorId: holding.maker, reason: 1 } };
    case "setParameters":
      return { fields: { version: 1, fromUnixS: UNTIL_UNIX_S } };
    case "succeed": {
      const bytes = announcement();
      return { fields: { statement: p.sha256(bytes), announcement: bytes } };
    }
    case "inherit":
      return { fields: { statement: announcement() } };
    case "allotPlaces":
      return { fields: { actorId: holding.maker, places: 2 ** 32 - 1 } };
    case "setAdministrators": {
      const publicKeys = concat(...administrators.map((each) => p.p256PublicKey(each)));
      return { fields: { threshold: 16, publicKeys } };
    }
    case "quarantine":
      return { fields: { reason: 1, untilUnixS: UNTIL_UNIX_S } };
    case "releaseQuarantine":
      return { answers: holding.quarantine[0]?.identity };
    case "revokeDevice":
      return { fields: { reason: 1 } };
    case "attestFirmware":
      return { fields: { firmware: name } };
    case "vouchForOwner":
      return { fields: { owner: account } };
    case "claim":
      return { held: (held) => ({ ...held, tenure: held.tenures.length, tenures: [] }) };
    case "offer":
      return { fields: { buyer: account }, held: (held) => ({ ...held, offer: [] }) };
    case "acceptOffer":
      return { answers: holding.offer[0]?.identity };
    case "withdrawOffer":
      return { answers: holding.offer[0]?.identity };
    case "grant": {
      const range = { firstSequence: 1, lastSequence: 2 ** 31, untilUnixS: UNTIL_UNIX_S };
      return { fields: { grantee: chain.publicKey, groups: 7, ...range } };
    }
    case "revokeGrant":
      return { answers: holding.grants[0] && concat(holding.grants[0].identity, new Uint8Array(16)) };
    case "publish":
      return { fields: { isPublic: 1 } };
    case "dispute":
      return { fields: { reason: 1 }, answers: holding.quarantine[0]?.identity };
    case "acceptCorrection":
      return { answers: holding.waiting[0]?.identity };
    case "setPolicy":
      return { fields: { cosigned: 255 } };
    case "withdrawPass":
      return { answers: p.sha256(utf8("pass")) };
    case "publishPlate": {
      const place = { device: chain.deviceId, tenure: holding.tenure };
      return { fields: { sealed: sealPlate(context, applicationPublicKey, place, PLATE, name, p) } };
    }
    case "enterJournal": {
      const text = entry === 1 ? Array.from({ length: 6 }, () => ({ line: "x".repeat(255) })) : [];
      const content = { timeUnixS: NOW, raw: 9, numerator: 2, denominator: 1, other: chain.deviceId, text };
      const place = { device: chain.deviceId, tenure: holding.tenure, entry };
      const sealed = sealEntry(context, applicationPublicKey, place, encodeEntryContent(content), name, p);
      return { fields: { entry, sealed } };
    }
    case "withdrawEntry":
      return { fields: { reason: 1 }, answers: holding.waiting[0]?.identity };
  }
}

/** The holding on which the young have what the old have: an offer, a quarantine, an entry that waits. */
function withSomething(holding: Holding): Holding {
  const identity = p.sha256(utf8("something"));
  const times = { fromUnixS: NOW - 9, sinceUnixS: NOW - 9, untilUnixS: UNTIL_UNIX_S };
  return {
    ...holding,
    offer: holding.offer.length > 0 ? holding.offer : [{ identity, buyer: new Uint8Array(20), session: 0, ...times }],
    quarantine:
      holding.quarantine.length > 0 ? holding.quarantine : [{ identity, reason: 1, appealedUnixS: 0, ...times }],
  };
}

function signerOf(gene: OperationGene, place: number): OperationSigner {
  switch (OPERATIONS[gene.kind].actor) {
    case "administrator":
      return committee;
    case "maker":
      return maker;
    case "workshop":
      return (gene.kind === "withdrawEntry" ? workshops[0] : workshops[place % workshops.length]) ?? maker;
    case "owner":
      return ownerOf(place, gene.by);
  }
}

/** The device in the car answers whoever is to own it. */
function answered(operation: Operation, device: TestDevice, { chain, holding }: DeviceRecord): Operation {
  if (!isPaired(operation.kind)) return operation;
  const { sequence, link } = chain;
  const said = { counter: holding.pairingCounter + 1, sequence, link, nextSession: chain.session + 1 };
  const signature = p.p256Sign(device.key, ...pairingPreimage(context, operation, said, p));
  return { ...operation, fields: { ...operation.fields, pairing: encodePairing({ ...said, signature }) } };
}

/** Returns the operation of a gene about the device at a place, whose record is set to where it takes effect. */
export function operationOf(gene: OperationGene, place: number, prepared: Prepared, nonce: number): SignedOperation {
  const { kind, by, isForged } = gene;
  const before = prepared.hold(place, by, withSomething);
  const story = storyOf(gene, before, nonce, place);
  const signer = signerOf(gene, place);
  const isBuyer = kind === "acceptOffer";
  const record = prepared.hold(place, by, (holding) => {
    const held = (story.held ?? ((same) => same))(withSomething(holding));
    return isBuyer ? { ...held, offer: held.offer.map((offer) => ({ ...offer, buyer: signer.account })) } : held;
  });
  const { actor } = signer;
  const drafted = {
    actor,
    expiresUnixS: EXPIRES_UNIX_S,
    ...(story.fields ? { fields: story.fields } : {}),
    ...(story.answers ? { answers: story.answers } : {}),
  };
  const { holding, chain } = record;
  const operation = isOfApplication(kind)
    ? draftForApplication(kind, drafted, isForged ? 1 : place)
    : draftOperation(kind, drafted, { device: chain.deviceId, holding }, p);
  const signed = signOperation(answered(operation, prepared.device(place), record), signer);
  if (!isForged) return signed;
  // The last byte is of the last signature, so that all before it are checked.
  return { ...signed, signature: signed.signature.map((byte, i, all) => (i === all.length - 1 ? byte ^ 1 : byte)) };
}
