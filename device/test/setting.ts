/** An application, keys and readings that the device's tests share. */
import type { Application } from "@witness/protocol/assembly";
import { CAR } from "@witness/protocol/columns/profile";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { decodeReadings, NO_GROUPS } from "@witness/protocol/reading";
import { openSealed } from "@witness/protocol/seal";
import { acceptSession, leafKey, type SessionKeys } from "@witness/protocol/session";
import { decodeBody, type Envelope } from "@witness/protocol/wire/envelope";
import { type DeviceOptions, memoryStore, type Said } from "../src/index.ts";
import type { RoadsideRelay } from "./roadside.ts";

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

/** What the device is opened with at a relay, on its first start. It delivers when it is told to. */
export const optionsAt = ({ url, publicKey }: RoadsideRelay): DeviceOptions => ({
  key: deviceKey,
  application,
  relay: { url, publicKey },
  store: memoryStore(),
  firstStart: true,
  readingsPerEnvelope: 10,
  delivery: "on flush",
  provider,
});

/** Readings a minute apart. */
export const drive = (count: number, from = 0): (Said & { readonly odometerHm: number })[] =>
  Array.from({ length: count }, (_, i) => ({ timeUnixS: NOW + 60 * (from + i), odometerHm: 1_000 + 10 * (from + i) }));

export const odometers = (said: readonly { readonly odometerHm: number }[]): number[] =>
  said.map(({ odometerHm }) => odometerHm);

/** The odometers that the application reads in envelopes, in order. */
export function read(envelopes: readonly Envelope[]): number[] {
  const known = new Map<number, SessionKeys>();
  return envelopes.flatMap(({ body }) => {
    const parts = decodeBody(body);
    const { context, keyId } = application;
    if (parts.opening) {
      const { session, sequence: firstSequence, previousLink } = parts;
      const name = { devicePublicKey, session, firstSequence, previousLink };
      const sessionKey = acceptSession(context, name, parts.opening, applicationKey, provider);
      known.set(session, { firstSequence, sessionKey });
    }
    const keys = known.get(parts.session) ?? { firstSequence: parts.sequence, sessionKey: new Uint8Array(32) };
    const { leaf } = leafKey(context, keys, "distance", parts.sequence - keys.firstSequence, provider);
    const distance = openSealed(context, parts, "distance", leaf, { keyId, profile: CAR }, provider);
    return decodeReadings(CAR, { ...NO_GROUPS, distance }).readings.map(({ odometerHm = 0 }) => odometerHm);
  });
}
