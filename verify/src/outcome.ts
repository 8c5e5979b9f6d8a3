/** What a verification comes to: one heading of one scale, and how sure it is. */
import type { PassContent } from "@witness/protocol/pass/check";
import type { ShownHistory } from "./history/shown.ts";
import { dayOf } from "./moments.ts";
import { about, hoursOf } from "./reason-words.ts";
import {
  amountsOf,
  isOpen,
  reasonSentences,
  type ShownReason,
  shownReasons,
  shownTimeUnixS,
  shownVerdict,
} from "./shown.ts";
import type { Step, StepName } from "./step.ts";

/** What a pass comes to. The first six are what a record can say of a car; the others say why a pass is not to be relied on. */
export type OutcomeKind =
  | "consistent"
  | "gap"
  | "turned-back"
  | "two-devices"
  | "not-enough"
  | "arriving"
  | "altered"
  | "expired"
  | "withdrawn"
  | "car-differs";

/** The heading, and what stands under it. */
export interface Outcome {
  readonly kind: OutcomeKind;
  readonly heading: string;
  /** What it means or what to do. */
  readonly sentence: string;
  /** `good` only when all that can be asked was, and holds. */
  readonly tone: "good" | "bad" | "open";
  /** Why the verdict is what it is, and what stands beside it. */
  readonly reasons: readonly string[];
}

const NOTHING: readonly string[] = [];
const stated = (kind: OutcomeKind, tone: Outcome["tone"], heading: string, sentence: string): Outcome => ({
  kind,
  heading,
  sentence,
  tone,
  reasons: NOTHING,
});

/** The bytes are no pass: of one that an archive gave in its place, nothing is known of the pass. */
const UNREADABLE: readonly (string | undefined)[] = ["pass-link-malformed", "pass-malformed", "pass-kept-other"];
const RELY_NOT = "Do not rely on this pass";

/** What a step that fails makes of the whole, the first that fails deciding. */
function outcomeOfFailure({ step, code, sentence }: Step): Outcome {
  switch (step) {
    case "whole":
      if (UNREADABLE.includes(code)) return stated("not-enough", "open", "This is not a whole pass", sentence);
      return stated("altered", "bad", "This pass was changed after it was issued", `Do not rely on it. ${sentence}`);
    case "current":
      return code === "pass-expired"
        ? stated("expired", "open", "This pass has expired", sentence)
        : stated("not-enough", "open", "This pass is not in force", sentence);
    case "compared":
      return stated("not-enough", "open", "Not enough to say", sentence);
    case "standing":
      return code === "pass-withdrawn"
        ? stated("withdrawn", "bad", "This pass was withdrawn", sentence)
        : stated("withdrawn", "bad", "The car has another owner now", sentence);
    case "live":
      return code === "live-forged"
        ? stated("car-differs", "bad", "Another car answered", sentence)
        : stated("car-differs", "bad", "The car and this pass do not agree", sentence);
    default:
      return stated("altered", "bad", RELY_NOT, sentence);
  }
}

/** What of a pass' history a heading needs. */
type Amounts = Pick<ShownHistory, "reasons"> | undefined;

/** How a reason that turns the verdict is said in a heading. */
function illogicalHeading(reason: ShownReason, history: Amounts): string {
  const { code, firstTimeUnixS } = reason;
  const day = dayOf(firstTimeUnixS);
  if (code === "odometer-decreased") {
    const amounts = amountsOf(reason, history);
    return amounts ? `Turned back by ${about(amounts.firstAmountHm)} on ${day}` : `Turned back on ${day}`;
  }
  if (code === "standing-still") return `The odometer stood still, found on ${day}`;
  return `More than a car can drive, on ${day}`;
}

/** How a gap is said in a heading. */
function gapHeading(gap: ShownReason, history: Amounts): string {
  const amounts = amountsOf(gap, history);
  if (amounts === undefined) return "Consistent, with a gap";
  const over = `${hoursOf(amounts.seconds)} and ${about(amounts.totalAmountHm).replace(/^about /, "")}`;
  return amounts.count === 1 ? `Consistent, with a gap of ${over}` : `Consistent, with gaps of ${over}`;
}

/**
 * Returns what the record itself says of the car.
 * @param nowUnixS this machine's clock: a quarantine ends
 * @param history what a pass opens of it, for the amounts
 */
export function outcomeOfRecord(content: Pick<PassContent, "values">, nowUnixS: number, history?: Amounts): Outcome {
  const reasons = shownReasons(content);
  const sentences = reasonSentences(reasons, history);
  const verdict = shownVerdict(content);
  const illogical = reasons.find((reason) => isOpen(reason, "illogical"));
  const { quarantine } = content.values;
  if (illogical ?? verdict === "illogical") {
    const heading = illogical ? illogicalHeading(illogical, history) : "The record contradicts itself";
    return { ...stated("turned-back", "bad", heading, "The record contradicts itself."), reasons: sentences };
  }
  if (reasons.some(({ code, open }) => open > 0 && (code === "forked-key" || code === "other-record"))) {
    const sentence = "Do not rely on this odometer before owner and maker have said which is right.";
    return { ...stated("two-devices", "bad", "Two devices claim to be this car", sentence), reasons: sentences };
  }
  if (quarantine && quarantine.revokedUnixS > 0) {
    const sentence = `The maker revoked the car's device on ${dayOf(quarantine.revokedUnixS)}.`;
    return { ...stated("not-enough", "open", "Not enough to say", sentence), reasons: sentences };
  }
  if (quarantine && nowUnixS < quarantine.untilUnixS) {
    const sentence = `The car is in quarantine until ${dayOf(quarantine.untilUnixS)}: its administrators, or a rule, doubt its device.`;
    return { ...stated("not-enough", "open", "Not enough to say", sentence), reasons: sentences };
  }
  if (verdict !== "logical") {
    return {
      ...stated("not-enough", "open", "Not enough to say", "The record does not allow a judgement."),
      reasons: sentences,
    };
  }
  const covered = "Every step of the covered period is plausible.";
  const gap = reasons.find(({ code, open }) => code === "gap" && open > 0);
  const heading = gap ? gapHeading(gap, history) : "Odometer consistent";
  return { ...stated(gap ? "gap" : "consistent", "good", heading, covered), reasons: sentences };
}

const resultOf = (steps: readonly Step[], name: StepName): Step | undefined => steps.find(({ step }) => step === name);

/** In which order failures count: what makes the rest worthless first. */
const GRAVEST: readonly StepName[] = [
  "whole",
  "signed",
  "opened",
  "vin",
  "compared",
  "proven",
  "history",
  "standing",
  "live",
  "current",
];

/**
 * Returns what steps come to.
 * @param steps those that are done
 * @param content undefined when the pass could not be read
 * @param nowUnixS this machine's clock: a quarantine ends
 * @param history what the pass opens of it, when it could be read
 */
export function outcomeOf(
  steps: readonly Step[],
  content: PassContent | undefined,
  nowUnixS: number,
  history?: Pick<ShownHistory, "reasons">,
): Outcome {
  const failed = GRAVEST.map((name) => resultOf(steps, name)).find((step) => step?.result === "fails");
  if (failed) return outcomeOfFailure(failed);
  if (content === undefined) {
    const why = resultOf(steps, "whole")?.sentence ?? "There is no pass to look at.";
    return stated("not-enough", "open", "Not enough to say", why);
  }
  const proven = resultOf(steps, "proven");
  if (proven?.result === "waiting") return stated("arriving", "open", "Still arriving", proven.sentence);
  const outcome = outcomeOfRecord(content, nowUnixS, history);
  if (outcome.tone !== "good") return outcome;
  const day = dayOf(shownTimeUnixS(content));
  if (proven?.result !== "holds") {
    // Whoever signs a pass can invent a record: until the chain was asked, nothing stands behind it but its signer.
    const sentence = `Whoever signed it says: ${outcome.heading.toLowerCase()}. Whether the chain has accepted that could not be asked.`;
    return { ...outcome, kind: "not-enough", heading: "Not enough to say", tone: "open", sentence };
  }
  // What a node alone says is not proven, and a node that lies can say it for ever.
  const newest = resultOf(steps, "newest");
  if (newest && newest.result !== "holds") {
    return { ...outcome, tone: "open", heading: `${outcome.heading} on ${day}`, sentence: newest.sentence };
  }
  const standing = resultOf(steps, "standing");
  if (standing && standing.result !== "holds") return { ...outcome, tone: "open", sentence: standing.sentence };
  const read = resultOf(steps, "history");
  if (read && read.result !== "holds") return { ...outcome, tone: "open", sentence: read.sentence };
  return outcome;
}

/** How sure a pass is: its owner says so, or the chain proves it. */
export const assuranceOf = (steps: readonly Step[]): "nothing" | "signed" | "proven" => {
  const holds = (name: StepName): boolean => resultOf(steps, name)?.result === "holds";
  if (!holds("whole") || !holds("signed") || !holds("opened")) return "nothing";
  return holds("proven") ? "proven" : "signed";
};
