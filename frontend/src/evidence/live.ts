/** Reads a car this minute. The page knows one interface; HTTP is one way to a car, and another is another one of it. */
import { toHex } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { LiveReading } from "@witness/protocol/wire/reading";
import { authenticate as authenticated, type ExpectedLive, FORGED, type LiveAnswer } from "@witness/verify/live";
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
 * Authenticates a live reading as the verifier of passes does: this device, this challenge, the key that the record names. Returns
 * what it says.
 * @throws {EvidenceError} `live-forged`
 */
export function authenticate(context: Context, expected: ExpectedLive, answer: LiveAnswer): LiveReading {
  const reading = authenticated(context, expected, answer);
  if (reading) return reading;
  throw new EvidenceError("live-forged", FORGED);
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
