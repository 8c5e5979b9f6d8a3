/** What a pass shows of a car, in words. Pure. */
import { type Verdict, verdictOfByte } from "@witness/protocol/judge/judgement";
import { REASONS, type Reason, reasonOfByte } from "@witness/protocol/judge/reasons";
import { DISTANCE_BAND_HM } from "@witness/protocol/limits";
import type { PassContent } from "@witness/protocol/pass/check";
import { kilometres } from "./kilometres.ts";
import { briefReason, decisiveFirst } from "./reason-words.ts";

/** A reason as a record's field names it: without amounts. */
export type ShownReason = Pick<Reason, "code" | "open" | "count" | "firstTimeUnixS">;

/** Returns the verdict that a pass shows; undefined for a byte that no verdict has. */
export const shownVerdict = ({ values }: Pick<PassContent, "values">): Verdict | undefined =>
  values.verdict && verdictOfByte(values.verdict.verdict);

/** Returns the reasons that a pass shows, those that decide the verdict first. */
export function shownReasons({ values }: Pick<PassContent, "values">): readonly ShownReason[] {
  const reasons = (values.verdict?.reasons ?? []).flatMap(({ reason, open, count, firstTimeUnixS }) => {
    const code = reasonOfByte(reason);
    return code === undefined ? [] : [{ code, open, count, firstTimeUnixS }];
  });
  return decisiveFirst(reasons);
}

/** Returns reasons as sentences. What is closed is said beside. */
export const reasonSentences = (reasons: readonly ShownReason[]): readonly string[] =>
  reasons.map((reason) =>
    reason.open === 0 ? `${briefReason(reason)} It was corrected or settled since.` : briefReason(reason),
  );

/** Whether a reason is open and does this to a verdict. */
export const isOpen = ({ code, open }: ShownReason, effect: (typeof REASONS)[Reason["code"]]["effect"]): boolean =>
  open > 0 && REASONS[code].effect === effect;

const whole = new Intl.NumberFormat("en-GB");
const BAND_KM = DISTANCE_BAND_HM / 10;

/** Returns the value that a pass shows, as people read it; undefined when it shows none. */
export function shownValue({ values: { odometer, band } }: Pick<PassContent, "values">): string | undefined {
  if (odometer) return kilometres(odometer.distanceHm);
  if (band === undefined) return undefined;
  const from = band.distanceBand * BAND_KM;
  return `${whole.format(from)} to ${whole.format(from + BAND_KM)} km`;
}

/** Returns the time of the state that a pass shows, as well as the pass tells it. */
export const shownTimeUnixS = ({
  values: { odometer, period },
  terms,
}: Pick<PassContent, "values" | "terms">): number => odometer?.timeUnixS || period?.coveredToUnixS || terms.issuedUnixS;
