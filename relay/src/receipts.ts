/** Receipts: the relay's signed promise, the same bytes for the same envelope for ever (docs/protocol.md, "Receipt"). */
import { fromHex, toHex } from "@witness/protocol/bytes";
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

/** The last kept envelope of each device of a request, whatever order they came in: its link covers those before. */
function lastKept(decisions: readonly Decision[]): ReceiptEntry[] {
  const last = new Map<string, ReceiptEntry>();
  for (const { code, deviceId, sequence, link } of decisions) {
    if (code !== "admitted" && code !== "sequence-replayed") continue;
    if (!deviceId || !link || sequence === undefined) continue;
    if (sequence < (last.get(deviceId)?.sequence ?? 0)) continue;
    last.set(deviceId, { deviceId: fromHex(deviceId), sequence, link });
  }
  return [...last.values()];
}

/**
 * Returns the receipts of each request of a commit: one for each device of the request. The relay signs one root for
 * all of them. An envelope that has a receipt keeps it. Runs inside the transaction that stores the envelopes.
 * @param requests the decisions of each request
 */
export function receiptsFor(
  requests: readonly (readonly Decision[])[],
  outbox: Pick<Outbox, "receipt" | "putReceipt">,
  options: ReceiptOptions,
  now: { readonly block: number; readonly timeUnixS: number },
): Uint8Array[][] {
  const kept = requests.map(lastKept);
  const receipts = new Map<string, Uint8Array>();
  const missing = new Map<string, ReceiptEntry>();
  for (const entry of kept.flat()) {
    const known = outbox.receipt(entry.link);
    if (known) receipts.set(toHex(entry.link), known);
    else missing.set(toHex(entry.link), entry);
  }
  const promise = { deadlineBlock: now.block + options.deadlineBlocks, receivedAtUnixS: now.timeUnixS };
  const { context, key, provider } = options;
  for (const receipt of issueReceipts(context, [...missing.values()], promise, key, provider)) {
    const bytes = encodeReceipt(receipt);
    outbox.putReceipt(receipt.link, bytes);
    receipts.set(toHex(receipt.link), bytes);
  }
  return kept.map((entries) => entries.flatMap(({ link }) => receipts.get(toHex(link)) ?? []));
}
