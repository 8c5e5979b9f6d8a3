/** The seeded fleet's cars for measurements: registered, with their envelopes built beforehand. */
import { concat, utf8 } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { registrationOf } from "../mock-devices/src/registration.ts";
import { buildEnvelopes, Sealer } from "../mock-devices/src/sealer.ts";
import { fleetReadings } from "../mock-devices/src/trip.ts";

const SEED = 1;

/** A key (32 bytes) that is the same in every run: nothing measured here is secret. */
export const keyOf = (name: string): Uint8Array => derivePrivateKey(provider.sha256(utf8(`bench ${name}`)), provider);

/** The keys that a system of the benchmark runs on. */
export const applicationKey = keyOf("application");
export const applicationPublicKey = provider.p256PublicKey(applicationKey);
export const makerKey = keyOf("maker");
export const makerPublicKey = provider.p256PublicKey(makerKey);

/** What to build. */
export interface FleetOptions {
  readonly context: Context;
  /** 33 bytes; the benchmark's own unless a running system has another. */
  readonly publicKey?: Uint8Array;
  /** 32 bytes. */
  readonly maker?: Uint8Array;
  readonly cars: number;
  readonly envelopesPerCar: number;
  readonly readingsPerEnvelope: number;
  /** 20 bytes, of all cars; without it each has another. */
  readonly firstOwner?: Uint8Array;
  /** Of the first day; without it the seeded fleet's own. */
  readonly fromUnixS?: number;
}

/** A car: what its maker and what its device send. */
export interface BenchCar {
  readonly device: Sealer;
  /** Encoded Signed. */
  readonly registration: Uint8Array;
  /** Encoded Envelopes, in order. */
  readonly envelopes: readonly Uint8Array[];
}

const MODELS = ["Corsa", "Duna", "Elba", "Fenice"] as const;

/** Returns a fleet. The same options give the same bytes, except for the randomness of signatures. */
export function buildFleet(options: FleetOptions): BenchCar[] {
  const { context, cars, envelopesPerCar, readingsPerEnvelope, fromUnixS } = options;
  const publicKey = options.publicKey ?? applicationPublicKey;
  const application = { context, publicKey, keyId: keyIdentity(publicKey, provider) };
  const readings = fleetReadings(SEED, cars, envelopesPerCar * readingsPerEnvelope, provider, fromUnixS);
  return readings.map((samples, index) => {
    let drawn = 0;
    const random = (bytes: number) => provider.sha256(utf8(`bench ${index} ${drawn++}`)).slice(0, bytes);
    const device = new Sealer(keyOf(`car ${index}`), { application, provider, random });
    const vehicle = {
      make: "Aster",
      model: MODELS[index % MODELS.length] ?? "",
      modelYear: 2018 + (index % 8),
      vin: `WAS${String(index).padStart(14, "0")}`,
    };
    const firstOwner =
      options.firstOwner ?? concat(new Uint8Array(16), Uint8Array.of(index >> 24, index >> 16, index >> 8, index));
    const registration = registrationOf(device, { vehicle, firstOwner }, options.maker ?? makerKey, {
      application,
      provider,
      random,
    });
    return { device, registration, envelopes: buildEnvelopes(device, samples, readingsPerEnvelope) };
  });
}
