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
  it("boundary: by age, or by size", () => {
    expect(isDue({ bytes: 1, oldestMs: 1_000 }, 2_999, 2_000)).toBe(false);
    expect(isDue({ bytes: 1, oldestMs: 1_000 }, 3_000, 2_000)).toBe(true);
    expect(isDue({ bytes: PAYLOAD_MAX_BYTES, oldestMs: 1_000 }, 1_000, 2_000)).toBe(true);
    expect(isDue({ bytes: 0, oldestMs: undefined }, 9_000, 2_000)).toBe(false);
  });
});
