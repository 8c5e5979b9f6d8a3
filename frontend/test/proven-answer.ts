/** An answer about a car with the record and the state that prove it. */
import { noble } from "@witness/protocol/crypto/noble";
import { periodValues, verdictValues } from "@witness/protocol/judge/record-values";
import { buildTree, treePath, treeRoot } from "@witness/protocol/merkle";
import { encodeRecordField, RECORD_FIELD_NAMES, type RecordValues } from "@witness/protocol/record/fields";
import { newRecordTree, openRecord, recordRoot, stateLeaf } from "@witness/protocol/record/tree";
import { vinTag } from "@witness/protocol/record/vin";
import type { CarAnswer } from "@witness/protocol/wire/answer";

/** What a record says whose answer tells this. */
function valuesOf(car: Omit<CarAnswer, "proof" | "stateRoot">): RecordValues {
  const { judgement } = car;
  const { make, model, modelYear } = car.vehicle;
  return {
    key: { publicKey: car.publicKey, keyTier: car.keyTier, maker: new Uint8Array(8) },
    vehicle: { make, model, modelYear, profile: car.profile.number, profileVersion: car.profile.version },
    vin: { tag: car.vinSalts ? vinTag(car.vehicle.vin, car.vinSalts, noble) : new Uint8Array(32) },
    owner: { owner: new Uint8Array(20), tenure: 0, firstSequence: 0, sinceUnixS: 0 },
    chain: {
      sequence: car.sequence,
      link: car.link,
      session: 1,
      firstSequence: 1,
      accumulator: new Uint8Array(32),
      items: 1,
    },
    period: periodValues(judgement),
    odometer: {
      timeUnixS: judgement.coveredToUnixS,
      raw: judgement.distanceHm - judgement.offsetHm,
      distanceHm: judgement.distanceHm,
      offsetHm: judgement.offsetHm,
    },
    verdict: verdictValues(judgement, 1, new Uint8Array(32)),
    closings: { days: [], months: [], years: [] },
    events: { count: 0, newest: [] },
    trouble: {
      fuelUsedCl: 2 ** 32 - 1,
      energyUsedWh: 2 ** 32 - 1,
      operatingTimeS: 2 ** 32 - 1,
      active: car.activeTroubleCodes.map((code) => ({ code })),
    },
    grants: { grants: [] },
    quarantine: { revokedReason: 0, revokedUnixS: 0, reason: 0, sinceUnixS: 0, untilUnixS: 0 },
    publication: { isPublic: 0, sinceUnixS: 0 },
    plate: { tag: new Uint8Array() },
    band: { distanceBand: 0 },
  };
}

/** Returns the answer with a proof of a record, as leaf 1 of three, and the root of that state. */
export function provenAnswer(
  car: Omit<CarAnswer, "proof" | "stateRoot">,
  values: RecordValues = valuesOf(car),
): CarAnswer {
  const source = {
    bytesOf: (field: keyof RecordValues) => encodeRecordField(field, values[field]),
    saltOf: (field: number) => new Uint8Array(16).fill(field),
  };
  const tree = newRecordTree(source, noble);
  const other = new Uint8Array(32).fill(5);
  const state = buildTree([other, stateLeaf(recordRoot(tree, noble), noble), other], noble);
  return {
    ...car,
    stateRoot: treeRoot(state, noble),
    proof: {
      opening: openRecord(tree, RECORD_FIELD_NAMES, source, noble),
      place: { index: 1, size: 3, path: treePath(state, 1) },
    },
  };
}
