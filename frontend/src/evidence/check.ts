/**
 * The rule behind "Check now": what the car says of itself this minute against what its record says.
 * Pure: no clock, no network, no DOM.
 */
import { type Judgement, REASONS, type ReasonCode } from "@witness/protocol/verdict";

/** What the check comes to. */
export type Outcome = "true" | "false" | "cannot-say";

/** Why, by name: the page and the tests decide by this. */
export type CheckCode = "agrees" | "lower-than-before" | "record-illogical" | "no-judgement" | "too-far-above";

/** The result, with both values beside each other. Odometers in units of 100 m. */
export interface CheckResult {
  readonly outcome: Outcome;
  readonly code: CheckCode;
  /** In plain words, most important first. */
  readonly reasons: readonly string[];
  readonly liveOdometerHm: number;
  readonly recordOdometerHm: number;
}

/** What is known of the live reading; it was authenticated before. */
export interface LiveValue {
  readonly timeUnixS: number;
  readonly odometerHm: number;
}

/** 250 km/h kept up without a stop, in 100 m a second: nothing on a road does more. */
const FASTEST_HM_PER_S = 2500 / 3600;
/** What may be driven between the last reading and its delivery, whatever the clocks say: 1 km. */
const SLACK_HM = 10;

type Turns = (typeof REASONS)[ReasonCode]["turns"];

const sentences = (reasons: readonly ReasonCode[], turns: Turns): string[] =>
  reasons.filter((code) => REASONS[code].turns === turns).map((code) => REASONS[code].sentence);

/** Hundreds of metres as people read them: "12 345.6 km". */
export function kilometres(hm: number): string {
  return `${(hm / 10).toLocaleString("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} km`;
}

/**
 * Compares a live reading with the record.
 * @param live authenticated with the key that the record names
 * @param record the record's judgement as of now
 */
export function check(live: LiveValue, record: Judgement): CheckResult {
  const values = { liveOdometerHm: live.odometerHm, recordOdometerHm: record.highestOdometerHm };
  const recorded = kilometres(record.highestOdometerHm);
  if (record.readingCount > 0 && live.odometerHm < record.highestOdometerHm) {
    const missing = kilometres(record.highestOdometerHm - live.odometerHm);
    const lower = `The car shows a value lower than before: ${missing} less than the ${recorded} in its record.`;
    // The first sentence says already that the value fell; what else is wrong stands beside it.
    const others = sentences(
      record.reasons.filter((code) => code !== "odometer-decreased"),
      "illogical",
    );
    return { outcome: "false", code: "lower-than-before", reasons: [lower, ...others], ...values };
  }
  if (record.verdict === "illogical") {
    const reasons = sentences(record.reasons, "illogical").map((text) =>
      text === REASONS["odometer-decreased"].sentence ? `${text} It is lower than before in the record.` : text,
    );
    return { outcome: "false", code: "record-illogical", reasons, ...values };
  }
  const elapsedS = Math.max(0, live.timeUnixS - record.lastTimeUnixS);
  const possible = Math.ceil(elapsedS * FASTEST_HM_PER_S) + SLACK_HM;
  if (record.readingCount > 0 && live.odometerHm - record.highestOdometerHm > possible) {
    const more = kilometres(live.odometerHm - record.highestOdometerHm);
    const sentence = `The car shows ${more} more than its record: more than it can have driven since its last reading.`;
    return { outcome: "false", code: "too-far-above", reasons: [sentence], ...values };
  }
  if (record.verdict === "no judgement") {
    const named = sentences(record.reasons, "no judgement");
    const reasons = named.length > 0 ? named : ["The record does not allow a judgement yet."];
    return { outcome: "cannot-say", code: "no-judgement", reasons, ...values };
  }
  const agrees = `The car's value goes on from its record of ${recorded}, and every step of the record is plausible.`;
  // A gap does not make a value false, but whoever reads "true" has to see it.
  return { outcome: "true", code: "agrees", reasons: [agrees, ...sentences(record.reasons, "remark")], ...values };
}
