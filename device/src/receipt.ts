/** Receipts as a device reads them: believed only with the pinned relay's signature. */
import type { Application } from "@witness/protocol/assembly";
import { equal } from "@witness/protocol/bytes";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { ProtocolError } from "@witness/protocol/errors";
import { verifyReceipt } from "@witness/protocol/receipt";
import { decodeReceipt } from "@witness/protocol/wire/receipt";

/** What a relay promised: envelopes up to `sequence`, the last with this link, are in an input by a block. */
export interface Promised {
  readonly sequence: number;
  /** 32 bytes. */
  readonly link: Uint8Array;
  readonly deadlineBlock: number;
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
    return root && { sequence: receipt.sequence, link: receipt.link, deadlineBlock: root.deadlineBlock };
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
