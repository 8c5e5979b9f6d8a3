/** Receipts: the relay's signed promise, the same bytes for the same envelope for ever (docs/protocol.md, "Receipt"). */
import { fromHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { signMessage } from "@witness/protocol/sign";
import { encodeSigned } from "@witness/protocol/wire/envelope";
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
  const receipts: Uint8Array[] = [];
  for (const [deviceId, { sequence, link }] of last) {
    if (!link || sequence === undefined) continue;
    const known = outbox.receipt(link);
    if (known) {
      receipts.push(known);
      continue;
    }
    const receipt = encodeReceipt({
      ...{ deviceId: fromHex(deviceId), sequence, link },
      deadlineBlock: now.block + options.deadlineBlocks,
      receivedAtUnixS: now.timeUnixS,
    });
    const signed = encodeSigned(signMessage("receipt", options.context, receipt, options.key, options.provider));
    outbox.putReceipt(link, signed);
    receipts.push(signed);
  }
  return receipts;
}
