/** Packing as a pure decision: whatever waits, a payload is within bounds and every run is one that verifies. */
import { unpackPayload } from "@witness/protocol/batch";
import type { DeviceId } from "@witness/protocol/identity";
import { PAYLOAD_MAX_BYTES } from "@witness/protocol/limits";
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
