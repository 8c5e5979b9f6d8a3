/** The record as it stood after an envelope, judged here from the readings that this browser keeps. No DOM. */
import type { Profile } from "@witness/protocol/columns/profile";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { judgedHistory, judgeItem, newJudging } from "@witness/protocol/history/judged-history";
import type { Judgement } from "@witness/protocol/judge/judgement";
import { decodeReadings } from "@witness/protocol/reading";
import type { RecordEvents } from "@witness/protocol/record/events";
import type { KeptCar, KeptEnvelope, KeptTile } from "./kept.ts";

/** A record as it stood. */
export interface OwnAsOf {
  /** The last envelope that counts. */
  readonly sequence: number;
  readonly judgement: Judgement;
}

/** Returns the tile that has an envelope, or the last one before it. */
async function tileOf(kept: KeptCar, tiles: number, sequence: number): Promise<KeptTile | undefined> {
  let [low, high] = [0, tiles - 1];
  let found: KeptTile | undefined;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const tile = await kept.tile(middle);
    if (!tile) return undefined;
    // A tile of operations alone has no envelope; what it stands behind decides.
    const first = tile.envelopes[0]?.sequence ?? (tile.before.at.record?.chain.sequence ?? 0) + 1;
    if (first <= sequence) {
      found = tile;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found;
}

/** An envelope as the judge takes it. */
function judgedEnvelope({ groups, unreadable, ...envelope }: KeptEnvelope, profile: Profile) {
  const { readings, judged } = decodeReadings(profile, groups);
  const { item, blockTimeUnixS, gap, fork } = envelope;
  const opened = { groups, readings, judged, unreadable };
  return { item, blockTimeUnixS, opened, ...(gap && { gap }), ...(fork && { fork }) };
}

/** Returns what the record said after an envelope; undefined when this browser has not the whole of it. */
export async function judgeAsOf(
  kept: KeptCar,
  { profile, events, provider }: { profile: Profile; events: RecordEvents; provider: CryptoProvider },
  sequence: number,
): Promise<OwnAsOf | undefined> {
  const head = await kept.head();
  const tile = head && (await tileOf(kept, head.tiles, sequence));
  if (!tile || tile.before.closed > 0) return undefined;
  let judging = tile.before.judging ?? newJudging(profile);
  let last = { sequence: tile.before.at.record?.chain.sequence ?? 0, item: tile.before.at.next - 1 };
  const items = [
    ...tile.envelopes.map((envelope) => ({ item: envelope.item, envelope, body: undefined })),
    ...tile.forks.map((body) => ({ item: body.item, envelope: undefined, body })),
  ].sort((a, b) => a.item - b.item);
  for (const { item, envelope, body } of items) {
    if (envelope && envelope.sequence > sequence) break;
    const rules = { profile, events: { ...events, newest: events.newest.filter((each) => each.item < item) } };
    judging = envelope
      ? judgeItem(judging, { kind: "envelope", envelope: judgedEnvelope(envelope, profile) }, rules, () => undefined)
      : judgeItem(judging, { kind: "fork", body }, rules, () => undefined);
    last = { sequence: envelope?.sequence ?? last.sequence, item };
  }
  // What happened beside the items later is not told yet.
  const rules = { profile, events: { ...events, newest: events.newest.filter((each) => each.item <= last.item) } };
  const { judgement } = judgedHistory(judging, rules, provider);
  return { sequence: last.sequence, judgement };
}
