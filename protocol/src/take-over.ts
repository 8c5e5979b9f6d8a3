/**
 * Taking over a record from the predecessor (docs/protocol.md, "Taking over"): a registration that carries the record's
 * fields with their proof under the old application's last root. The fields by which later messages are admitted are in the
 * clear, so that relay and archive, which have no key, admit as the back-end does. The others are the estate, sealed to the new
 * application.
 */
import { concat, equal, u32 } from "./bytes.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { MalformedError } from "./errors.ts";
import type { HashChain } from "./hash-chain.ts";
import { keyIdentity } from "./identity.ts";
import { rootOfPath } from "./merkle.ts";
import { type Holding, newHolding } from "./operations/holding.ts";
import { decodeRecordField, RECORD_FIELD_NAMES, type RecordField, type RecordValues } from "./record/fields.ts";
import { RECORD_TREE, rootOfOpening } from "./record/opening.ts";
import { stateLeaf } from "./record/tree.ts";
import type { EstateAnswer } from "./wire/estate.ts";
import { decodeRecordProof, type RecordProof } from "./wire/record-proof.ts";
import type { KeyTier, Registration } from "./wire/registration.ts";

/** The fields in the clear. They say no more than what is public already: registrations, operations and envelopes' links. */
export const CLEAR_FIELDS = ["key", "owner", "chain", "grants", "quarantine", "publication"] as const;

/** What the clear fields say. */
export type TakenOver = Pick<RecordValues, (typeof CLEAR_FIELDS)[number]>;

/** What a registration takes over, in the clear. */
export interface TakeOver {
  readonly proof: RecordProof;
  /** The proof as the registration has it. */
  readonly proofBytes: Uint8Array;
  readonly values: TakenOver;
  /** The root (32 bytes) of the old record. */
  readonly recordRoot: Uint8Array;
}

/**
 * Returns whether a field of the old record is opened in the clear.
 * @example
 * isClear("verdict"); // => false
 */
export const isClear = (field: RecordField): boolean => CLEAR_FIELDS.some((clear) => clear === field);

/**
 * Returns what a registration takes over; undefined when its record begins here. Whether it is proven, `isTakeOverProven` says.
 * @throws {MalformedError} `malformed` when the proof opens other fields than the clear ones
 * @example
 * readTakeOver(decodeRegistration(registration.message), native); // => undefined
 */
export function readTakeOver({ predecessor }: Registration, provider: CryptoProvider): TakeOver | undefined {
  if (predecessor === undefined) return undefined;
  const proof = decodeRecordProof(predecessor);
  const { fields } = proof.opening;
  const names = fields.map(({ field }) => RECORD_FIELD_NAMES[field]);
  const recordRoot = rootOfOpening(RECORD_TREE, proof.opening, provider);
  const isWhole = names.length === CLEAR_FIELDS.length && CLEAR_FIELDS.every((field, index) => names[index] === field);
  if (!isWhole || recordRoot === undefined) throw new MalformedError({ field: "predecessor" });
  const values = Object.fromEntries(
    fields.map(({ value }, index) => [names[index], decodeRecordField(names[index] as RecordField, value)]),
  ) as unknown as TakenOver;
  return { proof, proofBytes: predecessor, values, recordRoot };
}

/**
 * Returns whether the predecessor's last root (32 bytes) proves what a registration takes over, and whether key, tier and first
 * owner of the registration and the company that signs it (its id, 8 bytes) are those of the proven record.
 * @example
 * const by = { maker: deviceId, root: link };
 * isTakeOverProven(takeOver, decodeRegistration(registration.message), by, native); // => false
 */
export function isTakeOverProven(
  { proof, values, recordRoot }: TakeOver,
  { devicePublicKey, keyTier, firstOwner }: Registration,
  { maker, root }: { readonly maker: Uint8Array; readonly root: Uint8Array },
  provider: CryptoProvider,
): boolean {
  const { index, size, path } = proof.place;
  const isOfKey = equal(values.key.publicKey, devicePublicKey) && values.key.keyTier === keyTier;
  const { owner, tenure } = values.owner;
  const isOfOwner = equal(firstOwner, tenure === 0 ? new Uint8Array() : owner);
  if (!isOfKey || !isOfOwner || !equal(values.key.maker, maker) || index < 1) return false;
  const found = rootOfPath(stateLeaf(recordRoot, provider), index, size, path, provider);
  return found !== undefined && equal(found, root);
}

/**
 * Returns the hash chain as the predecessor left it. Until the device opens a session for this application, it goes on from there
 * with bodies for the predecessor.
 * @example
 * takenOverChain(takeOver.values, native).firstHere; // => 0
 */
export function takenOverChain({ key, chain }: TakenOver, provider: CryptoProvider): HashChain {
  const { sequence, link, session, firstSequence } = chain;
  const { publicKey } = key;
  const recent = concat(u32(sequence), link);
  const deviceId = keyIdentity(publicKey, provider);
  return { deviceId, publicKey, sequence, link, session, firstSequence, recent, firstHere: 0 };
}

/**
 * Returns the holding with what the predecessor's record proves of it: the newest tenure, grants, publication, revocation and
 * quarantine. Counters begin anew, since no operation that was signed for the predecessor is valid here. Offers and entries that
 * waited for somebody are gone.
 * @param maker 8 bytes: the company that registers the device
 * @param identity the hash (32 bytes) of the proof: a quarantine that is taken over has it for a name
 * @example
 * takenOverHolding(takeOver.values, deviceId, link).ownerCounter; // => 0
 */
export function takenOverHolding(
  { owner, grants, quarantine, publication }: TakenOver,
  maker: Uint8Array,
  identity: Uint8Array,
): Holding {
  const { revokedReason, revokedUnixS, reason, sinceUnixS, untilUnixS } = quarantine;
  // What the device opens for the new application it opens after the newest hand-over in the old one.
  const from = { firstSequence: owner.firstSequence, firstTimeUnixS: owner.sinceUnixS, firstSession: 1 };
  const tenure = { owner: owner.owner, ...from };
  return {
    ...newHolding(maker, new Uint8Array(), 0),
    tenure: owner.tenure,
    tenures: owner.tenure === 0 ? [] : [tenure],
    grants: grants.grants,
    isPublic: publication.isPublic,
    publicSinceUnixS: publication.sinceUnixS,
    revocation: revokedReason === 0 ? [] : [{ reason: revokedReason, sinceUnixS: revokedUnixS }],
    quarantine: reason === 0 ? [] : [{ identity, reason, sinceUnixS, untilUnixS, appealedUnixS: 0 }],
  };
}

/**
 * Returns the registration by which a maker has the new application take a record over. The maker signs it.
 * @param by 8 bytes each: the company in the new application, and the identity of that application's key
 * @throws {MalformedError} `malformed` when it is none
 * @example
 * takeOverRegistration(estateAnswer, { makerId: deviceId, keyId }, native).keyTier; // => 3
 */
export function takeOverRegistration(
  { predecessor, sealedVehicle, sealedEstate, profile, profileVersion }: EstateAnswer,
  by: Pick<Registration, "makerId" | "keyId">,
  provider: CryptoProvider,
): Registration {
  const named = { ...by, sealedVehicle, sealedEstate, profile, profileVersion, predecessor };
  const unsaid = { devicePublicKey: new Uint8Array(33), keyTier: 1, firstOwner: new Uint8Array() } as const;
  const takeOver = readTakeOver({ ...named, ...unsaid }, provider);
  if (takeOver === undefined) throw new MalformedError({ field: "predecessor" });
  const { key, owner } = takeOver.values;
  return {
    ...named,
    devicePublicKey: key.publicKey,
    keyTier: key.keyTier as KeyTier,
    firstOwner: owner.tenure === 0 ? new Uint8Array() : owner.owner,
  };
}
