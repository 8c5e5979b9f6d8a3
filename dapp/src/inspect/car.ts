/**
 * A car's record as of now, with the distance that it keeps from a time, or as of a sequence number: then history is judged again
 * up to there. Pure.
 */
import { equal, saturated } from "@witness/protocol/bytes";
import type { Profile } from "@witness/protocol/columns/profile";
import type { Context } from "@witness/protocol/context";
import { foundAt, judgeEnvelope, newJudged, rulesFor } from "@witness/protocol/history/judging";
import { deviceIdOf } from "@witness/protocol/identity";
import type { JudgeEvent } from "@witness/protocol/judge/events";
import { note } from "@witness/protocol/judge/judge";
import { conclude } from "@witness/protocol/judge/judgement";
import { odometerValues } from "@witness/protocol/judge/record-values";
import { CAR_ANSWER_MAX_BYTES, GAPS_MAX_PER_ANSWER } from "@witness/protocol/limits";
import { currentTenure } from "@witness/protocol/operations/holding";
import { decodeReadings } from "@witness/protocol/reading";
import { type DistanceThen, distanceAt } from "@witness/protocol/record/as-of";
import { closingsField } from "@witness/protocol/record/closings";
import { EVENT_KINDS } from "@witness/protocol/record/events";
import { decodeRecordField } from "@witness/protocol/record/fields";
import { changeTroubleCodes } from "@witness/protocol/record/trouble";
import { type CarAnswer, encodeCarAnswer, type Mark } from "@witness/protocol/wire/answer";
import type { CarQuery } from "@witness/protocol/wire/query";
import { vinSaltsOf } from "../state/leaf.ts";
import {
  type Correction,
  type DatedForkEvidence,
  type DeviceRecord,
  type Entry,
  type State,
  stateRoot,
} from "../state/state.ts";
import { readJournal } from "../state/store/journal.ts";
import { type Told, tell } from "./history.ts";
import { proofOf } from "./proof.ts";

/** Returns what is of a number or below it. */
function upTo<T extends Pick<Entry, "sequence">>(history: readonly T[], { sequence }: CarQuery): readonly T[] {
  return sequence === undefined ? history : history.filter((entry) => entry.sequence <= sequence);
}

/**
 * Returns the distance that a record keeps from a time. A later owner is told of no day, month or year that began before the
 * sale: bound by bound, that would tell where the seller was.
 */
function distanceThen({ judged, days, holding }: DeviceRecord, timeUnixS: number): DistanceThen | undefined {
  const closings = decodeRecordField("closings", closingsField(days.closings));
  const sinceUnixS = holding.tenure > 1 ? (currentTenure(holding)?.firstTimeUnixS ?? 0) : 0;
  const found = distanceAt({ odometer: odometerValues(judged.judge), closings }, timeUnixS, sinceUnixS);
  return found && { ...found, distanceHm: saturated(found.distanceHm) };
}

/**
 * Returns what happened to a record beside its envelopes, each at its place among them; of other records of the same VIN those
 * that the record still names. Where only a block is known, its envelopes come first.
 */
function besideOf(
  { events, corrections, history }: DeviceRecord,
  evidence: readonly DatedForkEvidence[],
  { sequence = Number.MAX_SAFE_INTEGER }: CarQuery,
): Correction[] {
  const placed = (event: JudgeEvent, timeUnixS: number): Correction => {
    const later = history.find((entry) => entry.timeUnixS > timeUnixS);
    return { event, timeUnixS, afterSequence: (later?.sequence ?? Number.MAX_SAFE_INTEGER) - 1 };
  };
  const others = events.newest.filter(({ kind }) => kind === EVENT_KINDS.otherRecord);
  const happened = [
    ...others.map(({ timeUnixS }) => placed({ kind: "other-record", isNamed: false }, timeUnixS)),
    ...corrections,
  ].filter(({ afterSequence }) => afterSequence < sequence);
  const forks = evidence.map(({ timeUnixS }) => placed({ kind: "forked-key" }, timeUnixS));
  return [...happened, ...forks].sort((a, b) => a.timeUnixS - b.timeUnixS || a.afterSequence - b.afterSequence);
}

/** Judges the entries afresh, each decoded once: the same readings always give the same marks. */
function judge(entries: readonly Entry[], beside: readonly Correction[], profile: Profile) {
  const rules = rulesFor(profile);
  let judged = newJudged(rules);
  let count = 0;
  let noted = 0;
  const marks: Mark[] = [];
  let activeTroubleCodes: readonly number[] = [];
  const noteUntil = (sequence: number): void => {
    for (let seen = beside[noted]; seen && seen.afterSequence < sequence; seen = beside[noted]) {
      judged = { ...judged, judge: note(judged.judge, seen.event, seen.timeUnixS, rules) };
      noted += 1;
    }
  };
  for (const entry of entries) {
    noteUntil(entry.sequence);
    const { readings, judged: judgeable } = decodeReadings(profile, entry.groups);
    const said = {
      readings: readings.slice(0, judgeable),
      unreadable: entry.unreadable,
      gap: entry.gap !== undefined,
      fork: entry.fork,
      timeUnixS: entry.timeUnixS,
    };
    judged = judgeEnvelope(judged, said, rules, (step) => {
      for (const reason of foundAt(step)) marks.push({ reading: count + step.index, reason });
    });
    count += entry.readingCount;
    activeTroubleCodes = changeTroubleCodes(
      activeTroubleCodes,
      readings.flatMap((reading) => reading.troubleCodes ?? []),
    );
  }
  noteUntil(Number.POSITIVE_INFINITY);
  return { judgement: conclude(judged.judge, rules), marks, activeTroubleCodes };
}

/** What operations moved, as its owner may see it: borders of all tenures, and nobody else's account. */
function told({ holding, journal }: DeviceRecord): Pick<CarAnswer, "holding" | "journal"> {
  const owner = currentTenure(holding)?.owner;
  const entries = readJournal(journal);
  const tenures = holding.tenures.map((tenure) =>
    owner !== undefined && equal(tenure.owner, owner) ? tenure : { ...tenure, owner: new Uint8Array(20) },
  );
  return { holding: { ...holding, tenures }, journal: entries.filter(({ tenure }) => tenure === holding.tenure) };
}

/** Tells the envelopes of the owner's tenure: what was sealed before is the seller's. Marks count from what is told. */
function tellOwn({ holding }: DeviceRecord, entries: readonly Entry[], marks: readonly Mark[], room: number): Told {
  const first = currentTenure(holding)?.firstSequence ?? 1;
  const own = entries.filter(({ sequence }) => sequence >= first);
  const before = entries.reduce((sum, { sequence, readingCount }) => sum + (sequence < first ? readingCount : 0), 0);
  const ownMarks = marks.flatMap(({ reading, reason }) =>
    reading >= before ? [{ reading: reading - before, reason }] : [],
  );
  return tell(own, ownMarks, room);
}

/** Returns the encoded answer about a car, or undefined when nothing of the owner's tenure is as early as that. */
export function carAnswer(
  state: State,
  context: Context,
  record: DeviceRecord,
  query: CarQuery,
): Uint8Array | undefined {
  const asOf = query.timeUnixS === undefined ? undefined : distanceThen(record, query.timeUnixS);
  if (query.timeUnixS !== undefined && asOf === undefined) return undefined;
  const entries = upTo(record.history, query);
  const last = entries.at(-1);
  const bounded = query.sequence !== undefined;
  const firstOwn = currentTenure(record.holding)?.firstSequence ?? 1;
  // Bound by bound, the judgement as of a day before a sale would tell the buyer where the seller was on each of them.
  if (bounded && (last?.sequence ?? 0) < firstOwn) return undefined;
  // A later fork pushes out no earlier one, so an earlier answer stays as it was.
  const evidence = upTo(record.forkEvidence, query);
  const beside = besideOf(record, evidence, query);
  const { judgement, marks, activeTroubleCodes } = judge(entries, beside, record.profile);
  const gaps = entries.flatMap(({ gap }) => (gap ? [gap] : []));
  const unreadable = entries.filter((entry) => entry.unreadable).length;
  const forks = entries.filter(({ fork }) => fork).length + evidence.length;
  const { deviceId, publicKey } = record.chain;
  const signed = state.signedRefusals.get(deviceIdOf(deviceId)) ?? [];
  const refusals = signed.map(({ refusal }) => refusal);
  const said: Omit<CarAnswer, "history" | "marks"> = {
    deviceId,
    publicKey,
    keyTier: record.keyTier,
    vehicle: record.vehicle,
    registeredAtUnixS: record.registeredAtUnixS,
    sequence: bounded ? (last?.sequence ?? 0) : record.chain.sequence,
    link: bounded && last ? last.link : record.chain.link,
    // As of now the record has been judged; an event that it no longer names counts there still.
    judgement: bounded ? judgement : record.judgement,
    gaps: gaps.slice(-GAPS_MAX_PER_ANSWER),
    refusals,
    stateRoot: stateRoot(state),
    inputCount: state.inputCount,
    timeUnixS: state.timeUnixS,
    activeTroubleCodes,
    unreadableEnvelopes: unreadable,
    forks,
    proof: proofOf(state, context, record),
    vinSalts: vinSaltsOf(state.genesis, context, record.vehicle.vin),
    ...told(record),
    profile: record.profile,
    ...(asOf ? { asOf } : {}),
  };
  const room = CAR_ANSWER_MAX_BYTES - encodeCarAnswer({ ...said, history: [], marks: [] }).length;
  return encodeCarAnswer({ ...said, ...tellOwn(record, entries, marks, room) });
}
