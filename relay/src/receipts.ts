/** Receipts: the relay's signed promise, the same bytes for the same envelope for ever. */

import { fromHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { signMessage } from "@witness/protocol/sign";
import { encodeSigned } from "@witness/protocol/wire/envelope";
import { encodeReceipt } from "@witness/protocol/wire/receipt";
import type { Taken } from "./intake.ts";
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
  taken: readonly Taken[],
  outbox: Outbox,
  options: ReceiptOptions,
  now: { readonly block: number; readonly timeUnixS: number },
): Uint8Array[] {
  const last = new Map<string, Taken>();
  for (const each of taken) {
    if (each.device && (each.code === "admitted" || each.code === "sequence-replayed")) last.set(each.device, each);
  }
  const receipts: Uint8Array[] = [];
  for (const { device, sequence, link } of last.values()) {
    if (!device || !link || sequence === undefined) continue;
    const known = outbox.receipt(link);
    if (known) {
      receipts.push(known);
      continue;
    }
    const receipt = encodeReceipt({
      deviceId: fromHex(device),
      sequence,
      link,
      deadlineBlock: now.block + options.deadlineBlocks,
      receivedAtUnixS: now.timeUnixS,
    });
    const signed = encodeSigned(signMessage("receipt", options.context, receipt, options.key, options.provider));
    outbox.putReceipt(link, signed);
    receipts.push(signed);
  }
  return receipts;
}
