/** A car's record as of now, of a time, or of a sequence number: history judged again up to there. Pure. */
import type { Context } from "@witness/protocol/context";
import { deviceIdOf } from "@witness/protocol/identity";
import { conclude, newJudge, observe } from "@witness/protocol/judge";
import { CAR_ANSWER_MAX_BYTES, GAPS_MAX_PER_ANSWER } from "@witness/protocol/limits";
import { genesisLink } from "@witness/protocol/link";
import { decodeReadings } from "@witness/protocol/reading";
import { type CarAnswer, encodeCarAnswer, type Mark } from "@witness/protocol/wire/answer";
import type { CarQuery } from "@witness/protocol/wire/query";
import { type DeviceRecord, type Entry, type State, stateRoot } from "../state/state.ts";
import { changeTroubleCodes } from "../state/trouble.ts";
import { tell } from "./history.ts";
import { proofOf } from "./proof.ts";

/**
 * Returns what had come in blocks up to a time, or up to a number: a reading's own time says nothing of when it was on
 * chain.
 */
function upTo<T extends Pick<Entry, "timeUnixS" | "sequence">>(
  history: readonly T[],
  { timeUnixS, sequence }: CarQuery,
): readonly T[] {
  return history.filter(
    (entry) =>
      (timeUnixS === undefined || entry.timeUnixS <= timeUnixS) &&
      (sequence === undefined || entry.sequence <= sequence),
  );
}

/** Judges the entries afresh, each decoded once: the same readings always give the same marks. */
function judge(entries: readonly Entry[]) {
  let state = newJudge;
  const marks: Mark[] = [];
  let activeTroubleCodes: readonly number[] = [];
  for (const entry of entries) {
    if (!entry.readings) continue;
    const { readings, troubleCodes } = decodeReadings(entry.readings);
    for (const reading of readings) {
      const observed = observe(state, reading, entry.timeUnixS);
      for (const reason of observed.reasons) marks.push({ reading: state.readingCount, reason });
      state = observed.judge;
    }
    activeTroubleCodes = changeTroubleCodes(activeTroubleCodes, troubleCodes);
  }
  return { state, marks, activeTroubleCodes };
}

/** Returns the encoded answer about a car, or undefined when nothing is as early as that. */
export function carAnswer(
  state: State,
  context: Context,
  record: DeviceRecord,
  query: CarQuery,
): Uint8Array | undefined {
  const entries = upTo(record.history, query);
  const last = entries.at(-1);
  const bounded = query.timeUnixS !== undefined || query.sequence !== undefined;
  if (bounded && !last) return undefined;
  const { state: judged, marks, activeTroubleCodes } = judge(entries);
  const gaps = entries.flatMap(({ gap }) => (gap ? [gap] : []));
  const unreadable = entries.filter(({ readings }) => !readings).length;
  // A later fork pushes out no earlier one, so an earlier answer stays as it was.
  const forks = upTo([...record.history.filter(({ fork }) => fork), ...record.forkEvidence], query).length;
  const { deviceId, publicKey } = record.chain;
  const signed = state.signedRefusals.get(deviceIdOf(deviceId)) ?? [];
  const refusals = signed
    .map(({ refusal }) => refusal)
    .filter(({ timeUnixS }) => query.timeUnixS === undefined || timeUnixS <= query.timeUnixS);
  const told: Omit<CarAnswer, "history" | "marks"> = {
    deviceId,
    publicKey,
    keyTier: record.keyTier,
    vehicle: record.vehicle,
    registeredAtUnixS: record.registeredAtUnixS,
    sequence: last?.sequence ?? 0,
    link: last?.link ?? genesisLink(context, publicKey, state.genesis.provider),
    judgement: conclude(judged, { gaps: gaps.length, forks, unreadable }),
    gaps: gaps.slice(-GAPS_MAX_PER_ANSWER),
    refusals,
    stateRoot: stateRoot(state),
    inputCount: state.inputCount,
    timeUnixS: state.timeUnixS,
    activeTroubleCodes,
    unreadableEnvelopes: unreadable,
    forks,
    proof: proofOf(state, context, record),
  };
  const room = CAR_ANSWER_MAX_BYTES - encodeCarAnswer({ ...told, history: [], marks: [] }).length;
  return encodeCarAnswer({ ...told, ...tell(entries, marks, room) });
}
