/**
 * Whether an answer about a car was read from the state that it names: its proof opens the record under that state's root,
 * for the device that was asked for, and what is told is what the record says (docs/protocol.md, "Answers").
 */
import { equal } from "@witness/protocol/bytes";
import { noble } from "@witness/protocol/crypto/noble";
import { ProtocolError } from "@witness/protocol/errors";
import { periodValues, verdictValues } from "@witness/protocol/judge/record-values";
import { encodeRecordField, RECORD_FIELD_NAMES, type RecordValues } from "@witness/protocol/record/fields";
import { provenRecord } from "@witness/protocol/record/tree";
import { NO_VIN_TAG, vinTag } from "@witness/protocol/record/vin";
import type { CarAnswer } from "@witness/protocol/wire/answer";
import type { HistoryAnswer } from "@witness/protocol/wire/history";

/** What an owner may not be shown: it tells of the days of those before. */
type Withheld = "closings";
/** A record's fields as the state root covers them. */
export type OpenedRecord = Omit<RecordValues, Withheld>;

/** Returns the fields that an answer opens under the state root that it names; undefined when it does not. */
export function openedRecord({ proof, stateRoot }: CarAnswer, deviceId: Uint8Array): OpenedRecord | undefined {
  try {
    const proven = provenRecord(proof.opening, proof.place, { deviceId, stateRoot }, noble);
    // All other fields are opened, so that a node cannot leave out what speaks against its word.
    const isWhole = proven && RECORD_FIELD_NAMES.every((field) => field === "closings" || field in proven);
    return isWhole ? (proven as OpenedRecord) : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** The fields of a record that a node shows to anybody. */
export type OpenedHistory = Pick<RecordValues, "key" | "chain">;

/** Returns the fields that an answer opens under the state root that it names; undefined when its proof does not hold. */
export function openedHistory({ proof, stateRoot }: HistoryAnswer, deviceId: Uint8Array): OpenedHistory | undefined {
  try {
    const { key, chain } = provenRecord(proof.opening, proof.place, { deviceId, stateRoot }, noble) ?? {};
    return key && chain && { key, chain };
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, place) => value === b[place]);

/** Returns the tag that the record must have; none (no bytes) for a VIN that nothing opens. */
function vinTagOf({ vehicle, vinSalts }: CarAnswer): Uint8Array {
  if (vehicle.vin === "") return NO_VIN_TAG;
  return vinSalts === undefined ? new Uint8Array() : vinTag(vehicle.vin, vinSalts, noble);
}

/** Whether the record says what the answer tells of it. */
function says({ key, vehicle, vin, chain, period, odometer, verdict, trouble }: OpenedRecord, car: CarAnswer): boolean {
  const { judgement } = car;
  const told = verdictValues(judgement, verdict.parameters, verdict.judgeHash);
  return (
    equal(key.publicKey, car.publicKey) &&
    key.keyTier === car.keyTier &&
    vehicle.make === car.vehicle.make &&
    vehicle.model === car.vehicle.model &&
    vehicle.modelYear === car.vehicle.modelYear &&
    equal(vin.tag, vinTagOf(car)) &&
    vehicle.profile === car.profile.number &&
    vehicle.profileVersion === car.profile.version &&
    chain.sequence === car.sequence &&
    equal(chain.link, car.link) &&
    equal(encodeRecordField("period", period), encodeRecordField("period", periodValues(judgement))) &&
    odometer.distanceHm === Math.max(0, judgement.distanceHm) &&
    odometer.offsetHm === judgement.offsetHm &&
    equal(encodeRecordField("verdict", verdict), encodeRecordField("verdict", told)) &&
    same(
      trouble.active.map(({ code }) => code),
      car.activeTroubleCodes,
    )
  );
}

/**
 * Returns whether an answer holds against the state root that it names.
 * @param deviceId 8 bytes: of the device that was asked for
 */
export function isProven(car: CarAnswer, deviceId: Uint8Array): boolean {
  const record = openedRecord(car, deviceId);
  return record !== undefined && says(record, car);
}
