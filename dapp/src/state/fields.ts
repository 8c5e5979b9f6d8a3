/** What each field of a device's record says, as bytes (docs/protocol.md, "Record tree"). Pure. */
import { equal } from "@witness/protocol/bytes";
import { odometerValues, periodValues, verdictValues } from "@witness/protocol/judge/record-values";
import { holdingValues } from "@witness/protocol/operations/holding";
import { closingsField } from "@witness/protocol/record/closings";
import {
  encodeRecordField,
  isRecordField,
  RECORD_FIELD_NAMES,
  type RecordField,
  type RecordValues,
} from "@witness/protocol/record/fields";
import type { DeviceRecord } from "./state.ts";

/** How a field comes from a record, and whether what it comes from is the same in two: then so is the field. */
interface FieldSource {
  readonly isFromSame: (before: DeviceRecord, after: DeviceRecord) => boolean;
  readonly bytes: (record: DeviceRecord) => Uint8Array;
  /** Returns whether the field of a record is these bytes. */
  readonly is: (record: DeviceRecord, bytes: Uint8Array) => boolean;
}

const field = <F extends RecordField>(
  name: F,
  parts: readonly (keyof DeviceRecord)[],
  say: (record: DeviceRecord) => RecordValues[F],
): FieldSource => ({
  isFromSame: (before, after) => parts.every((part) => before[part] === after[part]),
  bytes: (record) => encodeRecordField(name, say(record)),
  is: (record, bytes) => isRecordField(name, say(record), bytes),
});

const FIELDS: { readonly [F in RecordField]: FieldSource } = {
  key: field("key", ["keyTier"], ({ chain, keyTier, holding }) => ({
    publicKey: chain.publicKey,
    keyTier,
    maker: holding.maker,
  })),
  vehicle: field("vehicle", ["vehicle", "profile"], ({ vehicle, profile }) => {
    const { make, model, modelYear } = vehicle;
    return { make, model, modelYear, profile: profile.number, profileVersion: profile.version };
  }),
  vin: field("vin", ["vinTag"], ({ vinTag }) => ({ tag: vinTag })),
  owner: field("owner", ["holding"], ({ holding }) => holdingValues(holding).owner),
  chain: field("chain", ["chain", "past"], ({ chain, past }) => ({
    sequence: chain.sequence,
    link: chain.link,
    session: chain.session,
    firstSequence: chain.firstSequence,
    accumulator: past.accumulator,
    items: past.items,
  })),
  period: field("period", ["judgement"], ({ judgement }) => periodValues(judgement)),
  odometer: field("odometer", ["judged"], ({ judged }) => odometerValues(judged.judge)),
  verdict: field("verdict", ["judgement", "judgeHash"], ({ judgement, judged, judgeHash }) =>
    verdictValues(judgement, judged.judge.parameterVersion, judgeHash),
  ),
  // Days change with each reading; what is over changes once a day.
  closings: {
    isFromSame: (before, after) => before.days.closings.days === after.days.closings.days,
    bytes: ({ days }) => closingsField(days.closings),
    is: ({ days }, bytes) => equal(closingsField(days.closings), bytes),
  },
  events: field("events", ["events"], ({ events }) => events),
  trouble: {
    ...field("trouble", [], ({ days, activeTroubleCodes }) => ({
      ...days.consumption.closed,
      active: activeTroubleCodes.map((code) => ({ code })),
    })),
    isFromSame: (before, after) =>
      before.days.consumption.closed === after.days.consumption.closed &&
      before.activeTroubleCodes === after.activeTroubleCodes,
  },
  grants: field("grants", ["holding"], ({ holding }) => holdingValues(holding).grants),
  quarantine: field("quarantine", ["holding"], ({ holding }) => holdingValues(holding).quarantine),
  publication: field("publication", ["holding"], ({ holding }) => holdingValues(holding).publication),
  agreements: field("agreements", [], () => ({})),
  predecessor: field("predecessor", [], () => ({})),
};

/** Returns a field's value. */
export const fieldBytes = (record: DeviceRecord, name: RecordField): Uint8Array => FIELDS[name].bytes(record);

/** A field that an input sets, with its new value. */
export interface ChangedField {
  readonly name: RecordField;
  readonly bytes: Uint8Array;
}

/** Returns the fields whose bytes are others than before. */
export function changedFields(before: DeviceRecord, after: DeviceRecord): readonly ChangedField[] {
  const changed: ChangedField[] = [];
  for (const name of RECORD_FIELD_NAMES) {
    const { isFromSame, bytes, is } = FIELDS[name];
    if (isFromSame(before, after)) continue;
    const now = bytes(after);
    if (!is(before, now)) changed.push({ name, bytes: now });
  }
  return changed;
}
