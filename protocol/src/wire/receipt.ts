/** The relay's receipt as bytes (docs/protocol.md, "Receipt"). */
import { witness } from "../generated/witness.js";
import { decode, encode, length } from "./codec.ts";

const { v1 } = witness;

/** What a relay promises: every envelope of the device up to `sequence` is kept, and an input by `deadlineBlock`. */
export interface Receipt {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  readonly sequence: number;
  /** 32 bytes: the link of that envelope, which covers the ones before. */
  readonly link: Uint8Array;
  readonly deadlineBlock: number;
  readonly receivedAtUnixS: number;
}

/** @throws {MalformedError} */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  const message = decode("Receipt", v1.Receipt, bytes);
  return {
    deviceId: length("device_id", message.deviceId, 8),
    sequence: message.sequence,
    link: length("link", message.link, 32),
    deadlineBlock: message.deadlineBlock,
    receivedAtUnixS: message.receivedAtUnixS,
  };
}

/** Encodes a receipt; the result is what the relay signs. */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  return encode(v1.Receipt, receipt);
}
