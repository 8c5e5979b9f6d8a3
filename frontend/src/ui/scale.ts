/** The one scale of outcomes: what a record, or a check, comes to, with its amounts, in one heading. Pure. */
import type { Judgement } from "@witness/protocol/judge/judgement";
import { type Effect, REASONS, type Reason, type ReasonCode } from "@witness/protocol/judge/reasons";
import { decisiveFirst } from "@witness/verify/reason-words";
import type { CheckResult } from "../evidence/check.ts";
import { dayOf, roundDistance } from "../language/format.ts";
import { say } from "../language/say.ts";
import { lasting } from "./format.ts";

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
const notEnough = (): ScaleOutcome => ({ kind: "not-enough", tone: "open", heading: say("Not enough to say") });

function illogicalHeading(reason: Reason | undefined): string {
  if (!reason) return say("The record contradicts itself");
  const { code, count: times, firstAmountHm, totalAmountHm, firstTimeUnixS } = reason;
  const day = dayOf(firstTimeUnixS);
  const amount = roundDistance(code === "standing-still" ? totalAmountHm : firstAmountHm);
  if (code === "standing-still") {
    return say("Stood still while the car drove about {amount}, found on {day}", { amount, day });
  }
  if (code !== "odometer-decreased") return say("About {amount} more than a car can drive, on {day}", { amount, day });
  return say(
    "{times, plural, one {Turned back by about {amount} on {day}} other {Turned back # times, first by about {amount} on {day}}}",
    { times, amount, day },
  );
}

function gapHeading({ count: times, seconds, totalAmountHm }: Reason): string {
  const values = { times, time: lasting(seconds), amount: roundDistance(totalAmountHm) };
  // Of a gap at an end nothing is known but that it is there.
  if (times === 1 && seconds === 0 && totalAmountHm === 0) return say("Consistent, with a gap");
  return say(
    "{times, plural, one {Consistent, with a gap of {time} and {amount}} other {Consistent, with # gaps, {time} and {amount} in all}}",
    values,
  );
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
    return { kind: "two-devices", tone: "bad", heading: say("Two devices claim to be this car") };
  }
  if (first("doubt")) return notEnough();
  if (arriving) return { kind: "arriving", tone: "open", heading: say("Still arriving") };
  if (verdict !== "logical" || first("period")) return notEnough();
  const gap = open.find(({ code }) => code === "gap");
  if (gap) return { kind: "gap", tone: "good", heading: gapHeading(gap) };
  return { kind: "consistent", tone: "good", heading: say("Odometer consistent") };
}

/** Returns what a check comes to: the record's outcome, unless what the car said now is worse. */
export function checkOutcome(result: CheckResult, judgement: Judgement): ScaleOutcome {
  const apart = roundDistance(Math.abs(result.liveOdometerHm - result.recordOdometerHm));
  switch (result.code) {
    case "lower-than-before": {
      const since = dayOf(judgement.coveredToUnixS);
      return {
        kind: "turned-back",
        tone: "bad",
        heading: say("Turned back by about {apart} since {since}", { apart, since }),
      };
    }
    case "too-far-above":
      return {
        kind: "turned-back",
        tone: "bad",
        heading: say("About {apart} more than the car can have driven", { apart }),
      };
    case "agrees":
    case "record-illogical":
      return recordOutcome(judgement);
    case "no-judgement": {
      const outcome = recordOutcome(judgement);
      return outcome.tone === "good" ? notEnough() : outcome;
    }
    default:
      return notEnough();
  }
}
