/** The simulated fleet: the same seed drives the same cars, honest cars are plausible, devices keep the protocol. */

import { admitRun } from "@witness/protocol/admission";
import { equal } from "@witness/protocol/bytes";
import { native as provider } from "@witness/protocol/crypto/native";
import { newHashChain } from "@witness/protocol/hash-chain";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { conclude, newJudge, observe } from "@witness/protocol/judge";
import { verifyMessage } from "@witness/protocol/sign";
import { decodeEnvelope } from "@witness/protocol/wire/envelope";
import { decodeLiveReading } from "@witness/protocol/wire/reading";
import { describe, expect, it } from "vitest";
import { buildEnvelopes, Device, type DeviceOptions, type Head } from "../src/device.ts";
import { seeded } from "../src/random.ts";
import { driving, fleetReadings, habitsOf, type Sample } from "../src/trip.ts";

const context = { chainId: 31_337, application: new Uint8Array(20).fill(7) };
const applicationKey = provider.p256PublicKey(derivePrivateKey(new Uint8Array(32).fill(1), provider));
const application = { context, publicKey: applicationKey, keyId: keyIdentity(applicationKey, provider) };
const settings = { context, provider, keyId: application.keyId };

/** Not secret, but never the same twice: enough for a test that must repeat. */
function options(): DeviceOptions {
  let drawn = 0;
  const random = (bytes: number) => {
    drawn += 1;
    return provider.sha256(Uint8Array.of(drawn >> 8, drawn & 255)).slice(0, bytes);
  };
  return { application, provider, random };
}
const newDevice = () => new Device(derivePrivateKey(new Uint8Array(32).fill(2), provider), options());

function samplesOf(seed: number, days: number): Sample[] {
  const random = seeded(`${seed}`, provider);
  const from = 1_790_000_000;
  const samples: Sample[] = [];
  for (const sample of driving(habitsOf(random, random.whole(50_000, 1_800_000)), random, from)) {
    if (sample.reading.timeUnixS > from + days * 86_400) break;
    samples.push(sample);
  }
  return samples;
}

describe("driving", () => {
  it("default: the same seed gives the same readings, another seed others", () => {
    expect(fleetReadings(1, 2, 300, provider)).toEqual(fleetReadings(1, 2, 300, provider));
    expect(fleetReadings(1, 1, 300, provider)).not.toEqual(fleetReadings(2, 1, 300, provider));
  });

  it("given any honest car, a year of it is judged logical", () => {
    for (let seed = 0; seed < 25; seed += 1) {
      let judge = newJudge;
      const samples = samplesOf(seed, 365);
      for (const { reading } of samples) judge = observe(judge, reading, 2_000_000_000).judge;
      const { verdict, reasons } = conclude(judge, { gaps: 0, forks: 0, unreadable: 0 });
      expect({ seed, verdict, reasons }).toEqual({ seed, verdict: "logical", reasons: [] });
      const drivenHm = (samples.at(-1)?.reading.odometerHm ?? 0) - (samples[0]?.reading.odometerHm ?? 0);
      expect(drivenHm).toBeGreaterThan(30_000);
      expect(drivenHm).toBeLessThan(900_000);
    }
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

describe("Device", () => {
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

  it("given a lost storage, goes on from a head that it signed, over a gap, and from no other", () => {
    const device = newDevice();
    const chain = newHashChain(context, device.identity, device.publicKey, provider);
    const envelope = decodeEnvelope(device.seal(samples.slice(0, 10)).bytes);
    const first = admitRun(settings, chain, { bodies: [envelope.body], signature: envelope.signature });
    const head: Head = { sequence: 1, session: 1, link: first.chain.link, previousLink: chain.link, envelope };
    const lost = device.forgetful();
    const signature = Uint8Array.from(envelope.signature);
    signature.set([(signature[5] ?? 0) ^ 1], 5);
    expect(lost.resume({ ...head, envelope: { ...envelope, signature } }, "forgot")).toBe(false);
    expect(lost.resume({ ...head, sequence: 2 }, "forgot")).toBe(false);
    expect(lost.resume({ ...head, session: 7 }, "forgot")).toBe(false);
    expect(lost.resume({ ...head, link: chain.link }, "forgot")).toBe(false);
    expect(lost.resume(head, "forgot")).toBe(true);
    const { body, signature: next } = decodeEnvelope(lost.seal(samples.slice(10, 20)).bytes);
    const second = admitRun(settings, first.chain, { bodies: [body], signature: next });
    expect(second.decisions[0]).toMatchObject({ code: "admitted", gap: { afterSequence: 1, beforeSequence: 1_026 } });
    expect(second.chain.session).toBe(2);
  });

  it("given refused envelopes, seals what waited anew: no reading is lost", () => {
    const device = newDevice();
    const chain = newHashChain(context, device.identity, device.publicKey, provider);
    const envelope = decodeEnvelope(device.seal(samples.slice(0, 10)).bytes);
    device.acknowledge(1);
    const { chain: at } = admitRun(settings, chain, { bodies: [envelope.body], signature: envelope.signature });
    device.acknowledge(device.seal(samples.slice(10, 20)).sequence);
    device.seal(samples.slice(20, 30));
    const head: Head = { sequence: 1, session: 1, link: at.link, previousLink: chain.link, envelope };
    expect(device.resume(head, "remembers")).toBe(true);
    expect(device.queue.map(({ samples: kept }) => kept)).toEqual([samples.slice(20, 30)]);
    const { body, signature } = decodeEnvelope(device.queue[0]?.bytes ?? new Uint8Array());
    const decided = admitRun(settings, at, { bodies: [body], signature });
    expect(decided.decisions[0]).toMatchObject({ code: "admitted", gap: { afterSequence: 1, beforeSequence: 4 } });
  });

  it("answers a challenge with a signature over it", () => {
    const device = newDevice();
    const challenge = new Uint8Array(32).fill(9);
    const signed = device.live(challenge, 1_790_000_000, 123_456);
    expect(verifyMessage("live", context, signed, device.publicKey, provider)).toBe(true);
    const reading = decodeLiveReading(signed.message);
    expect(equal(reading.challenge, challenge)).toBe(true);
    expect(reading.odometerHm).toBe(123_456);
  });
});
