/**
 * What everybody can follow of a device by public bytes alone: its hash chain, the evidence of a copied key, and its
 * history. Archive and reader take each step here, so that they count alike, and as the back-end does.
 */
import { type AdmissionSettings, admitRun, type BodyDecision } from "../admission.ts";
import type { Context } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import type { ForkEvidence } from "../fork-evidence.ts";
import { type HashChain, newHashChain } from "../hash-chain.ts";
import { type History, type ItemMoment, itemsOfRun, newHistory, type PlacedItem, withItems } from "../history.ts";
import { keyIdentity } from "../identity.ts";
import { type Holding, newHolding } from "../operations/holding.ts";
import { quarantinedForCopy } from "../operations/rules/quarantine.ts";
import type { RegistrationDecision } from "../registration-admission.ts";
import { readTakeOver, takenOverChain, takenOverHolding } from "../take-over.ts";
import type { Run } from "../wire/envelope.ts";
import { decodeRegistration } from "../wire/registration.ts";

/** Where a device stands, as far as the public can tell. */
export interface PublicRecord {
  readonly chain: HashChain;
  /** Of a copied key, in the order in which it came. */
  readonly evidence: readonly ForkEvidence[];
  readonly history: History;
}

/** A record after a run. */
export interface RecordStep {
  /** The same object when the run adds nothing. */
  readonly record: PublicRecord;
  readonly items: readonly PlacedItem[];
  readonly decisions: readonly BodyDecision[];
}

/**
 * Returns the first 8 bytes of H(registration message): the name of an edition. A device has one edition for each
 * registration that is valid as far as the public can see. Which of them the back-end took, a proven accumulator says.
 * @example
 * editionOf(registration.message, native).length; // => 8
 */
export const editionOf = (registration: Uint8Array, provider: CryptoProvider): Uint8Array =>
  provider.sha256(registration).slice(0, 8);

/**
 * Returns the record of a device that was just registered.
 * @param publicKey the device's, 33 bytes
 * @param registration the encoded Registration, exactly as it was signed
 * @throws {MalformedError} `malformed` when it is none
 * @example
 * newPublicRecord(settings, publicKey, registration.message).history.items; // => 0
 */
export function newPublicRecord(
  { context, provider }: Pick<AdmissionSettings, "context" | "provider">,
  publicKey: Uint8Array,
  registration: Uint8Array,
): PublicRecord {
  return {
    chain: begunChain(context, publicKey, registration, provider),
    evidence: [],
    history: newHistory(context, publicKey, registration, provider),
  };
}

type BegunBy = Pick<RegistrationDecision & { readonly code: "admitted" }, "registration" | "takeOver" | "maker">;

/**
 * Returns the holding of a device that was just registered: of its first owner, or what the predecessor's record proves.
 * @param timeUnixS the time of the block
 * @example
 * const maker = { id: deviceId, publicKey: makerPublicKey };
 * const begun = { registration: decodeRegistration(registration.message), takeOver: undefined, maker };
 * begunHolding(begun, 1_800_000_000, native).tenure; // => 1
 */
export function begunHolding(
  { registration, takeOver, maker }: BegunBy,
  timeUnixS: number,
  provider: CryptoProvider,
): Holding {
  if (!takeOver) return newHolding(maker.id, registration.firstOwner, timeUnixS);
  return takenOverHolding(takeOver.values, maker.id, provider.sha256(takeOver.proofBytes));
}

/** Where the hash chain begins: at the device's genesis, or where the predecessor's record left it. */
function begunChain(
  context: Context,
  publicKey: Uint8Array,
  registration: Uint8Array,
  provider: CryptoProvider,
): HashChain {
  const takeOver = readTakeOver(decodeRegistration(registration), provider);
  if (takeOver) return takenOverChain(takeOver.values, provider);
  return newHashChain(context, keyIdentity(publicKey, provider), publicKey, provider);
}

const itself = (seen: ForkEvidence): ForkEvidence => seen;

/**
 * Takes a run into its device's record. Never throws on any bytes.
 * @example
 * const record = newPublicRecord(settings, publicKey, registration.message);
 * takeRun(settings, record, position, run).record.history.items; // => 1
 */
export function takeRun(settings: AdmissionSettings, record: PublicRecord, moment: ItemMoment, run: Run): RecordStep {
  const { decisions, chain } = admitRun(settings, record.chain, run);
  const { items, evidence } = itemsOfRun(decisions, record.evidence, itself);
  if (items.length === 0) return { record, items: [], decisions };
  const { context, provider } = settings;
  const history = withItems(context, record.history, items, moment, provider);
  return { record: { chain, evidence, history }, items, decisions };
}

/**
 * Returns the holding after a run: two who hold one key put their car into quarantine.
 * @param before the record that the run was taken into
 * @param timeUnixS the time of the block
 * @example
 * const record = newPublicRecord(settings, publicKey, registration.message);
 * const holding = newHolding(deviceId, owner, 1_800_000_000);
 * const step = takeRun(settings, record, position, run);
 * heldAfter(holding, record, step, 1_800_000_000) === holding; // => true
 */
export function heldAfter(
  holding: Holding,
  before: PublicRecord,
  { record, decisions }: RecordStep,
  timeUnixS: number,
): Holding {
  let after = holding;
  for (const { code, fork, link } of decisions) {
    if (code === "admitted" && fork && link) after = quarantinedForCopy(after, link, timeUnixS);
  }
  const newest = record.evidence === before.evidence ? undefined : record.evidence.at(-1);
  return newest ? quarantinedForCopy(after, newest.link, timeUnixS) : after;
}
