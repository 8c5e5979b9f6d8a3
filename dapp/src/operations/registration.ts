/** A maker registers a device: its record begins. Pure. */
import { type Code, OpenError, ProtocolError } from "@witness/protocol/errors";
import { newHistory } from "@witness/protocol/history";
import { newJudged, rulesFor } from "@witness/protocol/history/judging";
import { begunHolding } from "@witness/protocol/history/public-record";
import { deviceIdOf } from "@witness/protocol/identity";
import { note } from "@witness/protocol/judge/judge";
import { conclude } from "@witness/protocol/judge/judgement";
import { makerKeys } from "@witness/protocol/operations/globals";
import { withInheritedRoot } from "@witness/protocol/predecessor";
import { NO_DAYS } from "@witness/protocol/record/days";
import { EVENT_KINDS, NO_EVENTS, withEvent } from "@witness/protocol/record/events";
import { NO_VIN_TAG, vinTag } from "@witness/protocol/record/vin";
import { admitRegistration } from "@witness/protocol/registration-admission";
import { openVehicle } from "@witness/protocol/seal";
import type { Signed } from "@witness/protocol/wire/envelope";
import { decodeVehicle, type Registration, type Vehicle } from "@witness/protocol/wire/registration";
import { vinSaltsOf } from "../state/leaf.ts";
import type { DeviceRecord } from "../state/state.ts";
import { NO_JOURNAL } from "../state/store/journal.ts";
import type { Moment, Operation, View } from "./operation.ts";
import { takenOver } from "./take-over.ts";

/** Opens the vehicle, or returns the code that says why it does not open or is none. */
function readVehicle(
  { genesis: { provider, applicationPrivateKey } }: View,
  { context }: Moment,
  { devicePublicKey, sealedVehicle }: Registration,
): { readonly vehicle: Vehicle } | { readonly code: Code } {
  try {
    return {
      vehicle: decodeVehicle(openVehicle(context, devicePublicKey, applicationPrivateKey, sealedVehicle, provider)),
    };
  } catch (error) {
    if (error instanceof OpenError) return { code: "vehicle-unreadable" };
    if (error instanceof ProtocolError) return { code: error.code };
    throw error;
  }
}

/** Returns the tag (32 bytes) of the vehicle's VIN: one VIN has one tag, and only the application can make it. */
function vinTagOf({ genesis }: View, { context }: Moment, { vin }: Vehicle): Uint8Array {
  const salts = vinSaltsOf(genesis, context, vin);
  return salts ? vinTag(vin, salts, genesis.provider) : NO_VIN_TAG;
}

/** Returns a record with the event that another record has its VIN. */
function withOther(record: DeviceRecord, { timeUnixS }: Moment): DeviceRecord {
  const rules = rulesFor(record.profile);
  // No registration can name a predecessor.
  const judge = note(record.judged.judge, { kind: "other-record", isNamed: false }, timeUnixS, rules);
  const judged = { ...record.judged, judge };
  const events = withEvent(record.events, { kind: EVENT_KINDS.otherRecord, timeUnixS, item: record.past.items });
  return { ...record, judged, judgement: conclude(judge, rules), events };
}

/** Decides on a registration and makes a record of it. */
export const registration: Operation<Signed> = (view, moment, signed) => {
  const { genesis, globals, places } = view;
  const { provider } = genesis;
  const predecessor = withInheritedRoot(genesis.predecessor, globals);
  const settings = { context: moment.context, provider, keyId: view.keyId, predecessor };
  const publicKeyOf = (deviceId: Uint8Array) => view.find(deviceIdOf(deviceId))?.chain.publicKey;
  const decision = admitRegistration(settings, { makers: makerKeys(globals), publicKeyOf, places }, signed);
  const { code, deviceId } = decision;
  if (code !== "admitted") return { decisions: [{ code, deviceId, sequence: 0 }] };
  // Who has no key sees neither vehicle nor estate, and counts the place: so it is taken.
  const unopened = { deviceId: decision.deviceId, maker: decision.maker.id };
  const read = readVehicle(view, moment, decision.registration);
  if ("code" in read) return { decisions: [{ code: read.code, sequence: 0 }], unopened };
  const { vehicle } = read;
  const { chain, profile, registration: said } = decision;
  const { devicePublicKey, keyTier } = said;
  const tag = vinTagOf(view, moment, vehicle);
  const other = tag === NO_VIN_TAG ? undefined : view.findTag(tag);
  const judged = newJudged(rulesFor(profile));
  const begun: DeviceRecord = {
    index: view.devices + 1,
    chain,
    keyTier,
    profile,
    vehicle,
    registeredAtUnixS: moment.timeUnixS,
    session: undefined,
    judged,
    judgement: conclude(judged.judge, rulesFor(profile)),
    forks: 0,
    forkEvidence: [],
    unreadable: 0,
    activeTroubleCodes: [],
    troubleCodesSet: 0,
    vinTag: tag,
    // It is the owner's word: a successor that takes the record over cannot know the plate, and is told it again.
    plateTag: undefined,
    past: newHistory(moment.context, devicePublicKey, signed.message, provider),
    days: NO_DAYS,
    events: NO_EVENTS,
    holding: begunHolding(decision, moment.timeUnixS, provider),
    journal: NO_JOURNAL,
  };
  const record = takenOver(view, moment, decision, begun);
  if (record === undefined) return { decisions: [{ code: "estate-unreadable", deviceId, sequence: 0 }], unopened };
  const decisions = [{ code, deviceId, sequence: 0 }];
  // Of two records that were taken over, the old application has said it.
  const isSaid = decision.takeOver !== undefined && other?.chain.firstHere !== undefined;
  if (!other || isSaid) return { decisions, change: { record, readings: 0 } };
  const change = { record: withOther(record, moment), readings: 0 };
  return { decisions, change, other: withOther(other, moment) };
};
