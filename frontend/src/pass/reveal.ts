/** What a pass reveals, in words, for its owner before signing: each field that it opens, and nothing else. Pure. */
import { verdictOfByte } from "@witness/protocol/judge/judgement";
import { reasonOfByte } from "@witness/protocol/judge/reasons";
import { DISTANCE_BAND_HM } from "@witness/protocol/limits";
import type { PassEvidence } from "@witness/protocol/pass/evidence";
import { NOT_SENT } from "@witness/protocol/record/consumption";
import {
  decodeRecordField,
  RECORD_FIELD_NAMES,
  type RecordField,
  type RecordValues,
} from "@witness/protocol/record/fields";
import { kilometres } from "@witness/verify/kilometres";
import { dayOf, momentOf } from "@witness/verify/moments";
import { reasonSentences } from "@witness/verify/shown";

/** One field, as its owner reads it. */
export interface Revealed {
  readonly field: RecordField;
  readonly title: string;
  readonly text: string;
}

type Shown = Pick<PassEvidence, "opening" | "vinEnd">;

const whole = new Intl.NumberFormat("en-GB");
const counted = (count: number, one: string): string => `${whole.format(count)} ${one}${count === 1 ? "" : "s"}`;
const BAND_KM = DISTANCE_BAND_HM / 10;

function verdict({ verdict: byte, reasons }: RecordValues["verdict"]): string {
  const named = reasons.flatMap(({ reason, ...said }) => {
    const code = reasonOfByte(reason);
    return code === undefined ? [] : [{ code, ...said }];
  });
  return [`The record is judged: ${verdictOfByte(byte) ?? `verdict ${byte}`}.`, ...reasonSentences(named)].join(" ");
}

function consumption({ fuelUsedCl, energyUsedWh, operatingTimeS, active }: RecordValues["trouble"]): string {
  const said = [
    fuelUsedCl === NOT_SENT ? "" : `${whole.format(Math.trunc(fuelUsedCl / 100))} l of fuel`,
    energyUsedWh === NOT_SENT ? "" : `${whole.format(Math.trunc(energyUsedWh / 1_000))} kWh`,
    operatingTimeS === NOT_SENT ? "" : `${counted(Math.trunc(operatingTimeS / 3_600), "hour")} of operation`,
    counted(active.length, "active fault code"),
  ];
  return said.filter((part) => part !== "").join(", ");
}

function standing({ revokedUnixS, untilUnixS }: RecordValues["quarantine"]): string {
  const revoked =
    revokedUnixS === 0 ? "The device was not revoked" : `The device was revoked on ${dayOf(revokedUnixS)}`;
  return `${revoked}; ${untilUnixS === 0 ? "the car is in no quarantine" : `the car is in quarantine until ${dayOf(untilUnixS)}`}.`;
}

const TITLES: Readonly<Record<RecordField, string>> = {
  key: "Device",
  vehicle: "Car",
  vin: "VIN",
  owner: "Owner",
  chain: "Length of the history",
  period: "Period",
  odometer: "Odometer",
  verdict: "Verdict",
  closings: "Distance by day",
  events: "Events",
  trouble: "Consumption and faults",
  grants: "Readers",
  quarantine: "Standing",
  publication: "Publication",
  plate: "Plate",
  band: "Odometer",
};

type Words = { readonly [F in RecordField]: (value: RecordValues[F], evidence: Shown) => string };

const WORDS: Words = {
  key: () => "Which device is in the car, its public key and its maker.",
  vehicle: ({ make, model, modelYear }) => `${make} ${model}, ${modelYear}`,
  vin: (_, { vinEnd }) =>
    vinEnd ? `It ends with ${vinEnd.characters}; the rest stays hidden.` : "A tag that nobody can read; no characters.",
  owner: ({ tenure, sinceUnixS }) => `Your account, as owner no. ${tenure}, since ${dayOf(sinceUnixS)}. No name.`,
  chain: ({ sequence }) => `${counted(sequence, "envelope")} that the car signed; nothing of what is in them.`,
  period: ({ coveredFromUnixS, coveredToUnixS, readings, longestSilenceS }) =>
    `${dayOf(coveredFromUnixS)} to ${dayOf(coveredToUnixS)}, ${counted(readings, "reading")}, longest silence ${counted(Math.trunc(longestSilenceS / 3_600), "hour")}.`,
  odometer: ({ distanceHm, timeUnixS }) => `${kilometres(distanceHm)} at ${momentOf(timeUnixS)}`,
  verdict,
  closings: ({ days, months, years }) =>
    `${counted(days.length, "day")}, ${counted(months.length, "month")} and ${counted(years.length, "year")}: whoever reads it sees on which days the car was driven, and how far.`,
  events: ({ count, newest }) => `${counted(count, "event")} in all; the newest ${newest.length} by kind and time.`,
  trouble: consumption,
  grants: ({ grants }) => `${counted(grants.length, "grant")}, each with its reader's key and end.`,
  quarantine: standing,
  publication: ({ isPublic }) => (isPublic === 1 ? "The verdict is public." : "The verdict is not public."),
  plate: ({ tag }) => (tag.length === 0 ? "None." : "That there is one, and not which."),
  band: ({ distanceBand }) =>
    `${whole.format(distanceBand * BAND_KM)} to ${whole.format((distanceBand + 1) * BAND_KM)} km, and no closer.`,
};

const wordsOf = <F extends RecordField>(field: F, bytes: Uint8Array, evidence: Shown): string =>
  WORDS[field](decodeRecordField(field, bytes), evidence);

/** Returns what evidence reveals: what a reader came for first, what every pass must show last. */
export function revealed(evidence: Shown): readonly Revealed[] {
  const lines = evidence.opening.fields.map(({ field: number, value }) => {
    const field = RECORD_FIELD_NAMES[number] as RecordField;
    return { field, title: TITLES[field], text: wordsOf(field, value, evidence) };
  });
  return lines.sort((a, b) => ORDER.indexOf(a.field) - ORDER.indexOf(b.field));
}

const ORDER: readonly RecordField[] = [
  "verdict",
  "vehicle",
  "vin",
  "band",
  "odometer",
  "period",
  "events",
  "trouble",
  "closings",
  "grants",
  "publication",
  "quarantine",
  "owner",
  "key",
  "chain",
];
