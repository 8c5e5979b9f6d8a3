/** A pass of an application that has ended: its last claim stays the newest, whatever the successor says of the car. */
import { native } from "@witness/protocol/crypto/native";
import { encodeOperation } from "@witness/protocol/operations/operation";
import { decodePass, passIdentity } from "@witness/protocol/pass/pass";
import type { HistoryStep } from "@witness/protocol/pass/steps";
import { encodeQuery } from "@witness/protocol/wire/query";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { passTerms } from "../../protocol/scripts/example-pass.ts";
import { GLOBALS_QUERY } from "../src/node.ts";
import { type Verification, verifyPass } from "../src/verify.ts";
import { after, closing, linkTo, NOW_UNIX_S, passWith, rootOf, shown, startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.said.steps = [];
});

const over = closing(NOW_UNIX_S);
const evidence = shown({}, over);
const pass = passWith(evidence);

const step = ({ steps }: Verification, name: string) => {
  const found = steps.find((each) => each.step === name);
  return [found?.result, found?.code];
};
const sentenceOf = ({ steps }: Verification, name: string) => steps.find((each) => each.step === name)?.sentence;

/** The pass's state is the newest under the claims, and an honest node answers from it. */
function standStill(globals = over): Uint8Array {
  const newest = shown({}, globals);
  world.chains.set("one", { chainId: 31_337, block: 40, accepted: [rootOf(newest)] });
  world.said.head = { evidence: newest, isClaimed: true, globals };
  return passWith(newest);
}

describe("a pass of an application that has ended", () => {
  it("is not green: what happened to the car since, its successor says", async () => {
    const verified = await verifyPass(linkTo(standStill()), world.options(["one"]));
    expect(step(verified, "proven")).toEqual(["holds", undefined]);
    expect(step(verified, "newest")).toEqual(["unasked", "application-ended"]);
    expect(step(verified, "standing")).toEqual(["unasked", "application-ended"]);
    expect(verified.outcome).toMatchObject({
      tone: "open",
      sentence: "This application has ended; ask for a pass of its successor.",
    });
  });

  it("boundary: is green until the second in which the application closes", async () => {
    const closes = closing(NOW_UNIX_S + 1);
    const link = linkTo(standStill(closes));
    const until = await verifyPass(link, world.options(["one"]));
    expect(step(until, "newest")).toEqual(["holds", undefined]);
    expect(until.outcome.tone).toBe("good");
    const from = await verifyPass(link, world.options(["one"], { nowUnixS: NOW_UNIX_S + 1 }));
    expect(step(from, "newest")).toEqual(["unasked", "application-ended"]);
  });

  it("is still said to be withdrawn when it was", async () => {
    const withdrawal: HistoryStep = {
      kind: "operation",
      input: 50,
      blockTimeUnixS: NOW_UNIX_S - 86_400,
      place: 0,
      parameters: 1,
      item: encodeOperation({
        kind: "withdrawPass",
        actor: passTerms.actor,
        device: passTerms.device,
        tenure: 2,
        counter: 1,
        expiresUnixS: 1_900_000_000,
        answers: passIdentity(decodePass(pass, native).message, native),
        fields: {},
      }),
    };
    const head = shown(after([withdrawal]), over);
    world.chains.set("one", { chainId: 31_337, block: 40, accepted: [rootOf(evidence), rootOf(head)] });
    world.said.head = { evidence: head, isClaimed: true, globals: over };
    world.said.steps = [withdrawal];
    const verified = await verifyPass(linkTo(pass), world.options(["one"]));
    expect(step(verified, "newest")).toEqual(["unasked", "application-ended"]);
    expect(step(verified, "standing")).toEqual(["fails", "pass-withdrawn"]);
  });

  it("is not green because a node says of that state that no end was announced", async () => {
    const other = shown(
      { odometer: { timeUnixS: 1_799_990_001, raw: 412_345, distanceHm: 412_345, offsetHm: 0 } },
      over,
    );
    world.chains.set("one", { chainId: 31_337, block: 40, accepted: [rootOf(evidence), rootOf(other)] });
    world.said.head = { evidence: other, isClaimed: true };
    const verified = await verifyPass(linkTo(pass), world.options(["one"]));
    expect(step(verified, "newest")).toEqual(["unasked", "head-contradicted"]);
    expect(verified.outcome.tone).toBe("open");
  });

  it("is said to be of the newest claim, and no more, when no node is asked", async () => {
    standStill();
    const verified = await verifyPass(linkTo(pass), world.options(["one"], { node: undefined }));
    expect(sentenceOf(verified, "newest")).toContain("No node proved whether the application has ended since.");
  });
});

it("the question is the protocol's own", () => expect(GLOBALS_QUERY).toEqual(encodeQuery({ kind: "globals" })));
