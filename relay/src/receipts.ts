/** Receipts: the relay's signed promise, the same bytes for the same envelope for ever (docs/protocol.md, "Receipt"). */
import { fromHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { issueReceipts, type ReceiptEntry } from "@witness/protocol/receipt";
import { encodeReceipt } from "@witness/protocol/wire/receipt";
import type { Decision } from "./intake.ts";
import type { Outbox } from "./outbox.ts";

/** What signing a receipt needs. */
export interface ReceiptOptions {
  readonly context: Context;
  readonly provider: CryptoProvider;
  /** P-256, 32 bytes. */
  readonly key: Uint8Array;
  readonly deadlineBlocks: number;
}

/**
 * The receipts of a request: one for each device, for its last envelope that is kept. Its link covers those before.
 * Runs inside the transaction that stores the envelopes.
 */
export function receiptsFor(
  decisions: readonly Decision[],
  outbox: Pick<Outbox, "receipt" | "putReceipt">,
  options: ReceiptOptions,
  now: { readonly block: number; readonly timeUnixS: number },
): Uint8Array[] {
  const last = new Map<string, Decision>();
  for (const each of decisions) {
    if (!each.deviceId || (each.code !== "admitted" && each.code !== "sequence-replayed")) continue;
    // In whatever order they were sent: the highest covers the others.
    if ((each.sequence ?? 0) >= (last.get(each.deviceId)?.sequence ?? 0)) last.set(each.deviceId, each);
  }
  const entries: ReceiptEntry[] = [];
  for (const [deviceId, { sequence, link }] of last) {
    if (!link || sequence === undefined || outbox.receipt(link)) continue;
    entries.push({ deviceId: fromHex(deviceId), sequence, link });
  }
  const promise = { deadlineBlock: now.block + options.deadlineBlocks, receivedAtUnixS: now.timeUnixS };
  for (const receipt of issueReceipts(options.context, entries, promise, options.key, options.provider)) {
    outbox.putReceipt(receipt.link, encodeReceipt(receipt));
  }
  return [...last.values()].flatMap(({ link }) => (link && outbox.receipt(link)) || []);
}
