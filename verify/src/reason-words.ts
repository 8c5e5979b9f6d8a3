/**
 * A reason of the record as a sentence with its day and amount: in the reasons of a check and wherever the page names one.
 */
import { type Effect, REASONS, type Reason, type ReasonCode } from "@witness/protocol/judge/reasons";
import { dayOf } from "./moments.ts";
import { reader, tenthsOf, wholeNumber } from "./reader.ts";

/** Returns "about 40,000 km": three digits say enough, and whole kilometres below a thousand. */
export function about(hm: number): string {
  const distance = tenthsOf(hm) / 10;
  const step = distance >= 10_000 ? 100 : distance >= 1_000 ? 10 : 1;
  return `about ${wholeNumber(Math.round(distance / step) * step)} ${reader().unit}`;
}

/** Returns "10 h" or "12 days": as a heading has room for. */
export function hoursOf(seconds: number): string {
  const hours = Math.max(1, Math.round(seconds / 3_600));
  return hours < 72 ? `${hours} h` : `${wholeNumber(Math.round(hours / 24))} days`;
}

/** Returns "less than an hour", "37 hours" or "12 days". */
function lasting(seconds: number): string {
  const hours = Math.round(seconds / 3_600);
  if (hours === 0) return "less than an hour";
  if (hours < 72) return hours === 1 ? "1 hour" : `${wholeNumber(hours)} hours`;
  return `${wholeNumber(Math.round(hours / 24))} days`;
}

const DAY_S = 86_400;
const times = (count: number): string => (count === 1 ? "" : `, ${wholeNumber(count)} times in all`);
const on = ({ firstTimeUnixS }: Pick<Reason, "firstTimeUnixS">): string => `on ${dayOf(firstTimeUnixS)}`;
const settled = ({ count, open }: Reason, by: string): string => {
  if (open === 0) return ` ${by}`;
  return open < count ? ` ${by} Not all of it: ${wholeNumber(open)} of ${wholeNumber(count)} are open.` : "";
};

const tooFast =
  (time: string) =>
  (reason: Reason): string =>
    `On ${dayOf(reason.firstTimeUnixS)} the odometer counted ${about(reason.firstAmountHm)} more than a car can drive in ${time}${times(reason.count)}.` +
    settled(reason, "A new instrument cluster explains it.");

/** Whose sentence has an amount, or says more than that it was found. */
const WORDS: Partial<Readonly<Record<ReasonCode, (reason: Reason) => string>>> = {
  "odometer-decreased": (reason) =>
    `The odometer was turned back by ${about(reason.firstAmountHm)} ${on(reason)}${times(reason.count)}.` +
    settled(reason, "A correction by a workshop and the owner explains it."),
  "more-per-hour": tooFast("an hour"),
  "more-per-day": tooFast("a day"),
  "more-per-week": tooFast("a week"),
  "more-per-month": tooFast("a month"),
  "more-per-year": tooFast("a year"),
  "standing-still": (reason) =>
    `The car drove on while its odometer stood still: ${about(reason.totalAmountHm)} too little, found ${on(reason)}.`,
  // Days that are over: 29 and a half are no 30.
  "period-too-short": ({ seconds }) =>
    `The covered period is ${lasting(seconds < 3 * DAY_S ? seconds : seconds - (seconds % DAY_S))} long; a judgement needs 30 days.`,
  "too-few-readings": () => "There are too few readings to judge: a judgement needs 30 in the covered period.",
  // A gap is found when its opening is in a block; the readings around it may be much older.
  gap: (reason) =>
    `Some envelopes are missing, found ${on(reason)}${times(reason.count)}: ${lasting(reason.seconds)} and ${about(reason.totalAmountHm)} lie over them.`,
  void: (reason) =>
    `Nothing is known of ${lasting(reason.seconds)} from ${dayOf(reason.firstTimeUnixS)}${times(reason.count)}; the car drove ${about(reason.totalAmountHm)} meanwhile.`,
  outlier: (reason) =>
    `A reading ${on(reason)} was no place of the car, ${about(reason.firstAmountHm)} off${times(reason.count)}; it does not count.`,
  "disputed-reading": (reason) =>
    `Readings ${on(reason)} contradict each other by ${about(reason.firstAmountHm)}${times(reason.count)}, and nobody can say which are true.` +
    settled(reason, "The dial was read since."),
  unsettled: ({ firstTimeUnixS, firstAmountHm }) =>
    `The newest readings, from ${dayOf(firstTimeUnixS)} on, are ${about(firstAmountHm)} off; the next ones decide.`,
  "stepped-back": (reason) =>
    `The odometer lost ${about(reason.totalAmountHm)} ${on(reason)}${times(reason.count)}, as some electronics do.`,
  "sources-differ": (reason) =>
    `The odometer counts more than the car's other source of distance, by ${about(reason.totalAmountHm)} so far.`,
  "cluster-replaced": (reason) =>
    `The instrument cluster was replaced ${on(reason)}${times(reason.count)}; it differs by ${about(reason.totalAmountHm)}, and the distance is over the car's life.`,
  "clock-behind": (reason) =>
    `The device's clock was behind, or its readings were held back, from before ${dayOf(reason.firstTimeUnixS)}.` +
    settled(reason, "It is right again."),
  "dial-differs": (reason) =>
    `A workshop read ${about(reason.firstAmountHm)} more or less off the dial ${on(reason)}.` +
    settled(reason, "It withdrew that, or others read what the device shows."),
  "dial-unconfirmed": (reason) =>
    `A workshop whose doubt was closed read something else off the dial again ${on(reason)}${times(reason.count)}, by ${about(reason.firstAmountHm)}; nobody else did.`,
};

/** Returns a reason as a sentence, or a few. */
export function reasonWords(reason: Reason): string {
  return WORDS[reason.code]?.(reason) ?? briefReason(reason);
}

/** Returns a reason of which no amount is known, as a record's own field has it, in sentences. */
export function briefReason(reason: Pick<Reason, "code" | "count" | "firstTimeUnixS">): string {
  const when = reason.count === 1 ? `Found ${on(reason)}.` : `First ${on(reason)}${times(reason.count)}.`;
  return `${REASONS[reason.code].sentence} ${when}`;
}

/**
 * Returns what a distance of the record is a distance of: over the car's life, unless an open finding says that the odometer does
 * not count that.
 */
export function distanceWords(reasons: readonly Pick<Reason, "code" | "open">[]): string {
  const isFound = (wanted: ReasonCode): boolean => reasons.some(({ code, open }) => code === wanted && open > 0);
  if (isFound("odometer-decreased")) return "as the odometer shows it since it was turned back";
  if (isFound("standing-still")) return "as the odometer shows it, which stood still";
  return "over the car's life";
}

/** What decides the verdict comes first; what is closed, and what is only said beside it, last. */
const RANK: Readonly<Record<Effect, number>> = { illogical: 0, doubt: 1, period: 2, break: 3, remark: 3 };
const rankOf = ({ code, open }: Pick<Reason, "code" | "open">): number =>
  open === 0 ? RANK.remark : RANK[REASONS[code].effect];

/** Returns reasons in the order in which they decide the verdict. */
export const decisiveFirst = <R extends Pick<Reason, "code" | "open">>(reasons: readonly R[]): readonly R[] =>
  [...reasons].sort((a, b) => rankOf(a) - rankOf(b));

/** Returns whether a finding turns the verdict to illogical. */
export const isIllogical = (code: ReasonCode): boolean => REASONS[code].effect === "illogical";
