/** A car's own word beside a pass: equal, ahead, too far ahead, behind, with another history, another car, out of reach. */
import { native } from "@witness/protocol/crypto/native";
import { keyIdentity } from "@witness/protocol/identity";
import { signMessage } from "@witness/protocol/sign";
import { encodeLiveReading, type LiveReading } from "@witness/protocol/wire/reading";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passOwner, passTerms, passValues } from "../../protocol/scripts/example-pass.ts";
import { type LiveReader, readLive } from "../src/live.ts";
import { type Verification, verifyLive, verifyPass } from "../src/verify.ts";
import { application, context, linkTo, NOW_UNIX_S, passWith, rootOf, shown, startWorld, type World } from "./world.ts";

let world: World;
let verified: Verification;
const evidence = shown();
beforeAll(async () => {
  world = await startWorld();
  world.chains.set("one", { chainId: 31_337, block: 40, accepted: [rootOf(evidence)] });
  verified = await verifyPass(linkTo(passWith(evidence)), world.options(["one"]));
});
afterAll(() => world.close());

/** As protocol/scripts/example-pass.ts has it. */
const deviceKey = new Uint8Array(32).fill(1);
const { chain, odometer } = passValues(passOwner);

const carSaying =
  (change: Partial<LiveReading> = {}, key = deviceKey): LiveReader =>
  async (deviceId, challenge) => {
    const { sequence, link } = chain;
    const said = { deviceId, challenge, timeUnixS: NOW_UNIX_S, odometerHm: odometer.raw, sequence, link };
    return signMessage("live", context, encodeLiveReading({ ...said, ...change }), key, native);
  };

async function asked(read: LiveReader, nowUnixS = NOW_UNIX_S) {
  const { steps, outcome } = await verifyLive(verified, read, { chainId: 31_337, application, nowUnixS });
  const step = steps.find((each) => each.step === "live");
  return { result: step?.result, code: step?.code, sentence: step?.sentence, outcome };
}

describe("verifyLive", () => {
  it("default: holds when the car says the same", async () => {
    const said = await asked(carSaying());
    expect(said).toMatchObject({ result: "holds", outcome: { tone: "good" } });
    expect(said.sentence).toBe("The car shows the same 41,234.5 km as the pass.");
  });

  it("holds when the car is ahead by what it can have driven", async () => {
    const said = await asked(carSaying({ odometerHm: odometer.raw + 1_000, sequence: chain.sequence + 2 }));
    expect(said.result).toBe("holds");
    expect(said.sentence).toContain("100.0 km more than the pass, which it can have driven since");
  });

  it.each<[string, Partial<LiveReading>]>([
    ["live-behind", { odometerHm: odometer.raw - 1 }],
    ["live-behind", { sequence: chain.sequence - 1 }],
    ["live-too-far", { odometerHm: odometer.raw + 9_000_000 }],
    ["live-link-differs", { link: new Uint8Array(32) }],
    ["live-clock-off", { timeUnixS: NOW_UNIX_S - 3_600 }],
    ["live-forged", { deviceId: new Uint8Array(8) }],
    ["live-forged", { challenge: new Uint8Array(32) }],
  ])("fails with %s", async (code, change) => {
    expect(await asked(carSaying(change))).toMatchObject({
      result: "fails",
      code,
      outcome: { kind: "car-differs", tone: "bad" },
    });
  });

  it("fails when another car answers", async () => {
    expect(await asked(carSaying({}, new Uint8Array(32).fill(2)))).toMatchObject({
      code: "live-forged",
      outcome: { heading: "Another car answered" },
    });
  });

  it("says that the car is out of reach, and leaves the rest as it was", async () => {
    const said = await asked(() => Promise.reject(new Error("no answer")));
    expect(said).toMatchObject({ result: "unasked", code: "live-unavailable", outcome: { tone: "good" } });
  });
});

describe("readLive", () => {
  it("default: asks with a challenge that was never used", async () => {
    const challenges = new Set<string>();
    const read: LiveReader = (deviceId, challenge) => {
      challenges.add(challenge.join());
      return carSaying()(deviceId, challenge);
    };
    const car = { deviceId: passTerms.device, publicKey: native.p256PublicKey(deviceKey) };
    for (let time = 0; time < 3; time += 1) await readLive(read, context, car);
    expect(challenges.size).toBe(3);
    expect(keyIdentity(car.publicKey, native)).toEqual(passTerms.device);
  });
});
