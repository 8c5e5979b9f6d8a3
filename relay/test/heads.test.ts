/** The heads that a broker retains: what happens to the others when one cannot be read. */
import type { DeviceId } from "@witness/protocol/identity";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Heads } from "../src/mqtt/heads.ts";

const [first, second] = ["0000000000000001", "0000000000000002"] as [DeviceId, DeviceId];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("a head that the store does not give is told, and neither it nor another is lost for ever", async () => {
  const published: DeviceId[] = [];
  const told: unknown[] = [];
  const silent = new Error("The store does not answer.");
  let isSilent = true;
  const heads = new Heads({
    publish: async (device) => {
      if (isSilent && device === first) throw silent;
      published.push(device);
    },
    remove: () => undefined,
    onError: (error) => told.push(error),
    most: 10,
  });
  heads.note([first, second]);
  await vi.runAllTimersAsync();
  expect({ published, told }).toEqual({ published: [second], told: [silent] });
  isSilent = false;
  heads.note([first]);
  await vi.runAllTimersAsync();
  expect(published).toEqual([second, first]);
  await heads.end();
});
