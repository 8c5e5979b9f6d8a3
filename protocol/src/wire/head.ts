/** Where a device's hash chain stands, as bytes (docs/protocol.md, "Queries"). */
import { witness } from "../generated/witness.js";
import type { HashChain } from "../hash-chain.ts";
import { length } from "./codec.ts";

const { v2 } = witness;

/** Where a device's hash chain stands, without the links before. */
export type DeviceHead = Omit<HashChain, "recent">;

/**
 * Returns a head as the properties of its message.
 * @example
 * writeHead(chain).sequence; // => 0
 */
export const writeHead = ({ firstHere, ...head }: DeviceHead): witness.v2.HeadAnswer.$Properties => ({
  ...head,
  // One more, so that 0 stands for a record that began here.
  firstHere: firstHere === undefined ? 0 : firstHere + 1,
});

/**
 * Reads a head.
 * @throws {MalformedError} `malformed` when a field has another length
 * @example
 * readHead(writeHead(chain)).deviceId; // => deviceId
 */
export function readHead(properties: witness.v2.HeadAnswer.$Properties): DeviceHead {
  const { deviceId, publicKey, sequence, link, session, firstSequence, firstHere } = new v2.HeadAnswer(properties);
  return {
    deviceId: length("device_id", deviceId, 8),
    publicKey: length("public_key", publicKey, 33),
    sequence,
    link: length("link", link, 32),
    session,
    firstSequence,
    ...(firstHere === 0 ? {} : { firstHere: firstHere - 1 }),
  };
}
