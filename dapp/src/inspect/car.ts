/** A car's record as of now, of a time, or of a sequence number: history judged again up to there. Pure. */
import { equal } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { deviceIdOf } from "@witness/protocol/identity";
import { conclude, newJudge, observe } from "@witness/protocol/judge";
import { CAR_ANSWER_MAX_BYTES, GAPS_MAX_PER_ANSWER } from "@witness/protocol/limits";
import { genesisLink } from "@witness/protocol/link";
import { currentTenure } from "@witness/protocol/operations/holding";
import { decodeReadings } from "@witness/protocol/reading";
import { type CarAnswer, encodeCarAnswer, type Mark } from "@witness/protocol/wire/answer";
import type { CarQuery } from "@witness/protocol/wire/query";
import type { Vehicle } from "@witness/protocol/wire/registration";
import { vinSaltsOf } from "../state/leaf.ts";
import { type DeviceRecord, type Entry, type State, stateRoot } from "../state/state.ts";
import { changeTroubleCodes } from "../state/trouble.ts";
import { type Told, tell } from "./history.ts";
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

/** The vehicle with its owner of now: the maker named the first one only. */
export const ownedVehicle = ({ vehicle, holding }: DeviceRecord): Vehicle => ({
  ...vehicle,
  owner: currentTenure(holding)?.owner ?? vehicle.owner,
});

/** What operations moved, as its owner may see it: borders of all tenures, and nobody else's account. */
function told({ holding, journal }: DeviceRecord): Pick<CarAnswer, "holding" | "journal"> {
  const owner = currentTenure(holding)?.owner;
  const tenures = holding.tenures.map((tenure) =>
    owner !== undefined && equal(tenure.owner, owner) ? tenure : { ...tenure, owner: new Uint8Array(20) },
  );
  return { holding: { ...holding, tenures }, journal: journal.filter(({ tenure }) => tenure === holding.tenure) };
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
  const said: Omit<CarAnswer, "history" | "marks"> = {
    deviceId,
    publicKey,
    keyTier: record.keyTier,
    vehicle: ownedVehicle(record),
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
    vinSalts: vinSaltsOf(state.genesis, context, record.vehicle.vin),
    ...told(record),
  };
  const room = CAR_ANSWER_MAX_BYTES - encodeCarAnswer({ ...said, history: [], marks: [] }).length;
  return encodeCarAnswer({ ...said, ...tellOwn(record, entries, marks, room) });
}
