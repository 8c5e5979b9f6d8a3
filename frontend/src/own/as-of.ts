/** The record as it stood at a moment, judged here from the readings that this browser keeps. No DOM. */
import type { Profile } from "@witness/protocol/columns/profile";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { judgedHistory, judgeItem, newJudging } from "@witness/protocol/history/judged-history";
import type { Judgement } from "@witness/protocol/judge/judgement";
import { decodeReadings } from "@witness/protocol/reading";
import type { RecordEvents } from "@witness/protocol/record/events";
import type { KeptCar, KeptEnvelope, KeptHead, KeptTile } from "./kept.ts";

/** A record as it stood. */
export interface OwnAsOf {
  /** The last envelope of which something counts. */
  readonly sequence: number;
  /** The time of the last reading that counts; undefined when none does. */
  readonly readUnixS: number | undefined;
  readonly judgement: Judgement;
}

/** Returns the tile in which the readings pass a moment. */
async function tileAt(kept: KeptCar, tiles: number, momentUnixS: number): Promise<KeptTile | undefined> {
  let [low, high] = [0, tiles - 1];
  let found: KeptTile | undefined;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const tile = await kept.tile(middle);
    if (!tile) return undefined;
    // Where no reading says when it was, the tile is passed over: what comes after it decides.
    const first = tile.part.points[0]?.timeUnixS ?? tile.carry.lastUnixS ?? 0;
    if (middle === 0 || first <= momentUnixS) {
      found = tile;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found;
}

/** An envelope as the judge takes it. */
function judgedEnvelope({ groups, unreadable, ...envelope }: KeptEnvelope, profile: Profile, momentUnixS: number) {
  const { readings, judged } = decodeReadings(profile, groups);
  const { item, blockTimeUnixS, gap, fork } = envelope;
  const later = readings.findIndex(({ timeUnixS }) => timeUnixS > momentUnixS);
  const until = later < 0 ? readings.length : later;
  const opened = { groups, readings: readings.slice(0, until), judged: Math.min(judged, until), unreadable };
  const taken = { item, blockTimeUnixS, opened, ...(gap && { gap }), ...(fork && { fork }) };
  return { taken, isWhole: until === readings.length };
}

/** Returns where judging stood before a tile; undefined when that lies in another application and was not read. */
const begunAt = ({ before }: KeptTile, { before: taken, begin }: KeptHead): KeptTile["before"] | undefined =>
  taken && before.at.next === 0 ? begin : before;

/**
 * Returns what the readings up to a moment come to, in the order in which the device made them, as far as the first one that
 * is later. Undefined when this browser has not the whole history.
 */
export async function judgeAsOf(
  kept: KeptCar,
  { profile, events, provider }: { profile: Profile; events: RecordEvents; provider: CryptoProvider },
  momentUnixS: number,
): Promise<OwnAsOf | undefined> {
  const head = await kept.head();
  const tile = head && (await tileAt(kept, head.tiles, momentUnixS));
  if (!tile) return undefined;
  const before = begunAt(tile, head);
  if (!before || before.closed > 0 || before.unreadTo !== undefined) return undefined;
  // How the record stood before it was taken over, the tiles of this application do not say.
  const isFirst = tile.before.at.next === 0;
  if (isFirst && head.before && momentUnixS < (tile.carry.lastUnixS ?? 0)) return undefined;
  let judging = before.judging ?? newJudging(profile);
  let item = tile.before.at.next - 1;
  let sequence = (isFirst ? head.before?.sequence : tile.before.at.record?.chain.sequence) ?? 0;
  let readUnixS = tile.carry.lastUnixS;
  const items = [
    ...tile.envelopes.map((envelope) => ({ item: envelope.item, envelope, body: undefined })),
    ...tile.forks.map((body) => ({ item: body.item, envelope: undefined, body })),
  ].sort((a, b) => a.item - b.item);
  /** What happened beside the items below a number. */
  const upTo = (number: number) => ({ ...events, newest: events.newest.filter((each) => each.item < number) });
  for (const each of items) {
    const rules = { profile, events: upTo(each.item) };
    if (each.body) judging = judgeItem(judging, { kind: "fork", body: each.body }, rules, () => undefined);
    else {
      const { taken: envelope, isWhole } = judgedEnvelope(each.envelope, profile, momentUnixS);
      const { readings } = envelope.opened;
      if (readings.length === 0 && !isWhole) break;
      judging = judgeItem(judging, { kind: "envelope", envelope }, rules, () => undefined);
      sequence = each.envelope.sequence;
      readUnixS = readings.at(-1)?.timeUnixS ?? readUnixS;
      if (!isWhole) break;
    }
    item = each.item;
  }
  const { judgement } = judgedHistory(judging, { profile, events: upTo(item + 1) }, provider);
  return { sequence, readUnixS, judgement };
}
