/** Reads a car this minute, and compares it with what a pass shows. */
import { equal } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { noble } from "@witness/protocol/crypto/noble";
import { PARAMETERS } from "@witness/protocol/judge/parameters";
import { reachHm } from "@witness/protocol/judge/windows";
import { CLOCK_AHEAD_MAX_S } from "@witness/protocol/limits";
import type { RecordValues } from "@witness/protocol/record/fields";
import { verifyMessage } from "@witness/protocol/sign";
import type { LiveReading } from "@witness/protocol/wire/reading";
import type { StepCode } from "./errors.ts";
import { VerifyError } from "./errors.ts";
import { kilometres } from "./kilometres.ts";
import { bytesOf, numberOf, readMessage } from "./protobuf.ts";

/** A message of a car with its signature (64 bytes). */
export interface LiveAnswer {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** Has a car sign a challenge (32 bytes) with its value. It carries bytes and is not believed. @param deviceId 8 bytes */
export type LiveReader = (deviceId: Uint8Array, challenge: Uint8Array) => Promise<LiveAnswer>;

/** Numbers of the fields (protocol/proto/witness.proto). */
const LIVE = { deviceId: 1, challenge: 2, timeUnixS: 3, odometerHm: 4, sequence: 5, link: 6 } as const;

/** Reads a live reading. @throws {MalformedError} `malformed` */
export function readLiveReading(bytes: Uint8Array): LiveReading {
  const message = readMessage(bytes);
  return {
    deviceId: bytesOf(message, LIVE.deviceId, 8),
    challenge: bytesOf(message, LIVE.challenge, 32),
    timeUnixS: numberOf(message, LIVE.timeUnixS),
    odometerHm: numberOf(message, LIVE.odometerHm),
    sequence: numberOf(message, LIVE.sequence),
    link: bytesOf(message, LIVE.link, 32),
  };
}

/** The sentence for an answer that is not of the car that was asked. */
export const FORGED =
  "What answered is not this car: its signature does not match the key in the record. Do not rely on the value.";

/** Which car must answer, and to what. */
export interface ExpectedLive {
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** 33 bytes, compressed: as the record names it. */
  readonly publicKey: Uint8Array;
  /** 32 bytes. */
  readonly challenge: Uint8Array;
}

/**
 * Authenticates a live reading: this device, this challenge, the key that the record names. Returns what it says; undefined when
 * something else answered.
 * @throws {MalformedError} `malformed` when the car signed something that is no live reading
 */
export function authenticate(context: Context, expected: ExpectedLive, answer: LiveAnswer): LiveReading | undefined {
  if (!verifyMessage("live", context, answer, expected.publicKey, noble)) return undefined;
  const reading = readLiveReading(answer.message);
  const isAsked = equal(reading.challenge, expected.challenge) && equal(reading.deviceId, expected.deviceId);
  return isAsked ? reading : undefined;
}

/**
 * Asks a car with a fresh challenge. Returns what it says, authenticated.
 * @throws {VerifyError} `live-unavailable` when nothing answers, `live-forged` when something else does
 */
export async function readLive(
  read: LiveReader,
  context: Context,
  car: Omit<ExpectedLive, "challenge">,
): Promise<LiveReading> {
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  const answer = await read(car.deviceId, challenge).catch((cause: unknown) => {
    const sentence = "The car does not answer; check that it is in reach and try again.";
    throw new VerifyError(sentence, { code: "live-unavailable", cause });
  });
  const reading = authenticate(context, { ...car, challenge }, answer);
  if (reading) return reading;
  throw new VerifyError(FORGED, { code: "live-forged" });
}

/** What a live reading comes to beside a pass. */
export interface LiveComparison {
  readonly holds: boolean;
  readonly code?: StepCode;
  readonly sentence: string;
}

/** Values of a pass that a live reading is compared with. */
export type ShownValues = Partial<Pick<RecordValues, "chain" | "odometer">>;

function comparedChain(live: LiveReading, { chain }: ShownValues): LiveComparison | undefined {
  if (chain === undefined) return undefined;
  if (live.sequence < chain.sequence) {
    const sentence = `The car says that it signed up to no. ${live.sequence}, but the pass shows no. ${chain.sequence}: the car forgot, or something else signs with its key.`;
    return { holds: false, code: "live-behind", sentence };
  }
  if (live.sequence > chain.sequence || equal(live.link, chain.link)) return undefined;
  const sentence = `The car and the pass both end at no. ${chain.sequence}, but with different envelopes: one of them is not the car's history.`;
  return { holds: false, code: "live-link-differs", sentence };
}

/**
 * Returns the distance of a live reading as the record counts: over the car's life. The record says what the counter showed and
 * what distance that was, so a counter that is not in units of 100 m is seen; undefined then.
 */
export function lifeHm(live: LiveReading, { raw, distanceHm, offsetHm }: RecordValues["odometer"]): number | undefined {
  return raw + offsetHm === distanceHm ? live.odometerHm + offsetHm : undefined;
}

/**
 * Compares what a car says now with what a pass shows: equal, ahead and whether it can have driven that far, behind, or with a
 * clock that is off.
 * @param live authenticated with the key that the pass shows
 * @param nowUnixS this machine's clock
 */
export function compareLive(live: LiveReading, values: ShownValues, nowUnixS: number): LiveComparison {
  const chain = comparedChain(live, values);
  if (chain) return chain;
  const offS = live.timeUnixS - nowUnixS;
  if (Math.abs(offS) > CLOCK_AHEAD_MAX_S) {
    const minutes = Math.floor(Math.abs(offS) / 60);
    const sentence = `The car's clock is ${minutes} minutes ${offS > 0 ? "ahead" : "behind"}: it is wrong, or this machine's is, or the value is not of this minute.`;
    return { holds: false, code: "live-clock-off", sentence };
  }
  const { odometer } = values;
  const liveHm = odometer && lifeHm(live, odometer);
  if (odometer === undefined || liveHm === undefined) {
    const sentence = `The car signed ${kilometres(live.odometerHm)} just now. The pass does not show a value to compare it with.`;
    return { holds: true, sentence };
  }
  const aheadHm = liveHm - odometer.distanceHm;
  if (aheadHm < 0) {
    const sentence = `The car shows ${kilometres(-aheadHm)} less than the ${kilometres(odometer.distanceHm)} of the pass.`;
    return { holds: false, code: "live-behind", sentence };
  }
  if (aheadHm > reachHm(PARAMETERS.odometerHm, live.timeUnixS - odometer.timeUnixS)) {
    const sentence = `The car shows ${kilometres(aheadHm)} more than the pass: more than it can have driven since.`;
    return { holds: false, code: "live-too-far", sentence };
  }
  const sentence =
    aheadHm === 0
      ? `The car shows the same ${kilometres(liveHm)} as the pass.`
      : `The car shows ${kilometres(liveHm)} now: ${kilometres(aheadHm)} more than the pass, which it can have driven since.`;
  return { holds: true, sentence };
}
