/** Receipts as a device reads them: believed only with the pinned relay's signature. */
import type { Application } from "@witness/protocol/assembly";
import { equal } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { ProtocolError } from "@witness/protocol/errors";
import { verifyReceipt } from "@witness/protocol/receipt";
import { decodeReceipt } from "@witness/protocol/wire/receipt";

/** 1 January 2026: no receipt is older. */
const FIRST_RECEIPT_MS = 1_767_225_600_000;

/** Whether a clock shows a time in which there are receipts: one that begins anew with each start shows an earlier one. */
export const isOfToday = (nowMs: number): boolean => nowMs >= FIRST_RECEIPT_MS;

/** What a relay promised: envelopes up to `sequence`, the last with this link, are in an input by a block. */
export interface Promised {
  readonly sequence: number;
  /** 32 bytes. */
  readonly link: Uint8Array;
  readonly deadlineBlock: number;
  /** By the relay's clock. */
  readonly receivedAtUnixS: number;
}

/** Reads a receipt for a device (8 bytes); undefined when the relay's key (33 bytes) did not sign it for that device. */
export function readReceipt(
  { context }: Application,
  bytes: Uint8Array,
  relayPublicKey: Uint8Array,
  deviceId: Uint8Array,
  provider: CryptoProvider,
): Promised | undefined {
  try {
    const receipt = decodeReceipt(bytes);
    if (!equal(receipt.deviceId, deviceId)) return undefined;
    const root = verifyReceipt(context, receipt, relayPublicKey, provider);
    if (!root) return undefined;
    const { deadlineBlock, receivedAtUnixS } = root;
    return { sequence: receipt.sequence, link: receipt.link, deadlineBlock, receivedAtUnixS };
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
