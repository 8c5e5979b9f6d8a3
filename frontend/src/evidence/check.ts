/**
 * The rule behind "Check now": what the car says of itself this minute against what its record says.
 * Pure: no clock, no network, no DOM.
 */
import { equal } from "@witness/protocol/bytes";
import { type Judgement, type Verdict, verdictOf } from "@witness/protocol/judge/judgement";
import { PARAMETERS } from "@witness/protocol/judge/parameters";
import { type Effect, REASONS, type Reason } from "@witness/protocol/judge/reasons";
import { hectometres } from "@witness/protocol/judge/state";
import { reachHm } from "@witness/protocol/judge/windows";
import { CLOCK_AHEAD_MAX_S } from "@witness/protocol/limits";
import { kilometres } from "@witness/verify/kilometres";
import { reasonWords } from "@witness/verify/reason-words";

/** Why a check comes to what it does, by a stable name: the page and the tests decide by this. */
export type CheckCode =
  | "agrees"
  | "lower-than-before"
  | "record-illogical"
  | "too-far-above"
  | "no-judgement"
  | "clock-off"
  | "link-differs"
  | "car-behind"
  | "tail-missing";

/** What a check comes to and why, with both values beside each other. Odometers are in units of 100 m. */
export interface CheckResult {
  /** What the check comes to. */
  readonly outcome: "true" | "false" | "cannot-say";
  readonly code: CheckCode;
  /** In plain words, most important first. */
  readonly reasons: readonly string[];
  readonly liveOdometerHm: number;
  readonly recordOdometerHm: number;
}

/** What the car says of itself; it was authenticated before. */
export interface LiveValue {
  readonly timeUnixS: number;
  /** In units of 100 m. */
  readonly odometerHm: number;
  /** The last envelope that the car signed, and its link of 32 bytes. */
  readonly sequence: number;
  readonly link: Uint8Array;
}

/** What the record says, asked before the car. */
export interface RecordValue {
  readonly judgement: Judgement;
  /** The last envelope in the record, and its link of 32 bytes. */
  readonly sequence: number;
  readonly link: Uint8Array;
  /** The latest block that the back-end has seen. */
  readonly timeUnixS: number;
}

/** What a relay has in hand on an ordinary day; more on the way is no longer ordinary. */
const AHEAD_MAX_ENVELOPES = 20;
/** A record that saw no block for longer does not explain a tail by what is on its way. */
const RECORD_AGE_MAX_S = 86_400;

/** The reasons that turn the verdict in one of these ways. */
const turning = (reasons: readonly Reason[], ...effects: readonly Effect[]): Reason[] =>
  reasons.filter(({ code, open }) => open > 0 && effects.includes(REASONS[code].effect));

/** What is said beside the verdict: remarks, breaks of the covered period, and what was corrected or settled. */
const beside = (reasons: readonly Reason[]): string[] => {
  const turned = turning(reasons, "illogical", "doubt", "period");
  return reasons.filter((reason) => !turned.includes(reason)).map(reasonWords);
};

interface Doubt {
  readonly code: CheckCode;
  readonly reason: string;
}

/** Why the car's clock cannot be compared with. */
function clockDoubt(live: LiveValue, nowUnixS: number): Doubt | undefined {
  const offS = live.timeUnixS - nowUnixS;
  if (Math.abs(offS) <= CLOCK_AHEAD_MAX_S) return undefined;
  const minutes = Math.floor(Math.abs(offS) / 60).toLocaleString("en-GB");
  const reason = `The car's clock is ${minutes} minutes ${offS > 0 ? "ahead of" : "behind"} this browser's: one of them is wrong, or the value is not of this minute.`;
  return { code: "clock-off", reason };
}

const envelopes = (n: number): string =>
  n === 1 ? "1 envelope that the car signed is" : `${n.toLocaleString("en-GB")} envelopes that the car signed are`;

/**
 * Whether the car's chain goes on from the record's. The record is asked first, so that an honest car is at the same
 * envelope or ahead by what is on its way.
 */
function tail(
  live: LiveValue,
  record: RecordValue,
  nowUnixS: number,
): { readonly doubt?: Doubt; readonly remark?: string } {
  const ahead = live.sequence - record.sequence;
  if (ahead < 0) {
    const reason = `The car says that it signed up to no. ${live.sequence}, but its record goes up to no. ${record.sequence}: the car forgot, or something else signs with its key.`;
    return { doubt: { code: "car-behind", reason } };
  }
  if (ahead === 0) {
    if (equal(live.link, record.link)) return {};
    const reason = `The car and its record both end at no. ${record.sequence}, but with different envelopes: one of them is not the car's history.`;
    return { doubt: { code: "link-differs", reason } };
  }
  const remark = `${envelopes(ahead)} not in the record yet: it ends at no. ${record.sequence}, the car is at no. ${live.sequence}.`;
  const stale = nowUnixS - record.timeUnixS > RECORD_AGE_MAX_S;
  if (ahead <= AHEAD_MAX_ENVELOPES && !stale) return { remark };
  return { doubt: { code: "tail-missing", reason: `${remark} The end of the record may have been cut off.` } };
}

/** The verdict that the reasons amount to, or a worse one that is stated: nobody states a history better than its reasons. */
function worstVerdict({ verdict, reasons }: Judgement): Verdict {
  const stated = [verdict, verdictOf(reasons)];
  if (stated.includes("illogical")) return "illogical";
  return stated.includes("no judgement") ? "no judgement" : "logical";
}

/** Whether the car cannot have driven this far since the record's last reading, by the judge's own rule. */
const isTooFar = (liveHm: number, { timeUnixS }: LiveValue, { distanceHm, coveredToUnixS }: Judgement): boolean =>
  liveHm - distanceHm > reachHm(PARAMETERS.odometerHm, timeUnixS - coveredToUnixS);

/**
 * Compares a live reading with the record (docs/frontend.md, "The rule of Check now"). Returns the first outcome that
 * holds, with what the other rows say beside it. Throws nothing.
 * @param live authenticated with the key that the record names
 * @param record as of now, asked before the car
 * @param nowUnixS the browser's clock
 */
export function check(live: LiveValue, { judgement, ...place }: RecordValue, nowUnixS: number): CheckResult {
  const { readings, distanceHm, reasons: named } = judgement;
  // Both as the record counts: over the car's life, whatever its cluster and its unit were.
  const liveHm = hectometres(judgement.unit, live.odometerHm) + judgement.offsetHm;
  const values = { liveOdometerHm: liveHm, recordOdometerHm: distanceHm };
  const recorded = kilometres(distanceHm);
  const clock = clockDoubt(live, nowUnixS);
  const { doubt, remark } = tail(live, { judgement, ...place }, nowUnixS);
  const doubts = [clock, doubt].filter((each) => each !== undefined);
  // What is doubted or missing stands beside every outcome: whoever reads "true" has to see it.
  const around = [...doubts.map(({ reason }) => reason), ...(remark ? [remark] : [])];
  if (readings > 0 && liveHm < distanceHm) {
    const missing = kilometres(distanceHm - liveHm);
    const lower = `The car shows a value lower than before: ${missing} less than the ${recorded} in its record.`;
    const others = turning(named, "illogical").map(reasonWords);
    return { outcome: "false", code: "lower-than-before", reasons: [lower, ...others, ...around], ...values };
  }
  const verdict = worstVerdict(judgement);
  if (verdict === "illogical") {
    const reasons = turning(named, "illogical").map((reason) =>
      reason.code === "odometer-decreased"
        ? `${reasonWords(reason)} It is lower than before in the record.`
        : reasonWords(reason),
    );
    return { outcome: "false", code: "record-illogical", reasons: [...reasons, ...around], ...values };
  }
  // A clock that is wrong cannot say how long the car had.
  if (readings > 0 && !clock && isTooFar(liveHm, live, judgement)) {
    const more = kilometres(liveHm - distanceHm);
    const sentence = `The car shows ${more} more than its record: more than it can have driven since its last reading.`;
    return { outcome: "false", code: "too-far-above", reasons: [sentence, ...around], ...values };
  }
  const remarks = beside(named);
  if (verdict === "no judgement") {
    const why = turning(named, "doubt", "period").map(reasonWords);
    const reasons = why.length > 0 ? why : ["The record does not allow a judgement yet."];
    return { outcome: "cannot-say", code: "no-judgement", reasons: [...reasons, ...around, ...remarks], ...values };
  }
  const [first] = doubts;
  if (first) return { outcome: "cannot-say", code: first.code, reasons: [...around, ...remarks], ...values };
  const agrees = `The car's value goes on from its record of ${recorded}, and every step of the covered period is plausible.`;
  return { outcome: "true", code: "agrees", reasons: [agrees, ...around, ...remarks], ...values };
}
