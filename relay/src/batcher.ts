/**
 * Packing what waits into one payload: a pure decision (docs/protocol.md, "Batch"). Oldest first; each device's
 * envelopes that follow each other are one run with one signature, the last.
 */
import { operationBytes, packPayload, RunLength, registrationBytes } from "@witness/protocol/batch";
import { equal } from "@witness/protocol/bytes";
import { MESSAGES_MAX_PER_BATCH, PAYLOAD_MAX_BYTES, WALLET_SIGNATURES_MAX } from "@witness/protocol/limits";
import { isByWallet } from "@witness/protocol/operations/signed";
import type { Signed } from "@witness/protocol/wire/envelope";
import { GAS_PER_BYTE, INPUT_BASE_GAS } from "./allowance.ts";
import type { Item } from "./intake.ts";
import type { Backlog } from "./outbox.ts";

/** A message that waits; ids are in the order in which messages came. */
export type QueuedItem = (Item & { readonly id: number }) | QueuedSigned<"registration"> | QueuedSigned<"operation">;

/** A message that stands alone in a batch. */
interface QueuedSigned<Kind extends "registration" | "operation"> {
  readonly kind: Kind;
  readonly id: number;
  readonly signed: Signed;
}

/** A payload and the messages that it carries. */
export interface Packed {
  readonly payload: Uint8Array;
  /** Of the messages, ascending. */
  readonly ids: readonly number[];
}

/** What decides when waiting messages leave. */
export interface Departure extends Backlog {
  /** When the oldest message came that does not wait for company. Asked only where it decides. */
  readonly urgentMs: () => number | undefined;
}

/** The longest waits. */
export interface Patience {
  readonly batchAgeMs: number;
  /** For a few small messages. */
  readonly smallAgeMs: number;
  readonly deadlineBlocks: number;
}

/** Bytes that cost as much as the transaction that carries them: alone, fewer pay mostly for the transaction. */
const COMPANY_BYTES = Math.ceil(INPUT_BASE_GAS / GAS_PER_BYTE);
/** At half of a receipt's blocks the relay promises nothing more, so what waits leaves before. */
const DEADLINE_PART = 4;

/**
 * Returns whether to pack now: there is enough for a whole payload, or a message has waited for as long as it may. That is
 * `batchAgeMs` for whatever is urgent or in company, `smallAgeMs` for a few small messages, and never more than a quarter
 * of the blocks that receipts promise.
 */
export function isDue(
  { bytes, oldestMs, oldestBlock, urgentMs }: Departure,
  now: { readonly ms: number; readonly block: number },
  { batchAgeMs, smallAgeMs, deadlineBlocks }: Patience,
): boolean {
  if (oldestMs === undefined || oldestBlock === undefined) return false;
  if (isFull({ bytes }) || now.block - oldestBlock >= deadlineBlocks / DEADLINE_PART) return true;
  // A clock that was set back must not keep what waits for as long.
  const has = (sinceMs: number, waitedMs: number) => sinceMs > now.ms || now.ms - sinceMs >= waitedMs;
  if (!has(oldestMs, batchAgeMs)) return false;
  if (bytes >= COMPANY_BYTES || has(oldestMs, smallAgeMs)) return true;
  const urgent = urgentMs();
  return urgent !== undefined && has(urgent, batchAgeMs);
}

/** Returns whether what waits fills a payload. */
export function isFull(waiting: { readonly bytes: number }): boolean {
  return waiting.bytes >= PAYLOAD_MAX_BYTES;
}

interface OpenRun {
  readonly items: (Item & { readonly id: number })[];
  readonly length: RunLength;
}

const follows = (before: Item, next: Item): boolean =>
  before.kind === "envelope" && next.kind === "envelope" && !next.opensGap && equal(before.link, next.previousLink);

/**
 * Packs the oldest messages that fit. A run that does not fit whole ends at an item whose own signature verifies; the rest
 * waits. Returns undefined when there is nothing to pack.
 * @param proves tells whether an item's own signature verifies
 */
export function pack(waiting: readonly QueuedItem[], proves: (item: Item) => boolean): Packed | undefined {
  const registrations: QueuedSigned<"registration">[] = [];
  const operations: QueuedSigned<"operation">[] = [];
  let wallets = 0;
  const runs: OpenRun[] = [];
  const lastRun = new Map<string, OpenRun>();
  // One byte of the payload is the version.
  let free = PAYLOAD_MAX_BYTES - 1;
  let messages = 0;
  for (const each of waiting) {
    if (messages === MESSAGES_MAX_PER_BATCH) break;
    if (each.kind === "registration") {
      const bytes = registrationBytes(each.signed.message.length);
      if (bytes > free) break;
      free -= bytes;
      messages += 1;
      registrations.push(each);
      continue;
    }
    if (each.kind === "operation") {
      const { message, signature } = each.signed;
      const bytes = operationBytes(message.length, signature.length);
      wallets += isByWallet(message) ? 1 : 0;
      if (bytes > free || wallets > WALLET_SIGNATURES_MAX) break;
      free -= bytes;
      messages += 1;
      operations.push(each);
      continue;
    }
    const current = lastRun.get(each.deviceId);
    const last = current?.items.at(-1);
    const run = current && last && follows(last, each) ? current : { items: [], length: new RunLength() };
    const more = run.length.with(each.body.length) - run.length.bytes;
    if (more > free) break;
    free -= more;
    messages += 1;
    run.length.add(each.body.length);
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
  if (registrations.length + operations.length + kept.length === 0) return undefined;
  const payload = packPayload({
    registrations: registrations.map(({ signed }) => signed),
    operations: operations.map(({ signed }) => signed),
    runs: kept.map(({ items }) => ({
      bodies: items.map(({ body }) => body),
      signature: items.at(-1)?.signature ?? new Uint8Array(),
    })),
  });
  const ids = [...registrations, ...operations, ...kept.flatMap(({ items }) => items)].map(({ id }) => id);
  return { payload, ids: ids.sort((a, b) => a - b) };
}
