/** A rollup node that does not tell the truth about where a car's history stands. */
import { keccak256 } from "@witness/protocol/crypto/keccak";
import { native } from "@witness/protocol/crypto/native";
import { emptySubtree, OUTPUTS_TREE_HEIGHT } from "@witness/protocol/last-output";
import { encodeOperation } from "@witness/protocol/operations/operation";
import { evidenceRoots, type PassEvidence } from "@witness/protocol/pass/evidence";
import { decodePass, passIdentity } from "@witness/protocol/pass/pass";
import type { HistoryStep } from "@witness/protocol/pass/steps";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passTerms } from "../../protocol/scripts/example-pass.ts";
import { resultOf } from "../src/command/conclusion.ts";
import type { Options } from "../src/command/options.ts";
import { type Verification, verifyPass } from "../src/verify.ts";
import { after, linkTo, NOW_UNIX_S, passWith, rootOf, shown, startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const evidence = shown();
const pass = passWith(evidence);
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
const leafOf = (of: PassEvidence): Uint8Array => keccak256(evidenceRoots(of, native).notice);
/** Evidence whose output has this one beside it: both stand under one root. */
const beside = (of: PassEvidence, index: number, sibling: Uint8Array): PassEvidence => ({
  ...of,
  output: {
    index,
    siblings: Array.from({ length: OUTPUTS_TREE_HEIGHT }, (_, level) => (level === 0 ? sibling : emptySubtree(level))),
  },
});
/** The state in which the pass is withdrawn, and the one before it, under the newest claim. */
const withdrawn = shown(after([withdrawal]));
const newest = beside(withdrawn, 1, leafOf(evidence));
const followed = beside(evidence, 0, leafOf(withdrawn));

const stepOf = ({ steps }: Verification, name: string) => {
  const found = steps.find((each) => each.step === name);
  return [found?.result, found?.code];
};

/** As the command is told. */
const OPTIONS: Options = {
  link: "",
  rpc: ["http://127.0.0.1"],
  app: "",
  chain: undefined,
  archive: undefined,
  node: "http://127.0.0.1",
  inspect: "http://127.0.0.1",
  origin: [],
  json: false,
};

describe("A pass that was withdrawn", () => {
  it("does not stand because a node answers from the state before, which is under the newest claim too", async () => {
    expect(rootOf(followed)).toBe(rootOf(newest));
    world.chains.set("one", { chainId: 31_337, block: 40, accepted: [rootOf(evidence), rootOf(newest)] });
    world.said.head = { evidence: followed, isClaimed: true };
    const verified = await verifyPass(linkTo(pass), world.options(["one"]));
    expect(stepOf(verified, "newest")).toEqual(["unasked", "head-contradicted"]);
    expect(stepOf(verified, "standing")).toEqual(["unasked", "head-contradicted"]);
    expect(verified.outcome.tone).toBe("open");
  });

  it("does not look good because a node says that no claim knows its state yet", async () => {
    world.chains.set("one", { chainId: 31_337, block: 40, accepted: [rootOf(evidence), rootOf(newest)] });
    world.said.head = { evidence: followed, isClaimed: false };
    const verified = await verifyPass(linkTo(pass), world.options(["one"]));
    expect(stepOf(verified, "standing")).toEqual(["waiting", "head-unsettled"]);
    expect(verified.outcome.tone).toBe("open");
    expect(resultOf(verified, OPTIONS)).toBe("UNASKED");
  });
});
