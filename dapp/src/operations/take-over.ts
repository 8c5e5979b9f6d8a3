/**
 * A record that is taken over from the predecessor goes on where it stood (docs/protocol.md, "Taking over"): what the old
 * root proves of it comes across, and nothing else. Pure.
 */
import { equal } from "@witness/protocol/bytes";
import { OpenError, ProtocolError } from "@witness/protocol/errors";
import { decodeEstate, type Estate, openEstate, provenEstate } from "@witness/protocol/estate";
import { rulesFor } from "@witness/protocol/history/judging";
import { decodeJudge } from "@witness/protocol/judge/encoding";
import { conclude } from "@witness/protocol/judge/judgement";
import type { ReasonCode } from "@witness/protocol/judge/reasons";
import type { Judge } from "@witness/protocol/judge/state";
import { inheritedClosings } from "@witness/protocol/record/closings";
import { EVENT_KINDS, withEvent } from "@witness/protocol/record/events";
import { encodeRecordField, type RecordValues } from "@witness/protocol/record/fields";
import { NO_VIN_TAG, vinTag } from "@witness/protocol/record/vin";
import type { RegistrationDecision } from "@witness/protocol/registration-admission";
import type { DeviceRecord } from "../state/state.ts";
import type { Moment, View } from "./operation.ts";

type Admitted = RegistrationDecision & { readonly code: "admitted" };

/** What the old record was, with its judge. */
interface OldRecord {
  readonly values: RecordValues;
  readonly judge: Judge;
  readonly estate: Estate;
}

function open({ genesis }: View, { context }: Moment, decision: Admitted): OldRecord | undefined {
  const { registration, takeOver } = decision;
  const { provider, applicationPrivateKey } = genesis;
  const { sealedEstate, devicePublicKey } = registration;
  if (!takeOver || !sealedEstate) return undefined;
  try {
    const opened = openEstate(context, devicePublicKey, applicationPrivateKey, sealedEstate, provider);
    const estate = decodeEstate(opened);
    const values = provenEstate(takeOver, estate, provider);
    return values && { values, judge: decodeJudge(estate.judge), estate };
  } catch (error) {
    if (error instanceof OpenError || error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Whether the vehicle that the maker sealed is the old record's, and its VIN the one of the tag. */
function isSameVehicle({ genesis }: View, { values, estate }: OldRecord, { vehicle, profile }: DeviceRecord): boolean {
  const { make, model, modelYear, vin } = vehicle;
  const said = { make, model, modelYear, profile: profile.number, profileVersion: profile.version };
  if (!equal(encodeRecordField("vehicle", said), encodeRecordField("vehicle", values.vehicle))) return false;
  if (vin === "" || !estate.vinSalts) return vin === "" && equal(values.vin.tag, NO_VIN_TAG);
  return equal(vinTag(vin, estate.vinSalts, genesis.provider), values.vin.tag);
}

const countOf = ({ reasons }: Judge, code: ReasonCode): number =>
  reasons.find((reason) => reason.code === code)?.count ?? 0;

/**
 * Returns the record that goes on from the old one, the same when it begins here; undefined when what the maker sealed is not
 * the proven record's.
 * @param begun as the registration alone makes it
 */
export function takenOver(
  view: View,
  moment: Moment,
  decision: Admitted,
  begun: DeviceRecord,
): DeviceRecord | undefined {
  if (!decision.takeOver) return begun;
  const old = open(view, moment, decision);
  if (!old || !isSameVehicle(view, old, begun)) return undefined;
  const { values, judge } = old;
  const { active, ...counters } = values.trouble;
  return {
    ...begun,
    judgement: conclude(judge, rulesFor(begun.profile)),
    judged: { judge, driven: { fromUnixS: judge.path?.momentUnixS, distanceHm: 0 } },
    forks: countOf(judge, "forked-key"),
    unreadable: countOf(judge, "unreadable"),
    activeTroubleCodes: active.map(({ code }) => code),
    days: {
      closings: inheritedClosings(encodeRecordField("closings", values.closings), values.odometer),
      consumption: { newest: counters, closed: counters },
    },
    events: withEvent(values.events, { kind: EVENT_KINDS.takenOver, timeUnixS: moment.timeUnixS, item: 0 }),
  };
}
