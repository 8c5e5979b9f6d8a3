/**
 * Judges a history without a back-end, step by step as the back-end does, and says what the record must then say. Order is the
 * device's, times are the blocks': both are proven.
 */
import type { CryptoProvider } from "../crypto/provider.ts";
import { note } from "../judge/judge.ts";
import type { Judgement } from "../judge/judgement.ts";
import type { ReasonCode } from "../judge/reasons.ts";
import { odometerValues, periodValues, verdictValues } from "../judge/record-values.ts";
import { closingsField } from "../record/closings.ts";
import { type Days, NO_DAYS, withReading } from "../record/days.ts";
import { EVENT_KINDS, type RecordEvents } from "../record/events.ts";
import { encodeRecordField, type RecordField } from "../record/fields.ts";
import { changeTroubleCodes } from "../record/trouble.ts";
import { concluded, foundAt, type Judged, judgeEnvelope, newJudged, rulesFor } from "./judging.ts";
import type { OpenedEnvelope, OpenedHistory } from "./opened-history.ts";
import type { ProvenHistory } from "./reader.ts";

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
  readonly marks: readonly FoundMark[];
  /** The fields of the record that follow from the readings, as bytes. */
  readonly fields: ReadonlyMap<RecordField, Uint8Array>;
}

/** What the judge is told beside envelopes, with the number of the item behind which it is told. */
interface Beside {
  readonly item: number;
  readonly kind: "forked-key" | "other-record";
  readonly timeUnixS: number;
}

/** Where a judging stands. */
interface Draft {
  judged: Judged;
  days: Days;
  active: readonly number[];
  readings: number;
  unreadable: number;
  readonly marks: FoundMark[];
}

/**
 * Returns what a history comes to.
 * @param events of the record, as it is proven: that another record has the same VIN stands in no other place
 * @throws {RangeError} when not every envelope was opened: a verdict is over all of them
 * @example
 * const reading = readHistory({ ...settings, devicePublicKey: publicKey, proven }, tiles);
 * const opened = { profile: CAR, envelopes: [], closed: 0 };
 * const nothing = { forks: [], bodies: [] };
 * judgeHistory(nothing, opened, NO_EVENTS, native).judgement.verdict; // => "no judgement"
 */
export function judgeHistory(
  { forks }: Pick<ProvenHistory, "forks">,
  { profile, envelopes, closed }: OpenedHistory,
  { newest }: RecordEvents,
  provider: CryptoProvider,
): JudgedHistory {
  if (closed > 0) throw new RangeError(`${closed} envelopes are not opened.`);
  const rules = rulesFor(profile);
  const draft: Draft = { judged: newJudged(rules), days: NO_DAYS, active: [], readings: 0, unreadable: 0, marks: [] };
  const others = newest.filter(({ kind }) => kind === EVENT_KINDS.otherRecord);
  const beside: Beside[] = [
    ...forks.map(({ item, blockTimeUnixS: timeUnixS }): Beside => ({ item, kind: "forked-key", timeUnixS })),
    ...others.map(({ item, timeUnixS }): Beside => ({ item, kind: "other-record", timeUnixS })),
  ].sort((a, b) => a.item - b.item);
  let told = 0;
  const tellBefore = (item: number): void => {
    for (let each = beside[told]; each && each.item < item; each = beside[told]) {
      const event = each.kind === "forked-key" ? { kind: each.kind } : { kind: each.kind, isNamed: false };
      draft.judged = { ...draft.judged, judge: note(draft.judged.judge, event, each.timeUnixS, rules) };
      told += 1;
    }
  };
  for (const envelope of envelopes) {
    tellBefore(envelope.item);
    step(draft, envelope, rules);
  }
  tellBefore(Number.POSITIVE_INFINITY);
  const { judgement, judgeHash } = concluded(draft.judged, rules, provider);
  const { judge } = draft.judged;
  const { closings, consumption } = draft.days;
  const active = draft.active.map((code) => ({ code }));
  return {
    judgement,
    readings: draft.readings,
    unreadable: draft.unreadable,
    marks: draft.marks,
    fields: new Map<RecordField, Uint8Array>([
      ["odometer", encodeRecordField("odometer", odometerValues(judge))],
      ["period", encodeRecordField("period", periodValues(judgement))],
      ["trouble", encodeRecordField("trouble", { ...consumption.closed, active })],
      ["closings", closingsField(closings)],
      ["verdict", encodeRecordField("verdict", verdictValues(judgement, judge.parameterVersion, judgeHash))],
    ]),
  };
}

function step(draft: Draft, { opened, gap, fork, blockTimeUnixS }: OpenedEnvelope, rules: ReturnType<typeof rulesFor>) {
  const { readings, judged, unreadable } = opened;
  const said = {
    readings: readings.slice(0, judged),
    unreadable,
    gap: gap !== undefined,
    fork: fork === true,
    timeUnixS: blockTimeUnixS,
  };
  draft.judged = judgeEnvelope(draft.judged, said, rules, (found) => {
    const { index, place } = found;
    const at = place && { timeUnixS: place.momentUnixS, distanceHm: Math.max(0, place.positionHm) };
    draft.days = withReading(draft.days, at, readings[index] ?? {});
    for (const reason of foundAt(found)) draft.marks.push({ reading: draft.readings + index, reason });
  });
  for (const reading of readings.slice(judged)) draft.days = withReading(draft.days, undefined, reading);
  draft.readings += readings.length;
  draft.unreadable += unreadable ? 1 : 0;
  draft.active = changeTroubleCodes(
    draft.active,
    readings.flatMap(({ troubleCodes }) => troubleCodes ?? []),
  );
}
