/**
 * Packing what waits into one payload: a pure decision (docs/protocol.md, "Batch"). Oldest first; each device's
 * envelopes that follow each other are one run with one signature, the last.
 */
import { packPayload, registrationBytes, runBytes } from "@witness/protocol/batch";
import { equal } from "@witness/protocol/bytes";
import { BODIES_MAX_PER_BATCH, PAYLOAD_MAX_BYTES, REGISTRATIONS_MAX_PER_BATCH } from "@witness/protocol/limits";
import type { Signed } from "@witness/protocol/wire/envelope";
import type { Item } from "./intake.ts";

/** Something that waits, with its place in the order. */
export type QueuedItem =
  | (Item & { readonly id: number })
  | { readonly kind: "registration"; readonly id: number; readonly signed: Signed };

/** A payload and what is in it. */
export interface Packed {
  readonly payload: Uint8Array;
  /** Places in the order, ascending. */
  readonly ids: readonly number[];
}

/** Whether to pack now: enough for a whole payload, or the oldest has waited long enough. */
export function isDue(
  waiting: { readonly bytes: number; readonly oldestMs: number | undefined },
  nowMs: number,
  batchAgeMs: number,
): boolean {
  if (waiting.oldestMs === undefined) return false;
  // A clock that was set back must not keep what waits for as long.
  const age = waiting.oldestMs > nowMs ? batchAgeMs : nowMs - waiting.oldestMs;
  return isFull(waiting) || age >= batchAgeMs;
}

/** Whether what waits fills a payload. */
export function isFull(waiting: { readonly bytes: number }): boolean {
  return waiting.bytes >= PAYLOAD_MAX_BYTES;
}

interface OpenRun {
  readonly items: (Item & { readonly id: number })[];
  bytes: number;
}

const lengths = (items: readonly Item[]): number[] => items.map(({ body }) => body.length);

const follows = (before: Item, next: Item): boolean =>
  before.kind === "envelope" && next.kind === "envelope" && !next.opensGap && equal(before.link, next.previousLink);

/**
 * Packs the oldest that fit. `proves` says whether an item's own signature verifies: a run that had to be cut ends at
 * the last item of which it does, and the rest waits. Answers undefined when nothing waits.
 */
export function pack(waiting: readonly QueuedItem[], proves: (item: Item) => boolean): Packed | undefined {
  const registrations: (QueuedItem & { kind: "registration" })[] = [];
  const runs: OpenRun[] = [];
  const lastRun = new Map<string, OpenRun>();
  // One byte of the payload is the version.
  let free = PAYLOAD_MAX_BYTES - 1;
  let bodies = 0;
  for (const each of waiting) {
    if (each.kind === "registration") {
      const bytes = registrationBytes(each.signed.message.length);
      if (bytes > free || registrations.length === REGISTRATIONS_MAX_PER_BATCH) break;
      free -= bytes;
      registrations.push(each);
      continue;
    }
    const current = lastRun.get(each.deviceId);
    const last = current?.items.at(-1);
    const run = current && last && follows(last, each) ? current : { items: [], bytes: 0 };
    const bytes = runBytes([...lengths(run.items), each.body.length]);
    if (bytes - run.bytes > free || bodies === BODIES_MAX_PER_BATCH) break;
    free -= bytes - run.bytes;
    bodies += 1;
    run.bytes = bytes;
    if (run.items.length === 0) runs.push(run);
    run.items.push(each);
    lastRun.set(each.deviceId, run);
  }
  // What is cut off waits, and with it whatever else of its device: nobody overtakes.
  const cut = new Set<string>();
  for (const { items } of runs) {
    const deviceId = items[0]?.deviceId ?? "";
    if (cut.has(deviceId)) items.length = 0;
    for (let end = items.at(-1); end && !end.proven && !proves(end); end = items.at(-1)) {
      items.pop();
      cut.add(deviceId);
    }
  }
  const kept = runs.filter(({ items }) => items.length > 0);
  if (registrations.length + kept.length === 0) return undefined;
  const payload = packPayload({
    registrations: registrations.map(({ signed }) => signed),
    runs: kept.map(({ items }) => ({
      bodies: items.map(({ body }) => body),
      signature: items.at(-1)?.signature ?? new Uint8Array(),
    })),
  });
  const ids = [...registrations, ...kept.flatMap(({ items }) => items)].map(({ id }) => id);
  return { payload, ids: ids.sort((a, b) => a - b) };
}
