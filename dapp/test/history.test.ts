/** Which part of a history an answer has room for. */
import { CAR } from "@witness/protocol/columns/profile";
import { GROUP_READINGS_MAX, HISTORY_MAX_READINGS } from "@witness/protocol/limits";
import { decodeReadings, encodeReadings, type Groups, NO_GROUPS } from "@witness/protocol/reading";
import { describe, expect, it } from "vitest";
import { tell } from "../src/inspect/history.ts";
import type { Entry } from "../src/state/state.ts";
import { drive } from "./world.ts";

/** What the framing of one told envelope and of one mark may take. */
const FRAME_BYTES = 26;
const MARK_BYTES = 10;

const encoded = (count: number, busBytes = 0): Groups =>
  encodeReadings(CAR, drive(count), new Uint8Array(busBytes).fill(7));
const entry = (groups: Groups | undefined, readingCount: number): Entry => ({
  sequence: 1,
  link: new Uint8Array(32),
  timeUnixS: 4,
  groups: groups ?? NO_GROUPS,
  unreadable: groups === undefined,
  readingCount,
  gap: undefined,
  fork: false,
});
const holding = (count: number, busBytes = 0): Entry => entry(encoded(count, busBytes), count);
const mark = (reading: number) => ({ reading, reason: "odometer-decreased" }) as const;
/** Readings and bytes of the bus of each envelope that is told. */
const shapes = (history: readonly Groups[]) =>
  history.map((groups) => [decodeReadings(CAR, groups).readings.length, groups.bus.length]);
const sizeOf = (...entries: readonly Entry[]): number =>
  entries.reduce((sum, { groups }) => sum + groups.distance.length + groups.bus.length + FRAME_BYTES, 0);

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
    expect(history.map(({ blockTimeUnixS }) => blockTimeUnixS)).toEqual([4, 4, 4]);
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
    const raw = 40;
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
    const most = holding(GROUP_READINGS_MAX);
    const rest = holding(HISTORY_MAX_READINGS % GROUP_READINGS_MAX);
    const full = [rest, ...new Array<Entry>(Math.floor(HISTORY_MAX_READINGS / GROUP_READINGS_MAX)).fill(most)];
    const room = 100_000_000;
    expect(tell(full, [], room).history).toHaveLength(full.length);
    expect(tell([holding(1, 30), ...full], [mark(0), mark(1)], room)).toMatchObject({
      history: { length: full.length },
      marks: [mark(0)],
    });
    const later = tell([rest, ...full.slice(1), holding(1, 30)], [], room).history;
    expect(shapes(later).at(-1)).toEqual([1, 30]);
    expect(later).toHaveLength(full.length);
  });
});
