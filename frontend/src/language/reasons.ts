/** A reason of the record as a sentence with its day and amount: as `@witness/verify/reason-words` says it, in the reader's language. */
import type { Reason, ReasonCode } from "@witness/protocol/judge/reasons";
import { count, dayOf, roundDistance } from "./format.ts";
import { type Message, reasonSentence, say } from "./say.ts";

const DAY_S = 86_400;

/** Returns "less than an hour", "37 hours" or "12 days". */
function lasting(seconds: number): string {
  const hours = Math.round(seconds / 3_600);
  if (hours === 0) return say("less than an hour");
  if (hours < 72) return say("{n, plural, one {# hour} other {# hours}}", { n: hours });
  return say("{n, plural, one {# day} other {# days}}", { n: Math.round(hours / 24) });
}

/** Returns the sentence about findings that are explained; empty while none is. */
function settled({ count: times, open }: Reason, by: Message): string {
  if (open === 0) return ` ${say(by)}`;
  if (open === times) return "";
  return ` ${say(by)} ${say("Not all of it: {open, number} of {times, number} are open.", { open, times })}`;
}

const about = (hm: number): string => say("about {distance}", { distance: roundDistance(hm) });

/** What every sentence may say of a reason. */
const valuesOf = (reason: Reason) => ({
  day: dayOf(reason.firstTimeUnixS),
  first: about(reason.firstAmountHm),
  total: about(reason.totalAmountHm),
  time: lasting(reason.seconds),
  times: reason.count === 1 ? "" : say(", {n} times in all", { n: count(reason.count) }),
});

interface Row {
  readonly message: Message;
  /** Said once findings are closed. */
  readonly settled?: Message;
}

const tooFast = (message: Message): Row => ({ message, settled: "A new instrument cluster explains it." });

/** Whose sentence has an amount, or says more than that it was found. */
const ROWS: Partial<Readonly<Record<ReasonCode, Row>>> = {
  "odometer-decreased": {
    message: "The odometer was turned back by {first} on {day}{times}.",
    settled: "A correction by a workshop and the owner explains it.",
  },
  "more-per-hour": tooFast("On {day} the odometer counted {first} more than a car can drive in an hour{times}."),
  "more-per-day": tooFast("On {day} the odometer counted {first} more than a car can drive in a day{times}."),
  "more-per-week": tooFast("On {day} the odometer counted {first} more than a car can drive in a week{times}."),
  "more-per-month": tooFast("On {day} the odometer counted {first} more than a car can drive in a month{times}."),
  "more-per-year": tooFast("On {day} the odometer counted {first} more than a car can drive in a year{times}."),
  "standing-still": {
    message: "The car drove on while its odometer stood still: {total} too little, found on {day}.",
  },
  "period-too-short": { message: "The covered period is {time} long; a judgement needs 30 days." },
  "too-few-readings": {
    message: "There are too few readings to judge: a judgement needs 30 in the covered period.",
  },
  gap: { message: "Some envelopes are missing, found on {day}{times}: {time} and {total} lie over them." },
  void: { message: "Nothing is known of {time} from {day}{times}; the car drove {total} meanwhile." },
  outlier: { message: "A reading on {day} was no place of the car, {first} off{times}; it does not count." },
  "disputed-reading": {
    message: "Readings on {day} contradict each other by {first}{times}, and nobody can say which are true.",
    settled: "The dial was read since.",
  },
  unsettled: { message: "The newest readings, from {day} on, are {first} off; the next ones decide." },
  "stepped-back": { message: "The odometer lost {total} on {day}{times}, as some electronics do." },
  "sources-differ": {
    message: "The odometer counts more than the car's other source of distance, by {total} so far.",
  },
  "cluster-replaced": {
    message:
      "The instrument cluster was replaced on {day}{times}; it differs by {total}, and the distance is over the car's life.",
  },
  "clock-behind": {
    message: "The device's clock was behind, or its readings were held back, from before {day}.",
    settled: "It is right again.",
  },
  "dial-differs": {
    message: "A workshop read {first} more or less off the dial on {day}.",
    settled: "It withdrew that, or others read what the device shows.",
  },
  "dial-unconfirmed": {
    message:
      "A workshop whose doubt was closed read something else off the dial again on {day}{times}, by {first}; nobody else did.",
  },
};

/** Returns a reason as a sentence, or a few. */
export function reasonText(reason: Reason): string {
  const row = ROWS[reason.code];
  if (!row) return briefReasonText(reason);
  // Days that are over: 29 and a half are no 30.
  const whole = reason.code === "period-too-short" && reason.seconds >= 3 * DAY_S;
  const shown = whole ? { ...reason, seconds: reason.seconds - (reason.seconds % DAY_S) } : reason;
  return `${say(row.message, valuesOf(shown))}${row.settled ? settled(reason, row.settled) : ""}`;
}

/** What a distance is called that nothing speaks against. */
export const LIFE = "Distance over the car's life" satisfies Message;

/** Returns what a distance of the record is a distance of, as `distanceWords` of the verifier decides it. */
export function distanceTitle(reasons: readonly Pick<Reason, "code" | "open">[]): Message {
  const isFound = (wanted: ReasonCode): boolean => reasons.some(({ code, open }) => code === wanted && open > 0);
  if (isFound("odometer-decreased")) return "Distance as the odometer shows it since it was turned back";
  if (isFound("standing-still")) return "Distance as the odometer shows it, which stood still";
  return LIFE;
}

/** Returns a reason of which no amount is known, as a record's own field has it, in sentences. */
export function briefReasonText(reason: Pick<Reason, "code" | "count" | "firstTimeUnixS">): string {
  const day = dayOf(reason.firstTimeUnixS);
  const when =
    reason.count === 1
      ? say("Found on {day}.", { day })
      : say("First on {day}, {n} times in all.", { day, n: count(reason.count) });
  return `${reasonSentence(reason.code)} ${when}`;
}
