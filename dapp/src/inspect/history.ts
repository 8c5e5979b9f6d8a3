/** Which part of a car's history an answer has room for (docs/protocol.md, "Answers"). Pure. */
import { HISTORY_MAX_READINGS } from "@witness/protocol/limits";
import { decodeReadings, encodeReadings } from "@witness/protocol/reading";
import type { Mark } from "@witness/protocol/wire/answer";
import type { Entry } from "../state/state.ts";

/** A tag and a length of at most four bytes before each encoded Readings. */
const HISTORY_FRAME_BYTES = 5;
/** Tag and length, a reading's number of at most five bytes and a reason's byte, each behind its tag. */
const MARK_BYTES = 10;

/** What is told, oldest first; marks count from the first reading that is told. */
export interface Told {
  readonly history: readonly Uint8Array[];
  readonly marks: readonly Mark[];
}

const EMPTY = new Uint8Array();

/** Returns the same readings without what the bus said. */
const withoutRaw = (readings: Uint8Array): Uint8Array => encodeReadings({ ...decodeReadings(readings), raw: EMPTY });

/** An entry that is told: whole, or without its raw bytes. */
interface Piece {
  readonly whole: Uint8Array;
  bytes: Uint8Array;
}

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
 * Tells as much as fits into `roomBytes`. When not all does, raw bytes go first, then the oldest envelopes; what room is
 * left over then holds the newest raw bytes.
 * @param marks ascending by reading, counted over all entries
 */
export function tell(entries: readonly Entry[], marks: readonly Mark[], roomBytes: number): Told {
  const counts = countMarks(entries, marks);
  const size = ({ readings }: Entry): number => (readings ? readings.length + HISTORY_FRAME_BYTES : 0);
  const readingCount = entries.reduce((sum, entry) => sum + entry.readingCount, 0);
  const allBytes = entries.reduce((sum, entry) => sum + size(entry), 0) + marks.length * MARK_BYTES;
  const all = readingCount <= HISTORY_MAX_READINGS && allBytes <= roomBytes;
  const pieces: Piece[] = [];
  let room = roomBytes;
  let told = 0;
  for (let i = entries.length - 1; i >= 0; i -= 1) {
    const entry = entries[i];
    if (!entry?.readings) continue;
    // Without its raw bytes an envelope that holds no reading says nothing.
    if (!all && entry.readingCount === 0) continue;
    const bytes = all ? entry.readings : withoutRaw(entry.readings);
    const cost = bytes.length + HISTORY_FRAME_BYTES + (counts[i] ?? 0) * MARK_BYTES;
    if (cost > room || told + entry.readingCount > HISTORY_MAX_READINGS) break;
    room -= cost;
    told += entry.readingCount;
    pieces.push({ whole: entry.readings, bytes });
  }
  for (const piece of pieces) {
    const more = piece.whole.length - piece.bytes.length;
    if (more > room) break;
    room -= more;
    piece.bytes = piece.whole;
  }
  const skipped = readingCount - told;
  return {
    history: pieces.reverse().map(({ bytes }) => bytes),
    marks: marks
      .filter(({ reading }) => reading >= skipped)
      .map(({ reading, reason }) => ({ reading: reading - skipped, reason })),
  };
}
