/** The one scale of outcomes: what a record, or a check, comes to, with its amounts, in one heading. Pure. */
import type { Judgement } from "@witness/protocol/judge/judgement";
import { type Effect, REASONS, type Reason, type ReasonCode } from "@witness/protocol/judge/reasons";
import { dayOf } from "@witness/verify/moments";
import { decisiveFirst } from "@witness/verify/reason-words";
import type { CheckResult } from "../evidence/check.ts";
import { count, lasting, roundDistance } from "./format.ts";

/** What a car's record, or a check of it, comes to; the page of passes has the same names. */
export type ScaleKind = "consistent" | "gap" | "turned-back" | "two-devices" | "not-enough" | "arriving";

/** One outcome as it is shown. */
export interface ScaleOutcome {
  readonly kind: ScaleKind;
  readonly tone: "good" | "bad" | "open";
  readonly heading: string;
}

/** Somebody else signs with the car's key, or another record claims the same car. */
const TWO_DEVICES: readonly ReasonCode[] = ["forked-key", "other-record"];
const NOT_ENOUGH: ScaleOutcome = { kind: "not-enough", tone: "open", heading: "Not enough to say" };

function illogicalHeading(reason: Reason | undefined): string {
  if (!reason) return "The record contradicts itself";
  const { code, count: times, firstAmountHm, totalAmountHm, firstTimeUnixS } = reason;
  const day = dayOf(firstTimeUnixS);
  if (code === "standing-still") {
    return `Stood still while the car drove about ${roundDistance(totalAmountHm)}, found on ${day}`;
  }
  const amount = roundDistance(firstAmountHm);
  if (code !== "odometer-decreased") return `About ${amount} more than a car can drive, on ${day}`;
  return times === 1
    ? `Turned back by about ${amount} on ${day}`
    : `Turned back ${count(times)} times, first by about ${amount} on ${day}`;
}

function gapHeading({ count: times, seconds, totalAmountHm }: Reason): string {
  const extent = `${lasting(seconds)} and ${roundDistance(totalAmountHm)}`;
  if (times > 1) return `Consistent, with ${count(times)} gaps, ${extent} in all`;
  // Of a gap at an end nothing is known but that it is there.
  return seconds === 0 && totalAmountHm === 0 ? "Consistent, with a gap" : `Consistent, with a gap of ${extent}`;
}

/**
 * Returns what a record comes to.
 * @param arriving messages of the car are on their way: then nothing good is said yet
 */
export function recordOutcome({ verdict, reasons }: Judgement, arriving = false): ScaleOutcome {
  const open = decisiveFirst(reasons).filter((reason) => reason.open > 0);
  const first = (...effects: readonly Effect[]): Reason | undefined =>
    open.find(({ code }) => effects.includes(REASONS[code].effect));
  const illogical = first("illogical");
  if (illogical || verdict === "illogical") {
    return { kind: "turned-back", tone: "bad", heading: illogicalHeading(illogical) };
  }
  if (open.some(({ code }) => TWO_DEVICES.includes(code))) {
    return { kind: "two-devices", tone: "bad", heading: "Two devices claim to be this car" };
  }
  if (first("doubt")) return NOT_ENOUGH;
  if (arriving) return { kind: "arriving", tone: "open", heading: "Still arriving" };
  if (verdict !== "logical" || first("period")) return NOT_ENOUGH;
  const gap = open.find(({ code }) => code === "gap");
  if (gap) return { kind: "gap", tone: "good", heading: gapHeading(gap) };
  return { kind: "consistent", tone: "good", heading: "Odometer consistent" };
}

/** Returns what a check comes to: the record's outcome, unless what the car said now is worse. */
export function checkOutcome(result: CheckResult, judgement: Judgement): ScaleOutcome {
  const apart = roundDistance(Math.abs(result.liveOdometerHm - result.recordOdometerHm));
  switch (result.code) {
    case "lower-than-before": {
      const since = dayOf(judgement.coveredToUnixS);
      return { kind: "turned-back", tone: "bad", heading: `Turned back by about ${apart} since ${since}` };
    }
    case "too-far-above":
      return { kind: "turned-back", tone: "bad", heading: `About ${apart} more than the car can have driven` };
    case "agrees":
    case "record-illogical":
      return recordOutcome(judgement);
    case "no-judgement": {
      const outcome = recordOutcome(judgement);
      return outcome.tone === "good" ? NOT_ENOUGH : outcome;
    }
    default:
      return NOT_ENOUGH;
  }
}
