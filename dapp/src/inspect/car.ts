/** A car's record as of now, and the distance that it keeps from a time. Nothing is judged here. Pure. */
import { equal, saturated } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { deviceIdOf } from "@witness/protocol/identity";
import { odometerValues } from "@witness/protocol/judge/record-values";
import { currentTenure } from "@witness/protocol/operations/holding";
import { type DistanceThen, distanceAt } from "@witness/protocol/record/as-of";
import { closingsField } from "@witness/protocol/record/closings";
import { decodeRecordField } from "@witness/protocol/record/fields";
import { type CarAnswer, encodeCarAnswer } from "@witness/protocol/wire/answer";
import type { CarQuery } from "@witness/protocol/wire/query";
import { vinSaltsOf } from "../state/leaf.ts";
import { type DeviceRecord, type State, stateRoot } from "../state/state.ts";
import { readJournal } from "../state/store/journal.ts";
import { ownerProof } from "./proof.ts";

/**
 * Returns the distance that a record keeps from a time. A later owner is told of no day, month or year that began before the
 * sale: bound by bound, that would tell where the seller was.
 */
function distanceThen({ judged, days, holding }: DeviceRecord, timeUnixS: number): DistanceThen | undefined {
  const closings = decodeRecordField("closings", closingsField(days.closings));
  const sinceUnixS = holding.tenure > 1 ? (currentTenure(holding)?.firstTimeUnixS ?? 0) : 0;
  const found = distanceAt({ odometer: odometerValues(judged.judge), closings }, timeUnixS, sinceUnixS);
  return found && { ...found, distanceHm: saturated(found.distanceHm) };
}

/** What operations moved, as its owner may see it: borders of all tenures, and nobody else's account. */
function told({ holding, journal }: DeviceRecord): Pick<CarAnswer, "holding" | "journal"> {
  const owner = currentTenure(holding)?.owner;
  const entries = readJournal(journal);
  const tenures = holding.tenures.map((tenure) =>
    owner !== undefined && equal(tenure.owner, owner) ? tenure : { ...tenure, owner: new Uint8Array(20) },
  );
  return { holding: { ...holding, tenures }, journal: entries.filter(({ tenure }) => tenure === holding.tenure) };
}

/** Returns the encoded answer about a car, or undefined when the record keeps no distance from the time that was asked for. */
export function carAnswer(
  state: State,
  context: Context,
  record: DeviceRecord,
  query: CarQuery,
): Uint8Array | undefined {
  const asOf = query.timeUnixS === undefined ? undefined : distanceThen(record, query.timeUnixS);
  if (query.timeUnixS !== undefined && asOf === undefined) return undefined;
  const { deviceId, publicKey, sequence, link } = record.chain;
  const refusals = state.signedRefusals.get(deviceIdOf(deviceId)) ?? [];
  return encodeCarAnswer({
    deviceId,
    publicKey,
    keyTier: record.keyTier,
    vehicle: record.vehicle,
    registeredAtUnixS: record.registeredAtUnixS,
    sequence,
    link,
    judgement: record.judgement,
    refusals: refusals.map(({ refusal }) => refusal),
    stateRoot: stateRoot(state),
    inputCount: state.inputCount,
    timeUnixS: state.timeUnixS,
    activeTroubleCodes: record.activeTroubleCodes,
    unreadableEnvelopes: record.unreadable,
    forks: record.forks,
    proof: ownerProof(state, context, record),
    vinSalts: vinSaltsOf(state.genesis, context, record.vehicle.vin),
    ...told(record),
    profile: record.profile,
    ...(asOf ? { asOf } : {}),
  });
}
