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
import { decisiveFirst } from "@witness/verify/reason-words";
import { dayOf, distanceOf, momentOf, wholeDistance, wholeFigure } from "../language/format.ts";
import { briefReasonText } from "../language/reasons.ts";
import { type Message, say, sayKnown } from "../language/say.ts";

/** One field, as its owner reads it. */
export interface Revealed {
  readonly field: RecordField;
  readonly title: Message;
  readonly text: string;
}

type Shown = Pick<PassEvidence, "opening" | "vinEnd">;

function verdict({ verdict: byte, reasons }: RecordValues["verdict"]): string {
  const named = reasons.flatMap(({ reason, ...said }) => {
    const code = reasonOfByte(reason);
    return code === undefined ? [] : [{ code, ...said }];
  });
  const judged = say("The record is judged: {verdict}.", {
    verdict: sayKnown(verdictOfByte(byte) ?? `verdict ${byte}`),
  });
  return [judged, ...decisiveFirst(named).map(briefReasonText)].join(" ");
}

function consumption({ fuelUsedCl, energyUsedWh, operatingTimeS, active }: RecordValues["trouble"]): string {
  const said = [
    fuelUsedCl === NOT_SENT ? "" : say("{n, number} l of fuel", { n: Math.trunc(fuelUsedCl / 100) }),
    energyUsedWh === NOT_SENT ? "" : say("{n, number} kWh", { n: Math.trunc(energyUsedWh / 1_000) }),
    operatingTimeS === NOT_SENT
      ? ""
      : say("{n, plural, one {# hour} other {# hours}} of operation", { n: Math.trunc(operatingTimeS / 3_600) }),
    say("{n, plural, one {# active fault code} other {# active fault codes}}", { n: active.length }),
  ];
  return said.filter((part) => part !== "").join(", ");
}

function standing({ revokedUnixS, untilUnixS }: RecordValues["quarantine"]): string {
  const revoked =
    revokedUnixS === 0
      ? say("The device was not revoked.")
      : say("The device was revoked on {day}.", { day: dayOf(revokedUnixS) });
  const kept =
    untilUnixS === 0
      ? say("The car is in no quarantine.")
      : say("The car is in quarantine until {day}.", { day: dayOf(untilUnixS) });
  return `${revoked} ${kept}`;
}

const TITLES: Readonly<Record<RecordField, Message>> = {
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
  key: () => say("Which device is in the car, its public key and its maker."),
  vehicle: ({ make, model, modelYear }) => `${make} ${model}, ${modelYear}`,
  vin: (_, { vinEnd }) =>
    vinEnd
      ? say("It ends with {characters}; the rest stays hidden.", { characters: vinEnd.characters })
      : say("A tag that nobody can read; no characters."),
  owner: ({ tenure, sinceUnixS }) =>
    say("Your account, as owner no. {tenure}, since {day}. No name.", { tenure, day: dayOf(sinceUnixS) }),
  chain: ({ sequence }) =>
    say("{n, plural, one {# envelope} other {# envelopes}} that the car signed; nothing of what is in them.", {
      n: sequence,
    }),
  period: ({ coveredFromUnixS, coveredToUnixS, readings, longestSilenceS }) =>
    say(
      "{from} to {to}, {readings, plural, one {# reading} other {# readings}}, longest silence {hours, plural, one {# hour} other {# hours}}.",
      {
        from: dayOf(coveredFromUnixS),
        to: dayOf(coveredToUnixS),
        readings,
        hours: Math.trunc(longestSilenceS / 3_600),
      },
    ),
  odometer: ({ distanceHm, timeUnixS }) =>
    say("{distance} at {moment}", { distance: distanceOf(distanceHm), moment: momentOf(timeUnixS) }),
  verdict,
  closings: ({ days, months, years }) =>
    say(
      "{days, plural, one {# day} other {# days}}, {months, plural, one {# month} other {# months}} and {years, plural, one {# year} other {# years}}: whoever reads it sees on which days the car was driven, and how far.",
      { days: days.length, months: months.length, years: years.length },
    ),
  events: ({ count: n, newest }) =>
    say("{n, plural, one {# event} other {# events}} in all; the newest {newest, number} by kind and time.", {
      n,
      newest: newest.length,
    }),
  trouble: consumption,
  grants: ({ grants }) =>
    say("{n, plural, one {# grant} other {# grants}}, each with its reader's key and end.", { n: grants.length }),
  quarantine: standing,
  publication: ({ isPublic }) => say(isPublic === 1 ? "The verdict is public." : "The verdict is not public."),
  plate: ({ tag }) => say(tag.length === 0 ? "None." : "That there is one, and not which."),
  band: ({ distanceBand }) =>
    say("{from} to {to}, and no closer.", {
      from: wholeFigure(distanceBand * DISTANCE_BAND_HM),
      to: wholeDistance((distanceBand + 1) * DISTANCE_BAND_HM),
    }),
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
