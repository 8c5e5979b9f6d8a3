/** A pass against chain, node and archive: what holds, what is older, and every way in which somebody does not tell the truth. */

import { toHex } from "@witness/protocol/bytes";
import { native } from "@witness/protocol/crypto/native";
import { encodeOperation, type OperationKind } from "@witness/protocol/operations/operation";
import { keepPass } from "@witness/protocol/pass/kept";
import { encodePassLink } from "@witness/protocol/pass/link";
import { decodePass, passIdentity } from "@witness/protocol/pass/pass";
import type { HistoryStep } from "@witness/protocol/pass/steps";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { passTerms } from "../../protocol/scripts/example-pass.ts";
import { EVERY_STEP } from "../src/step.ts";
import type { Verification } from "../src/verify.ts";
import { verifyPass } from "../src/verify.ts";
import { after, application, linkTo, NOW_UNIX_S, passWith, rootOf, shown, startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const evidence = shown();
const pass = passWith(evidence);
const link = linkTo(pass);
const root = rootOf(evidence);
const honest = { chainId: 31_337, block: 40, accepted: [root] };
const LATER = `0x${"77".repeat(32)}`;

beforeEach(() => {
  world.chains.clear();
  world.chains.set("one", honest);
  world.chains.set("two", honest);
  delete world.said.head;
  world.said.steps = [];
});

const step = ({ steps }: Verification, name: string) => {
  const found = steps.find((each) => each.step === name);
  return [found?.result, found?.code];
};

const moment = { input: 50, blockTimeUnixS: NOW_UNIX_S - 86_400, place: 0, parameters: 1 };
const driven: HistoryStep = { kind: "run", ...moment, item: new Uint8Array(44).fill(1) };
const operated = (kind: OperationKind, answers: Uint8Array, fields = {}): HistoryStep => ({
  kind: "operation",
  ...moment,
  item: encodeOperation({
    kind,
    actor: passTerms.actor,
    device: passTerms.device,
    tenure: 2,
    counter: 1,
    expiresUnixS: 1_900_000_000,
    answers,
    fields,
  } as never),
});
/** The record has gone on by these items, and the state is claimed under the newest root unless said otherwise. */
function goOn(steps: readonly HistoryStep[], isClaimed = true): void {
  const head = shown(after(steps));
  world.said.head = { evidence: head, isClaimed };
  world.said.steps = steps;
  const accepted = isClaimed ? [root, rootOf(head)] : [root, LATER];
  for (const name of ["one", "two"]) world.chains.set(name, { ...honest, accepted });
}

describe("verifyPass", () => {
  it("default: holds when the chain accepted it and nothing later", async () => {
    const heard: string[] = [];
    const onStep = (each: { readonly step: string }) => heard.push(each.step);
    const verified = await verifyPass(link, world.options(["one", "two"], { onStep }));
    const names = ["whole", "signed", "opened", "vin", "current", "proven", "compared", "newest", "standing"];
    expect(verified.steps.map(({ result }) => result)).toEqual(names.map(() => "holds"));
    expect(heard).toEqual(names);
    expect(verified.outcome).toMatchObject({ kind: "consistent", tone: "good", heading: "Odometer consistent" });
    expect(verified.assurance).toBe("proven");
  });

  it("is not green while the car is in quarantine", async () => {
    const none = { revokedReason: 0, revokedUnixS: 0, reason: 3, sinceUnixS: NOW_UNIX_S - 86_400 };
    const until = async (untilUnixS: number) => {
      const doubted = shown({ quarantine: { ...none, untilUnixS } });
      world.chains.set("one", { ...honest, accepted: [rootOf(doubted)] });
      return (await verifyPass(linkTo(passWith(doubted)), world.options(["one"]))).outcome;
    };
    expect(await until(NOW_UNIX_S + 1)).toMatchObject({ kind: "not-enough", tone: "open" });
    expect((await until(NOW_UNIX_S + 1)).sentence).toMatch(/^The car is in quarantine until /);
    expect(await until(NOW_UNIX_S)).toMatchObject({ kind: "consistent", tone: "good" });
  });

  it("says that one node of the chain was asked alone", async () => {
    const verified = await verifyPass(link, world.options(["one"]));
    expect(step(verified, "compared")).toEqual(["unasked", "rpc-single"]);
    expect(verified.outcome.tone).toBe("good");
  });

  it("compares no node with itself", async () => {
    const { rpcUrls, ...options } = world.options(["one"]);
    const twice = [...rpcUrls, ...rpcUrls.map((url) => `${url.replace("http:", "HTTP:")}/`)];
    expect(step(await verifyPass(link, { ...options, rpcUrls: twice }), "compared")).toEqual(["unasked", "rpc-single"]);
  });

  it("fails when one of two nodes of the chain lies", async () => {
    const forged = passWith(shown({ odometer: { timeUnixS: 1_799_990_000, raw: 100, distanceHm: 100, offsetHm: 0 } }));
    const invented = rootOf(shown({ odometer: { timeUnixS: 1_799_990_000, raw: 100, distanceHm: 100, offsetHm: 0 } }));
    world.chains.set("two", { ...honest, invented: [invented] });
    const verified = await verifyPass(linkTo(forged), world.options(["one", "two"]));
    expect(step(verified, "compared")).toEqual(["fails", "rpcs-differ"]);
    expect(verified.outcome).toMatchObject({ kind: "not-enough", tone: "open" });
    expect(verified.assurance).toBe("signed");
  });

  it.each<[string, Partial<typeof honest>]>([
    ["hides later claims", { accepted: [root] }],
    ["stands still", { block: 9 }],
  ])("fails when one of two nodes of the chain %s", async (_name, lie) => {
    world.chains.set("one", { ...honest, block: 1_000, accepted: [root, LATER] });
    world.chains.set("two", { ...honest, block: 1_000, accepted: [root, LATER], ...lie });
    const verified = await verifyPass(link, world.options(["one", "two"]));
    expect(step(verified, "compared")).toEqual(["fails", "rpcs-differ"]);
  });

  it("leaves out a node that does not answer, and one of another chain", async () => {
    world.chains.set("two", { ...honest, chainId: 1 });
    const foreign = await verifyPass(link, world.options(["one", "two"]));
    expect(step(foreign, "compared")).toEqual(["unasked", "chain-foreign"]);
    expect(step(foreign, "proven")).toEqual(["holds", undefined]);
    const silent = await verifyPass(link, world.options(["none", "one"]));
    expect(step(silent, "compared")).toEqual(["unasked", "chain-unavailable"]);
  });

  it("proves nothing when nobody can be asked", async () => {
    const verified = await verifyPass(link, world.options(["none"]));
    expect(step(verified, "proven")).toEqual(["unasked", "chain-unavailable"]);
    expect(verified.outcome).toMatchObject({ kind: "not-enough", heading: "Not enough to say", tone: "open" });
    expect(verified.assurance).toBe("signed");
    const unnamed = await verifyPass(link, world.options([]));
    expect(step(unnamed, "proven")).toEqual(["unasked", "chain-unnamed"]);
  });

  it("names the change of a pass, whatever byte is another", async () => {
    for (const at of [1, 20, 40, 80, 120, 300, pass.length - 1]) {
      const altered = pass.slice();
      altered[at] = (altered[at] ?? 0) ^ 1;
      const verified = await verifyPass(altered, world.options(["one"]));
      expect([at, verified.outcome.tone === "good"]).toEqual([at, false]);
      expect(verified.steps.some(({ result }) => result === "fails")).toBe(true);
    }
  });

  it("believes no pass of another application", async () => {
    const other = world.options(["one"], { application: `0x${"ee".repeat(20)}` });
    const verified = await verifyPass(link, other);
    expect(step(verified, "signed")).toEqual(["fails", "pass-unsigned"]);
    expect(step(verified, "proven")).toEqual(["unasked", undefined]);
    expect(verified.outcome).toMatchObject({ tone: "bad", heading: "Do not rely on this pass" });
  });

  it("says when it has ended, and believes no root that was never accepted", async () => {
    const expired = await verifyPass(link, world.options(["one"], { nowUnixS: passTerms.expiresUnixS }));
    expect(expired.outcome).toMatchObject({ kind: "expired", heading: "This pass has expired" });
    world.chains.set("one", { ...honest, accepted: [LATER] });
    const invented = await verifyPass(link, world.options(["one"]));
    expect(step(invented, "proven")).toEqual(["fails", "root-unaccepted"]);
    const young = await verifyPass(link, world.options(["one"], { nowUnixS: passTerms.issuedUnixS + 60 }));
    expect(step(young, "proven")).toEqual(["waiting", "root-waiting"]);
    expect(young.outcome).toMatchObject({ kind: "arriving", heading: "Still arriving", tone: "open" });
  });

  it("holds when other cars went on, and not this one", async () => {
    goOn([]);
    const verified = await verifyPass(link, world.options(["one", "two"]));
    expect(step(verified, "newest")).toEqual(["holds", undefined]);
    expect(step(verified, "standing")).toEqual(["holds", undefined]);
  });

  it("waits for the claim of a state that only the node knows", async () => {
    goOn([], false);
    const verified = await verifyPass(link, world.options(["one", "two"]));
    expect(step(verified, "newest")).toEqual(["waiting", "head-unsettled"]);
  });

  it("is the state of a day when the record has gone on, and still stands", async () => {
    goOn([driven, driven, driven]);
    const verified = await verifyPass(link, world.options(["one", "two"]));
    expect(step(verified, "newest")).toEqual(["older", "state-older"]);
    expect(step(verified, "standing")).toEqual(["holds", undefined]);
    expect(verified.outcome).toMatchObject({ tone: "open", kind: "consistent" });
    expect(verified.outcome.heading).toMatch(/^Odometer consistent on \d/);
    expect(verified.outcome.sentence).toContain("3 newer items");
  });

  it("sees a withdrawal, and a new owner, among what came after", async () => {
    const identity = passIdentity(decodePass(pass, native).message, native);
    goOn([driven, operated("withdrawPass", identity)]);
    const withdrawn = await verifyPass(link, world.options(["one", "two"]));
    expect(step(withdrawn, "standing")).toEqual(["fails", "pass-withdrawn"]);
    expect(withdrawn.outcome).toMatchObject({ kind: "withdrawn", heading: "This pass was withdrawn" });
    goOn([operated("withdrawPass", new Uint8Array(32).fill(3))]);
    expect(step(await verifyPass(link, world.options(["one"])), "standing")).toEqual(["holds", undefined]);
    goOn([operated("acceptOffer", new Uint8Array(32).fill(3), { pairing: new Uint8Array(1) })]);
    const sold = await verifyPass(link, world.options(["one"]));
    expect(step(sold, "standing")).toEqual(["fails", "pass-owner-left"]);
  });

  it("hears of a withdrawal that no claim knows yet", async () => {
    goOn([operated("withdrawPass", passIdentity(decodePass(pass, native).message, native))], false);
    for (const name of ["one", "two"]) world.chains.set(name, honest);
    const verified = await verifyPass(link, world.options(["one", "two"]));
    expect(step(verified, "standing")).toEqual(["fails", "pass-withdrawn"]);
    expect(step(await verifyPass(link, world.options(["one"], { node: undefined })), "standing")[0]).toBe("holds");
  });

  it("believes no archive that leaves a withdrawal out", async () => {
    goOn([driven, operated("withdrawPass", new Uint8Array(32).fill(3))]);
    world.said.steps = [driven, driven];
    const verified = await verifyPass(link, world.options(["one", "two"]));
    expect(step(verified, "standing")).toEqual(["unasked", "steps-differ"]);
    expect(verified.outcome.tone).toBe("open");
  });

  it("believes no node that answers from a state which newer claims left behind", async () => {
    goOn([driven]);
    const old = shown();
    world.said.head = { evidence: old, isClaimed: true };
    const verified = await verifyPass(link, world.options(["one", "two"]));
    expect(step(verified, "newest")).toEqual(["unasked", "head-contradicted"]);
  });

  it("accuses no node of being behind claims that it has not found: none was made for long", async () => {
    world.said.head = { evidence: shown(), isClaimed: true };
    world.chains.set("one", { ...honest, block: 900_000, accepted: [], invented: [root] });
    for (const change of [{}, { node: undefined }]) {
      const verified = await verifyPass(link, world.options(["one"], change));
      expect(step(verified, "newest")).toEqual(["unasked", "claims-unfound"]);
      expect(step(verified, "standing")).toEqual(["unasked", "claims-unfound"]);
      expect(verified.outcome.tone).toBe("open");
    }
  });

  it("says that nobody was asked what came after", async () => {
    goOn([driven]);
    const alone = await verifyPass(link, world.options(["one"], { node: undefined, archiveUrl: undefined }));
    expect(step(alone, "newest")).toEqual(["unasked", "node-unnamed"]);
    expect(alone.outcome.tone).toBe("open");
  });

  it("fetches a kept pass by its hash, and takes no other for it", async () => {
    const { bytes, link: kept } = keepPass(pass, new Uint8Array(16).fill(9), native);
    const short = `https://witness.example/p#${encodePassLink({ form: "kept", ...kept })}`;
    world.said.kept = new Map([[toHex(kept.hash), bytes]]);
    expect((await verifyPass(short, world.options(["one"]))).outcome.tone).toBe("good");
    world.said.kept = new Map([[toHex(kept.hash), bytes.slice(1)]]);
    const other = await verifyPass(short, world.options(["one"]));
    expect(step(other, "whole")).toEqual(["fails", "pass-kept-other"]);
    // The archive gave other bytes: that says nothing against the pass.
    expect(other.outcome).toMatchObject({ kind: "not-enough", tone: "open" });
    world.said.kept = new Map();
    const gone = await verifyPass(short, world.options(["one"]));
    expect(step(gone, "whole")).toEqual(["unasked", "archive-unavailable"]);
    expect(gone.outcome.sentence).toBe("The archive no longer keeps this pass; ask for a new link.");
    expect(step(gone, "standing")).toEqual(["unasked", undefined]);
  });

  it("reads no nonsense", async () => {
    for (const nonsense of ["", "https://witness.example/p", "https://witness.example/p#AAAA", "#!"]) {
      const read = await verifyPass(nonsense, world.options(["one"]));
      expect(step(read, "whole")).toEqual(["fails", "pass-link-malformed"]);
      // No step stays open: whoever shows them would say of the others that they are still being asked.
      expect(read.steps.map(({ step: name }) => name)).toEqual(EVERY_STEP);
    }
    expect(application).toHaveLength(42);
  });
});
