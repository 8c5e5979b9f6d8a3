/** Packing as a pure decision: whatever waits, a payload is within bounds and every run is one that verifies. */
import { unpackPayload } from "@witness/protocol/batch";
import type { DeviceId } from "@witness/protocol/identity";
import { MESSAGES_MAX_PER_BATCH, PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDue, pack, type QueuedItem } from "../src/batcher.ts";

const link = (device: number, sequence: number): Uint8Array => {
  const bytes = new Uint8Array(32);
  bytes.set([device, sequence >> 8, sequence & 255]);
  return bytes;
};

/** Envelopes of a few devices in the order in which they came; some are proven, some open a gap. */
const waiting = fc
  .array(
    fc.record({
      device: fc.integer({ min: 0, max: 3 }),
      bytes: fc.integer({ min: 40, max: 9_000 }),
      proven: fc.boolean(),
      opensGap: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((made) => {
    const sequences = [0, 0, 0, 0];
    return made.map(({ device, bytes, proven, opensGap }, id): QueuedItem => {
      const before = sequences[device] ?? 0;
      sequences[device] = before + 1;
      return {
        kind: "envelope",
        id,
        deviceId: `${device}` as DeviceId,
        sequence: before + 1,
        proven,
        opensGap,
        link: link(device, before + 1),
        previousLink: link(device, before),
        body: new Uint8Array(bytes).fill(device),
        signature: new Uint8Array(64).fill(id),
      };
    });
  });

describe("pack", () => {
  it("default: fits a payload, keeps the order, ends every run at a signature that verifies", () => {
    fc.assert(
      fc.property(waiting, (items) => {
        const packed = pack(items, () => false);
        if (!packed) return;
        expect(packed.payload.length).toBeLessThanOrEqual(PAYLOAD_MAX_BYTES);
        const taken = items.filter(({ id }) => packed.ids.includes(id));
        const bodies = unpackPayload(packed.payload).runs.flatMap((run) => run.bodies);
        expect(bodies.length).toBe(taken.length);
        for (const run of unpackPayload(packed.payload).runs) {
          const last = items.find(({ id }) => id === run.signature[0]);
          expect(last?.kind === "envelope" && last.proven).toBe(true);
        }
        // Nobody overtakes: what a device has left behind is younger than what was taken.
        for (const device of ["0", "1", "2", "3"]) {
          const own = items.filter((item) => item.kind === "envelope" && item.deviceId === device);
          const flags = own.map(({ id }) => packed.ids.includes(id));
          expect(flags.indexOf(false) === -1 || !flags.slice(flags.indexOf(false)).includes(true)).toBe(true);
        }
      }),
    );
  });

  it("given nothing, answers nothing", () => {
    expect(pack([], () => true)).toBeUndefined();
  });

  type Made = Partial<Omit<Extract<QueuedItem, { kind: "envelope" | "evidence" }>, "id">>;
  /** An envelope of device 0 whose id is its sequence, unless something else is said. */
  const envelope = (sequence: number, more: Made = {}): QueuedItem => ({
    kind: "envelope",
    id: sequence,
    deviceId: "0" as DeviceId,
    sequence,
    proven: true,
    opensGap: false,
    link: link(0, sequence),
    previousLink: link(0, sequence - 1),
    body: new Uint8Array(100).fill(sequence),
    signature: new Uint8Array(64).fill(sequence),
    ...more,
  });
  const registration = (id: number, bytes: number): QueuedItem => ({
    kind: "registration",
    id,
    signed: { message: new Uint8Array(bytes).fill(id), signature: new Uint8Array(64).fill(id) },
  });
  /** The sequences of each run of a payload, from the first byte of its bodies. */
  const runsOf = (items: readonly QueuedItem[], proves = () => true): number[][] => {
    const packed = pack(items, proves);
    return packed ? unpackPayload(packed.payload).runs.map(({ bodies }) => bodies.map(([first]) => first ?? 0)) : [];
  };

  it("pays one signature for envelopes that follow each other, also when others came in between", () => {
    const other = envelope(9, { deviceId: "1" as DeviceId });
    expect(runsOf([envelope(1), other, envelope(2), envelope(3)])).toEqual([[1, 2, 3], [9]]);
  });

  it.each([
    ["over a gap", envelope(2, { opensGap: true })],
    ["after another link", envelope(2, { previousLink: link(0, 7) })],
    ["as evidence", envelope(2, { kind: "evidence" })],
  ])("given what came %s, begins a new run, since one signature does not cover both", (_name, second) => {
    expect(runsOf([envelope(1), second])).toEqual([[1], [2]]);
    expect(
      runsOf([{ ...second, id: 1 } as QueuedItem, envelope(3, { previousLink: link(0, 7), opensGap: true })]),
    ).toHaveLength(2);
  });

  it("given a run whose end nothing proves, cuts it there, and leaves what follows of its device alone", () => {
    const unproven = { proven: false };
    const items = [envelope(1), envelope(2, unproven), envelope(3, { opensGap: true })];
    const packed = pack(items, () => false);
    expect(packed?.ids).toEqual([1]);
    expect(runsOf(items)).toEqual([[1, 2], [3]]);
    expect(pack([envelope(1, unproven)], () => false)).toBeUndefined();
  });

  it("given a run that is cut, still carries the runs of other devices, also those that came later", () => {
    const of = (device: number, sequence: number) => ({
      deviceId: `${device}` as DeviceId,
      id: 10 * device + sequence,
      link: link(device, sequence),
      previousLink: link(device, sequence - 1),
    });
    const unproven = { proven: false };
    const items = [
      envelope(1, of(1, 1)),
      envelope(1, of(0, 1)),
      envelope(2, { ...of(0, 2), ...unproven }),
      envelope(3, { ...of(0, 3), opensGap: true }),
      envelope(1, of(2, 1)),
      envelope(2, of(2, 2)),
    ];
    expect(pack(items, () => false)?.ids).toEqual([1, 11, 21, 22]);
  });

  it("fills a payload as far as it goes, and leaves the rest in its order", () => {
    const many = Array.from({ length: 5 }, (_, index) =>
      envelope(index + 1, { body: new Uint8Array(16_000).fill(index + 1) }),
    );
    const packed = pack(many, () => true);
    expect(packed?.ids).toEqual([1, 2, 3, 4]);
    expect(packed?.payload.length).toBeGreaterThan(64_000);
    const big = Array.from({ length: 5 }, (_, index) => registration(index + 1, 16_000));
    expect(pack(big, () => true)?.ids).toEqual([1, 2, 3, 4]);
    // What is behind the first that does not fit waits with it, small as it may be.
    expect(pack([...big, envelope(9)], () => true)?.ids).toEqual([1, 2, 3, 4]);
  });

  it("boundary: fits the last byte of a payload and not one more", () => {
    const lengthWith = (bytes: number) => pack([registration(1, bytes)], () => true)?.payload.length;
    const head = (lengthWith(60_000) ?? 0) - 60_000;
    const most = PAYLOAD_MAX_BYTES - head;
    expect(lengthWith(most)).toBe(PAYLOAD_MAX_BYTES);
    expect(lengthWith(most + 1)).toBeUndefined();
    const run = (bytes: number) => pack([envelope(1, { body: new Uint8Array(bytes) })], () => true)?.payload.length;
    const runMost = PAYLOAD_MAX_BYTES - ((run(60_000) ?? 0) - 60_000);
    expect(run(runMost)).toBe(PAYLOAD_MAX_BYTES);
    expect(run(runMost + 1)).toBeUndefined();
  });

  it("boundary: carries as many registrations and bodies as an input may hold, and no more", () => {
    const registrations = Array.from({ length: MESSAGES_MAX_PER_BATCH + 1 }, (_, index) => registration(index + 1, 1));
    expect(pack(registrations, () => true)?.ids).toHaveLength(MESSAGES_MAX_PER_BATCH);
    const bodies = Array.from({ length: MESSAGES_MAX_PER_BATCH + 1 }, (_, index) =>
      envelope(index + 1, { body: Uint8Array.of(1) }),
    );
    expect(pack(bodies, () => true)?.ids).toHaveLength(MESSAGES_MAX_PER_BATCH);
  });

  it("names what it took in the order in which it came", () => {
    const items = [envelope(1), registration(2, 40), envelope(12, { deviceId: "1" as DeviceId }), registration(13, 40)];
    expect(pack(items, () => true)?.ids).toEqual([1, 2, 12, 13]);
  });
});

describe("isDue", () => {
  const patience = { batchAgeMs: 2_000, smallAgeMs: 30_000, deadlineBlocks: 300 };
  const [ms, block] = [1_000_000, 500];
  const small = { bytes: 42, oldestMs: ms, oldestBlock: block, urgentMs: () => undefined };

  it.each([
    ["a few small messages, after 30 s", small, 30_000, 0],
    ["a registration or a new car, after 2 s", { ...small, urgentMs: () => ms }, 2_000, 0],
    ["one that came later than others, after 2 s of its own", { ...small, urgentMs: () => ms + 500 }, 2_500, 0],
    ["what costs more than its transaction, after 2 s", { ...small, bytes: 1_350 }, 2_000, 0],
    ["what costs less, after 30 s", { ...small, bytes: 1_349 }, 30_000, 0],
    ["what fills a payload, at once", { ...small, bytes: PAYLOAD_MAX_BYTES }, 0, 0],
    ["anything, after a quarter of the receipt's blocks", small, 0, 75],
  ])("boundary: sends %s", (_name, waiting, afterMs, afterBlocks) => {
    const due = (lessMs: number, lessBlocks: number) =>
      isDue(waiting, { ms: ms + afterMs - lessMs, block: block + afterBlocks - lessBlocks }, patience);
    expect(due(0, 0)).toBe(true);
    if (afterMs > 0) expect(due(1, 0)).toBe(false);
    if (afterBlocks > 0) expect(due(0, 1)).toBe(false);
  });

  it("given nothing, or a clock that was set back, waits for nothing", () => {
    const nothing = { ...small, bytes: 0, oldestMs: undefined, oldestBlock: undefined };
    expect(isDue(nothing, { ms: ms + 90_000, block: 900 }, patience)).toBe(false);
    expect(isDue(small, { ms: ms - 1, block }, patience)).toBe(true);
  });

  it("given a shorter time for small messages than for others, never sends them sooner", () => {
    const hasty = { ...patience, smallAgeMs: 0 };
    expect(isDue(small, { ms: ms + 1_999, block }, hasty)).toBe(false);
    expect(isDue(small, { ms: ms + 2_000, block }, hasty)).toBe(true);
  });
});
