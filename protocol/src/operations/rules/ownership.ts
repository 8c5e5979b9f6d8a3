/**
 * Ownership (docs/protocol.md, "Ownership"): claimed with the device's answer, handed over by an offer that names the buyer
 * and an acceptance with the device's answer. Whatever the device sealed up to the border stays with the seller.
 */
import { equal, saturated } from "../../bytes.ts";
import type { Code } from "../../errors.ts";
import { PASSKEY_WAIT_S } from "../../limits.ts";
import { type PairingAnswer, verifyPairing } from "../../pairing.ts";
import { addTenure } from "../../tenure.ts";
import { currentTenure, type Holding, isOwnedBy } from "../holding.ts";
import type { ActedOnRecord, RecordRule } from "../rule.ts";

const SEQUENCE_MAX = 2 ** 32 - 1;

/** Returns the device's answer that an operation carries, if it fits the record; undefined when it does not. */
export const pairingOf: (acted: ActedOnRecord) => PairingAnswer | undefined = (acted) => {
  const { moment, message, holding, chain } = acted;
  const { firstSequence = 0, firstSession = 0 } = currentTenure(holding) ?? {};
  const newest = { tenureFirstSequence: firstSequence, tenureFirstSession: firstSession };
  const record = { chain, ...newest, pairingCounter: holding.pairingCounter };
  const answer = verifyPairing(moment.context, message, record, moment.provider);
  return answer === undefined || answer.sequence === SEQUENCE_MAX ? undefined : answer;
};

/**
 * Returns a holding with another owner from behind the border. Nothing that the owner before gave away stays: grants, offer,
 * publication, policy, what waits for a word. Counters begin anew, since every message names its tenure.
 * @param owner 20 bytes
 * @example
 * const holding = newHolding(deviceId, new Uint8Array(), 1_800_000_000);
 * const answer = { counter: 1, sequence: 0, link, nextSession: 1, signature: new Uint8Array(64) };
 * handedOver(holding, owner, answer, 1_800_000_000).tenure; // => 1
 */
export function handedOver(holding: Holding, owner: Uint8Array, answer: PairingAnswer, timeUnixS: number): Holding {
  const { sequence, nextSession: firstSession } = answer;
  const next = { owner, firstSequence: sequence + 1, firstTimeUnixS: timeUnixS, firstSession };
  return {
    ...holding,
    tenure: holding.tenure + 1,
    tenures: addTenure(holding.tenures, next),
    pairingCounter: answer.counter,
    offer: [],
    administratorCounter: 0,
    makerCounter: 0,
    ownerCounter: 0,
    companies: [],
    grants: [],
    isPublic: 0,
    publicSinceUnixS: 0,
    cosigned: 0,
    loss: [],
    waiting: [],
  };
}

/** @param afterSession of which the one before has keys already */
function take(acted: ActedOnRecord, afterSession = 0): { readonly holding: Holding } | Code {
  const answer = pairingOf(acted);
  if (answer === undefined || answer.nextSession <= afterSession) return "pairing-invalid";
  return { holding: handedOver(acted.holding, acted.account, answer, acted.moment.timeUnixS) };
}

/** Whoever has the device's answer owns a car that nobody owns. */
export const claim: RecordRule<"claim"> = (acted) =>
  currentTenure(acted.holding) === undefined ? take(acted) : "car-owned";

/**
 * The owner names a buyer. The offer ends with the operation's time, and waits a day when a passkey signed it. While it is open
 * nobody is given keys of a session that was opened after it: the device may have answered the buyer already.
 */
export const offer: RecordRule<"offer"> = ({ holding, chain, operation, fields, identity, moment: { timeUnixS } }) => {
  if (holding.offer.some(({ untilUnixS }) => timeUnixS <= untilUnixS)) return "offer-open";
  if (isOwnedBy(holding, fields.buyer)) return "car-owned";
  const fromUnixS = saturated(timeUnixS + (operation.actor.form === "passkey" ? PASSKEY_WAIT_S : 0));
  const offered = {
    identity,
    buyer: fields.buyer,
    fromUnixS,
    untilUnixS: operation.expiresUnixS,
    session: chain.session,
  };
  return { holding: { ...holding, offer: [offered] } };
};

const namedOffer = ({
  holding,
  operation,
  moment: { timeUnixS },
}: ActedOnRecord): Holding["offer"][number] | undefined =>
  holding.offer.find(({ identity, untilUnixS }) => equal(identity, operation.answers) && timeUnixS <= untilUnixS);

/** The buyer, and nobody else, takes the offer that is named, by an answer that the device gave after it. */
export const acceptOffer: RecordRule<"acceptOffer"> = (acted) => {
  const named = namedOffer(acted);
  if (named === undefined || !equal(named.buyer, acted.account)) return "offer-unknown";
  return acted.moment.timeUnixS < named.fromUnixS ? "offer-waits" : take(acted, named.session);
};

/** The owner, or the buyer whom it names, ends an offer. */
export const withdrawOffer: RecordRule<"withdrawOffer"> = (acted) =>
  namedOffer(acted) === undefined ? "offer-unknown" : { holding: { ...acted.holding, offer: [] } };
