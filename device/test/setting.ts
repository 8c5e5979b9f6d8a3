/** An application, keys and readings that the device's tests share. */
import type { Application } from "@witness/protocol/assembly";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { decodeReadings } from "@witness/protocol/reading";
import { openReadings } from "@witness/protocol/seal";
import { acceptSession } from "@witness/protocol/session";
import { decodeBody, type Envelope, SUITE } from "@witness/protocol/wire/envelope";
import type { Said } from "../src/index.ts";

const keyOf = (fill: number) => derivePrivateKey(new Uint8Array(32).fill(fill), provider);
const applicationKey = keyOf(1);
const publicKey = provider.p256PublicKey(applicationKey);
export const application: Application = {
  context: { chainId: 31_337, application: new Uint8Array(20).fill(7) },
  publicKey,
  keyId: keyIdentity(publicKey, provider),
};
export const deviceKey = keyOf(2);
export const devicePublicKey = provider.p256PublicKey(deviceKey);
/** The key that the roadside relay signs receipts with. */
const relayKey = keyOf(91);
export const relayPublicKey = provider.p256PublicKey(relayKey);
export const NOW = 1_790_000_000;

/** Readings a minute apart. */
export const drive = (count: number, from = 0): Said[] =>
  Array.from({ length: count }, (_, i) => ({ timeUnixS: NOW + 60 * (from + i), odometerHm: 1_000 + 10 * (from + i) }));

/** The odometers that the application reads in envelopes, in order. */
export function read(envelopes: readonly Envelope[]): number[] {
  const keys = new Map<number, Uint8Array>();
  return envelopes.flatMap(({ body }) => {
    const parts = decodeBody(body);
    const { context, keyId } = application;
    if (parts.opening) {
      const { session, sequence: firstSequence, previousLink } = parts;
      const name = { devicePublicKey, session, firstSequence, previousLink };
      keys.set(session, acceptSession(context, name, parts.opening, applicationKey, provider));
    }
    const sessionKey = keys.get(parts.session) ?? new Uint8Array(32);
    const opened = openReadings(context, parts, { sessionKey, suite: SUITE, keyId }, provider);
    return decodeReadings(opened).readings.map(({ odometerHm }) => odometerHm);
  });
}
