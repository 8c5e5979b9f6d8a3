/** What a reader's own judgement of a car comes to: the record that the state proves, held against what was read. */
import { equal, toHex } from "../bytes.ts";
import type { HistoryCode } from "../codes/history.ts";
import type { OwnerCode } from "../codes/owner.ts";
import { profileOf } from "../columns/profile.ts";
import { NO_EVENTS } from "../record/events.ts";
import { type RecordField, recordFieldNumber } from "../record/fields.ts";
import type { OpenedField } from "../record/opening.ts";
import type { SequenceRange } from "../tenure.ts";
import { type JudgedHistory, judgedHistory, newJudging } from "./judged-history.ts";
import { isWhole, type OwnPosition, type OwnSettings } from "./own-position.ts";
import { type HistoryFault, provenEnd } from "./reader.ts";

/** The first thing that does not fit, and whose word it is. */
export type OwnDifference =
  | ({ readonly by: "archive" } & HistoryFault & { readonly code: HistoryCode })
  | { readonly by: "node"; readonly code: Exclude<OwnerCode, RecordCode> }
  | ({ readonly by: "record"; readonly code: RecordCode } & FieldDifference);

/** Codes of what is against the record's own word. */
export type RecordCode = "record-differs" | "predecessor-differs";

/** A field in which the history and the record part. */
export interface FieldDifference {
  /** `state`: that of the application before, under which the record was taken over. */
  readonly field: RecordField | "state";
  /** What the history comes to, and what the record says: the field's bytes or the state's root, hexadecimal. */
  readonly expected: string;
  readonly found: string;
}

/** What an own judgement comes to. Whether a claim proves the record's state is another question. */
export interface OwnJudgement {
  /** `PARTIAL`: the history is the proven one, but these keys do not open all that a verdict is over. */
  readonly result: "EQUAL" | "PARTIAL" | "DIFFERENCE";
  readonly difference: OwnDifference | undefined;
  /** Undefined unless everything was open. */
  readonly judged: JudgedHistory | undefined;
  /** What the keys open, judged alone; undefined when that is everything, or nothing. */
  readonly part: JudgedPart | undefined;
}

/** A stretch of a history, judged as if there were nothing before it. */
export interface JudgedPart extends SequenceRange {
  readonly judged: JudgedHistory;
}

/**
 * Compares what was read with what the record says.
 * @param fields of the answer's opening; those that it does not open are not compared
 * @example
 * ownJudgement(own, OWN_BEGIN, carAnswer.proof.opening.fields).result; // => "DIFFERENCE"
 */
export function ownJudgement(
  { record, provider }: Pick<OwnSettings, "record" | "provider">,
  position: OwnPosition,
  fields: readonly OpenedField[],
): OwnJudgement {
  const differs = (difference: OwnDifference, judged?: JudgedHistory): OwnJudgement => ({
    result: "DIFFERENCE",
    difference,
    judged,
    part: undefined,
  });
  const end = provenEnd(record.chain, position.at);
  if ("fault" in end) return differs({ by: "archive", ...end.fault });
  if (position.hasForeignKeys) return differs({ by: "node", code: "keys-foreign" });
  // What was sealed before the owner's time is closed to the owner; nothing else is.
  if (position.withheld > 0) return differs({ by: "node", code: "keys-withheld" });
  const profile = profileOf(end.registration.profile, end.registration.profileVersion);
  if (!profile) throw new RangeError(`There is no profile ${end.registration.profile}.`);
  const rules = { profile, events: record.events ?? NO_EVENTS };
  const judged = judgedHistory(position.judging ?? newJudging(profile), rules, provider);
  if (!isWhole(position) || !record.owner) {
    const part = position.open && { ...position.open, judged };
    return { result: "PARTIAL", difference: undefined, judged: undefined, part };
  }
  const difference = firstDifference(judged.fields, fields);
  if (!difference) return { result: "EQUAL", difference: undefined, judged, part: undefined };
  // What a workshop wrote is sealed to others too, and moves the judge: these keys cannot tell a lie from a correction.
  if (position.isCorrected) return { result: "PARTIAL", difference: undefined, judged, part: undefined };
  return differs({ by: "record", code: "record-differs", ...difference }, judged);
}

function firstDifference(
  computed: ReadonlyMap<RecordField, Uint8Array>,
  fields: readonly OpenedField[],
): FieldDifference | undefined {
  for (const [field, bytes] of computed) {
    const shown = fields.find((each) => each.field === recordFieldNumber(field));
    if (shown === undefined || equal(shown.value, bytes)) continue;
    return { field, expected: toHex(bytes), found: toHex(shown.value) };
  }
  return undefined;
}
