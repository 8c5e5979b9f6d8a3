/** Reads a car this minute. The page knows one interface; HTTP is one way to a car, and another is another one of it. */
import { equal, toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { noble } from "@witness/protocol/crypto/noble";
import { verifyMessage } from "@witness/protocol/sign";
import { decodeLiveReading, type LiveReading } from "@witness/protocol/wire/reading";
import { EvidenceError } from "./errors.ts";

/** A way to a car: HTTP here. It carries bytes and is not believed. */
export interface LiveReader {
  /**
   * Has the car sign a challenge with its value.
   * @param deviceId 8 bytes
   * @param challenge 32 bytes that were never used before
   * @throws {EvidenceError} `live-unavailable`
   */
  read(deviceId: Uint8Array, challenge: Uint8Array): Promise<{ message: Uint8Array; signature: Uint8Array }>;
}

/** Reaches the car through the fleet's public API. */
export const httpLiveReader: LiveReader = {
  async read(deviceId, challenge) {
    const response = await fetch(`/api/fleet/v1/cars/${toHex(deviceId)}/live`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ challenge: toHex(challenge) }),
    }).catch(() => undefined);
    if (!response?.ok) {
      throw new EvidenceError("live-unavailable", "The car does not answer; check that it is in reach and try again.");
    }
    const body = (await response.json()) as { message: string; signature: string };
    return { message: fromBase64(body.message), signature: fromBase64(body.signature) };
  },
};

/**
 * Authenticates a live reading: this device, this challenge, the key that the record names. Returns what it says.
 * @param expected device id (8 bytes), public key (33 bytes, compressed) and challenge (32 bytes)
 * @throws {EvidenceError} `live-forged`
 */
export function authenticate(
  context: Context,
  expected: { readonly deviceId: Uint8Array; readonly publicKey: Uint8Array; readonly challenge: Uint8Array },
  answer: { readonly message: Uint8Array; readonly signature: Uint8Array },
): LiveReading {
  const forged = new EvidenceError(
    "live-forged",
    "What answered is not this car: its signature does not match the key in the record. Do not rely on the value.",
  );
  if (!verifyMessage("live", context, answer, expected.publicKey, noble)) throw forged;
  const reading = decodeLiveReading(answer.message);
  if (!equal(reading.challenge, expected.challenge) || !equal(reading.deviceId, expected.deviceId)) throw forged;
  return reading;
}

/** Asks the car with a fresh challenge. Returns what it says, authenticated. @throws {EvidenceError} `live-unavailable`, `live-forged` */
export async function readLive(
  reader: LiveReader,
  context: Context,
  device: { readonly deviceId: Uint8Array; readonly publicKey: Uint8Array },
): Promise<LiveReading> {
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  return authenticate(context, { ...device, challenge }, await reader.read(device.deviceId, challenge));
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
