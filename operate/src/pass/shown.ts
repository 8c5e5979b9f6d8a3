/** What a pass reveals, in words, for its owner before signing. */
import { toHex } from "@witness/protocol/bytes";
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
import { dateOf, tierWords } from "../words.ts";

const whole = new Intl.NumberFormat("en-GB");
const kilometres = (hm: number): string => `${whole.format(Math.trunc(hm / 10))}.${Math.abs(hm % 10)} km`;
const BAND_KM = DISTANCE_BAND_HM / 10;
const counted = (count: number, what: string): string => `${whole.format(count)} ${what}${count === 1 ? "" : "s"}`;

function consumption({ fuelUsedCl, energyUsedWh, operatingTimeS, active }: RecordValues["trouble"]): string {
  const said = [
    fuelUsedCl === NOT_SENT ? "" : `${whole.format(Math.trunc(fuelUsedCl / 100))} l of fuel`,
    energyUsedWh === NOT_SENT ? "" : `${whole.format(Math.trunc(energyUsedWh / 1_000))} kWh`,
    operatingTimeS === NOT_SENT ? "" : `${whole.format(Math.trunc(operatingTimeS / 3_600))} h of operation`,
    `${counted(active.length, "active trouble code")}, each by its number`,
  ];
  return said.filter((part) => part !== "").join(", ");
}

function verdict({ verdict: byte, reasons }: RecordValues["verdict"]): string {
  const named = reasons.map(({ reason, open, count }) => {
    const settled = open === 0 ? ", settled" : "";
    return `${reasonOfByte(reason) ?? `reason ${reason}`} (${count === 1 ? "once" : `${count} times`}${settled})`;
  });
  return [verdictOfByte(byte) ?? `verdict ${byte}`, ...named].join("; ");
}

function quarantine({ revokedReason, revokedUnixS, reason, untilUnixS }: RecordValues["quarantine"]): string {
  const revoked =
    revokedUnixS === 0 ? "device not revoked" : `device revoked ${dateOf(revokedUnixS)}, reason ${revokedReason}`;
  return `${revoked}; ${untilUnixS === 0 ? "no quarantine" : `quarantine until ${dateOf(untilUnixS)}, reason ${reason}`}`;
}

type Shown = Pick<PassEvidence, "opening" | "vinEnd">;
type Words = { readonly [F in RecordField]: (value: RecordValues[F], evidence: Shown) => string };

const WORDS: Words = {
  key: ({ publicKey, keyTier, maker }) =>
    `the device's key ${toHex(publicKey)}, tier ${tierWords(keyTier)}, maker ${toHex(maker)}`,
  vehicle: ({ make, model, modelYear }) => `${make} ${model}, ${modelYear}`,
  vin: (_, { vinEnd }) =>
    vinEnd
      ? `the last four characters, ${vinEnd.characters}; the rest stays hidden`
      : "its tag; the maker stated no VIN",
  owner: ({ owner, tenure, sinceUnixS }) =>
    `your account 0x${toHex(owner)}, owner no. ${tenure} since ${dateOf(sinceUnixS)}`,
  chain: ({ sequence, items }) => `how long the history is: envelope ${sequence}, ${counted(items, "item")}`,
  period: ({ coveredFromUnixS, coveredToUnixS, readings, longestSilenceS }) =>
    `${counted(readings, "reading")}, covered from ${dateOf(coveredFromUnixS)} to ${dateOf(coveredToUnixS)}; longest silence ${counted(Math.trunc(longestSilenceS / 3_600), "hour")}`,
  odometer: ({ distanceHm, timeUnixS }) => `${kilometres(distanceHm)} at ${dateOf(timeUnixS)}`,
  verdict,
  closings: ({ days, months, years }) =>
    `how far the car had come at the end of ${counted(days.length, "day")}, ${counted(months.length, "month")} and ${counted(years.length, "year")}: on which days it was driven can be seen`,
  events: ({ count, newest }) => `${counted(count, "event")} in all, the newest ${newest.length} by kind and time`,
  trouble: consumption,
  grants: ({ grants }) => `${counted(grants.length, "grant")}, each with its reader's key, range and end`,
  quarantine,
  publication: ({ isPublic }) => (isPublic === 1 ? "the verdict is public" : "the verdict is not public"),
  plate: ({ tag }) => (tag.length === 0 ? "no plate" : "that there is a plate, and not which"),
  band: ({ distanceBand }) =>
    `${whole.format(distanceBand * BAND_KM)} to ${whole.format((distanceBand + 1) * BAND_KM)} km, and no closer`,
};

const wordsOf = <F extends RecordField>(name: F, bytes: Uint8Array, evidence: Shown): string =>
  WORDS[name](decodeRecordField(name, bytes), evidence);

/** Returns what evidence reveals, a line for each field. */
export const revealed = (evidence: Shown): readonly string[] =>
  evidence.opening.fields.map(({ field, value }) => {
    const name = RECORD_FIELD_NAMES[field] as RecordField;
    return `  ${name.padEnd(11)} ${wordsOf(name, value, evidence)}`;
  });
