/**
 * Judges a history without a back-end, step by step as the back-end does, and says what the record must then say. Order is the
 * device's, times are the blocks': both are proven. Where a judging stands is a plain value of bounded size.
 */
import type { Profile } from "../columns/profile.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { note } from "../judge/judge.ts";
import type { Judgement } from "../judge/judgement.ts";
import type { ReasonCode } from "../judge/reasons.ts";
import { bandValues, odometerValues, periodValues, verdictValues } from "../judge/record-values.ts";
import type { Rules } from "../judge/rules.ts";
import { closingsField, inheritedClosings } from "../record/closings.ts";
import { type Days, DaysDraft, NO_DAYS } from "../record/days.ts";
import { EVENT_KINDS, type RecordEvents } from "../record/events.ts";
import { encodeRecordField, type RecordField } from "../record/fields.ts";
import { changeTroubleCodes } from "../record/trouble.ts";
import { concluded, foundAt, type Judged, judgeEnvelope, newJudged, rulesFor } from "./judging.ts";
import type { OpenedEnvelope } from "./opened-history.ts";
import type { ReadBody } from "./reader.ts";

/** A reading at which something was found. */
export interface FoundMark {
  /** Counts over all readings, from 0. */
  readonly reading: number;
  readonly reason: ReasonCode;
}

/** What a history comes to. */
export interface JudgedHistory {
  readonly judgement: Judgement;
  readonly readings: number;
  /** Envelopes of which a group could not be opened or read. */
  readonly unreadable: number;
  /** The fields of the record that follow from the readings, as bytes. */
  readonly fields: ReadonlyMap<RecordField, Uint8Array>;
}

/** What a history is judged by. */
export interface HistoryRules {
  readonly profile: Profile;
  /** Of the record, as it is proven: that another record has the same VIN stands in no other place. */
  readonly events: RecordEvents;
}

/** Where a judging stands. */
export interface HistoryJudging {
  readonly judged: Judged;
  readonly days: Days;
  readonly activeTroubleCodes: readonly number[];
  readonly readings: number;
  readonly unreadable: number;
  /** Events that are no item of the history have been noted up to the item before this one. */
  readonly toldBefore: number;
}

/** What of an envelope is judged. */
export type JudgedBody = Pick<OpenedEnvelope, "item" | "opened" | "gap" | "fork" | "blockTimeUnixS">;

/** What an item adds to a judging. */
export type JudgedItem =
  | { readonly kind: "envelope"; readonly envelope: JudgedBody }
  /** Evidence of a copied key, or a body that came late. */
  | { readonly kind: "fork"; readonly body: Pick<ReadBody, "item" | "blockTimeUnixS" | "late"> };

/**
 * Returns where a judging begins.
 * @example
 * newJudging(CAR).readings; // => 0
 */
export const newJudging = (profile: Profile): HistoryJudging => ({
  judged: newJudged(rulesFor(profile)),
  days: NO_DAYS,
  activeTroubleCodes: [],
  readings: 0,
  unreadable: 0,
  toldBefore: 0,
});

/**
 * Returns where a judging stands after one more item. Items are taken in their order.
 * @param found called for each reading at which something was found
 * @example
 * const rules = { profile: CAR, events: NO_EVENTS };
 * judgeItem(newJudging(CAR), { kind: "fork", body: { item: 9, blockTimeUnixS: 1_800_000_000 } }, rules, () => {});
 */
export function judgeItem(
  before: HistoryJudging,
  item: JudgedItem,
  { profile, events }: HistoryRules,
  found: (mark: FoundMark) => void,
): HistoryJudging {
  const rules = rulesFor(profile);
  const number = item.kind === "fork" ? item.body.item : item.envelope.item;
  const told = tellBeside(before, number, events, rules);
  if (item.kind === "envelope") return withEnvelope(told, item.envelope, rules, found);
  const kind = item.body.late ? "late-in-gap" : "forked-key";
  const judge = note(told.judged.judge, { kind }, item.body.blockTimeUnixS, rules);
  return { ...told, judged: { ...told.judged, judge } };
}

/** Notes the events that are no item of the history and came before an item. */
function tellBeside(before: HistoryJudging, item: number, { newest }: RecordEvents, rules: Rules): HistoryJudging {
  if (item === before.toldBefore) return before;
  let { judge } = before.judged;
  // Events before a record was taken over have the numbers of items in the history before.
  const begin = newest.findLastIndex(({ kind }) => kind === EVENT_KINDS.takenOver) + 1;
  for (const event of newest.slice(begin)) {
    const isNow = event.item >= before.toldBefore && event.item < item;
    if (event.kind !== EVENT_KINDS.otherRecord || !isNow) continue;
    judge = note(judge, { kind: "other-record", isNamed: false }, event.timeUnixS, rules);
  }
  return { ...before, judged: { ...before.judged, judge }, toldBefore: item };
}

/**
 * Returns what a history comes to when nothing follows.
 * @example
 * judgedHistory(newJudging(CAR), { profile: CAR, events: NO_EVENTS }, native).judgement.verdict; // => "no judgement"
 */
export function judgedHistory(
  standing: HistoryJudging,
  { profile, events }: HistoryRules,
  provider: CryptoProvider,
): JudgedHistory {
  const rules = rulesFor(profile);
  const { judged, days, activeTroubleCodes, readings, unreadable } = tellBeside(
    standing,
    Number.POSITIVE_INFINITY,
    events,
    rules,
  );
  const { judgement, judgeHash } = concluded(judged, rules, provider);
  const { closings, consumption } = days;
  const active = activeTroubleCodes.map((code) => ({ code }));
  return {
    judgement,
    readings,
    unreadable,
    fields: new Map<RecordField, Uint8Array>([
      ["odometer", encodeRecordField("odometer", odometerValues(judged.judge))],
      ["band", encodeRecordField("band", bandValues(judged.judge))],
      ["period", encodeRecordField("period", periodValues(judgement))],
      ["trouble", encodeRecordField("trouble", { ...consumption.closed, active })],
      ["closings", closingsField(closings)],
      ["verdict", encodeRecordField("verdict", verdictValues(judgement, judged.judge.parameterVersion, judgeHash))],
    ]),
  };
}

/**
 * Returns where the judging of a history begins that goes on from one in another application, as the back-end takes it over: of
 * the counters there is what the closed days left, and the open day is that of the newest reading of the path.
 * @param rules of the history before, with the events of its record
 * @example
 * inheritedJudging(newJudging(CAR), { profile: CAR, events: NO_EVENTS }).days.closings.open; // => undefined
 */
export function inheritedJudging(standing: HistoryJudging, { profile, events }: HistoryRules): HistoryJudging {
  const { judged, days, ...counted } = tellBeside(standing, Number.POSITIVE_INFINITY, events, rulesFor(profile));
  const { judge } = judged;
  const { closed } = days.consumption;
  return {
    ...counted,
    judged: { judge, driven: { fromUnixS: judge.path?.momentUnixS, distanceHm: 0 } },
    days: {
      closings: inheritedClosings(closingsField(days.closings), odometerValues(judge)),
      consumption: { newest: closed, closed },
    },
    toldBefore: 0,
  };
}

function withEnvelope(
  before: HistoryJudging,
  { opened, gap, fork, blockTimeUnixS }: JudgedBody,
  rules: Rules,
  found: (mark: FoundMark) => void,
): HistoryJudging {
  const { readings, judged: judgeable, unreadable } = opened;
  const said = {
    readings: readings.slice(0, judgeable),
    unreadable,
    gap: gap !== undefined,
    fork: fork === true,
    timeUnixS: blockTimeUnixS,
  };
  const days = new DaysDraft(before.days);
  const judged = judgeEnvelope(before.judged, said, rules, (step) => {
    const { index, place } = step;
    const at = place && { timeUnixS: place.momentUnixS, distanceHm: Math.max(0, place.positionHm) };
    days.add(at, readings[index] ?? {});
    for (const reason of foundAt(step)) found({ reading: before.readings + index, reason });
  });
  for (const reading of readings.slice(judgeable)) days.add(undefined, reading);
  const troubleCodes = readings.flatMap((reading) => reading.troubleCodes ?? []);
  return {
    ...before,
    judged,
    days: days.finish(),
    readings: before.readings + readings.length,
    unreadable: before.unreadable + (unreadable ? 1 : 0),
    activeTroubleCodes: changeTroubleCodes(before.activeTroubleCodes, troubleCodes),
  };
}
