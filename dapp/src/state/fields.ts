/** What each field of a device's record says, as bytes (docs/protocol.md, "Record tree"). Pure. */
import { equal } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { judgeHash } from "@witness/protocol/history/judging";
import { bandValues, odometerValues, periodValues, verdictValues } from "@witness/protocol/judge/record-values";
import type { Judge } from "@witness/protocol/judge/state";
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

type Compare = (before: DeviceRecord, after: DeviceRecord) => boolean;

/** How a field comes from a record. */
interface FieldSource {
  /** Whether what it comes from is the same in two records: then so is the field. */
  readonly isFromSame: Compare;
  /** Whether one part of the field shows that it is another: then the rest need not be compared. */
  readonly isPlainlyOther: Compare;
  readonly bytes: (record: DeviceRecord, provider: CryptoProvider) => Uint8Array;
  /** Returns whether the field of a record is these bytes. */
  readonly is: (record: DeviceRecord, bytes: Uint8Array, provider: CryptoProvider) => boolean;
}

const field = <F extends RecordField>(
  name: F,
  parts: readonly (keyof DeviceRecord)[],
  say: (record: DeviceRecord, provider: CryptoProvider) => RecordValues[F],
  isPlainlyOther: Compare = () => false,
): FieldSource => ({
  isFromSame: (before, after) => parts.every((part) => before[part] === after[part]),
  isPlainlyOther,
  bytes: (record, provider) => encodeRecordField(name, say(record, provider)),
  is: (record, bytes, provider) => isRecordField(name, say(record, provider), bytes),
});

const NO_PLATE = new Uint8Array();
const judgeOf = ({ judged }: DeviceRecord): Judge => judged.judge;
/** The period says how many readings of the path there are, and the judge's hash covers it. */
const hasOtherReadings: Compare = (before, after) => judgeOf(before).readings !== judgeOf(after).readings;

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
  chain: field(
    "chain",
    ["chain", "past"],
    ({ chain, past }) => ({
      sequence: chain.sequence,
      link: chain.link,
      session: chain.session,
      firstSequence: chain.firstSequence,
      accumulator: past.accumulator,
      items: past.items,
    }),
    (before, after) => before.past.items !== after.past.items,
  ),
  period: field("period", ["judgement"], ({ judgement }) => periodValues(judgement), hasOtherReadings),
  odometer: field(
    "odometer",
    ["judged"],
    (record) => odometerValues(judgeOf(record)),
    (before, after) => (judgeOf(before).path?.raw ?? 0) !== (judgeOf(after).path?.raw ?? 0),
  ),
  verdict: field(
    "verdict",
    ["judged"],
    ({ judged: { judge }, judgement }, provider) =>
      verdictValues(judgement, judge.parameterVersion, judgeHash(judge, provider)),
    hasOtherReadings,
  ),
  // Days change with each reading; what is over changes once a day.
  closings: {
    isFromSame: (before, after) => before.days.closings.days === after.days.closings.days,
    isPlainlyOther: (before, after) => before.days.closings.days.length !== after.days.closings.days.length,
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
  plate: field("plate", ["plateTag"], ({ plateTag }) => ({ tag: plateTag ?? NO_PLATE })),
  band: field("band", ["judged"], (record) => bandValues(judgeOf(record))),
};

/** Returns a field's value. */
export const fieldBytes = (record: DeviceRecord, name: RecordField, provider: CryptoProvider): Uint8Array =>
  FIELDS[name].bytes(record, provider);

/** A field that an input sets, with its new value. */
export interface ChangedField {
  readonly name: RecordField;
  readonly bytes: Uint8Array;
}

/** Returns the fields whose bytes are others than before. */
export function changedFields(
  before: DeviceRecord,
  after: DeviceRecord,
  provider: CryptoProvider,
): readonly ChangedField[] {
  const changed: ChangedField[] = [];
  for (const name of RECORD_FIELD_NAMES) {
    const { isFromSame, isPlainlyOther, bytes, is } = FIELDS[name];
    if (isFromSame(before, after)) continue;
    const now = bytes(after, provider);
    if (isPlainlyOther(before, after) || !is(before, now, provider)) changed.push({ name, bytes: now });
  }
  return changed;
}
