/** What a pass shows of a car, in words. */
import { type Verdict, verdictOfByte } from "@witness/protocol/judge/judgement";
import { REASONS, type Reason, reasonOfByte } from "@witness/protocol/judge/reasons";
import { DISTANCE_BAND_HM } from "@witness/protocol/limits";
import type { PassContent } from "@witness/protocol/pass/check";
import { kilometres } from "./kilometres.ts";
import { reader, tenthsOf, wholeNumber } from "./reader.ts";
import { briefReason, decisiveFirst, reasonWords } from "./reason-words.ts";

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

/**
 * Returns the amounts of a reason that the record names without: as the envelopes that a pass opens come to it, when they come to
 * the same findings. Undefined when they do not.
 */
export const amountsOf = (
  { code, count, firstTimeUnixS }: ShownReason,
  history: { readonly reasons: readonly Reason[] } | undefined,
): Reason | undefined =>
  history?.reasons.find((own) => own.code === code && own.count === count && own.firstTimeUnixS === firstTimeUnixS);

/** Returns reasons as sentences. What is closed is said beside. */
export const reasonSentences = (
  reasons: readonly ShownReason[],
  history?: { readonly reasons: readonly Reason[] },
): readonly string[] =>
  reasons.map((reason) => {
    const amounts = amountsOf(reason, history);
    // Whether it is settled, the record says: of a correction a reader of a pass knows nothing.
    if (amounts) return reasonWords({ ...amounts, open: reason.open });
    return reason.open === 0 ? `${briefReason(reason)} It was corrected or settled since.` : briefReason(reason);
  });

/** Whether a reason is open and does this to a verdict. */
export const isOpen = ({ code, open }: ShownReason, effect: (typeof REASONS)[Reason["code"]]["effect"]): boolean =>
  open > 0 && REASONS[code].effect === effect;

/** Returns the value that a pass shows, as people read it; undefined when it shows none. */
export function shownValue({ values: { odometer, band } }: Pick<PassContent, "values">): string | undefined {
  if (odometer) return kilometres(odometer.distanceHm);
  if (band === undefined) return undefined;
  const written = (bands: number): string => wholeNumber(tenthsOf(bands * DISTANCE_BAND_HM) / 10);
  return `${written(band.distanceBand)} to ${written(band.distanceBand + 1)} ${reader().unit}`;
}

/** Returns the time of the state that a pass shows, as well as the pass tells it. */
export const shownTimeUnixS = ({
  values: { odometer, period },
  terms,
}: Pick<PassContent, "values" | "terms">): number => odometer?.timeUnixS || period?.coveredToUnixS || terms.issuedUnixS;
