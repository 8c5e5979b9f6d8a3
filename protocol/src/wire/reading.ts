/** A live reading as bytes (docs/protocol.md, "A live reading"). */
import { witness } from "../generated/witness.js";
import { decode, encode, length } from "./codec.ts";

const { v2 } = witness;

/** A reading on demand, in the clear. */
export interface LiveReading {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** 32 bytes, chosen by the asker. */
  readonly challenge: Uint8Array;
  readonly timeUnixS: number;
  readonly odometerHm: number;
  readonly sequence: number;
  /** 32 bytes: the link of the last envelope that the device signed. */
  readonly link: Uint8Array;
}

/**
 * Reads a live reading. Whether the device signed it is the question of `verifyMessage`.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * decodeLiveReading(encodeLiveReading(liveReading)); // => liveReading
 */
export function decodeLiveReading(bytes: Uint8Array): LiveReading {
  const { deviceId, challenge, timeUnixS, odometerHm, sequence, link } = decode("LiveReading", v2.LiveReading, bytes);
  return {
    deviceId: length("device_id", deviceId, 8),
    challenge: length("challenge", challenge, 32),
    timeUnixS,
    odometerHm,
    sequence,
    link: length("link", link, 32),
  };
}

/**
 * Encodes a live reading; the result is what is signed.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const signed = signMessage("live", context, encodeLiveReading(liveReading), privateKey, native);
 */
export function encodeLiveReading(reading: LiveReading): Uint8Array {
  return encode(v2.LiveReading, reading);
}
