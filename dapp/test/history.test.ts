/** Which part of a history an answer has room for. */
import { HISTORY_MAX_READINGS, READINGS_MAX_PER_ENVELOPE } from "@witness/protocol/limits";
import { decodeReadings, encodeReadings } from "@witness/protocol/reading";
import { describe, expect, it } from "vitest";
import { tell } from "../src/inspect/history.ts";
import type { Entry } from "../src/state/state.ts";
import { drive } from "./world.ts";

/** What the framing of one told envelope and of one mark may take. */
const FRAME_BYTES = 5;
const MARK_BYTES = 10;

const encoded = (count: number, rawBytes = 0): Uint8Array =>
  encodeReadings({ readings: drive(count), troubleCodes: [], profile: 0, raw: new Uint8Array(rawBytes).fill(7) });
const entry = (readings: Uint8Array | undefined, readingCount: number): Entry => ({
  sequence: 1,
  link: new Uint8Array(32),
  timeUnixS: 0,
  readings,
  readingCount,
  gap: undefined,
  fork: false,
});
const holding = (count: number, rawBytes = 0): Entry => entry(encoded(count, rawBytes), count);
const mark = (reading: number) => ({ reading, reason: "odometer-decreased" }) as const;
/** Readings and raw bytes of each envelope that is told. */
const shapes = (history: readonly Uint8Array[]) =>
  history.map(decodeReadings).map(({ readings, raw }) => [readings.length, raw.length]);
const sizeOf = (...entries: readonly Entry[]): number =>
  entries.reduce((sum, { readings }) => sum + (readings?.length ?? 0) + FRAME_BYTES, 0);

describe("tell", () => {
  it("default: tells everything as it came, oldest first, with every mark", () => {
    const entries = [holding(2, 9), entry(undefined, 0), holding(0, 4), holding(3)];
    const { history, marks } = tell(entries, [mark(0), mark(4)], 10_000);
    expect(shapes(history)).toEqual([
      [2, 9],
      [0, 4],
      [3, 0],
    ]);
    expect(marks).toEqual([mark(0), mark(4)]);
  });

  it("given no history, tells nothing", () => {
    expect(tell([], [], 0)).toEqual({ history: [], marks: [] });
  });

  it("boundary: all of it fits its own size, marks counted; a byte less leaves out the raw bytes of the oldest", () => {
    const entries = [holding(2, 50), holding(3, 50)];
    const marks = [mark(1), mark(2), mark(4)];
    const room = sizeOf(...entries) + marks.length * MARK_BYTES;
    expect(shapes(tell(entries, marks, room).history)).toEqual([
      [2, 50],
      [3, 50],
    ]);
    const less = tell(entries, marks, room - 1);
    expect(shapes(less.history)).toEqual([
      [2, 0],
      [3, 50],
    ]);
    expect(less.marks).toEqual(marks);
  });

  it("boundary: an envelope without its raw bytes and with its marks just fits, or is left out with its marks", () => {
    const entries = [holding(2, 90), holding(3, 90)];
    const marks = [mark(0), mark(1), mark(3)];
    const bare = sizeOf(holding(2), holding(3)) + marks.length * MARK_BYTES;
    expect(shapes(tell(entries, marks, bare).history)).toEqual([
      [2, 0],
      [3, 0],
    ]);
    const less = tell(entries, marks, bare - 1);
    expect(shapes(less.history)).toEqual([[3, 0]]);
    // Marks count from the first reading that is told.
    expect(less.marks).toEqual([mark(1)]);
  });

  it("keeps the mark of the first reading that is told, and none before it", () => {
    const entries = [holding(2), holding(2), holding(2)];
    const room = sizeOf(holding(2), holding(2)) + 2 * MARK_BYTES;
    const { history, marks } = tell(entries, [mark(1), mark(2), mark(5)], room);
    expect(shapes(history)).toEqual([
      [2, 0],
      [2, 0],
    ]);
    expect(marks).toEqual([mark(0), mark(3)]);
  });

  it("gives what room is left to the newest raw bytes, to the last byte", () => {
    const entries = [holding(1, 40), holding(1, 40)];
    const bare = sizeOf(holding(1), holding(1));
    const raw = (entries[1]?.readings?.length ?? 0) - encoded(1).length;
    expect(shapes(tell(entries, [], bare + raw).history)).toEqual([
      [1, 0],
      [1, 40],
    ]);
    expect(shapes(tell(entries, [], bare + raw - 1).history)).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(shapes(tell(entries, [], bare + 2 * raw - 1).history)).toEqual([
      [1, 0],
      [1, 40],
    ]);
  });

  it("leaves out an envelope that holds no reading when there is no room for all", () => {
    const entries = [holding(1, 40), holding(0, 400), holding(1)];
    expect(shapes(tell(entries, [], sizeOf(holding(1), holding(1)) + 60).history)).toEqual([
      [1, 40],
      [1, 0],
    ]);
  });

  it("boundary: so many readings are told, and one more leaves out the oldest envelope", () => {
    const thousand = holding(READINGS_MAX_PER_ENVELOPE);
    const full = new Array<Entry>(HISTORY_MAX_READINGS / READINGS_MAX_PER_ENVELOPE).fill(thousand);
    const room = 100_000_000;
    expect(tell(full, [], room).history).toHaveLength(full.length);
    expect(tell([holding(1, 30), ...full], [mark(0), mark(1)], room)).toMatchObject({
      history: { length: full.length },
      marks: [mark(0)],
    });
    const later = tell([thousand, ...full.slice(1), holding(1, 30)], [], room).history;
    expect(shapes(later).at(-1)).toEqual([1, 30]);
    expect(later).toHaveLength(full.length);
  });
});
