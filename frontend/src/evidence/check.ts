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

/** One reason of a check, with its amounts in units of 100 m. `language/check-reasons.ts` has the words. */
export type CheckReason =
  | { readonly kind: "agrees"; readonly recordHm: number }
  | { readonly kind: "lower"; readonly missingHm: number; readonly recordHm: number }
  | { readonly kind: "too-far"; readonly moreHm: number }
  | { readonly kind: "no-judgement-yet" }
  /** A reason of the record; `isLower` says that the record itself fell. */
  | { readonly kind: "recorded"; readonly reason: Reason; readonly isLower: boolean }
  | { readonly kind: "clock"; readonly minutes: number; readonly isAhead: boolean }
  | { readonly kind: "behind" | "differs" | "tail"; readonly carSequence: number; readonly recordSequence: number }
  | { readonly kind: "cut"; readonly carSequence: number; readonly recordSequence: number };

/** What a check comes to and why, with both values beside each other. Odometers are in units of 100 m. */
export interface CheckResult {
  /** What the check comes to. */
  readonly outcome: "true" | "false" | "cannot-say";
  readonly code: CheckCode;
  /** Most important first. */
  readonly reasons: readonly CheckReason[];
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
const beside = (reasons: readonly Reason[]): CheckReason[] => {
  const turned = turning(reasons, "illogical", "doubt", "period");
  return reasons.filter((reason) => !turned.includes(reason)).map(recorded);
};

const recorded = (reason: Reason): CheckReason => ({ kind: "recorded", reason, isLower: false });

interface Doubt {
  readonly code: CheckCode;
  readonly reason: CheckReason;
}

/** Why the car's clock cannot be compared with. */
function clockDoubt(live: LiveValue, nowUnixS: number): Doubt | undefined {
  const offS = live.timeUnixS - nowUnixS;
  if (Math.abs(offS) <= CLOCK_AHEAD_MAX_S) return undefined;
  const minutes = Math.floor(Math.abs(offS) / 60);
  return { code: "clock-off", reason: { kind: "clock", minutes, isAhead: offS > 0 } };
}

/**
 * Whether the car's chain goes on from the record's. The record is asked first, so that an honest car is at the same
 * envelope or ahead by what is on its way.
 */
function tail(
  live: LiveValue,
  record: RecordValue,
  nowUnixS: number,
): { readonly doubt?: Doubt; readonly remark?: CheckReason } {
  const ahead = live.sequence - record.sequence;
  const at = { carSequence: live.sequence, recordSequence: record.sequence };
  if (ahead < 0) {
    return { doubt: { code: "car-behind", reason: { kind: "behind", ...at } } };
  }
  if (ahead === 0) {
    if (equal(live.link, record.link)) return {};
    return { doubt: { code: "link-differs", reason: { kind: "differs", ...at } } };
  }
  const stale = nowUnixS - record.timeUnixS > RECORD_AGE_MAX_S;
  if (ahead <= AHEAD_MAX_ENVELOPES && !stale) return { remark: { kind: "tail", ...at } };
  return { doubt: { code: "tail-missing", reason: { kind: "cut", ...at } } };
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
  const clock = clockDoubt(live, nowUnixS);
  const { doubt, remark } = tail(live, { judgement, ...place }, nowUnixS);
  const doubts = [clock, doubt].filter((each) => each !== undefined);
  // What is doubted or missing stands beside every outcome: whoever reads "true" has to see it.
  const around = [...doubts.map(({ reason }) => reason), ...(remark ? [remark] : [])];
  if (readings > 0 && liveHm < distanceHm) {
    const lower: CheckReason = { kind: "lower", missingHm: distanceHm - liveHm, recordHm: distanceHm };
    const others = turning(named, "illogical").map(recorded);
    return { outcome: "false", code: "lower-than-before", reasons: [lower, ...others, ...around], ...values };
  }
  const verdict = worstVerdict(judgement);
  if (verdict === "illogical") {
    const reasons = turning(named, "illogical").map(
      (reason): CheckReason => ({ kind: "recorded", reason, isLower: reason.code === "odometer-decreased" }),
    );
    return { outcome: "false", code: "record-illogical", reasons: [...reasons, ...around], ...values };
  }
  // A clock that is wrong cannot say how long the car had.
  if (readings > 0 && !clock && isTooFar(liveHm, live, judgement)) {
    const far: CheckReason = { kind: "too-far", moreHm: liveHm - distanceHm };
    return { outcome: "false", code: "too-far-above", reasons: [far, ...around], ...values };
  }
  const remarks = beside(named);
  if (verdict === "no judgement") {
    const why = turning(named, "doubt", "period").map(recorded);
    const reasons: readonly CheckReason[] = why.length > 0 ? why : [{ kind: "no-judgement-yet" }];
    return { outcome: "cannot-say", code: "no-judgement", reasons: [...reasons, ...around, ...remarks], ...values };
  }
  const [first] = doubts;
  if (first) return { outcome: "cannot-say", code: first.code, reasons: [...around, ...remarks], ...values };
  const agrees: CheckReason = { kind: "agrees", recordHm: distanceHm };
  return { outcome: "true", code: "agrees", reasons: [agrees, ...around, ...remarks], ...values };
}
