/** The simulated fleet: the same seed drives the same cars, honest cars are plausible, devices keep the protocol. */

import { admitRun } from "@witness/protocol/admission";
import { CAR, profileOf } from "@witness/protocol/columns/profile";
import { native as provider } from "@witness/protocol/crypto/native";
import { newHashChain } from "@witness/protocol/hash-chain";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { observe } from "@witness/protocol/judge/judge";
import { conclude } from "@witness/protocol/judge/judgement";
import { PARAMETERS } from "@witness/protocol/judge/parameters";
import { judgedOf } from "@witness/protocol/judge/reading";
import { rulesOf } from "@witness/protocol/judge/rules";
import { newJudge } from "@witness/protocol/judge/state";
import { decodeEnvelope } from "@witness/protocol/wire/envelope";
import { describe, expect, it } from "vitest";
import { charging, cooling, excavating } from "../src/meters.ts";
import { seeded } from "../src/random.ts";
import { buildEnvelopes, Sealer, type SealerOptions } from "../src/sealer.ts";
import { driving, fleetReadings, habitsOf, type Sample } from "../src/trip.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const applicationKey = provider.p256PublicKey(derivePrivateKey(new Uint8Array(32).fill(1), provider));
const application = { context, publicKey: applicationKey, keyId: keyIdentity(applicationKey, provider) };
const settings = { context, provider, keyId: application.keyId };

/** Not secret, but never the same twice: enough for a test that must repeat. */
function options(): SealerOptions {
  let drawn = 0;
  const random = (bytes: number) => {
    drawn += 1;
    return provider.sha256(Uint8Array.of(drawn >> 8, drawn & 255)).slice(0, bytes);
  };
  return { application, provider, random };
}
const newDevice = () => new Sealer(derivePrivateKey(new Uint8Array(32).fill(2), provider), options());

function samplesOf(seed: number, days: number): Sample[] {
  const random = seeded(`${seed}`, provider);
  const from = FROM_UNIX_S;
  const samples: Sample[] = [];
  for (const sample of driving(habitsOf(random, random.whole(50_000, 1_800_000)), random, from)) {
    if (sample.reading.timeUnixS > from + days * 86_400) break;
    samples.push(sample);
  }
  return samples;
}

const FROM_UNIX_S = 1_790_000_000;

function yearOf(samples: Iterator<Sample, never>): Sample[] {
  const year: Sample[] = [];
  for (let now = samples.next().value; now.reading.timeUnixS < FROM_UNIX_S + 365 * 86_400; now = samples.next().value) {
    year.push(now);
  }
  return year;
}

describe("driving", () => {
  it("default: the same seed gives the same readings, another seed others", () => {
    expect(fleetReadings(1, 2, 300, provider)).toEqual(fleetReadings(1, 2, 300, provider));
    expect(fleetReadings(1, 1, 300, provider)).not.toEqual(fleetReadings(2, 1, 300, provider));
  });

  it("given any honest car, a year of it is judged logical", () => {
    const rules = rulesOf(CAR, PARAMETERS);
    if (!rules) throw new Error("Nothing of a car is judged.");
    for (let seed = 0; seed < 25; seed += 1) {
      let judge = newJudge(rules);
      const samples = samplesOf(seed, 365);
      for (const { reading } of samples) judge = observe(judge, judgedOf(reading, rules), 2_000_000_000, rules);
      const { verdict, reasons } = conclude(judge, rules);
      expect({ seed, verdict, reasons }).toEqual({ seed, verdict: "logical", reasons: [] });
      const drivenHm = (samples.at(-1)?.reading.odometerHm ?? 0) - (samples[0]?.reading.odometerHm ?? 0);
      expect(drivenHm).toBeGreaterThan(30_000);
      expect(drivenHm).toBeLessThan(900_000);
    }
  });

  it("asks for PID 0x31 at the start of a trip and every ten minutes; it counts with the odometer, and from zero when codes are cleared", () => {
    let cleared = 0;
    for (let seed = 0; seed < 8; seed += 1) {
      const samples = samplesOf(seed, 365);
      const begins = samples.filter(
        ({ reading }, i) => i > 0 && reading.timeUnixS - (samples[i - 1]?.reading.timeUnixS ?? 0) > 600,
      );
      expect(begins.every(({ reading }) => reading.distanceSinceClearedKm !== undefined)).toBe(true);
      const told = samples.filter(({ reading }) => reading.distanceSinceClearedKm !== undefined);
      expect(told.length).toBeLessThan(samples.length / 4);
      for (const [index, { reading }] of told.entries()) {
        const before = told[index - 1]?.reading;
        const since = before?.distanceSinceClearedKm ?? 0;
        const now = reading.distanceSinceClearedKm ?? 0;
        if (!before) continue;
        if (now < since) cleared += 1;
        else
          expect(Math.abs(10 * (now - since) - ((reading.odometerHm ?? 0) - (before.odometerHm ?? 0)))).toBeLessThan(
            20,
          );
      }
    }
    expect(cleared).toBeGreaterThan(0);
  });

  it("has a reading a minute at the wheel, trouble codes set and cleared, and days offline", () => {
    const samples = Array.from({ length: 8 }, (_, seed) => samplesOf(seed, 365)).flat();
    const minutes = samples.filter(
      ({ reading }, i) => reading.timeUnixS - (samples[i - 1]?.reading.timeUnixS ?? 0) === 60,
    );
    expect(minutes.length / samples.length).toBeGreaterThan(0.9);
    expect(samples.some(({ troubleCode }) => troubleCode?.cleared === false)).toBe(true);
    expect(samples.some(({ troubleCode }) => troubleCode?.cleared === true)).toBe(true);
    expect(samples.some(({ offline }) => offline)).toBe(true);
  });
});

describe("what is no car", () => {
  it.each([
    ["an excavator", excavating, 3],
    ["a charger", charging, 4],
  ] as const)("%s: a year of any is judged logical, and no other reason is named", (_, reads, number) => {
    const profile = profileOf(number, 1);
    const rules = profile && rulesOf(profile, PARAMETERS);
    if (!rules) throw new Error("Nothing of it is judged.");
    for (let seed = 0; seed < 10; seed += 1) {
      let judge = newJudge(rules);
      for (const { reading } of yearOf(reads(seeded(`${seed}`, provider), FROM_UNIX_S))) {
        judge = observe(judge, judgedOf(reading, rules), reading.timeUnixS + 60, rules);
      }
      const { verdict, reasons } = conclude(judge, rules);
      expect({ seed, verdict, reasons }).toEqual({ seed, verdict: "logical", reasons: [] });
    }
  });

  it("a cold store: is cold, dry and under the weather", () => {
    for (const { reading } of yearOf(cooling(seeded("1", provider), FROM_UNIX_S))) {
      expect(reading.temperatureDc).toBeGreaterThan(-200);
      expect(reading.temperatureDc).toBeLessThan(-100);
      expect(reading.humidityPm).toBeLessThanOrEqual(1_000);
      expect(reading.pressureHpa).toBeGreaterThanOrEqual(975);
    }
  });
});

describe("Sealer", () => {
  const samples = samplesOf(3, 90);

  it("default: seals a quarter of a year that anybody can authenticate, a new session each month", () => {
    const device = newDevice();
    const envelopes = buildEnvelopes(device, samples, 50).map(decodeEnvelope);
    const chain = newHashChain(context, device.identity, device.publicKey, provider);
    const signature = envelopes.at(-1)?.signature ?? new Uint8Array();
    const decided = admitRun(settings, chain, { bodies: envelopes.map(({ body }) => body), signature });
    expect(new Set(decided.decisions.map(({ code }) => code))).toEqual(new Set(["admitted"]));
    expect(decided.chain.sequence).toBe(envelopes.length);
    expect(decided.chain.session).toBe(3);
  });
});
