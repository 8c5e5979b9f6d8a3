/** Which part of a car's history an answer has room for (docs/protocol.md, "Answers"). Pure. */
import { HISTORY_MAX_READINGS } from "@witness/protocol/limits";
import { type Groups, NO_GROUPS } from "@witness/protocol/reading";
import type { Mark } from "@witness/protocol/wire/answer";
import type { ToldGroups } from "@witness/protocol/wire/told-groups";
import type { Entry } from "../state/state.ts";

/** Tags and lengths of an entry and of its three groups, four bytes at most each, and the block's time. */
const HISTORY_FRAME_BYTES = 26;
/** Tag and length, a reading's number of at most five bytes and a reason's byte, each behind its tag. */
const MARK_BYTES = 10;

/** What is told, oldest first; marks count from the first reading that is told. */
export interface Told {
  readonly history: readonly ToldGroups[];
  readonly marks: readonly Mark[];
}

/** An entry that is told: whole, or without what the bus said. */
interface Piece {
  readonly entry: Entry;
  withBus: boolean;
}

/** Nothing was read of it, so that there is nothing to tell. */
const isSilent = ({ unreadable, groups }: Entry): boolean =>
  unreadable && [groups.distance, groups.condition, groups.bus].every(({ length }) => length === 0);

const sizeOf = ({ distance, condition, bus }: Groups): number =>
  distance.length + condition.length + bus.length + HISTORY_FRAME_BYTES;

/** Returns how many marks each entry has, in the entries' order. */
function countMarks(entries: readonly Entry[], marks: readonly Mark[]): number[] {
  let first = 0;
  let next = 0;
  return entries.map(({ readingCount }) => {
    first += readingCount;
    const begun = next;
    for (let mark = marks[next]; mark && mark.reading < first; mark = marks[next]) next += 1;
    return next - begun;
  });
}

/**
 * Tells as much as fits into `roomBytes`. When not all does, bytes of the bus go first, then the oldest envelopes; what
 * room is left over then holds the newest of them.
 * @param marks ascending by reading, counted over all entries
 */
export function tell(entries: readonly Entry[], marks: readonly Mark[], roomBytes: number): Told {
  const counts = countMarks(entries, marks);
  const size = (entry: Entry): number => (isSilent(entry) ? 0 : sizeOf(entry.groups));
  const readingCount = entries.reduce((sum, entry) => sum + entry.readingCount, 0);
  const allBytes = entries.reduce((sum, entry) => sum + size(entry), 0) + marks.length * MARK_BYTES;
  const all = readingCount <= HISTORY_MAX_READINGS && allBytes <= roomBytes;
  const pieces: Piece[] = [];
  let room = roomBytes;
  let told = 0;
  for (let i = entries.length - 1; i >= 0; i -= 1) {
    const entry = entries[i];
    if (!entry || isSilent(entry)) continue;
    // Without the bytes of the bus an envelope that holds no reading says nothing.
    if (!all && entry.readingCount === 0) continue;
    const bytes = sizeOf(all ? entry.groups : { ...entry.groups, bus: NO_GROUPS.bus });
    const cost = bytes + (counts[i] ?? 0) * MARK_BYTES;
    if (cost > room || told + entry.readingCount > HISTORY_MAX_READINGS) break;
    room -= cost;
    told += entry.readingCount;
    pieces.push({ entry, withBus: all });
  }
  for (const piece of pieces) {
    const more = piece.withBus ? 0 : piece.entry.groups.bus.length;
    if (more > room) break;
    room -= more;
    piece.withBus = true;
  }
  const skipped = readingCount - told;
  return {
    history: pieces.reverse().map(({ entry: { groups, timeUnixS }, withBus }) => ({
      ...groups,
      bus: withBus ? groups.bus : NO_GROUPS.bus,
      blockTimeUnixS: timeUnixS,
    })),
    marks: marks
      .filter(({ reading }) => reading >= skipped)
      .map(({ reading, reason }) => ({ reading: reading - skipped, reason })),
  };
}
